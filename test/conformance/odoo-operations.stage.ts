import type { JsonObject } from '@mlc/kernel';
import type { OdooClient } from '@mlc/odoo';
import { z } from 'zod';
import { Stage } from './odoo/stage.js';
import type { Access, Target } from './odoo/target.js';

const firstOf = ([id]: number[]): number => z.number({ error: 'Odoo answered no id' }).parse(id);
const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);
const idOf = (value: z.output<typeof pair>): number => (value ? value[0] : 0);

/** Product by its short name, quantity, and its lot. */
export type Part = [name: string, quantity: number, lot?: string];

/** A warehouse's places and the hands to fill them, past the gate, as an administrator. Names carry the run's number. */
export class Yard {
  readonly stage: Stage;
  readonly admin: OdooClient;
  stockId = 0;
  quarantineId = 0;
  receiptsTypeId = 0;

  private constructor(target: Target, access: Access) {
    this.stage = new Stage(target, access);
    this.admin = access.admin;
  }

  static async open(target: Target, access: Access): Promise<Yard> {
    const yard = new Yard(target, access);
    const row = z.object({ id: z.number(), lot_stock_id: pair, view_location_id: pair, in_type_id: pair });
    const [warehouse] = await yard.admin.searchRead('stock.warehouse', row, { domain: [], order: 'id asc', limit: 1 });
    yard.stockId = await yard.place('Shelf', idOf(warehouse?.lot_stock_id ?? false));
    yard.quarantineId = await yard.place('Quarantine', idOf(warehouse?.view_location_id ?? false));
    yard.receiptsTypeId = idOf(warehouse?.in_type_id ?? false);
    return yard;
  }

  async place(name: string, parentId: number): Promise<number> {
    const values = { name: `${name} ${this.stage.run}`, usage: 'internal', location_id: parentId };
    return firstOf(await this.admin.create('stock.location', [values]));
  }

  /** A count that is applied: what lies there is so much now. */
  async put(name: string, quantity: number, options: { at?: number; lot?: string } = {}): Promise<void> {
    const context = { inventory_mode: true };
    const values: JsonObject = {
      product_id: this.stage.productId(name),
      location_id: options.at ?? this.stockId,
      inventory_quantity: quantity,
    };
    if (options.lot !== undefined) values['lot_id'] = await this.lot(name, options.lot);
    const ids = await this.admin.create('stock.quant', [values], { context });
    await this.admin.call('stock.quant', 'action_apply_inventory', { ids, context });
  }

  async lot(name: string, lot: string): Promise<number> {
    const product_id = this.stage.productId(name);
    const domain = [
      ['product_id', '=', product_id],
      ['name', '=', lot],
    ];
    const [known] = await this.admin.search('stock.lot', { domain });
    return known ?? firstOf(await this.admin.create('stock.lot', [{ name: lot, product_id, company_id: 1 }]));
  }

  /** A confirmed sale order with one line for each part, and its delivery, done unless told otherwise. */
  async delivery(parts: Part[], isDone = true): Promise<{ orderId: number; id: number; name: string }> {
    const order_line = parts.map(([name, product_uom_qty]) => [
      0,
      0,
      { product_id: this.stage.productId(name), product_uom_qty, price_unit: 9 },
    ]);
    const partner_id = await this.stage.partner('Customer');
    const orderId = firstOf(await this.admin.create('sale.order', [{ partner_id, order_line }]));
    await this.admin.call('sale.order', 'action_confirm', { ids: [orderId] });
    const [order] = await this.admin.read('sale.order', z.object({ picking_ids: z.array(z.number()) }), [orderId]);
    const id = firstOf(order?.picking_ids ?? []);
    if (isDone) await this.#ship(id, parts);
    const [row] = await this.admin.read('stock.picking', z.object({ name: z.string() }), [id]);
    return { orderId, id, name: row?.name ?? '' };
  }

  async #ship(pickingId: number, parts: Part[]): Promise<void> {
    const row = z.object({
      id: z.number(),
      product_id: pair,
      product_uom: pair,
      location_dest_id: pair,
      move_line_ids: z.array(z.number()),
    });
    const moves = await this.admin.searchReadAll('stock.move', row, { domain: [['picking_id', '=', pickingId]] });
    for (const [index, move] of moves.entries()) {
      const [name = '', quantity = 0, lot] = parts[index] ?? [];
      const values: JsonObject = {
        product_id: idOf(move.product_id),
        product_uom_id: idOf(move.product_uom),
        picking_id: pickingId,
        location_id: this.stockId,
        location_dest_id: idOf(move.location_dest_id),
        quantity,
        picked: true,
      };
      if (lot !== undefined) values['lot_id'] = await this.lot(name, lot);
      const commands = [...move.move_line_ids.map((id) => [2, id, 0]), [0, 0, values]];
      await this.admin.write('stock.move', [move.id], { move_line_ids: commands });
    }
    await this.admin.call('stock.picking', 'button_validate', { ids: [pickingId], context: { skip_backorder: true } });
  }

  async delivered(orderId: number): Promise<number[]> {
    const row = z.object({ id: z.number(), qty_delivered: z.number() });
    const lines = await this.admin.searchReadAll('sale.order.line', row, { domain: [['order_id', '=', orderId]] });
    return lines.map((line) => line.qty_delivered);
  }

  /** What lies at a place: per product name, or `name lot`. */
  async lies(at: number): Promise<Record<string, number>> {
    const row = z.object({ id: z.number(), product_id: pair, lot_id: pair, quantity: z.number() });
    const found: Record<string, number> = {};
    for (const quant of await this.admin.searchReadAll('stock.quant', row, { domain: [['location_id', '=', at]] })) {
      if (quant.quantity === 0) continue;
      const name = this.short(quant.product_id ? quant.product_id[1] : '');
      const key = quant.lot_id ? `${name} ${quant.lot_id[1]}` : name;
      found[key] = (found[key] ?? 0) + quant.quantity;
    }
    return found;
  }

  /** `[A-1234ABCD] A 1234ABCD` as `A`. */
  short(displayName: string): string {
    return displayName.replace(/^\[[^\]]*\] /, '').replace(` ${this.stage.run}`, '');
  }

  /** Transfers whose source document holds the text, oldest first. */
  async transfers(origin: string): Promise<{ id: number; name: string; state: string; origin: string }[]> {
    const row = z.object({ id: z.number(), name: z.string(), state: z.string(), origin: z.string() });
    return this.admin.searchReadAll('stock.picking', row, { domain: [['origin', 'ilike', origin]] });
  }
}

/** A look by external id; the gate knows only the common reads. */
const LOOK = 'ir.model.data.check_object_reference';

/** The calls of some work that may have written, by name. */
export async function writesOf(access: Access, work: () => Promise<unknown>): Promise<string[]> {
  const since = access.gate.calls.length;
  await work();
  const made = access.gate.mutatingSince(since).map(({ call }) => call);
  return made.filter((call) => call !== LOOK);
}
