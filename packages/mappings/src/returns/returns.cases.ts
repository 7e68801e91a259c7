import type { PlannedCase } from '../plan.js';
import type { OdooDelivery, OdooMarkedTransfer, ShipBobReturn, ShipBobReturnItem } from '../seen.js';
import { listed } from '../shared/text.js';

/** What a person must decide about a return. */
const found = (code: string, cause: string, suggestions: string[], detail: PlannedCase['detail']): PlannedCase => ({
  flow: 'returns',
  code: `returns.${code}`,
  cause,
  suggestions,
  detail,
});

const nameOf = (returned: ShipBobReturn): string =>
  `Return ${returned.id} (${returned.reference_id || 'no reference'})`;

export const noChannel = (returned: ShipBobReturn): PlannedCase =>
  found(
    'no_channel',
    `${nameOf(returned)} names no channel, and its shipment is not one of ours.`,
    ['Take it back in Odoo by hand if the goods are this company’s.'],
    { return_id: returned.id, original_shipment_id: returned.original_shipment_id },
  );

export const unknownAction = (returned: ShipBobReturn, unknown: { sku: string; action: string }[]): PlannedCase =>
  found(
    'unknown_action',
    `${nameOf(returned)} was dealt with in a way nobody knows: ${listed(unknown.map((one) => `${one.sku}: ${one.action}`))}. Nothing of it is booked.`,
    ['Take it back in Odoo by hand, and tell the makers of ml-connector the word.'],
    { return_id: returned.id, actions: unknown.map((one) => ({ ...one })) },
  );

export const nothingProcessed = (returned: ShipBobReturn): PlannedCase =>
  found(
    'nothing_processed',
    `${nameOf(returned)} is completed at ShipBob, but nothing was done with ${listed(returned.inventory.map((item) => `${item.quantity} x ${item.sku}`)) || 'any goods'}.`,
    ['Ask ShipBob where the goods are.'],
    { return_id: returned.id, expected: returned.inventory.map(({ sku, quantity }) => ({ sku, quantity })) },
  );

export const quantityDiffers = (
  returned: ShipBobReturn,
  rows: { sku: string; expected: number; processed: number }[],
): PlannedCase =>
  found(
    'quantity_differs',
    `${nameOf(returned)}: ${listed(rows.map((row) => `${row.expected} x ${row.sku} expected, ${row.processed} processed`))}. What was processed is booked.`,
    ['Ask ShipBob about the rest, or accept it.'],
    { return_id: returned.id, items: rows.map((row) => ({ ...row })) },
  );

export const unknownItem = (returned: ShipBobReturn, items: ShipBobReturnItem[]): PlannedCase =>
  found(
    'unknown_item',
    `${nameOf(returned)} holds ${listed(items.map((item) => item.sku || `inventory ${item.id}`))}, which no product in Odoo is linked to. Nothing of it is booked.`,
    ['Let the product be linked (its SKU in Odoo equal to ShipBob’s), then replay this return.'],
    { return_id: returned.id, items: items.map(({ id, sku }) => ({ inventory_id: id, sku })) },
  );

export const unknownCentre = (returned: ShipBobReturn): PlannedCase =>
  found(
    'unknown_centre',
    `${nameOf(returned)} came to centre ${returned.fulfillment_center?.name ?? 'nobody names'} (${returned.fulfillment_center?.id ?? '-'}), which no warehouse in Odoo stands for.`,
    ['Add the centre to the settings under `centres`, then replay this return.'],
    { return_id: returned.id, fulfillment_center_id: returned.fulfillment_center?.id ?? null },
  );

export const noLocation = (returned: ShipBobReturn, name: string): PlannedCase =>
  found(
    'no_location',
    `${nameOf(returned)} belongs into ${name}, and Odoo has no internal location of this name.`,
    [`Make the internal location ${name} in Odoo, or name another one in the settings, then replay this return.`],
    { return_id: returned.id, location: name },
  );

export const noOperationType = (returned: ShipBobReturn, name: string, warehouse: string): PlannedCase =>
  found(
    'no_operation_type',
    `${nameOf(returned)} needs an incoming operation type, and warehouse ${warehouse} has none, neither "${name}" nor one for receipts.`,
    [`Make an operation type "${name}" of the kind Receipt in Odoo, then replay this return.`],
    { return_id: returned.id, operation_type: name, warehouse },
  );

export const lotsNeeded = (returned: ShipBobReturn, items: { sku: string; quantity: number }[]): PlannedCase =>
  found(
    'lots_needed',
    `${nameOf(returned)}: ${listed(items.map((item) => `${item.quantity} x ${item.sku}`))} are kept by lot or serial number in Odoo, and nothing tells which came back.`,
    ['Take this return back in Odoo by hand with its lot numbers.'],
    { return_id: returned.id, items: items.map((item) => ({ ...item })) },
  );

export const badLots = (returned: ShipBobReturn, rows: { sku: string; quantity: number; why: string }[]): PlannedCase =>
  found(
    'bad_lot',
    `${nameOf(returned)} was restocked by ShipBob, but ${listed(rows.map((row) => `${row.quantity} x ${row.sku}: ${row.why}`))}.`,
    ['Take it back in Odoo by hand, or set `returns.bad_lots` to quarantine, then replay this return.'],
    { return_id: returned.id, items: rows.map((row) => ({ ...row })) },
  );

export interface OverRow {
  sku: string;
  back: number;
  delivered: number;
  returned: number;
  reserved: number;
}

export const over = (returned: ShipBobReturn, delivery: OdooDelivery, rows: OverRow[]): PlannedCase =>
  found(
    'over',
    `${nameOf(returned)} brings back more than ${delivery.name} delivered: ${listed(
      rows.map(
        (row) =>
          `${row.back} x ${row.sku} of ${row.delivered} delivered${row.returned > 0 ? `, ${row.returned} of them back already` : ''}${row.reserved > 0 ? `, ${row.reserved} wanted by earlier returns` : ''}`,
      ),
    )}. Nothing of it is booked.`,
    [
      'Correct the delivery or the other return in Odoo, then replay this return.',
      'Or agree to the proposal: everything is taken back in an incoming transfer of its own.',
    ],
    { return_id: returned.id, delivery: delivery.name, items: rows.map((row) => ({ ...row })) },
  );

export const unlinked = (returned: ShipBobReturn): PlannedCase =>
  found(
    'unlinked',
    `${nameOf(returned)} belongs to ${returned.original_shipment_id === null ? 'no shipment that ShipBob knows' : `shipment ${returned.original_shipment_id}, which is not booked in Odoo`}.`,
    ['Agree to the proposal: it is taken back in an incoming transfer of its own.', 'Or take it back by hand.'],
    { return_id: returned.id, original_shipment_id: returned.original_shipment_id },
  );

export const cancelledAfterBooking = (returned: ShipBobReturn, booked: OdooMarkedTransfer): PlannedCase =>
  found(
    'cancelled_after_booking',
    `${nameOf(returned)} is ${returned.status} at ShipBob, but ${booked.name} is done in Odoo.`,
    ['Look at ShipBob whether the goods came back, and undo the transfer in Odoo if they did not.'],
    { return_id: returned.id, picking_id: booked.id },
  );

export const changedAfterBooking = (
  returned: ShipBobReturn,
  booked: OdooMarkedTransfer,
  rows: { sku: string; shipbob: number; odoo: number }[],
): PlannedCase =>
  found(
    'changed_after_booking',
    `${nameOf(returned)} is booked on ${booked.name}, but ShipBob now says something else: ${listed(rows.map((row) => `${row.sku}: ShipBob ${row.shipbob}, Odoo ${row.odoo}`))}.`,
    ['Correct the stock in Odoo by hand, with a further return or an internal transfer.'],
    { return_id: returned.id, picking_id: booked.id, items: rows.map((row) => ({ ...row })) },
  );
