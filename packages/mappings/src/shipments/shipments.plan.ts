import { laneKey } from '../lanes.js';
import { ignored, later, type Plan, parked } from '../plan.js';
import type { OdooSaleOrder, SeenLink, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, planOf, together } from '../shared/building.js';
import { hoursAfter, instant } from '../shared/dates.js';
import { targetOf } from './deliveries.js';
import { matchSaleOrder, orderName } from './match-order.js';
import { stateOf } from './shipment-state.js';
import * as cases from './shipments.cases.js';
import { type Booking, shipEffect, shipmentAdoption, trackEffect } from './shipments.map.js';
import { shippedGoods } from './shipped-goods.js';

/** Shipments of a ShipBob order -> the deliveries of its sale order: quantities, carrier, tracking, location. */
export function planShipments(seen: ShipmentsSeen, context: PlanContext): Plan {
  const { order } = seen;
  if (order === null) return ignored('ShipBob no longer shows this order');
  const { channel_id } = context.connection;
  if (order.channel?.id !== channel_id)
    return ignored(
      `foreign_channel: the order belongs to channel ${order.channel?.id ?? 'unknown'}, not ${channel_id}`,
    );
  if (isOver(order, seen.links)) return ignored(`order ${orderName(order)} was cancelled before anything was shipped`);
  const match = matchSaleOrder(seen, context);
  if (match.kind === 'several') return parked(cases.severalSaleOrders(order, match.by, match.sales));
  if (match.kind !== 'one') return planUnmatched(order, match.kind === 'unconfirmed' ? match.sales : [], context);
  return planMatched(order, match.sale, seen, context);
}

const isOver = (order: ShipBobOrder, links: SeenLink[]): boolean =>
  links.length === 0 &&
  order.shipments.every((shipment) => stateOf(shipment, new Date(0), 0).kind === 'cancelled') &&
  (order.shipments.length > 0 || order.status === 'Cancelled');

/** A sale order may reach Odoo after its shipment: wait for it, then ask. */
function planUnmatched(order: ShipBobOrder, unconfirmed: OdooSaleOrder[], context: PlanContext): Plan {
  const created = instant(order.created_date);
  const until = created && hoursAfter(created, context.settings.shipments.grace_hours);
  if (until === null || until <= new Date(context.now)) return parked(cases.noSaleOrder(order, unconfirmed));
  return later(`no sale order for ${orderName(order)} yet; it may still come`, { at: until });
}

function planMatched(order: ShipBobOrder, sale: OdooSaleOrder, seen: ShipmentsSeen, context: PlanContext): Plan {
  const pass = new ShipmentPass(order, sale, seen, context);
  const shipments = [...order.shipments].sort((a, b) => a.id - b.id);
  // Linked ones first: what they occupy cannot be another's.
  const linked = shipments.flatMap((shipment) => pass.judgeLinked(shipment));
  const fresh = shipments.flatMap((shipment) => pass.judgeUnlinked(shipment));
  return planOf(together([...linked, ...fresh]), `${sale.name} has no shipment to book`);
}

/** One trip over the shipments of an order; remembers which deliveries are taken and whether one is being shipped. */
class ShipmentPass {
  readonly #linkOf: Map<string, SeenLink>;
  readonly #used: Set<number>;
  #ships = false;

  constructor(
    readonly order: ShipBobOrder,
    readonly sale: OdooSaleOrder,
    readonly seen: ShipmentsSeen,
    readonly context: PlanContext,
  ) {
    this.#linkOf = new Map(seen.links.map((link) => [link.shipbobId, link]));
    this.#used = new Set([...seen.links, ...(seen.otherLinks ?? [])].map((link) => link.odooId));
  }

  judgeLinked(shipment: ShipBobShipment): Findings[] {
    const link = this.#linkOf.get(String(shipment.id));
    if (!link) return [];
    if (this.#stateOf(shipment).kind === 'cancelled')
      return [cased(cases.cancelledAfterBooking(shipment, link.odooId))];
    const picking = this.sale.pickings.find((candidate) => candidate.id === link.odooId);
    if (!picking) return [cased(cases.linkedGone(shipment, link.odooId, this.sale))];
    const track = trackEffect(this.#booking(shipment), picking, this.context);
    if (track === null) return [noted(`shipment ${shipment.id} is booked on ${picking.name}`)];
    return [{ ...noFindings(), effects: [track], notes: [`tracking of shipment ${shipment.id} written`] }];
  }

  judgeUnlinked(shipment: ShipBobShipment): Findings[] {
    if (this.#linkOf.has(String(shipment.id))) return [];
    const state = this.#stateOf(shipment);
    if (state.kind === 'gone') return [this.#book(shipment, state.why)];
    if (state.kind === 'stopped') return [cased(cases.exception(this.order, shipment))];
    if (state.kind === 'cancelled') return [noted(`shipment ${shipment.id} is cancelled`)];
    if (state.kind === 'waiting') return [noted(`shipment ${shipment.id} is ${state.status || 'without a status'}`)];
    const note = `shipment ${shipment.id} is labelled; it counts as gone at ${state.at.toISOString()}`;
    return [{ ...noted(note), laterAt: [state.at] }];
  }

  #book(shipment: ShipBobShipment, why: string): Findings {
    // The next delivery is the backorder of the one that is being shipped, and does not exist yet.
    if (this.#ships) return noted(`shipment ${shipment.id} follows once the first is booked`);
    const booking = this.#booking(shipment);
    const goods = shippedGoods(booking);
    if (!(goods instanceof Map)) return cased(goods);
    if (goods.size === 0) return noted(`shipment ${shipment.id} holds no goods`);
    const target = targetOf(booking, goods, this.#used, this.context);
    if (target.kind === 'case') return cased(target.case);
    const { picking } = target;
    this.#used.add(picking.id);
    if (target.kind === 'done_by_hand') {
      const track = trackEffect(booking, picking, this.context);
      const note = `shipment ${shipment.id} was booked by hand on ${picking.name}: linked`;
      return {
        ...noted(note),
        adoptions: [shipmentAdoption(booking, picking)],
        effects: track === null ? [] : [track],
      };
    }
    this.#ships = true;
    const more = this.#othersWait(shipment);
    return {
      ...noted(`shipment ${shipment.id} is ${why}: shipped on ${picking.name}`),
      effects: [shipEffect(booking, picking, goods, why, this.context)],
      rings: more ? [{ lane: laneKey('order', this.order.id), reason: 'another shipment is to be booked' }] : [],
    };
  }

  /** Whether shipments after this one are to be booked as well. */
  #othersWait(shipment: ShipBobShipment): boolean {
    return this.order.shipments.some(
      (other) => other.id > shipment.id && !this.#linkOf.has(String(other.id)) && this.#stateOf(other).kind === 'gone',
    );
  }

  #stateOf(shipment: ShipBobShipment) {
    return stateOf(shipment, new Date(this.context.now), this.context.settings.shipments.label_hours);
  }

  #booking(shipment: ShipBobShipment): Booking {
    return { order: this.order, shipment, sale: this.sale, seen: this.seen };
  }
}
