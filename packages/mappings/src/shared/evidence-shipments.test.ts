/** ShipBob orders with their sale orders, sensible or not. */

import fc from 'fast-check';
import type { ShipmentsSeen } from '../seen.js';
import { oneOf, rarely } from './evidence-parts.test.js';
import { pickingsArb, tracked, trackingArb } from './evidence-transfers.test.js';
import * as f from './fixtures.test.js';

export const shipmentsSeenArb: fc.Arbitrary<ShipmentsSeen> = fc
  .record({
    channel: rarely<number | null>(500, 999, null),
    untracked: pickingsArb('outgoing', 'incoming'),
    saleState: rarely('sale', 'done', 'draft', 'cancel'),
    copies: rarely(1, 0, 2),
    shipments: fc.array(
      fc.record({
        status: rarely('Completed', 'Processing', 'Cancelled', 'Exception', 'New'),
        centre: rarely<number | null>(10, 20, 99, null),
        items: fc.array(fc.tuple(rarely(1, 2, 3, 9), fc.integer({ min: 0, max: 6 })), { maxLength: 3 }),
        hasTracking: fc.boolean(),
        label: oneOf(null, '2026-11-25T08:00:00Z', '2026-11-20T08:00:00Z'),
        linkedTo: fc.option(fc.nat(2), { freq: 1 }),
        lot: oneOf(null, 'L1', 'L2'),
        delivered: oneOf(null, '2026-11-25T09:00:00Z'),
      }),
      { maxLength: 4 },
    ),
    tracking: trackingArb,
    stock: fc.array(fc.tuple(oneOf(1, 2, 3), oneOf('L1', 'L2', 'L3'), fc.integer({ min: 1, max: 6 })), {
      maxLength: 4,
    }),
    user_id: oneOf(null, 2),
    hasNote: fc.boolean(),
  })
  .map(({ channel, untracked, saleState, copies, shipments, tracking, stock, user_id, hasNote }) => {
    const pickings = tracked(untracked, tracking).map((one) => ({ ...one, ...(hasNote ? { note: null } : {}) }));
    const links: ShipmentsSeen['links'] = [];
    const used = new Set<number>();
    const made = shipments.map((one, index) => {
      const picking = one.linkedTo === null ? undefined : pickings[one.linkedTo];
      if (picking?.state === 'done' && !used.has(picking.id)) {
        used.add(picking.id);
        links.push(f.shipmentLink(picking.id, index + 1));
      }
      return f.shipment(index + 1, {
        status: one.status,
        location: one.centre === null ? null : { id: one.centre, name: 'C' },
        items: one.items.map(([id, quantity]) => f.item(id, quantity, one.lot)),
        delivery_date: one.delivered,
        actual_fulfillment_date: one.label,
        ...(one.hasTracking ? {} : { tracking: null }),
      });
    });
    const sale = f.saleOrder({ state: saleState, pickings, user_id });
    const others = [{ by: 'name', order: { ...f.saleOrder(), id: 70 } }];
    return f.shipmentsSeen({
      order: f.shipbobOrder(made, { channel: channel === null ? null : { id: channel, name: 'x' } }),
      saleOrders: copies === 0 ? [] : [{ by: 'name', order: sale }, ...(copies === 2 ? others : [])],
      productByInventoryId: Object.fromEntries(
        tracking.map((how, index) => {
          const id = index + 1;
          return [String(1000 + id), { product_id: id, sku: `${f.letter(id)}-${id}`, tracking: how }];
        }),
      ),
      links,
      lotStock: stock.map(([product_id, lot, quantity]) => ({
        ...{ product_id, lot, quantity, root_id: f.SB.lot_stock_id },
        expiration_date: lot === 'L1' ? null : `2027-01-0${lot.slice(1)}T00:00:00Z`,
      })),
    });
  });
