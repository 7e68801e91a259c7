import type { CallContext, EffectResult } from '@mlc/engine';
import { Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { ids, int, requiredChar } from '../client/values.js';
import type { Wanted } from './allocate.js';
import { doneByLot, type LotShare } from './lots.js';
import { doneByProduct, isMore, isSame, readTransfers, rounded, type Transfer, trackedProducts } from './transfers.js';

export type ReceiptRequest = OperationRequest<'odoo.receipt.book'>;
type Line = ReceiptRequest['lines'][number];

/** Where the receipts of the order stand. */
export interface Standing {
  order: { id: number; name: string };
  receipts: Transfer[];
  done: Map<number, number>;
  /** Done per lot, for the tracked products whose lots the request names. */
  lots: Map<number, Map<string, number>>;
  tracked: Map<number, 'lot' | 'serial'>;
}

/** What a line lacks, in the product's UoM; `lots` only for products that Odoo tracks. */
export interface Missing extends Wanted {
  lots: LotShare[] | null;
}

const orderRow = z.object({ id: int, name: requiredChar, picking_ids: ids.optional() });

/** The incoming transfers of the order; after some edits an order also owns outgoing ones, which are not receipts. */
export async function readStanding(client: OdooClient, request: ReceiptRequest, call: CallContext): Promise<Standing> {
  const { deadlineMs } = call;
  const [order] = await client.read('purchase.order', orderRow, [request.purchase_order_id], { deadlineMs });
  if (!order)
    throw new Rejected(`purchase.order ${request.purchase_order_id} is not in Odoo any more.`, {
      code: 'odoo.missing_record',
      field: 'purchase_order_id',
      fix: 'Decide by hand what to do with the goods that were received.',
    });
  const transfers = await readTransfers(client, order.picking_ids ?? [], deadlineMs);
  const receipts = transfers.filter((transfer) => transfer.typeCode === 'incoming');
  const named = request.lines.filter((line) => line.lots !== undefined).map((line) => line.product_id);
  const tracked = named.length > 0 ? await trackedProducts(client, named, deadlineMs) : new Map<number, never>();
  const lots = await doneByLot(client, receipts, [...tracked.keys()], deadlineMs);
  return { order: { id: order.id, name: order.name }, receipts, done: doneByProduct(receipts), lots, tracked };
}

/** Lines whose goal (or whose lots' goals) the receipts do not reach yet. */
export function missingOf(request: ReceiptRequest, standing: Standing): Missing[] {
  return request.lines
    .map(
      (line): Missing => ({
        productId: line.product_id,
        sku: line.sku,
        quantity: Math.max(0, rounded(line.goal - (standing.done.get(line.product_id) ?? 0))),
        beyond: line.beyond_order === true,
        lots: missingLots(line, standing),
      }),
    )
    .filter((want) => isMore(want.quantity, 0) || (want.lots ?? []).length > 0);
}

function missingLots(line: Line, standing: Standing): LotShare[] | null {
  if (line.lots === undefined || !standing.tracked.has(line.product_id)) return null;
  const done = standing.lots.get(line.product_id);
  return line.lots
    .map((lot) => ({ ...lot, quantity: rounded(lot.quantity - (done?.get(lot.name) ?? 0)) }))
    .filter((lot) => isMore(lot.quantity, 0));
}

/** A product whose lots lack another quantity than its goal does: somebody booked other lots, or the request is unfit. */
export const otherThanLots = (missing: Missing[]): Missing | undefined =>
  missing.find((want) => want.lots !== null && !isSame(sumOf(want.lots), want.quantity));

const sumOf = (lots: LotShare[]): number => lots.reduce((sum, lot) => sum + lot.quantity, 0);

export function lotsDiffer(want: Missing, standing: Standing): Rejected {
  const lacking = (want.lots ?? []).map((lot) => `${lot.quantity} of ${lot.name}`).join(', ') || 'nothing';
  const done = [...(standing.lots.get(want.productId) ?? [])].map(([lot, quantity]) => `${quantity} of ${lot}`);
  return new Rejected(
    `${want.sku}: ${want.quantity} are still to be received, but by lot it is ${lacking} (received so far: ${done.join(', ') || 'nothing'}).`,
    {
      code: 'odoo.receipt.lots_differ',
      field: standing.order.name,
      fix: 'Compare the lots on the receipts in Odoo with those that ShipBob stowed, correct them, then replay this record.',
    },
  );
}

export function resultOf(request: ReceiptRequest, standing: Standing, booked: Transfer[]): EffectResult {
  const { receipts, done, lots } = standing;
  const bookedIds = booked.map((transfer) => transfer.id);
  const parents = new Set(bookedIds.length > 0 ? bookedIds : [request.picking_id]);
  const backorder = receipts.find((t) => t.backorderOf !== null && parents.has(t.backorderOf) && t.state !== 'cancel');
  const byLot = request.lines.flatMap(({ sku, product_id }) => {
    const own = lots.get(product_id);
    return own ? [[sku, Object.fromEntries(own)] as const] : [];
  });
  return {
    remoteId: String(request.picking_id),
    data: { picking_id: request.picking_id, booked_picking_ids: bookedIds, backorder_id: backorder?.id ?? null },
    after: {
      receipts: receipts.map(({ id, name, state }) => ({ id, name, state })),
      done: Object.fromEntries(request.lines.map((line) => [line.sku, done.get(line.product_id) ?? 0])),
      ...(byLot.length > 0 ? { lots: Object.fromEntries(byLot) } : {}),
      backorder: backorder?.name ?? null,
    },
  };
}
