import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../plan.js';
import * as f from '../shared/fixtures.test.js';
import * as apart from './apart.cases.js';
import * as cases from './shipments.cases.js';

const order = f.shipbobOrder([]);
const one = f.shipment(1);
const sale = f.saleOrder();
const [first, second] = [f.delivery(200, []), f.delivery(201, [])];
const rows = [
  { sku: 'A-1', shipped: 5, odoo: 4 },
  { sku: 'B-2', shipped: 1, odoo: 0 },
];
const told = 'A-1: shipped 5, Odoo 4 and B-2: shipped 1, Odoo 0';
const mine = { shipment_id: 1 };
const sold = { ...mine, sale_order: 'S00007' };
const tracked = [{ sku: 'A-1', tracking: 'lot' }];
const units = [{ sku: 'A-1', units: 'Dozens' }];

/** Every case of this flow: what it is called, keeps for people, and says in numbers. */
const ALL: [code: string, make: () => PlannedCase, detail: object, words: string][] = [
  [
    'several_sale_orders',
    () => cases.severalSaleOrders(order, 'name', [sale, f.saleOrder({ id: 8, name: 'S00008' })]),
    { order_id: 60, by: 'name', sale_order_ids: [7, 8] },
    'fits 2 sale orders by name: S00007 and S00008.',
  ],
  [
    'no_sale_order',
    () => cases.noSaleOrder(order, []),
    { order_id: 60, numbers: ['ref-7', 'S00007'], sale_order_ids: [] },
    'no sale order in Odoo carries ref-7 and S00007.',
  ],
  [
    'no_sale_order',
    () => cases.noSaleOrder({ ...order, reference_id: '' }, [f.saleOrder({ state: 'sent' })]),
    { order_id: 60, numbers: ['S00007'], sale_order_ids: [7] },
    'only S00007 (sent) carries its number.',
  ],
  [
    'exception',
    () =>
      cases.exception(
        order,
        f.shipment(1, { status: 'OnHold', status_detail_names: ['a', 'b'], status_detail_ids: [4] }),
      ),
    { ...mine, status: 'OnHold', details: ['a', 'b'], detail_ids: [4] },
    'stands still at ShipBob: OnHold (a and b).',
  ],
  [
    'exception',
    () => cases.exception(order, f.shipment(1, { status: 'OnHold', status_detail_names: [] })),
    { ...mine, details: [] },
    'stands still at ShipBob: OnHold.',
  ],
  [
    'cancelled_after_booking',
    () => cases.cancelledAfterBooking(one, 200),
    { ...mine, picking_id: 200 },
    'delivery 200 was booked',
  ],
  ['linked_gone', () => cases.linkedGone(one, 200, sale), { ...sold, picking_id: 200 }, 'delivery 200'],
  [
    'unknown_item',
    () =>
      cases.unknownItem(one, [
        { inventory_id: 9, name: 'Mug', quantity: 2 },
        { inventory_id: 8, name: '', quantity: 1 },
      ]),
    { items: [{ inventory_id: 9, name: 'Mug', quantity: 2 }, { inventory_id: 8 }] },
    '2 x Mug (inventory 9) and 1 x unnamed (inventory 8).',
  ],
  [
    'item_not_on_order',
    () => cases.itemNotOnOrder(one, sale, [{ sku: 'A-1', shipped: 5 }]),
    { ...sold, lines: [{ sku: 'A-1', shipped: 5 }] },
    'does not sell: 5 x A-1.',
  ],
  ['lots_needed', () => cases.lotsNeeded(one, tracked), { ...mine, lines: tracked }, 'A-1 by lot.'],
  [
    'unknown_centre',
    () => cases.unknownCentre(one, { id: 99, name: 'Moon' }),
    { ...mine, fulfillment_center_id: 99 },
    'centre 99 (Moon)',
  ],
  [
    'unknown_location',
    () => cases.unknownLocation(one, 10, 'SB/X'),
    { ...mine, fulfillment_center_id: 10, location: 'SB/X' },
    'location SB/X',
  ],
  [
    'wrong_warehouse',
    () => cases.wrongWarehouse(one, sale, [first, second]),
    { ...sold, pickings: ['SB/OUT/200', 'SB/OUT/201'] },
    'SB/OUT/200 and SB/OUT/201 leaves',
  ],
  ['over_shipped', () => cases.overShipped(one, sale, [first], rows), { ...sold, lines: rows }, `open: ${told}.`],
  [
    'several_deliveries',
    () => cases.severalDeliveries(one, sale, [first, second]),
    { ...sold, pickings: ['SB/OUT/200', 'SB/OUT/201'] },
    '(SB/OUT/200 and SB/OUT/201)',
  ],
  ['no_open_delivery', () => cases.noOpenDelivery(one, sale), sold, 'S00007 has no delivery left'],
  [
    'delivery_waiting',
    () => cases.deliveryWaiting(one, sale, [first]),
    { ...sold, pickings: ['SB/OUT/200'] },
    'SB/OUT/200 of S00007 still waits',
  ],
  [
    'quantity_differs',
    () => cases.quantityDiffers(one, first, rows),
    { ...mine, picking: 'SB/OUT/200', lines: rows },
    `${told}.`,
  ],
  [
    'other_units',
    () => cases.otherUnit(one, first, units),
    { ...mine, picking: 'SB/OUT/200', lines: units },
    'A-1 in Dozens.',
  ],
  ['no_centre', () => apart.noCentre(one), mine, 'names no centre'],
  ['delivery_lacks', () => apart.lacking(one, ['a', 'b']), { ...mine, lacks: ['a', 'b'] }, 'has no a and b.'],
  ['apart_gone', () => apart.apartGone(one, 200), { ...mine, picking_id: 200 }, 'stock.picking 200'],
  [
    'cancelled_after_booking',
    () => apart.apartCancelled(one, first),
    { ...mine, picking_id: 200 },
    'is Completed at ShipBob, but SB/OUT/200',
  ],
  [
    'before_go_live',
    () => apart.beforeGoLive(one, sale, [first, second], 'why.'),
    { ...sold, pickings: ['SB/OUT/200', 'SB/OUT/201'] },
    'SB/OUT/200 and SB/OUT/201 open: why.',
  ],
  [
    'before_go_live',
    () => apart.otherBeforeGoLive(one, sale, cases.lotsNeeded(one, tracked)),
    { ...sold, lines: tracked },
    'what was delivered: Shipment 1 holds goods',
  ],
  ['tracking_missing', () => apart.trackingMissing(one, 48), { ...mine, hours: 48 }, '48 hours'],
  [
    'short_stock',
    () => apart.shortStock(one, first, rows),
    { ...mine, picking: 'SB/OUT/200', lines: rows },
    `${told}.`,
  ],
];

describe('a case of shipments', () => {
  it.each(ALL)('%s says what is there in numbers, and what a person can do', (code, make, detail, words) => {
    const found = make();
    expect(found).toMatchObject({ flow: 'shipments', code: `shipments.${code}` });
    expect(found.detail).toMatchObject(detail);
    expect(found.cause).toContain(words);
    expect(found.suggestions.length).toBeGreaterThan(0);
  });
});
