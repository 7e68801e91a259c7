import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { isKnownError, isPlainObject, type Json, Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { type Goods, lotOf, readGoods } from './adjust-goods.js';
import { type Quant, readQuants, sumOf } from './adjust-quants.js';
import { isSame } from './transfers.js';

type Request = OperationRequest<'odoo.stock.adjust'>;

/** Without it Odoo makes a second quant for the same place, and changes stock with no move to tell of it (16-19). */
const INVENTORY_MODE = { inventory_mode: true };

/**
 * Sets what lies at one location, as a count that is applied. Compare-and-set: it does so only while the stock is what the
 * plan saw, and Odoo itself refuses to apply a count when the stock moved after the counting.
 */
export async function adjustStock(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const goods = await readGoods(client, request.product_id, deadlineMs);
  const known = await lotOf(client, goods, request.lot, deadlineMs);
  const before = await standing(client, request, known, deadlineMs);
  if (isSame(sumOf(before), request.quantity)) return confirmed(request, before);
  refuse(request, goods, before);
  const lotId = known ?? (await makeLot(client, goods, request.lot, deadlineMs));
  const quantId = await count(client, request, lotId, deadlineMs);
  const [quant] = (await readQuants(client, { ...request, lotId }, deadlineMs)).filter((one) => one.id === quantId);
  if (!quant || !isCountOf(quant, request)) {
    await forget(client, quantId, deadlineMs);
    throw moved(request, quant?.quantity ?? 0);
  }
  await apply(client, request, { quantId, lotId }, deadlineMs);
  return readBack(client, request, lotId, deadlineMs);
}

export async function lookUpAdjusted(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const { deadlineMs } = call;
  const goods = await readGoods(client, request.product_id, deadlineMs);
  const quants = await standing(client, request, await lotOf(client, goods, request.lot, deadlineMs), deadlineMs);
  if (!isSame(sumOf(quants), request.quantity)) return { kind: 'absent' };
  return { kind: 'found', result: resultOf(request, quants) };
}

/** A lot that Odoo does not know lies nowhere. */
const standing = async (client: OdooClient, request: Request, lotId: number | null, deadlineMs: number) =>
  request.lot !== null && lotId === null ? [] : readQuants(client, { ...request, lotId }, deadlineMs);

function refuse(request: Request, goods: Goods, quants: Quant[]): void {
  if (!isSame(sumOf(quants), request.expected)) throw moved(request, sumOf(quants));
  if (goods.tracked && request.lot === null)
    throw new Rejected(`${request.sku} is kept by lot or serial number, but no lot is given.`, {
      code: 'odoo.stock.lot_needed',
      field: request.sku,
      fix: 'Count this product by hand in Odoo with its lots.',
    });
  const filled = quants.filter((quant) => !isSame(quant.quantity, 0));
  if (filled.length <= 1 && !filled.some((quant) => quant.apart)) return;
  const parts = filled.map((quant) => `${quant.quantity}${quant.apart ? ' (packed or owned by others)' : ''}`);
  throw new Rejected(`${request.sku} lies there in several parts: ${parts.join(', ')}.`, {
    code: 'odoo.stock.several_quants',
    field: request.sku,
    fix: 'Unpack or merge them in Odoo (Inventory, Physical Inventory), or count them by hand.',
  });
}

const moved = (request: Request, now: number): Rejected =>
  new Rejected(`${request.sku} has moved: ${now} lie there now, ${request.expected} when it was planned.`, {
    code: 'odoo.stock.moved',
    field: request.sku,
    fix: 'Nothing was changed. It is compared again with the next cut.',
  });

/** 16 and 17 want the lot's company, later ones take it. */
async function makeLot(client: OdooClient, goods: Goods, lot: string | null, deadlineMs: number) {
  if (lot === null || !goods.tracked) return null;
  const values = { name: lot, product_id: goods.productId, company_id: client.companyId };
  const [lotId] = await client.create('stock.lot', [values], { deadlineMs });
  return lotId ?? null;
}

/** Finds or makes the quant of this place and writes the count on it; nothing moves yet. */
async function count(client: OdooClient, request: Request, lotId: number | null, deadlineMs: number): Promise<number> {
  const values = {
    product_id: request.product_id,
    location_id: request.location_id,
    inventory_quantity: request.quantity,
    ...(lotId === null ? {} : { lot_id: lotId }),
  };
  const [quantId] = await client.create('stock.quant', [values], { context: INVENTORY_MODE, deadlineMs });
  if (quantId !== undefined) return quantId;
  throw new Rejected('Odoo answered stock.quant.create without an id.', { code: 'odoo.contract' });
}

/** An unset count would be applied as zero. */
const isCountOf = (quant: Quant, request: Request): boolean =>
  quant.isCounted &&
  isSame(quant.counted, request.quantity) &&
  isSame(quant.quantity, request.expected) &&
  isSame(quant.difference, request.quantity - request.expected);

async function apply(
  client: OdooClient,
  request: Request,
  { quantId, lotId }: { quantId: number; lotId: number | null },
  deadlineMs: number,
): Promise<void> {
  const context = { ...INVENTORY_MODE, inventory_name: request.reason };
  let answer: Json;
  try {
    answer = await client.call('stock.quant', 'action_apply_inventory', { ids: [quantId], context, deadlineMs });
  } catch (error) {
    // Refused and rolled back; the count would lie in wait for the next person who presses "Apply all".
    if (isKnownError(error) && error.name === 'Rejected') await forget(client, quantId, deadlineMs);
    throw error;
  }
  if (!isPlainObject(answer)) return;
  await forget(client, quantId, deadlineMs);
  const asks = typeof answer['res_model'] === 'string' ? answer['res_model'] : 'a window';
  if (asks === 'stock.inventory.conflict')
    throw moved(request, sumOf(await readQuants(client, { ...request, lotId }, deadlineMs)));
  throw new Rejected(`The count of ${request.sku} was not applied: Odoo asks with ${asks}.`, {
    code: 'odoo.stock.not_applied',
    field: request.sku,
    fix: 'Count this product by hand in Odoo once and see what it asks for, then replay this record.',
  });
}

/** Takes the count back. A failure to do so changes no stock and must not hide why it was taken back. */
async function forget(client: OdooClient, quantId: number, deadlineMs: number): Promise<void> {
  try {
    await client.call('stock.quant', 'action_clear_inventory_quantity', {
      ids: [quantId],
      context: INVENTORY_MODE,
      deadlineMs,
    });
  } catch (error) {
    if (!isKnownError(error)) throw error;
  }
}

async function readBack(
  client: OdooClient,
  request: Request,
  lotId: number | null,
  deadlineMs: number,
): Promise<SendOutcome> {
  let quants: Quant[];
  try {
    quants = await readQuants(client, { ...request, lotId }, deadlineMs);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `The count of ${request.sku} was applied and could not be read back: ${why}` };
  }
  if (isSame(sumOf(quants), request.quantity)) return confirmed(request, quants);
  return {
    kind: 'unknown',
    message: `The count of ${request.sku} was applied, but ${sumOf(quants)} lie there instead of ${request.quantity}.`,
  };
}

const confirmed = (request: Request, quants: Quant[]): SendOutcome => ({
  kind: 'confirmed',
  result: resultOf(request, quants),
});

function resultOf(request: Request, quants: Quant[]): EffectResult {
  const quantId = quants.find((quant) => !quant.apart)?.id ?? null;
  return {
    remoteId: String(quantId ?? request.product_id),
    data: { quant_id: quantId, product_id: request.product_id, location_id: request.location_id },
    after: { sku: request.sku, lot: request.lot, quantity: sumOf(quants) },
  };
}
