export const API_VERSIONS = ['2025-07', '2026-01', '2026-07'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

/** What a version has or does differently. The one place that knows: routes and checks ask this table, never a version number. */
export interface VersionTraits {
  /** Validation errors of POST and PATCH /receiving. */
  receivingValidation: 400 | 422;
  /** `expected_arrival_date` must be a full RFC 3339 date-time; before, a bare date reads as midnight UTC. */
  fullArrivalDate: boolean;
  /** A box item may name the SKU instead of the inventory id. */
  wroItemBySku: boolean;
  /** POST /receiving takes `freight` and `final_destination_fulfillment_center_id`; before, they are ignored. */
  freight: boolean;
  /** PATCH /receiving/{id}. */
  patchWro: boolean;
  /** Errors of /receiving/{id}/distributions: a field map, or RFC 7807. */
  distributionErrors: 'field-map' | 'problem';
  /** GET and POST /unidentified-receiving-order... */
  uros: boolean;
  /** GET /allergens. */
  allergens: boolean;
  /** `customs.value` may have decimals. */
  customsDecimals: boolean;
  /** List parameters are typed: they may be repeated, and a value of the wrong type is refused. */
  typedLists: boolean;
  /** POST /inventory/history:query. */
  history: boolean;
  /** getLineItems, updateLineItems, updateAddress, bulkUpdateShippingService. */
  shipmentUpdates: boolean;
  /** /tracking and /shipments-tracking: the OpenAPI's row, or the row that the live API answers (observed). */
  tracking: 'none' | 'openapi' | 'live';
  /** POST /simulate/shipment and its status. */
  simulate: boolean;
  /** POST /order/{id}/store-order-json; the GET is everywhere. */
  storeOrderJsonPost: boolean;
  /** `shipbob_channel_id` is required on POST /order/{id}:cancel and PUT /return/{id}. */
  channelHeaderOnChange: boolean;
  /** PUT /return/{id}: answers for an unknown id and for a broken rule, whether lots are taken, and the shape of the answer. */
  returnEdit: { unknown: 400 | 404; refusal: 'validation-problem' | 'api-error'; lots: boolean; view: 'order' | 'v1' };
  /** Webhook topics `billing.*`. */
  billingTopics: boolean;
  /** Webhook topics `wro.*`, `order.delivered` and the finer ones of shipments. */
  fineTopics: boolean;
}

const oldest: VersionTraits = {
  receivingValidation: 400,
  fullArrivalDate: false,
  wroItemBySku: false,
  freight: false,
  patchWro: false,
  distributionErrors: 'field-map',
  uros: false,
  allergens: false,
  customsDecimals: false,
  typedLists: false,
  history: false,
  shipmentUpdates: false,
  tracking: 'none',
  simulate: false,
  storeOrderJsonPost: true,
  channelHeaderOnChange: true,
  returnEdit: { unknown: 400, refusal: 'validation-problem', lots: false, view: 'order' },
  billingTopics: false,
  fineTopics: false,
};

/** What 2026-01 changed, by a comparison of ShipBob's OpenAPI documents of both versions. */
const middle: VersionTraits = {
  ...oldest,
  history: true,
  shipmentUpdates: true,
  tracking: 'openapi',
  simulate: true,
  storeOrderJsonPost: false,
  channelHeaderOnChange: false,
  returnEdit: { unknown: 404, refusal: 'api-error', lots: true, view: 'v1' },
  billingTopics: true,
};

/** What 2026-07 changed, by ShipBob's versioning page and release notes; tracking as observed. */
const newest: VersionTraits = {
  ...middle,
  receivingValidation: 422,
  fullArrivalDate: true,
  wroItemBySku: true,
  freight: true,
  patchWro: true,
  distributionErrors: 'problem',
  uros: true,
  allergens: true,
  customsDecimals: true,
  typedLists: true,
  tracking: 'live',
  fineTopics: true,
};

export const VERSION_TRAITS: Record<ApiVersion, VersionTraits> = {
  '2025-07': oldest,
  '2026-01': middle,
  '2026-07': newest,
};

/** The versions of which something is true; what routes list. */
export const versionsWhere = (is: (traits: VersionTraits) => boolean): readonly ApiVersion[] =>
  API_VERSIONS.filter((version) => is(VERSION_TRAITS[version]));
