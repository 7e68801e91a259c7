import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { fieldErrors, issuesAsFields, ok } from '../http/errors.js';
import type { Order, OrderProduct, Shipment } from '../order-records.js';
import { makeProduct } from '../products/commands.js';
import { newProductSchema } from '../products/request.js';
import type { Variant } from '../records.js';
import type { Shop } from '../shop.js';
import { allocate } from './allocate.js';
import { cancelShipment, tellShipment, touch } from './fulfil.js';
import { type NewOrder, newOrderSchema } from './request.js';
import { orderView } from './view.js';

/** Makes the order; returns the refusal when a line names nothing that could be ordered. */
function makeOrder(shop: Shop, account: Account, channelId: number, given: NewOrder): Order | Answer {
  const products: OrderProduct[] = [];
  for (const [index, line] of given.products.entries()) {
    const variant = variantFor(shop, account, line);
    if (variant === null) {
      return fieldErrors(422, {
        [`Products[${index}].Name`]: ['The product is unknown and has no name to create it by.'],
      });
    }
    products.push(productLine(account, variant, line));
  }
  ensureMethod(shop, account, given.shipping_method);
  const order: Order = {
    id: shop.id('order'),
    channelId,
    referenceId: given.reference_id,
    orderNumber: given.order_number ?? given.reference_id,
    createdDate: shop.stamp(),
    purchaseDate: given.purchase_date ?? null,
    type: given.type,
    shippingMethod: given.shipping_method,
    recipient: {
      name: given.recipient.name,
      email: given.recipient.email ?? null,
      phone_number: given.recipient.phone_number ?? null,
      address: {
        address1: given.recipient.address.address1,
        address2: given.recipient.address.address2 ?? null,
        company_name: given.recipient.address.company_name ?? null,
        city: given.recipient.address.city,
        state: given.recipient.address.state ?? null,
        country: given.recipient.address.country,
        zip_code: given.recipient.address.zip_code ?? null,
      },
    },
    products,
    tags: given.tags ?? [],
    giftMessage: given.gift_message ?? null,
    shippingTerms: given.shipping_terms ?? null,
    retailerProgramData: given.retailer_program_data ?? null,
    totalPrice: given.financials?.total_price ?? null,
    shipments: [],
    storeOrderJson: null,
    shippedTold: false,
    visibleAtMs: shop.visibleFrom(shop.options.orderReadLagMs),
  };
  order.shipments = allocate(shop, account, order, given.location_id ?? null);
  account.orders.push(order);
  for (const shipment of order.shipments.filter((candidate) => candidate.status === 'Exception')) {
    tellShipment(shop, account, 'order.shipment.exception', order, shipment);
  }
  return order;
}

/** A line names a SKU or a product id. An unknown SKU with a name becomes a product: that is ShipBob's way. */
function variantFor(shop: Shop, account: Account, line: NewOrder['products'][number]): Variant | null {
  if (!('reference_id' in line)) {
    return account.products.find((product) => product.id === line.id)?.variants[0] ?? null;
  }
  const known = account.variantBySku(line.reference_id) ?? (line.sku ? account.variantBySku(line.sku) : undefined);
  if (known !== undefined) return known;
  if (!line.name) return null;
  const body = newProductSchema('2026-07').parse({
    name: line.name,
    variants: [{ sku: line.reference_id, name: line.name }],
  });
  return makeProduct(shop, account, body).variants[0] ?? null;
}

function productLine(account: Account, variant: Variant, line: NewOrder['products'][number]): OrderProduct {
  const named = 'reference_id' in line ? line : undefined;
  return {
    id: account.productOf(variant.id)?.id ?? 0,
    reference_id: named?.reference_id ?? variant.sku,
    sku: variant.sku,
    name: variant.name,
    quantity: line.quantity,
    quantity_unit_of_measure_code: line.quantity_unit_of_measure_code ?? null,
    gtin: named?.gtin ?? null,
    upc: named?.upc ?? null,
    unit_price: named?.unit_price ?? null,
    external_line_id: line.external_line_id ?? null,
    variantId: variant.id,
  };
}

/** An unknown shipping method is created in silence (and mapped to Standard). */
function ensureMethod(shop: Shop, account: Account, name: string): void {
  if (account.shippingMethods.some((method) => method.name === name)) return;
  account.shippingMethods.push({ id: shop.id('method'), name });
}

/** POST /order. The reference is unique in the account for ever, also against cancelled orders (observed text). */
export function createOrder(shop: Shop, account: Account, channelId: number, body: unknown): Answer {
  const parsed = newOrderSchema.safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  if (account.orders.some((order) => order.referenceId === parsed.data.reference_id)) {
    return fieldErrors(422, { '': ['Cannot insert order with existing ReferenceId'] });
  }
  const order = makeOrder(shop, account, channelId, parsed.data);
  if ('status' in order) return order;
  const effect = { type: 'order.created', key: order.referenceId, detail: { order_id: order.id } };
  return ok(orderView(account, order), [effect], 201);
}

/** The live API answers a number where its documentation has a word (observed). */
const cancelAction = (shop: Shop): number | string => (shop.options.numericCancelAction ? 6 : 'Cancel');

function cancelled(shop: Shop, account: Account, order: Order, shipment: Shipment) {
  const done = cancelShipment(shop, account, order, shipment);
  const reason = done ? '' : `Shipment in status ${shipment.status} cannot be cancelled`;
  return { shipment_id: shipment.id, action: cancelAction(shop), is_success: done, reason };
}

/** POST /order/{id}:cancel: 200 even when nothing could be cancelled; the truth is in `status` and `is_success`. */
export function cancelOrder(shop: Shop, account: Account, order: Order): Answer {
  const results = order.shipments.map((shipment) => cancelled(shop, account, order, shipment));
  const good = results.filter((result) => result.is_success).length;
  const status = good === results.length ? 'Success' : good === 0 ? 'Failure' : 'PartialSuccess';
  const effects = good > 0 ? [{ type: 'order.cancelled', key: order.referenceId, detail: { order_id: order.id } }] : [];
  return ok(
    { order_id: order.id, order: orderView(account, order), status, canceled_shipment_results: results },
    effects,
  );
}

/** POST /shipment:batchCancel: each shipment has its own outcome; an unknown one is a failure in the list (inferred). */
export function batchCancel(shop: Shop, account: Account, ids: number[]): Answer {
  const effects: { type: string; key: string; detail: { shipment_id: number } }[] = [];
  const results = ids.map((id) => {
    const found = account.shipment(id);
    if (found === undefined) {
      return { shipment_id: id, action: cancelAction(shop), is_success: false, reason: `Shipment ${id} not found` };
    }
    const result = cancelled(shop, account, found.order, found.shipment);
    if (result.is_success) {
      effects.push({ type: 'shipment.cancelled', key: found.order.referenceId, detail: { shipment_id: id } });
    }
    return result;
  });
  return ok({ results }, effects);
}

/** POST /shipment:batchUpdateTrackingUpload: our own acknowledge flag. Answers in camelCase. */
export function setTrackingUploaded(shop: Shop, account: Account, ids: number[], uploaded: boolean): Answer {
  const results = ids.map((id) => {
    const found = account.shipment(id);
    if (found === undefined) {
      return { shipmentId: id, isSuccess: false, error: { code: 'NOT_FOUND', message: `Shipment ${id} not found` } };
    }
    found.shipment.isTrackingUploaded = uploaded;
    touch(shop, found.shipment);
    return { shipmentId: id, isSuccess: true, error: null };
  });
  const successful = results.filter((result) => result.isSuccess).length;
  const effects = results
    .filter((result) => result.isSuccess)
    .map((result) => ({ type: 'tracking_upload.set', key: String(result.shipmentId), detail: { value: uploaded } }));
  return ok({ results, summary: { total: ids.length, successful, failed: ids.length - successful } }, effects);
}
