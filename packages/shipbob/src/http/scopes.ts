import { type Endpoint, endpoints } from '../versions.js';

/** First path segment -> scope family of the calls that write; what reads stands in the table of endpoints. */
const families: Record<string, string> = {
  channel: 'channels',
  product: 'products',
  variant: 'products',
  inventory: 'inventory',
  'inventory-level': 'inventory',
  receiving: 'receiving',
  order: 'orders',
  shipment: 'orders',
  'shipping-method': 'orders',
  return: 'returns',
  webhook: 'webhooks',
};

/** The scope a call needs, e.g. `receiving_write`; null when the path is none we know. `path` begins behind the version. */
export function scopeOf(method: string, path: string): string | null {
  const isRead = method === 'GET' || path.endsWith(':query');
  const called = path.replace(/\/\d+(?=\/|$)/g, '/{id}').toLowerCase();
  const known: Endpoint | undefined = isRead
    ? Object.values(endpoints).find((endpoint) => endpoint.path === called)
    : undefined;
  if (known !== undefined) return known.scope;
  const family = families[/^\/([a-z-]+)/.exec(called)?.[1] ?? ''];
  return family === undefined ? null : `${family}_${isRead ? 'read' : 'write'}`;
}
