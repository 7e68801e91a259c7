import type { Lease } from '@mlc/engine';
import { Bug } from '@mlc/kernel';
import type { Adoption } from '@mlc/mappings';
import { z } from 'zod';
import type { Sql } from '../db/database.js';
import { firstRow } from '../db/rows.js';
import { jsonText, safeText } from '../db/text.js';

const partners = z.object({
  odoo_model: z.string(),
  odoo_id: z.int(),
  shipbob_type: z.string(),
  shipbob_id: z.string(),
});

/**
 * Makes a link, or refreshes the data of the one that is already there. A record that is linked to another partner
 * stops the transaction, whichever side it is on: the table allows one partner each way.
 */
export async function saveLink(
  sql: Sql,
  made: { lease: Lease; passId: string; link: Adoption; at: Date },
): Promise<void> {
  const { lease, passId, link, at } = made;
  const { connectionId, laneKey } = lease;
  const inserted = await sql.$executeRaw`
    INSERT INTO link (connection_id, odoo_model, odoo_id, shipbob_type, shipbob_id, lane_key, data, evidence, pass_id, made_at)
    VALUES (${connectionId}, ${link.odooModel}, ${link.odooId}, ${link.shipbobType}, ${link.shipbobId}, ${laneKey},
      ${jsonText(link.data)}::jsonb, ${safeText(link.evidence)}, ${passId}, ${at}::timestamptz)
    ON CONFLICT DO NOTHING`;
  if (inserted === 1) return;
  const refreshed = await sql.$executeRaw`
    UPDATE link SET data = ${jsonText(link.data)}::jsonb
    WHERE connection_id = ${connectionId} AND odoo_model = ${link.odooModel} AND odoo_id = ${link.odooId}
      AND shipbob_type = ${link.shipbobType} AND shipbob_id = ${link.shipbobId}`;
  if (refreshed === 1) return;
  const clash = firstRow(
    partners,
    await sql.$queryRaw`
      SELECT odoo_model, odoo_id, shipbob_type, shipbob_id FROM link
      WHERE connection_id = ${connectionId} AND shipbob_type = ${link.shipbobType}
        AND ((odoo_model = ${link.odooModel} AND odoo_id = ${link.odooId}) OR shipbob_id = ${link.shipbobId})
      LIMIT 1`,
  );
  const known = clash && `${clash.odoo_model} ${clash.odoo_id} is linked to ${clash.shipbob_type} ${clash.shipbob_id}`;
  throw new Bug(
    `${link.odooModel} ${link.odooId} cannot be linked to ${link.shipbobType} ${link.shipbobId}: ${known ?? 'another link was just removed'}`,
  );
}
