import { Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, requiredMany2one } from '../client/values.js';
import type { Transfer } from './transfers.js';

const lineRow = z.object({ id: int, location_dest_id: requiredMany2one });

/**
 * Puts what is prepared at another place than the receipt's own. The place is written on the lines: they decide where the
 * stock goes (observed on Odoo 17 and 19), and the backorder keeps the receipt's place.
 */
export async function putAt(
  client: OdooClient,
  { transfer, moveIds }: { transfer: Transfer; moveIds: number[] },
  locationId: number,
  deadlineMs: number,
): Promise<void> {
  const domain = [['move_id', 'in', moveIds]];
  const read = () => client.searchReadAll('stock.move.line', lineRow, { domain, deadlineMs });
  const elsewhere = (await read()).filter((line) => line.location_dest_id.id !== locationId).map(({ id }) => id);
  if (elsewhere.length === 0) return;
  await client.write('stock.move.line', elsewhere, { location_dest_id: locationId }, { deadlineMs });
  const wrong = (await read()).find((line) => line.location_dest_id.id !== locationId);
  if (wrong)
    throw new Rejected(`${transfer.name} did not take the place ${locationId}, so it was not validated.`, {
      code: 'odoo.transfer.changed',
      field: transfer.name,
      fix: 'See whether somebody is working on this transfer in Odoo, then replay this record.',
    });
}
