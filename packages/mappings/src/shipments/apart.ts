import type { PlannedCase, PlannedEffect } from '../plan.js';
import type { OdooPicking, SeenLink, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noted, together } from '../shared/building.js';
import type { Quantities } from '../shared/quantities.js';
import * as cases from './apart.cases.js';
import { type LotsTaken, lotsOf } from './lots.js';
import { originOf } from './origin.js';
import { partOfDay, type TakenLine } from './parts-of-days.js';
import * as plain from './shipments.cases.js';
import { apartOrigin, carrierOf, linesOf, parcelNotes, trackingNumber } from './shipments.map.js';
import { type Leaving, shippedGoods, trackedGoods } from './shipped-goods.js';
import { deliveredNotes, missingTracking, tracked } from './tracking.js';

/** A delivery of its own that was booked for a shipment. */
export interface Apart {
  link: SeenLink;
  /** Null when Odoo has it no more. */
  picking: OdooPicking | null;
  /** What it took was brought back. */
  isReversed: boolean;
}

export function apartOf(shipment: ShipBobShipment, seen: ShipmentsSeen): Apart | null {
  const links = (seen.apartLinks ?? []).filter((link) => link.shipbobId === String(shipment.id));
  const link = links.find(({ shipbobType }) => shipbobType === 'shipment-apart');
  if (!link) return null;
  const picking = seen.apart?.find(({ id }) => id === link.odooId) ?? null;
  return { link, picking, isReversed: links.some(({ shipbobType }) => shipbobType === 'shipment-reversal') };
}

/** A delivery of its own that stands: its tracking goes on. A day's delivery holds no parcel's number. */
export function judgeApart(leaving: Leaving, { link, picking }: Apart, context: PlanContext): Findings {
  const { shipment } = leaving;
  if (picking === null) return cased(cases.apartGone(shipment, link.odooId));
  if (partOfDay(link) !== null) return noted(`shipment ${shipment.id} is part of ${picking.name}`);
  return tracked(leaving, picking, context);
}

/** One that Odoo still has. */
export type StandingApart = Apart & { picking: OdooPicking };

function takenBy(picking: OdooPicking): TakenLine[] {
  return picking.moves
    .filter((move) => move.state === 'done' && move.quantity > 0)
    .flatMap((move) => {
      const sku = move.sku ?? `#${move.product_id}`;
      const lots = move.done_lots?.map(({ name, quantity }) => ({ lot: name, quantity }));
      const parts = lots && lots.length > 0 ? lots : [{ lot: null, quantity: move.quantity }];
      return parts.map((part) => ({ product_id: move.product_id, sku, ...part }));
    });
}

/** Why a delivery of its own is made. */
export interface ApartReason {
  why: string;
  /** Who gets it; null takes the configured contact. */
  partnerId: number | null;
  /** Goods out to the losses instead of the customers: only stock is corrected. */
  isLoss: boolean;
}

/** One done delivery for one shipment: quantities, lots, carrier and tracking as far as they are known. */
export function bookApart(leaving: Leaving, reason: ApartReason, taken: LotsTaken, context: PlanContext): Findings {
  const { shipment } = leaving;
  const goods = shippedGoods(leaving);
  if (!(goods instanceof Map)) return cased(goods);
  if (goods.size === 0) return noted(`shipment ${shipment.id} holds no goods`);
  const effect = apartEffect(leaving, goods, reason, taken, context);
  if ('cause' in effect) return cased(effect);
  const booked = { ...noted(`shipment ${shipment.id} is ${reason.why}`), effects: [effect] };
  return together([booked, missingTracking(shipment, context)]);
}

function apartEffect(
  leaving: Leaving,
  goods: Quantities,
  reason: ApartReason,
  taken: LotsTaken,
  context: PlanContext,
): PlannedEffect | PlannedCase {
  const { order, shipment, seen } = leaving;
  const from = originOf(shipment, seen, context);
  if ('case' in from) return from.case;
  if (from.rootId === null) return cases.noCentre(shipment);
  const means = meansOf(seen, from.warehouseIds, reason, context);
  if ('lacks' in means) return cases.lacking(shipment, means.lacks);
  const byLot = trackedGoods(seen, goods, null);
  const lots = lotsOf(leaving, byLot, goods, { rootId: from.rootId, taken }, context);
  if (lots.missing.length > 0) return plain.lotsNeeded(shipment, lots.missing);
  const carrier = carrierOf(shipment, seen, context);
  const chosen = lots.chosen.map((what) => `lots chosen by first expiry: ${what}`);
  const notes = [...parcelNotes(shipment), ...chosen, ...deliveredNotes(leaving, null, context)];
  const lines = linesOf(seen, goods, lots.lots);
  return {
    flow: 'shipments',
    operation: 'odoo.delivery.anonymous',
    target: 'odoo',
    kind: 'create',
    businessKey: `shipment ${shipment.id}`,
    title: `delivery of its own for shipment ${shipment.id}`,
    before: null,
    after: {
      state: 'done',
      origin: apartOrigin(order, shipment),
      operation_type: means.type.name,
      carrier_tracking_ref: trackingNumber(shipment),
      carrier: carrier.name,
      shipped: Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity])),
    },
    request: {
      shipment_id: shipment.id,
      picking_type_id: means.type.id,
      partner_id: means.partnerId,
      location_id: from.rootId,
      location_dest_id: means.destination,
      lines,
      carrier_id: carrier.id,
      carrier_tracking_ref: trackingNumber(shipment),
      ...(notes.length > 0 ? { notes } : {}),
      origin: apartOrigin(order, shipment),
    },
    reason: [`ShipBob shipment ${shipment.id} is ${reason.why}${carrier.note}`, ...chosen].join('; '),
    link: { odooModel: 'stock.picking', odooId: null, shipbobType: 'shipment-apart' },
  };
}

interface Means {
  type: { id: number; name: string };
  destination: number;
  partnerId: number | null;
}

export function meansOf(
  seen: Pick<ShipmentsSeen, 'means'>,
  warehouseIds: ReadonlySet<number>,
  reason: Pick<ApartReason, 'partnerId' | 'isLoss'>,
  context: PlanContext,
): Means | { lacks: string[] } {
  const { unmatched_type, unmatched_partner } = context.settings.shipments;
  const here = (seen.means?.types ?? [])
    .filter(({ warehouse_id }) => warehouse_id !== null && warehouseIds.has(warehouse_id))
    .sort((a, b) => a.id - b.id);
  const type = here.find(({ name }) => name === unmatched_type) ?? here[0];
  const destination = (reason.isLoss ? seen.means?.losses : seen.means?.customers) ?? null;
  const asked = reason.partnerId === null ? unmatched_partner : null;
  const [partner, ...more] = asked === null ? [] : (seen.means?.partners ?? []);
  const hasPartner = asked === null || (partner !== undefined && more.length === 0);
  const lacks = [
    type ? null : `operation type for deliveries of the centre’s warehouse`,
    destination === null ? `location for ${reason.isLoss ? 'inventory losses' : 'customers'}` : null,
    hasPartner ? null : `single contact named "${asked}"`,
  ].filter((what) => what !== null);
  if (type && destination !== null && lacks.length === 0)
    return { type, destination, partnerId: reason.partnerId ?? partner?.id ?? null };
  return { lacks };
}

/** Brings back all that was taken for the shipment, to where it came from: of a day's delivery exactly its part. */
export function reverseEffect({ order, shipment }: Leaving, apart: StandingApart, why: string): PlannedEffect {
  const { picking, link } = apart;
  const part = partOfDay(link);
  const lines = (part?.lines ?? takenBy(picking)).map((line) => ({ ...line, location_dest_id: picking.location_id }));
  return {
    flow: 'shipments',
    operation: 'odoo.delivery.reverse',
    target: 'odoo',
    kind: 'create',
    businessKey: `shipment ${shipment.id}`,
    title: `reversal of ${part === null ? picking.name : `shipment ${shipment.id} in ${picking.name}`}`,
    before: { picking: picking.name, state: picking.state },
    after: { returned: lines.map(({ sku, lot, quantity }) => ({ sku, lot, quantity })) },
    request: {
      shipment_id: shipment.id,
      from: { delivery_id: picking.id },
      lines,
      update_order: false,
      origin_marker: `mlc:reversal:${order.id}:${shipment.id}`,
    },
    reason: why,
    link: { odooModel: 'stock.picking', odooId: null, shipbobType: 'shipment-reversal' },
  };
}
