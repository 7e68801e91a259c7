import type { PlannedCase } from '../plan.js';
import type { OdooProduct, ShipBobVariant } from '../seen.js';

/** What a person must decide about a kit that is to be a bundle. */
const found = (code: string, cause: string, suggestions: string[], detail: PlannedCase['detail']): PlannedCase => ({
  flow: 'products',
  code: `products.${code}`,
  cause,
  suggestions,
  detail,
});

export const kitProblem = (product: OdooProduct, sku: string, problem: string): PlannedCase =>
  found(
    'kit_problem',
    `Kit ${product.id} (SKU ${sku}) cannot become a bundle at ShipBob: ${problem}.`,
    ['Correct the bill of materials in Odoo.', 'Or keep kits out with the setting products.kits.'],
    { product_id: product.id, sku, problem },
  );

export const bundleTaken = (product: OdooProduct, sku: string, variant: ShipBobVariant): PlannedCase =>
  found(
    'bundle_taken',
    `Kit ${product.id} is to be a bundle with SKU ${sku}, but ShipBob's variant ${variant.variant_id} of that SKU is ${variant.is_bundle ? 'a bundle of other components' : 'no bundle'}.`,
    ['Delete or rename it at ShipBob; the bundle is then made by itself.', 'Or give the kit another SKU in Odoo.'],
    {
      product_id: product.id,
      sku,
      variant_id: variant.variant_id,
      bundle: (variant.bundle ?? []).map((one) => ({ ...one })),
    },
  );

export const bundleGone = (product: OdooProduct, sku: string, variant: ShipBobVariant): PlannedCase =>
  found(
    'bundle_sku_changed',
    `Kit ${product.id} now has SKU ${sku} in Odoo, but its bundle ${variant.variant_id} has SKU ${variant.sku} at ShipBob. The link is kept, nothing is written.`,
    [`Set the internal reference back to ${variant.sku}.`, `Or rename the bundle to ${sku} at ShipBob.`],
    { product_id: product.id, sku, shipbob_sku: variant.sku, variant_id: variant.variant_id },
  );
