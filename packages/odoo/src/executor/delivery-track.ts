import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { carrierValues, readDelivery } from './delivery-header.js';
import { holdsNotes, withNotes } from './delivery-note.js';
import { holdsTracking } from './tracking-ref.js';
import type { Transfer } from './transfers.js';

type Request = OperationRequest<'odoo.delivery.track'>;

/** Writes carrier, tracking numbers and lines of the note on a delivery that is done; Odoo allows it there too (observed on 16-19). */
export async function trackDelivery(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const delivery = await readDelivery(client, request.picking_id, call);
  if (delivery.state !== 'done')
    throw new Rejected(`${delivery.name} is ${delivery.state}, not done: its shipment is not booked.`, {
      code: 'odoo.delivery.not_done',
      field: delivery.name,
      fix: 'Validate the delivery in Odoo or let its shipment be booked, then replay this record.',
    });
  const values = carrierValues(delivery, request);
  const note = withNotes(delivery.note, ...notesOf(request));
  if ((request.notes ?? []).length > 0 && note !== null) values['note'] = note;
  if (Object.keys(values).length === 0) return { kind: 'confirmed', result: resultOf(delivery, request) };
  await client.write('stock.picking', [delivery.id], values, { deadlineMs: call.deadlineMs });
  let after: Transfer;
  try {
    after = await readDelivery(client, request.picking_id, call);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `Tracking was written on ${delivery.name} and could not be read back: ${why}` };
  }
  if (stands(after, request)) return { kind: 'confirmed', result: resultOf(after, request) };
  return { kind: 'unknown', message: `Tracking was written on ${delivery.name}, but does not stand there.` };
}

export async function lookUpTracked(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const delivery = await readDelivery(client, request.picking_id, call);
  return stands(delivery, request) ? { kind: 'found', result: resultOf(delivery, request) } : { kind: 'absent' };
}

const notesOf = (request: Request): [marker: string, lines: string[]] => [
  request.origin_marker ?? `[shipment ${request.shipment_id}]`,
  request.notes ?? [],
];

const stands = (delivery: Transfer, request: Request): boolean =>
  holdsTracking(delivery.trackingRef ?? null, request.carrier_tracking_ref) &&
  ((request.notes ?? []).length === 0 || holdsNotes(delivery.note, ...notesOf(request))) &&
  (request.carrier_id === null || delivery.carrierId === request.carrier_id);

function resultOf(delivery: Transfer, request: Request): EffectResult {
  return {
    remoteId: String(delivery.id),
    data: { picking_id: delivery.id, shipment_id: request.shipment_id },
    after: {
      delivery: { id: delivery.id, name: delivery.name, state: delivery.state },
      carrier_id: delivery.carrierId ?? null,
      carrier_tracking_ref: delivery.trackingRef ?? null,
    },
  };
}
