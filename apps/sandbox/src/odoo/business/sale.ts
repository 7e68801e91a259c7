import type { Py } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { Rec } from '../engine/record.js';
import { wantedOf } from './order-lines.js';
import { isGood } from './stock-levels.js';
import { cancelPicking, confirmPicking, documentGroup, makeMove, makePicking } from './transfers.js';

function deliver(order: Rec): Rec | null {
  const env = order.env.root();
  const lines = order.refs('order_line').filter((line) => {
    const product = line.ref('product_id');
    return product !== null && isGood(product) && line.num('product_uom_qty') > 0;
  });
  const wanted = lines.flatMap((line) =>
    wantedOf(line, line.num('product_uom_qty'))
      .filter((one) => isGood(one.product))
      .map((one) => ({ line, ...one })),
  );
  if (wanted.length === 0) return null;
  const warehouse = order.need('warehouse_id');
  const customers = env.search('stock.location', [['usage', '=', 'customer']])[0];
  if (customers === undefined) throw userError('No customer location.');
  const scheduled = order.str('commitment_date') || env.tx.stamp;
  const group = documentGroup(env, order.str('name'));
  const picking = makePicking(env, {
    type: warehouse.need('out_type_id'),
    partner: order.need('partner_shipping_id'),
    origin: order.str('name'),
    from: warehouse.need('lot_stock_id'),
    to: customers,
    company: order.num('company_id'),
    scheduled,
    more: {
      move_type: order.cell('picking_policy'),
      ...(order.has('carrier_id') ? { carrier_id: order.cell('carrier_id') ?? false } : {}),
      ...(env.is19 ? {} : group),
    },
  });
  for (const { line, product, quantity, bomLine } of wanted) {
    makeMove(env, {
      picking,
      product,
      quantity,
      date: scheduled,
      more: { sale_line_id: line.id, ...group, ...(bomLine === null ? {} : { bom_line_id: bomLine.id }) },
    });
  }
  confirmPicking(picking);
  return picking;
}

/** `action_confirm`: true once; a second time it is refused (17 and 19; the texts differ). */
export function confirmSales(env: Env, orders: readonly Rec[]): Py {
  const wrong = orders.filter((order) => !['draft', 'sent'].includes(order.str('state')));
  if (wrong.length > 0) {
    throw userError(
      env.is19
        ? 'Some orders are not in a state requiring confirmation.'
        : `The following orders are not in a state requiring confirmation: ${wrong.map((order) => order.displayName).join(', ')}`,
    );
  }
  for (const order of orders) {
    order.set({ state: 'sale', date_order: env.tx.stamp, invoice_status: 'to invoice' });
    const picking = deliver(order);
    env.effect('so.confirmed', order.str('name'), { id: order.id, delivery: picking?.str('name') ?? null });
  }
  return true;
}

/** `action_cancel`: 17 asks first when the order is confirmed and does nothing; 19 cancels (observed). */
export function cancelSales(env: Env, orders: readonly Rec[]): Py {
  const confirmed = orders.some((order) => order.str('state') === 'sale');
  if (!env.is19 && confirmed && env.context['disable_cancel_warning'] !== true) {
    return {
      name: 'Cancel Sales Order',
      type: 'ir.actions.act_window',
      view_mode: 'form',
      res_model: 'sale.order.cancel',
      target: 'new',
      context: {},
    };
  }
  for (const order of orders) {
    for (const picking of order.refs('picking_ids')) cancelPicking(picking);
    order.set({ state: 'cancel' });
    env.effect('so.cancelled', order.str('name'), { id: order.id });
  }
  return true;
}
