import type { Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Rec } from '../engine/record.js';

const CURRENCIES = [
  ['USD', '$'],
  ['EUR', '€'],
  ['GBP', '£'],
  ['CAD', '$'],
  ['AUD', '$'],
] as const;

const COUNTRIES = [
  ['US', 'United States'],
  ['CA', 'Canada'],
  ['MX', 'Mexico'],
  ['GB', 'United Kingdom'],
  ['IE', 'Ireland'],
  ['DE', 'Germany'],
  ['FR', 'France'],
  ['NL', 'Netherlands'],
  ['BE', 'Belgium'],
  ['IT', 'Italy'],
  ['ES', 'Spain'],
  ['PT', 'Portugal'],
  ['PL', 'Poland'],
  ['SE', 'Sweden'],
  ['DK', 'Denmark'],
  ['CH', 'Switzerland'],
  ['AT', 'Austria'],
  ['TR', 'Türkiye'],
  ['CN', 'China'],
  ['HK', 'Hong Kong'],
  ['TW', 'Taiwan'],
  ['VN', 'Vietnam'],
  ['IN', 'India'],
  ['BD', 'Bangladesh'],
  ['ID', 'Indonesia'],
  ['TH', 'Thailand'],
  ['KR', 'South Korea'],
  ['JP', 'Japan'],
  ['AU', 'Australia'],
  ['NZ', 'New Zealand'],
] as const;

interface Unit {
  name: string;
  /** Units of `of` in one of it. */
  size: number;
  of?: string;
}

const UNITS_19: Unit[] = [
  { name: 'Units', size: 1 },
  { name: 'Pack of 6', size: 6, of: 'Units' },
  { name: 'Dozens', size: 12, of: 'Units' },
  { name: 'Hours', size: 1 },
  { name: 'Days', size: 8, of: 'Hours' },
  { name: 'g', size: 1 },
  { name: 'kg', size: 1000, of: 'g' },
  { name: 'm', size: 1 },
];

const UNITS_17: { name: string; category: string; size: number }[] = [
  { name: 'Units', category: 'Unit', size: 1 },
  { name: 'Dozens', category: 'Unit', size: 12 },
  { name: 'Days', category: 'Working Time', size: 1 },
  { name: 'Hours', category: 'Working Time', size: 1 / 8 },
  { name: 'kg', category: 'Weight', size: 1 },
  { name: 'g', category: 'Weight', size: 1 / 1000 },
  { name: 'm', category: 'Length / Distance', size: 1 },
];

function units(env: Env): void {
  const made = new Map<string, Rec>();
  if (env.is19) {
    for (const unit of UNITS_19) {
      const parent = unit.of === undefined ? undefined : made.get(unit.of);
      made.set(
        unit.name,
        env.make('uom.uom', {
          name: unit.name,
          relative_factor: unit.size,
          relative_uom_id: parent?.id ?? false,
          factor: unit.size * (parent?.num('factor') ?? 1),
        }),
      );
    }
    return;
  }
  for (const unit of UNITS_17) {
    const category = made.get(unit.category) ?? env.make('uom.category', { name: unit.category });
    made.set(unit.category, category);
    const type = unit.size === 1 ? 'reference' : unit.size > 1 ? 'bigger' : 'smaller';
    env.make('uom.uom', { name: unit.name, category_id: category.id, factor: 1 / unit.size, uom_type: type });
  }
}

export interface WarehouseInput {
  name: string;
  code: string;
  company: number;
  receptionSteps: 'one_step' | 'two_steps';
}

/** A warehouse with its locations and operation types, named as Odoo names them. */
export function makeWarehouse(env: Env, input: WarehouseInput): Rec {
  const place = (name: string, usage: string, more: Vals = {}): Rec =>
    env.make('stock.location', { name, usage, company_id: input.company, ...more });
  const findOrMake = (usage: string, name: string): Rec =>
    env.search('stock.location', [['usage', '=', usage]])[0] ??
    env.make('stock.location', { name, usage, ...partners(env) });
  const vendors = findOrMake('supplier', 'Vendors');
  const customers = findOrMake('customer', 'Customers');
  if (env.search('stock.location', [['usage', '=', 'inventory']]).length === 0) {
    place('Inventory adjustment', 'inventory', losses(env));
    // On 19 what is scrapped goes to the same place (observed).
    if (!env.is19) place('Scrap', 'inventory', { scrap_location: true, ...losses(env) });
  }
  const view = place(input.code, 'view');
  const stock = place('Stock', 'internal', { location_id: view.id });
  const inbox = place('Input', 'internal', { location_id: view.id });
  const incoming = input.receptionSteps === 'two_steps' ? inbox : stock;
  const warehouse = env.make('stock.warehouse', {
    name: input.name,
    code: input.code,
    company_id: input.company,
    view_location_id: view.id,
    lot_stock_id: stock.id,
    wh_input_stock_loc_id: inbox.id,
    reception_steps: input.receptionSteps,
    sequence: 10 + env.tx.db.next('stock.warehouse.sequence'),
  });
  const type = (name: string, code: string, sequence: string, from: Rec, to: Rec): Rec =>
    env.make('stock.picking.type', {
      name,
      code,
      sequence_code: sequence,
      warehouse_id: warehouse.id,
      company_id: input.company,
      default_location_src_id: from.id,
      default_location_dest_id: to.id,
      use_create_lots: code === 'incoming',
    });
  const receipts = type('Receipts', 'incoming', 'IN', vendors, incoming);
  const deliveries = type('Delivery Orders', 'outgoing', 'OUT', stock, customers);
  receipts.set({ return_picking_type_id: deliveries.id });
  deliveries.set({ return_picking_type_id: receipts.id });
  warehouse.set({
    in_type_id: receipts.id,
    out_type_id: deliveries.id,
    int_type_id: type('Internal Transfers', 'internal', 'INT', stock, stock).id,
    ...(env.is19 ? { store_type_id: type('Storage', 'internal', 'STOR', inbox, stock).id } : {}),
  });
  return warehouse;
}

/** On 17 vendors and customers lie below a view "Partners" (`Partners/Vendors`), on 19 they stand alone. */
function partners(env: Env): Vals {
  if (env.is19) return {};
  const view =
    env.search('stock.location', [
      ['name', '=', 'Partners'],
      ['usage', '=', 'view'],
    ])[0] ?? env.make('stock.location', { name: 'Partners', usage: 'view' });
  return { location_id: view.id };
}

/** On 17 losses lie below a view too (`Virtual Locations/Scrap`). */
function losses(env: Env): Vals {
  if (env.is19) return {};
  const named = [['name', '=', 'Virtual Locations']];
  const view =
    env.search('stock.location', named)[0] ?? env.make('stock.location', { name: 'Virtual Locations', usage: 'view' });
  return { location_id: view.id };
}

/** What a new Odoo database holds before anybody enters anything, less the warehouse. */
export function loadBaseData(env: Env): void {
  for (const [name, symbol] of CURRENCIES) env.make('res.currency', { name, symbol });
  for (const [code, name] of COUNTRIES) env.make('res.country', { code, name });
  env.make('product.category', { name: 'All' });
  units(env);
  // The first is the one an activity takes when nobody says which (observed on 17 and 19).
  for (const name of ['To-Do', 'Email', 'Call', 'Meeting']) env.make('mail.activity.type', { name });
}
