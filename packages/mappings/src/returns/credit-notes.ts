import { toJson } from '@mlc/kernel';
import type { OperationRequest } from '../operations.js';
import type { PlannedEffect } from '../plan.js';
import type { OdooCustomerInvoice, OdooInvoiced, OdooInvoiceLine, OdooSoldGoods, ShipBobReturn } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { addTo, type Quantities } from '../shared/quantities.js';
import { filled, listed } from '../shared/text.js';
import { moreThan, sameQuantity } from '../shared/units.js';
import { returnMarker } from './actions.js';
import { aboutReturn, linesOf, type Placed } from './returns.map.js';

type CreditRequest = OperationRequest<'odoo.credit.draft'>;

/** What of a return is credited, and what a person must see to. */
export interface Credits {
  effects: PlannedEffect[];
  /** Goods whose credit no draft can tell, in words. */
  byHand: string[];
  /** Goods that were never invoiced. */
  notInvoiced: string[];
}

/**
 * Draft credit notes, one for each posted invoice that holds returned goods: its own price, discount, taxes and account, for
 * no more than it invoiced less what was credited already. Nothing is planned while one of this return stands.
 */
export function creditsOf(
  returned: ShipBobReturn,
  goods: readonly Placed[],
  seen: OdooInvoiced,
  context: PlanContext,
): Credits {
  const credits: Credits = { effects: [], byHand: [], notInvoiced: [] };
  const ref = returnMarker(returned.id);
  if (seen.invoices.some((invoice) => invoice.move_type === 'out_refund' && invoice.ref === ref)) return credits;
  const parts = new Map<number, { invoice: OdooCustomerInvoice; lines: CreditRequest['lines'] }>();
  for (const [productId, quantity] of quantitiesOf(goods)) {
    const sku = goods.find((one) => one.product_id === productId)?.sku ?? `#${productId}`;
    const sold = seen.goods.filter((one) => one.product_id === productId);
    if (sold.length === 0) {
      credits.byHand.push(`${quantity} x ${sku} (no line of the sale order sells it)`);
      continue;
    }
    if (sold.some((one) => one.sold_product_id !== productId)) {
      credits.byHand.push(`${quantity} x ${sku} (part of a kit)`);
      continue;
    }
    const { taken, left, otherUnit } = takeFrom(seen, sold, quantity);
    for (const { invoice, line, quantity: part } of taken) {
      const known = parts.get(invoice.id) ?? { invoice, lines: [] };
      parts.set(invoice.id, { invoice, lines: [...known.lines, creditLine(line, part)] });
    }
    if (moreThan(left, 0))
      (otherUnit ? credits.byHand : credits.notInvoiced).push(
        `${left} x ${sku}${otherUnit ? ' (invoiced in another unit)' : ''}`,
      );
  }
  for (const { invoice, lines } of [...parts.values()].sort((a, b) => a.invoice.id - b.invoice.id)) {
    const effect = effectFor(returned, invoice, lines, context);
    if (effect === null)
      credits.byHand.push(`lines of ${invoice.name ?? `account.move ${invoice.id}`} (it names no customer)`);
    else credits.effects.push(effect);
  }
  return credits;
}

function quantitiesOf(goods: readonly Placed[]): Quantities {
  const sum: Quantities = new Map();
  for (const line of linesOf(goods)) addTo(sum, line.product_id, line.quantity);
  return new Map([...sum].sort(([a], [b]) => a - b));
}

interface Taken {
  invoice: OdooCustomerInvoice;
  line: OdooInvoiceLine;
  quantity: number;
}

/** The quantity out of the invoices' lines, oldest first, after what credit notes gave back of the same sale lines. */
function takeFrom(
  { invoices }: OdooInvoiced,
  sold: OdooSoldGoods[],
  quantity: number,
): { taken: Taken[]; left: number; otherUnit: boolean } {
  const saleLines = new Set(sold.map((one) => one.sale_line_id));
  const unit = sold[0]?.uom_id ?? null;
  const ofGoods = (line: OdooInvoiceLine): boolean => line.sale_line_ids.some((id) => saleLines.has(id));
  let credited = invoices
    .filter((invoice) => invoice.move_type === 'out_refund')
    .flatMap((invoice) => invoice.lines)
    .filter((line) => ofGoods(line) && line.uom_id === unit)
    .reduce((sum, line) => sum + line.quantity, 0);
  let left = quantity;
  let otherUnit = false;
  const taken: Taken[] = [];
  for (const invoice of invoices.filter((one) => one.move_type === 'out_invoice' && one.state === 'posted'))
    for (const line of invoice.lines.filter(ofGoods).sort((a, b) => a.id - b.id)) {
      if (line.uom_id !== unit || line.account_id === null || line.product_id === null) {
        otherUnit ||= line.uom_id !== unit;
        continue;
      }
      const before = Math.min(credited, line.quantity);
      credited -= before;
      const part = Math.min(left, line.quantity - before);
      if (!moreThan(part, 0)) continue;
      left = sameQuantity(left, part) ? 0 : left - part;
      taken.push({ invoice, line, quantity: part });
    }
  return { taken, left, otherUnit };
}

const creditLine = (line: OdooInvoiceLine, quantity: number): CreditRequest['lines'][number] => ({
  key: String(line.id),
  name: filled(line.name) ?? 'Returned goods',
  product_id: line.product_id ?? 0,
  uom_id: line.uom_id ?? 0,
  quantity,
  price_unit: line.price_unit,
  discount: line.discount,
  account_id: line.account_id ?? 0,
  tax_ids: line.tax_ids,
  sale_line_ids: line.sale_line_ids,
  analytic: Object.keys(line.analytic).length === 0 ? null : line.analytic,
});

function effectFor(
  returned: ShipBobReturn,
  invoice: OdooCustomerInvoice,
  lines: CreditRequest['lines'],
  context: PlanContext,
): PlannedEffect | null {
  if (invoice.partner_id === null) return null;
  const name = invoice.name ?? `account.move ${invoice.id}`;
  const request: CreditRequest = {
    external_id: `shipbob.credit_${returned.id}_${invoice.id}`,
    invoice_id: invoice.id,
    partner_id: invoice.partner_id,
    journal_id: invoice.journal_id,
    currency_id: invoice.currency_id,
    ref: returnMarker(returned.id),
    invoice_origin: invoice.origin,
    invoice_date: (returned.completed_date ?? context.now).slice(0, 10),
    lines,
  };
  const what = listed(lines.map((line) => `${line.quantity} x ${line.name}`));
  return {
    flow: 'returns',
    operation: 'odoo.credit.draft',
    target: 'odoo',
    // Repeatable: what stands under its external id is left as it is.
    kind: 'converge',
    businessKey: `${returnMarker(returned.id)}-credit-${invoice.id}`,
    title: `draft credit note on ${name}`,
    before: null,
    after: {
      ref: request.ref,
      reverses: name,
      lines: lines.map(({ name: label, quantity, price_unit, discount }) => ({
        name: label,
        quantity,
        price_unit,
        discount,
      })),
    },
    request: Object.fromEntries(Object.entries(request).map(([key, value]) => [key, toJson(value)])),
    reason: `${aboutReturn(returned)} brought back ${what}, which ${name} invoiced`,
    link: null,
  };
}
