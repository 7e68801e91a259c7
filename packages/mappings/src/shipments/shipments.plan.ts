import { ignored, type Plan, parked } from '../plan.js';
import type { OdooSaleOrder, SeenLink, ShipBobOrder, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noted, planOf, together } from '../shared/building.js';
import { hoursAfter, instant } from '../shared/dates.js';
import type { LotsTaken } from './lots.js';
import { matchSaleOrder, orderName } from './match-order.js';
import { ShipmentPass } from './matched.js';
import { isCancelled } from './shipment-state.js';
import * as cases from './shipments.cases.js';
import { judgeUnmatched } from './unmatched.js';

/** Shipments of a ShipBob order -> the deliveries of its sale order: quantities, lots, carrier, tracking, location. */
export function planShipments(seen: ShipmentsSeen, context: PlanContext): Plan {
  const { order } = seen;
  if (order === null) return ignored('ShipBob no longer shows this order');
  const { channel_id } = context.connection;
  if (order.channel?.id !== channel_id)
    return ignored(
      `foreign_channel: the order belongs to channel ${order.channel?.id ?? 'unknown'}, not ${channel_id}`,
    );
  const links = [...seen.links, ...(seen.apartLinks ?? [])];
  if (isOver(order, links)) return ignored(`order ${orderName(order)} was cancelled before anything was shipped`);
  const match = matchSaleOrder(seen, context);
  if (match.kind === 'several') return parked(cases.severalSaleOrders(order, match.by, match.sales));
  if (match.kind === 'one') return planMatched(order, match.sale, seen, context);
  return planUnmatched(order, match.kind === 'unconfirmed' ? match.sales : [], seen, context);
}

const isOver = (order: ShipBobOrder, links: SeenLink[]): boolean =>
  links.length === 0 &&
  order.shipments.every(isCancelled) &&
  (order.shipments.length > 0 || order.status === 'Cancelled');

/** A sale order may reach Odoo after its shipment: it is waited for, then the shipment is booked without it. */
function planUnmatched(
  order: ShipBobOrder,
  unconfirmed: OdooSaleOrder[],
  seen: ShipmentsSeen,
  context: PlanContext,
): Plan {
  const taken: LotsTaken = new Map();
  const shipments = order.shipments.toSorted((a, b) => a.id - b.id);
  const judged = shipments.map((shipment) => judgeUnmatched({ order, shipment, seen }, unconfirmed, taken, context));
  const found = judged.length > 0 ? judged : [noShipments(order, unconfirmed, context)];
  return planOf(oncePerOrder(together(found)), 'nothing has left yet');
}

function noShipments(order: ShipBobOrder, unconfirmed: OdooSaleOrder[], context: PlanContext): Findings {
  const created = instant(order.created_date);
  const until = created && hoursAfter(created, context.settings.shipments.grace_hours);
  const note = noted(`no sale order for ${orderName(order)} yet; it may still come`);
  if (until !== null && until > new Date(context.now)) return { ...note, laterAt: [until] };
  return context.settings.shipments.unmatched === 'case' ? cased(cases.noSaleOrder(order, unconfirmed)) : note;
}

/** The case and the words about the missing sale order are the order's, not each shipment's. */
const oncePerOrder = (found: Findings): Findings => ({
  ...found,
  cases: found.cases.filter(
    (one, index, all) =>
      one.code !== 'shipments.no_sale_order' || all.findIndex(({ code }) => code === one.code) === index,
  ),
  notes: [...new Set(found.notes)],
});

function planMatched(order: ShipBobOrder, sale: OdooSaleOrder, seen: ShipmentsSeen, context: PlanContext): Plan {
  const pass = new ShipmentPass(order, sale, seen, context);
  const shipments = order.shipments.toSorted((a, b) => a.id - b.id);
  // Linked ones first: what they occupy cannot be another's.
  const linked = shipments.flatMap((shipment) => pass.judgeLinked(shipment));
  const fresh = pass.judgeUnlinked(shipments);
  return planOf(together([...linked, ...fresh]), `${sale.name} has no shipment to book`);
}
