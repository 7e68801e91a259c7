import type { Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Hooks } from '../engine/model.js';
import type { Rec } from '../engine/record.js';

/** Warehouses that somebody made with a name and a code only: their operation types follow once they exist. */
const bare = new WeakSet<Vals>();

/** A new warehouse brings its own locations and operation types (observed on 17 and 19). */
export const warehouseHooks: Hooks = {
  create: (env, vals) => {
    if (vals['lot_stock_id']) return vals;
    const place = (name: string, usage: string, more: Vals = {}): Rec =>
      env.root().make('stock.location', { name, usage, company_id: vals['company_id'], ...more });
    const view = place(String(vals['code']), 'view');
    const completed: Vals = {
      ...vals,
      view_location_id: view.id,
      lot_stock_id: place('Stock', 'internal', { location_id: view.id }).id,
      wh_input_stock_loc_id: place('Input', 'internal', { location_id: view.id }).id,
    };
    bare.add(completed);
    return completed;
  },
  created: (warehouse, vals) => {
    if (bare.has(vals)) addTypes(warehouse.env.root(), warehouse);
  },
};

function addTypes(env: Env, warehouse: Rec): void {
  const end = (usage: string): unknown => env.search('stock.location', [['usage', '=', usage]])[0]?.id ?? false;
  const stock = warehouse.cell('lot_stock_id');
  const input = warehouse.cell('wh_input_stock_loc_id');
  const arrives = warehouse.str('reception_steps') === 'one_step' ? stock : input;
  const type = (name: string, code: string, sequence_code: string, from: unknown, to: unknown): number =>
    env.make('stock.picking.type', {
      name,
      code,
      sequence_code,
      warehouse_id: warehouse.id,
      company_id: warehouse.cell('company_id'),
      default_location_src_id: from,
      default_location_dest_id: to,
      use_create_lots: code === 'incoming',
    }).id;
  warehouse.set({
    in_type_id: type('Receipts', 'incoming', 'IN', end('supplier'), arrives),
    out_type_id: type('Delivery Orders', 'outgoing', 'OUT', stock, end('customer')),
    int_type_id: type('Internal Transfers', 'internal', 'INT', stock, stock),
    ...(env.is19 ? { store_type_id: type('Storage', 'internal', 'STOR', input, stock) } : {}),
  });
}
