import { isPlainObject } from '@mlc/kernel';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasSharedReference, sharedJson } from '../testing/shared-reference.js';
import { type Reply, Started } from '../testing/started.js';

let shipbob: Started;
beforeAll(async () => {
  shipbob = await Started.start();
});
afterAll(() => shipbob.stop());

const channel = { shipbob_channel_id: '100102' };

/**
 * OpenAPI 3.0 as JSON Schema. The generator loses `nullable` on references (live answers hold `taxonomy: null`), and its
 * `additionalProperties: false` beside `allOf` and `oneOf` would forbid every answer, so both are read leniently.
 */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (!isPlainObject(value)) return value;
  const reference = value['$ref'];
  if (typeof reference === 'string') return { anyOf: [{ $ref: reference }, { type: 'null' }] };
  const { nullable, additionalProperties: _extra, example: _example, oneOf, ...rest } = value;
  const members = oneOf === undefined ? rest : { ...rest, anyOf: oneOf };
  const schema = Object.fromEntries(Object.entries(members).map(([key, member]) => [key, asJsonSchema(member)]));
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** Checks an answer against the document's schema of that call and status. */
function problemsOf(method: string, path: string, reply: Reply): unknown {
  const document = sharedJson('shipbob-openapi/shipbob-openapi-2026-01.json');
  if (!isPlainObject(document)) throw new Error('The OpenAPI document is no object');
  const at = (value: unknown, ...keys: string[]): unknown =>
    keys.reduce<unknown>((inner, key) => (isPlainObject(inner) ? inner[key] : undefined), value);
  const content = at(
    document,
    'paths',
    `/2026-01${path}`,
    method.toLowerCase(),
    'responses',
    String(reply.status),
    'content',
  );
  const schema = at(content, 'application/json', 'schema');
  if (schema === undefined) throw new Error(`The document has no schema for ${method} ${path} ${reply.status}`);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile({
    ...Object(asJsonSchema(schema)),
    components: asJsonSchema(at(document, 'components') && { schemas: at(document, 'components', 'schemas') }),
  });
  if (reply.json === null || reply.json === undefined) return ['no JSON'];
  validate(reply.json);
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

/** Members that the sample has and the answer lacks; where the answer says null or an empty list there is nothing to compare. */
function missingIn(sample: unknown, answer: unknown, path = ''): string[] {
  if (Array.isArray(sample) && Array.isArray(answer)) {
    return sample.length === 0 || answer.length === 0 ? [] : missingIn(sample[0], answer[0], `${path}[0]`);
  }
  if (!isPlainObject(sample) || !isPlainObject(answer)) return [];
  return Object.keys(sample).flatMap((key) =>
    key in answer ? missingIn(sample[key], answer[key], `${path}.${key}`) : [`${path}.${key}`],
  );
}

const missing = (sample: string, reply: Reply): string[] =>
  missingIn(sharedJson(`shipbob-samples/api-2026-01-${sample}.json`), reply.json);

describe('answers fit ShipBob’s own OpenAPI document of 2026-01', () => {
  const check = async (method: string, template: string, path: string, body?: unknown): Promise<Reply> => {
    const reply = await shipbob.call(method, `2026-01${path}`, body, channel);
    expect({ call: `${method} ${template}`, problems: problemsOf(method, template, reply), body: reply.text }).toEqual({
      call: `${method} ${template}`,
      problems: [],
      body: reply.text,
    });
    return reply;
  };
  const idOf = (reply: Reply): string => /"id":"?(\d+)/.exec(reply.text)?.[1] ?? '';

  test.skipIf(!hasSharedReference)('products, variants and inventory levels', async () => {
    const made = await check('POST', '/product', '/product', {
      name: 'Mug',
      variants: [{ sku: 'MUG', barcodes: [{ value: '400' }], customs: { value: 3 } }],
    });
    expect(missing('product-post-201', made)).toEqual([]);
    expect(missing('product-list-200', await check('GET', '/product', '/product'))).toEqual([]);
    await check('GET', '/product/{productId}', `/product/${idOf(made)}`);
    await check('PATCH', '/product/{productId}', `/product/${idOf(made)}`, { name: 'Cup' });
    await check('GET', '/product/{productId}/variants', `/product/${idOf(made)}/variants`);
    const levels = await check('GET', '/inventory-level', '/inventory-level');
    expect(missing('inventory-level-list-200', levels)).toEqual([]);
    const places = await check('GET', '/inventory-level/locations', '/inventory-level/locations');
    expect(missing('inventory-level-locations-200', places)).toEqual([]);
    await check('GET', '/inventory-level/lots', '/inventory-level/lots');
  });

  test.skipIf(!hasSharedReference)('receiving, centres and locations', async () => {
    const { inventoryId } = await shipbob.product('TEA');
    const made = await check(
      'POST',
      '/receiving',
      '/receiving',
      shipbob.wroBody('P1', [{ inventory_id: inventoryId, quantity: 5 }]),
    );
    await shipbob.admin.shipbob.stow({ purchase_order_number: 'P1', items: [{ sku: 'TEA', stowed: 2 }] });
    expect(missing('receiving-post-201', made)).toEqual([]);
    await check('GET', '/receiving', '/receiving');
    await check('GET', '/receiving/{id}', `/receiving/${idOf(made)}`);
    const boxes = await check('GET', '/receiving/{id}/boxes', `/receiving/${idOf(made)}/boxes`);
    expect(missing('receiving-boxes-200', boxes)).toEqual([]);
    const centres = await check('GET', '/fulfillment-center', '/fulfillment-center');
    expect(missing('fulfillment-center-200', centres)).toEqual([]);
    expect(missing('location-200', await check('GET', '/location', '/location'))).toEqual([]);
  });

  test.skipIf(!hasSharedReference)('orders and shipments', async () => {
    await shipbob.admin.shipbob.createProduct({ name: 'Pen', variants: [{ sku: 'PEN' }] });
    await shipbob.admin.shipbob.adjustStock({ sku: 'PEN', fulfillment_center_id: 8, change: 5 });
    const made = await check('POST', '/order', '/order', {
      reference_id: 'R1',
      shipping_method: 'Standard',
      type: 'DTC',
      recipient: { name: 'John', address: { address1: 'A', city: 'B', country: 'US' } },
      products: [{ reference_id: 'PEN', name: 'Pen', quantity: 2 }],
    });
    const order = await shipbob.admin.shipbob.ship({
      reference_id: 'R1',
      tracking: { carrier: 'USPS', tracking_number: '1' },
      cartons: [{ barcode: 'B1', items: [{ sku: 'PEN', quantity: 2 }] }],
    });
    await shipbob.admin.shipbob.deliver({ reference_id: 'R1' });
    await check('GET', '/order', '/order');
    expect(missing('order-post-201', await check('GET', '/order/{orderId}', `/order/${idOf(made)}`))).toEqual([]);
    await check('GET', '/order/{orderId}/shipment', `/order/${idOf(made)}/shipment`);
    await check('GET', '/shipment/{shipmentId}', `/shipment/${order.shipments[0]?.id}`);
    await check('GET', '/shipping-method', '/shipping-method');
  });

  test.skipIf(!hasSharedReference)('channels and webhook subscriptions', async () => {
    expect(missing('channel-get-200', await check('GET', '/channel', '/channel'))).toEqual([]);
    const wish = { topics: ['order.shipped'], url: 'https://example.com/hook' };
    expect(missing('webhook-post-200', await check('POST', '/webhook', '/webhook', wish))).toEqual([]);
    expect(missing('webhook-list-200', await check('GET', '/webhook', '/webhook'))).toEqual([]);
  });
});
