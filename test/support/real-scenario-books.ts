import type { Json } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooRpc } from './real-odoo-rpc.js';

const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);
type Pair = z.output<typeof pair>;
const idOf = (value: Pair): number => (value ? value[0] : 0);
const nameOf = (value: Pair): string | null => (value ? value[1] : null);
const text = z.union([z.string(), z.literal(false)]);

const moveRow = z.object({
  id: z.number(),
  state: z.string(),
  picking_id: pair,
  product_id: pair,
  /** Asked for, in the product's own unit. */
  product_qty: z.number(),
  write_uid: pair,
});
const lineRow = z.object({
  id: z.number(),
  move_id: pair,
  lot_id: pair,
  location_dest_id: pair,
  quantity_product_uom: z.number(),
  write_uid: pair,
});
const pickingRow = z.object({
  id: z.number(),
  name: z.string(),
  state: z.string(),
  picking_type_code: z.string(),
  origin: text,
  purchase_id: pair,
  sale_id: pair,
  carrier_id: pair,
  carrier_tracking_ref: text,
  create_uid: pair,
});
const purchaseRow = z.object({ id: z.number(), name: z.string(), picking_ids: z.array(z.number()) });
const saleLineRow = z.object({ id: z.number(), order_id: pair, product_id: pair, qty_delivered: z.number() });
const quantRow = z.object({ id: z.number(), product_id: pair, location_id: pair, lot_id: pair, quantity: z.number() });

/** What one run has of its own in a real Odoo. */
export interface RunParts {
  boss: OdooRpc;
  botUid: number;
  partnerIds: number[];
  productIds: number[];
}

export type Books = Awaited<ReturnType<typeof readBooks>>;

/**
 * Everything about the run's goods that is not cancelled, as Odoo's own tables tell it: transfers with their moves, orders,
 * stock.
 */
export async function readBooks({ boss, productIds }: RunParts) {
  const ofRun = ['product_id', 'in', productIds];
  const moves = await boss.searchRead('stock.move', moveRow, [
    ofRun,
    ['picking_id', '!=', false],
    // What is scrapped from a transfer is no part of it.
    ['location_dest_id.usage', '!=', 'inventory'],
  ]);
  const pickingIds = [...new Set(moves.map((move) => idOf(move.picking_id)))];
  const pickings = await boss.searchRead('stock.picking', pickingRow, [['id', 'in', pickingIds]]);
  const lines = await boss.searchRead('stock.move.line', lineRow, [['move_id', 'in', moves.map(({ id }) => id)]]);
  const products = await boss.searchRead('product.product', z.object({ id: z.number(), default_code: text }), [
    ['id', 'in', productIds],
  ]);
  const skus = new Map(products.map(({ id, default_code }) => [id, default_code || '']));
  const skuOf = (value: Pair): string => skus.get(idOf(value)) ?? '';
  const purchases = await boss.searchRead('purchase.order', purchaseRow, [['picking_ids', 'in', pickingIds]]);
  const saleLines = await boss.searchRead('sale.order.line', saleLineRow, [ofRun]);
  const quants = await boss.searchRead('stock.quant', quantRow, [ofRun]);
  const names = new Map(pickings.map(({ id, name }) => [id, name]));
  return {
    skuOf,
    pickings: pickings.map((picking) => ({
      ...picking,
      moves: moves
        .filter((move) => idOf(move.picking_id) === picking.id)
        .map((move) => {
          const own = lines.filter((line) => idOf(line.move_id) === move.id);
          return {
            id: move.id,
            sku: skuOf(move.product_id),
            state: move.state,
            demand: move.product_qty,
            quantity: own.reduce((total, line) => total + line.quantity_product_uom, 0),
            // An edited order writes its done moves anew, their lines not.
            lastBy: idOf(own[0]?.write_uid ?? move.write_uid),
            places: own.map((line) => ({
              location: nameOf(line.location_dest_id) ?? '',
              quantity: line.quantity_product_uom,
            })),
            lots: own.flatMap((line) =>
              line.lot_id ? [{ lot: line.lot_id[1], quantity: line.quantity_product_uom }] : [],
            ),
          };
        }),
    })),
    purchases: purchases.map(({ name, picking_ids }) => ({
      name,
      pickings: picking_ids.map((id) => names.get(id) ?? ''),
    })),
    saleLines: saleLines.map((line) => ({
      order: nameOf(line.order_id) ?? '',
      sku: skuOf(line.product_id),
      done: line.qty_delivered,
    })),
    quants: quants.map((quant) => ({
      sku: skuOf(quant.product_id),
      location: nameOf(quant.location_id) ?? '',
      lot: nameOf(quant.lot_id),
      quantity: quant.quantity,
    })),
  };
}

/** The same in the shape of the sandbox's own dump, as far as scenarios look at it. */
export function dumpOf({ pickings, purchases, saleLines, quants }: Books): Json {
  const sales = [...new Set(saleLines.map(({ order }) => order))];
  return {
    purchaseOrders: purchases,
    saleOrders: sales.map((name) => ({
      name,
      pickings: pickings.filter(({ sale_id }) => nameOf(sale_id) === name).map((picking) => picking.name),
      lines: saleLines.filter(({ order }) => order === name).map(({ sku, done }) => ({ sku, done })),
    })),
    pickings: pickings.map((picking) => ({
      name: picking.name,
      type: picking.picking_type_code,
      state: picking.state,
      origin: picking.origin || '',
      carrier: nameOf(picking.carrier_id),
      tracking: picking.carrier_tracking_ref || null,
      moves: picking.moves.map(({ sku, state, demand, quantity, lots }) => ({ sku, state, demand, quantity, lots })),
    })),
    quants,
  };
}
