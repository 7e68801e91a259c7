import { API_VERSIONS } from '../shipbob/versions.js';
import type { Amendment } from './schema.js';

/*
 * Where ShipBob's OpenAPI documents and its live API differ, one by one, each with its reason. Nothing else is excused.
 * An entry names the call, the status and the very place; a test sees to it that each is still needed.
 */

const BOTH: readonly string[] = ['2025-07', '2026-01'];
const FIRST: readonly string[] = ['2025-07'];
const SECOND: readonly string[] = ['2026-01'];

/** Reason of all entries that say no more: the generator drops `nullable` where a member is a reference; .NET writes null. */
const LOST = 'The generator loses `nullable` beside `$ref`; live answers hold null (observed on `taxonomy`).';

export const AMENDMENTS: readonly (Amendment & { versions: readonly string[]; reason: string })[] = [];

/** A single call's answer or request that the document has wrong. */
export interface KnownBug {
  id: string;
  versions: readonly string[];
  side: 'client' | 'sandbox';
  method: string;
  /** Behind the version. */
  path: string;
  status?: number;
  pointer: RegExp;
  reason: string;
}

export const KNOWN_BUGS: readonly KnownBug[] = [];

/** Query parameters that exist although the call does not list them. */
export const EXTRA_PARAMETERS: readonly {
  versions: readonly string[];
  method: string;
  path: string;
  names: readonly string[];
  reason: string;
}[] = [];

/** Answers of the gateway in front of every call; no operation lists them. */
export const UNLISTED_STATUSES: readonly { status: number; reason: string }[] = [
  { status: 429, reason: 'ShipBob docs "rate limits"; the answer is the gateway’s, before any operation.' },
];

/** Calls that exist although the document does not list them. */
export const UNLISTED_CALLS: readonly { versions: readonly string[]; call: RegExp; reason: string }[] = [];
void [API_VERSIONS, BOTH, FIRST, SECOND, LOST];
