import type { PlannedCase } from '../plan.js';
import type { OdooProduct, SeenLink, ShipBobVariant } from '../seen.js';
import { listed } from '../shared/text.js';

/** What a person must decide before a product can be linked. */
const found = (code: string, cause: string, suggestions: string[], detail: PlannedCase['detail']): PlannedCase => ({
  flow: 'products',
  code: `products.${code}`,
  cause,
  suggestions,
  detail,
});

const brief = ({ variant_id, sku, name }: ShipBobVariant) => ({ variant_id, sku, name });
const named = ({ variant_id, sku, name }: ShipBobVariant): string => `${variant_id} "${name}" (SKU ${sku})`;

export const severalVariants = (product: OdooProduct, sku: string, variants: ShipBobVariant[]): PlannedCase =>
  found(
    'several_variants',
    `ShipBob has ${variants.length} variants with SKU ${sku}: ${listed(variants.map(named))}.`,
    ['Give each variant its own SKU at ShipBob, or merge them there.'],
    { product_id: product.id, sku, variants: variants.map(brief) },
  );

export const skuIsBundle = (product: OdooProduct, sku: string, variant: ShipBobVariant): PlannedCase =>
  found(
    'sku_is_bundle',
    `SKU ${sku} is a bundle at ShipBob (variant ${variant.variant_id}); a bundle has no stock of its own and cannot be received.`,
    ['Rename the bundle at ShipBob.', 'Or make the Odoo product a kit of the components.'],
    { product_id: product.id, sku, variant_id: variant.variant_id },
  );

export const linkedElsewhere = (
  product: OdooProduct,
  sku: string,
  variant: ShipBobVariant,
  link: SeenLink,
): PlannedCase =>
  found(
    'linked_elsewhere',
    `ShipBob variant ${variant.variant_id} with SKU ${sku} is already linked to product ${link.odooId}, so product ${product.id} cannot have it.`,
    [`Settle the SKU of product ${link.odooId} first (was it renamed?).`, 'Or give this product another SKU.'],
    { product_id: product.id, sku, variant_id: variant.variant_id, linked_product_id: link.odooId },
  );

export const noInventoryId = (product: OdooProduct, sku: string, variant: ShipBobVariant): PlannedCase =>
  found(
    'no_inventory_id',
    `ShipBob has SKU ${sku} (variant ${variant.variant_id}) without an inventory item, so nothing can be received for it.`,
    ['Check at ShipBob whether it is digital or still being set up, then replay this product.'],
    { product_id: product.id, sku, variant_id: variant.variant_id },
  );

export function barcodeMatch(
  product: OdooProduct,
  sku: string,
  barcode: string,
  variants: ShipBobVariant[],
): PlannedCase {
  const [only] = variants;
  const unique = variants.length === 1 && only !== undefined;
  return found(
    'barcode_match',
    `ShipBob has no SKU ${sku}, but barcode ${barcode} of product ${product.id} "${product.name}" is on ${unique ? 'variant' : `${variants.length} variants:`} ${listed(variants.map(named))}. They may be the same thing.`,
    [
      unique
        ? `If they are the same: give both the same SKU (${sku} at ShipBob or ${only.sku} in Odoo).`
        : 'Find out which variant is meant, and give both the same SKU.',
      'If they are not: correct the barcode on one side.',
    ],
    { product_id: product.id, sku, barcode, variants: variants.map(brief) },
  );
}

export const noHsCode = (product: OdooProduct, sku: string): PlannedCase =>
  found(
    'no_hs_code',
    `Product ${product.id} (SKU ${sku}) has no HS code; ShipBob puts its international orders on hold (missing tariff information).`,
    ['Enter the HS code (hs_code) in Odoo.', 'Or, if nothing is sold abroad, set products.hs_code_warning to off.'],
    { product_id: product.id, sku, field: 'hs_code' },
  );
