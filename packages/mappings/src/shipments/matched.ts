import { laneKey } from '../lanes.js';
import type { PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooSaleOrder, SeenLink, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, together } from '../shared/building.js';
import { isBeforeGoLive } from '../shared/go-live.js';
import { proposing } from '../shared/proposals.js';
import * as apartCases from './apart.cases.js';
import { type Apart, apartOf, bookApart, judgeApart, reverseEffect } from './apart.js';
import { deliveriesOf, openDeliveries, type Target, targetOf } from './deliveries.js';
import { standsStill } from './exceptions.js';
import type { LotsTaken } from './lots.js';
import { Occupied } from './occupied.js';
import { isCancelled, leftAt, stateOf } from './shipment-state.js';
import * as cases from './shipments.cases.js';
import { type Booking, shipEffect, shipmentAdoption } from './shipments.map.js';
import { notSold, shippedGoods } from './shipped-goods.js';
import { deliveredNotes, missingTracking, trackEffect, tracked } from './tracking.js';
import { cancelledApart } from './unmatched.js';

/** One trip over the shipments of an order; remembers which deliveries are taken and whether one is being shipped. */
export class ShipmentPass {
  readonly #linkOf: Map<string, SeenLink>;
  readonly #occupied: Occupied;
  readonly #taken: LotsTaken = new Map();
  #ships = false;

  constructor(
    readonly order: ShipBobOrder,
    readonly sale: OdooSaleOrder,
    readonly seen: ShipmentsSeen,
    readonly context: PlanContext,
  ) {
    this.#linkOf = new Map(seen.links.map((link) => [link.shipbobId, link]));
    const shipments = order.shipments.toSorted((a, b) => a.id - b.id);
    this.#occupied = new Occupied(shipments, seen, isCancelled);
  }

  judgeLinked(shipment: ShipBobShipment): Findings[] {
    const link = this.#linkOf.get(String(shipment.id));
    if (!link) return [];
    if (isCancelled(shipment)) return [cased(cases.cancelledAfterBooking(shipment, link.odooId))];
    const picking = this.sale.pickings.find((candidate) => candidate.id === link.odooId);
    if (!picking) return [cased(cases.linkedGone(shipment, link.odooId, this.sale))];
    const booking = this.#booking(shipment);
    const reverse = this.#reversal(booking, picking);
    if (this.#isOld(shipment)) return [{ ...noted(`shipment ${shipment.id} left before go-live: linked`), ...reverse }];
    return [together([{ ...noFindings(), ...reverse }, tracked(booking, picking, this.context)])];
  }

  /** Those that a person booked first: what they occupy cannot be another's, whatever their order. */
  judgeUnlinked(shipments: ShipBobShipment[]): Findings[] {
    const fresh = shipments.filter((shipment) => !this.#linkOf.has(String(shipment.id)));
    const byHand = fresh.filter((shipment) => this.#isByHand(shipment));
    const judged = [...byHand, ...fresh.filter((shipment) => !byHand.includes(shipment))];
    return judged.flatMap((shipment) => this.#judge(shipment));
  }

  #isByHand(shipment: ShipBobShipment): boolean {
    const booking = this.#booking(shipment);
    const goods = shippedGoods(booking);
    if (!(goods instanceof Map) || goods.size === 0 || this.#stateOf(shipment).kind !== 'gone') return false;
    return this.#targetOf(booking, goods, new Map()).kind === 'done_by_hand';
  }

  #judge(shipment: ShipBobShipment): Findings[] {
    const apart = apartOf(shipment, this.seen);
    const state = this.#stateOf(shipment);
    if (state.kind === 'cancelled' && apart && !apart.isReversed)
      return [cancelledApart(this.#booking(shipment), apart)];
    if (state.kind === 'gone') return [this.#book(shipment, state.why, apart)];
    if (state.kind === 'stopped') return [standsStill(this.#booking(shipment), this.sale, this.context)];
    if (state.kind === 'cancelled') return [noted(`shipment ${shipment.id} is cancelled`)];
    if (state.kind === 'waiting') return [noted(`shipment ${shipment.id} is ${state.status || 'without a status'}`)];
    const note = `shipment ${shipment.id} is labelled; it counts as gone at ${state.at.toISOString()}`;
    return [{ ...noted(note), laterAt: [state.at] }];
  }

  #book(shipment: ShipBobShipment, why: string, apart: Apart | null): Findings {
    // The next delivery is the backorder of the one that is being shipped, and does not exist yet.
    if (this.#ships) return noted(`shipment ${shipment.id} follows once the first is booked`);
    const booking = this.#booking(shipment);
    const goods = shippedGoods(booking);
    const target: Target = goods instanceof Map ? this.#targetOf(booking, goods) : { kind: 'case', case: goods };
    if (goods instanceof Map && goods.size === 0) return noted(`shipment ${shipment.id} holds no goods`);
    if (this.#isOld(shipment) && !apart) return this.#bookOld(booking, target);
    if (target.kind === 'case') return this.#cannotBook(booking, target, apart);
    const { picking } = target;
    this.#occupied.take(picking, shipment);
    const reverse = this.#reversal(booking, picking);
    if (target.kind === 'done_by_hand') {
      const track = trackEffect(booking, picking, this.context);
      const adopted: Findings = {
        ...noted(`shipment ${shipment.id} was booked by hand on ${picking.name}: linked`),
        adoptions: [shipmentAdoption(booking, picking, target.part)],
        effects: [...reverse.effects, ...(track === null ? [] : [track])],
      };
      return together([adopted, missingTracking(shipment, this.context)]);
    }
    this.#ships = true;
    const more = this.#othersWait(shipment);
    const shipped: Findings = {
      ...noted(`shipment ${shipment.id} is ${why}: shipped on ${picking.name}`),
      effects: [...reverse.effects, this.#ship(booking, target, why)],
      rings: more ? [{ lane: laneKey('order', this.order.id), reason: 'another shipment is to be booked' }] : [],
    };
    return together([shipped, missingTracking(shipment, this.context)]);
  }

  #targetOf(booking: Booking, goods: Map<number, number>, taken: LotsTaken = this.#taken): Target {
    const strange = notSold(booking, goods);
    if (strange !== null) return { kind: 'case', case: strange };
    return targetOf(booking, goods, { occupied: this.#occupied, taken }, this.context);
  }

  #ship(booking: Booking, target: Extract<Target, { kind: 'ship' }>, why: string): PlannedEffect {
    const quantities = shippedGoods(booking);
    const delivered = deliveredNotes(booking, target.picking.note ?? null, this.context);
    const notes = [...target.notes, ...delivered];
    const departure = { ...target, notes, quantities: quantities instanceof Map ? quantities : new Map(), why };
    return shipEffect(booking, departure, this.context);
  }

  /** A delivery of its own that stands beside the sale order's is brought back first, so that the goods leave once. */
  #reversal(booking: Booking, picking: OdooPicking): { effects: PlannedEffect[] } {
    const apart = apartOf(booking.shipment, this.seen);
    if (!apart || apart.isReversed || apart.picking === null) return { effects: [] };
    const why = `${this.sale.name} appeared afterwards; its own delivery ${picking.name} takes the place of ${apart.picking.name}`;
    return { effects: [reverseEffect(booking, { ...apart, picking: apart.picking }, why)] };
  }

  /** Goods that the sale order has no delivery for: what was booked apart stays, a replacement is booked apart. */
  #cannotBook(booking: Booking, target: Extract<Target, { kind: 'case' }>, apart: Apart | null): Findings {
    const nothingOpen = target.case.code === 'shipments.no_open_delivery';
    if (!nothingOpen) return cased(target.case);
    if (apart && !apart.isReversed) return judgeApart(booking, apart, this.context);
    if (apart || !this.#isReplacement()) return cased(target.case);
    const partnerId = this.sale.partner_shipping_id ?? null;
    const why = `a further shipment of ${this.sale.name}, which was delivered already`;
    const booked = bookApart(booking, { why, partnerId, isLoss: false }, this.#taken, this.context);
    if (this.context.settings.shipments.replacement === 'picking') return booked;
    return cased(proposing(target.case, booked.effects));
  }

  /** Everything was delivered, each delivery for a shipment that ShipBob still stands by. */
  #isReplacement(): boolean {
    const done = deliveriesOf({ sale: this.sale }).filter((picking) => picking.state === 'done');
    const cancelled = this.order.shipments.some(
      (shipment) => this.#linkOf.has(String(shipment.id)) && isCancelled(shipment),
    );
    return done.length > 0 && !cancelled && done.every((picking) => !this.#occupied.isFree(picking));
  }

  /** What left before go-live is linked or told, never written. */
  #bookOld(booking: Booking, target: Target): Findings {
    const { shipment } = booking;
    if (target.kind === 'done_by_hand') {
      const { picking } = target;
      this.#occupied.take(picking, shipment);
      const note = `shipment ${shipment.id} left before go-live and is done on ${picking.name}: linked`;
      return { ...noted(note), adoptions: [shipmentAdoption(booking, picking, target.part)] };
    }
    const open = openDeliveries(booking);
    if (target.kind === 'ship') {
      const why = `${target.picking.name} asks for goods that ShipBob shipped.`;
      const effect = this.#ship(booking, target, 'shipped before go-live');
      return cased(proposing(apartCases.beforeGoLive(shipment, this.sale, [target.picking], why), [effect]));
    }
    if (open.length > 0) return cased(apartCases.beforeGoLive(shipment, this.sale, open, target.case.cause));
    if (target.case.code === 'shipments.no_open_delivery')
      return noted(`shipment ${shipment.id} left before go-live; ${this.sale.name} has nothing open`);
    return cased(apartCases.otherBeforeGoLive(shipment, this.sale, target.case));
  }

  /** Whether others are to be booked as well, or are judged otherwise once this one is booked. */
  #othersWait(shipment: ShipBobShipment): boolean {
    return this.order.shipments.some(
      (other) =>
        other.id !== shipment.id && !this.#linkOf.has(String(other.id)) && this.#stateOf(other).kind === 'gone',
    );
  }

  #isOld(shipment: ShipBobShipment): boolean {
    return isBeforeGoLive(leftAt(shipment)?.toISOString(), this.context);
  }

  #stateOf(shipment: ShipBobShipment) {
    return stateOf(shipment, this.context);
  }

  #booking(shipment: ShipBobShipment): Booking {
    return { order: this.order, shipment, sale: this.sale, seen: this.seen };
  }
}
