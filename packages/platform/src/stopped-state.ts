import type { KnownError } from '@mlc/kernel';
import type { ConnectionState } from '@mlc/store';

/** A person must allow the connection at ShipBob; no setting mends it. */
const RECONNECT = new Set(['shipbob.needs_reconnect', 'shipbob.not_authorized']);

/** The state of a connection that an error stops, by whose turn it is. */
export const stateAfter = ({ code }: KnownError): ConnectionState =>
  RECONNECT.has(code) ? 'needs_reconnect' : 'needs_attention';
