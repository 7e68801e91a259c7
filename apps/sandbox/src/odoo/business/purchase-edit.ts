import { type Row, round, type Vals } from '../engine/cells.js';
import { userError } from '../engine/errors.js';
import type { Rec } from '../engine/record.js';
import { authorOf } from '../methods/chatter.js';
import { wantedOf } from './order-lines.js';
import { dueBy, openReceipt, receiveLine } from './purchase.js';
import { assignMove, refreshPicking } from './reservation.js';
import { isOpen } from './stock-levels.js';
import { assignPicking, cancelMove, documentGroup, makeMove, makePicking } from './transfers.js';
import { convert, lineUom } from './units.js';

const isIncoming = (move: Rec): boolean => move.need('location_id').str('usage') === 'supplier';

/**
 * Whether Odoo can merge an extra move into the open one: not after its hidden attributes were edited, nor when it is due
 * on another day (measured).
 */
function merges(line: Rec, open: Rec): boolean {
  if (line.bool('x_date_edited') || open.str('date_deadline') !== line.str('date_planned')) return false;
  if (line.env.is19) return true;
  return (
    open.num('price_unit') === line.num('price_unit') && !line.bool('x_price_edited') && !line.bool('x_name_edited')
  );
}

function setDemand(move: Rec, demand: number): void {
  const wasFull = move.num('quantity') === move.num('product_uom_qty');
  if (demand <= 0) {
    cancelMove(move);
    move.set({ product_uom_qty: 0 });
    return;
  }
  const shrinks = demand < move.num('quantity');
  move.set({ product_uom_qty: demand });
  if (shrinks || wasFull) {
    const lines = move.refs('move_line_ids');
    if (shrinks) move.env.root().unlink(lines);
    assignMove(move);
  }
}

/** More ordered: the open move grows, or a second move for the same line appears beside it. */
function grow(line: Rec, quantity: number): void {
  if (quantity <= 0) return;
  for (const wanted of wantedOf(line, quantity)) {
    const open = line
      .refs('move_ids')
      .find(
        (move) =>
          isOpen(move) && isIncoming(move) && move.cell('product_id') === wanted.product.id && merges(line, move),
      );
    if (open !== undefined) {
      setDemand(open, round(open.num('product_uom_qty') + wanted.quantity, 4));
      open.need('picking_id').touch();
      continue;
    }
    const picking = openReceipt(line.need('order_id'));
    const env = line.env.root();
    dueBy(picking, line.str('date_planned'));
    const move = makeMove(env, {
      picking,
      product: wanted.product,
      quantity: wanted.quantity,
      date: line.str('date_planned') || env.tx.stamp,
      more: {
        purchase_line_id: line.id,
        price_unit: line.num('price_unit'),
        ...documentGroup(env, line.need('order_id').str('name')),
      },
    });
    assignMove(move);
    refreshPicking(picking);
  }
}

/**
 * What a raised line still lacks: done quantities count as they are, so that more than was ordered before fills the raise
 * (observed on 17 and 19: 25 of 20 received and raised to 25 opens nothing, to 30 a receipt of 5).
 */
function lackingOf(line: Rec, raisedBy: number): number {
  const product = line.need('product_id');
  const moves = line.refs('move_ids').filter((move) => move.str('state') !== 'cancel');
  if (moves.some((move) => move.cell('product_id') !== product.id)) return raisedBy;
  const asked = moves.reduce((sum, move) => {
    const quantity = move.num(move.str('state') === 'done' ? 'quantity' : 'product_uom_qty');
    return sum + (isIncoming(move) ? quantity : -quantity);
  }, 0);
  const inLineUnits = convert(asked, product.need('uom_id'), line.need(lineUom(line)));
  return Math.max(0, round(line.num('product_qty') - inLineUnits, 4));
}

/** Less ordered: open moves shrink, newest first; what cannot be taken back there goes out to the vendor again. */
function shrink(line: Rec, quantity: number): void {
  for (const wanted of wantedOf(line, quantity)) {
    let rest = wanted.quantity;
    const moves = line
      .refs('move_ids')
      .filter((move) => isOpen(move) && isIncoming(move) && move.cell('product_id') === wanted.product.id)
      .sort((a, b) => b.id - a.id);
    for (const [index, move] of moves.entries()) {
      // The first move, whose attributes differ from the edited line, cannot take a negative move in.
      const isFirst = index === moves.length - 1;
      if (rest <= 0 || (isFirst && !merges(line, move) && !line.bool('x_name_edited'))) break;
      const taken = Math.min(rest, move.num('product_uom_qty'));
      setDemand(move, round(move.num('product_uom_qty') - taken, 4));
      refreshPicking(move.need('picking_id'));
      rest = round(rest - taken, 4);
    }
    if (rest > 0) sendBack(line, wanted.product, rest);
  }
}

function sendBack(line: Rec, product: Rec, quantity: number): void {
  const env = line.env.root();
  const order = line.need('order_id');
  const receipts = order.need('picking_type_id');
  const type = receipts.need('warehouse_id').need('out_type_id');
  const vendors = env.search('stock.location', [['usage', '=', 'supplier']])[0];
  if (vendors === undefined) return;
  const picking = makePicking(env, {
    type,
    partner: order.need('partner_id'),
    origin: order.str('name'),
    from: receipts.need('default_location_dest_id'),
    to: vendors,
    company: order.num('company_id'),
    scheduled: env.tx.stamp,
  });
  makeMove(env, {
    picking,
    product,
    quantity,
    date: env.tx.stamp,
    more: { purchase_line_id: line.id, to_refund: true },
  });
  assignPicking(picking);
}

/** What happens to the receipt when a line of a confirmed order is edited. */
export function followQuantity(line: Rec, before: Row): void {
  const difference = round(line.num('product_qty') - Number(before['product_qty'] ?? 0), 4);
  // Odoo notes the change in the order's chatter.
  if (difference !== 0) authorOf(line.env);
  if (!line.env.is19 && line.num('product_qty') < line.num('qty_received')) {
    throw userError('You cannot decrease the ordered quantity below the received quantity.\nCreate a return first.');
  }
  if (line.refs('move_ids').length === 0) {
    const moves = receiveLine(line, line.num('product_qty'));
    for (const move of moves) assignMove(move);
    const picking = moves[0]?.ref('picking_id');
    if (picking) refreshPicking(picking);
  } else if (difference > 0) grow(line, lackingOf(line, difference));
  else if (difference < 0) shrink(line, -difference);
}

/**
 * Another quantity makes Odoo plan the line anew, whatever day somebody had planned: the order's day and the vendor's lead
 * time, which is none here. Confirming the order has made its partner a vendor of the product. A line that is emptied keeps
 * its day (observed on 17 and 19).
 */
export function planAnew(line: Rec, vals: Vals, before: Row): void {
  const isOther =
    'product_qty' in vals && before['product_qty'] !== line.cell('product_qty') && line.num('product_qty') > 0;
  const day = line.need('order_id').str('date_order');
  if (isOther && !('date_planned' in vals) && day !== '') line.set({ date_planned: day });
}

/** Remembers which attributes were edited, because that decides whether later moves merge. */
export function rememberEdits(line: Rec, vals: Vals, before: Row): void {
  const confirmed = line.need('order_id').str('state') === 'purchase';
  const changed = (name: string): boolean => name in vals && before[name] !== line.cell(name);
  if (changed('date_planned')) line.set({ x_date_edited: true });
  if (changed('price_unit')) line.set({ x_price_edited: true });
  if (changed('name') && confirmed) line.set({ x_name_edited: true });
}
