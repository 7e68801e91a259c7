import type { ShipBobReturn } from '@mlc/mappings';
import { returnSchema } from '../decode/returns.js';
import type { ShipBobClient } from '../http/client.js';
import { readNumberedPages } from '../http/paging.js';
import { chunkValues } from '../http/query.js';
import { endpoints } from '../versions.js';

/** Returns by id, 250 a call. Needs `returns_read`. */
export const readReturns = (client: ShipBobClient, ids: number[]): Promise<ShipBobReturn[]> =>
  readBy(client, 'Ids', ids, (one) => one.id);

/** Returns of these shipments, by all that came back with each. */
export const readReturnsOfShipments = (client: ShipBobClient, shipmentIds: number[]): Promise<ShipBobReturn[]> =>
  readBy(client, 'OriginalShipmentIds', shipmentIds, (one) => one.original_shipment_id ?? 0);

async function readBy(
  client: ShipBobClient,
  filter: 'Ids' | 'OriginalShipmentIds',
  values: number[],
  keyOf: (one: ShipBobReturn) => number,
): Promise<ShipBobReturn[]> {
  const wanted = new Set(values);
  const { path, limit } = endpoints.returns;
  const found = new Map<number, ShipBobReturn>();
  for (const chunk of chunkValues([...wanted], { countMax: limit })) {
    const call = { path, query: { [filter]: chunk }, priority: 'shipments' } as const;
    const answers = await readNumberedPages(client, call, returnSchema);
    for (const { found: one } of answers) if (wanted.has(keyOf(one))) found.set(one.id, one);
  }
  return [...found.values()];
}
