import type { PlannedEffect } from '../plan.js';
import { supplierOf } from '../purchase-orders/suppliers.js';
import type { OdooPurchaseOrder, ShipBobWro } from '../seen.js';
import { listed } from '../shared/text.js';

interface Missing {
  product_id: number;
  sku: string;
  missing: number;
}

/**
 * Something to do for the buyer of an order that is closed short: claim from the supplier what did not come. Null for an
 * order of nobody. `since`: when the close was due; with today's date the same activity would be another one each day.
 */
export function creditActivity(
  order: OdooPurchaseOrder,
  wro: ShipBobWro,
  short: Missing[],
  since: Date,
): PlannedEffect | null {
  const userId = order.user_id ?? null;
  if (userId === null) return null;
  const supplier = supplierOf(order).name;
  const goods = listed(short.map(({ sku, missing }) => `${missing} x ${sku}`));
  const summary = `Claim a credit from ${supplier}: ${goods} of ${order.name} did not come`;
  const value = worthOf(order, short);
  const worth = value === null ? '' : ` Ordered at ${value.toFixed(2)} ${order.currency} in all.`;
  const marker = `mlc:short:${wro.id}`;
  return {
    flow: 'receiving',
    operation: 'odoo.activity.schedule',
    target: 'odoo',
    kind: 'converge',
    businessKey: `activity ${marker}`,
    title: `activity on ${order.name}`,
    before: null,
    after: { summary, user_id: userId },
    request: {
      model: 'purchase.order',
      record_id: order.id,
      user_id: userId,
      summary,
      note: `WRO ${wro.id} (${wro.purchase_order_number ?? 'no number'}) ended without ${goods}, and the receipt was closed short.${worth} If the supplier has billed them, ask for a credit note.`,
      date_deadline: since.toISOString().slice(0, 10),
      marker,
    },
    reason: `${goods} of ${order.name} will not come, and ${supplier} may have billed them`,
    link: null,
  };
}

/** What the missing goods cost by the order's lines; null where one of them is on no line. */
function worthOf(order: OdooPurchaseOrder, short: Missing[]): number | null {
  let sum = 0;
  for (const { product_id, missing } of short) {
    const line = order.lines.find((one) => one.product_id === product_id && one.product_uom_qty > 0);
    if (line === undefined) return null;
    sum += (missing * line.product_qty * line.price_unit) / line.product_uom_qty;
  }
  return sum;
}
