/** A purchase order, its receipts and WROs after a plan’s writes. */

import type { Json, JsonObject } from '@mlc/kernel';
import { type OperationRequest, operations } from '../operations.js';
import { linkRefsIn, type Plan, type PlannedEffect, substituteLinks } from '../plan.js';
import type { OdooPicking, PurchaseOrderSeen, SeenLink } from '../seen.js';
import { doneOf, FIRST_NEW_ID, isOpen, validate } from './model-transfers.test.js';

export const idIn = (link: string): number => Number(link.slice(link.lastIndexOf('/') + 1));

export function afterPurchaseOrder(seen: PurchaseOrderSeen, plan: Plan): PurchaseOrderSeen {
  const next = structuredClone(seen);
  for (const adoption of plan.adoptions) saveLink(next, { ...adoption, data: { ...adoption.data } });
  for (const effect of plan.effects) applyToOrder(next, effect);
  return next;
}

/** A link that is there already takes the new data; another one for the same record would be refused. */
function saveLink(next: PurchaseOrderSeen, link: SeenLink): void {
  const known = next.links.find((one) => one.odooModel === link.odooModel && one.odooId === link.odooId);
  if (!known) next.links.push(link);
  else if (known.shipbobId !== link.shipbobId) throw new Error(`${link.odooModel} ${link.odooId} is linked already`);
  else known.data = link.data;
}

function applyToOrder(next: PurchaseOrderSeen, effect: PlannedEffect): void {
  if (effect.operation === 'shipbob.wro.create') createWro(next, effect);
  else if (effect.operation === 'shipbob.wro.update') updateWro(next, effect);
  else if (effect.operation === 'shipbob.wro.cancel') {
    const { wro_id } = operations['shipbob.wro.cancel'].parse(effect.request);
    const wro = next.wros.find((candidate) => candidate.id === wro_id);
    if (wro?.status !== 'Awaiting') throw new Error(`WRO ${wro_id} cannot be cancelled`);
    wro.status = 'Cancelled';
  } else if (effect.operation === 'shipbob.wro.set_external_sync') {
    const { wro_ids } = operations['shipbob.wro.set_external_sync'].parse(effect.request);
    for (const wro of next.wros) if (wro_ids.includes(wro.id)) wro.external_sync = true;
  } else if (effect.operation === 'odoo.receipt.book') {
    bookReceipt(next, operations['odoo.receipt.book'].parse(effect.request));
    keepLink(next, effect);
  } else if (effect.operation === 'odoo.receipt.close') {
    const { picking_ids } = operations['odoo.receipt.close'].parse(effect.request);
    for (const picking of (next.order?.pickings ?? []).filter(({ id }) => picking_ids.includes(id))) cancel(picking);
  } else if (effect.operation === 'odoo.stock.adjust') {
    const { product_id, location_id, expected, quantity } = operations['odoo.stock.adjust'].parse(effect.request);
    const key = `${product_id}@${location_id}`;
    if ((next.stock?.[key] ?? 0) !== expected) throw new Error(`the stock of ${key} moved`);
    next.stock = { ...next.stock, [key]: quantity };
    keepLink(next, effect);
  } else if (effect.operation === 'odoo.goods.move') {
    moveGoods(next, operations['odoo.goods.move'].parse(effect.request));
  } else throw new Error(`${effect.operation} is no operation of a purchase order`);
}

/** Goals count over all that was moved under the mark; nothing is moved that no receipt brought in. */
function moveGoods(next: PurchaseOrderSeen, request: OperationRequest<'odoo.goods.move'>): void {
  const placement = next.placements?.[request.origin_marker.replace('mlc:placed:', '')];
  if (!placement) throw new Error(`${request.origin_marker} marks no placement`);
  for (const { product_id, lot, location_dest_id, goal } of request.lines) {
    if (location_dest_id === request.location_id) throw new Error('moved to where it lies');
    const same = placement.moved.find(
      (one) => one.product_id === product_id && one.location_dest_id === location_dest_id,
    );
    if (goal <= (same?.quantity ?? 0)) throw new Error(`nothing of ${product_id} is left to move`);
    if (same) same.quantity = goal;
    else placement.moved.push({ product_id, lot, location_dest_id, quantity: goal });
    const moved = placement.moved.filter((one) => one.product_id === product_id);
    const sum = moved.reduce((total, one) => total + one.quantity, 0);
    if (sum > doneOf(next.order?.pickings ?? [], product_id, 'incoming')) throw new Error(`${sum} never came in`);
  }
}

function keepLink(next: PurchaseOrderSeen, { link }: PlannedEffect): void {
  if (link?.keeps === undefined) return;
  const { keeps, ...record } = link;
  saveLink(next, { ...record, odooId: record.odooId ?? 0, ...keeps });
}

function cancel(picking: OdooPicking): void {
  if (!isOpen(picking)) throw new Error(`picking ${picking.id} is not open`);
  picking.state = 'cancel';
  for (const move of picking.moves) move.state = 'cancel';
}

function createWro(next: PurchaseOrderSeen, effect: PlannedEffect): void {
  const links = new Map(Object.values(next.products).map(({ link }) => [link?.odooId, link]));
  for (const ref of linkRefsIn(effect.request)) makeProduct(next, idIn(ref.$link));
  for (const { link } of Object.values(next.products)) links.set(link?.odooId, link);
  const resolved = substituteLinks(
    effect.request,
    (ref) => (links.get(idIn(ref.$link))?.data[ref.field] as Json) ?? null,
  );
  const request = operations['shipbob.wro.create'].parse(resolved);
  const number = request.purchase_order_number;
  if (next.wros.some((wro) => wro.purchase_order_number === number)) throw new Error(`number ${number} is taken`);
  if (new Date(request.expected_arrival_date).getTime() <= Date.parse('2026-11-25T10:00:00Z')) throw new Error('past');
  const id = FIRST_NEW_ID + next.wros.length;
  next.wros.push({
    id,
    status: 'Awaiting',
    purchase_order_number: number,
    fulfillment_center: { id: request.fulfillment_center_id, name: '' },
    package_type: request.package_type,
    expected_arrival_date: request.expected_arrival_date,
    insert_date: null,
    last_updated_date: null,
    external_sync: false,
    inventory_quantities: linesOf(request.boxes),
  });
  if (effect.link !== null) saveLink(next, { ...madeLink(effect, id), data: trackingOf(request.boxes) });
}

type Boxes = OperationRequest<'shipbob.wro.create'>['boxes'];

const linesOf = (boxes: Boxes): PurchaseOrderSeen['wros'][number]['inventory_quantities'] =>
  boxes
    .flatMap((box) => box.items)
    .map(({ inventory_id, sku, quantity }) => ({
      inventory_id,
      sku,
      expected_quantity: quantity,
      received_quantity: 0,
      stowed_quantity: 0,
    }));

const trackingOf = (boxes: Boxes): JsonObject => ({ tracking: boxes.map((box) => box.tracking_number) });

/** ShipBob from 2026-07 on: only while Awaiting, boxes as a whole. */
function updateWro(next: PurchaseOrderSeen, effect: PlannedEffect): void {
  for (const ref of linkRefsIn(effect.request)) makeProduct(next, idIn(ref.$link));
  const links = new Map(Object.values(next.products).map(({ link }) => [link?.odooId, link]));
  const resolved = substituteLinks(
    effect.request,
    (ref) => (links.get(idIn(ref.$link))?.data[ref.field] as Json) ?? null,
  );
  const request = operations['shipbob.wro.update'].parse(resolved);
  const wro = next.wros.find((candidate) => candidate.id === request.wro_id);
  if (wro?.status !== 'Awaiting') throw new Error(`WRO ${request.wro_id} is not Awaiting`);
  if (request.fulfillment_center_id) wro.fulfillment_center = { id: request.fulfillment_center_id, name: '' };
  if (request.expected_arrival_date) wro.expected_arrival_date = request.expected_arrival_date;
  if (!request.boxes) return;
  wro.inventory_quantities = linesOf(request.boxes);
  if (effect.link !== null) saveLink(next, { ...madeLink(effect, wro.id), data: trackingOf(request.boxes) });
}

/** The product's own lane makes it meanwhile. */
function makeProduct(next: PurchaseOrderSeen, productId: number): void {
  const known = next.products[String(productId)];
  if (!known || known.link !== null) return;
  const sku = known.product.default_code?.trim() ?? '';
  const data: JsonObject = { inventory_id: 1000 + productId, sku };
  known.link = {
    odooModel: 'product.product',
    odooId: productId,
    shipbobType: 'variant',
    shipbobId: `v${productId}`,
    data,
  };
}

export const madeLink = (effect: PlannedEffect, shipbobId: number, madeId = 0): SeenLink => {
  if (!effect.link) throw new Error(`${effect.title} makes no link`);
  return { ...effect.link, odooId: effect.link.odooId ?? madeId, shipbobId: String(shipbobId), data: {} };
};

/** Odoo as measured: done moves keep what was received, the rest becomes a backorder. */
function bookReceipt(next: PurchaseOrderSeen, request: OperationRequest<'odoo.receipt.book'>): void {
  const pickings = next.order?.pickings ?? [];
  if (request.new_receipt !== undefined) {
    const [head] = pickings;
    if (!head) throw new Error('no receipt to make another like');
    const id = Math.max(...pickings.map((known) => known.id)) + 1;
    pickings.push({
      ...head,
      id,
      name: `new-${id}`,
      origin: `[${request.new_receipt}]`,
      state: 'assigned',
      backorder_id: null,
      moves: [],
    });
    request.picking_id = id;
  }
  const picking = pickings.find((candidate) => candidate.id === request.picking_id);
  if (!picking || !isOpen(picking)) throw new Error(`picking ${request.picking_id} is not open`);
  const wanted = new Map(
    request.lines.map(({ product_id, goal }): [number, number] => [
      product_id,
      goal - doneOf(pickings, product_id, 'incoming'),
    ]),
  );
  const beyond = new Set(request.lines.filter((line) => line.beyond_order).map((line) => line.product_id));
  validate(pickings, picking, wanted, beyond);
}
