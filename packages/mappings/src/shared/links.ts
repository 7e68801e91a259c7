import type { SeenLink, ShipBobVariant } from '../seen.js';

const numberIn = (link: SeenLink, field: string): number | null => {
  const value = link.data[field];
  return typeof value === 'number' ? value : null;
};

/**
 * The variant a product is now: a link keeps the id it was made with, and its data name the variant that took its place
 * (after a merge at ShipBob, or a new SKU).
 */
export const livingVariantId = (link: SeenLink): number => numberIn(link, 'variant_id') ?? Number(link.shipbobId);

/** The WRO a receipt is now announced by: its data name the one that was made after the linked one was cancelled. */
export const livingWroId = (link: SeenLink): number => numberIn(link, 'wro_id') ?? Number(link.shipbobId);

/** Inventory ids whose goods were merged into the linked variant: WROs from before the merge may still name them. */
export const mergedInventoryIds = ({ data }: SeenLink): number[] => {
  const ids = data['merged_inventory_ids'];
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
};

/** Whether an inventory id means the linked product, now or before a merge at ShipBob. */
export const isItemOf = (link: SeenLink | null, inventoryId: number): boolean =>
  link !== null && (link.data['inventory_id'] === inventoryId || mergedInventoryIds(link).includes(inventoryId));

/** What a link to a variant knows of it. */
export const variantData = (variant: ShipBobVariant) => ({
  product_id: variant.product_id,
  variant_id: variant.variant_id,
  inventory_id: variant.inventory_id,
  sku: variant.sku.trim(),
});
