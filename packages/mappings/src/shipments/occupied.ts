import type { OdooPicking, SeenLink, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import { merged, nonZero, type Quantities, sameQuantities } from '../shared/quantities.js';
import { doneQuantities } from '../shared/receipts.js';
import { shippedGoods } from './shipped-goods.js';

/** Which deliveries shipments stand on already, and what a delivery that a person did still has room for. */
export class Occupied {
  /** Shipments on each delivery; null for those of another ShipBob order, whose goods nobody knows here. */
  readonly #on = new Map<number, (ShipBobShipment | null)[]>();
  /** Shipments that are on no delivery and may come to be on one. */
  readonly #pending: ShipBobShipment[];

  constructor(
    readonly shipments: ShipBobShipment[],
    readonly seen: ShipmentsSeen,
    isCancelled: (shipment: ShipBobShipment) => boolean,
  ) {
    const linkOf = new Map(seen.links.map((link): [string, SeenLink] => [link.shipbobId, link]));
    for (const shipment of shipments) {
      const link = linkOf.get(String(shipment.id));
      if (link) this.#add(link.odooId, shipment);
    }
    for (const link of seen.otherLinks ?? []) this.#add(link.odooId, null);
    // Links of shipments that the order no longer shows.
    for (const link of seen.links)
      if (!shipments.some(({ id }) => String(id) === link.shipbobId)) this.#add(link.odooId, null);
    this.#pending = shipments.filter((shipment) => !linkOf.has(String(shipment.id)) && !isCancelled(shipment));
  }

  take(picking: OdooPicking, shipment: ShipBobShipment): void {
    this.#add(picking.id, shipment);
    const at = this.#pending.findIndex(({ id }) => id === shipment.id);
    if (at >= 0) this.#pending.splice(at, 1);
  }

  isFree(picking: OdooPicking): boolean {
    return !this.#on.has(picking.id);
  }

  /**
   * A delivery that a person did whose quantities, less what other shipments have of it, are these goods; or those of all
   * shipments that are still on no delivery, when several parcels left as one delivery.
   */
  roomFor(goods: Quantities, done: OdooPicking[]): { picking: OdooPicking; part: number } | null {
    const rooms = done.flatMap((picking) => {
      const room = this.#room(picking);
      return room === null ? [] : [{ picking, room, part: (this.#on.get(picking.id) ?? []).length + 1 }];
    });
    const own = rooms.find(({ room }) => sameQuantities(room, goods));
    if (own) return { picking: own.picking, part: own.part };
    const all = this.#pending.length > 1 ? this.#allPending() : null;
    const whole = all === null ? undefined : rooms.find(({ room }) => sameQuantities(room, all));
    return whole ? { picking: whole.picking, part: whole.part } : null;
  }

  #add(pickingId: number, shipment: ShipBobShipment | null): void {
    this.#on.set(pickingId, [...(this.#on.get(pickingId) ?? []), shipment]);
  }

  /** Null when it is full or nobody can say. */
  #room(picking: OdooPicking): Quantities | null {
    const left = doneQuantities([picking]);
    for (const shipment of this.#on.get(picking.id) ?? []) {
      const goods = shipment && this.#goodsOf(shipment);
      if (!goods) return null;
      for (const [id, quantity] of goods) left.set(id, (left.get(id) ?? 0) - quantity);
    }
    const room = nonZero(left);
    return room.size === 0 || [...room.values()].some((quantity) => quantity < 0) ? null : room;
  }

  #allPending(): Quantities | null {
    const goods = this.#pending.map((shipment) => this.#goodsOf(shipment));
    const known = goods.filter((one) => one !== null);
    return known.length === goods.length ? merged(...known) : null;
  }

  #goodsOf(shipment: ShipBobShipment): Quantities | null {
    const goods = shippedGoods({ shipment, seen: this.seen });
    return goods instanceof Map ? goods : null;
  }
}
