/** Purchase orders with their WROs, sensible or not. */

import fc from 'fast-check';
import { wroNumbersOf } from '../purchase-orders/wro-numbers.js';
import type { Placement, PurchaseOrderSeen, WroSeen } from '../seen.js';
import { oneOf, rarely } from './evidence-parts.test.js';
import { pickingsArb, tracked, trackingArb } from './evidence-transfers.test.js';
import * as f from './fixtures.test.js';

const lineArb = fc
  .tuple(oneOf(1, 2, 3, 4), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 14 }))
  .map(([id, expected, stowed]) => f.line(id, expected, stowed));

const status = fc.oneof(
  { weight: 3, arbitrary: oneOf('Awaiting', 'Completed', 'Processing') },
  { weight: 1, arbitrary: oneOf('Arrived', 'Cancelled', 'Incomplete', 'InternalTransfer', 'New') },
);

export const orderSeenArb: fc.Arbitrary<PurchaseOrderSeen> = fc
  .record({
    state: rarely('purchase', 'done', 'draft', 'cancel'),
    partner_ref: oneOf(null, 'REF 1'),
    untracked: pickingsArb('incoming', 'outgoing'),
    tracking: trackingArb,
    unlinked: fc.uniqueArray(oneOf(1, 2, 3)),
    hasTransit: rarely(true, false),
    wros: fc.array(
      fc.record({
        status,
        number: fc.nat(8),
        centre: rarely(10, 20, 999),
        lines: fc.array(lineArb, { maxLength: 3 }),
        /** A picking whose open goods it expects exactly, or none. */
        twin: fc.option(fc.nat(2)),
        linkedTo: fc.option(fc.nat(2)),
        external_sync: fc.boolean(),
        arrival: oneOf(null, '2026-11-26T12:00:00Z', '2026-12-24T00:00:00Z'),
        tracking: oneOf(undefined, ['P00042'], ['1Z1']),
        gap: oneOf(0, 0, 3),
        settled: oneOf(0, 0, 2),
        /** Product, centre and pieces that a hub sent on; never more than was stowed. */
        spread: fc.array(fc.tuple(oneOf(1, 2, 3), rarely(10, 20, 999), fc.integer({ min: 1, max: 8 })), {
          maxLength: 2,
        }),
        since: oneOf(null, '2025-12-01T00:00:00Z', '2026-11-01T00:00:00Z', '2026-11-24T00:00:00Z'),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ state, partner_ref, untracked, tracking, unlinked, hasTransit, wros }) => {
    const pickings = tracked(untracked, tracking);
    const order = f.purchaseOrder({ state, partner_ref, pickings });
    const numbers = wroNumbersOf(order, f.context());
    const linkedPickings = new Set<number>();
    const links: PurchaseOrderSeen['links'] = [];
    const made = wros.map((one, index) => {
      const twin = one.twin === null ? undefined : pickings[one.twin];
      const lines = twin ? twin.moves.map((move) => f.line(move.product_id, move.product_qty, 0)) : one.lines;
      const picking = one.linkedTo === null ? undefined : pickings[one.linkedTo];
      if (picking?.picking_type_code === 'incoming' && !linkedPickings.has(picking.id)) {
        linkedPickings.add(picking.id);
        const gap = one.gap > 0 ? { before_go_live: { '1': one.gap } } : {};
        const settled = one.settled > 0 ? { settled: { '2': one.settled } } : {};
        const tracking = one.tracking ? { tracking: one.tracking } : {};
        links.push({ ...f.wroLink(picking.id, 10 + index), data: { ...tracking, ...gap, ...settled } });
      }
      return f.wro(10 + index, {
        status: one.status,
        purchase_order_number: numbers[(one.number + index) % numbers.length] ?? null,
        fulfillment_center: { id: one.centre, name: 'C' },
        inventory_quantities: lines,
        external_sync: one.external_sync,
        expected_arrival_date: one.arrival,
        insert_date: one.since,
        last_updated_date: one.since,
      });
    });
    // Numbers are unique at ShipBob.
    const seen = new Set<string>();
    for (const wro of made) {
      if (wro.purchase_order_number !== null && seen.has(wro.purchase_order_number)) wro.purchase_order_number = null;
      else if (wro.purchase_order_number !== null) seen.add(wro.purchase_order_number);
    }
    const onHold = { reason: 'Overage', comment: null, barcode: null, tracking_barcode: null, linked_wro_date: null };
    const unidentified = made
      .slice(2)
      .map(({ id }) => ({ ...onHold, id, created_date: '2026-11-20T10:00:00Z', linked_wro_id: id }));
    const placements = Object.fromEntries(
      links.flatMap((link): [string, Placement][] => {
        const spread = wros[Number(link.shipbobId) - 10]?.spread ?? [];
        const lines = made.find(({ id }) => String(id) === link.shipbobId)?.inventory_quantities ?? [];
        const distributions = spread.map(([id, centre, quantity], index) => {
          const stowed = lines.filter((line) => line.inventory_id === 1000 + id).map((line) => line.stowed_quantity);
          const own = stowed.reduce((sum, one) => sum + one, 0);
          return f.spread(id, centre, index === 0 ? Math.min(quantity, own) : 0);
        });
        return spread.length === 0 ? [] : [[link.shipbobId, { distributions, moved: [] }]];
      }),
    );
    const transits: Record<string, number> = hasTransit ? { 'SB/In transit': 77 } : {};
    const strangers = { '1004': { product_id: 4, sku: 'D-4', tracking: 'none' as const } };
    const loose = { strangers, stock: { '1@70': 5 }, unidentified };
    return { order, products: f.products(unlinked), links, wros: made, ...loose, placements, transits };
  });

export const wroSeenArb: fc.Arbitrary<WroSeen> = fc
  .record({
    wro: fc.option(status),
    states: fc.array(oneOf('purchase', 'draft', 'cancel'), { maxLength: 3 }),
    isLinked: fc.boolean(),
  })
  .map(({ wro, states, isLinked }) => ({
    wro: wro === null ? null : f.wro(5, { status: wro }),
    candidates: states.map((state, index) => ({ id: index, name: `P${index}`, state })),
    link: isLinked ? f.wroLink(100, 5) : null,
  }));
