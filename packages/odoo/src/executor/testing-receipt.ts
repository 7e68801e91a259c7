import { redact } from '@mlc/kernel';
import { createOdooClient, type OdooClient } from '../client/odoo-client.js';
import { HandlerDoor } from '../testing.js';

interface Move {
  id: number;
  product: number;
  demand: number;
  quantity: number;
  picked: boolean;
  state: string;
}

/**
 * One purchase order with one receipt of two lines, as little of Odoo as an executor can see, in 16's dialect or the later
 * one. `validate` decides what `button_validate` does and answers; `done()` is what a real one does.
 */
export class TinyReceipt {
  state = 'assigned';
  readonly moves: Move[] = [
    { id: 1, product: 11, demand: 10, quantity: 10, picked: false, state: 'assigned' },
    { id: 2, product: 12, demand: 5, quantity: 5, picked: false, state: 'assigned' },
  ];
  validate: () => unknown = () => {
    this.done();
    return true;
  };
  readonly door: HandlerDoor;
  readonly client: OdooClient;

  constructor(private readonly dialect: '16' | '19') {
    for (const move of this.moves) if (dialect === '16') move.quantity = 0;
    this.door = new HandlerDoor({
      'purchase.order.fields_get': () => this.#fields('picking_ids'),
      'purchase.order.read': () => [{ id: 5, name: 'P5', picking_ids: [7] }],
      'stock.picking.fields_get': () => this.#fields('note'),
      'stock.picking.search_read': () => [this.#picking()],
      'stock.picking.read': () => [{ id: 7, state: this.state }],
      'stock.picking.button_validate': () => this.validate(),
      'stock.move.fields_get': () => this.#fields(...(dialect === '16' ? ['quantity_done'] : ['quantity', 'picked'])),
      'stock.move.search_read': () => this.moves.map((move) => this.#move(move)),
      'stock.move.write': (body) => this.write(body),
      'product.product.fields_get': () => this.#fields('tracking'),
      'product.product.search_read': () => [{ id: 11, tracking: 'none' }],
    });
    this.client = createOdooClient({
      door: this.door,
      url: 'https://odoo.test',
      database: 'demo',
      apiKey: redact('KEY'),
      companyId: 1,
    });
  }

  write(body: Record<string, unknown>): true {
    const { ids, vals } = body as {
      ids: number[];
      vals: { quantity?: number; quantity_done?: number; picked?: boolean };
    };
    for (const move of this.moves.filter((one) => ids.includes(one.id))) {
      move.quantity = vals.quantity ?? vals.quantity_done ?? move.quantity;
      move.picked = vals.picked ?? move.picked;
    }
    return true;
  }

  /** What Odoo does: 17 and later receive the ticked moves, or everything when none is; 16 those with a quantity. */
  done(): void {
    const all = this.dialect !== '16' && this.moves.every((move) => !move.picked);
    for (const move of this.moves) {
      const received = all || (this.dialect === '16' ? move.quantity > 0 : move.picked);
      move.state = received ? 'done' : 'cancel';
    }
    this.state = 'done';
  }

  #fields(...names: string[]): Record<string, { type: string }> {
    return Object.fromEntries(names.map((name) => [name, { type: 'char' }]));
  }

  #picking(): Record<string, unknown> {
    const places = { location_id: [4, 'Vendors'], location_dest_id: [8, 'WH/Stock'] };
    const rest = { picking_type_code: 'incoming', ...places, backorder_id: false, note: false };
    return { id: 7, name: 'WH/IN/7', state: this.state, ...rest };
  }

  #move({ id, product, demand, quantity, picked, state }: Move): Record<string, unknown> {
    const places = { location_id: [4, 'Vendors'], location_dest_id: [8, 'WH/Stock'] };
    const goods = { product_id: [product, 'x'], product_uom: [1, 'Units'] };
    const common = { id, state, picking_id: [7, 'WH/IN/7'], ...goods, ...places };
    const amounts = { product_qty: demand, product_uom_qty: demand };
    return this.dialect === '16'
      ? { ...common, ...amounts, quantity_done: quantity }
      : { ...common, ...amounts, quantity, picked };
  }
}
