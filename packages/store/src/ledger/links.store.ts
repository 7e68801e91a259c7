import type { Ledger } from '@mlc/engine';
import { toJson } from '@mlc/kernel';
import type { SeenLink } from '@mlc/mappings';
import { z } from 'zod';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { jsonObject, rowsOf } from '../db/rows.js';
import { Prisma } from '../generated/prisma/client.js';
import { handOver } from './hand-over.js';
import { lockHeld, markMoved, wakeWaiters } from './lanes.sql.js';
import { saveLink } from './links.sql.js';

const linkRow = z.object({
  odoo_model: z.string(),
  odoo_id: z.int(),
  shipbob_type: z.string(),
  shipbob_id: z.string(),
  data: jsonObject,
});
const laneOfLink = z.object({ shipbob_id: z.string(), lane_key: z.string() });

type LinkMethods = Pick<Ledger, 'adopt' | 'links' | 'linksByInventoryId' | 'lanesOfLinks'>;

const toSeenLink = (row: z.infer<typeof linkRow>): SeenLink => ({
  odooModel: row.odoo_model,
  odooId: row.odoo_id,
  shipbobType: row.shipbob_type,
  shipbobId: row.shipbob_id,
  data: row.data,
});

/** Links: which Odoo record is which ShipBob record. */
export function createLinkStore({ db, clock }: StoreContext): LinkMethods {
  return {
    async adopt(lease, passId, adoptions) {
      if (adoptions.length === 0) return;
      const at = clock.now();
      const { connectionId, laneKey } = lease;
      const handedOver = adoptions
        .filter((adoption) => adoption.shipbobType === 'wro')
        .map((adoption) => `wro:${adoption.shipbobId}`);
      await inTransaction(db, async (tx) => {
        const lanes = await lockHeld(tx, lease, { keys: handedOver, waiters: true });
        for (const link of adoptions) await saveLink(tx, { lease, passId, link, at });
        for (const from of handedOver) await handOver(tx, { connectionId, from: lanes.get(from), to: laneKey, at });
        const audit = adoptions.map((adoption) => ({
          connectionId,
          actor: 'worker',
          action: 'link.adopted',
          subject: laneKey,
          correlationId: passId,
          before: null,
          after: toJson(adoption),
          reason: adoption.evidence,
        }));
        await insertAudit(tx, audit, at);
        await markMoved(tx, connectionId, laneKey);
        await wakeWaiters(tx, connectionId, laneKey, at);
      });
    },

    async links(connectionId, by) {
      const where =
        'odooModel' in by
          ? Prisma.sql`odoo_model = ${by.odooModel} AND odoo_id = ANY (${by.odooIds}::int[])`
          : Prisma.sql`shipbob_type = ${by.shipbobType} AND shipbob_id = ANY (${by.shipbobIds}::text[])`;
      const rows = await db.$queryRaw`
        SELECT odoo_model, odoo_id, shipbob_type, shipbob_id, data FROM link
        WHERE connection_id = ${connectionId} AND ${where} ORDER BY made_at, odoo_id, shipbob_id`;
      return rowsOf(linkRow, rows).map(toSeenLink);
    },

    async linksByInventoryId(connectionId, inventoryIds) {
      const rows = await db.$queryRaw`
        SELECT odoo_model, odoo_id, shipbob_type, shipbob_id, data FROM link
        WHERE connection_id = ${connectionId} AND data ->> 'inventory_id' = ANY (${inventoryIds.map(String)}::text[])
        ORDER BY made_at, odoo_id, shipbob_id`;
      return rowsOf(linkRow, rows).map(toSeenLink);
    },

    async lanesOfLinks(connectionId, shipbobType, shipbobIds) {
      const rows = await db.$queryRaw`
        SELECT shipbob_id, lane_key FROM link
        WHERE connection_id = ${connectionId} AND shipbob_type = ${shipbobType}
          AND shipbob_id = ANY (${shipbobIds}::text[])`;
      return new Map(rowsOf(laneOfLink, rows).map((row) => [row.shipbob_id, row.lane_key]));
    },
  };
}
