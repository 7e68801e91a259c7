import type { ShipmentsSeen } from '@mlc/mappings';
import type { LookContext } from '../subject.js';

/** Odoo's products behind ShipBob's inventory items, by item id; items that no link knows are absent. */
export async function productsByInventory(
  inventoryIds: Iterable<number>,
  context: LookContext,
): Promise<ShipmentsSeen['productByInventoryId']> {
  const wanted = [...new Set(inventoryIds)];
  if (wanted.length === 0) return {};
  const links = await context.ledger.linksByInventoryId(context.connectionId, wanted);
  const products = await context.odoo.products(
    links.map((link) => link.odooId),
    { warehouseIds: [] },
  );
  return Object.fromEntries(
    links.flatMap((link) => {
      const product = products.get(link.odooId);
      if (!product) return [];
      const { id: product_id, tracking } = product;
      return [[String(link.data['inventory_id']), { product_id, tracking, sku: product.default_code ?? '' }]];
    }),
  );
}
