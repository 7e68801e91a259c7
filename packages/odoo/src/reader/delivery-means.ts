import type { DeliveryMeans, LotStock } from '@mlc/mappings';
import { z } from 'zod';
import { bool, float, int, isoOrNull, many2one, requiredChar, requiredMany2one, stamp } from '../client/values.js';
import type { Reading } from './reading.js';

const typeRow = z.object({ id: int, name: requiredChar, warehouse_id: many2one });
const placeRow = z.object({
  id: int,
  usage: requiredChar,
  company_id: many2one,
  /** To 18; from 19 on scrap goes to a place of the losses' kind. */
  scrap_location: bool.optional(),
});
const partnerRow = z.object({ id: int, name: requiredChar });

/** Operation types of the kind delivery, and where goods go to; kept for a while. */
export async function readDeliveryMeans(reading: Reading, partnerName: string | null): Promise<DeliveryMeans> {
  const [means] = await reading.list(
    `delivery means for ${partnerName ?? 'nobody'}`,
    async () => [await read(reading, partnerName)],
    // What was missing may have been made since: it is asked for anew until it is there.
    ([found]) => found !== undefined && found.types.length > 0 && (partnerName === null || found.partners.length === 1),
  );
  return means ?? { types: [], customers: null, losses: null, partners: [] };
}

async function read(reading: Reading, partnerName: string | null): Promise<DeliveryMeans> {
  const { client } = reading;
  const types = await client.searchReadAll('stock.picking.type', typeRow, {
    domain: [['code', '=', 'outgoing'], ...reading.ownCompany],
  });
  const places = await client.searchReadAll('stock.location', placeRow, {
    domain: [['usage', 'in', ['customer', 'inventory']], ...reading.sharedCompany],
  });
  const partners =
    partnerName === null
      ? []
      : await client.searchReadAll('res.partner', partnerRow, {
          domain: [['name', '=', partnerName], ...reading.sharedCompany],
        });
  // A place of the company's own goes before one of all companies.
  const first = (usage: string): number | null =>
    places
      .filter((place) => place.usage === usage && place.scrap_location !== true)
      .sort((a, b) => Number(a.company_id === null) - Number(b.company_id === null) || a.id - b.id)[0]?.id ?? null;
  return {
    types: types.map(({ id, name, warehouse_id }) => ({ id, name, warehouse_id: warehouse_id?.id ?? null })),
    customers: first('customer'),
    losses: first('inventory'),
    partners: partners.map(({ id, name }) => ({ id, name })),
  };
}

const quantRow = z.object({ id: int, product_id: requiredMany2one, lot_id: requiredMany2one, quantity: float });
const lotRow = z.object({
  id: int,
  name: requiredChar,
  /** Expiration Dates. */
  expiration_date: stamp.optional(),
});

/** What lies of each lot of the products at each of these places and below; one call for each place and one for the lots. */
export async function readLotStock(reading: Reading, productIds: number[], rootIds: number[]): Promise<LotStock[]> {
  if (productIds.length === 0) return [];
  const quants: (z.output<typeof quantRow> & { rootId: number })[] = [];
  for (const rootId of new Set(rootIds)) {
    const where = [
      ['location_id', 'child_of', rootId],
      ['lot_id', '!=', false],
      ['quantity', '>', 0],
    ];
    const rows = await reading.among('stock.quant', quantRow, 'product_id', productIds, where);
    quants.push(...rows.map((row) => ({ ...row, rootId })));
  }
  const lotIds = quants.map((quant) => quant.lot_id.id);
  const lots = new Map((await reading.among('stock.lot', lotRow, 'id', lotIds)).map((lot) => [lot.id, lot]));
  return quants.map(({ product_id, lot_id, quantity, rootId }) => ({
    product_id: product_id.id,
    root_id: rootId,
    lot: lots.get(lot_id.id)?.name ?? lot_id.name,
    expiration_date: isoOrNull(lots.get(lot_id.id)?.expiration_date ?? null),
    quantity,
  }));
}
