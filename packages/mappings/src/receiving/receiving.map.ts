import type { PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import { addTo, type Quantities } from '../shared/quantities.js';
import { isClosed, openDemand, skuOf } from '../shared/receipts.js';
import { moreThan } from '../shared/units.js';
import type { Judged } from './judge-chain.js';
import { addLot, type Lot, type Lots, takeLots } from './lots.js';

/**
 * The bookings of one WRO, one for each of its open receipts, oldest first. Goals are cumulative over all receipts of the
 * order, and over each lot, so that a repeated booking finds nothing left to do; `soFar` counts earlier bookings of the same
 * plan.
 */
export function bookingsOf(
  judged: Judged,
  order: OdooPurchaseOrder,
  seen: PurchaseOrderSeen,
  soFar: { done: Quantities; lots: Lots },
): PlannedEffect[] {
  const left = new Map(judged.book);
  const lotsLeft = new Map([...judged.lots].map(([id, lots]) => [id, lots.map((lot) => ({ ...lot }))]));
  const open = judged.chain.pickings.filter((candidate) => !isClosed(candidate));
  return open.flatMap((picking, index) => {
    const demand = openDemand([picking]);
    const isLast = index === open.length - 1;
    const lines = [...left].flatMap(([product_id, quantity]) => {
      const isBeyond = isLast && judged.beyond.has(product_id);
      const now = isBeyond ? quantity : Math.min(quantity, demand.get(product_id) ?? 0);
      if (!moreThan(now, 0)) return [];
      left.set(product_id, quantity - now);
      const done = soFar.done.get(product_id) ?? 0;
      addTo(soFar.done, product_id, now);
      const beyond = moreThan(now, demand.get(product_id) ?? 0) ? { beyond_order: true } : {};
      const line = { product_id, sku: skuOf(product_id, seen.products), done, goal: done + now, ...beyond };
      const lots = lotsLeft.get(product_id);
      return [lots === undefined ? line : { ...line, lots: lotGoals(product_id, takeLots(lots, now), soFar.lots) }];
    });
    return lines.length === 0 ? [] : [bookingOf(picking, lines, judged, order)];
  });
}

const bookingOf = (
  picking: OdooPicking,
  lines: { product_id: number; sku: string; done: number; goal: number }[],
  { wro, placing }: Judged,
  order: OdooPurchaseOrder,
): PlannedEffect => ({
  flow: 'receiving',
  operation: 'odoo.receipt.book',
  target: 'odoo',
  kind: 'converge',
  businessKey: `picking ${picking.id}`,
  title: `receive ${picking.name} of ${order.name}${placing?.isInTransit ? ` into ${placing.from.name}` : ''}`,
  before: Object.fromEntries(lines.map(({ sku, done }) => [sku, done])),
  after: Object.fromEntries(lines.map(({ sku, goal }) => [sku, goal])),
  request: {
    purchase_order_id: order.id,
    picking_id: picking.id,
    lines,
    keep_backorder: true,
    ...(placing?.isInTransit ? { location_dest_id: placing.from.id } : {}),
  },
  reason: `WRO ${wro.id} is ${wro.status} and has stowed these quantities`,
  link: null,
});

/** The goal of each lot that is booked now: on top of what the order's receipts have of it. */
const lotGoals = (productId: number, taken: Lot[], lotsSoFar: Lots): Lot[] =>
  taken.map((lot) => {
    addLot(lotsSoFar, productId, lot);
    return { ...lot, quantity: lotsSoFar.get(productId)?.get(lot.name)?.quantity ?? lot.quantity };
  });

/** Tells ShipBob that receipts are in the ERP. */
export const externalSyncEffect = (wros: ShipBobWro[]): PlannedEffect => ({
  flow: 'receiving',
  operation: 'shipbob.wro.set_external_sync',
  target: 'shipbob',
  kind: 'converge',
  businessKey: `wro ${wros.map((wro) => wro.id).join(',')}`,
  title: `mark WRO ${wros.map((wro) => wro.purchase_order_number ?? wro.id).join(', ')} as synced`,
  before: { external_sync: false },
  after: { external_sync: true },
  request: { wro_ids: wros.map((wro) => wro.id) },
  reason: 'everything stowed is booked in Odoo',
  link: null,
});
