import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@mlc/kernel';
import type { OdooClient } from '@mlc/odoo';
import { z } from 'zod';
import type { Access, Target } from './target.js';

const firstOf = ([id]: number[]): number => z.number({ error: 'Odoo answered no id' }).parse(id);
const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);

/** A purchase order line: product by its short name, quantity, and whatever else the line has. */
export type LineInput = [name: string, quantity: number, more?: JsonObject];

/** What one test makes: names carry its own number, so that no two tests or runs meet, on any server. */
export class Stage {
  readonly run = randomBytes(4).toString('hex').toUpperCase();
  readonly #products = new Map<string, number>();
  readonly admin: OdooClient;

  constructor(
    readonly target: Target,
    access: Access,
  ) {
    this.admin = access.admin;
  }

  sku(name: string): string {
    return `${name}-${this.run}`;
  }
  productId(name: string): number {
    return this.#products.get(name) ?? 0;
  }

  /** Goods whose stock Odoo tracks, in the words of the version. */
  async product(name: string, more: JsonObject = {}): Promise<number> {
    const kind: JsonObject =
      this.target.major === 17 ? { detailed_type: 'product' } : { type: 'consu', is_storable: true };
    const values = { name: `${name} ${this.run}`, default_code: this.sku(name), ...kind, ...more };
    const id = firstOf(await this.admin.create('product.product', [values]));
    this.#products.set(name, id);
    return id;
  }

  async products(...names: string[]): Promise<void> {
    for (const name of names) await this.product(name);
  }

  async partner(name: string): Promise<number> {
    return firstOf(await this.admin.create('res.partner', [{ name: `${name} ${this.run}` }]));
  }

  async draftOrder(lines: LineInput[], more: JsonObject = {}): Promise<number> {
    const order_line = lines.map(([name, product_qty, rest]) => [
      0,
      0,
      { product_id: this.productId(name), product_qty, price_unit: 2, ...rest },
    ]);
    const values = { partner_id: await this.partner('Supplier'), order_line, ...more };
    return firstOf(await this.admin.create('purchase.order', [values]));
  }

  async order(lines: LineInput[], more: JsonObject = {}): Promise<Order> {
    const id = await this.draftOrder(lines, more);
    await this.admin.call('purchase.order', 'button_confirm', { ids: [id] });
    return { id, pickingId: firstOf((await this.pickingsOf(id)).map((picking) => picking.id)) };
  }

  /** Puts goods on the shelf of the first warehouse. */
  async stockUp(name: string, quantity: number): Promise<{ stockId: number }> {
    const row = z.object({ id: z.number(), lot_stock_id: z.tuple([z.number(), z.string()]) });
    const [warehouse] = await this.admin.searchRead('stock.warehouse', row, { domain: [], order: 'id asc', limit: 1 });
    const stockId = warehouse?.lot_stock_id[0] ?? 0;
    const context = { inventory_mode: true };
    const values = { product_id: this.productId(name), location_id: stockId, inventory_quantity: quantity };
    const ids = await this.admin.create('stock.quant', [values], { context });
    await this.admin.call('stock.quant', 'action_apply_inventory', { ids, context });
    return { stockId };
  }

  async carrier(): Promise<number> {
    const product_id = firstOf(await this.admin.create('product.product', [{ name: 'Haulage', type: 'service' }]));
    const values = { name: `USPS ${this.run}`, product_id, delivery_type: 'fixed' };
    return firstOf(await this.admin.create('delivery.carrier', [values]));
  }

  /** A confirmed sale order with its delivery. */
  async sale(lines: LineInput[], reference: string): Promise<Order> {
    const order_line = lines.map(([name, product_uom_qty, rest]) => [
      0,
      0,
      { product_id: this.productId(name), product_uom_qty, ...rest },
    ]);
    const partner_id = await this.partner('Customer');
    const id = firstOf(
      await this.admin.create('sale.order', [{ partner_id, client_order_ref: reference, order_line }]),
    );
    await this.admin.call('sale.order', 'action_confirm', { ids: [id] });
    const row = z.object({ id: z.number(), picking_ids: z.array(z.number()) });
    const [order] = await this.admin.read('sale.order', row, [id]);
    return { id, pickingId: firstOf(order?.picking_ids ?? []) };
  }

  /** The transfers of an order, oldest first, as Odoo's own tables tell them. */
  async pickingsOf(orderId: number): Promise<Picking[]> {
    const [order] = await this.admin.read('purchase.order', z.object({ picking_ids: z.array(z.number()) }), [orderId]);
    const ids = order?.picking_ids ?? [];
    const rows = await this.admin.read('stock.picking', pickingRow, ids);
    const moves = await this.admin.searchReadAll('stock.move', moveRow, { domain: [['picking_id', 'in', ids]] });
    return rows
      .toSorted((a, b) => a.id - b.id)
      .map((row) => ({
        id: row.id,
        state: row.state,
        code: row.picking_type_code,
        moves: moves
          .filter((move) => move.picking_id !== false && move.picking_id[0] === row.id)
          .map((move) => ({
            id: move.id,
            product: this.#nameOf(move.product_id[0]),
            state: move.state,
            demand: move.product_uom_qty,
            quantity: move.quantity,
          })),
      }));
  }

  /** Done on incoming transfers per product, in the moves' unit. */
  async doneOf(orderId: number): Promise<Record<string, number>> {
    const incoming = (await this.pickingsOf(orderId)).filter((picking) => picking.code === 'incoming');
    const sums: Record<string, number> = {};
    for (const move of incoming.flatMap((picking) => picking.moves))
      if (move.state === 'done') sums[move.product] = (sums[move.product] ?? 0) + move.quantity;
    return sums;
  }

  /** `qty_received` of the order's lines, in their order and units. */
  async receivedOf(orderId: number): Promise<[name: string, quantity: number][]> {
    const row = z.object({ id: z.number(), product_id: pair, qty_received: z.number() });
    const lines = await this.admin.searchReadAll('purchase.order.line', row, { domain: [['order_id', '=', orderId]] });
    return lines.map((line) => [this.#nameOf(line.product_id ? line.product_id[0] : 0), line.qty_received]);
  }

  /** On the shelves: per product name, or per `name lot`. */
  async stock(): Promise<Record<string, number>> {
    const row = z.object({ id: z.number(), product_id: pair, lot_id: pair, quantity: z.number() });
    const domain = [
      ['product_id', 'in', [...this.#products.values()]],
      ['location_id.usage', '=', 'internal'],
    ];
    const sums: Record<string, number> = {};
    for (const quant of await this.admin.searchReadAll('stock.quant', row, { domain })) {
      if (quant.quantity === 0) continue;
      const name = this.#nameOf(quant.product_id ? quant.product_id[0] : 0);
      const key = quant.lot_id ? `${name} ${quant.lot_id[1]}` : name;
      sums[key] = (sums[key] ?? 0) + quant.quantity;
    }
    return sums;
  }

  #nameOf(productId: number): string {
    return [...this.#products].find(([, id]) => id === productId)?.[0] ?? `product ${productId}`;
  }
}

export interface Order {
  id: number;
  pickingId: number;
}

interface Picking {
  id: number;
  state: string;
  code: string;
  moves: { id: number; product: string; state: string; demand: number; quantity: number }[];
}

const pickingRow = z.object({ id: z.number(), state: z.string(), picking_type_code: z.string() });
const moveRow = z.object({
  id: z.number(),
  state: z.string(),
  picking_id: pair,
  product_id: z.tuple([z.number(), z.string()]),
  product_uom_qty: z.number(),
  quantity: z.number(),
});

/** What an error is to the connector: its kind and code, or `no error`. */
export async function failure(work: Promise<unknown>): Promise<{ name: string; code: string; message: string }> {
  try {
    await work;
  } catch (error) {
    const shape = z.object({ name: z.string(), code: z.string(), message: z.string() });
    return shape.parse(error instanceof Error ? { ...error, name: error.name, message: error.message } : error);
  }
  return { name: 'no error', code: 'no error', message: '' };
}
