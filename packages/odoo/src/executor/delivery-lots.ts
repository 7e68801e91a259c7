import { Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { odooStamp } from '../client/values.js';
import { findLots, lotKey } from './adjust-goods.js';
import { LotPool, type LotShare } from './lots.js';
import { isSame, rounded, type Transfer, trackedProducts } from './transfers.js';

export type DeliveryLine = OperationRequest<'odoo.delivery.ship'>['lines'][number];

/**
 * The lots of the lines, dealt out to the moves that take their quantities; moves without lots are absent. Odoo makes no
 * lot for what leaves (observed on 17 and 19), so those that it does not know are made here: ShipBob shipped them.
 */
export async function lotsOfLines(
  client: OdooClient,
  lines: readonly DeliveryLine[],
  { transfer, quantities }: { transfer: Transfer; quantities: ReadonlyMap<number, number> },
  deadlineMs: number,
): Promise<Map<number, LotShare[]>> {
  const wanted = lines.flatMap(({ product_id, lots }) => (lots ?? []).map((lot) => ({ productId: product_id, lot })));
  if (wanted.length === 0) return new Map();
  const names = wanted.map(({ productId, lot }) => ({ productId, lot: lot.name }));
  const known = await findLots(client, names, deadlineMs);
  const byProduct = new Map<number, LotShare[]>();
  for (const { productId, lot } of wanted) {
    const lotId = known.get(lotKey(productId, lot.name)) ?? (await makeLot(client, productId, lot, deadlineMs));
    known.set(lotKey(productId, lot.name), lotId);
    byProduct.set(productId, [...(byProduct.get(productId) ?? []), { ...lot, lotId }]);
  }
  return new LotPool(byProduct).takeFor(transfer, quantities);
}

async function makeLot(
  client: OdooClient,
  productId: number,
  lot: { name: string; expiration_date: string | null },
  deadlineMs: number,
): Promise<number> {
  const keepsExpiry = (await client.fieldsGet('stock.lot')).has('expiration_date');
  const expiry = keepsExpiry && lot.expiration_date !== null ? Date.parse(lot.expiration_date) : Number.NaN;
  const values = {
    name: lot.name,
    product_id: productId,
    company_id: client.companyId,
    ...(Number.isNaN(expiry) ? {} : { expiration_date: odooStamp(expiry) }),
  };
  const [id] = await client.create('stock.lot', [values], { deadlineMs });
  if (id !== undefined) return id;
  throw new Rejected('Odoo answered stock.lot.create without an id.', { code: 'odoo.contract' });
}

/** Odoo refuses to move tracked goods without their lots; so do we, with the names and before anything is written. */
export async function refuseLotless(
  client: OdooClient,
  lines: readonly DeliveryLine[],
  deadlineMs: number,
): Promise<void> {
  const productIds = lines.map((line) => line.product_id);
  const tracked = await trackedProducts(client, productIds, deadlineMs);
  const skus = lines
    .filter(({ product_id, lots, quantity }) => tracked.has(product_id) && !isSame(sumOf(lots), quantity))
    .map((line) => line.sku);
  if (skus.length === 0) return;
  throw new Rejected(`Odoo asks for lot or serial numbers of ${skus.join(', ')}.`, {
    code: 'odoo.delivery.lots_needed',
    fix: 'Ship these products by hand in Odoo with their lot numbers, then replay this record.',
  });
}

const sumOf = (lots: DeliveryLine['lots']): number => rounded((lots ?? []).reduce((sum, lot) => sum + lot.quantity, 0));
