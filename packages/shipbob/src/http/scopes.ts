/** First path segment -> scope family (scope of each call inferred from the scopes' names; ShipBob prints no table). */
const families: Record<string, string> = {
  channel: 'channels',
  product: 'products',
  variant: 'products',
  inventory: 'inventory',
  'inventory-level': 'inventory',
  receiving: 'receiving',
  'fulfillment-center': 'receiving',
  location: 'locations',
  order: 'orders',
  shipment: 'orders',
  'shipping-method': 'orders',
  return: 'returns',
  webhook: 'webhooks',
};

/** The scope a call needs, e.g. `receiving_write`; null when the path is none we know. `path` begins behind the version. */
export function scopeOf(method: string, path: string): string | null {
  const segment = /^\/([a-z-]+)/i.exec(path)?.[1]?.toLowerCase();
  const family = segment === undefined ? undefined : families[segment];
  return family === undefined ? null : `${family}_${method === 'GET' ? 'read' : 'write'}`;
}
