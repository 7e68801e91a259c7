import { redact } from '@mlc/kernel';
import { z } from 'zod';
import { feeListSchema, invoiceSchema, transactionSchema } from '../../decode/billing.js';
import { channelSchema } from '../../decode/channel.js';
import { inventoryEventSchema, inventoryLevelSchema, lotLevelSchema } from '../../decode/inventory.js';
import { locationSchema } from '../../decode/location.js';
import { orderSchema, shipmentSchema } from '../../decode/order.js';
import { productSchema } from '../../decode/product.js';
import { boxSchema, distributionsSchema, fulfillmentCenterSchema, wroSchema } from '../../decode/receiving.js';
import { returnSchema } from '../../decode/returns.js';
import { syncResultsSchema } from '../../decode/sync-results.js';
import { timelineSchema, trackingSchema } from '../../decode/tracking.js';
import { newSubscriptionSchema, subscriptionSchema } from '../../decode/webhook.js';
import { parseRefusal } from '../../http/refusal.js';
import { TokenEndpoint } from '../../oauth/token-endpoint.js';
import { routeWebhook } from '../../webhooks/route.js';
import { verifyWebhook } from '../../webhooks/signature.js';
import type { At } from './folder.js';

export interface ResponseSample {
  /** What our decoder makes of the answer. */
  reads: (json: unknown) => unknown;
  /** What must be in that, said by the answer itself. */
  says: (at: At) => unknown;
}

const one = (schema: z.ZodType) => (json: unknown) => schema.parse(json);
const first = (schema: z.ZodType) => (json: unknown) => z.array(schema).parse(json)[0];
const firstItem = (schema: z.ZodType) => (json: unknown) => z.object({ items: z.array(schema) }).parse(json).items[0];
const under =
  (at: At, prefix: string): At =>
  (path) =>
    at(`${prefix}.${path}`);
/** The named members as they stand. */
const same = (at: At, ...names: string[]) => Object.fromEntries(names.map((name) => [name, at(name)]));

const channel = (at: At) => same(at, 'id', 'name', 'application_name', 'scopes');
const centre = (at: At) => same(at, 'id', 'name');

const variant = (at: At) => ({
  variant_id: at('id'),
  ...same(at, 'sku', 'name', 'status'),
  inventory_id: at('inventory.inventory_id'),
  on_hand_qty: at('inventory.on_hand_qty'),
  is_lot: at('lot_information.is_lot'),
  barcodes: [at('barcodes.0.value') ?? at('barcode')],
});
const product = (at: At) => ({ ...same(at, 'id', 'name'), variants: [variant(under(at, 'variants.0'))] });

const wro = (at: At) => ({
  wro: {
    ...same(at, 'id', 'status', 'purchase_order_number', 'package_type', 'expected_arrival_date'),
    fulfillment_center: centre(under(at, 'fulfillment_center')),
    external_sync: at('external_sync_timestamp') !== null,
  },
  quantities: at('inventory_quantities'),
});
const boxItem = (at: At) =>
  same(at, 'inventory_id', 'quantity', 'received_quantity', 'stowed_quantity', 'lot_number', 'lot_date');
const box = (at: At) => ({
  ...same(at, 'box_id', 'box_number', 'box_status', 'tracking_number', 'arrived_date', 'counting_started_date'),
  box_items: [boxItem(under(at, 'box_items.0'))],
});

const shipment = (at: At) => ({
  ...same(at, 'id', 'status', 'location', 'created_date', 'actual_fulfillment_date', 'delivery_date'),
  ...same(at, 'last_update_at', 'last_tracking_update_at'),
  status_detail_ids: at('status_details.0.id') === undefined ? [] : [at('status_details.0.id')],
  tracking: at('tracking') === null ? null : tracking(under(at, 'tracking')),
  items: [
    {
      inventory_id: at('products.0.inventory_items.0.id'),
      ...same(under(at, 'products.0.inventory_items.0'), 'quantity', 'lot', 'expiration_date', 'serial_numbers'),
    },
  ],
});
const tracking = (at: At) =>
  same(at, 'carrier', 'carrier_service', 'tracking_number', 'tracking_url', 'bol', 'pro_number', 'scac');
const order = (at: At) => ({
  ...same(at, 'id', 'reference_id', 'order_number', 'status', 'channel', 'created_date'),
  shipments: [shipment(under(at, 'shipments.0'))],
});

const returned = (at: At) => ({
  found: {
    ...same(at, 'id', 'reference_id', 'status', 'return_type', 'channel', 'fulfillment_center', 'tracking_number'),
    // 0 stands in the placeholders of the specification, and means none.
    original_shipment_id: at('original_shipment_id') || null,
    ...same(at, 'insert_date', 'arrived_date', 'completed_date', 'cancelled_date'),
    inventory: [
      {
        ...same(under(at, 'inventory.0'), 'id', 'sku', 'name', 'quantity', 'action_taken'),
        action_requested: at('inventory.0.action_requested.action'),
        lot_information: same(under(at, 'inventory.0.lot_information'), 'number', 'expiration'),
      },
    ],
  },
});

const money = (amount: unknown): string => String(amount);
const invoice = (at: At) => ({
  ...same(at, 'invoice_id', 'invoice_date', 'invoice_type', 'currency_code'),
  amount: money(at('amount')),
  running_balance: money(at('running_balance')),
});
const transaction = (at: At) => ({
  ...same(at, 'transaction_id', 'transaction_type', 'transaction_fee', 'currency_code', 'charge_date'),
  ...same(at, 'invoiced_status', 'invoice_id', 'invoice_date', 'reference_id', 'reference_type', 'fulfillment_center'),
  amount: money(at('amount')),
  taxes:
    at('taxes.0') === undefined
      ? []
      : [{ tax_type: at('taxes.0.tax_type'), tax_amount: money(at('taxes.0.tax_amount')) }],
  additional_details: at('additional_details'),
});

const stock = ['location_id', 'name', 'on_hand_quantity', 'committed_quantity', 'fulfillable_quantity'];
const change = ['facility_id', 'sku', 'quantity_change', 'lot_number', 'expiration_date', 'inventory_status'];
const history = ['timestamp', 'status', 'substatus'];
const timeline = ['log_type_id', 'log_type_name', 'log_type_text', 'timestamp', 'metadata'];

/** An error: its messages are ShipBob's own words. */
const refused = (status: number, shape: string, words: (at: At) => unknown, duplicate = false): ResponseSample => ({
  reads: (json) => parseRefusal(status, Buffer.from(JSON.stringify(json))),
  says: (at) => ({ status, shape, duplicate, messages: [{ text: words(at) }] }),
});

/** A delivery: what it is about, and where its body is a whole record, that record. */
const delivery = (
  topic: string,
  subject: (at: At) => unknown,
  record: z.ZodType = z.unknown(),
  says: (at: At) => unknown = () => undefined,
): ResponseSample => ({
  reads: (json) => ({ subject: routeWebhook(topic, json), record: record.parse(json) }),
  says: (at) => ({ subject: subject(at), ...(says(at) === undefined ? {} : { record: says(at) }) }),
});
const ofShipment = (at: At) => ({ kind: 'shipment', orderId: at('order_id'), shipmentId: at('id') });
const shipmentDelivery = (topic: string) => delivery(topic, ofShipment, shipmentSchema, shipment);

const endpoint = (status: number, json: unknown) =>
  new TokenEndpoint(
    { request: async () => ({ status, headers: {}, body: Buffer.from(JSON.stringify(json)) }) },
    { authUrl: 'https://auth.shipbob.test', clientId: 'c', clientSecret: redact('s') },
  ).refresh(redact('r'));
const SIGNED_AT_MS = 1_755_884_852_000;

export const responseSamples: Record<string, ResponseSample> = {
  'api-2026-01-channel-get-200': { reads: firstItem(channelSchema), says: (at) => channel(under(at, 'items.0')) },
  'docs-channel-2026-01-200_partial': { reads: firstItem(channelSchema), says: (at) => channel(under(at, 'items.0')) },
  'api-2026-01-fulfillment-center-200': {
    reads: first(fulfillmentCenterSchema),
    says: (at) => centre(under(at, '0')),
  },
  'docs-fulfillment-center-200': { reads: first(fulfillmentCenterSchema), says: (at) => centre(under(at, '0')) },
  'api-2026-01-location-200': {
    reads: first(locationSchema),
    says: (at) => ({
      ...same(under(at, '0'), 'id', 'name', 'abbreviation', 'is_active', 'is_receiving_enabled', 'region', 'timezone'),
      services: [same(under(at, '0.services.0'), 'service_type', 'enabled')],
    }),
  },
  'api-2026-01-product-list-200': { reads: firstItem(productSchema), says: (at) => product(under(at, 'items.0')) },
  'api-2026-01-product-post-201': { reads: one(productSchema), says: product },
  'observed-2.0-product-list': { reads: first(productSchema), says: (at) => product(under(at, '0')) },

  'api-2026-01-receiving-post-201': { reads: one(wroSchema), says: wro },
  'observed-2.0-receiving-get-completed': { reads: one(wroSchema), says: wro },
  'observed-2.0-receiving-get-processing-partial-stow': { reads: one(wroSchema), says: wro },
  'api-2026-01-receiving-boxes-200': { reads: first(boxSchema), says: (at) => box(under(at, '0')) },
  'observed-2.0-receiving-boxes-completed': { reads: first(boxSchema), says: (at) => box(under(at, '0')) },
  'observed-2.0-receiving-boxes-stowing': { reads: first(boxSchema), says: (at) => box(under(at, '0')) },
  'api-2026-01-receiving-distributions-200': {
    reads: one(distributionsSchema),
    says: (at) => ({ distributions: [at('distributions.0')] }),
  },
  'observed-setexternalsync-200': {
    reads: one(syncResultsSchema),
    says: (at) => ({ results: [same(under(at, 'results.0'), 'id', 'is_success', 'reason')] }),
  },

  'api-2026-01-order-post-201': { reads: one(orderSchema), says: order },
  'api-2026-01-shipment-get-200': { reads: one(shipmentSchema), says: shipment },
  'api-2026-01-shipment-timeline-200': {
    reads: first(timelineSchema),
    says: (at) => same(under(at, '0'), ...timeline),
  },
  'api-2026-01-shipments-tracking-200': {
    reads: first(trackingSchema),
    says: (at) => ({
      ...same(under(at, '0'), 'shipment_id', 'carrier', 'service'),
      tracking_number: at('0.carrier_tracking_number'),
      current_status: at('0.status'),
      current_substatus: at('0.substatus'),
      current_timestamp: at('0.last_updated'),
      edd: at('0.eta'),
      tracking_url: at('0.public_tracking_url'),
      history: [0, 1].map((n) => same(under(at, `0.history.${n}`), ...history, 'message')),
    }),
  },
  'observed-tracking-2026-07-record_shape': {
    reads: one(trackingSchema),
    says: (at) => ({
      ...same(at, 'shipment_id', 'tracking_number', 'carrier', 'service', 'current_status', 'current_substatus'),
      ...same(at, 'current_timestamp', 'edd', 'tracking_url', 'delivery_signed_by'),
      history: [{ ...same(under(at, 'history.0'), ...history), message: at('history.0.substatus_message') }],
    }),
  },

  'api-2026-01-return-get-200': { reads: one(returnSchema), says: returned },
  'api-2026-01-return-list-200': { reads: firstItem(returnSchema), says: (at) => returned(under(at, 'items.0')) },

  'api-2026-01-invoices-200': { reads: firstItem(invoiceSchema), says: (at) => invoice(under(at, 'items.0')) },
  'observed-billing-invoice-2025-07': { reads: firstItem(invoiceSchema), says: (at) => invoice(under(at, 'items.0')) },
  'api-2026-01-invoice-transactions-200': {
    reads: firstItem(transactionSchema),
    says: (at) => transaction(under(at, 'items.0')),
  },
  'api-2026-01-transactions-query-200': {
    reads: firstItem(transactionSchema),
    says: (at) => transaction(under(at, 'items.0')),
  },
  'observed-billing-transaction-2025-07': {
    reads: firstItem(transactionSchema),
    says: (at) => transaction(under(at, 'items.0')),
  },
  'api-2026-01-transaction-fees-200': { reads: one(feeListSchema), says: (at) => same(at, 'fee_list') },

  'api-2026-01-inventory-level-locations-200': {
    reads: firstItem(inventoryLevelSchema),
    says: (at) => ({
      ...same(under(at, 'items.0'), 'inventory_id', 'sku', 'name'),
      locations: [same(under(at, 'items.0.locations.0'), ...stock)],
    }),
  },
  'api-2026-01-inventory-level-lots-200': {
    reads: firstItem(lotLevelSchema),
    says: (at) => ({
      ...same(under(at, 'items.0'), 'inventory_id', 'sku', 'name'),
      lots: [
        {
          ...same(under(at, 'items.0.lots.0'), 'lot_number', 'lot_date', 'on_hand_quantity'),
          locations: [same(under(at, 'items.0.lots.0.locations.0'), ...stock)],
        },
      ],
    }),
  },
  'api-2026-01-inventory-history-query-200': {
    reads: (json) => z.object({ data: z.array(inventoryEventSchema) }).parse(json).data[0],
    says: (at) => ({
      ...same(under(at, 'data.0'), 'inventory_audit_event_id', 'inventory_id', 'event_category', 'event_datetime'),
      shipbob_order_id: at('data.0.shipbob_order_id') || null,
      increment: same(under(at, 'data.0.increment'), ...change),
      decrement: same(under(at, 'data.0.decrement'), ...change),
      additional_reference: at('data.0.additional_reference'),
    }),
  },

  'api-2026-01-webhook-list-200': {
    reads: firstItem(subscriptionSchema),
    says: (at) => same(under(at, 'items.0'), 'id', 'topics', 'url', 'description', 'enabled'),
  },
  'api-2026-01-webhook-post-200': { reads: one(newSubscriptionSchema), says: (at) => same(at, 'id') },

  'api-2026-01-receiving-validation-problemdetails-404': {
    reads: (json) => parseRefusal(404, Buffer.from(JSON.stringify(json))),
    says: (at) => ({
      shape: 'validation_problem',
      messages: [
        { field: 'property1', text: at('errors.property1.0') },
        { field: 'property2', text: at('errors.property2.0') },
        { field: null, text: at('detail') },
      ],
    }),
  },
  'api-2026-01-return-apierror-422': {
    reads: (json) => parseRefusal(422, Buffer.from(JSON.stringify(json))),
    says: (at) => ({ shape: 'returns_error', messages: [{ text: at('errors.0') }, { text: at('message') }] }),
  },
  'docs-rate-limit-429': refused(429, 'gateway', (at) => at('message')),
  'observed-order-duplicate-reference-422': {
    reads: (json) => parseRefusal(422, Buffer.from(JSON.stringify(json))),
    says: () => ({
      shape: 'field_map',
      duplicate: true,
      messages: [{ field: null, text: 'Cannot insert order with existing ReferenceId' }],
    }),
  },
  'observed-product-duplicate-reference-422': refused(422, 'field_map', (at) => at('ReferenceId.0'), true),
  'receiving-duplicate-po-422_inferred': refused(422, 'field_map', (at) => at('PurchaseOrderNumber.0'), true),
  'receiving-lot-missing-422_inferred': refused(422, 'field_map', (at) => at('Boxes.0')),
  'receiving-past-arrival-400_inferred': refused(400, 'field_map', (at) => at('ExpectedArrivalDate.0')),
  'receiving-tracking-null-400_inferred': {
    reads: (json) => parseRefusal(400, Buffer.from(JSON.stringify(json))),
    says: () => ({
      messages: [{ field: 'Boxes[0].TrackingNumber', text: 'The TrackingNumber field is required.' }],
    }),
  },

  'oauth-token-200_inferred': {
    reads: async (json) => {
      const answer = await endpoint(200, json);
      if (answer.kind !== 'granted') return answer;
      const { access, refresh, ...pair } = answer.pair;
      return { ...pair, access: access.reveal(), refresh: refresh?.reveal() };
    },
    says: (at) => ({
      access: at('access_token'),
      refresh: at('refresh_token'),
      lifetimeSeconds: at('expires_in'),
      scopes: String(at('scope')).split(' '),
    }),
  },
  'oauth-token-error-400_inferred': {
    reads: (json) => endpoint(400, json),
    says: (at) => ({ kind: 'refused', error: at('error') }),
  },

  'webhook-order.shipped_inferred': delivery(
    'order.shipped',
    (at) => ({ kind: 'order', orderId: at('id') }),
    orderSchema,
    order,
  ),
  'webhook-order.shipment.cancelled_inferred': shipmentDelivery('order.shipment.cancelled'),
  'webhook-order.shipment.delivered_inferred': shipmentDelivery('order.shipment.delivered'),
  'webhook-order.shipment.exception_inferred': shipmentDelivery('order.shipment.exception'),
  'webhook-order.shipment.on_hold_inferred': shipmentDelivery('order.shipment.on_hold'),
  'docs-webhook-order.shipment.tracking_received': delivery('order.shipment.tracking_received', (at) => ({
    kind: 'order',
    orderId: at('order_id'),
  })),
  'webhook-wro.completed_inferred': delivery(
    'wro.completed',
    (at) => ({ kind: 'wro', wroId: at('id') }),
    wroSchema,
    wro,
  ),
  'webhook-wro.box.stowed_inferred': delivery(
    'wro.box.stowed',
    (at) => ({ kind: 'wro', wroId: at('wro_id') }),
    z.object({ box: boxSchema }),
    (at) => ({ box: box(under(at, 'box')) }),
  ),
  'webhook-return.completed_inferred': delivery(
    'return.completed',
    (at) => ({ kind: 'return', returnId: at('id') }),
    returnSchema,
    returned,
  ),
  'webhook-billing.charge.created_inferred': delivery(
    'billing.charge.created',
    () => ({ kind: 'billing' }),
    transactionSchema,
    transaction,
  ),

  // Signed with a secret nobody published: the headers are found and read, and only the signature does not match.
  'docs-webhook-headers-current': {
    reads: (json) => ({
      verdict: verifyWebhook({
        headers: z.record(z.string(), z.string()).parse(json),
        secrets: [redact('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
        rawBody: Buffer.from('{}'),
        nowMs: SIGNED_AT_MS,
      }),
      topic: z.object({ 'x-webhook-topic': z.string() }).parse(json)['x-webhook-topic'],
    }),
    says: (at) => ({ verdict: { ok: false, reason: 'no_match' }, topic: at('x-webhook-topic') }),
  },
  // Versions 1.0 and 2.0 did not sign: such a delivery is refused, whatever it says.
  'docs-webhook-headers-legacy': {
    reads: (json) =>
      verifyWebhook({
        headers: z.record(z.string(), z.string()).parse(json),
        secrets: [redact('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
        rawBody: Buffer.from('{}'),
        nowMs: SIGNED_AT_MS,
      }),
    says: () => ({ ok: false, reason: 'missing_header' }),
  },
  'webhook-signature-test-vectors': {
    reads: (json) =>
      z
        .array(z.record(z.string(), z.string()))
        .parse(json)
        .map(({ secret, body, note, ...headers }) =>
          verifyWebhook({
            headers,
            secrets: [redact(secret ?? '')],
            rawBody: Buffer.from(body ?? ''),
            nowMs: Number(headers['webhook-timestamp']) * 1000,
          }),
        ),
    says: (at) =>
      [0, 1]
        .filter((n) => at(`${n}`) !== undefined)
        .map((n) => ({ ok: true, id: at(`${n}.webhook-id`), timestamp: Number(at(`${n}.webhook-timestamp`)) })),
  },
};
