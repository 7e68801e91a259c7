import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import type { JournalEffect } from '../../core/journal.js';
import type { Account } from '../account.js';
import { chargeWro } from '../billing/charges.js';
import { fieldErrors, issuesAsFields, ok, validationProblem } from '../http/errors.js';
import type { Box, Wro, WroStatus } from '../records.js';
import type { Shop } from '../shop.js';
import type { ApiVersion } from '../versions.js';
import {
  arrivalRefusal,
  type NewWro,
  newWroSchema,
  numberRefusal,
  type Refusal,
  type ResolvedBox,
  resolveBoxes,
  schemaRefusal,
  wroPatchSchema,
} from './request.js';
import { boxView, wroView } from './view.js';

export const noWro = (id: string): Answer =>
  validationProblem(404, { Id: [`Could not find receiving order with id ${id}`] });

const refuse = (refusal: Refusal): Answer => fieldErrors(refusal.status, refusal.errors);

const effectOf = (type: string, wro: Wro, detail: Record<string, number | string | boolean> = {}): JournalEffect => ({
  type,
  key: wro.purchaseOrderNumber,
  detail: { wro_id: wro.id, ...detail },
});

function boxesFrom(shop: Shop, boxes: ResolvedBox[]): Box[] {
  return boxes.map((box, index) => ({
    box_id: shop.id('box'),
    box_number: index + 1,
    box_status: 'Awaiting',
    tracking_number: box.trackingNumber,
    arrived_date: null,
    received_date: null,
    counting_started_date: null,
    box_items: box.items.map((item) => ({
      inventory_id: item.inventoryId,
      quantity: item.quantity,
      received_quantity: 0,
      stowed_quantity: 0,
      lot_number: item.lotNumber,
      lot_date: item.lotDate,
    })),
  }));
}

/** Sets the status, keeps the history, and tells subscribers. */
export function setWroStatus(shop: Shop, account: Account, wro: Wro, status: WroStatus): void {
  if (wro.status === status) return;
  wro.status = status;
  wro.lastUpdated = shop.stamp();
  wro.statusHistory.push({ id: shop.id('status'), status, timestamp: wro.lastUpdated });
  if (status === 'Completed') {
    wro.completedDate = wro.lastUpdated;
    chargeWro(shop, account, wro);
  }
  tellWro(shop, account, status === 'Completed' ? 'wro.completed' : 'wro.updated', wro);
}

/** Webhooks `wro.*`: the WRO as body (inferred, ShipBob prints none). */
export function tellWro(shop: Shop, account: Account, topic: string, wro: Wro): void {
  shop.sender.emit(account.subscriptions, topic, (version) => wroView(shop, account, version, wro));
}

/** Webhooks `wro.box.*`: `{ wro_id, box }` (inferred). */
export function tellBox(shop: Shop, account: Account, topic: string, wro: Wro, box: Box): void {
  shop.sender.emit(account.subscriptions, topic, () => ({ wro_id: wro.id, box: boxView(box) }));
}

function makeWro(shop: Shop, account: Account, given: NewWro, boxes: ResolvedBox[]): Wro {
  const at = shop.stamp();
  const id = shop.id('wro');
  const wro: Wro = {
    id,
    status: 'Awaiting',
    statusHistory: [{ id: shop.id('status'), status: 'Awaiting', timestamp: at }],
    packageType: given.package_type,
    boxPackagingType: given.box_packaging_type,
    expectedArrival: `${new Date(given.expected_arrival_date).toISOString().slice(0, 19)}+00:00`,
    insertDate: at,
    lastUpdated: at,
    completedDate: null,
    centreId: given.fulfillment_center.id,
    // Without a number ShipBob shows its own (inferred).
    purchaseOrderNumber: given.purchase_order_number ?? `WRO${id}`,
    externalSync: null,
    freight: given.freight ?? null,
    finalCentreId: given.final_destination_fulfillment_center_id ?? null,
    boxes: boxesFrom(shop, boxes),
    spread: [],
    labelsBought: false,
    visibleAtMs: shop.visibleFrom(shop.options.readLagMs),
  };
  account.wros.push(wro);
  tellWro(shop, account, 'wro.created', wro);
  return wro;
}

/** POST /receiving, with the checks and texts that integrators published (ShipBob docs "receiving"). */
export function createWro(shop: Shop, account: Account, version: ApiVersion, body: unknown): Answer {
  const parsed = newWroSchema(version).safeParse(body);
  if (!parsed.success) return refuse(schemaRefusal(version, parsed.error));
  const given = parsed.data;
  const late = arrivalRefusal(shop, version, given.expected_arrival_date);
  if (late !== null) return refuse(late);
  const centre = account.centre(given.fulfillment_center.id);
  if (centre === undefined) {
    return validationProblem(404, {
      FulfillmentCenter: [`Fulfillment center ${given.fulfillment_center.id} not found`],
    });
  }
  const finalId = given.final_destination_fulfillment_center_id;
  if (finalId && account.centre(finalId) === undefined) {
    return validationProblem(404, { FinalDestinationFulfillmentCenterId: [`Fulfillment center ${finalId} not found`] });
  }
  const boxes = resolveBoxes(account, version, given.package_type, given.boxes);
  if ('errors' in boxes) return refuse(boxes);
  const taken = numberRefusal(account, given.purchase_order_number);
  if (taken !== null) return refuse(taken);
  const wro = makeWro(shop, account, given, boxes);
  return ok(wroView(shop, account, version, wro), [effectOf('wro.created', wro)], 201);
}

const findWro = (account: Account, id: string): Wro | undefined => account.wros.find((wro) => wro.id === Number(id));

/** POST /receiving/{id}:cancel: only while Awaiting. */
export function cancelWro(shop: Shop, account: Account, version: ApiVersion, id: string): Answer {
  const wro = findWro(account, id);
  if (wro === undefined) return noWro(id);
  if (wro.status !== 'Awaiting') {
    return fieldErrors(422, { '': [`Receiving order in status ${wro.status} cannot be cancelled`] });
  }
  for (const box of wro.boxes) box.box_status = 'Cancelled';
  setWroStatus(shop, account, wro, 'Cancelled');
  return ok(wroView(shop, account, version, wro), [effectOf('wro.cancelled', wro)]);
}

/** PATCH /receiving/{id} (2026-07). Boxes are replaced as a whole. */
export function patchWro(shop: Shop, account: Account, version: ApiVersion, id: string, body: unknown): Answer {
  const wro = findWro(account, id);
  if (wro === undefined) return noWro(id);
  const parsed = wroPatchSchema.safeParse(body);
  if (!parsed.success) return refuse(schemaRefusal(version, parsed.error));
  const given = parsed.data;
  const structural = given.boxes || given.fulfillment_center || given.expected_arrival_date;
  const untouched = wro.boxes.every((box) => box.box_status === 'Awaiting');
  if (structural && (wro.status !== 'Awaiting' || !untouched || wro.labelsBought)) {
    return fieldErrors(422, {
      '': ['Receiving order can only be updated while Awaiting, with no box in process and no labels purchased'],
    });
  }
  if (given.purchase_order_number && wro.status === 'Completed') {
    return fieldErrors(422, { PurchaseOrderNumber: ['A completed receiving order cannot be renamed'] });
  }
  if (given.fulfillment_center && account.centre(given.fulfillment_center.id) === undefined) {
    return validationProblem(404, {
      FulfillmentCenter: [`Fulfillment center ${given.fulfillment_center.id} not found`],
    });
  }
  const late = given.expected_arrival_date ? arrivalRefusal(shop, version, given.expected_arrival_date) : null;
  const taken = numberRefusal(account, given.purchase_order_number, wro.id);
  const boxes = given.boxes ? resolveBoxes(account, version, wro.packageType, given.boxes) : null;
  const refusal = late ?? taken ?? (boxes !== null && 'errors' in boxes ? boxes : null);
  if (refusal !== null) return refuse(refusal);

  wro.centreId = given.fulfillment_center?.id ?? wro.centreId;
  wro.purchaseOrderNumber = given.purchase_order_number ?? wro.purchaseOrderNumber;
  if (given.expected_arrival_date) wro.expectedArrival = given.expected_arrival_date;
  if (boxes !== null && !('errors' in boxes)) wro.boxes = boxesFrom(shop, boxes);
  wro.lastUpdated = shop.stamp();
  tellWro(shop, account, 'wro.updated', wro);
  return ok(wroView(shop, account, version, wro), [effectOf('wro.updated', wro)]);
}

const syncSchema = z.object({ ids: z.array(z.number().int()).min(1), is_external_sync: z.boolean() });

/** POST /receiving:setExternalSync. The OpenAPI says a WRO; the live answer is a list of results (observed). */
export function setExternalSync(shop: Shop, account: Account, body: unknown): Answer {
  const parsed = syncSchema.safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const { ids, is_external_sync: on } = parsed.data;
  const effects: JournalEffect[] = [];
  const results = ids.map((id) => {
    const wro = account.wros.find((candidate) => candidate.id === id);
    if (wro === undefined)
      return { id, action: 'ExternalSync', is_success: false, reason: 'Receiving order not found' };
    wro.externalSync = on ? shop.stamp() : null;
    effects.push(effectOf('external_sync.set', wro, { value: on }));
    return { id, action: 'ExternalSync', is_success: true, reason: '' };
  });
  return ok({ results }, effects);
}
