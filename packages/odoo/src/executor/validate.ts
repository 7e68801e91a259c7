import { isKnownError, isPlainObject, type Json, type JsonObject, OutcomeUnknown, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, requiredChar } from '../client/values.js';
import type { Transfer } from './transfers.js';

const stateRow = z.object({ id: int, state: requiredChar });

/**
 * Validates a transfer and believes only its state read afterwards: the call may answer with a wizard, with `true` without
 * effect (16), or with an error although a parallel call has done it (16-18). Returns when the state is done.
 */
export async function validateTransfer(
  client: OdooClient,
  transfer: Transfer,
  options: { keepBackorder: boolean; deadlineMs: number },
): Promise<void> {
  const { deadlineMs } = options;
  const context: JsonObject = { skip_backorder: true };
  if (transfer.moves.some((move) => move.legacy)) context['skip_immediate'] = true;
  // Goods that have arrived are there, expired or not; only what leaves should be asked about (product_expiry).
  if (transfer.typeCode === 'incoming') context['skip_expired'] = true;
  if (!options.keepBackorder) context['picking_ids_not_to_backorder'] = [transfer.id];
  let answer: Json = null;
  let failure: unknown = null;
  try {
    answer = await client.call('stock.picking', 'button_validate', { ids: [transfer.id], context, deadlineMs });
  } catch (error) {
    failure = error;
  }
  const state = await stateAfter(client, transfer, failure, deadlineMs);
  if (state === 'done') return;
  if (failure !== null) throw failure;
  throw new Rejected(`${transfer.name} was not validated (it is ${state}): ${reasonOf(answer)}.`, {
    code: isPlainObject(answer) ? 'odoo.validation_wizard' : 'odoo.not_validated',
    field: transfer.name,
    fix: 'Validate this transfer in Odoo once by hand and see what it asks for, then replay this record.',
  });
}

async function stateAfter(
  client: OdooClient,
  transfer: Transfer,
  failure: unknown,
  deadlineMs: number,
): Promise<string> {
  try {
    const [row] = await client.read('stock.picking', stateRow, [transfer.id], { deadlineMs });
    return row?.state ?? 'gone';
  } catch (error) {
    // An error that Odoo answered, or a call that never left, did nothing; else nobody knows.
    if (isKnownError(failure) && !(failure instanceof OutcomeUnknown)) throw failure;
    const why = error instanceof Error ? error.message : String(error);
    throw new OutcomeUnknown(`${transfer.name} was sent for validation and could not be read back: ${why}`, {
      code: 'odoo.not_read_back',
    });
  }
}

function reasonOf(answer: Json): string {
  if (!isPlainObject(answer)) return 'Odoo accepted the call and did nothing';
  const name = typeof answer['name'] === 'string' ? answer['name'] : 'a window';
  const model = typeof answer['res_model'] === 'string' ? ` (${answer['res_model']})` : '';
  return `Odoo asks "${name}"${model}`;
}
