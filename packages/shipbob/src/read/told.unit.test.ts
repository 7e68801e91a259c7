import { describe, expect, it } from 'vitest';
import { toldOfOrder, toldOfWro } from './told.js';

type Order = Parameters<typeof toldOfOrder>[0];
type Shipment = Order['shipments'][number];

const shipment = (more: Partial<Shipment> = {}): Shipment => ({
  id: 1,
  status: 'Processing',
  status_detail_ids: [],
  status_detail_names: [],
  location: null,
  tracking: null,
  items: [],
  created_date: null,
  actual_fulfillment_date: null,
  delivery_date: null,
  last_update_at: null,
  last_tracking_update_at: null,
  ...more,
});
const order = (...shipments: Shipment[]): Order => ({
  id: 7,
  order_number: null,
  reference_id: 'S1',
  status: 'Processing',
  channel: null,
  created_date: '',
  shipments,
});
const tracked = (tracking_number: string): Shipment['tracking'] => ({
  carrier: 'USPS',
  carrier_service: null,
  tracking_number,
  tracking_url: null,
  shipping_date: null,
  bol: null,
  pro_number: null,
  scac: null,
});

describe('what webhooks would have told', () => {
  it('is nothing of an order that is still being picked', () => {
    expect(toldOfOrder(order())).toBeNull();
    expect(toldOfOrder(order(shipment(), shipment({ id: 2 })))).toBeNull();
  });

  it('changes with each fact that has a topic, and with nothing else', () => {
    const steps: Shipment[] = [
      shipment({ status: 'OnHold' }),
      shipment({ status: 'Exception' }),
      shipment({ status: 'LabeledCreated' }),
      shipment({ status: 'LabeledCreated', tracking: tracked('1') }),
      shipment({ status: 'Completed', tracking: tracked('1') }),
      shipment({ status: 'Completed', tracking: tracked('1'), delivery_date: '2026-11-26' }),
      shipment({ status: 'Cancelled' }),
    ];
    expect(new Set(steps.map((step) => toldOfOrder(order(step)))).size).toBe(steps.length);
    const same = shipment({ status: 'LabeledCreated', last_update_at: '2026-11-26T00:00:00Z', created_date: 'x' });
    expect(toldOfOrder(order(same))).toBe(toldOfOrder(order(shipment({ status: 'LabeledCreated' }))));
  });

  it('is the same in whatever order the parts of a record are listed', () => {
    const [a, b] = [shipment({ status: 'Completed' }), shipment({ id: 2, status: 'Cancelled' })];
    expect(toldOfOrder(order(a, b))).toBe(toldOfOrder(order(b, a)));
  });

  it('of a WRO is its status and what was stowed', () => {
    const wro = (status: string, stowed_quantity: number, received_quantity = 0) =>
      toldOfWro({
        id: 1,
        status,
        purchase_order_number: 'P1',
        fulfillment_center: { id: 8, name: '' },
        package_type: 'Package',
        expected_arrival_date: null,
        insert_date: null,
        last_updated_date: null,
        external_sync: false,
        inventory_quantities: [{ inventory_id: 5, sku: 'A', expected_quantity: 9, received_quantity, stowed_quantity }],
      });
    expect(new Set([wro('Awaiting', 0), wro('Processing', 0), wro('Processing', 4), wro('Completed', 4)]).size).toBe(4);
    expect(wro('Processing', 4, 9)).toBe(wro('Processing', 4, 0));
  });
});
