import type { CallPriority } from '@mlc/engine';
import { isOwnChannel, type ShipBobChannel } from '../decode/channel.js';
import type { ShipBobClient } from '../http/client.js';
import { readChannels } from '../read/channels.js';

/** What a token was really given, as the list of channels tells it. */
export interface GrantedAccess {
  /** The token's own: it may write there. Normally exactly one. */
  own: ShipBobChannel[];
  all: ShipBobChannel[];
}

/** Throws as the client does; needs `channels_read`. */
export async function readGrantedAccess(
  client: ShipBobClient,
  priority: CallPriority = 'interactive',
): Promise<GrantedAccess> {
  const all = await readChannels(client, priority);
  return { own: all.filter(isOwnChannel), all };
}

export interface LackingScopes {
  /** What the scopes are needed for, e.g. the flow `receiving`. */
  purpose: string;
  scopes: string[];
}

/** Scopes that `channel` (of the channel list, which shows what the token really has) lacks, by what needs them. */
export function lackingScopes(
  channel: Pick<ShipBobChannel, 'scopes'>,
  needs: Readonly<Record<string, readonly string[]>>,
): LackingScopes[] {
  return Object.entries(needs).flatMap(([purpose, wanted]) => {
    const scopes = wanted.filter((scope) => !channel.scopes.includes(scope));
    return scopes.length === 0 ? [] : [{ purpose, scopes }];
  });
}

/** Sign-in scopes without which there is no refresh token, no nonce to compare and no channel to check. */
const ALWAYS = ['openid', 'offline_access', 'channels_read'];
/** What the flows read and write; an application may be registered for less, then the file names its own list. */
const DEFAULT_SCOPES = [
  'products_read',
  'products_write',
  'inventory_read',
  'receiving_read',
  'receiving_write',
  'orders_read',
  'returns_read',
  'webhooks_read',
  'webhooks_write',
  'locations_read',
  'fulfillments_read',
];

/** The scopes to ask for at the consent page. */
export const scopesToAsk = (wanted: readonly string[] | undefined): string[] => [
  ...new Set([...ALWAYS, ...(wanted ?? DEFAULT_SCOPES)]),
];
