import type { ShipBobReturn } from '@mlc/mappings';
import { returnSchema } from '../decode/returns.js';
import type { ShipBobClient } from '../http/client.js';
import { readNumberedPages } from '../http/paging.js';
import { chunkValues } from '../http/query.js';
import { endpoints } from '../versions.js';

/** Returns by id, 250 a call. Needs `returns_read`. */
export async function readReturns(client: ShipBobClient, ids: number[]): Promise<ShipBobReturn[]> {
  const wanted = new Set(ids);
  const { path, limit } = endpoints.returns;
  const found = new Map<number, ShipBobReturn>();
  for (const chunk of chunkValues([...wanted], { countMax: limit })) {
    const call = { path, query: { Ids: chunk }, priority: 'shipments' } as const;
    const answers = await readNumberedPages(client, call, returnSchema);
    for (const { found: one } of answers) if (wanted.has(one.id)) found.set(one.id, one);
  }
  return [...found.values()];
}
