import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import type { Channel, Token } from '../seed.js';
import type { Shop } from '../shop.js';
import { empty } from './errors.js';

export interface Principal {
  account: Account;
  token: Token;
  channel: Channel;
}

/** Who calls, by `Authorization: Bearer`; null when the token is unknown, missing or over. */
export function principalOf(shop: Shop, authorization: string | undefined): Principal | null {
  const secret = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]?.trim();
  if (secret === undefined) return null;
  for (const account of shop.accounts) {
    const token = account.tokens.find((candidate) => candidate.token === secret) ?? oauthToken(shop, account, secret);
    const channel = token === undefined ? undefined : account.channel(token.channel_id);
    if (token !== undefined && channel !== undefined) return { account, token, channel };
  }
  return null;
}

/** An OAuth access token works as a personal one does, on the application's own channel. */
function oauthToken(shop: Shop, account: Account, secret: string): Token | undefined {
  const grant = shop.oauth.access(secret);
  if (grant === null || grant.userId !== account.userId) return undefined;
  return { token: secret, channel_id: grant.channelId, scopes: grant.scopes, predates_tracking: false };
}

/** ShipBob docs "errors": empty body. */
export const unauthorized = (): Answer => empty(401, { 'www-authenticate': 'Bearer' });

/**
 * The header `shipbob_channel_id`: an integer as text. A write may only name the token's own channel (403, empty);
 * a missing one where it is required answers 400 with a field map (code inferred, nobody prints it).
 */
export function channelRefusal(
  principal: Principal,
  header: string | undefined,
  rule: { required: boolean; writes: boolean },
): Answer | null {
  if (header === undefined || header.trim() === '') {
    return rule.required
      ? { status: 400, body: { shipbob_channel_id: ['The shipbob_channel_id header is required.'] } }
      : null;
  }
  if (!/^\d+$/.test(header.trim())) {
    return { status: 400, body: { shipbob_channel_id: [`The value '${header}' is not valid.`] } };
  }
  const id = Number(header);
  if (principal.account.channel(id) === undefined) return empty(403);
  return rule.writes && id !== principal.channel.id ? empty(403) : null;
}
