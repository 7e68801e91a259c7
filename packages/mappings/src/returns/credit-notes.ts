import { toJson } from '@mlc/kernel';
import type { OperationRequest } from '../operations.js';
import type { PlannedEffect } from '../plan.js';
import type { OdooCustomerInvoice, OdooInvoiced, OdooInvoiceLine, OdooSoldGoods, ShipBobReturn } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { addTo, nonZero, type Quantities } from '../shared/quantities.js';
import { filled, listed } from '../shared/text.js';
import { moreThan, sameQuantity } from '../shared/units.js';
import { returnMarker } from './actions.js';
import { aboutReturn } from './returns.map.js';

type CreditRequest = OperationRequest<'odoo.credit.draft'>;

/** What of a return is credited, and what a person must see to. */
export interface Credits {
  /** Drafts, each with what it credits by product. */
  drafts: { effect: PlannedEffect; quantities: Quantities }[];
  /** Goods whose credit no draft can tell, in words. */
  byHand: string[];
  /** Goods that no posted invoice charged yet. */
  notInvoiced: Quantities;
}

/**
 * Draft credit notes for these quantities, one for each posted invoice that holds such goods: its own price, discount, taxes
 * and account, for no more than it invoiced less what was credited already.
 */
export function creditsOf(
  returned: ShipBobReturn,
  wanted: Quantities,
  { seen, skuOf }: { seen: OdooInvoiced; skuOf: (productId: number) => string },
  context: PlanContext,
): Credits {
  const credits: Credits = { drafts: [], byHand: [], notInvoiced: new Map() };
  const parts = new Map<number, { invoice: OdooCustomerInvoice; lines: CreditRequest['lines']; sums: Quantities }>();
  for (const [productId, quantity] of wanted) {
    const sold = soldAs(seen, productId);
    if ('why' in sold) {
      credits.byHand.push(`${quantity} x ${skuOf(productId)} (${sold.why})`);
      continue;
    }
    const { taken, left, otherUnit } = takeFrom(seen, sold.lines, quantity);
    for (const { invoice, line, quantity: part } of taken) {
      const known = parts.get(invoice.id) ?? { invoice, lines: [], sums: new Map() };
      addTo(known.sums, productId, part);
      parts.set(invoice.id, { ...known, lines: [...known.lines, creditLine(line, part)] });
    }
    if (!moreThan(left, 0)) continue;
    if (otherUnit) credits.byHand.push(`${left} x ${skuOf(productId)} (invoiced in another unit)`);
    else addTo(credits.notInvoiced, productId, left);
  }
  for (const { invoice, lines, sums } of [...parts.values()].sort((a, b) => a.invoice.id - b.invoice.id)) {
    const effect = effectFor(returned, invoice, lines, context);
    if (effect === null)
      credits.byHand.push(`lines of ${invoice.name ?? `account.move ${invoice.id}`} (it names no customer)`);
    else credits.drafts.push({ effect, quantities: sums });
  }
  return credits;
}

/** The sale lines that sell a product as itself, or in words why no draft can credit it. */
function soldAs(seen: OdooInvoiced, productId: number): { lines: OdooSoldGoods[] } | { why: string } {
  const lines = seen.goods.filter((one) => one.product_id === productId);
  if (lines.length === 0) return { why: 'no line of the sale order sells it' };
  return lines.some((one) => one.sold_product_id !== productId) ? { why: 'part of a kit' } : { lines };
}

const isOurs = (invoice: OdooCustomerInvoice, returned: ShipBobReturn): boolean =>
  invoice.move_type === 'out_refund' && invoice.ref === returnMarker(returned.id);

/** Whether a credit note of this return stands already, drafted before its goods were booked. */
export const isCredited = (returned: ShipBobReturn, { invoices }: OdooInvoiced): boolean =>
  invoices.some((invoice) => isOurs(invoice, returned));

/** Of what came back, what drafts could credit and those of this return do not: it may be invoiced later. */
export function uncreditedOf(returned: ShipBobReturn, back: Quantities, seen: OdooInvoiced): Quantities {
  const credited = seen.invoices.filter((invoice) => isOurs(invoice, returned)).flatMap((invoice) => invoice.lines);
  const left: Quantities = new Map();
  for (const [productId, quantity] of back) {
    const sold = soldAs(seen, productId);
    if ('why' in sold) continue;
    const saleLines = new Set(sold.lines.map((one) => one.sale_line_id));
    const own = credited.filter((line) => line.sale_line_ids.some((id) => saleLines.has(id)));
    addTo(left, productId, Math.max(0, quantity - own.reduce((sum, line) => sum + line.quantity, 0)));
  }
  return nonZero(left);
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
