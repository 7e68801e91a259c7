import { BadInput } from '@mlc/kernel';

/** Versions this client speaks: the first path segment of every call (ShipBob docs "versioning"). Oldest first. */
export const SHIPBOB_VERSIONS = ['2025-07', '2026-01', '2026-07'] as const;
export type ShipBobVersion = (typeof SHIPBOB_VERSIONS)[number];
export const NEWEST_VERSION: ShipBobVersion = '2026-07';

/** What differs between versions, as far as our calls meet it; which calls a version has stands in `endpoints`. */
export interface VersionTraits {
  /** Last day of ShipBob's support, 24 months after the release. */
  supportedUntil: string;
  /** `customs.value`: an integer up to 2026-01, a decimal from 2026-07. */
  customsValue: 'integer' | 'decimal';
  /** `freight` of a WRO, with its `notes`: 2026-07. Before, a WRO has no place for a note. */
  freightNotes: boolean;
  /** PATCH /receiving/{id}, which changes a WRO while it is Awaiting: 2026-07. */
  wroUpdate: boolean;
  /** How a WRO that breaks a rule is refused: 400 up to 2026-01, 422 from 2026-07. Both are read alike. */
  wroRefusedWith: 400 | 422;
  /** `expected_arrival_date` as a bare day; from 2026-07 only a full RFC 3339 time passes. We always send that one. */
  bareDays: boolean;
}

export const versionTraits: Record<ShipBobVersion, VersionTraits> = {
  '2025-07': {
    supportedUntil: '2027-07-31',
    customsValue: 'integer',
    freightNotes: false,
    wroUpdate: false,
    wroRefusedWith: 400,
    bareDays: true,
  },
  '2026-01': {
    supportedUntil: '2028-01-31',
    customsValue: 'integer',
    freightNotes: false,
    wroUpdate: false,
    wroRefusedWith: 400,
    bareDays: true,
  },
  '2026-07': {
    supportedUntil: '2028-07-31',
    customsValue: 'decimal',
    freightNotes: true,
    wroUpdate: true,
    wroRefusedWith: 422,
    bareDays: false,
  },
};

export interface Endpoint {
  /** Behind the version; `{id}` is put in. */
  path: string;
  /** The scope a token needs for it, inferred from the scopes' names: ShipBob prints no table. */
  scope: string;
  /** The first version that has it. */
  since: ShipBobVersion;
  /** Largest page, or most ids of one call. */
  limit?: number;
}

/**
 * Everything we read of ShipBob. Paths and limits by the OpenAPI files of 2025-07 and 2026-01 and the release notes of
 * 2026-07; products answer 50 a page although 250 is documented (observed).
 */
export const endpoints = {
  channels: { path: '/channel', scope: 'channels_read', since: '2025-07', limit: 50 },
  products: { path: '/product', scope: 'products_read', since: '2025-07', limit: 50 },
  orders: { path: '/order', scope: 'orders_read', since: '2025-07', limit: 250 },
  shipmentTimeline: { path: '/shipment/{id}/timeline', scope: 'orders_read', since: '2025-07' },
  shipmentTracking: { path: '/shipments-tracking', scope: 'tracking_read', since: '2026-01', limit: 25 },
  wros: { path: '/receiving', scope: 'receiving_read', since: '2025-07', limit: 250 },
  wroBoxes: { path: '/receiving/{id}/boxes', scope: 'receiving_read', since: '2025-07' },
  wroDistributions: { path: '/receiving/{id}/distributions', scope: 'receiving_read', since: '2025-07' },
  unidentified: { path: '/unidentified-receiving-order', scope: 'receiving_read', since: '2026-07', limit: 50 },
  centres: { path: '/fulfillment-center', scope: 'receiving_read', since: '2025-07' },
  locations: { path: '/location', scope: 'locations_read', since: '2025-07' },
  returns: { path: '/return', scope: 'returns_read', since: '2025-07', limit: 250 },
  invoices: { path: '/invoices', scope: 'billing_read', since: '2025-07', limit: 1000 },
  invoiceTransactions: { path: '/invoices/{id}/transactions', scope: 'billing_read', since: '2025-07', limit: 1000 },
  transactions: { path: '/transactions:query', scope: 'billing_read', since: '2025-07', limit: 1000 },
  transactionFees: { path: '/transaction-fees', scope: 'billing_read', since: '2025-07' },
  inventoryLevels: { path: '/inventory-level/locations', scope: 'inventory_read', since: '2025-07', limit: 250 },
  inventoryLots: { path: '/inventory-level/lots', scope: 'inventory_read', since: '2025-07', limit: 250 },
  inventoryHistory: { path: '/inventory/history:query', scope: 'inventory_read', since: '2026-01' },
} as const satisfies Record<string, Endpoint>;
export type EndpointName = keyof typeof endpoints;

/** Whether a version has the call. */
export const hasEndpoint = (version: ShipBobVersion, name: EndpointName): boolean =>
  SHIPBOB_VERSIONS.indexOf(endpoints[name].since) <= SHIPBOB_VERSIONS.indexOf(version);

/** The path of one record's call. */
export const pathOf = (name: EndpointName, id: number): string => endpoints[name].path.replace('{id}', String(id));

/** Throws BadInput `shipbob.unknown_version` for anything but a version of the table. */
export function parseVersion(version: string): ShipBobVersion {
  const known = SHIPBOB_VERSIONS.find((candidate) => candidate === version);
  if (known) return known;
  throw new BadInput(`ShipBob version ${JSON.stringify(version)} is not one this connector speaks.`, {
    code: 'shipbob.unknown_version',
    field: 'shipbob.version',
    fix: `Use one of ${SHIPBOB_VERSIONS.join(', ')}.`,
  });
}

/** A customs value as the version takes it: rounded to whole units before 2026-07. */
export const customsValue = (traits: VersionTraits, value: number | null): number | null =>
  value === null || traits.customsValue === 'decimal' ? value : Math.round(value);
