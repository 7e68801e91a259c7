import type { PlannedCase } from '../plan.js';
import type { OdooProduct, SeenLink, ShipBobVariant } from '../seen.js';
import { listed } from '../shared/text.js';

/** What a person must decide about a product that is linked. */
const found = (code: string, cause: string, suggestions: string[], detail: PlannedCase['detail']): PlannedCase => ({
  flow: 'products',
  code: `products.${code}`,
  cause,
  suggestions,
  detail,
});

export const linkedGone = (product: OdooProduct, sku: string, link: SeenLink): PlannedCase =>
  found(
    'linked_gone',
    `Product ${product.id} (SKU ${sku}) is linked to ShipBob variant ${link.shipbobId}, which ShipBob no longer shows; it may have been merged or moved.`,
    ['Restore the variant at ShipBob.', 'Or remove the link, so that the product is matched by its SKU again.'],
    { product_id: product.id, sku, variant_id: link.shipbobId },
  );

/** `taken`: variants that have the new SKU at ShipBob already. */
export const skuChanged = (
  product: OdooProduct,
  sku: string,
  variant: ShipBobVariant,
  taken: ShipBobVariant[],
): PlannedCase => {
  const others = taken.map((one) => `${one.variant_id} "${one.name}"`);
  const known = others.length === 0 ? '' : ` SKU ${sku} is at ShipBob already (variant ${listed(others)}).`;
  return found(
    'sku_changed',
    `Product ${product.id} now has SKU ${sku} in Odoo, but its linked variant ${variant.variant_id} has SKU ${variant.sku} at ShipBob. The link is kept, nothing is written.${known}`,
    [
      `Set the internal reference back to ${variant.sku}.`,
      others.length === 0
        ? `Or rename the variant to ${sku} at ShipBob.`
        : `Or merge the two variants at ShipBob, or free SKU ${sku} there.`,
      'Or, if this is another product now, make a new product in Odoo for it.',
    ],
    {
      product_id: product.id,
      sku,
      shipbob_sku: variant.sku,
      variant_id: variant.variant_id,
      taken_by: taken.map((one) => one.variant_id),
    },
  );
};

export const mergedTogether = (
  product: OdooProduct,
  sku: string,
  parent: ShipBobVariant,
  other: SeenLink,
): PlannedCase =>
  found(
    'merged_together',
    `ShipBob merged the variant of product ${product.id} (SKU ${sku}) into ${parent.variant_id} (SKU ${parent.sku}), which is product ${other.odooId} in Odoo: two products are now one stock at ShipBob.`,
    [`Merge products ${product.id} and ${other.odooId} in Odoo, too.`, 'Or undo the merge at ShipBob.'],
    { product_id: product.id, sku, variant_id: parent.variant_id, linked_product_id: other.odooId },
  );

export const measuresDrifted = (product: OdooProduct, variant: ShipBobVariant, drift: string[]): PlannedCase =>
  found(
    'measures_drifted',
    `Product ${product.id} (SKU ${variant.sku}): ${listed(drift)}. ShipBob's measures are left as they are.`,
    [
      'Take ShipBob’s measure over in Odoo.',
      'Or have ShipBob measure again; or let Odoo own it (products.owned_fields).',
    ],
    { product_id: product.id, sku: variant.sku, drift },
  );

export const archived = (product: OdooProduct, variant: ShipBobVariant): PlannedCase =>
  found(
    'archived',
    `Product ${product.id} (SKU ${variant.sku}) is archived in Odoo and active at ShipBob, with nothing on hand there.`,
    ['Set it inactive at ShipBob.', 'Or activate the product in Odoo again.'],
    { product_id: product.id, sku: variant.sku, variant_id: variant.variant_id },
  );

export const archivedWithStock = (product: OdooProduct, variant: ShipBobVariant): PlannedCase => {
  const awaiting = variant.awaiting_qty ?? 0;
  const there = [
    ...(variant.on_hand_qty > 0 ? [`${variant.on_hand_qty} on hand`] : []),
    ...(awaiting > 0 ? [`${awaiting} awaited`] : []),
  ];
  return found(
    'archived_with_stock',
    `Product ${product.id} (SKU ${variant.sku}) is archived in Odoo, but ShipBob still has ${listed(there)}; an inactive SKU would stop its open orders.`,
    ['Sell or remove the stock first.', 'Or activate the product in Odoo again.'],
    {
      product_id: product.id,
      sku: variant.sku,
      on_hand_qty: variant.on_hand_qty,
      awaiting_qty: awaiting,
      variant_id: variant.variant_id,
    },
  );
};

export const deletedInOdoo = (link: SeenLink, variant: ShipBobVariant): PlannedCase =>
  found(
    'deleted_in_odoo',
    `Product ${link.odooId} was deleted in Odoo, and its variant ${variant.variant_id} (SKU ${variant.sku}) is still active at ShipBob with ${variant.on_hand_qty} on hand. Nothing is deleted or deactivated by itself.`,
    ['Deactivate the variant at ShipBob if it is no longer sold.'],
    { product_id: link.odooId, sku: variant.sku, on_hand_qty: variant.on_hand_qty, variant_id: variant.variant_id },
  );

export const lotFlagDiffers = (product: OdooProduct, variant: ShipBobVariant): PlannedCase =>
  found(
    'lot_flag_differs',
    `Product ${product.id} (SKU ${variant.sku}) is tracked by ${product.tracking} in Odoo, but lots are ${variant.is_lot ? 'on' : 'off'} at ShipBob, with ${variant.on_hand_qty} on hand and ${variant.awaiting_qty ?? 0} awaited. Lots are switched only while nothing is there.`,
    ['Set the lot setting at ShipBob, which needs empty stock there.', 'Or change the tracking in Odoo.'],
    {
      product_id: product.id,
      sku: variant.sku,
      tracking: product.tracking,
      is_lot: variant.is_lot,
      on_hand_qty: variant.on_hand_qty,
    },
  );
