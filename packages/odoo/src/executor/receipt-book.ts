import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { OutcomeUnknown, Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { ids, int, requiredChar } from '../client/values.js';
import { allocate, type Wanted } from './allocate.js';
import { prepareMoves, verifyPrepared } from './prepare.js';
import { doneByProduct, isMore, readTransfers, rounded, type Transfer, trackedProducts } from './transfers.js';
import { validateTransfer } from './validate.js';

type Request = OperationRequest<'odoo.receipt.book'>;

/**
 * Brings the done quantities of a purchase order's receipts to the goals. Convergent: it reads what is done, books only
 * what is missing, and is through when the sums read back reach the goals, whoever brought them there.
 */
export async function bookReceipt(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const before = await readReceipts(client, request, call);
  const missing = missingOf(request, before);
  if (missing.length === 0) return { kind: 'confirmed', result: resultOf(request, before, []) };
  const { byTransfer, over } = allocate(missing, inOrder(request, before));
  if (over.length > 0) throw tooMuch(over);
  await refuseTracked(client, missing, call);
  const booked: Transfer[] = [];
  try {
    for (const { transfer, quantities } of byTransfer) {
      await prepareMoves(client, transfer, quantities, call.deadlineMs);
      await verifyPrepared(client, transfer, quantities, call.deadlineMs);
      const options = { keepBackorder: request.keep_backorder, deadlineMs: call.deadlineMs };
      await validateTransfer(client, transfer, options);
      booked.push(transfer);
    }
  } catch (error) {
    throw booked.length === 0 ? error : partly(booked, error);
  }
  return readBack(client, request, call, booked);
}

export async function lookUpReceipt(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const receipts = await readReceipts(client, request, call);
  if (missingOf(request, receipts).length > 0) return { kind: 'absent' };
  return { kind: 'found', result: resultOf(request, receipts, []) };
}

const orderRow = z.object({ id: int, name: requiredChar, picking_ids: ids.optional() });

/** The incoming transfers of the order; after some edits an order also owns outgoing ones, which are not receipts. */
async function readReceipts(client: OdooClient, request: Request, call: CallContext): Promise<Transfer[]> {
  const { deadlineMs } = call;
  const [order] = await client.read('purchase.order', orderRow, [request.purchase_order_id], { deadlineMs });
  if (!order)
    throw new Rejected(`purchase.order ${request.purchase_order_id} is not in Odoo any more.`, {
      code: 'odoo.missing_record',
      field: 'purchase_order_id',
      fix: 'Decide by hand what to do with the goods that were received.',
    });
  const transfers = await readTransfers(client, order.picking_ids ?? [], deadlineMs);
  return transfers.filter((transfer) => transfer.typeCode === 'incoming');
}

function missingOf(request: Request, receipts: Transfer[]): Wanted[] {
  const done = doneByProduct(receipts);
  return request.lines
    .map((line) => ({
      productId: line.product_id,
      sku: line.sku,
      quantity: rounded(line.goal - (done.get(line.product_id) ?? 0)),
    }))
    .filter((want) => isMore(want.quantity, 0));
}

/** The planned receipt first, then the order's other ones by id. */
const inOrder = (request: Request, receipts: Transfer[]): Transfer[] =>
  receipts.toSorted((a, b) => rank(request, a) - rank(request, b) || a.id - b.id);
const rank = (request: Request, transfer: Transfer): number => (transfer.id === request.picking_id ? 0 : 1);

function tooMuch(over: Wanted[]): Rejected {
  const what = over.map((want) => `${want.quantity} of ${want.sku}`).join(', ');
  return new Rejected(`More was received than the order's open receipts ask for: ${what} too much.`, {
    code: 'odoo.receipt.over',
    fix: 'Raise the quantity on the purchase order, or receive the surplus by hand, then replay this record.',
  });
}

async function refuseTracked(client: OdooClient, missing: Wanted[], call: CallContext): Promise<void> {
  const productIds = missing.map((want) => want.productId);
  const tracked = await trackedProducts(client, productIds, call.deadlineMs);
  const skus = missing.filter((want) => tracked.has(want.productId)).map((want) => want.sku);
  if (skus.length === 0) return;
  throw new Rejected(`Odoo asks for lot or serial numbers of ${skus.join(', ')}.`, {
    code: 'odoo.receipt.lots_needed',
    fix: 'Receive these products by hand in Odoo with their lot numbers, then replay this record.',
  });
}

/** One receipt is booked and a later one failed: only a look at the sums tells the truth now. */
function partly(booked: Transfer[], error: unknown): OutcomeUnknown {
  const names = booked.map((transfer) => transfer.name).join(', ');
  const why = error instanceof Error ? error.message : String(error);
  return new OutcomeUnknown(`${names} was booked, the rest was not: ${why}`, { code: 'odoo.receipt.partly' }, error);
}

async function readBack(
  client: OdooClient,
  request: Request,
  call: CallContext,
  booked: Transfer[],
): Promise<SendOutcome> {
  let after: Transfer[];
  try {
    after = await readReceipts(client, request, call);
  } catch (error) {
    throw partly(booked, error);
  }
  const missing = missingOf(request, after);
  if (missing.length === 0) return { kind: 'confirmed', result: resultOf(request, after, booked) };
  const what = missing.map((want) => `${want.quantity} of ${want.sku}`).join(', ');
  return { kind: 'unknown', message: `The receipt was validated, but ${what} does not stand as done.` };
}

function resultOf(request: Request, receipts: Transfer[], booked: Transfer[]): EffectResult {
  const done = doneByProduct(receipts);
  const bookedIds = booked.map((transfer) => transfer.id);
  const parents = new Set(bookedIds.length > 0 ? bookedIds : [request.picking_id]);
  const backorder = receipts.find((t) => t.backorderOf !== null && parents.has(t.backorderOf) && t.state !== 'cancel');
  return {
    remoteId: String(request.picking_id),
    data: { picking_id: request.picking_id, booked_picking_ids: bookedIds, backorder_id: backorder?.id ?? null },
    after: {
      receipts: receipts.map(({ id, name, state }) => ({ id, name, state })),
      done: Object.fromEntries(request.lines.map((line) => [line.sku, done.get(line.product_id) ?? 0])),
      backorder: backorder?.name ?? null,
    },
  };
}
