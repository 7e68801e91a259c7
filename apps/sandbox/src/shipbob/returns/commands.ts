import type { Answer } from '../../core/exchange.js';
import type { JournalEffect } from '../../core/journal.js';
import type { Account } from '../account.js';
import { apiError, empty, issuesAsFields, ok, problem, validationProblem } from '../http/errors.js';
import type { Variant } from '../records.js';
import type { Shop } from '../shop.js';
import { type ApiVersion, VERSION_TRAITS } from '../versions.js';
import type { ReturnItem, ReturnOrder, ReturnStatus, TakenAction } from './records.js';
import { type NewReturn, newReturnSchema, rulesBroken } from './request.js';
import { returnView, returnWriteView } from './view.js';

const effectOf = (type: string, order: ReturnOrder): JournalEffect => ({
  type,
  key: order.referenceId ?? String(order.id),
  detail: { return_id: order.id },
});

/** Webhooks `return.*`: the return as body (inferred). */
export function tellReturn(shop: Shop, account: Account, topic: string, order: ReturnOrder): void {
  shop.sender.emit(account.subscriptions, topic, () => returnView(shop.options, account, order));
}

/** Sets the status, keeps the history and tells subscribers. */
export function setReturnStatus(shop: Shop, account: Account, order: ReturnOrder, status: ReturnStatus): void {
  if (order.status === status) return;
  order.status = status;
  order.statusHistory.push({ status, timestamp: shop.stamp() });
  tellReturn(shop, account, status === 'Completed' ? 'return.completed' : 'return.updated', order);
}

/** The action an item asks for itself when nobody says otherwise. */
export function preferenceOf(variant: Variant | undefined, type: ReturnOrder['type']): TakenAction {
  const preferences = variant?.return_preferences;
  const wanted = type === 'Regular' ? preferences?.primary_action : preferences?.return_to_sender_primary_action;
  return wanted?.name === 'Restock' || wanted?.name === 'Dispose' ? wanted.name : 'Quarantine';
}

function itemsOf(account: Account, given: NewReturn, lots: boolean): ReturnItem[] {
  return given.inventory.map((item) => {
    const variant = account.variantByInventory(item.id);
    const byDefault = item.requested_action === 'Default';
    return {
      inventoryId: item.id,
      quantity: item.quantity,
      requested: item.requested_action === 'Default' ? preferenceOf(variant, 'Regular') : item.requested_action,
      overridden: !byDefault,
      instructions: variant?.return_preferences.instructions ?? null,
      lotNumber: lots ? (item.lot_number ?? null) : null,
      lotDate: lots ? (item.lot_date ?? null) : null,
      taken: [],
    };
  });
}

/** A return with its first status, told to subscribers. */
export function addReturn(
  shop: Shop,
  account: Account,
  facts: Omit<ReturnOrder, 'id' | 'status' | 'statusHistory' | 'insertDate' | 'invoiceAmount'>,
): ReturnOrder {
  const now = shop.stamp();
  const order: ReturnOrder = {
    ...facts,
    id: shop.id('return'),
    status: 'AwaitingArrival',
    statusHistory: [{ status: 'AwaitingArrival', timestamp: now }],
    insertDate: now,
    invoiceAmount: null,
  };
  account.returns.push(order);
  tellReturn(shop, account, 'return.created', order);
  return order;
}

/** POST /return: a malformed body is 400 (RFC 7807), a broken rule 422 in the shape that only returns have. */
export function createReturn(shop: Shop, account: Account, channelId: number, body: unknown): Answer {
  const parsed = newReturnSchema.safeParse(body);
  if (!parsed.success) {
    return problem(400, 'One or more validation errors occurred.', flat(issuesAsFields(parsed.error)));
  }
  const given = parsed.data;
  const broken = rulesBroken(account, given);
  if (broken.length > 0) return apiError(422, 'Return could not be created', broken);
  const order = addReturn(shop, account, {
    channelId,
    referenceId: given.reference_id,
    type: 'Regular',
    centreId: given.fulfillment_center.id,
    originalShipmentId: given.original_shipment_id ?? null,
    trackingNumber: given.tracking_number ?? null,
    storeOrderId: null,
    customerName: null,
    items: itemsOf(account, given, true),
  });
  return ok(returnWriteView(account, order, 'v1'), [effectOf('return.created', order)], 201);
}

const find = (account: Account, id: string): ReturnOrder | undefined =>
  account.returns.find((order) => order.id === Number(id));

export function oneReturn(shop: Shop, account: Account, id: string): Answer {
  const order = find(account, id);
  return order === undefined
    ? problem(404, 'Not Found', `Return ${id} was not found.`)
    : ok(returnView(shop.options, account, order));
}

/** PUT /return/{id}: the whole body again, only while AwaitingArrival. */
export function editReturn(shop: Shop, account: Account, version: ApiVersion, id: string, body: unknown): Answer {
  const rules = VERSION_TRAITS[version].returnEdit;
  const refuse = (errors: string[]): Answer =>
    rules.refusal === 'api-error'
      ? apiError(422, 'Return could not be updated', errors)
      : validationProblem(422, { '': errors });
  const order = find(account, id);
  if (order === undefined) {
    return rules.unknown === 404 ? empty(404) : validationProblem(400, { Id: [`Return ${id} was not found.`] });
  }
  const parsed = newReturnSchema.safeParse(body);
  if (!parsed.success) return refuse([flat(issuesAsFields(parsed.error))]);
  if (order.status !== 'AwaitingArrival') return refuse([`Return in status ${order.status} cannot be updated`]);
  const given = parsed.data;
  const broken = rulesBroken(account, given);
  if (broken.length > 0) return refuse(broken);
  order.referenceId = given.reference_id;
  order.centreId = given.fulfillment_center.id;
  order.originalShipmentId = given.original_shipment_id ?? null;
  order.trackingNumber = given.tracking_number ?? null;
  order.items = itemsOf(account, given, rules.lots);
  tellReturn(shop, account, 'return.updated', order);
  return ok(returnWriteView(account, order, rules.view), [effectOf('return.updated', order)]);
}

/** POST /return/{id}:cancel: 200 with no body, only while AwaitingArrival; everything else is an empty 400. */
export function cancelReturn(shop: Shop, account: Account, id: string): Answer {
  const order = find(account, id);
  if (order === undefined || order.status !== 'AwaitingArrival') return empty(400);
  setReturnStatus(shop, account, order, 'Cancelled');
  return { status: 200, body: '', effects: [effectOf('return.cancelled', order)] };
}

const flat = (fields: Record<string, string[]>): string =>
  Object.entries(fields)
    .map(([field, messages]) => `${field}: ${messages.join(' ')}`)
    .join(' ');
