import type { CallContext, LookupOutcome, SendOutcome } from '@mlc/engine';
import { isKnownError, OutcomeUnknown, Rejected, RetryLater } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';
import { type Allocation, allocate, type Wanted } from './allocate.js';
import { LotPool, type LotShare } from './lots.js';
import { prepareMoves, verifyPrepared } from './prepare.js';
import { addMoves, confirmReopened } from './receipt-beyond.js';
import {
  lotsDiffer,
  type Missing,
  missingOf,
  otherThanLots,
  type ReceiptRequest,
  readStanding,
  resultOf,
  type Standing,
} from './receipt-goal.js';
import { makeReceipt, markedReceipts } from './receipt-new.js';
import { putAt } from './receipt-place.js';
import { type Transfer, trackedProducts } from './transfers.js';
import { validateTransfer } from './validate.js';

/**
 * Brings the done quantities of a purchase order's receipts to the goals. Convergent: it reads what is done, books only
 * what is missing, and is through when the sums read back reach the goals, whoever brought them there.
 */
export async function bookReceipt(
  client: OdooClient,
  request: ReceiptRequest,
  call: CallContext,
): Promise<SendOutcome> {
  const before = await readStanding(client, request, call);
  const missing = missingOf(request, before);
  if (missing.length === 0) return { kind: 'confirmed', result: resultOf(request, before, []) };
  const unfit = otherThanLots(missing);
  if (unfit) throw lotsDiffer(unfit, before);
  await refuseWithoutLots(client, missing, call);
  const booked: Transfer[] = [];
  try {
    const { byTransfer } = await allocated(client, request, before, missing, call);
    const pool = new LotPool(new Map(missing.flatMap((want) => (want.lots ? [[want.productId, want.lots]] : []))));
    for (const { transfer, quantities } of byTransfer) {
      const lots = pool.takeFor(transfer, quantities);
      await prepareMoves(client, transfer, quantities, call.deadlineMs, lots);
      await verifyPrepared(client, transfer, quantities, call.deadlineMs, lots);
      if (request.location_dest_id !== undefined)
        await putAt(client, { transfer, moveIds: [...quantities.keys()] }, request.location_dest_id, call.deadlineMs);
      const options = { keepBackorder: request.keep_backorder, deadlineMs: call.deadlineMs };
      await validateTransfer(client, transfer, options);
      booked.push(transfer);
    }
  } catch (error) {
    if (booked.length > 0) throw partly(booked, error);
    return await doneByAnother(client, request, call, error);
  }
  return readBack(client, request, call, booked);
}

export async function lookUpReceipt(
  client: OdooClient,
  request: ReceiptRequest,
  call: CallContext,
): Promise<LookupOutcome> {
  const standing = await readStanding(client, request, call);
  const missing = missingOf(request, standing);
  if (missing.length === 0) return { kind: 'found', result: resultOf(request, standing, []) };
  const unfit = otherThanLots(missing);
  if (!unfit) return { kind: 'absent' };
  return { kind: 'conflict', message: lotsDiffer(unfit, standing).message, detail: { product_id: unfit.productId } };
}

/** The planned receipt first, then the order's other ones by id. */
const inOrder = (request: ReceiptRequest, receipts: Transfer[]): Transfer[] =>
  receipts.toSorted((a, b) => rank(request, a) - rank(request, b) || a.id - b.id);
const rank = (request: ReceiptRequest, transfer: Transfer): number => (transfer.id === request.picking_id ? 0 : 1);

/** Spreads what is missing over the open moves; makes a move first for what may go beyond the order and has none. */
async function allocated(
  client: OdooClient,
  request: ReceiptRequest,
  before: Standing,
  missing: Missing[],
  call: CallContext,
): Promise<Allocation> {
  const { deadlineMs } = call;
  if (request.new_receipt !== undefined) return onOwnReceipt(client, request, before, missing, call);
  const read = async (): Promise<Transfer[]> => inOrder(request, (await readStanding(client, request, call)).receipts);
  let receipts = inOrder(request, before.receipts);
  if (await confirmReopened(client, receipts, deadlineMs)) receipts = await read();
  const first = allocate(missing, receipts);
  if (first.over.length === 0) return first;
  const tooMuch = first.over.filter((want) => want.beyond !== true);
  if (tooMuch.length > 0) throw overOrder(tooMuch);
  await addMoves(client, before, receipts, first.over, deadlineMs);
  const second = allocate(missing, await read());
  if (second.over.length > 0) throw overOrder(second.over);
  return second;
}

/** Goods that get a receipt of their own: the one that carries the mark, else a new one. */
async function onOwnReceipt(
  client: OdooClient,
  { new_receipt: mark = '', ...request }: ReceiptRequest,
  before: Standing,
  missing: Missing[],
  call: CallContext,
): Promise<Allocation> {
  const { deadlineMs } = call;
  const own = async (standing: Standing): Promise<Transfer[]> =>
    (await markedReceipts(client, standing.receipts, mark, deadlineMs)).filter(({ state }) => !CLOSED.has(state));
  const again = async (): Promise<Transfer[]> => own(await readStanding(client, request, call));
  let receipts = await own(before);
  if (receipts.length === 0) {
    await makeReceipt(client, before, missing, mark, deadlineMs);
    receipts = await again();
  } else if (await confirmReopened(client, receipts, deadlineMs)) receipts = await again();
  const allocation = allocate(missing, receipts);
  if (allocation.over.length > 0) throw overOrder(allocation.over);
  return allocation;
}

const CLOSED = new Set(['done', 'cancel']);

function overOrder(over: Wanted[]): Rejected {
  const what = over.map((want) => `${want.quantity} of ${want.sku}`).join(', ');
  return new Rejected(`More was received than the order's open receipts ask for: ${what} too much.`, {
    code: 'odoo.receipt.over',
    fix: 'Raise the quantity on the purchase order, or receive the surplus by hand, then replay this record.',
  });
}

async function refuseWithoutLots(client: OdooClient, missing: Missing[], call: CallContext): Promise<void> {
  const tracked = await trackedProducts(
    client,
    missing.map((want) => want.productId),
    call.deadlineMs,
  );
  const without = missing.filter((want) => want.lots === null && tracked.has(want.productId)).map((want) => want.sku);
  if (without.length > 0)
    throw new Rejected(`Odoo asks for lot or serial numbers of ${without.join(', ')}.`, {
      code: 'odoo.receipt.lots_needed',
      fix: 'Receive these products by hand in Odoo with their lot numbers, then replay this record.',
    });
  const isTwice = (lot: LotShare): boolean => lot.quantity > 1;
  const twice = missing.find((want) => tracked.get(want.productId) === 'serial' && want.lots?.some(isTwice));
  if (twice)
    throw new Rejected(`${twice.sku} carries serial numbers, and one of them is to be received more than once.`, {
      code: 'odoo.receipt.serial_twice',
      fix: 'Look for the mistake in the serial numbers; each stands for one piece.',
    });
}

/**
 * Before anything was booked here, an error may only mean that somebody else (a person, an earlier call that was slow) has
 * done the very work: the sums say so. Else it stands as it is.
 */
async function doneByAnother(
  client: OdooClient,
  request: ReceiptRequest,
  call: CallContext,
  error: unknown,
): Promise<SendOutcome> {
  const isSettled = isKnownError(error) && (error instanceof Rejected || error instanceof RetryLater);
  if (!isSettled) throw error;
  let after: Standing;
  try {
    after = await readStanding(client, request, call);
  } catch {
    throw error;
  }
  if (missingOf(request, after).length > 0) throw error;
  return { kind: 'confirmed', result: resultOf(request, after, []) };
}

/** One receipt is booked and a later one failed: only a look at the sums tells the truth now. */
function partly(booked: Transfer[], error: unknown): OutcomeUnknown {
  const names = booked.map((transfer) => transfer.name).join(', ');
  const why = error instanceof Error ? error.message : String(error);
  return new OutcomeUnknown(`${names} was booked, the rest was not: ${why}`, { code: 'odoo.receipt.partly' }, error);
}

async function readBack(
  client: OdooClient,
  request: ReceiptRequest,
  call: CallContext,
  booked: Transfer[],
): Promise<SendOutcome> {
  let after: Standing;
  try {
    after = await readStanding(client, request, call);
  } catch (error) {
    throw partly(booked, error);
  }
  const missing = missingOf(request, after);
  if (missing.length === 0) return { kind: 'confirmed', result: resultOf(request, after, booked) };
  const what = missing.map((want) => `${want.quantity} of ${want.sku}`).join(', ');
  return { kind: 'unknown', message: `The receipt was validated, but ${what} does not stand as done.` };
}
