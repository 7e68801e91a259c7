import { Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { bool, char, int, requiredChar, requiredMany2one } from '../client/values.js';

/** What stock operations must know of a product. */
export interface Goods {
  productId: number;
  uomId: number;
  /** Kept by lot or serial number. */
  tracked: boolean;
  /** Odoo counts what lies where. */
  storable: boolean;
}

/** `is_storable` from 18 on; before, the type says it. */
const goodsRow = z.object({
  id: int,
  uom_id: requiredMany2one,
  type: char,
  tracking: requiredChar,
  is_storable: bool.optional(),
});

export async function readGoods(client: OdooClient, productId: number, deadlineMs: number): Promise<Goods> {
  const [row] = await client.read('product.product', goodsRow, [productId], { deadlineMs });
  if (!row)
    throw new Rejected(`product.product ${productId} is not in Odoo any more.`, {
      code: 'odoo.missing_record',
      field: 'product_id',
      fix: 'The product was deleted in Odoo after it was read; it is looked at again.',
    });
  return {
    productId,
    uomId: row.uom_id.id,
    tracked: row.tracking !== 'none',
    storable: row.is_storable ?? row.type === 'product',
  };
}

const lotRow = z.object({ id: int, name: requiredChar, product_id: requiredMany2one });

/** Ids of the lots that Odoo knows, by `product id/name`. */
export async function findLots(
  client: OdooClient,
  wanted: readonly { productId: number; lot: string }[],
  deadlineMs: number,
): Promise<Map<string, number>> {
  if (wanted.length === 0) return new Map();
  const domain = [
    ['product_id', 'in', [...new Set(wanted.map((one) => one.productId))]],
    ['name', 'in', [...new Set(wanted.map((one) => one.lot))]],
    // 18 and 19 make lots that belong to no company.
    ['company_id', 'in', [false, client.companyId]],
  ];
  const rows = await client.searchReadAll('stock.lot', lotRow, { domain, deadlineMs });
  return new Map(rows.map((row) => [lotKey(row.product_id.id, row.name), row.id]));
}

export const lotKey = (productId: number, lot: string): string => `${productId}/${lot}`;

/** The lot's id; null without a lot, or when Odoo does not know it. */
export async function lotOf(
  client: OdooClient,
  goods: Goods,
  lot: string | null,
  deadlineMs: number,
): Promise<number | null> {
  if (lot === null || !goods.tracked) return null;
  const { productId } = goods;
  return (await findLots(client, [{ productId, lot }], deadlineMs)).get(lotKey(productId, lot)) ?? null;
}
