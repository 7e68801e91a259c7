import { toJson } from '@mlc/kernel';
import { laneKey } from '../lanes.js';
import { later, nothing, type Plan, type PlannedCase, type PlannedEffect, type PlannedLink, parked } from '../plan.js';
import type { DaySeen, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { addTo, type Quantities } from '../shared/quantities.js';
import { partModel } from '../shared/receipts.js';
import { listed } from '../shared/text.js';
import * as apartCases from './apart.cases.js';
import { meansOf } from './apart.js';
import { closesAt, dayLane, dayOrigin, isOver } from './centre-days.js';
import { type DailyGoods, dailyGoods } from './daily.js';
import type { LotPart, LotsTaken } from './lots.js';
import { matchSaleOrder } from './match-order.js';
import type { PartOfDay, TakenLine } from './parts-of-days.js';
import { linesOf } from './shipments.map.js';
import { type Leaving, skuIn } from './shipped-goods.js';
import { judgeUnmatched } from './unmatched.js';

/** Shipments named in the note of a day's delivery. */
const NAMED_MAX = 1000;

type Member = Leaving & DailyGoods;

/** The shipments of one centre and day that belong to no sale order -> one delivery, once the day is over. */
export function planDay(seen: DaySeen, context: PlanContext): Plan {
  const { day, delivery } = seen;
  const { unmatched } = context.settings.shipments;
  if (unmatched !== 'daily') return nothing(`shipments.unmatched is ${unmatched}: nothing is booked by the day`);
  if (!isOver(day, context)) return later(`${day.date} is not over at the centre`, { at: closesAt(day, context) });
  // Whoever still waits for a day that is booked came late, or does not know yet that it is part of it.
  if (delivery !== null) return { ...nothing(`${day.date} is booked on ${delivery.name}`), rings: ringsOf(seen) };
  const members = membersOf(seen, context);
  const [first] = members;
  if (!first) return nothing(`no shipment of ${day.date} is left to book`);
  const effect = dayEffect(day, first, members, context);
  if ('cause' in effect) return parked(effect);
  // The next look finds the delivery, and tells the orders.
  const again = { lane: dayLane(day), reason: 'the delivery of the day was booked' };
  const reason = `${members.length} shipments of ${day.date} left without a sale order`;
  return { effects: [effect], adoptions: [], rings: [again], end: { kind: 'done', reason } };
}

const ringsOf = ({ day, orders }: DaySeen): Plan['rings'] =>
  orders
    .flatMap(({ order }) => (order === null ? [] : [order.id]))
    .sort((a, b) => a - b)
    .map((id) => ({ lane: laneKey('order', id), reason: `the delivery of ${day.date} was booked` }));

/** Shipments that are still to be booked and belong to this day; a shipment whose own lane finds a case is not among them. */
function membersOf({ day, orders }: DaySeen, context: PlanContext): Member[] {
  const taken: LotsTaken = new Map();
  return orders
    .toSorted((a, b) => (a.order?.id ?? 0) - (b.order?.id ?? 0))
    .flatMap((seen) => leavingOf(seen, day, context))
    .flatMap((leaving) => {
      const part = dailyGoods(leaving, taken, context);
      return part === null || 'cause' in part ? [] : [{ ...leaving, ...part }];
    });
}

/** Shipments of the order that its own lane would let wait for this day now. */
function leavingOf(seen: ShipmentsSeen, day: DaySeen['day'], context: PlanContext): Leaving[] {
  const { order } = seen;
  const isOurs = order?.channel?.id === context.connection.channel_id;
  if (order === null || !isOurs || matchSaleOrder(seen, context).kind !== 'none') return [];
  return order.shipments
    .toSorted((a, b) => a.id - b.id)
    .map((shipment) => ({ order, shipment, seen }))
    .filter((leaving) => judgeUnmatched(leaving, [], new Map(), context).labels?.includes(dayOrigin(day, context)));
}

function dayEffect(
  day: DaySeen['day'],
  first: Member,
  members: Member[],
  context: PlanContext,
): PlannedEffect | PlannedCase {
  const origin = dayOrigin(day, context);
  const { means } = members.find(({ seen }) => seen.means !== undefined)?.seen ?? first.seen;
  const found = meansOf(means ? { means } : {}, first.from.warehouseIds, { partnerId: null, isLoss: false }, context);
  if ('lacks' in found) return apartCases.lacking(first.shipment, found.lacks);
  const known = { ...first.seen, productByInventoryId: productsOf(members) };
  const lines = linesOf(known, goodsOf(members), lotsOfAll(members));
  const notes = [namesOf(members), ...chosenOf(members)];
  return {
    flow: 'shipments',
    operation: 'odoo.delivery.anonymous',
    target: 'odoo',
    kind: 'create',
    businessKey: origin,
    title: `delivery of ${day.date} for ${members.length} shipments`,
    before: null,
    after: {
      state: 'done',
      origin,
      operation_type: found.type.name,
      shipments: members.length,
      shipped: Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity])),
    },
    request: {
      picking_type_id: found.type.id,
      partner_id: found.partnerId,
      location_id: first.from.rootId,
      location_dest_id: found.destination,
      lines,
      carrier_id: null,
      carrier_tracking_ref: null,
      notes,
      origin,
    },
    reason: `${members.length} ShipBob shipments left on ${day.date}, and no sale order carries their numbers`,
    link: null,
    links: members.map((member, index) => linkOf(member, index, { origin, members })),
  };
}

const productsOf = (members: Member[]): ShipmentsSeen['productByInventoryId'] =>
  Object.assign({}, ...members.map(({ seen }) => seen.productByInventoryId));

function goodsOf(members: Member[]): Quantities {
  const goods: Quantities = new Map();
  for (const member of members) for (const [id, quantity] of member.goods) addTo(goods, id, quantity);
  return goods;
}

function lotsOfAll(members: Member[]): Map<number, LotPart[]> {
  const all = new Map<number, Map<string, LotPart>>();
  for (const { lots } of members)
    for (const [id, parts] of lots) {
      const known = all.get(id) ?? new Map<string, LotPart>();
      for (const part of parts) {
        const before = known.get(part.name);
        const quantity = Math.round(((before?.quantity ?? 0) + part.quantity) * 1e6) / 1e6;
        known.set(part.name, { ...part, expiration_date: before?.expiration_date ?? part.expiration_date, quantity });
      }
      all.set(id, known);
    }
  return new Map([...all].map(([id, parts]) => [id, [...parts.values()].sort((a, b) => (a.name < b.name ? -1 : 1))]));
}

function namesOf(members: Member[]): string {
  const names = members.slice(0, NAMED_MAX).map(({ order, shipment }) => `${order.id}/${shipment.id}`);
  const more = members.length > NAMED_MAX ? ` and ${members.length - NAMED_MAX} more` : '';
  return `ShipBob orders and shipments: ${names.join(', ')}${more}`;
}

function chosenOf(members: Member[]): string[] {
  const chosen = members.flatMap((one) => one.chosen.map((what) => `shipment ${one.shipment.id}, ${what}`));
  return chosen.length === 0 ? [] : [`lots chosen by first expiry: ${listed(chosen.slice(0, NAMED_MAX))}`];
}

/** Each shipment is a part of the one delivery; the first link also tells whose they all are. */
function linkOf(
  { order, shipment, seen, goods, lots }: Member,
  index: number,
  { origin, members }: { origin: string; members: Member[] },
): PlannedLink {
  const lines = [...goods].flatMap(([product_id, quantity]): TakenLine[] => {
    const base = { product_id, sku: skuIn(seen, product_id) };
    const parts = lots.get(product_id);
    return parts
      ? parts.map((part) => ({ ...base, lot: part.name, quantity: part.quantity }))
      : [{ ...base, lot: null, quantity }];
  });
  const data: PartOfDay = { day: origin, order_id: order.id, lines };
  if (index === 0) {
    data.shipment_ids = members.map((one) => one.shipment.id);
    data.order_ids = [...new Set(members.map((one) => one.order.id))];
  }
  return {
    odooModel: partModel(index + 1),
    odooId: null,
    shipbobType: 'shipment-apart',
    shipbobId: String(shipment.id),
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, toJson(value)])),
  };
}
