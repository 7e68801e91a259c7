import { allGroups } from '../engine/access.js';
import type { Py } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { Rec } from '../engine/record.js';
import { wantedOf } from './order-lines.js';
import { planStorage } from './push.js';
import { isGood } from './stock-levels.js';
import { cancelPicking, confirmPicking, documentGroup, makeMove, makePicking } from './transfers.js';

/** The incoming transfer of an order that still takes moves, or a new one. */
export function openReceipt(order: Rec): Rec {
  const open = order
    .refs('picking_ids')
    .find(
      (picking) =>
        picking.str('picking_type_code') === 'incoming' && !['done', 'cancel'].includes(picking.str('state')),
    );
  if (open !== undefined) return open;
  const env = order.env.root();
  const type = order.need('picking_type_id');
  const vendors = env.search('stock.location', [['usage', '=', 'supplier']])[0];
  if (vendors === undefined) throw userError('No vendor location.');
  const group = documentGroup(env, order.str('name'));
  return makePicking(env, {
    type,
    partner: order.need('partner_id'),
    origin: order.str('name'),
    from: vendors,
    to: type.need('default_location_dest_id'),
    company: order.num('company_id'),
    scheduled: earliestLine(order) ?? env.tx.stamp,
    more: env.is19 ? {} : group,
  });
}

/** A receipt is due when its first line is; the order's own date does not count (observed on 19). */
const earliestLine = (order: Rec): string | undefined =>
  order
    .refs('order_line')
    .map((line) => line.str('date_planned'))
    .filter((date) => date !== '')
    .sort()[0];

/** A receipt is due when the first of its moves is, also of those that come to it later (observed on 17 and 19). */
export function dueBy(picking: Rec, date: string): void {
  if (date !== '' && date < picking.str('scheduled_date')) picking.set({ scheduled_date: date });
}

/** Adds what a line asks for to the order's receipt; returns the new moves. */
export function receiveLine(line: Rec, quantity: number): Rec[] {
  const product = line.ref('product_id');
  if (product === null || !isGood(product) || quantity <= 0) return [];
  const order = line.need('order_id');
  const picking = openReceipt(order);
  const env = order.env.root();
  dueBy(picking, line.str('date_planned'));
  return wantedOf(line, quantity)
    .filter((wanted) => isGood(wanted.product))
    .map((wanted) =>
      makeMove(env, {
        picking,
        product: wanted.product,
        quantity: wanted.quantity,
        date: line.str('date_planned') || env.tx.stamp,
        more: {
          purchase_line_id: line.id,
          price_unit: line.num('price_unit'),
          ...documentGroup(env, order.str('name')),
          ...(wanted.bomLine === null ? {} : { bom_line_id: wanted.bomLine.id }),
        },
      }),
    );
}

function approve(order: Rec): void {
  const { env } = order;
  order.set({ state: 'purchase', date_approve: env.tx.stamp });
  const moves = order.refs('order_line').flatMap((line) => {
    // 17 stamps the lines at confirmation, 19 does not (measured).
    if (!env.is19) line.touch();
    return receiveLine(line, line.num('product_qty'));
  });
  const picking = moves[0]?.ref('picking_id');
  if (picking) {
    confirmPicking(picking);
    if (!env.is19) planStorage(picking, moves, (move) => move.num('product_uom_qty'));
  }
  env.effect('po.confirmed', order.str('name'), { id: order.id, receipt: picking?.str('name') ?? null });
}

const isBuyer = (env: Env): boolean =>
  env.account.admin || allGroups(env.account).has('purchase.group_purchase_manager');

/** `button_confirm`: true, also the second time; with double validation an ordinary user only asks for approval. */
export function confirmOrders(env: Env, orders: readonly Rec[]): Py {
  for (const order of orders) {
    if (order.str('state') !== 'draft' && order.str('state') !== 'sent') continue;
    if (order.need('company_id').str('po_double_validation') === 'two_step' && !isBuyer(env))
      order.set({ state: 'to approve' });
    else approve(order);
  }
  return true;
}

/** `button_approve`: an empty dict whether or not it approved (observed). */
export function approveOrders(env: Env, orders: readonly Rec[]): Py {
  for (const order of orders) if (order.str('state') === 'to approve' && isBuyer(env)) approve(order);
  return {};
}

/** `button_cancel`: None. 17 refuses once a receipt is done, 19 cancels the order and leaves the receipt done (observed). */
export function cancelOrders(env: Env, orders: readonly Rec[]): Py {
  for (const order of orders) {
    const pickings = order.refs('picking_ids');
    if (!env.is19 && pickings.some((picking) => picking.str('state') === 'done')) {
      throw userError(
        `Unable to cancel purchase order ${order.str('name')} as some receptions have already been done.`,
      );
    }
    for (const picking of pickings) cancelPicking(picking);
    order.set({ state: 'cancel' });
    env.effect('po.cancelled', order.str('name'), { id: order.id });
  }
  return null;
}
