import type { PlannedCase } from '../plan.js';
import type { OdooPicking, OdooSaleOrder, ShipBobShipment } from '../seen.js';
import { listed } from '../shared/text.js';
import { type QuantityRow, quantities } from './shipments.cases.js';

/** What a person must decide about goods that left without a delivery of a sale order, before go-live, or untracked. */
const found = (code: string, cause: string, suggestions: string[], detail: PlannedCase['detail']): PlannedCase => ({
  flow: 'shipments',
  code: `shipments.${code}`,
  cause,
  suggestions,
  detail,
});

export const noCentre = (shipment: ShipBobShipment): PlannedCase =>
  found(
    'no_centre',
    `Shipment ${shipment.id} names no centre, and several stand for ShipBob in Odoo: nobody knows where its stock left.`,
    ['Book the goods out in Odoo by hand.'],
    { shipment_id: shipment.id },
  );

export const lacking = (shipment: ShipBobShipment, what: string[]): PlannedCase =>
  found(
    'delivery_lacks',
    `Shipment ${shipment.id} cannot be booked as a delivery of its own: Odoo has no ${listed(what)}.`,
    ['Make it in Odoo, or correct its name in the settings (shipments.unmatched_...); then replay this order.'],
    { shipment_id: shipment.id, lacks: what },
  );

export const apartGone = (shipment: ShipBobShipment, pickingId: number): PlannedCase =>
  found(
    'apart_gone',
    `Shipment ${shipment.id} was booked as a delivery of its own, stock.picking ${pickingId}, which is not in Odoo any more.`,
    ['Find out who deleted it, and book the goods out by hand if they left.'],
    { shipment_id: shipment.id, picking_id: pickingId },
  );

export const apartCancelled = (shipment: ShipBobShipment, picking: OdooPicking): PlannedCase =>
  found(
    'cancelled_after_booking',
    `Shipment ${shipment.id} is ${shipment.status} at ShipBob, but ${picking.name} was booked for it in Odoo. Nothing is reversed by itself.`,
    ['Agree to the proposed return if the goods never left.'],
    { shipment_id: shipment.id, picking_id: picking.id },
  );

export const beforeGoLive = (
  shipment: ShipBobShipment,
  sale: OdooSaleOrder,
  open: OdooPicking[],
  why: string,
): PlannedCase =>
  found(
    'before_go_live',
    `Shipment ${shipment.id} of ${sale.name} left before go-live, but Odoo still has ${listed(open.map((picking) => picking.name))} open: ${why}`,
    [
      'Settle the delivery in Odoo: validate it if these goods were never booked out, cancel it if they were.',
      'Or agree to the proposed booking, where there is one.',
    ],
    { shipment_id: shipment.id, sale_order: sale.name, pickings: open.map((picking) => picking.name) },
  );

export const otherBeforeGoLive = (shipment: ShipBobShipment, sale: OdooSaleOrder, why: PlannedCase): PlannedCase =>
  found(
    'before_go_live',
    `Shipment ${shipment.id} of ${sale.name} left before go-live and does not fit what was delivered: ${why.cause}`,
    ['Compare the delivery in Odoo with ShipBob once; nothing is written for it.'],
    { ...why.detail, shipment_id: shipment.id, sale_order: sale.name },
  );

export const trackingMissing = (shipment: ShipBobShipment, hours: number): PlannedCase =>
  found(
    'tracking_missing',
    `Shipment ${shipment.id} has no tracking number ${hours} hours after it left.`,
    ['Ask ShipBob for it; it is written by itself once ShipBob shows it.', 'Or close the case if it needs none.'],
    { shipment_id: shipment.id, hours },
  );

export const shortStock = (shipment: ShipBobShipment, picking: OdooPicking, rows: QuantityRow[]): PlannedCase =>
  found(
    'short_stock',
    `Shipment ${shipment.id} holds more than ${picking.name} has reserved: ${quantities(rows)}.`,
    ['Correct the stock in Odoo; the shipment is then booked by itself.'],
    { shipment_id: shipment.id, picking: picking.name, lines: rows.map((row) => ({ ...row })) },
  );
