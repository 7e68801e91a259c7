import type { OdooPicking, OdooPurchaseOrder } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { filled } from '../shared/text.js';
import { numberedReceipts } from './receipts-numbered.js';
import { extraParts } from './split.js';
import { supplierOf } from './suppliers.js';

/** Numbers searched beyond one for each receipt: where a person already used one, or cancelled what carried it. */
const SPARE_NUMBERS = 2;

/**
 * A WRO number holds letters, digits and hyphens only (ShipBob docs' samples; slashes fail downstream). Everything else
 * becomes a hyphen, so that `PO/2026/0042` stays readable as `PO-2026-0042`.
 */
export const sanitiseNumber = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

function fill(template: string, order: OdooPurchaseOrder, n: number): string {
  const values: Record<string, string> = {
    'po.name': order.name,
    'po.ref': order.partner_ref ?? '',
    supplier: supplierOf(order).name,
    picking: numberedReceipts(order)[n - 1]?.name ?? '',
    n: String(n),
  };
  return sanitiseNumber(template.replaceAll(/\{([a-z.]+)\}/g, (whole, name: string) => values[name] ?? whole));
}

/** The number of the k-th receipt, counted from 1: the first has its own template. */
const numberAt = (order: OdooPurchaseOrder, k: number, { settings }: PlanContext): string =>
  k === 1 ? fill(settings.wro.number_template, order, 1) : fill(settings.wro.number_template_next, order, k);

const lastNumber = (order: OdooPurchaseOrder, context: PlanContext): number =>
  Math.max(1, numberedReceipts(order).length) + SPARE_NUMBERS + extraParts(order, context);

/**
 * Every number under which ShipBob may know a receipt of this order: those of the templates, and the supplier's own
 * reference, which people like to type in.
 */
export function wroNumbersOf(order: OdooPurchaseOrder, context: PlanContext): string[] {
  const numbers = [numberAt(order, 1, context)];
  const last = lastNumber(order, context);
  for (let n = 1; n <= last; n += 1) numbers.push(fill(context.settings.wro.number_template_next, order, n));
  const reference = filled(order.partner_ref);
  if (reference !== null && context.settings.wro.match_keys.includes('partner_ref'))
    numbers.push(sanitiseNumber(reference), reference);
  return [...new Set(numbers.filter((number) => number !== ''))];
}

const placeOf = (order: OdooPurchaseOrder, picking: OdooPicking): number =>
  Math.max(1, numberedReceipts(order).findIndex((receipt) => receipt.id === picking.id) + 1);

/** The number that a receipt's place among the order's receipts gives it. */
export const ownNumber = (order: OdooPurchaseOrder, picking: OdooPicking, context: PlanContext): string =>
  numberAt(order, placeOf(order, picking), context);

/**
 * The number for a receipt's new WRO: that of its place among the order's receipts, else the next one that nobody has.
 * Numbers are unique at ShipBob for ever, also those of cancelled WROs. Null when all are taken.
 */
export function freeNumber(
  order: OdooPurchaseOrder,
  picking: OdooPicking,
  taken: ReadonlySet<string>,
  context: PlanContext,
): string | null {
  const last = lastNumber(order, context);
  for (let k = placeOf(order, picking); k <= last; k += 1) {
    const number = numberAt(order, k, context);
    if (number !== '' && !taken.has(number)) return number;
  }
  return null;
}

/**
 * Names or references in Odoo that a WRO's number may stand for: itself, itself without a trailing `-n`, and both with
 * slashes for hyphens, which is how a number such as `PO/2026/0042` looks before it is made fit for ShipBob.
 */
export function wroNumberCandidates(number: string | null): string[] {
  const whole = filled(number);
  if (whole === null) return [];
  const names = [whole, whole.replace(/-\d{1,3}$/, '')];
  const slashed = names.map((name) => name.replaceAll('-', '/'));
  return [...new Set([...names, ...slashed])].filter((name) => name !== '');
}
