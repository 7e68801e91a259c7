import type { OdooReader } from '@mlc/engine';
import { groupBy } from '@mlc/kernel';
import type { OdooQuant, OdooStockMove } from '@mlc/mappings';
import { z } from 'zod';
import { char, float, int, iso, many2one, odooStamp, requiredChar, requiredMany2one } from '../client/values.js';
import { rounded } from '../executor/transfers.js';
import type { Reading } from './reading.js';

type StockReads = Pick<OdooReader, 'locationsBelow' | 'allStockAt' | 'stockMoves'>;

export const stockReads = (reading: Reading): StockReads => ({
  locationsBelow: (ids) => readBelow(reading, ids),
  allStockAt: (locationIds, productIds) => readStock(reading, locationIds, productIds),
  stockMoves: (locationIds, from) => readMoves(reading, locationIds, from),
});

const idRow = z.object({ id: int });

async function readBelow(reading: Reading, ids: number[]): Promise<Map<number, number[]>> {
  const below = new Map<number, number[]>();
  for (const id of new Set(ids)) {
    const domain = [
      ['id', 'child_of', id],
      ['usage', '=', 'internal'],
    ];
    const rows = await reading.client.searchReadAll('stock.location', idRow, { domain });
    below.set(id, [...new Set([id, ...rows.map((row) => row.id)])]);
  }
  return below;
}

const quantRow = z.object({
  id: int,
  product_id: requiredMany2one,
  location_id: requiredMany2one,
  lot_id: many2one,
  quantity: float,
});

/** Odoo may keep several quants of one kind (packages, owners); they are summed. */
async function readStock(reading: Reading, locationIds: number[], productIds: number[] | 'all'): Promise<OdooQuant[]> {
  if (locationIds.length === 0) return [];
  const rows =
    productIds === 'all'
      ? await reading.client.searchReadAll('stock.quant', quantRow, { domain: [['location_id', 'in', locationIds]] })
      : await reading.among('stock.quant', quantRow, 'product_id', productIds, [['location_id', 'in', locationIds]]);
  const byKind = groupBy(rows, (row) =>
    JSON.stringify([row.product_id.id, row.location_id.id, row.lot_id?.name ?? null]),
  );
  return [...byKind.values()].flatMap((same) => {
    const [first] = same;
    const quantity = rounded(same.reduce((sum, row) => sum + row.quantity, 0));
    if (!first || quantity === 0) return [];
    const { product_id, location_id, lot_id } = first;
    return [{ product_id: product_id.id, location_id: location_id.id, lot: lot_id?.name ?? null, quantity }];
  });
}

/** `quantity` in the line's UoM with `quantity_product_uom` beside it; on 16 `qty_done`. */
const lineRow = z.object({
  id: int,
  product_id: requiredMany2one,
  lot_id: many2one,
  date: requiredChar,
  location_id: requiredMany2one,
  location_dest_id: requiredMany2one,
  picking_id: many2one,
  reference: char,
  quantity: float.optional(),
  quantity_product_uom: float.optional(),
  qty_done: float.optional(),
});
/** `purchase_id` is of Purchase. */
const pickingRow = z.object({ id: int, purchase_id: many2one.optional() });

async function readMoves(reading: Reading, locationIds: number[], from: string): Promise<OdooStockMove[]> {
  if (locationIds.length === 0) return [];
  const domain = [
    ['state', '=', 'done'],
    ['date', '>=', odooStamp(Date.parse(from))],
    '|',
    ['location_id', 'in', locationIds],
    ['location_dest_id', 'in', locationIds],
  ];
  const lines = await reading.client.searchReadAll('stock.move.line', lineRow, { domain });
  const pickingIds = lines.flatMap((line) => line.picking_id?.id ?? []);
  const purchases = new Map(
    (await reading.among('stock.picking', pickingRow, 'id', pickingIds)).map((row) => [
      row.id,
      row.purchase_id?.id ?? null,
    ]),
  );
  return lines.map((line) => ({
    product_id: line.product_id.id,
    lot: line.lot_id?.name ?? null,
    quantity: line.quantity_product_uom ?? line.quantity ?? line.qty_done ?? 0,
    date: iso(line.date),
    location_id: line.location_id.id,
    location_dest_id: line.location_dest_id.id,
    picking_id: line.picking_id?.id ?? null,
    purchase_id: purchases.get(line.picking_id?.id ?? 0) ?? null,
    reference: line.reference ?? line.picking_id?.name ?? 'a move without a name',
  }));
}
