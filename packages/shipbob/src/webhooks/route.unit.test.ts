import { describe, expect, it } from 'vitest';
import { channelOf, routeWebhook } from './route.js';

describe('what a delivery is about', () => {
  it.each([
    ['an order by its shipments', 'order.shipped', { id: 5, shipments: [] }, { kind: 'order', orderId: 5 }],
    [
      'an order although the topic says shipment',
      'order.shipment.on_hold',
      { id: 5, shipments: [{ id: 6 }] },
      { kind: 'order', orderId: 5 },
    ],
    [
      'a shipment although the topic says order',
      'order.shipped',
      { id: 6, order_id: 5 },
      { kind: 'shipment', orderId: 5, shipmentId: 6 },
    ],
    [
      'a shipment by ids in text',
      'order.shipment.delivered',
      { id: '6', order_id: '5' },
      { kind: 'shipment', orderId: 5, shipmentId: 6 },
    ],
    [
      'the order when no shipment is named',
      'order.shipment.tracking_received',
      { order_id: 5 },
      { kind: 'order', orderId: 5 },
    ],
    ['an order in a wrapper', 'order.delivered', { order: { id: 5 } }, { kind: 'order', orderId: 5 }],
    ['a legacy topic', 'shipment_delivered', { id: 6, order_id: 5 }, { kind: 'shipment', orderId: 5, shipmentId: 6 }],
    ['a WRO', 'wro.updated', { id: 7, status: 'Processing' }, { kind: 'wro', wroId: 7 }],
    ['the WRO of a box', 'wro.box.stowed', { wro_id: 7, box: { box_id: 1 } }, { kind: 'wro', wroId: 7 }],
    ['a WRO without a topic', null, { id: 7, inventory_quantities: [] }, { kind: 'wro', wroId: 7 }],
    ['a return', 'return.completed', { id: 3, reference_id: 'R' }, { kind: 'return', returnId: 3 }],
    ['an order without a topic', null, { id: 5, shipments: [] }, { kind: 'order', orderId: 5 }],
    ['billing at large', 'billing.charge.created', { transaction_id: '01', amount: 3 }, { kind: 'billing' }],
  ])('is %s', (_name, topic, body, subject) => {
    expect(routeWebhook(topic, body)).toEqual(subject);
  });

  it.each([
    ['a box that does not name its WRO', 'wro.box.stowed', { box_id: 1, box_number: 1, id: 9 }],
    ['no object', 'order.shipped', [1]],
    ['nothing', 'order.shipped', null],
    ['an id JavaScript cannot hold', 'order.shipped', { id: Number.MAX_SAFE_INTEGER + 1, shipments: [] }],
    ['an id that is no number', 'wro.updated', { id: 'seven' }],
    ['a negative id', 'wro.updated', { id: -7 }],
    ['a return without an id', 'return.completed', { reference_id: 'R' }],
    ['a new topic with an unknown body', 'inventory.moved', { id: 3 }],
  ])('is unknown, with a reason, for %s', (_name, topic, body) => {
    expect(routeWebhook(topic, body)).toEqual({ kind: 'unknown', reason: expect.stringMatching(/./) });
  });
});

describe('the channel of a delivery', () => {
  it('is the header’s, then the order’s, else none', () => {
    const body = { id: 1, channel: { id: 8, name: 'x' }, shipments: [] };
    expect(channelOf({ shipbob_channel_id: '7' }, body)).toBe(7);
    expect(channelOf({ 'Shipbob-Channel-Id': ['7'] }, body)).toBe(7);
    expect(channelOf({}, body)).toBe(8);
    expect(channelOf({ shipbob_channel_id: 'x' }, body)).toBe(8);
    expect(channelOf({}, { order: { channel: { id: '9' } } })).toBe(9);
    expect(channelOf({}, { id: 6, order_id: 5 })).toBeNull();
    expect(channelOf({}, null)).toBeNull();
  });
});
