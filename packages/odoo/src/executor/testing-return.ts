import { redact } from '@mlc/kernel';
import { createOdooClient, type OdooClient } from '../client/odoo-client.js';
import { HandlerDoor } from '../testing.js';

interface Line {
  id: number;
  product: number;
  quantity: number;
  to: number;
}

/**
 * One done delivery of five of product 11 (move 1 of picking 7), and whatever the wizard makes of it (picking 8), as little
 * of Odoo as an executor can see, in 16's dialect or that of 18 and later.
 */
export class TinyReturn {
  origin = '';
  state: string | null = null;
  lines: Line[] = [];
  readonly door: HandlerDoor;
  readonly client: OdooClient;

  constructor(private readonly dialect: '16' | '18') {
    const old = dialect === '16';
    const done = old ? 'create_returns' : 'action_create_returns';
    const fields = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'char' }]));
    this.door = new HandlerDoor({
      'stock.picking.fields_get': () => fields('note'),
      'stock.move.fields_get': () => fields(...(old ? ['quantity_done'] : ['quantity', 'picked'])),
      'stock.move.line.fields_get': () =>
        fields(...(old ? ['qty_done'] : ['quantity', 'quantity_product_uom', 'picked'])),
      'stock.return.picking.fields_get': () => fields(...(old ? ['location_id'] : [])),
      'stock.return.picking.line.fields_get': () => fields('to_refund'),
      'product.product.fields_get': () => fields('is_storable'),
      'product.product.read': () => [
        { id: 11, uom_id: [1, 'Units'], type: 'consu', tracking: 'none', is_storable: true },
      ],
      'res.users.context_get': () => ({ uid: 6 }),
      'stock.picking.search_read': ({ domain }) => this.#pickings(JSON.stringify(domain)),
      'stock.picking.read': () => [{ id: 8, origin: this.origin, state: this.state }],
      'stock.picking.write': ({ vals }) => {
        this.origin = (vals as { origin: string }).origin;
        return true;
      },
      'stock.picking.button_validate': () => {
        this.state = 'done';
        return true;
      },
      'stock.move.search_read': ({ domain }) => this.#moves(JSON.stringify(domain)),
      'stock.move.line.search_read': () => this.lines.map((line) => this.#line(line)),
      'stock.move.write': ({ vals }) =>
        this.#write(vals as { move_line_ids: [number, number, Record<string, number>][] }),
      'stock.return.picking.create': () => [3],
      [`stock.return.picking.${done}`]: () => {
        this.state = 'assigned';
        this.origin = 'Return of WH/OUT/7';
        return { type: 'ir.actions.act_window', res_model: 'stock.picking', res_id: 8 };
      },
    });
    this.client = createOdooClient({
      door: this.door,
      url: 'https://odoo.test',
      database: 'demo',
      apiKey: redact('KEY'),
      companyId: 1,
    });
  }

  #pickings(domain: string): unknown[] {
    const place = { location_id: [8, 'Stock'], location_dest_id: [5, 'Customers'], backorder_id: false, note: false };
    if (domain.includes('"id","in",[7]')) {
      return [{ id: 7, name: 'WH/OUT/7', state: 'done', picking_type_code: 'outgoing', ...place }];
    }
    if (this.state === null || (domain.includes('ilike') && !this.origin.includes('['))) return [];
    const common = { origin: this.origin, create_uid: [6, 'Bot'], picking_type_code: 'incoming' };
    return [{ id: 8, name: 'WH/IN/8', state: this.state, ...place, ...common }];
  }

  #moves(domain: string): unknown[] {
    const common = { product_id: [11, 'A'], product_uom: [1, 'Units'], picking_id: [7, 'WH/OUT/7'] };
    const place = { location_id: [8, 'Stock'], location_dest_id: [5, 'Customers'] };
    const amount = (quantity: number) =>
      this.dialect === '16' ? { quantity_done: quantity } : { quantity, picked: false };
    if (domain.includes('"picking_id","in",[7]')) {
      return [{ id: 1, state: 'done', product_qty: 5, product_uom_qty: 5, ...common, ...place, ...amount(5) }];
    }
    if (this.state === null) return [];
    const back = { ...common, ...place, picking_id: [8, 'WH/IN/8'], origin_returned_move_id: [1, 'x'] };
    return [{ id: 2, state: this.state, product_qty: 2, product_uom_qty: 2, ...back, ...amount(2) }];
  }

  #write({ move_line_ids }: { move_line_ids: [number, number, Record<string, number>][] }): true {
    this.lines = move_line_ids
      .filter(([code]) => code === 0)
      .map(([, , vals], index) => ({
        id: 50 + index,
        product: 11,
        quantity: vals['qty_done'] ?? vals['quantity'] ?? 0,
        to: vals['location_dest_id'] ?? 0,
      }));
    return true;
  }

  #line({ id, product, quantity, to }: Line): Record<string, unknown> {
    const amounts =
      this.dialect === '16' ? { qty_done: quantity } : { quantity, quantity_product_uom: quantity, picked: true };
    const base = { id, move_id: [2, 'x'], product_id: [product, 'A'], lot_id: false, lot_name: false };
    return { ...base, location_dest_id: [to, 'x'], ...amounts };
  }
}
