import type { DocumentedVersion } from './documents.js';
import type { Amendment } from './schema.js';

/*
 * Where ShipBob's OpenAPI documents and its live API differ, one by one, each with its reason. Nothing else is excused.
 * An entry names its versions, the call, the status and the very place. The tests see to it that each is still needed.
 */

type Versions = readonly DocumentedVersion[];
const BOTH: Versions = ['2025-07', '2026-01'];
const FIRST: Versions = ['2025-07'];
const SECOND: Versions = ['2026-01'];

const LOST = 'The generator loses `nullable` beside `$ref`; .NET writes null (observed on `taxonomy`).';
const nullable = (versions: Versions, schema: string, ...members: string[]) => ({
  versions,
  schema,
  nullable: members,
  reason: LOST,
});
const CAMEL = 'Required members are spelled in camelCase, the members themselves in snake_case; mended in 2026-01.';

/** Named schemas that are read otherwise than they are written. */
export const AMENDMENTS: readonly (Amendment & { versions: Versions; reason: string })[] = [
  nullable(BOTH, 'Products.ProductViewModelV5', 'taxonomy'),
  nullable(BOTH, 'Products.ProductViewModel', 'taxonomy', 'category', 'sub_category'),
  nullable(BOTH, 'Products.VariantViewModelBase', 'additional_hazmat_attributes'),
  nullable(BOTH, 'Products.ReturnPreferencesViewModel', 'backup_action', 'return_to_sender_backup_action'),
  nullable(BOTH, 'Orders.OrderViewModel', 'financials', 'retailer_program_data', 'shipping_terms'),
  nullable(BOTH, 'Orders.ShipmentViewModel', 'tracking'),
  nullable(BOTH, 'Orders.StatusDetailViewModel', 'extra_information'),
  nullable(BOTH, 'Orders.BulkUpdateResponseResult', 'error'),
  nullable(SECOND, 'Orders.ShipmentApiResponse', 'error'),
  nullable(SECOND, 'Orders.ShipmentLineItemsApiResponse', 'error'),
  nullable(SECOND, 'Orders.IApiDetailResponse', 'error'),
  nullable(SECOND, 'Orders.ShipmentLineItemDetail', 'lot'),
  nullable(BOTH, 'Returns.PublicReturnDto', 'invoice'),
  nullable(BOTH, 'Returns.InventoryItemDto', 'lot_information'),
  nullable(SECOND, 'FulfillmentCenterInventoryService.InventoryHistory', 'increment', 'decrement'),
  nullable(SECOND, 'FulfillmentCenterInventoryService.InventoryHistoryDetails', 'pack_description_id', 'yuki_id'),
  {
    versions: BOTH,
    schema: 'Webhooks.ObjectResult',
    notRequired: ['$type'],
    reason: 'The discriminator is the generator’s own; printed bodies of this shape have none.',
  },
  {
    versions: FIRST,
    schema: 'Orders.CreateOrderModel',
    notRequired: ['referenceId', 'shippingMethod'],
    reason: CAMEL,
  },
  {
    versions: FIRST,
    schema: 'Orders.AddProductToOrderByReferenceIdModel',
    notRequired: ['referenceId'],
    reason: CAMEL,
  },
  { versions: FIRST, schema: 'Orders.AddStoreOrderJsonModel', notRequired: ['orderJson'], reason: CAMEL },
  { versions: FIRST, schema: 'Orders.AddProductToOrderByProductIdModel', notRequired: ['productId'], reason: CAMEL },
  {
    versions: SECOND,
    schema: 'Orders.AddProductToOrderByProductIdModel',
    notRequired: ['product_id'],
    reason: 'Lists `product_id` as required; the member is `id`.',
  },
];

/** A request or an answer of one call that the document has wrong. */
export interface KnownBug {
  id: string;
  versions: Versions;
  side: 'client' | 'sandbox';
  method: string;
  /** Behind the version. */
  path: string;
  /** Of the answer; null for a request. */
  status: number | null;
  pointer: RegExp;
  message: RegExp;
  reason: string;
}

const answer = (
  id: string,
  versions: Versions,
  [method, path]: readonly [string, string],
  status: number,
  pointer: RegExp,
  message: RegExp,
  reason: string,
): KnownBug => ({ id, versions, side: 'sandbox', method, path, status, pointer, message, reason });

const NUMERIC =
  'Cancelling answers the action as a number (observed by an integrator’s live test); the document has words.';
const cancelAction = (id: string, path: string, pointer: RegExp): KnownBug =>
  answer(id, BOTH, ['POST', path], 200, pointer, /^must be (string|equal to one of the allowed values)/, NUMERIC);

const NO_ERRORS = 'The call lists no error answer at all. A refusal is a field map, as 1.0 gave it (status inferred).';
const unlisted = (id: string, call: readonly [string, string], status: number): KnownBug =>
  answer(id, BOTH, call, status, /^status$/, new RegExp(`^Status ${status} is not listed`), NO_ERRORS);

const EMPTY = 'ShipBob docs "errors": 401 and 403 have no body.';
const EMPTY_BODY = /^The answer is listed with a body, and there is none\.$/;
const empty = (path: string): KnownBug[] =>
  [401, 403].map((status) =>
    answer(`empty-${status} ${path}`, BOTH, ['GET', path], status, /^body$/, EMPTY_BODY, EMPTY),
  );

export const KNOWN_BUGS: readonly KnownBug[] = [
  {
    id: 'topics-tried',
    versions: BOTH,
    side: 'client',
    method: 'POST',
    path: '/webhook',
    status: null,
    pointer: /^body\/topics\/\d+$/,
    message: /^must be equal to one of the allowed values/,
    reason:
      'ShipBob’s documentation lists topics (`wro.*`, finer ones of shipments) that the enum lacks: a client has to try each, and to poll when it is refused.',
  },
  cancelAction('cancel-action-order', '/order/{orderId}:cancel', /^body\/canceled_shipment_results\/\d+\/action$/),
  cancelAction('cancel-action-batch', '/shipment:batchCancel', /^body\/results\/\d+\/action$/),
  answer(
    'labels-pdf',
    BOTH,
    ['GET', '/receiving/{id}/labels'],
    200,
    /^body$/,
    /^The answer is application\/pdf, not JSON\.$/,
    'The text says that a PDF is returned, the schema a base64 string.',
  ),
  answer(
    'external-sync-results',
    BOTH,
    ['POST', '/receiving:setExternalSync'],
    200,
    /^body$/,
    /^must NOT have additional properties {"additionalProperty":"results"}$/,
    'The document says that a WRO is answered; the live answer is a list of results (observed).',
  ),
  answer(
    'has-tracking-500',
    BOTH,
    ['GET', '/order'],
    500,
    /^status$/,
    /^Status 500 is not listed\.$/,
    'HasTracking=true is a server error on the live API (observed).',
  ),
  answer(
    'path-as-cursor-500',
    BOTH,
    ['GET', '/product'],
    500,
    /^status$/,
    /^Status 500 is not listed\.$/,
    'The whole `next` path sent as cursor is a server error on the live API (observed).',
  ),
  unlisted('product-create-refused', ['POST', '/product'], 422),
  unlisted('product-create-invalid', ['POST', '/product'], 400),
  unlisted('product-patch-refused', ['PATCH', '/product/{productId}'], 422),
  unlisted('product-patch-invalid', ['PATCH', '/product/{productId}'], 400),
  unlisted('product-patch-unknown', ['PATCH', '/product/{productId}'], 404),
  unlisted('variants-add-refused', ['POST', '/product/{productId}/variants'], 422),
  unlisted('variants-add-invalid', ['POST', '/product/{productId}/variants'], 400),
  unlisted('variants-add-unknown', ['POST', '/product/{productId}/variants'], 404),
  unlisted('variants-patch-refused', ['PATCH', '/product/{productId}/variants'], 422),
  unlisted('variants-patch-invalid', ['PATCH', '/product/{productId}/variants'], 400),
  unlisted('variants-patch-unknown', ['PATCH', '/product/{productId}/variants'], 404),
  unlisted('merge-invalid', ['POST', '/variant/{variantId}:merge'], 400),
  unlisted('merge-unknown', ['POST', '/variant/{variantId}:merge'], 404),
  unlisted('bundle-invalid', ['POST', '/variant/{variantId}:convertToBundle'], 400),
  unlisted('bundle-refused', ['POST', '/variant/{variantId}:convertToBundle'], 422),
  unlisted('bundle-unknown', ['POST', '/variant/{variantId}:convertToBundle'], 404),
  answer(
    'receiving-duplicate-422',
    BOTH,
    ['POST', '/receiving'],
    422,
    /^status$/,
    /^Status 422 is not listed\.$/,
    'A number that exists already and wrong lots are 422 (observed texts); the document lists 400 and 404 only.',
  ),
  ...[
    '/inventory',
    '/inventory/{inventoryId}',
    '/inventory-level',
    '/inventory-level/{inventoryId}',
    '/inventory-level/locations',
    '/inventory-level/{inventoryId}/locations',
    '/inventory-level/lots',
    '/inventory-level/{inventoryId}/lots',
    '/taxonomy',
    '/taxonomy/{id}',
    '/taxonomy/{id}/parent',
  ].flatMap(empty),
];

/** Query parameters that exist although the call does not list them. */
export const EXTRA_PARAMETERS: readonly {
  versions: Versions;
  method: string;
  path: string;
  names: readonly string[];
  reason: string;
}[] = ['/product', '/inventory', '/inventory-level', '/inventory-level/locations', '/inventory-level/lots'].map(
  (path) => ({
    versions: BOTH,
    method: 'GET',
    path,
    names: ['cursor'],
    reason: '`next` of the answer holds it (observed); the parameter is not listed.',
  }),
);

/** Calls whose body is a list of what the document says it is one of. */
export const BODIES_THAT_ARE_LISTS: readonly { versions: Versions; method: string; path: string; reason: string }[] = [
  {
    versions: BOTH,
    method: 'PATCH',
    path: '/product/{productId}/variants',
    reason: 'The text says "must be an array of variant objects", the schema is one object.',
  },
];

/** Answers of the gateway in front of every call; no operation lists them. */
export const UNLISTED_STATUSES: readonly { status: number; reason: string }[] = [
  { status: 429, reason: 'ShipBob docs "rate limits"; the answer is the gateway’s, before any operation.' },
];

/** Calls that exist although the document does not list them. */
export const UNLISTED_CALLS: readonly { versions: Versions; call: RegExp; reason: string }[] = [
  {
    versions: SECOND,
    call: /^(POST \/2026-01\/simulate\/shipment|GET \/2026-01\/simulate\/status\/[^/]+)$/,
    reason: 'ShipBob docs "sandbox simulations"; the document of the real API leaves them out.',
  },
];
