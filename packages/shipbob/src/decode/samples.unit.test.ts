import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseRefusal } from '../http/refusal.js';
import { routeWebhook } from '../webhooks/route.js';
import { channelSchema } from './channel.js';
import { orderSchema } from './order.js';
import { productSchema } from './product.js';
import { boxSchema, fulfillmentCenterSchema, needsBoxes, seenWro, seenWroWithBoxes, wroSchema } from './receiving.js';
import { syncResultsSchema } from './sync-results.js';
import { newSubscriptionSchema, subscriptionSchema } from './webhook.js';

// Published answers of ShipBob, kept beside the project; without that folder our own fixtures in the other tests stand in.
const folder = new URL('../../../../../shared/reference/shipbob-samples/', import.meta.url);
const sample = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const items = (schema: z.ZodType) => z.object({ items: z.array(schema) });

describe.skipIf(!existsSync(folder))('published samples', () => {
  it.each([
    ['api-2026-01-channel-get-200', items(channelSchema)],
    ['docs-channel-2026-01-200_partial', items(channelSchema)],
    ['api-2026-01-product-list-200', items(productSchema)],
    ['api-2026-01-product-post-201', productSchema],
    ['observed-2.0-product-list', z.array(productSchema)],
    ['api-2026-01-receiving-post-201', wroSchema],
    ['observed-2.0-receiving-get-completed', wroSchema],
    ['observed-2.0-receiving-get-processing-partial-stow', wroSchema],
    ['webhook-wro.completed_inferred', wroSchema],
    ['api-2026-01-receiving-boxes-200', z.array(boxSchema)],
    ['observed-2.0-receiving-boxes-completed', z.array(boxSchema)],
    ['observed-2.0-receiving-boxes-stowing', z.array(boxSchema)],
    ['observed-setexternalsync-200', syncResultsSchema],
    ['api-2026-01-order-post-201', orderSchema],
    ['webhook-order.shipped_inferred', orderSchema],
    ['api-2026-01-fulfillment-center-200', z.array(fulfillmentCenterSchema)],
    ['docs-fulfillment-center-200', z.array(fulfillmentCenterSchema)],
    ['api-2026-01-webhook-list-200', items(subscriptionSchema)],
    ['api-2026-01-webhook-post-200', newSubscriptionSchema],
  ])('%s is read', (name, schema: z.ZodType) => {
    expect(schema.safeParse(sample(name)).error).toBeUndefined();
  });

  it.each([
    ['observed-order-duplicate-reference-422', true],
    ['observed-product-duplicate-reference-422', true],
    ['receiving-duplicate-po-422_inferred', true],
    ['receiving-lot-missing-422_inferred', false],
    ['receiving-past-arrival-400_inferred', false],
    ['receiving-tracking-null-400_inferred', false],
    ['api-2026-01-return-apierror-422', false],
    ['docs-rate-limit-429', false],
    ['oauth-token-error-400_inferred', false],
  ])('%s is an error with a message (duplicate: %s)', (name, duplicate) => {
    const refusal = parseRefusal(422, Buffer.from(JSON.stringify(sample(name))));
    expect(refusal.messages.length).toBeGreaterThan(0);
    expect(refusal).toMatchObject({ duplicate, shape: expect.not.stringMatching(/unknown|html|empty/) });
  });

  it('a WRO that says received 0 keeps its stowed 50', () => {
    const answer = wroSchema.parse(sample('observed-2.0-receiving-get-processing-partial-stow'));
    expect(seenWro(answer).inventory_quantities[0]).toEqual({
      inventory_id: 8588331,
      sku: '100',
      expected_quantity: 100,
      received_quantity: 0,
      stowed_quantity: 50,
    });
    expect(needsBoxes(answer)).toBe(false);
    const boxes = z.array(boxSchema).parse(sample('observed-2.0-receiving-boxes-stowing'));
    const quantities = seenWroWithBoxes({ ...answer, quantities: [] }, boxes, new Map([[8588331, '100']]));
    expect(quantities.inventory_quantities).toContainEqual({
      inventory_id: 8588331,
      sku: '100',
      expected_quantity: 100,
      received_quantity: 100,
      stowed_quantity: 50,
    });
  });

  it('the observed product is read field by field', () => {
    const [product] = z.array(productSchema).parse(sample('observed-2.0-product-list'));
    expect(product?.variants[0]).toEqual({
      product_id: 3216263,
      variant_id: 15319517,
      inventory_id: 8598495,
      sku: '100',
      name: 'test',
      status: 'Active',
      is_bundle: false,
      barcodes: ['100'],
      upc: null,
      gtin: null,
      weight_oz: 0,
      customs: { country_code_of_origin: null, hs_tariff_code: null, value: null },
      is_lot: true,
      on_hand_qty: 0,
    });
  });

  it.each([
    ['order.shipped', 'webhook-order.shipped_inferred', { kind: 'order', orderId: 240765630 }],
    [
      'order.shipment.delivered',
      'webhook-order.shipment.delivered_inferred',
      { kind: 'shipment', orderId: 240765630, shipmentId: 100810005 },
    ],
    [
      'order.shipment.exception',
      'webhook-order.shipment.exception_inferred',
      { kind: 'shipment', orderId: 240765630, shipmentId: 100810005 },
    ],
    [
      'order.shipment.on_hold',
      'webhook-order.shipment.on_hold_inferred',
      { kind: 'shipment', orderId: 240765630, shipmentId: 100810005 },
    ],
    [
      'order.shipment.cancelled',
      'webhook-order.shipment.cancelled_inferred',
      { kind: 'shipment', orderId: 240765630, shipmentId: 100810005 },
    ],
    [
      'order.shipment.tracking_received',
      'docs-webhook-order.shipment.tracking_received',
      { kind: 'order', orderId: 100000001 },
    ],
    ['wro.completed', 'webhook-wro.completed_inferred', { kind: 'wro', wroId: 443001 }],
    ['wro.box.stowed', 'webhook-wro.box.stowed_inferred', { kind: 'wro', wroId: 443001 }],
    ['return.completed', 'webhook-return.completed_inferred', { kind: 'unknown', reason: 'topic_without_flow:return' }],
    [
      'billing.charge.created',
      'webhook-billing.charge.created_inferred',
      { kind: 'unknown', reason: 'topic_without_flow:billing' },
    ],
  ])('a delivery of %s is routed', (topic, name, subject) => {
    expect(routeWebhook(topic, sample(name))).toEqual(subject);
  });
});
