import { type Json, toJson } from '@mlc/kernel';
import { lineUom } from './business/units.js';
import type { Env } from './engine/env.js';
import { readRecords } from './engine/read.js';
import type { Rec } from './engine/record.js';
import type { OdooServer } from './server.js';

const all = (env: Env, model: string): Rec[] => (env.hasModel(model) ? env.search(model, [], { order: 'id' }) : []);

const read = (recs: readonly Rec[], fields: readonly string[]): Json =>
  toJson(
    readRecords(
      recs,
      fields.filter((field) => recs[0]?.has(field) === true),
    ),
  );

function pickings(env: Env): Json {
  return all(env, 'stock.picking').map(
    (picking): Json => ({
      id: picking.id,
      name: picking.str('name'),
      state: picking.str('state'),
      type: picking.str('picking_type_code'),
      origin: picking.str('origin'),
      backorderOf: picking.ref('backorder_id')?.str('name') ?? null,
      carrier: picking.has('carrier_id') ? (picking.ref('carrier_id')?.str('name') ?? null) : null,
      tracking: picking.has('carrier_tracking_ref') ? picking.str('carrier_tracking_ref') || null : null,
      moves: picking.refs('move_ids').map(
        (move): Json => ({
          id: move.id,
          product: move.num('product_id'),
          sku: move.need('product_id').str('default_code'),
          demand: move.num('product_uom_qty'),
          quantity: move.num('quantity'),
          picked: move.bool('picked'),
          state: move.str('state'),
          lots: move.refs('move_line_ids').flatMap((line) => {
            const lot = line.ref('lot_id')?.str('name') ?? line.str('lot_name');
            return lot === '' ? [] : [{ lot, quantity: line.num('quantity') }];
          }),
        }),
      ),
    }),
  );
}

function orders(env: Env, model: 'purchase.order' | 'sale.order'): Json {
  const buys = model === 'purchase.order';
  return all(env, model).map(
    (order): Json => ({
      id: order.id,
      name: order.str('name'),
      state: order.str('state'),
      partner: order.need('partner_id').displayName,
      reference: order.str(buys ? 'partner_ref' : 'client_order_ref'),
      status: order.str(buys ? 'receipt_status' : 'delivery_status') || null,
      pickings: order.refs('picking_ids').map((picking) => picking.str('name')),
      lines: order.refs('order_line').map(
        (line): Json => ({
          id: line.id,
          product: line.ref('product_id')?.id ?? null,
          sku: line.ref('product_id')?.str('default_code') ?? null,
          quantity: line.num(buys ? 'product_qty' : 'product_uom_qty'),
          uom: line.ref(lineUom(line))?.str('name') ?? null,
          done: line.num(buys ? 'qty_received' : 'qty_delivered'),
        }),
      ),
    }),
  );
}

/** The state as people would compare it: products, orders, transfers, stock and notes. */
export function dumpState(server: OdooServer): Json {
  let state: Json = null;
  server.transaction(server.admin, { active_test: false }, (admin) => {
    const env = admin.root();
    state = {
      version: server.options.version,
      database: server.options.database,
      products: read(all(env, 'product.product'), [
        'default_code',
        'display_name',
        'barcode',
        'active',
        'tracking',
        'weight',
        'qty_available',
        'write_date',
      ]),
      purchaseOrders: orders(env, 'purchase.order'),
      saleOrders: orders(env, 'sale.order'),
      pickings: pickings(env),
      quants: all(env, 'stock.quant').map(
        (quant): Json => ({
          sku: quant.need('product_id').str('default_code'),
          product: quant.num('product_id'),
          location: quant.need('location_id').displayName,
          lot: quant.ref('lot_id')?.str('name') ?? null,
          quantity: quant.num('quantity'),
          reserved: quant.num('reserved_quantity'),
        }),
      ),
      chatter: read(all(env, 'mail.message'), ['model', 'res_id', 'body', 'date', 'author_id']),
    };
    return null;
  });
  return state;
}
