import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int, many2one, requiredChar } from '../client/values.js';
import { carriesMarker, markerDomain } from './note-marker.js';

/** A transfer as far as a return is recognised by it. */
export interface Return {
  id: number;
  name: string;
  state: string;
  origin: string | null;
  creatorId: number | null;
}

export const returnRow = z.object({
  id: int,
  name: char,
  state: requiredChar,
  origin: char,
  backorder_id: many2one,
  create_uid: many2one,
});

export const toReturn = (row: z.output<typeof returnRow>): Return => ({
  id: row.id,
  name: row.name ?? `stock.picking ${row.id}`,
  state: row.state,
  origin: row.origin,
  creatorId: row.create_uid?.id ?? null,
});

/** Transfers with the marker that are not cancelled, oldest first: Odoo copies the source document to a backorder. */
export async function findReturns(client: OdooClient, marker: string, deadlineMs: number): Promise<Return[]> {
  const domain = [['state', '!=', 'cancel'], ...markerDomain('origin', marker)];
  const rows = await client.searchReadAll('stock.picking', returnRow, { domain, deadlineMs });
  return rows.filter((row) => carriesMarker(row.origin, marker)).map(toReturn);
}
