import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { fieldErrors, issuesAsFields, ok } from '../http/errors.js';
import type { Variant } from '../records.js';
import { estimateSchema } from './request.js';

/** What a method costs before weight; the numbers are ours, ShipBob prints none. */
const BASE_PRICE: Record<string, number> = { Standard: 6.5, '2-Day': 12, Overnight: 28 };
const PER_OUNCE = 0.05;
const PACKAGING_OZ = 4;

/** POST /order:estimate: a price and a centre for each method; nothing is reserved. */
export function estimate(account: Account, body: unknown): Answer {
  const parsed = estimateSchema.safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const { products, shipping_methods } = parsed.data;
  const lines: { variant: Variant; quantity: number }[] = [];
  for (const [index, line] of products.entries()) {
    const variant = line.reference_id
      ? account.variantBySku(line.reference_id)
      : account.products.find((product) => product.id === line.id)?.variants[0];
    if (variant === undefined) {
      return fieldErrors(422, { [`Products[${index}]`]: ['The product was not found.'] });
    }
    lines.push({ variant, quantity: line.quantity });
  }
  const centre =
    account.centres.find(
      (candidate) =>
        candidate.active &&
        candidate.shipping &&
        lines.every(({ variant, quantity }) => {
          const id = variant.inventory.inventory_id;
          return id === null || account.onHand(id, candidate.id) - account.committed(id, candidate.id) >= quantity;
        }),
    ) ?? account.centres.find((candidate) => candidate.active && candidate.shipping);
  const weight = lines.reduce((sum, { variant, quantity }) => sum + variant.weight.weight * quantity, PACKAGING_OZ);
  const methods = shipping_methods?.length ? shipping_methods : account.shippingMethods.map((method) => method.name);
  return ok({
    estimates: methods.map((method) => ({
      shipping_method: method,
      estimated_price: Math.round(((BASE_PRICE[method] ?? 6.5) + weight * PER_OUNCE) * 100) / 100,
      estimated_currency_code: 'USD',
      fulfillment_center: centre === undefined ? null : { id: centre.id, name: centre.name },
      total_weight_oz: weight,
    })),
  });
}
