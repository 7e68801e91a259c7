import type { Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Rec } from '../engine/record.js';
import { assignMove, refreshPicking } from './reservation.js';
import { isOpen } from './stock-levels.js';

export interface NewPicking {
  type: Rec;
  partner: Rec | null;
  origin: string;
  from: Rec;
  to: Rec;
  company: number;
  scheduled: string;
  more?: Vals;
}

/** `WH/IN/00001`: warehouse, sequence code, number. */
export function pickingName(env: Env, type: Rec): string {
  const warehouse = type.ref('warehouse_id');
  const prefix = warehouse === null ? '' : `${warehouse.str('code')}/`;
  const number = env.tx.db.next(`stock.picking.${type.id}`);
  return `${prefix}${type.str('sequence_code')}/${String(number).padStart(5, '0')}`;
}

export function makePicking(env: Env, input: NewPicking): Rec {
  return env.root().make('stock.picking', {
    picking_type_id: input.type.id,
    partner_id: input.partner?.id ?? false,
    origin: input.origin,
    location_id: input.from.id,
    location_dest_id: input.to.id,
    company_id: input.company,
    scheduled_date: input.scheduled,
    date_deadline: input.scheduled,
    ...input.more,
  });
}

export interface NewMove {
  picking: Rec;
  product: Rec;
  /** In the product's own unit: orders are converted first (`stock.propagate_uom` unset, observed). */
  quantity: number;
  date: string;
  more?: Vals;
}

/** The document that ties moves of one order: stock.reference on 19, procurement.group before. */
export function documentGroup(env: Env, name: string): Vals {
  const root = env.root();
  const model = env.is19 ? 'stock.reference' : 'procurement.group';
  const group = root.search(model, [['name', '=', name]])[0] ?? root.make(model, { name });
  return env.is19 ? { reference_ids: [[6, 0, [group.id]]] } : { group_id: group.id };
}

export function makeMove(env: Env, input: NewMove): Rec {
  const move = env.root().make('stock.move', {
    ...(env.is19 ? {} : { name: input.product.displayName }),
    picking_id: input.picking.id,
    product_id: input.product.id,
    product_uom: input.product.cell('uom_id'),
    product_uom_qty: input.quantity,
    location_id: input.picking.cell('location_id'),
    location_dest_id: input.picking.cell('location_dest_id'),
    date: input.date,
    date_deadline: input.date,
    state: 'confirmed',
    ...input.more,
  });
  return move;
}

/** Confirms drafts and reserves: `action_confirm` with reservation "at confirmation". */
export function confirmPicking(picking: Rec): void {
  for (const move of picking.refs('move_ids')) {
    if (move.str('state') === 'draft') move.set({ state: 'confirmed' });
    if (
      picking.need('picking_type_id').str('reservation_method') === 'at_confirm' ||
      picking.str('picking_type_code') === 'incoming'
    ) {
      assignMove(move);
    }
  }
  refreshPicking(picking);
}

export function assignPicking(picking: Rec): void {
  for (const move of picking.refs('move_ids')) assignMove(move);
  refreshPicking(picking);
}

export function cancelMove(move: Rec): void {
  if (!isOpen(move) && move.str('state') !== 'draft') return;
  move.env.root().unlink(move.refs('move_line_ids'));
  move.set({ state: 'cancel', quantity: 0, picked: false });
}

export function cancelPicking(picking: Rec): void {
  if (picking.str('state') === 'done') return;
  for (const move of picking.refs('move_ids')) cancelMove(move);
  picking.set({ state: 'cancel' });
}
