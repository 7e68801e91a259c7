import type { CutStore } from '@mlc/engine';
import { BadInput, toJson } from '@mlc/kernel';
import { type StockCut, stockCutSchema } from '@mlc/mappings';
import type { StoreContext } from '../db/context.js';
import { jsonText } from '../db/text.js';

/** Cuts that are kept of each connection. */
const KEPT = 60;

export interface StoredCuts extends CutStore {
  /** Newest first. */
  list(connectionId: string, limit: number): Promise<StockCut[]>;
}

export function createCutStore({ db }: StoreContext): StoredCuts {
  const list = async (connectionId: string, limit: number): Promise<StockCut[]> => {
    const rows = await db.inventoryCut.findMany({ where: { connectionId }, orderBy: { at: 'desc' }, take: limit });
    return rows.map((row) => {
      const parsed = stockCutSchema.safeParse(row.cut);
      if (parsed.success) return parsed.data;
      throw new BadInput(`The cut of ${row.at.toISOString()} cannot be read.`, {
        code: 'store.cut',
        fix: 'Take a new one with `mlc inventory --cut`.',
      });
    });
  };
  return {
    list,
    latest: async (connectionId) => (await list(connectionId, 1))[0] ?? null,
    async save(connectionId, cut) {
      const at = new Date(cut.at);
      await db.$executeRaw`
        INSERT INTO inventory_cut (connection_id, at, cut)
        VALUES (${connectionId}, ${at}::timestamptz, ${jsonText(toJson(cut))}::jsonb)
        ON CONFLICT (connection_id, at) DO UPDATE SET cut = excluded.cut`;
      await db.$executeRaw`
        DELETE FROM inventory_cut WHERE connection_id = ${connectionId} AND at < (
          SELECT min(at) FROM (SELECT at FROM inventory_cut WHERE connection_id = ${connectionId}
            ORDER BY at DESC LIMIT ${KEPT}) kept)`;
    },
  };
}
