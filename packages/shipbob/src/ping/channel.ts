import type { Finding } from '@mlc/kernel';
import { isOwnChannel, type ShipBobChannel } from '../decode/channel.js';
import { found } from './catalogue.js';

/** Scopes each flow needs. */
export const FLOW_SCOPES = {
  products: ['products_read', 'products_write'],
  'purchase-orders': ['receiving_read', 'receiving_write', 'products_read'],
  receiving: ['receiving_read', 'receiving_write', 'products_read'],
  shipments: ['orders_read'],
  returns: ['returns_read'],
  inventory: ['inventory_read'],
} as const satisfies Record<string, readonly string[]>;
export type ScopedFlow = keyof typeof FLOW_SCOPES;

export const WEBHOOK_SCOPES = ['webhooks_read', 'webhooks_write'] as const;
const ALL_FLOWS: readonly ScopedFlow[] = [
  'products',
  'purchase-orders',
  'receiving',
  'shipments',
  'returns',
  'inventory',
];

export interface ChannelWish {
  channelId: number;
  /** Flows in use; all by default. */
  flows?: readonly ScopedFlow[];
  webhooks: boolean;
}

/** Whether the registered channel is the token's own, and the token has the scopes of the flows (told by GET /channel). */
export function checkChannel(channels: readonly ShipBobChannel[], wish: ChannelWish): Finding[] {
  const registered = channels.find((channel) => channel.id === wish.channelId);
  const list = channels
    .map((channel) => `${channel.id} (${channel.name}${isOwnChannel(channel) ? ', own' : ', read only'})`)
    .join(', ');
  const own = channels.filter(isOwnChannel).map((channel) => channel.id);
  if (own.length === 0)
    return [
      found.wrong('shipbob.read_only_token', `The token owns no channel. It sees ${list || 'none'}.`, {
        field: 'shipbob.token',
      }),
    ];
  const fix = `Set shipbob.channel_id to ${own.join(' or ')}, or use the token of channel ${wish.channelId}.`;
  const field = 'shipbob.channel_id';
  if (registered === undefined)
    return [
      found.wrong('shipbob.wrong_channel', `The token does not see channel ${wish.channelId}. It sees ${list}.`, {
        field,
        fix,
      }),
    ];
  if (!isOwnChannel(registered))
    return [
      found.wrong('shipbob.foreign_channel', `The token may only read channel ${wish.channelId}. It sees ${list}.`, {
        field,
        fix,
      }),
    ];
  return [
    found.ok('shipbob.channel', `Channel ${registered.id} (${registered.name}) is the token's own.`),
    ...checkScopes(registered.scopes, wish),
  ];
}

/** One finding for each scope that is missing, with the flows that need it. */
export function checkScopes(
  scopes: readonly string[],
  { flows = ALL_FLOWS, webhooks }: Omit<ChannelWish, 'channelId'>,
): Finding[] {
  const field = 'shipbob.token';
  const needed = [...new Set(flows.flatMap((flow): readonly string[] => FLOW_SCOPES[flow]))];
  const findings = needed
    .filter((scope) => !scopes.includes(scope))
    .map((scope) => {
      const users = flows.filter((flow) => FLOW_SCOPES[flow].some((needs) => needs === scope)).join(', ');
      return found.wrong('shipbob.missing_scope', `The token lacks ${scope}, which is needed by ${users}.`, { field });
    });
  const lacking = webhooks ? WEBHOOK_SCOPES.filter((scope) => !scopes.includes(scope)) : [];
  if (lacking.length > 0)
    findings.push(found.wrong('shipbob.webhook_scope_missing', `The token lacks ${lacking.join(' and ')}.`, { field }));
  return findings;
}
