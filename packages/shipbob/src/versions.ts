import { BadInput } from '@mlc/kernel';

/** Versions this client speaks: the first path segment of every call (ShipBob docs "versioning"). */
export const SHIPBOB_VERSIONS = ['2025-07', '2026-01', '2026-07'] as const;
export type ShipBobVersion = (typeof SHIPBOB_VERSIONS)[number];

/** The one table of what differs between versions, as far as our calls meet it. */
export interface VersionTraits {
  /** Last day of ShipBob's support, 24 months after the release. */
  supportedUntil: string;
  /** `customs.value`: an integer up to 2026-01, a decimal from 2026-07. */
  customsValue: 'integer' | 'decimal';
  /** `freight.notes` of a WRO: 2026-07. Before, a WRO has no place for a note. */
  freightNotes: boolean;
}

export const versionTraits: Record<ShipBobVersion, VersionTraits> = {
  '2025-07': {
    supportedUntil: '2027-07-31',
    customsValue: 'integer',
    freightNotes: false,
  },
  '2026-01': {
    supportedUntil: '2028-01-31',
    customsValue: 'integer',
    freightNotes: false,
  },
  '2026-07': {
    supportedUntil: '2028-07-31',
    customsValue: 'decimal',
    freightNotes: true,
  },
};

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
