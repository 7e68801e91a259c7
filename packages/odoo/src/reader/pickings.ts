import { groupBy } from '@mlc/kernel';
import type { ExpectedLot, OdooMove, OdooPicking } from '@mlc/mappings';
import { z } from 'zod';
import {
  bool,
  char,
  float,
  int,
  isoOrNull,
  many2one,
  requiredChar,
  requiredMany2one,
  stamp,
} from '../client/values.js';
import { extraOf, withFields } from './named-fields.js';
import { trackingOf } from './product-row.js';
import type { Reading } from './reading.js';

export const pickingRow = z.object({
  id: int,
  name: char,
  state: requiredChar,
  picking_type_id: requiredMany2one,
  picking_type_code: char,
  scheduled_date: stamp,
  date_done: stamp,
  backorder_id: many2one,
  /** 17 and later. */
  return_id: many2one.optional(),
  location_id: requiredMany2one,
  location_dest_id: requiredMany2one,
  /** Delivery Costs. */
  carrier_id: many2one.optional(),
  carrier_tracking_ref: char.optional(),
  origin: char,
});
/** What a plan sees beyond what a poll compares. */
const seenRow = pickingRow.extend({
  note: char.optional(),
  /** Sales with Inventory. */
  sale_id: many2one.optional(),
});
type PickingRow = z.output<typeof seenRow>;

/** The done quantity is `quantity` with `picked`, on 16 `quantity_done` without. */
export const moveRow = z.object({
  id: int,
  state: requiredChar,
  picking_id: many2one,
  product_id: requiredMany2one,
  product_qty: float,
  quantity: float.optional(),
  quantity_done: float.optional(),
  picked: bool.optional(),
  product_uom: requiredMany2one,
  purchase_line_id: many2one.optional(),
  sale_line_id: many2one.optional(),
});
type MoveRow = z.output<typeof moveRow>;

const typeRow = z.object({ id: int, code: requiredChar, warehouse_id: many2one, create_backorder: requiredChar });
export type PickingType = z.output<typeof typeRow>;
export const readPickingTypes = (reading: Reading, needed: number[]): Promise<Map<number, PickingType>> =>
  reading.table('stock.picking.type', typeRow, needed, reading.ownCompany);

const goodsRow = z.object({ id: int, default_code: char, tracking: requiredChar.optional(), uom_id: requiredMany2one });

/** What is read beyond the transfers' own fields, because the settings name it. */
interface Named {
  /** Of stock.picking. */
  fields: string[];
  /** Of product.product: how many units fill a box. */
  unitsPerBox: string | null;
}

const lineRow = z.object({
  id: int,
  move_id: many2one,
  lot_id: many2one,
  /** A lot that Odoo does not have yet. */
  lot_name: char.optional(),
  /** Expiration Dates. */
  expiration_date: stamp.optional(),
  quantity: float.optional(),
  qty_done: float.optional(),
});

/**
 * Pickings by id with their moves, cancelled ones too; three calls, one for the operation types now and then, and one for
 * the lots of products by lot that are to be received or were moved. Of the named fields, those that the model has stand under
 * `extra`.
 */
export async function readPickings(
  reading: Reading,
  pickingIds: number[],
  { fields, unitsPerBox }: Named = { fields: [], unitsPerBox: null },
): Promise<Map<number, OdooPicking>> {
  if (pickingIds.length === 0) return new Map();
  const rows = await reading.among('stock.picking', withFields(seenRow, fields), 'id', pickingIds);
  const moves = await reading.among('stock.move', moveRow, 'picking_id', pickingIds);
  const productIds = moves.map((move) => move.product_id.id);
  const ofGoods = unitsPerBox === null ? [] : [unitsPerBox];
  const goods = new Map(
    (await reading.among('product.product', withFields(goodsRow, ofGoods), 'id', productIds)).map((row) => [
      row.id,
      row,
    ]),
  );
  const types = await readPickingTypes(
    reading,
    rows.map((row) => row.picking_type_id.id),
  );
  const movesOf = groupBy(moves, (move) => move.picking_id?.id);
  const incoming = new Set(rows.filter((row) => row.picking_type_code === 'incoming').map((row) => row.id));
  const byLot = moves.filter(
    (move) =>
      move.state !== 'cancel' &&
      (move.state === 'done' || incoming.has(move.picking_id?.id ?? 0)) &&
      trackingOf(goods.get(move.product_id.id)?.tracking) !== 'none',
  );
  const lots = await readLots(
    reading,
    byLot.map((move) => move.id),
  );
  const decode = (row: MoveRow): OdooMove => {
    const product = goods.get(row.product_id.id);
    const move = { ...moveOf(row, product), ...sizeOf(product, unitsPerBox) };
    const own = lots.get(row.id);
    if (own === undefined) return move;
    if (row.state !== 'done') return { ...move, lots: own };
    return { ...move, done_lots: own.map(({ name, quantity }) => ({ name, quantity })) };
  };
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...pickingOf(row, types.get(row.picking_type_id.id), (movesOf.get(row.id) ?? []).map(decode)),
        ...extraOf(row, fields),
      },
    ]),
  );
}

/** What each of the moves has, or is to have, by lot; every move that was asked for is there. */
async function readLots(reading: Reading, moveIds: number[]): Promise<Map<number, ExpectedLot[]>> {
  const lines = groupBy(
    await reading.among('stock.move.line', lineRow, 'move_id', moveIds),
    (line) => line.move_id?.id,
  );
  return new Map(
    moveIds.map((id) => [
      id,
      (lines.get(id) ?? []).flatMap((line): ExpectedLot[] => {
        const name = line.lot_id?.name ?? line.lot_name ?? null;
        if (name === null) return [];
        const expiration_date = isoOrNull(line.expiration_date ?? null);
        return [{ name, expiration_date, quantity: line.quantity ?? line.qty_done ?? 0 }];
      }),
    ]),
  );
}

function pickingOf(row: PickingRow, type: PickingType | undefined, moves: OdooMove[]): OdooPicking {
  return {
    id: row.id,
    name: row.name ?? `stock.picking ${row.id}`,
    state: row.state,
    picking_type_code: row.picking_type_code ?? type?.code ?? '',
    create_backorder: type?.create_backorder ?? 'ask',
    scheduled_date: isoOrNull(row.scheduled_date),
    date_done: isoOrNull(row.date_done),
    backorder_id: row.backorder_id?.id ?? null,
    return_id: row.return_id?.id ?? null,
    location_id: row.location_id.id,
    location_dest_id: row.location_dest_id.id,
    warehouse_id: type?.warehouse_id?.id ?? null,
    carrier_id: row.carrier_id?.id ?? null,
    carrier_tracking_ref: row.carrier_tracking_ref ?? null,
    origin: row.origin,
    ...(row.note === undefined ? {} : { note: row.note }),
    ...(row.sale_id === undefined ? {} : { sale_id: row.sale_id?.id ?? null }),
    moves,
  };
}

/** A field that holds no number says nothing. */
function sizeOf(product: Record<string, unknown> | undefined, field: string | null): Pick<OdooMove, 'units_per_box'> {
  if (field === null) return {};
  const value = Number(product?.[field] ?? Number.NaN);
  return { units_per_box: Number.isFinite(value) && value > 0 ? value : null };
}

function moveOf(row: MoveRow, product: z.output<typeof goodsRow> | undefined): OdooMove {
  return {
    id: row.id,
    state: row.state,
    product_id: row.product_id.id,
    sku: product?.default_code ?? null,
    tracking: trackingOf(product?.tracking),
    product_qty: row.product_qty,
    quantity: row.quantity ?? row.quantity_done ?? 0,
    picked: row.picked ?? (row.quantity_done ?? 0) > 0,
    product_uom: row.product_uom,
    product_base_uom: product?.uom_id ?? row.product_uom,
    purchase_line_id: row.purchase_line_id?.id ?? null,
    sale_line_id: row.sale_line_id?.id ?? null,
  };
}
