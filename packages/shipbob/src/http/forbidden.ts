import { isKnownError } from '@mlc/kernel';
import { isOwnChannel, type ShipBobChannel } from '../decode/channel.js';
import { readChannels } from '../read/channels.js';
import type { ShipBobClient } from './client.js';
import type { CalledAs } from './failures.js';
import { scopeOf } from './scopes.js';

/**
 * ShipBob's 403 has an empty body: scope and channel look alike. The channel list tells them apart. Null when the list
 * cannot be read.
 */
export async function whyForbidden(client: ShipBobClient, call: CalledAs): Promise<string | null> {
  try {
    return reasonFrom(await readChannels(client, 'interactive'), call);
  } catch (error) {
    if (isKnownError(error)) return null;
    throw error;
  }
}

function reasonFrom(channels: ShipBobChannel[], call: CalledAs): string {
  const ours = channels.find((channel) => channel.id === call.channelId);
  const own = channels.filter(isOwnChannel).map((channel) => channel.id);
  if (ours === undefined) {
    return `channel ${call.channelId} is not one this token can see (its own: ${own.join(', ') || 'none'})`;
  }
  if (call.method !== 'GET' && !isOwnChannel(ours)) {
    return `channel ${call.channelId} is readable but not the token's own (${own.join(', ') || 'none'})`;
  }
  const scope = scopeOf(call.method, call.path);
  return scope !== null && !ours.scopes.includes(scope)
    ? `the token lacks the scope ${scope}`
    : `the token has the scope ${scope ?? 'needed'} on channel ${call.channelId}, so ShipBob forbids this record`;
}
