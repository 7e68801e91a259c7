import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import type { OperationRequest } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { readTransfers, type Transfer } from './transfers.js';

type Request = OperationRequest<'odoo.receipt.close'>;

const CLOSED = new Set(['done', 'cancel']);
const isClosed = ({ state }: Transfer): boolean => CLOSED.has(state);

/** Cancels what these receipts still wait for; one that somebody received or cancelled meanwhile stays as it is. */
export async function closeReceipts(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const before = await readTransfers(client, request.picking_ids, deadlineMs);
  const open = before.filter((transfer) => !isClosed(transfer)).map(({ id }) => id);
  if (open.length > 0) await client.call('stock.picking', 'action_cancel', { ids: open, deadlineMs });
  const after = await readTransfers(client, request.picking_ids, deadlineMs);
  if (after.every(isClosed)) return { kind: 'confirmed', result: resultOf(request, after) };
  const names = after.filter((transfer) => !isClosed(transfer)).map(({ name, state }) => `${name} is ${state}`);
  return { kind: 'unknown', message: `The receipts were cancelled, but ${names.join(', ')}.` };
}

export async function lookUpClosed(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const transfers = await readTransfers(client, request.picking_ids, call.deadlineMs);
  return transfers.every(isClosed) ? { kind: 'found', result: resultOf(request, transfers) } : { kind: 'absent' };
}

const resultOf = (request: Request, transfers: Transfer[]): EffectResult => ({
  remoteId: String(request.purchase_order_id),
  data: { picking_ids: request.picking_ids },
  after: { receipts: transfers.map(({ id, name, state }) => ({ id, name, state })) },
});
