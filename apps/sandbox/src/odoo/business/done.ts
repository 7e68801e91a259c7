import type { Json } from '@mlc/kernel';
import { round } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError, validationError } from '../engine/errors.js';
import type { Rec } from '../engine/record.js';
import { touchOrders } from './move-hooks.js';
import { nextSteps } from './push.js';
import { refreshPicking } from './reservation.js';
import { transferStock } from './stock.js';
import { isOpen } from './stock-levels.js';
import { assignPicking, cancelMove, pickingName } from './transfers.js';

/** Every line of a tracked product needs a lot. */
export function requireLots(moves: readonly Rec[]): void {
  const bare = moves.filter(
    (move) =>
      move.need('product_id').str('tracking') !== 'none' &&
      move
        .refs('move_line_ids')
        .some((line) => line.num('quantity') > 0 && line.ref('lot_id') === null && line.str('lot_name') === ''),
  );
  if (bare.length === 0) return;
  const names = [...new Set(bare.map((move) => move.need('product_id').displayName))].join(', ');
  throw userError(`You need to supply a Lot/Serial number for products ${names}.`);
}

/** Finds or makes the lot that a line names; a serial that is in stock already is refused. */
function settleLot(line: Rec): void {
  const env = line.env.root();
  const product = line.need('product_id');
  if (product.str('tracking') === 'none') return;
  const name = line.str('lot_name');
  const known =
    line.ref('lot_id') ??
    env.search('stock.lot', [
      ['product_id', '=', product.id],
      ['name', '=', name],
    ])[0] ??
    null;
  if (product.str('tracking') === 'serial') checkSerial(line, product, known, known?.str('name') ?? name);
  const lot =
    known ??
    env.make('stock.lot', {
      product_id: product.id,
      name,
      ...(env.is19 ? {} : { company_id: line.cell('company_id') }),
      // A lot that is known keeps its own date (observed on 17 and 19).
      expiration_date: line.cell('expiration_date') ?? false,
    });
  line.set({ lot_id: lot.id });
}

function checkSerial(line: Rec, product: Rec, lot: Rec | null, name: string): void {
  if (line.num('quantity') > 1) {
    throw userError(
      `You can only process 1.0 ${product.need('uom_id').str('name')} of products with unique serial number.`,
    );
  }
  const comesIn = line.need('location_id').str('usage') !== 'internal';
  if (comesIn && lot !== null && lot.num('product_qty') > 0) {
    throw validationError(
      `The serial number has already been assigned: \n Product: ${product.displayName}, Serial Number: ${name}`,
    );
  }
}

/** Cuts the unreceived rest off a move; the done part keeps its id, the rest is a new move. */
function splitRest(move: Rec, backorder: Rec): void {
  const done = move.num('quantity');
  const rest = round(move.num('product_uom_qty') - done, 4);
  const { id: _, ...row } = move.row;
  const env = move.env.root();
  const table = env.tx.db.table('stock.move');
  const id = table.nextId();
  const { stamp } = env.tx;
  env.tx.put('stock.move', {
    ...row,
    id,
    picking_id: backorder.id,
    product_uom_qty: rest,
    quantity: 0,
    picked: false,
    state: 'confirmed',
    create_date: stamp,
    write_date: stamp,
  });
  move.set({ product_uom_qty: done });
}

function makeBackorder(picking: Rec): Rec {
  const env = picking.env.root();
  const type = picking.need('picking_type_id');
  return env.make('stock.picking', {
    picking_type_id: type.id,
    name: pickingName(env, type),
    partner_id: picking.cell('partner_id') ?? false,
    origin: picking.cell('origin') ?? false,
    location_id: picking.cell('location_id'),
    location_dest_id: picking.cell('location_dest_id'),
    company_id: picking.cell('company_id'),
    scheduled_date: picking.cell('scheduled_date'),
    date_deadline: picking.cell('date_deadline') ?? false,
    move_type: picking.cell('move_type'),
    backorder_id: picking.id,
    // The carrier stays with the rest; the tracking number belongs to the parcel that left (observed).
    ...(picking.has('carrier_id') ? { carrier_id: picking.cell('carrier_id') ?? false } : {}),
    ...(picking.has('group_id') ? { group_id: picking.cell('group_id') ?? false } : {}),
  });
}

/** `_action_done`: what is counted moves; the rest goes to a backorder or is dropped. */
export function finishPicking(picking: Rec, counted: readonly Rec[], keepRest: boolean): Rec | null {
  const moving = counted.filter((move) => move.num('quantity') > 0);
  const isMoving = new Set(moving.map((move) => move.id));
  const left = picking.refs('move_ids').filter((move) => isOpen(move) && !isMoving.has(move.id));
  const short = moving.filter((move) => move.num('quantity') < move.num('product_uom_qty'));
  for (const move of moving)
    for (const line of move.refs('move_line_ids')) if (line.num('quantity') > 0) settleLot(line);

  const backorder = keepRest && left.length + short.length > 0 ? makeBackorder(picking) : null;
  if (backorder !== null) {
    for (const move of short) splitRest(move, backorder);
    for (const move of left) {
      move.set({ picking_id: backorder.id, picked: false });
      for (const line of move.refs('move_line_ids')) line.set({ picking_id: backorder.id, picked: false });
    }
  } else for (const move of left) cancelMove(move);

  const { stamp } = picking.env.tx;
  for (const move of moving) {
    for (const line of move.refs('move_line_ids')) {
      transferStock(line, line.num('quantity'));
      line.set({ picked: true, date: stamp });
    }
    move.set({ state: 'done', picked: true, date: stamp });
  }
  picking.set({ state: 'done', date_done: stamp });
  refreshPicking(picking);
  picking.set({ date_done: stamp });
  if (backorder !== null) assignPicking(backorder);
  nextSteps(picking, moving);
  touchOrders(moving);
  note(picking.env, picking, moving, backorder);
  return backorder;
}

const EFFECTS: Readonly<Record<string, string>> = {
  incoming: 'receipt.done',
  outgoing: 'delivery.done',
  internal: 'transfer.done',
};

function note(env: Env, picking: Rec, moves: readonly Rec[], backorder: Rec | null): void {
  const code = picking.str('picking_type_code');
  const placeOf = (line: Rec): string => line.need('location_dest_id').str('complete_name');
  const lines: Json = moves.map((move) => ({
    sku: move.need('product_id').str('default_code'),
    product: move.num('product_id'),
    quantity: move.num('quantity'),
    places: move
      .refs('move_line_ids')
      .filter((line) => line.num('quantity') > 0)
      .map((line) => ({ location: placeOf(line), quantity: line.num('quantity') })),
    lots: move.refs('move_line_ids').flatMap((line) => {
      const lot = line.ref('lot_id');
      return lot === null ? [] : [{ lot: lot.str('name'), quantity: line.num('quantity') }];
    }),
  }));
  const detail: { [key: string]: Json } = {
    origin: picking.str('origin'),
    lines,
    backorder: backorder?.str('name') ?? null,
  };
  if (picking.has('purchase_id')) detail['purchaseOrder'] = picking.ref('purchase_id')?.str('name') ?? null;
  if (picking.has('sale_id')) detail['saleOrder'] = picking.ref('sale_id')?.str('name') ?? null;
  if (picking.has('carrier_id')) {
    detail['carrier'] = picking.ref('carrier_id')?.str('name') ?? null;
    detail['tracking'] = picking.str('carrier_tracking_ref') || null;
  }
  env.effect(EFFECTS[code] ?? 'transfer.done', picking.str('name'), detail);
}
