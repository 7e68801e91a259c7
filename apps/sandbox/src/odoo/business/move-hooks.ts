import { round, type Vals } from '../engine/cells.js';
import type { Hooks } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { lineExpiry } from './expiry.js';
import { transferStock } from './stock.js';
import { lineUom } from './units.js';

/**
 * Sets a move's quantity by rewriting its lines, as Odoo 17 and 19 do for a write on `stock.move.quantity`: the last line
 * grows, lines shrink from the end. On a done move the stock follows.
 */
function setQuantity(move: Rec, quantity: number): void {
  const root = move.env.root();
  const lines = move.refs('move_line_ids');
  let difference = round(quantity - lines.reduce((sum, line) => sum + line.num('quantity'), 0), 4);
  const last = lines.at(-1);
  if (difference > 0) {
    if (last === undefined)
      root.make('stock.move.line', { move_id: move.id, quantity: difference, picked: move.bool('picked') });
    else root.write([last], { quantity: round(last.num('quantity') + difference, 4) });
  }
  for (const line of [...lines].reverse()) {
    if (difference >= 0) break;
    const taken = Math.min(line.num('quantity'), -difference);
    root.write([line], { quantity: round(line.num('quantity') - taken, 4) });
    difference = round(difference + taken, 4);
  }
  move.set({ quantity });
}

/** The move shows the sum of its lines and is picked when one of them is. */
function followLines(move: Rec): void {
  const lines = move.refs('move_line_ids');
  move.set({
    quantity: round(
      lines.reduce((sum, line) => sum + line.num('quantity'), 0),
      4,
    ),
    picked: lines.some((line) => line.bool('picked')),
  });
}

/** Orders show received and delivered quantities as stored fields: they are stamped when a done move changes. */
export function touchOrders(moves: readonly Rec[]): void {
  const touched = new Set<string>();
  for (const move of moves) {
    for (const name of ['purchase_line_id', 'sale_line_id']) {
      const line = move.has(name) ? move.ref(name) : null;
      for (const rec of line === null ? [] : [line, line.need('order_id')]) {
        const key = `${rec.model.name},${rec.id}`;
        if (!touched.has(key)) rec.touch();
        touched.add(key);
      }
    }
  }
}

const withDefaults = (vals: Vals, defaults: Vals): Vals => {
  const out: Vals = { ...vals };
  for (const [name, value] of Object.entries(defaults)) if (!out[name]) out[name] = value;
  return out;
};

export const moveHooks: Hooks = {
  create: (env, vals) => {
    const picking = typeof vals['picking_id'] === 'number' ? env.rec('stock.picking', vals['picking_id']) : null;
    const product = typeof vals['product_id'] === 'number' ? env.rec('product.product', vals['product_id']) : null;
    if (!picking?.exists) return vals;
    return withDefaults(vals, {
      product_uom: product?.exists ? product.cell('uom_id') : false,
      location_id: picking.cell('location_id'),
      location_dest_id: picking.cell('location_dest_id'),
      picking_type_id: picking.cell('picking_type_id'),
      company_id: picking.cell('company_id'),
      partner_id: picking.cell('partner_id') ?? false,
      origin: picking.cell('origin') ?? false,
    });
  },
  created: (move, vals) => {
    const quantity = move.num('quantity');
    if (quantity > 0 && move.ids('move_line_ids').length === 0) setQuantity(move, quantity);
    const picking = move.ref('picking_id');
    if (picking === null || picking.str('state') === 'draft' || vals['state'] !== 'draft') return;
    // A move added to a confirmed transfer is confirmed with it; 19 also adds it to the purchase order (observed).
    move.set({ state: 'assigned' });
    if (move.has('purchase_line_id') && move.ref('purchase_line_id') === null) joinOrder(move, picking);
  },
  written: (moves, vals, before) => {
    for (const move of moves) {
      // Lines first: the move's own `picked` is read off them whenever a quantity changes.
      if ('picked' in vals) {
        for (const line of move.refs('move_line_ids')) line.set({ picked: Boolean(vals['picked']) });
      }
      if ('quantity' in vals) {
        const wanted = move.num('quantity');
        move.set({ quantity: Number(before.get(move.id)?.['quantity'] ?? 0) });
        setQuantity(move, wanted);
      }
      if (move.str('state') === 'done') touchOrders([move]);
    }
  },
};

function joinOrder(move: Rec, picking: Rec): void {
  const order = move.env.is19 ? picking.ref('purchase_id') : null;
  if (order === null) return;
  const line = move.env
    .root()
    .withContext({ from_move: true })
    .make('purchase.order.line', {
      order_id: order.id,
      product_id: move.cell('product_id'),
      product_qty: 0,
      [lineUom(move)]: move.cell('product_uom'),
    });
  move.set({ purchase_line_id: line.id });
}

export const lineHooks: Hooks = {
  create: (env, vals) => {
    const id = vals['move_id'];
    const move = typeof id === 'number' ? env.rec('stock.move', id) : null;
    if (!move?.exists) return vals;
    return withDefaults(lineExpiry(move, vals), {
      picking_id: move.cell('picking_id') ?? false,
      product_id: move.cell('product_id'),
      product_uom_id: move.cell('product_uom'),
      location_id: move.cell('location_id'),
      location_dest_id: move.cell('location_dest_id'),
      company_id: move.cell('company_id'),
    });
  },
  created: (line) => {
    const move = line.ref('move_id');
    if (move === null) return;
    if (move.str('state') === 'done') transferStock(line, line.num('quantity'));
    followLines(move);
  },
  written: (lines, _vals, before) => {
    for (const line of lines) {
      const move = line.ref('move_id');
      if (move === null) continue;
      if (move.str('state') === 'done')
        transferStock(line, line.num('quantity') - Number(before.get(line.id)?.['quantity'] ?? 0));
      followLines(move);
    }
  },
  unlink: (lines) => {
    for (const line of lines)
      if (line.ref('move_id')?.str('state') === 'done') transferStock(line, -line.num('quantity'));
  },
  unlinked: (env, rows) => {
    for (const row of rows) {
      const move = typeof row['move_id'] === 'number' ? env.rec('stock.move', row['move_id']) : null;
      if (move?.exists) followLines(move);
    }
  },
};
