/** A small model of Odoo and ShipBob for deliveries by the day: what passes of lanes do to both, whatever their order. */
import { expect } from 'vitest';
import { parseLane } from '../lanes.js';
import { operations } from '../operations.js';
import type { Plan } from '../plan.js';
import type { OdooPicking, SeenLink, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { dayOfLane, dayOrigin } from './centre-days.js';
import { planDay } from './day.plan.js';
import { planShipments } from './shipments.plan.js';

const START = Date.parse('2026-11-20T08:00:00Z');
const SETTINGS = {
  shipments: { unmatched: 'daily' as const, daily_close_hours: 2 },
  centres: [
    { fulfillment_center_id: 10, warehouse: 'SB', time_zone: 'America/Chicago' },
    { fulfillment_center_id: 20, warehouse: 'CHI', time_zone: 'Europe/Berlin' },
  ],
};

const CENTRES = [
  { id: 10, name: 'Chicago', stock: 70 },
  { id: 20, name: 'Berlin', stock: 80 },
] as const;

export interface Transfer {
  origin: string;
  picking: OdooPicking;
  /** Units of product 1 that left by it; below zero they came back. */
  units: number;
}

/** Orders, their sale orders, Odoo's transfers, the links, and what the lanes' latest passes said of the days. */
export class World {
  now = START;
  readonly orders: ShipBobOrder[] = [];
  readonly sold = new Map<number, OdooPicking>();
  readonly transfers: Transfer[] = [];
  readonly links: SeenLink[] = [];
  readonly labels = new Map<number, string[]>();
  readonly due = new Set<string>();

  order(quantities: number[], centre = 0): ShipBobOrder {
    const id = 60 + this.orders.length;
    const at = CENTRES[centre] ?? CENTRES[0];
    const shipments = quantities.map((quantity, index) =>
      f.shipment(id * 10 + index, {
        status: 'Processing',
        actual_fulfillment_date: null,
        location: { id: at.id, name: at.name },
        items: [f.item(1, quantity)],
      }),
    );
    const created_date = new Date(this.now).toISOString();
    const order = f.shipbobOrder(shipments, { id, order_number: `S${id}`, reference_id: `r${id}`, created_date });
    this.orders.push(order);
    return order;
  }

  ship(order: ShipBobOrder): void {
    for (const shipment of order.shipments)
      if (shipment.status === 'Processing')
        Object.assign(shipment, { status: 'Completed', actual_fulfillment_date: new Date(this.now).toISOString() });
  }

  cancel(shipment: ShipBobShipment | undefined): void {
    if (shipment?.status === 'Processing') shipment.status = 'Cancelled';
  }

  /** The sale order reaches Odoo with a delivery that is open. */
  sell(order: ShipBobOrder): void {
    const units = order.shipments
      .filter((one) => one.status !== 'Cancelled')
      .reduce((sum, one) => sum + unitsOf(one), 0);
    if (this.sold.has(order.id) || units === 0) return;
    const warehouse = order.shipments[0]?.location?.id === 20 ? 8 : f.SB.id;
    this.sold.set(order.id, f.delivery(order.id * 10, [f.move(1, units)], { warehouse_id: warehouse }));
  }

  wait(hours: number): void {
    this.now += hours * 3_600_000;
  }

  context() {
    return f.context(SETTINGS, { now: new Date(this.now).toISOString() });
  }

  seen(order: ShipBobOrder): ShipmentsSeen {
    const ids = new Set(order.shipments.map(({ id }) => String(id)));
    const own = this.links.filter((link) => ids.has(link.shipbobId));
    const apartLinks = own.filter((link) => link.shipbobType !== 'shipment');
    const delivery = this.sold.get(order.id);
    const all = [delivery, ...this.transfers.map(({ picking }) => picking)].filter((one) => one !== undefined);
    const pickings = [...new Map(all.map((one) => [one.id, one])).values()];
    const backorders = pickings.filter((one) => delivery && one.id >= delivery.id && one.id < delivery.id + 5);
    const sale = f.saleOrder({ id: order.id, name: `S${order.id}`, pickings: backorders });
    return f.shipmentsSeen({
      order: structuredClone(order),
      saleOrders: delivery ? [{ by: 'name', order: structuredClone(sale) }] : [],
      links: own.filter((link) => link.shipbobType === 'shipment'),
      ...(apartLinks.length > 0
        ? { apartLinks, apart: this.transfers.map((one) => one.picking).filter((one) => holds(apartLinks, one)) }
        : {}),
      means: {
        types: [
          { id: 91, name: 'Delivery Orders', warehouse_id: f.SB.id },
          { id: 92, name: 'Delivery Orders', warehouse_id: 8 },
        ],
        ...{ customers: 5, losses: 6, partners: [] },
      },
      dailies: this.transfers.map(({ origin }) => origin).filter((origin) => origin.startsWith('SB-day-')),
    });
  }

  planOf(lane: string): Plan {
    const { subject, id } = parseLane(lane);
    if (subject === 'order') {
      const order = this.orders.find((one) => one.id === id);
      if (!order) throw new Error(`no ${lane}`);
      return planShipments(this.seen(order), this.context());
    }
    const day = dayOfLane(id);
    const origin = dayOrigin(day, this.context());
    const waiting = this.orders.filter((order) => this.labels.get(order.id)?.includes(origin));
    const delivery = this.transfers.find((one) => one.origin === origin)?.picking ?? null;
    return planDay({ day, delivery, orders: waiting.map((order) => this.seen(order)) }, this.context());
  }

  /** One pass of a lane whose plan may be as old as its look. */
  pass(lane: string, plan = this.planOf(lane)): Plan {
    this.due.delete(lane);
    const { subject, id } = parseLane(lane);
    for (const effect of plan.effects) this.#apply(effect);
    if (subject === 'order') this.labels.set(id, plan.labels ?? []);
    for (const ring of plan.rings) this.due.add(ring.lane);
    if (plan.end.kind === 'later' && plan.end.at !== null && Date.parse(plan.end.at) <= this.now) this.due.add(lane);
    return plan;
  }

  #apply(effect: Plan['effects'][number]): void {
    if (effect.operation === 'odoo.delivery.anonymous') this.#leave(effect);
    else if (effect.operation === 'odoo.delivery.reverse') this.#comeBack(effect);
    else if (effect.operation === 'odoo.delivery.ship') this.#shipSold(effect);
    else throw new Error(effect.operation);
  }

  #leave(effect: Plan['effects'][number]): void {
    const request = operations['odoo.delivery.anonymous'].parse(effect.request);
    // Found by its source document: what was done once is not done again.
    if (this.transfers.some(({ origin }) => origin === request.origin)) throw new Error(`${request.origin} twice`);
    const units = request.lines.reduce((sum, line) => sum + line.quantity, 0);
    const id = 90_000 + this.transfers.length;
    const picking = f.delivery(id, [f.doneMove(1, units)], { state: 'done', location_id: request.location_id });
    this.transfers.push({ origin: request.origin, picking, units });
    for (const link of effect.links ?? []) this.links.push({ ...link, odooId: id });
  }

  #comeBack(effect: Plan['effects'][number]): void {
    const request = operations['odoo.delivery.reverse'].parse(effect.request);
    const from = 'delivery_id' in request.from ? request.from.delivery_id : 0;
    const units = request.lines.reduce((sum, line) => sum + line.quantity, 0);
    const left = this.transfers.filter(({ picking }) => picking.id === from || picking.return_id === from);
    expect(left.reduce((sum, one) => sum + one.units, 0)).toBeGreaterThanOrEqual(units);
    const id = 90_000 + this.transfers.length;
    const picking = f.picking(id, [f.doneMove(1, units)], { state: 'done', return_id: from });
    this.transfers.push({ origin: `back ${request.shipment_id}`, picking, units: -units });
    this.links.push(f.link('stock.picking', id, 'shipment-reversal', request.shipment_id));
  }

  #shipSold(effect: Plan['effects'][number]): void {
    const request = operations['odoo.delivery.ship'].parse(effect.request);
    const units = request.lines.reduce((sum, line) => sum + line.quantity, 0);
    const all = [...this.sold.values(), ...this.transfers.map((one) => one.picking)];
    const picking = all.find(({ id }) => id === request.picking_id);
    const demand = picking?.moves[0]?.product_qty ?? 0;
    if (!picking || picking.state === 'done' || units > demand) throw new Error('cannot ship');
    const { carrier_tracking_ref } = request;
    Object.assign(picking, { state: 'done', moves: [f.doneMove(1, units)], carrier_tracking_ref });
    this.transfers.push({ origin: '', picking, units });
    this.links.push(f.link('stock.picking', picking.id, 'shipment', request.shipment_id));
    if (units === demand) return;
    const rest = f.delivery(picking.id + 1, [f.move(1, demand - units)], { warehouse_id: picking.warehouse_id });
    this.transfers.push({ origin: '', picking: rest, units: 0 });
  }

  /** Every lane until none has anything left to do, with the days of a week over. */
  settle(): void {
    this.wait(24 * 4);
    for (const { id } of this.orders) this.due.add(`order:${id}`);
    // From here on only what rings is looked at.
    for (let round = 0; round < 12; round += 1) {
      for (const lane of [...this.due]) this.pass(lane);
      if (this.due.size === 0) return;
    }
    throw new Error('no rest');
  }

  left(): number {
    return this.transfers.reduce((sum, one) => sum + one.units, 0);
  }

  days(): string[] {
    return this.transfers.map(({ origin }) => origin).filter((origin) => origin.startsWith('SB-day-'));
  }
}

const unitsOf = (shipment: ShipBobShipment): number => shipment.items.reduce((sum, item) => sum + item.quantity, 0);
const holds = (links: SeenLink[], picking: OdooPicking): boolean => links.some((link) => link.odooId === picking.id);
export const isEmpty = (plan: Plan): boolean => plan.effects.length + plan.adoptions.length === 0;
export const gone = (order: ShipBobOrder): number =>
  order.shipments.filter((one) => one.status === 'Completed').reduce((sum, one) => sum + unitsOf(one), 0);
