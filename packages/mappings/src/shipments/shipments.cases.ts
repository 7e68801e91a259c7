import type { PlannedCase } from '../plan.js';
import type { OdooPicking, OdooSaleOrder, ShipBobOrder, ShipBobShipment } from '../seen.js';
import { listed } from '../shared/text.js';
import { orderName } from './match-order.js';

/** What a person must decide about a shipment and a delivery in Odoo. */
const found = (code: string, cause: string, suggestions: string[], detail: PlannedCase['detail']): PlannedCase => ({
  flow: 'shipments',
  code: `shipments.${code}`,
  cause,
  suggestions,
  detail,
});

const names = (pickings: OdooPicking[]): string => listed(pickings.map((picking) => picking.name));

export interface QuantityRow {
  sku: string;
  shipped: number;
  odoo: number;
}

export const quantities = (rows: QuantityRow[]): string =>
  listed(rows.map(({ sku, shipped, odoo }) => `${sku}: shipped ${shipped}, Odoo ${odoo}`));

const rowsOf = (rows: QuantityRow[]) => rows.map((row) => ({ ...row }));

export const severalSaleOrders = (order: ShipBobOrder, by: string, sales: OdooSaleOrder[]): PlannedCase =>
  found(
    'several_sale_orders',
    `ShipBob order ${order.id} (${orderName(order)}) fits ${sales.length} sale orders by ${by}: ${listed(sales.map((sale) => sale.name))}.`,
    [`Make ${by} unique among these sale orders; the shipment is then booked by itself.`],
    { order_id: order.id, by, sale_order_ids: sales.map((sale) => sale.id) },
  );

export const noSaleOrder = (order: ShipBobOrder, unconfirmed: OdooSaleOrder[]): PlannedCase => {
  const numbers = [...new Set([order.reference_id, orderName(order)])].filter((number) => number !== '');
  const why =
    unconfirmed.length > 0
      ? `only ${listed(unconfirmed.map((sale) => `${sale.name} (${sale.state})`))} carries its number`
      : `no sale order in Odoo carries ${listed(numbers)}`;
  return found(
    'no_sale_order',
    `ShipBob order ${order.id} (${orderName(order)}) has waited for its sale order beyond the grace time: ${why}.`,
    unconfirmed.length > 0
      ? ['Confirm the sale order; the shipment is then booked by itself.']
      : [
          'Enter the sale order in Odoo with this number as its customer reference.',
          'Or book the goods out in Odoo by hand, if they were never sold through it.',
        ],
    { order_id: order.id, numbers, sale_order_ids: unconfirmed.map((sale) => sale.id) },
  );
};

export const exception = (order: ShipBobOrder, shipment: ShipBobShipment): PlannedCase => {
  const details = shipment.status_detail_names;
  return found(
    'exception',
    `Shipment ${shipment.id} of order ${orderName(order)} stands still at ShipBob: ${shipment.status}${details.length > 0 ? ` (${listed(details)})` : ''}.`,
    ['Settle what the status names at ShipBob; the case closes by itself when the shipment goes on.'],
    { shipment_id: shipment.id, status: shipment.status, details, detail_ids: shipment.status_detail_ids },
  );
};

export const cancelledAfterBooking = (shipment: ShipBobShipment, pickingId: number): PlannedCase =>
  found(
    'cancelled_after_booking',
    `Shipment ${shipment.id} is ${shipment.status} at ShipBob, but delivery ${pickingId} was booked for it in Odoo. Nothing is reversed by itself.`,
    ['Return the delivery in Odoo if the goods never left.'],
    { shipment_id: shipment.id, picking_id: pickingId },
  );

export const linkedGone = (shipment: ShipBobShipment, pickingId: number, sale: OdooSaleOrder): PlannedCase =>
  found(
    'linked_gone',
    `Shipment ${shipment.id} is linked to delivery ${pickingId}, which is not among the deliveries of ${sale.name}.`,
    ['Check whether another sale order now carries the number, or whether the delivery was deleted.'],
    { shipment_id: shipment.id, picking_id: pickingId, sale_order: sale.name },
  );

export const unknownItem = (
  shipment: ShipBobShipment,
  items: { inventory_id: number; name: string; quantity: number }[],
): PlannedCase =>
  found(
    'unknown_item',
    `Shipment ${shipment.id} holds items that are linked to no Odoo product: ${listed(items.map(({ inventory_id, name, quantity }) => `${quantity} x ${name || 'unnamed'} (inventory ${inventory_id})`))}.`,
    ['Give the Odoo product ShipBob’s SKU and its tag, so that it is linked; then replay this order.'],
    { shipment_id: shipment.id, items },
  );

export const itemNotOnOrder = (
  shipment: ShipBobShipment,
  sale: OdooSaleOrder,
  rows: { sku: string; shipped: number }[],
): PlannedCase =>
  found(
    'item_not_on_order',
    `Shipment ${shipment.id} holds what ${sale.name} does not sell: ${listed(rows.map(({ sku, shipped }) => `${shipped} x ${sku}`))}.`,
    [
      'Add the product to the sale order; the shipment is then booked by itself.',
      'Or check whether the right order was shipped.',
    ],
    { shipment_id: shipment.id, sale_order: sale.name, lines: rows.map((row) => ({ ...row })) },
  );

export const lotsNeeded = (shipment: ShipBobShipment, rows: { sku: string; tracking: string }[]): PlannedCase =>
  found(
    'lots_needed',
    `Shipment ${shipment.id} holds goods that Odoo tracks by lot or serial number: ${listed(rows.map(({ sku, tracking }) => `${sku} by ${tracking}`))}.`,
    [
      'Enter the lots that Odoo has of them, or have ShipBob name the lots; then replay this order.',
      'Or ship the delivery in Odoo by hand; it is then linked, and its tracking written.',
    ],
    { shipment_id: shipment.id, lines: rows.map((row) => ({ ...row })) },
  );

export const unknownCentre = (shipment: ShipBobShipment, centre: { id: number; name: string }): PlannedCase =>
  found(
    'unknown_centre',
    `Shipment ${shipment.id} left centre ${centre.id} (${centre.name}), which stands for no Odoo warehouse. A guess would make stock wrong in two places.`,
    ['Add the centre to the settings (centres), then replay this order.'],
    { shipment_id: shipment.id, fulfillment_center_id: centre.id },
  );

export const unknownLocation = (shipment: ShipBobShipment, centreId: number, location: string): PlannedCase =>
  found(
    'unknown_location',
    `Shipment ${shipment.id} left centre ${centreId}, whose location ${location} does not exist in Odoo.`,
    ['Create the location in Odoo, or correct its name in the settings (centres[].location).'],
    { shipment_id: shipment.id, fulfillment_center_id: centreId, location },
  );

export const wrongWarehouse = (shipment: ShipBobShipment, sale: OdooSaleOrder, pickings: OdooPicking[]): PlannedCase =>
  found(
    'wrong_warehouse',
    `ShipBob shipped shipment ${shipment.id} of ${sale.name}, but its open delivery ${names(pickings)} leaves another warehouse.`,
    [
      'Change the delivery’s warehouse in Odoo to the one that stands for ShipBob.',
      'Or check who really ships this order.',
    ],
    { shipment_id: shipment.id, sale_order: sale.name, pickings: pickings.map((picking) => picking.name) },
  );

export const overShipped = (
  shipment: ShipBobShipment,
  sale: OdooSaleOrder,
  pickings: OdooPicking[],
  rows: QuantityRow[],
): PlannedCase =>
  found(
    'over_shipped',
    `Shipment ${shipment.id} holds more than ${names(pickings)} of ${sale.name} still has open: ${quantities(rows)}.`,
    ['Raise the quantity on the sale order if it was meant.', 'Or correct the stock by hand and have ShipBob explain.'],
    { shipment_id: shipment.id, sale_order: sale.name, lines: rowsOf(rows) },
  );

export const severalDeliveries = (
  shipment: ShipBobShipment,
  sale: OdooSaleOrder,
  pickings: OdooPicking[],
): PlannedCase =>
  found(
    'several_deliveries',
    `Shipment ${shipment.id} holds goods of several open deliveries of ${sale.name} (${names(pickings)}); one shipment is booked on one delivery.`,
    ['Move the shipped lines to one delivery in Odoo.', 'Or ship these deliveries by hand.'],
    { shipment_id: shipment.id, sale_order: sale.name, pickings: pickings.map((picking) => picking.name) },
  );

export const noOpenDelivery = (shipment: ShipBobShipment, sale: OdooSaleOrder): PlannedCase =>
  found(
    'no_open_delivery',
    `ShipBob shipped shipment ${shipment.id}, but ${sale.name} has no delivery left to book it on (shipped again, or a replacement?).`,
    ['Add what was shipped again to the sale order, or deliver it on an order of its own.'],
    { shipment_id: shipment.id, sale_order: sale.name },
  );

export const deliveryWaiting = (shipment: ShipBobShipment, sale: OdooSaleOrder, pickings: OdooPicking[]): PlannedCase =>
  found(
    'delivery_waiting',
    `Shipment ${shipment.id} left ShipBob, but ${names(pickings)} of ${sale.name} still waits for another operation in Odoo.`,
    ['Use one-step delivery for the warehouse that stands for ShipBob, or finish the earlier step.'],
    { shipment_id: shipment.id, sale_order: sale.name, pickings: pickings.map((picking) => picking.name) },
  );

export const quantityDiffers = (shipment: ShipBobShipment, picking: OdooPicking, rows: QuantityRow[]): PlannedCase =>
  found(
    'quantity_differs',
    `Delivery ${picking.name} was done in Odoo by hand with other quantities than shipment ${shipment.id}: ${quantities(rows)}. It is left as it is.`,
    ['Correct the done delivery in Odoo to what was shipped; it is then linked, and its tracking written.'],
    { shipment_id: shipment.id, picking: picking.name, lines: rowsOf(rows) },
  );

export const otherUnit = (
  shipment: ShipBobShipment,
  picking: OdooPicking,
  lines: { sku: string; units: string }[],
): PlannedCase =>
  found(
    'other_units',
    `Delivery ${picking.name} counts in other units than its products do, so shipment ${shipment.id} cannot be booked: ${listed(lines.map(({ sku, units }) => `${sku} in ${units}`))}.`,
    ['Ship the delivery by hand, or use the products’ own units on it.'],
    { shipment_id: shipment.id, picking: picking.name, lines },
  );
