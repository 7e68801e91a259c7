import { Rejected } from '@mlc/kernel';
import type { ShipBobDistribution, ShipBobLocation, ShipBobUnidentifiedReceipt } from '@mlc/mappings';
import { z } from 'zod';
import { locationSchema } from '../decode/location.js';
import { distributionsSchema, unidentifiedReceiptSchema } from '../decode/receiving.js';
import { decode } from '../decode/shape.js';
import type { ShipBobClient } from '../http/client.js';
import { endless } from '../http/paging.js';
import { endpoints, hasEndpoint, pathOf } from '../versions.js';

/** GET /location: every centre of ShipBob with what it does, those without access too. Needs `locations_read`. */
export async function readLocations(client: ShipBobClient): Promise<ShipBobLocation[]> {
  const { path } = endpoints.locations;
  const answer = await client.read({ path, query: { IncludeInactive: true }, priority: 'interactive' });
  return decode(z.array(locationSchema), answer.json, `list ${path}`);
}

/**
 * GET /receiving/{id}/distributions, for accounts in the placement programme only. What others are answered is printed
 * nowhere: nothing found, or a refusal that names the programme, is nothing distributed. Needs `receiving_read`.
 */
export async function readDistributions(client: ShipBobClient, wroId: number): Promise<ShipBobDistribution[]> {
  const path = pathOf('wroDistributions', wroId);
  try {
    const answer = await client.readOne({ path, priority: 'receipts' });
    return answer === null ? [] : decode(distributionsSchema, answer.json, `record ${path}`).distributions;
  } catch (error) {
    if (error instanceof Rejected && /placement program/i.test(error.message)) return [];
    throw error;
  }
}

/** The release notes name the fields of a row, not what the list stands in: the forms of the other lists are all taken. */
const listSchema = z.union([
  z.array(unidentifiedReceiptSchema),
  z.object({ items: z.array(unidentifiedReceiptSchema) }).transform(({ items }) => items),
  z.object({ data: z.array(unidentifiedReceiptSchema) }).transform(({ data }) => data),
]);

const PAGES_MAX = 1_000;

/** GET /unidentified-receiving-order, 2026-07: what is not completed, 50 a page. Needs `receiving_read`. */
export async function readUnidentifiedReceipts(client: ShipBobClient): Promise<ShipBobUnidentifiedReceipt[] | null> {
  if (!hasEndpoint(client.version, 'unidentified')) return null;
  const { path, limit } = endpoints.unidentified;
  const found = new Map<number, ShipBobUnidentifiedReceipt>();
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const answer = await client.read({ path, query: { isCompleted: false, page }, priority: 'receipts' });
    const rows = decode(listSchema, answer.json, `list ${path}`);
    const known = found.size;
    for (const row of rows) found.set(row.id, row);
    if (rows.length < limit) return [...found.values()];
    if (found.size === known) throw endless(path);
  }
  throw endless(path);
}
