import { receiveLine } from '../business/purchase.js';
import { followQuantity, planAnew, rememberEdits } from '../business/purchase-edit.js';
import { assignPicking } from '../business/transfers.js';
import { lineUom } from '../business/units.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { Hooks } from '../engine/model.js';
import type { Rec } from '../engine/record.js';

const isConfirmed = (order: Rec): boolean => ['purchase', 'done'].includes(order.str('state'));

/** Fields of a line that the order's own stored totals depend on; a description is not among them (measured). */
const MOVES_ORDER = ['product_qty', 'price_unit', 'date_planned', 'product_id'] as const;

function receiptType(env: Env, company: unknown): number | false {
  const types = env.root().search('stock.picking.type', [
    ['code', '=', 'incoming'],
    ['company_id', '=', typeof company === 'number' ? company : env.companyId],
  ]);
  return types[0]?.id ?? false;
}

/** The order's date is the earliest of its lines. */
function followDates(order: Rec): void {
  const dates = order
    .refs('order_line')
    .map((line) => line.str('date_planned'))
    .filter((date) => date !== '')
    .sort();
  const date = dates[0];
  if (date !== undefined && date !== order.cell('date_planned')) order.set({ date_planned: date });
}

export const purchaseHooks: Hooks = {
  create: (env, vals) => ({
    ...vals,
    name:
      vals['name'] && vals['name'] !== 'New'
        ? vals['name']
        : `P${String(env.tx.db.next('purchase.order')).padStart(5, '0')}`,
    picking_type_id: vals['picking_type_id'] || receiptType(env, vals['company_id']),
  }),
  created: (order, vals) => {
    // A date given with a new order stays on it and does not reach the lines (observed on 19).
    const { date_planned: given } = vals;
    if (typeof given === 'string') order.set({ date_planned: given });
    else followDates(order);
  },
  written: (orders, vals) => {
    if (!('date_planned' in vals)) return;
    for (const order of orders) {
      for (const line of order.refs('order_line')) line.set({ date_planned: order.cell('date_planned') });
    }
  },
};

/** A line that joins a confirmed order is planned by the vendor's lead time, not by the other lines (observed on 17 and 19). */
const dayOf = (order: Rec): string => (isConfirmed(order) ? '' : order.str('date_planned')) || order.str('date_order');

export const purchaseLineHooks: Hooks = {
  create: (env, vals) => {
    const product =
      typeof vals['product_id'] === 'number' ? env.root().rec('product.product', vals['product_id']) : null;
    const order = typeof vals['order_id'] === 'number' ? env.root().rec('purchase.order', vals['order_id']) : null;
    if (!product?.exists) return vals;
    const uom = env.is19 ? 'product_uom_id' : 'product_uom';
    return {
      ...vals,
      name: vals['name'] || product.displayName,
      [uom]: vals[uom] || product.num('uom_id'),
      price_unit: vals['price_unit'] ?? product.num('standard_price'),
      date_planned: vals['date_planned'] || (order?.exists ? dayOf(order) : false),
    };
  },
  created: (line) => {
    const order = line.need('order_id');
    order.touch();
    followDates(order);
    if (!isConfirmed(order) || line.env.context['from_move'] === true) return;
    const moves = receiveLine(line, line.num('product_qty'));
    const picking = moves[0]?.ref('picking_id');
    if (picking) assignPicking(picking);
  },
  written: (lines, vals, before) => {
    for (const line of lines) {
      const old = before.get(line.id);
      if (old === undefined) continue;
      const order = line.need('order_id');
      rememberEdits(line, vals, old);
      if (isConfirmed(order)) planAnew(line, vals, old);
      if (MOVES_ORDER.some((name) => name in vals) || lineUom(line) in vals) {
        order.touch();
        followDates(order);
      }
      if ('product_qty' in vals && isConfirmed(order)) followQuantity(line, old);
    }
  },
  unlink: (lines) => {
    for (const line of lines) {
      const order = line.need('order_id');
      if (isConfirmed(order))
        throw userError('Cannot delete a purchase order line which is in state “Purchase Order”.');
      order.touch();
    }
  },
};
