import type { ShipBobInventoryEvent, ShipBobInventoryQuery } from '@mlc/mappings';
import { z } from 'zod';
import { inventoryEventSchema, inventoryLevelSchema, lotLevelSchema } from '../decode/inventory.js';
import { decode } from '../decode/shape.js';
import type { ShipBobClient } from '../http/client.js';
import { endless, readCursorPages } from '../http/paging.js';
import { chunkValues } from '../http/query.js';
import { endpoints, hasEndpoint } from '../versions.js';

/** Stock by centre; ShipBob's numbers lag about a minute behind orders. Needs `inventory_read`, as everything here. */
export const readInventoryLevels = (client: ShipBobClient, inventoryIds: number[] | 'all') =>
  readLevels(client, endpoints.inventoryLevels, inventoryIds, inventoryLevelSchema);

/** Stock by lot and centre. */
export const readInventoryLots = (client: ShipBobClient, inventoryIds: number[] | 'all') =>
  readLevels(client, endpoints.inventoryLots, inventoryIds, lotLevelSchema);

async function readLevels<T extends z.ZodType<{ inventory_id: number }>>(
  client: ShipBobClient,
  { path, limit }: { path: string; limit: number },
  inventoryIds: number[] | 'all',
  row: T,
): Promise<z.output<T>[]> {
  const ids = inventoryIds === 'all' ? null : new Set(inventoryIds);
  const chunks = ids === null ? [undefined] : chunkValues([...ids], { countMax: limit });
  const rows = new Map<number, z.output<T>>();
  for (const chunk of chunks) {
    const query = { InventoryIds: chunk, PageSize: limit };
    for (const found of await readCursorPages(client, { path, query, priority: 'backfill' }, row)) {
      if (ids === null || ids.has(found.inventory_id)) rows.set(found.inventory_id, found);
    }
  }
  return [...rows.values()];
}

const historySchema = z.object({
  data: z
    .array(inventoryEventSchema)
    .nullish()
    .transform((rows) => rows ?? []),
  next: z.union([z.string(), z.number().transform(String)]).nullish(),
});

/**
 * POST /inventory/history:query, 2026-01 and later: one centre, at most 90 days. The cursor is the id of the last event
 * read. Whether it is taken from the body or from the query string is told in both ways, so it stands in both; one that
 * does not move on ends the reading with NeedsAttention `shipbob.paging_loop`.
 */
export function inventoryHistory(
  client: ShipBobClient,
  query: ShipBobInventoryQuery,
): AsyncIterable<ShipBobInventoryEvent[]> | null {
  return hasEndpoint(client.version, 'inventoryHistory') ? historyPages(client, query) : null;
}

async function* historyPages(
  client: ShipBobClient,
  query: ShipBobInventoryQuery,
): AsyncGenerator<ShipBobInventoryEvent[], void, undefined> {
  const { path } = endpoints.inventoryHistory;
  for (let cursor: number | null = null; ; ) {
    const answer = await client.read({
      path,
      query: { cursor: cursor ?? undefined },
      question: cursor === null ? query : { ...query, cursor },
      priority: 'backfill',
    });
    const { data, next } = decode(historySchema, answer.json, `list ${path}`);
    if (data.length > 0) yield data;
    const last: number = data.reduce((most, event) => Math.max(most, event.inventory_audit_event_id), cursor ?? 0);
    if (data.length === 0 || (next ?? '').trim() === '') return;
    if (last === cursor) throw endless(path);
    cursor = last;
  }
}
