import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import { afterShipments } from '../shared/model.test.js';
import { planShipments } from './shipments.plan.js';

const plan = (seen: Parameters<typeof f.shipmentsSeen>[0] = {}, ...more: Parameters<typeof f.context>) =>
  planShipments(f.shipmentsSeen(seen), f.context(...more));
const one = (more: Parameters<typeof f.shipment>[1]) => f.shipbobOrder([f.shipment(1, more)]);
const sold = (...pickings: ReturnType<typeof f.delivery>[]) => [{ by: 'name', order: f.saleOrder({ pickings }) }];
const unsold = (seen: Parameters<typeof f.shipmentsSeen>[0] = {}, ...more: Parameters<typeof f.context>) =>
  plan({ saleOrders: [], ...seen }, ...more);

describe('the delivery of a sale order', () => {
  it('of another warehouse is not moved while it waits there, nor to a place that nobody names', () => {
    const move = { shipments: { wrong_warehouse: 'move' as const } };
    for (const state of ['draft', 'waiting']) {
      const saleOrders = sold(f.delivery(200, [f.move(1, 5)], { warehouse_id: f.OTHER.id, state }));
      expect(f.codesOf(plan({ saleOrders }, move))).toEqual(['shipments.wrong_warehouse']);
    }
    const elsewhere = sold(f.delivery(200, [f.move(1, 5)], { warehouse_id: 99 }));
    const nowhere = plan({ order: one({ location: null }), saleOrders: elsewhere }, move);
    expect(f.codesOf(nowhere)).toEqual(['shipments.wrong_warehouse']);
  });

  it('is short of what Odoo could not reserve of the product itself, and of nothing that is reserved', () => {
    const short = f.move(1, 5, { state: 'partially_available', quantity: 2 });
    const moves = [short, f.move(2, 1, { state: 'assigned', quantity: 0 }), f.move(3, 1, { quantity: 1 })];
    const order = one({ items: [f.item(1, 5), f.item(2, 1)] });
    const saleOrders = sold(f.delivery(200, moves, { state: 'confirmed' }));
    expect(f.onlyEffect(plan({ order, saleOrders })).request['notes']).toEqual(['Odoo had 2 of 5 A-1 in stock']);
    expect(plan({}, { shipments: { short_stock: 'case' } }).effects).toHaveLength(1);
  });

  it('leaves from where it says where the centre has no location of its own', () => {
    const effect = f.onlyEffect(plan());
    expect([effect.flow, effect.after]).toEqual(['shipments', expect.objectContaining({ location: null })]);
  });

  it('is noted as delivered only once', () => {
    const noted = (note: string | null) => {
      const saleOrders = sold(f.delivery(200, [f.move(1, 5)], { note }));
      const order = one({ delivery_date: '2026-11-25T09:00:00Z' });
      const made = plan({ order, saleOrders }, { shipments: { delivered_note: true } });
      return f.onlyEffect(made).request['notes'];
    };
    expect(noted(null)).toEqual(['delivered 2026-11-25']);
    expect(noted('<p>[SB-60/1] delivered 2026-11-25</p>')).toBeUndefined();
  });

  it('that a person did is told with what it stands for; its carrier is known whatever blanks are around its name', () => {
    const saleOrders = sold(f.delivery(200, [f.doneMove(1, 5)], { state: 'done' }));
    const made = plan({ saleOrders }, { shipments: { carrier_map: { ' ups': 'UPS Ground ' } } });
    expect(made.adoptions[0]?.evidence).toBe('SB/OUT/200 was done in Odoo with the same quantities as shipment 1');
    expect(f.onlyEffect(made)).toMatchObject({
      ...{ flow: 'shipments', target: 'odoo', operation: 'odoo.delivery.track' },
      request: { carrier_id: 31, carrier_tracking_ref: '1Z1' },
    });
  });

  it('holds parcels by themselves first, and then those that are left together', () => {
    const parcels = [1, 2, 3].map((quantity, index) => f.shipment(index + 1, { items: [f.item(1, quantity)] }));
    const made = plan({
      order: f.shipbobOrder(parcels),
      saleOrders: sold(
        f.delivery(200, [f.doneMove(1, 2)], { state: 'done' }),
        f.delivery(201, [f.doneMove(1, 4)], { state: 'done' }),
      ),
    });
    expect(made.adoptions.map(({ odooId, shipbobId }) => [odooId, shipbobId])).toEqual([
      [200, '2'],
      [201, '1'],
      [201, '3'],
    ]);
  });

  it('that was cancelled is no delivery that a further shipment could stand on', () => {
    const pickings = [
      f.delivery(200, [f.doneMove(1, 5)], { state: 'done', carrier_tracking_ref: '1Z1' }),
      f.delivery(201, [f.move(1, 5, { state: 'cancel' })], { state: 'cancel' }),
    ];
    const sale = f.saleOrder({ partner_shipping_id: 77, pickings });
    const order = f.shipbobOrder([f.shipment(1), f.shipment(2)]);
    const seen = { order, saleOrders: [{ by: 'name', order: sale }], links: [f.shipmentLink(200, 1)] };
    // The order's own customer, also where others go to a contact of the settings.
    const made = plan(seen, { shipments: { unmatched_partner: 'Channel' } });
    expect(f.onlyEffect(made)).toMatchObject({ operation: 'odoo.delivery.anonymous', request: { partner_id: 77 } });
  });
});

describe('a delivery of its own', () => {
  it('goes to nobody while the settings name nobody, and from no centre that is not mapped', () => {
    const means = f.shipmentsSeen().means;
    const known = means ? { means: { ...means, partners: [{ id: 44, name: 'Somebody' }] } } : {};
    expect(f.onlyEffect(unsold(known)).request['partner_id']).toBeNull();
    const moon = { order: one({ location: { id: 99, name: 'Moon' } }) };
    expect(f.codesOf(unsold(moon))).toEqual(['shipments.unknown_centre']);
  });

  it('is made shipment by shipment in their order, and each keeps its own tracking', () => {
    const bare = (id: number) => f.shipment(id, { tracking: null });
    const seen = f.shipmentsSeen({ saleOrders: [], order: f.shipbobOrder([bare(2), bare(1)]) });
    const made = planShipments(seen, f.context());
    expect(made.effects.map((effect) => effect.request['shipment_id'])).toEqual([1, 2]);
    const booked = afterShipments(seen, made);
    const second = booked.apartLinks?.find((link) => link.shipbobId === '2')?.odooId;
    const told = { ...booked, order: f.shipbobOrder([f.shipment(2), bare(1)]) };
    expect(f.onlyEffect(planShipments(told, f.context())).request).toMatchObject({ picking_id: second });
    const cancelled = { ...booked, order: f.shipbobOrder([f.shipment(2, { status: 'Cancelled' }), bare(1)]) };
    const [back] = f.onlyCase(planShipments(cancelled, f.context())).proposes ?? [];
    expect(back?.title).toMatch(/^reversal of SB\/OUT\//);
  });
});

describe('an order without a sale order', () => {
  it('is asked about once, beside what else is wrong with it', () => {
    const order = f.shipbobOrder([f.shipment(1, { status: 'Exception' }), f.shipment(2), f.shipment(3)]);
    expect(f.codesOf(unsold({ order }, { shipments: { unmatched: 'case' } }))).toEqual([
      'shipments.exception',
      'shipments.no_sale_order',
    ]);
  });

  it('and without shipments waits until the grace time is over, to the second', () => {
    const at = (created_date: string) =>
      unsold({ order: f.shipbobOrder([], { created_date }) }, { shipments: { unmatched: 'case' } });
    expect(f.codesOf(at('2026-11-24T10:00:00.000Z'))).toEqual(['shipments.no_sale_order']);
    expect(at('2026-11-24T10:00:01.000Z').end).toMatchObject({ kind: 'later', at: '2026-11-25T10:00:01.000Z' });
    expect(f.codesOf(at(''))).toEqual(['shipments.no_sale_order']);
  });

  it('of no channel is nobody’s', () => {
    expect(f.reasonOf(plan({ order: f.shipbobOrder([], { channel: null }) }))).toContain('belongs to channel unknown');
  });

  it('that stands still is told, also when it was labelled before go-live', () => {
    const order = one({ status: 'OnHold' });
    const live = { liveFrom: '2026-11-25T09:00:00Z' };
    expect(f.codesOf(unsold({ order }, {}, live))).toEqual(['shipments.exception']);
    const sale = { by: 'name', order: f.saleOrder({ user_id: 2 }) };
    const held = plan({ order, saleOrders: [sale] }, { shipments: { on_exception: 'activity' } });
    expect(f.reasonOf(held)).toBe('shipment 1 stands still: OnHold');
  });
});

describe('what left before go-live', () => {
  const later = { liveFrom: '2026-11-25T09:00:00Z' };

  it('and is linked is told so', () => {
    const saleOrders = sold(f.delivery(200, [f.doneMove(1, 5)], { state: 'done' }));
    const made = plan({ saleOrders, links: [f.shipmentLink(200, 1)] }, {}, later);
    expect(f.reasonOf(made)).toBe('shipment 1 left before go-live: linked');
  });

  it('names the deliveries that are open, whether or not it fits them', () => {
    for (const quantity of [5, 9]) {
      const found = f.onlyCase(plan({ order: one({ items: [f.item(1, quantity)] }) }, {}, later));
      expect(found.detail).toMatchObject({ pickings: ['SB/OUT/200'] });
    }
  });
});

it('lots that ShipBob names are taken from their own stock only', () => {
  const productByInventoryId = { '1001': { product_id: 1, sku: 'A-1', tracking: 'lot' as const } };
  const stock = (lot: string, quantity: number, month: string) => ({
    ...{ product_id: 1, root_id: 70, lot, quantity, expiration_date: `2027-${month}-01T00:00:00Z` },
  });
  const notes = (items: ReturnType<typeof f.item>[], ...lotStock: ReturnType<typeof stock>[]) =>
    f.onlyEffect(plan({ order: one({ items }), productByInventoryId, lotStock })).request['notes'];
  const both = [f.item(1, 2, 'L1'), f.item(1, 3)];
  expect(notes(both, stock('L1', 2, '01'), stock('L2', 3, '02'))).toEqual([
    'lots chosen by first expiry: A-1: 3 of L2',
  ]);
  expect(notes(both, stock('L1', 3, '01'), stock('L2', 1, '02'))).toEqual([
    'lots chosen by first expiry: A-1: 1 of L1 and 2 of L2, 1 more than Odoo has',
  ]);
});
