import { redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createOdooClient } from '../client/odoo-client.js';
import { HandlerDoor } from '../testing.js';
import { createOdooReader } from './odoo-reader.js';

const described = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'char' }]));
const order = (id: number, partner: [number, string], more: object = {}) => ({
  ...{ id, name: `P${id}`, state: 'purchase', partner_id: partner, partner_ref: 'INV 77', company_id: [1, 'Acme'] },
  ...{ currency_id: [1, 'USD'], date_planned: false, picking_type_id: [4, 'Receipts'], picking_ids: [100] },
  ...{ user_id: [8, 'Bea'], write_date: '2026-11-23 02:42:45', ...more },
});
const picking = {
  ...{ id: 100, name: 'SB/IN/100', state: 'assigned', picking_type_id: [4, 'Receipts'], picking_type_code: 'incoming' },
  ...{ scheduled_date: false, date_done: false, backorder_id: false, location_id: [4, 'Vendors'] },
  ...{
    location_dest_id: [70, 'SB/Stock'],
    carrier_id: [3, 'Maersk'],
    origin: 'P1',
    x_bol: 'BL 7',
    x_gone: 'never asked',
  },
};
const move = {
  ...{ id: 1, state: 'assigned', picking_id: [100, 'x'], product_id: [9, 'x'], product_qty: 24, quantity: 24 },
  product_uom: [1, 'Units'],
};

function stage(orders: object[], goods: object = {}) {
  const door = new HandlerDoor({
    'purchase.order.fields_get': () => described('picking_type_id', 'picking_ids', 'user_id', 'x_vessel'),
    'purchase.order.search_read': () => orders,
    'purchase.order.line.fields_get': () => described('product_uom_id'),
    'purchase.order.line.search_read': () => [],
    'stock.picking.fields_get': () => described('carrier_id', 'x_bol'),
    'stock.picking.search_read': () => [picking],
    'stock.move.fields_get': () => described('quantity'),
    'stock.move.search_read': () => [move],
    'stock.picking.type.fields_get': () => described('code'),
    'stock.picking.type.search_read': () => [
      { id: 4, code: 'incoming', warehouse_id: [7, 'SB'], create_backorder: 'ask' },
    ],
    'product.product.fields_get': () => described('tracking', 'x_case'),
    'product.product.search_read': () => [
      { id: 9, default_code: 'A', tracking: 'none', uom_id: [1, 'Units'], ...goods },
    ],
    'res.partner.search_read': () => [{ id: 9, commercial_partner_id: [3, 'Orchard Ltd'] }],
    'res.partner.fields_get': () => described('commercial_partner_id'),
  });
  const client = createOdooClient({ door, url: 'https://odoo.test', database: 'd', apiKey: redact('K'), companyId: 1 });
  return { reader: createOdooReader(client), door };
}

describe('purchase orders', () => {
  it('name the company that a contact belongs to; companies cost no call', async () => {
    const { reader, door } = stage([order(1, [9, 'Orchard Ltd, Ann Smith']), order(2, [5, 'Pear'])]);
    const found = await reader.purchaseOrders([1, 2]);
    expect(found.get(1)).toMatchObject({ user_id: 8, commercial_partner: { id: 3, name: 'Orchard Ltd' } });
    expect(found.get(2)).toMatchObject({ commercial_partner: { id: 5, name: 'Pear' } });
    expect(door.made('res.partner.search_read')).toMatchObject([{ domain: [['id', 'in', [9]]] }]);
    const companies = stage([order(2, [5, 'Pear'])]);
    await companies.reader.purchaseOrders([2]);
    expect(companies.door.made('res.partner.search_read')).toEqual([]);
  });

  it('found by their number name the supplier’s company', async () => {
    const { reader } = stage([order(1, [9, 'Orchard Ltd, Ann Smith'])]);
    expect(await reader.purchaseOrdersByNumber(['INV 77'])).toEqual([
      { id: 1, name: 'P1', partner_ref: 'INV 77', state: 'purchase', supplier: 'Orchard Ltd' },
    ]);
  });

  it('hold the fields that the settings name, of order, receipt and product; a known one keeps its own form', async () => {
    const { reader, door } = stage([order(1, [5, 'Pear'], { x_vessel: 'Emma' })], { x_case: 12 });
    const asked = { order: ['x_vessel', 'x_gone'], picking: ['x_bol', 'carrier_id'], unitsPerBox: 'x_case' };
    const found = (await reader.purchaseOrders([1], asked)).get(1);
    expect(found?.extra).toEqual({ x_vessel: 'Emma', x_gone: null });
    expect(found?.pickings[0]).toMatchObject({
      carrier_id: 3,
      extra: { x_bol: 'BL 7', carrier_id: { id: 3, name: 'Maersk' } },
    });
    expect(found?.pickings[0]?.moves[0]?.units_per_box).toBe(12);
    expect(door.made('product.product.search_read')[0]?.['fields']).toContain('x_case');
    expect((await reader.purchaseOrders([1])).get(1)?.pickings[0]?.moves[0]).not.toHaveProperty('units_per_box');
    const empty = stage([order(1, [5, 'Pear'])], { x_case: false });
    const none = (await empty.reader.purchaseOrders([1], asked)).get(1)?.pickings[0]?.moves[0];
    expect(none?.units_per_box).toBeNull();
  });
});
