import type { PlannedEffect } from '../plan.js';
import type { OdooSaleOrder, ShipBobShipment } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Findings, noFindings } from '../shared/building.js';
import { listed } from '../shared/text.js';
import { orderName } from './match-order.js';
import * as cases from './shipments.cases.js';
import type { Leaving } from './shipped-goods.js';

/** A shipment that stands still: something to do for the salesperson, a case, or both, each once for each reason. */
export function standsStill(leaving: Leaving, sale: OdooSaleOrder | null, context: PlanContext): Findings {
  const { order, shipment, seen } = leaving;
  const how = context.settings.shipments.on_exception;
  const userId = sale?.user_id ?? null;
  const asks = how === 'case' || sale === null || userId === null ? null : activity(leaving, sale, userId, context);
  const isThere = asks !== null && (seen.activities ?? []).includes(markerOf(shipment));
  const note = `shipment ${shipment.id} stands still: ${shipment.status}`;
  return {
    ...noFindings(),
    effects: asks === null || isThere ? [] : [asks],
    cases: how === 'activity' && asks !== null ? [] : [cases.exception(order, shipment)],
    notes: [note],
  };
}

const markerOf = ({ id, status, status_detail_ids }: ShipBobShipment): string =>
  ['mlc:shipment', id, status.toLowerCase().replace(/[^a-z]/g, ''), ...status_detail_ids.toSorted()].join(':');

function activity(
  { order, shipment }: Leaving,
  sale: OdooSaleOrder,
  userId: number,
  context: PlanContext,
): PlannedEffect {
  const details = shipment.status_detail_names;
  const why = `${shipment.status}${details.length > 0 ? `: ${listed(details)}` : ''}`;
  const summary = `ShipBob holds shipment ${shipment.id} (${why})`;
  // Since when, not today: the same request however often it is planned.
  const since = shipment.last_update_at ?? shipment.created_date ?? context.now;
  const note = `Order ${orderName(order)} stands still at ShipBob (${why}). Settle it there; it then goes on by itself.`;
  return {
    flow: 'shipments',
    operation: 'odoo.activity.schedule',
    target: 'odoo',
    kind: 'converge',
    businessKey: `activity ${markerOf(shipment)}`,
    title: `activity on ${sale.name}`,
    before: null,
    after: { summary, user_id: userId },
    request: {
      model: 'sale.order',
      record_id: sale.id,
      user_id: userId,
      summary,
      note,
      date_deadline: since.slice(0, 10),
      marker: markerOf(shipment),
    },
    reason: `ShipBob shipment ${shipment.id} is ${why}`,
    link: null,
  };
}
