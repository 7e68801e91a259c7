import type { CallContext } from '@mlc/engine';
import { type JsonObject, Rejected } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';
import { mergeTracking } from './tracking-ref.js';
import { readTransfers, type Transfer } from './transfers.js';

export async function readDelivery(client: OdooClient, pickingId: number, call: CallContext): Promise<Transfer> {
  const [delivery] = await readTransfers(client, [pickingId], call.deadlineMs);
  if (delivery) return delivery;
  throw new Rejected(`stock.picking ${pickingId} is not in Odoo any more.`, {
    code: 'odoo.missing_record',
    field: 'picking_id',
    fix: 'Find the delivery that replaced it in Odoo, then replay this record.',
  });
}

/** Carrier and tracking numbers as values to write; only what changes, the numbers already there are kept. */
export function carrierValues(
  delivery: Transfer,
  wanted: { carrier_id: number | null; carrier_tracking_ref: string | null },
): JsonObject {
  const values: JsonObject = {};
  const needsFields = wanted.carrier_id !== null || wanted.carrier_tracking_ref !== null;
  if (needsFields && delivery.trackingRef === undefined) throw noCarrierFields(delivery);
  if (wanted.carrier_id !== null && wanted.carrier_id !== delivery.carrierId) values['carrier_id'] = wanted.carrier_id;
  const current = delivery.trackingRef ?? null;
  const merged = mergeTracking(current, wanted.carrier_tracking_ref);
  if (wanted.carrier_tracking_ref !== null && merged !== current) values['carrier_tracking_ref'] = merged;
  return values;
}

function noCarrierFields(delivery: Transfer): Rejected {
  return new Rejected(`${delivery.name} has no fields for carrier and tracking number.`, {
    code: 'odoo.delivery.no_carrier_fields',
    field: 'carrier_tracking_ref',
    fix: 'Install the app Delivery Costs (module stock_delivery, on Odoo 16 delivery) in Odoo.',
  });
}
