import type { OdooClient } from '@mlc/odoo';
import { z } from 'zod';
import type { RealWorld } from './real-odoo.js';

/** A transfer as Odoo's own tables tell it, moves summed per product of the run. */
export interface Transfer {
  id: number;
  name: string;
  state: string;
  backorderOf: number | null;
  carrier: string | null;
  tracking: string | null;
  /** Asked for, per short name, in the product's unit, over moves that are not cancelled. */
  demand: Record<string, number>;
  /** Quantity of the moves in state done and picked. */
  done: Record<string, number>;
  /** Each done move by itself, by id: one order line may have its own. */
  doneMoves: [name: string, quantity: number][];
}

const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);
const pickingRow = z.object({
  id: z.number(),
  name: z.string(),
  state: z.string(),
  backorder_id: pair,
  carrier_id: pair,
  carrier_tracking_ref: z.union([z.string(), z.literal(false)]),
});
const moveRow = z.object({
  id: z.number(),
  state: z.string(),
  picked: z.boolean(),
  picking_id: pair,
  product_id: z.tuple([z.number(), z.string()]),
  product_uom_qty: z.number(),
  quantity: z.number(),
});

/** Every transfer of an order, oldest first, read from stock.picking and stock.move with no help of the connector. */
export async function transfersOf(
  admin: OdooClient,
  world: RealWorld,
  model: 'purchase.order' | 'sale.order',
  orderId: number,
): Promise<Transfer[]> {
  const [order] = await admin.read(model, z.object({ picking_ids: z.array(z.number()) }), [orderId]);
  const ids = order?.picking_ids ?? [];
  const pickings = await admin.read('stock.picking', pickingRow, ids);
  const moves = await admin.searchReadAll('stock.move', moveRow, { domain: [['picking_id', 'in', ids]] });
  return pickings
    .toSorted((a, b) => a.id - b.id)
    .map((picking) => {
      const own = moves.filter((move) => move.picking_id !== false && move.picking_id[0] === picking.id);
      const done = own.filter((move) => move.state === 'done' && move.picked);
      const open = own.filter((move) => move.state !== 'cancel');
      const each = (move: z.output<typeof moveRow>, quantity: number): [string, number] => [
        nameOf(world, move.product_id[0]),
        quantity,
      ];
      return {
        id: picking.id,
        name: picking.name,
        state: picking.state,
        backorderOf: picking.backorder_id === false ? null : picking.backorder_id[0],
        carrier: picking.carrier_id === false ? null : picking.carrier_id[1],
        tracking: picking.carrier_tracking_ref === false ? null : picking.carrier_tracking_ref,
        demand: summed(open.map((move) => each(move, move.product_uom_qty))),
        done: summed(done.map((move) => each(move, move.quantity))),
        doneMoves: done.map((move) => each(move, move.quantity)),
      };
    });
}

const nameOf = (world: RealWorld, productId: number): string =>
  Object.entries(world.products).find(([, id]) => id === productId)?.[0] ?? `product ${productId}`;

function summed(entries: [string, number][]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, quantity] of entries) sums[name] = (sums[name] ?? 0) + quantity;
  return sums;
}

const quantRow = z.object({ product_id: z.tuple([z.number(), z.string()]), quantity: z.number() });

/** Stock on the shelves of the run's warehouse, per short name. */
export async function stockOf(admin: OdooClient, world: RealWorld): Promise<Record<string, number>> {
  const domain = [['location_id', 'child_of', world.warehouse.stockId]];
  const quants = await admin.searchReadAll('stock.quant', quantRow, { domain });
  return summed(
    quants.filter((row) => row.quantity !== 0).map((row) => [nameOf(world, row.product_id[0]), row.quantity]),
  );
}

const lineRow = z.object({ product_id: z.tuple([z.number(), z.string()]), qty_received: z.number() });

/** `qty_received` of each order line in order, in the line's own unit. */
export async function receivedOf(admin: OdooClient, world: RealWorld): Promise<[name: string, quantity: number][]> {
  const domain = [['order_id', '=', world.order.id]];
  const lines = await admin.searchReadAll('purchase.order.line', lineRow, { domain });
  return lines.map((line) => [nameOf(world, line.product_id[0]), line.qty_received]);
}

const stampRow = z.object({ id: z.number(), write_date: z.string() });
/** Whatever the connector could have touched. */
const TOUCHABLE = [
  'product.product',
  'product.template',
  'purchase.order',
  'purchase.order.line',
  'stock.picking',
  'stock.move',
  'stock.move.line',
  'sale.order',
  'sale.order.line',
];

/** `write_date` of every row of the database that the connector could have touched, as `model/id` -> stamp. */
export async function writeDates(admin: OdooClient): Promise<Record<string, string>> {
  const stamps: Record<string, string> = {};
  for (const model of TOUCHABLE) {
    const context = { active_test: false };
    for (const row of await admin.searchReadAll(model, stampRow, { domain: [], context }))
      stamps[`${model}/${row.id}`] = row.write_date;
  }
  return stamps;
}
