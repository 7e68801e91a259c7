import type { OdooReader } from '@mlc/engine';
import { chunks, groupBy } from '@mlc/kernel';
import {
  isOfReturn,
  type OdooDelivery,
  type OdooLot,
  type OdooMarkedTransfer,
  type OdooOperationType,
  type OdooPlaced,
} from '@mlc/mappings';
import { z } from 'zod';
import type { Domain } from '../client/odoo-client.js';
import { char, float, int, isoOrNull, many2one, requiredChar, requiredMany2one, stamp } from '../client/values.js';
import { carriesMarker, markerDomain } from '../executor/note-marker.js';
import { rounded } from '../executor/transfers.js';
import { readInvoiced } from './invoiced.js';
import type { Reading } from './reading.js';

type ReturnReads = Pick<
  OdooReader,
  'deliveries' | 'markedTransfers' | 'scrapped' | 'lotsNamed' | 'incomingTypes' | 'invoiced'
>;

export const returnReads = (reading: Reading): ReturnReads => ({
  deliveries: (ids) => readDeliveries(reading, ids),
  markedTransfers: (marks) => readMarked(reading, marks),
  scrapped: (marks) => readScrapped(reading, marks),
  lotsNamed: (productIds, names) => readLots(reading, productIds, names),
  invoiced: (deliveryIds) => readInvoiced(reading, deliveryIds),
  incomingTypes: () =>
    reading.list(
      'incoming types',
      () => readIncomingTypes(reading),
      () => true,
    ),
});

const headRow = z.object({ id: int, name: char, state: requiredChar, origin: char });

/** The done quantity is `quantity`, on 16 `quantity_done`, in the move's UoM; the two demands tell the factor. */
const moveRow = z.object({
  id: int,
  state: requiredChar,
  picking_id: many2one,
  product_id: requiredMany2one,
  origin_returned_move_id: many2one,
  product_qty: float,
  product_uom_qty: float,
  quantity: float.optional(),
  quantity_done: float.optional(),
});
type MoveRow = z.output<typeof moveRow>;

const doneOf = (move: MoveRow): number =>
  rounded(
    (move.quantity ?? move.quantity_done ?? 0) *
      (move.product_uom_qty > 0 ? move.product_qty / move.product_uom_qty : 1),
  );

const lineRow = z.object({
  id: int,
  picking_id: many2one,
  product_id: requiredMany2one,
  lot_id: many2one,
  lot_name: char,
  location_dest_id: requiredMany2one,
  quantity: float.optional(),
  /** 17 and later. */
  quantity_product_uom: float.optional(),
  qty_done: float.optional(),
});

async function readDeliveries(reading: Reading, ids: number[]): Promise<Map<number, OdooDelivery>> {
  if (ids.length === 0) return new Map();
  const done: Domain = [['state', '=', 'done']];
  const heads = await reading.among('stock.picking', headRow, 'id', ids);
  const moves = await reading.among('stock.move', moveRow, 'picking_id', ids, done);
  const moveIds = moves.map((move) => move.id);
  const back = groupBy(
    await reading.among('stock.move', moveRow, 'origin_returned_move_id', moveIds, done),
    (move) => move.origin_returned_move_id?.id,
  );
  const lines = groupBy(
    await reading.among('stock.move.line', lineRow, 'picking_id', ids),
    (line) => line.picking_id?.id,
  );
  const byPicking = groupBy(moves, (move) => move.picking_id?.id);
  return new Map(
    heads.map((head): [number, OdooDelivery] => {
      const own = lines.get(head.id) ?? [];
      const goods = [...groupBy(byPicking.get(head.id) ?? [], (move) => move.product_id.id)].map(
        ([product_id, ofProduct]) => ({
          product_id,
          delivered: rounded(ofProduct.reduce((sum, move) => sum + doneOf(move), 0)),
          returned: rounded(
            ofProduct.flatMap((move) => back.get(move.id) ?? []).reduce((sum, move) => sum + doneOf(move), 0),
          ),
          lots: [...new Set(own.flatMap((line) => (line.product_id.id === product_id ? (lotOf(line) ?? []) : [])))],
        }),
      );
      return [head.id, { id: head.id, name: head.name ?? `stock.picking ${head.id}`, state: head.state, goods }];
    }),
  );
}

const lotOf = (line: z.output<typeof lineRow>): string | null => line.lot_id?.name ?? line.lot_name;

/** Any of the marks in a field; finds at least all of them (`_` is a wildcard to Odoo). */
function anyMark(field: string, marks: readonly string[]): Domain {
  const leaves = marks.flatMap((mark) => markerDomain(field, mark));
  return [...leaves.slice(1).map(() => '|'), ...leaves];
}
const MARKS_PER_CALL = 50;

async function readMarked(reading: Reading, marks: string[]): Promise<Map<string, OdooMarkedTransfer[]>> {
  const heads: z.output<typeof headRow>[] = [];
  for (const part of chunks([...new Set(marks)], MARKS_PER_CALL)) {
    const domain = [['state', '!=', 'cancel'], ...reading.ownCompany, ...anyMark('origin', part)];
    heads.push(...(await reading.client.searchReadAll('stock.picking', headRow, { domain })));
  }
  const carrying = heads.filter((head) => marks.some((mark) => carriesMarker(head.origin, mark)));
  const ids = carrying.map((head) => head.id);
  const lines = groupBy(
    await reading.among('stock.move.line', lineRow, 'picking_id', ids),
    (line) => line.picking_id?.id,
  );
  const toTransfer = (head: z.output<typeof headRow>): OdooMarkedTransfer => ({
    id: head.id,
    name: head.name ?? `stock.picking ${head.id}`,
    state: head.state,
    placed: (lines.get(head.id) ?? []).map(placedOf).filter((place) => place.quantity > 0),
  });
  return new Map(
    marks.map((mark) => [
      mark,
      carrying
        .filter((head) => carriesMarker(head.origin, mark))
        .toSorted((a, b) => a.id - b.id)
        .map(toTransfer),
    ]),
  );
}

const placedOf = (line: z.output<typeof lineRow>): OdooPlaced => ({
  product_id: line.product_id.id,
  lot: lotOf(line),
  location_dest_id: line.location_dest_id.id,
  quantity: line.quantity_product_uom ?? line.quantity ?? line.qty_done ?? 0,
});

const scrapRow = z.object({ id: int, origin: char });

async function readScrapped(reading: Reading, marks: string[]): Promise<string[]> {
  const rows: z.output<typeof scrapRow>[] = [];
  for (const part of chunks([...new Set(marks)], MARKS_PER_CALL)) {
    const domain = [['state', '=', 'done'], ...anyMark('origin', part)];
    rows.push(...(await reading.client.searchReadAll('stock.scrap', scrapRow, { domain })));
  }
  return marks.filter((mark) => rows.some((row) => carriesMarker(row.origin, mark)));
}

/** `expiration_date` is of Expiration Dates. */
const lotRow = z.object({
  id: int,
  name: requiredChar,
  product_id: requiredMany2one,
  create_uid: many2one,
  expiration_date: stamp.optional(),
});

async function readLots(reading: Reading, productIds: number[], names: string[]): Promise<OdooLot[]> {
  if (productIds.length === 0) return [];
  const rows = await reading.among('stock.lot', lotRow, 'name', names, [['product_id', 'in', productIds]]);
  if (rows.length === 0) return [];
  const uid = await reading.client.uid();
  const made = rows.filter((row) => row.create_uid?.id === uid).map((row) => row.id);
  const moved = await movedOtherwise(reading, made);
  return rows.map(({ id, name, product_id, expiration_date }) => ({
    product_id: product_id.id,
    name,
    expiration_date: isoOrNull(expiration_date ?? null),
    only_returned: made.includes(id) && !moved.has(id),
  }));
}

const lotLineRow = z.object({ id: int, lot_id: many2one, picking_id: many2one, location_dest_id: requiredMany2one });
const originRow = z.object({ id: int, origin: char });
const usageRow = z.object({ id: int, usage: requiredChar });

/** Lots that something else than a return has moved; scrap and losses only end what is there. */
async function movedOtherwise(reading: Reading, lotIds: number[]): Promise<Set<number>> {
  const lines = await reading.among('stock.move.line', lotLineRow, 'lot_id', lotIds, [['state', '=', 'done']]);
  const pickings = await reading.among(
    'stock.picking',
    originRow,
    'id',
    lines.flatMap((line) => line.picking_id?.id ?? []),
  );
  const places = await reading.among(
    'stock.location',
    usageRow,
    'id',
    lines.map((line) => line.location_dest_id.id),
  );
  const returns = new Set(pickings.filter(({ origin }) => origin !== null && isOfReturn(origin)).map(({ id }) => id));
  const losses = new Set(places.filter(({ usage }) => usage === 'inventory').map(({ id }) => id));
  const others = lines.filter(
    (line) => !returns.has(line.picking_id?.id ?? 0) && !losses.has(line.location_dest_id.id),
  );
  return new Set(others.flatMap((line) => line.lot_id?.id ?? []));
}

const typeRow = z.object({ id: int, name: requiredChar, code: requiredChar, warehouse_id: many2one });

async function readIncomingTypes(reading: Reading): Promise<OdooOperationType[]> {
  const domain = [['code', '=', 'incoming'], ...reading.ownCompany];
  const rows = await reading.client.searchReadAll('stock.picking.type', typeRow, { domain });
  return rows.map(({ id, name, code, warehouse_id }) => ({ id, name, code, warehouse_id: warehouse_id?.id ?? null }));
}
