import { describe, expect, it } from 'vitest';
import type { PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import {
  announcedFacts,
  looseDeliveryFacts,
  productFacts,
  receivedFacts,
  type Sides,
  shippedFacts,
  together,
} from './facts.js';

const told = ({ odoo, shipbob }: Sides) => {
  const short = (facts: Sides['odoo']) => facts.map(({ key, fields }) => [key, Object.values(fields)[0]]);
  return { odoo: short(odoo), shipbob: short(shipbob) };
};
/** Inventory 1001 became 1099 at ShipBob. */
const MERGED = { inventory_id: 1099, merged_inventory_ids: [1001] };
const NOTHING: Sides = { odoo: [], shipbob: [] };

describe('goods in', () => {
  const pickings = [
    f.picking(100, [f.doneMove(1, 6), f.doneMove(2, 2, { sku: null })], { state: 'done' }),
    f.picking(101, [f.move(1, 4), f.move(3, 9, { state: 'cancel' })], { backorder_id: 100 }),
    f.picking(102, [f.doneMove(1, 1)], { state: 'done', picking_type_code: 'outgoing' }),
    f.picking(103, [f.doneMove(1, 50)], { state: 'done', picking_type_code: 'internal' }),
  ];
  const seen = (wros: ShipBobWro[], more: Partial<PurchaseOrderSeen> = {}) =>
    f.orderSeen({ order: f.purchaseOrder({ pickings }), wros, ...more });
  const one = f.wro(5, { inventory_quantities: [f.line(1, 10, 6), f.line(2, 0)] });

  it('received counts what a hub has sent on, and what a merged product had been', () => {
    const on = f.wro(5, { status: 'InternalTransfer', inventory_quantities: [f.line(1, 10, 0, 6)] });
    const placements = { '5': { distributions: [f.spread(1, 10, 2)], moved: [] } };
    const through = seen([on], { links: [f.wroLink(100, 5)], placements });
    expect(told(receivedFacts(through, f.context())).shipbob).toEqual([['P00042/A-1', 6]]);
    const merged = f.products();
    merged['1'] = { product: f.product(), link: f.link('product.product', 1, 'variant', 901, MERGED) };
    expect(told(receivedFacts(seen([one], { products: merged }), f.context())).shipbob).toEqual([['P00042/A-1', 6]]);
  });

  it('announced is what the receipts ask for, and what the WROs expect', () => {
    expect(announcedFacts(seen([one]), f.context()).odoo[0]?.lane).toBe('purchase-order:42');
    expect(told(announcedFacts(seen([one]), f.context()))).toEqual({
      odoo: [
        ['P00042/A-1', 10],
        ['P00042/product 2', 2],
      ],
      shipbob: [['P00042/A-1', 10]],
    });
  });

  it('received is what is done less what went back, and what was stowed', () => {
    const facts = receivedFacts(seen([one]), f.context());
    expect(new Set([...facts.odoo, ...facts.shipbob].map(({ lane }) => lane))).toEqual(new Set(['purchase-order:42']));
    expect(told(facts)).toEqual({
      odoo: [
        ['P00042/A-1', 5],
        ['P00042/product 2', 2],
      ],
      shipbob: [['P00042/A-1', 6]],
    });
    expect(facts.odoo[0]).toMatchObject({ label: 'P00042, A-1', lane: 'purchase-order:42' });
  });

  it('are called by Odoo’s name for the item, else by ShipBob’s, else by its inventory id', () => {
    const strange = (inventory_id: number, sku: string) => ({ ...f.line(1, 1), inventory_id, sku });
    const renamed = { ...f.line(1, 3), sku: 'NEW' };
    const wros = [f.wro(5, { inventory_quantities: [renamed, strange(77, 'Z'), strange(78, '')] })];
    expect(told(announcedFacts(seen(wros), f.context())).shipbob.map(([key]) => key)).toEqual([
      'P00042/A-1',
      'P00042/Z',
      'P00042/inventory 78',
    ]);
  });

  it('are those of linked WROs once one is linked, and never of cancelled ones', () => {
    const other = f.wro(6, { inventory_quantities: [f.line(1, 7)] });
    const dead = f.wro(7, { status: 'Cancelled' });
    const expected = (more: Partial<PurchaseOrderSeen>) =>
      told(announcedFacts(seen([one, other, dead], more), f.context())).shipbob;
    expect(expected({})).toEqual([['P00042/A-1', 17]]);
    expect(expected({ links: [f.wroLink(100, 6)] })).toEqual([['P00042/A-1', 7]]);
    expect(expected({ links: [{ ...f.wroLink(100, 7), data: { wro_id: 5 } }] })).toEqual([['P00042/A-1', 10]]);
    expect(expected({ links: [f.link('stock.picking', 100, 'shipment', 6)] })).toEqual([['P00042/A-1', 17]]);
  });

  it('are none of an order that is gone, or that goes to a warehouse that stands for no centre', () => {
    for (const facts of [announcedFacts, receivedFacts]) {
      expect(facts(f.orderSeen({ order: null }), f.context())).toEqual(NOTHING);
      const elsewhere = f.purchaseOrder({ pickings, warehouse_id: f.OTHER.id });
      expect(facts(f.orderSeen({ order: elsewhere, wros: [one] }), f.context())).toEqual(NOTHING);
      const nowhere = f.purchaseOrder({ pickings, warehouse_id: null });
      expect(facts(f.orderSeen({ order: nowhere, wros: [one] }), f.context())).toEqual(NOTHING);
    }
  });
});

describe('goods out', () => {
  const done = f.delivery(200, [f.doneMove(1, 5)], { state: 'done', carrier_tracking_ref: 'B, A' });
  const seen = (more: Parameters<typeof f.shipmentsSeen>[0] = {}) =>
    f.shipmentsSeen({ saleOrders: [{ by: 'name', order: f.saleOrder({ pickings: [done] }) }], ...more });

  it('are what completed shipments held and what is done on deliveries, each delivery once', () => {
    const order = f.shipbobOrder([
      f.shipment(1, { tracking: f.tracking('A') }),
      f.shipment(2, { items: [f.item(1, 2), f.item(9, 1)], tracking: f.tracking(' B') }),
      f.shipment(3, { status: 'Processing', tracking: f.tracking('C') }),
    ]);
    const sale = f.saleOrder({ pickings: [done, f.delivery(201, [f.move(1, 9)])] });
    const saleOrders = [
      { by: 'name', order: sale },
      { by: 'origin', order: sale },
    ];
    const facts = shippedFacts(seen({ order, saleOrders }), []);
    expect(told(facts)).toEqual({
      odoo: [
        ['ref-7/A-1', 5],
        ['ref-7/tracking', 'A, B'],
      ],
      shipbob: [
        ['ref-7/A-1', 7],
        ['ref-7/inventory 1009', 1],
        ['ref-7/tracking', 'A, B'],
      ],
    });
    expect(facts.odoo[1]).toMatchObject({ label: 'ref-7, tracking', lane: 'order:60' });
  });

  it('count deliveries that belong to no sale order, and ask for no number where nothing was delivered', () => {
    const facts = shippedFacts(seen({ saleOrders: [] }), [{ sku: 'A-1', quantity: 5 }]);
    expect(told(facts)).toEqual({ odoo: [['ref-7/A-1', 5]], shipbob: [['ref-7/A-1', 5]] });
    const bare = { ...done, carrier_tracking_ref: null };
    const order = f.shipbobOrder([f.shipment(1, { tracking: null })], { reference_id: '' });
    const none = shippedFacts(
      seen({ order, saleOrders: [{ by: 'name', order: f.saleOrder({ pickings: [bare] }) }] }),
      [],
    );
    expect(told(none)).toEqual({ odoo: [['order 60/A-1', 5]], shipbob: [['order 60/A-1', 5]] });
    expect(shippedFacts(f.shipmentsSeen({ order: null }), [])).toEqual(NOTHING);
  });

  it('of a delivery for which no ShipBob order stands are told by its source, else by its name', () => {
    expect(looseDeliveryFacts(done)).toMatchObject([{ key: 'S00007/A-1', lane: null, fields: { quantity: 5 } }]);
    expect(looseDeliveryFacts({ ...done, origin: null })).toMatchObject([{ key: 'SB/OUT/200/A-1' }]);
    expect(looseDeliveryFacts(f.delivery(201, [f.move(1, 5)]))).toEqual([]);
  });
});

describe('products', () => {
  const seen = (more: Parameters<typeof f.productSeen>[0] = {}) =>
    f.productSeen({ link: f.productLink(), linked: f.variant({ sku: ' A-1 ' }), ...more });

  it('that are linked are what both sides call them', () => {
    const { odoo, shipbob } = productFacts(seen(), f.context());
    expect(odoo).toEqual([
      { key: 'product 1', label: 'A-1', lane: 'product:1', fields: { sku: 'A-1', name: 'Apple' } },
    ]);
    expect(shipbob).toEqual(odoo);
    expect(productFacts(seen({ linked: null }), f.context()).shipbob).toEqual([]);
    const unnamed = productFacts(seen({ product: f.product({ default_code: null, name: ' Apple ' }) }), f.context());
    expect(unnamed.odoo).toMatchObject([{ label: ' Apple ', fields: { sku: null, name: 'Apple' } }]);
  });

  it('are not compared by names that Odoo does not own', () => {
    for (const products of [{ owned_fields: ['customs' as const] }, { group_variants: true }])
      expect(productFacts(seen(), f.context({ products })).odoo[0]?.fields).toEqual({ sku: 'A-1' });
  });

  it('that are gone, archived or not linked are none', () => {
    for (const more of [{ product: null }, { link: null }, { product: f.product({ active: false }) }])
      expect(productFacts(seen(more), f.context())).toEqual(NOTHING);
  });
});

it('facts of several records are put together side by side', () => {
  const fact = (key: string) => ({ key, label: key, lane: null, fields: {} });
  expect(
    together([
      { odoo: [fact('a')], shipbob: [] },
      { odoo: [fact('b')], shipbob: [fact('c')] },
    ]),
  ).toEqual({
    odoo: [fact('a'), fact('b')],
    shipbob: [fact('c')],
  });
});
