/**
 * Both sides as small pure models: what the evidence looks like after a plan's writes were made. For the property tests
 * of the plans; requests are parsed like the engine does, and a LinkRef whose link is missing holds its effect back.
 */
import type { Json, JsonObject } from '@mlc/kernel';
import { type OperationRequest, operations } from '../operations.js';
import { linkRefsIn, type Plan, type PlannedEffect, substituteLinks } from '../plan.js';
import type {
  OdooMove,
  OdooPicking,
  ProductSeen,
  PurchaseOrderSeen,
  SeenLink,
  ShipBobVariant,
  ShipmentsSeen,
} from '../seen.js';
import { livingVariantId, variantData } from './links.js';

const idIn = (link: string): number => Number(link.slice(link.lastIndexOf('/') + 1));

// ---------------------------------------------------------------- products

export function afterProducts(seen: ProductSeen, plan: Plan): ProductSeen {
  const next = structuredClone(seen);
  for (const adoption of plan.adoptions) {
    next.link = { ...adoption, data: { ...adoption.data } };
    const known = [...next.bySku, ...next.byBarcode, ...(next.mergedInto ? [next.mergedInto] : [])];
    next.linked = known.find((variant) => variant.variant_id === livingVariantId(adoption)) ?? null;
  }
  for (const effect of plan.effects) {
    if (effect.operation === 'shipbob.product.create') createVariant(next, effect);
    else if (effect.operation === 'shipbob.bundle.create') createBundle(next, effect);
    else if (effect.operation === 'shipbob.bundle.delete') next.linked = null;
    else updateVariant(next, effect);
  }
  if (next.link !== null) {
    // The look searches by SKU again only for a variant of another SKU, or none.
    const isSame = next.linked?.sku.trim() === next.product?.default_code?.trim();
    if (isSame) next.bySku = [];
    next.byBarcode = [];
  }
  return next;
}

const MADE = { product_id: 7000, variant_id: 7001, inventory_id: 7002 };

function createVariant(next: ProductSeen, effect: PlannedEffect): void {
  // A sibling that is waited for makes the product meanwhile.
  const resolved = substituteLinks(effect.request, () => 7000);
  const { is_active, return_preferences, product_id, product_name, ...facts } =
    operations['shipbob.product.create'].parse(resolved);
  const made: ShipBobVariant = {
    ...MADE,
    ...facts,
    ...(return_preferences ? { return_actions: return_preferences } : {}),
    product_id: product_id ?? MADE.product_id,
    status: is_active ? 'Active' : 'Inactive',
    is_bundle: false,
    on_hand_qty: 0,
  };
  linkMade(next, effect, made);
}

function createBundle(next: ProductSeen, effect: PlannedEffect): void {
  const resolved = substituteLinks(effect.request, (ref) => {
    const id = idIn(ref.$link);
    next.components = { ...next.components, [id]: componentLink(id) };
    return 900 + id;
  });
  const { components, ...facts } = operations['shipbob.bundle.create'].parse(resolved);
  const bare = { upc: null, gtin: null, weight_oz: null, customs: null, is_lot: false, on_hand_qty: 0 };
  linkMade(next, effect, {
    ...{ ...MADE, inventory_id: null, status: 'Active', is_bundle: true },
    ...bare,
    ...facts,
    bundle: components,
  });
}

const componentLink = (id: number): SeenLink => ({
  odooModel: 'product.product',
  odooId: id,
  shipbobType: 'variant',
  shipbobId: String(900 + id),
  data: { variant_id: 900 + id },
});

/** A create without a link is found by its SKU in the next look. */
function linkMade(next: ProductSeen, effect: PlannedEffect, made: ShipBobVariant): void {
  if (effect.link === null) {
    next.bySku = [made];
    return;
  }
  next.linked = made;
  const odooId = effect.link.odooId ?? 0;
  next.link = { ...effect.link, odooId, shipbobId: String(made.variant_id), data: { ...variantData(made) } };
}

function updateVariant(next: ProductSeen, effect: PlannedEffect): void {
  const { is_active, product_id, variant_id, return_preferences, ...facts } = operations[
    'shipbob.product.update'
  ].parse(effect.request);
  if (next.linked?.variant_id !== variant_id || next.linked.product_id !== product_id) throw new Error('wrong variant');
  const status = is_active === undefined ? {} : { status: is_active ? 'Active' : 'Inactive' };
  const returns = return_preferences ? { return_actions: return_preferences } : {};
  next.linked = { ...next.linked, ...(facts as Partial<ShipBobVariant>), ...returns, ...status };
  if (effect.link !== null && next.link !== null) next.link.data = { ...variantData(next.linked) };
}

// ---------------------------------------------------------------- purchase orders and receiving

/** New records get ids from here on. */
const FIRST_NEW_ID = 50_000;

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

const madeLink = (effect: PlannedEffect, shipbobId: number, madeId = 0): SeenLink => {
  if (!effect.link) throw new Error(`${effect.title} makes no link`);
  return { ...effect.link, odooId: effect.link.odooId ?? madeId, shipbobId: String(shipbobId), data: {} };
};

const isOpen = (record: { state: string }): boolean => record.state !== 'done' && record.state !== 'cancel';

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

const doneOf = (pickings: OdooPicking[], productId: number, code: string): number =>
  pickings
    .filter((picking) => picking.picking_type_code === code)
    .flatMap((picking) => picking.moves)
    .filter((move) => move.state === 'done' && move.product_id === productId)
    .reduce((sum, move) => sum + move.quantity, 0);

/** Processes the quantities over the picking's open moves in id order; refuses what does not fit. */
function validate(
  pickings: OdooPicking[],
  picking: OdooPicking,
  wanted: Map<number, number>,
  beyond: ReadonlySet<number> = new Set(),
  withLots = false,
): void {
  const rest: OdooMove[] = [];
  const processed: OdooMove[] = picking.moves.filter((move) => !isOpen(move));
  const left = new Map(wanted);
  for (const move of picking.moves.filter(isOpen).sort((a, b) => a.id - b.id)) {
    const now = Math.min(move.product_qty, left.get(move.product_id) ?? 0);
    left.set(move.product_id, (left.get(move.product_id) ?? 0) - now);
    if (now > 0 && move.tracking !== 'none' && !withLots) throw new Error(`move ${move.id} needs lots`);
    if (now > 0) processed.push({ ...move, state: 'done', picked: true, product_qty: now, quantity: now });
    if (now < move.product_qty) rest.push({ ...move, id: move.id + FIRST_NEW_ID, product_qty: move.product_qty - now });
  }
  for (const id of beyond) {
    const surplus = left.get(id) ?? 0;
    if (surplus <= 0) continue;
    left.delete(id);
    const own = processed.findLast((move) => move.product_id === id && !picking.moves.includes(move));
    if (own) own.quantity += surplus;
    else processed.push(surplusMove(picking, id, surplus));
  }
  for (const [id, quantity] of left) if (quantity > 1e-9) throw new Error(`${quantity} of product ${id} do not fit`);
  if (processed.length === 0) throw new Error('a transfer of nothing');
  picking.moves = processed;
  picking.state = 'done';
  if (rest.length === 0) return;
  const id = Math.max(...pickings.map((known) => known.id)) + 1;
  const name = `${picking.name}-${id}`;
  pickings.push({
    ...picking,
    id,
    name,
    state: 'assigned',
    backorder_id: picking.id,
    carrier_tracking_ref: null,
    moves: rest,
  });
}

const surplusMove = (picking: OdooPicking, productId: number, quantity: number): OdooMove => ({
  id: picking.id * FIRST_NEW_ID + productId,
  state: 'done',
  product_id: productId,
  sku: null,
  tracking: 'none',
  product_qty: 0,
  quantity,
  picked: true,
  product_uom: { id: 1, name: 'Units' },
  product_base_uom: { id: 1, name: 'Units' },
  purchase_line_id: null,
  sale_line_id: null,
});

// ---------------------------------------------------------------- shipments

export function afterShipments(seen: ShipmentsSeen, plan: Pick<Plan, 'adoptions' | 'effects'>): ShipmentsSeen {
  const next = structuredClone(seen);
  next.links.push(...plan.adoptions.map((adoption) => ({ ...adoption, data: { ...adoption.data } })));
  const pickings = [...new Map(next.saleOrders.map(({ order }) => [order.id, order])).values()].map(
    (order) => order.pickings,
  );
  for (const effect of plan.effects) {
    if (effect.operation === 'odoo.delivery.ship') ship(next, pickings, effect);
    else if (effect.operation === 'odoo.delivery.anonymous') deliverApart(next, effect);
    else if (effect.operation === 'odoo.delivery.reverse') reverse(next, effect);
    else if (effect.operation === 'odoo.activity.schedule') schedule(next, effect);
    else track([...pickings, next.apart ?? []], effect);
  }
  return next;
}

function ship(next: ShipmentsSeen, orders: OdooPicking[][], effect: PlannedEffect): void {
  const request = operations['odoo.delivery.ship'].parse(effect.request);
  const pickings = orders.find((all) => all.some((picking) => picking.id === request.picking_id));
  const picking = pickings?.find((candidate) => candidate.id === request.picking_id);
  if (!pickings || !picking || !isOpen(picking)) throw new Error(`delivery ${request.picking_id} is not open`);
  const withLots = request.lines.every((line) => !line.lots || sumOfLots(line.lots) === line.quantity);
  validate(
    pickings,
    picking,
    new Map(request.lines.map((line) => [line.product_id, line.quantity])),
    new Set(),
    withLots,
  );
  append(picking, request.carrier_tracking_ref);
  appendNotes(picking, request.origin_marker, request.notes);
  next.links.push(madeLink(effect, request.shipment_id));
}

const sumOfLots = (lots: { quantity: number }[]): number => lots.reduce((sum, lot) => sum + lot.quantity, 0);

/** What `next.apart` holds: deliveries of their own, and the transfers that bring them back. */
function deliverApart(next: ShipmentsSeen, effect: PlannedEffect): void {
  const request = operations['odoo.delivery.anonymous'].parse(effect.request);
  const all = next.apart ?? [];
  if (all.some((picking) => picking.origin === request.origin)) throw new Error(`${request.origin} is there already`);
  const id = FIRST_NEW_ID + 1000 + all.length;
  const moves = request.lines.map((line, index): OdooMove => {
    const tracked = Object.values(next.productByInventoryId).find(({ product_id }) => product_id === line.product_id);
    if (tracked && tracked.tracking !== 'none' && sumOfLots(line.lots ?? []) !== line.quantity)
      throw new Error(`${line.sku} needs lots`);
    const unit = { id: 1, name: 'Units' };
    return {
      id: id * 10 + index,
      state: 'done',
      product_id: line.product_id,
      sku: line.sku,
      tracking: tracked?.tracking ?? 'none',
      product_qty: line.quantity,
      quantity: line.quantity,
      picked: true,
      product_uom: unit,
      product_base_uom: unit,
      purchase_line_id: null,
      sale_line_id: null,
      ...(line.lots ? { done_lots: line.lots.map(({ name, quantity }) => ({ name, quantity })) } : {}),
    };
  });
  const picking: OdooPicking = {
    ...{ id, name: `SB/OUT/${id}`, state: 'done', picking_type_code: 'outgoing', create_backorder: 'ask' },
    ...{ scheduled_date: null, date_done: null, backorder_id: null, return_id: null, warehouse_id: null },
    location_id: request.location_id,
    location_dest_id: request.location_dest_id,
    carrier_id: request.carrier_id,
    carrier_tracking_ref: request.carrier_tracking_ref,
    origin: request.origin,
    note: null,
    moves,
  };
  appendNotes(picking, `[${request.origin}]`, request.notes);
  next.apart = [...all, picking];
  next.apartLinks = [...(next.apartLinks ?? []), madeLink(effect, request.shipment_id ?? 0, id)];
}

function reverse(next: ShipmentsSeen, effect: PlannedEffect): void {
  const request = operations['odoo.delivery.reverse'].parse(effect.request);
  const from = 'delivery_id' in request.from ? request.from.delivery_id : 0;
  const picking = next.apart?.find(({ id }) => id === from);
  if (!picking || next.apart?.some(({ return_id }) => return_id === from))
    throw new Error(`no delivery ${from} to return`);
  const lines = request.lines.map(({ product_id, quantity }) => [product_id, quantity]);
  const done = picking.moves.flatMap((move) =>
    (move.done_lots ?? [move]).map(({ quantity }) => [move.product_id, quantity]),
  );
  if (JSON.stringify(lines) !== JSON.stringify(done)) throw new Error('not all of it comes back');
  const id = FIRST_NEW_ID + 2000 + (next.apart?.length ?? 0);
  next.apart = [
    ...(next.apart ?? []),
    { ...picking, id, picking_type_code: 'incoming', return_id: from, origin: null },
  ];
  next.apartLinks = [...(next.apartLinks ?? []), madeLink(effect, request.shipment_id, id)];
}

function schedule(next: ShipmentsSeen, effect: PlannedEffect): void {
  const { marker } = operations['odoo.activity.schedule'].parse(effect.request);
  if (next.activities?.includes(marker)) throw new Error(`${marker} is scheduled already`);
  next.activities = [...(next.activities ?? []), marker];
}

function track(orders: OdooPicking[][], effect: PlannedEffect): void {
  const request = operations['odoo.delivery.track'].parse(effect.request);
  const picking = orders.flat().find((candidate) => candidate.id === request.picking_id);
  if (!picking) throw new Error(`no delivery ${request.picking_id}`);
  append(picking, request.carrier_tracking_ref);
  appendNotes(picking, request.origin_marker ?? '', request.notes);
}

function append(picking: OdooPicking, ref: string | null): void {
  if (ref === null) return;
  picking.carrier_tracking_ref = picking.carrier_tracking_ref === null ? ref : `${picking.carrier_tracking_ref},${ref}`;
}

function appendNotes(picking: OdooPicking, marker: string, notes: string[] | undefined): void {
  if (picking.note === undefined) return;
  picking.note = [picking.note ?? '', ...(notes ?? []).map((note) => `<p>${marker} ${note}</p>`)].join('');
}

export { doneOf };
