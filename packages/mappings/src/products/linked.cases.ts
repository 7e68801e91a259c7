import type { PlannedCase } from '../plan.js';
import type { OdooProduct, SeenLink, ShipBobVariant } from '../seen.js';

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

export const skuChanged = (product: OdooProduct, sku: string, variant: ShipBobVariant): PlannedCase =>
  found(
    'sku_changed',
    `Product ${product.id} now has SKU ${sku} in Odoo, but its linked variant ${variant.variant_id} has SKU ${variant.sku} at ShipBob. The link is kept, nothing is written.`,
    [
      `Set the internal reference back to ${variant.sku}.`,
      `Or rename the variant to ${sku} at ShipBob.`,
      'Or, if this is another product now, make a new product in Odoo for it.',
    ],
    { product_id: product.id, sku, shipbob_sku: variant.sku, variant_id: variant.variant_id },
  );

export const archivedWithStock = (product: OdooProduct, variant: ShipBobVariant): PlannedCase =>
  found(
    'archived_with_stock',
    `Product ${product.id} (SKU ${variant.sku}) is archived in Odoo, but ShipBob still has ${variant.on_hand_qty} on hand; an inactive SKU would stop its open orders.`,
    ['Sell or remove the stock first.', 'Or activate the product in Odoo again.'],
    { product_id: product.id, sku: variant.sku, on_hand_qty: variant.on_hand_qty, variant_id: variant.variant_id },
  );

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
    `Product ${product.id} (SKU ${variant.sku}) is tracked by ${product.tracking} in Odoo, but lots are ${variant.is_lot ? 'on' : 'off'} at ShipBob (${variant.on_hand_qty} on hand).`,
    ['Set the lot setting at ShipBob, which needs empty stock there.', 'Or change the tracking in Odoo.'],
    {
      product_id: product.id,
      sku: variant.sku,
      tracking: product.tracking,
      is_lot: variant.is_lot,
      on_hand_qty: variant.on_hand_qty,
    },
  );
