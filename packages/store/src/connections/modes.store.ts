import { MODES, type Mode } from '@mlc/mappings';
import { z } from 'zod';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { raiseForAll } from '../ledger/lanes.sql.js';

/** How far each flow of a connection may go by itself. */
export interface ModeStore {
  /** Flows that somebody has said something about. */
  of(connectionId: string): Promise<Record<string, Mode>>;
  /**
   * Sets flows; those that were so already are left alone. Every record of the connection is planned again, with an audit
   * row. Returns what changed.
   */
  set(
    connectionId: string,
    modes: Readonly<Record<string, Mode>>,
    actor: string,
  ): Promise<{ flow: string; before: Mode | null; after: Mode }[]>;
}

const mode = z.enum(MODES);

export async function readModes(
  sql: Pick<StoreContext['db'], 'flowMode'>,
  connectionId: string,
): Promise<Record<string, Mode>> {
  const rows = await sql.flowMode.findMany({ where: { connectionId }, orderBy: { flow: 'asc' } });
  return Object.fromEntries(rows.map((row) => [row.flow, mode.parse(row.mode)]));
}

export function createModeStore({ db, clock }: StoreContext): ModeStore {
  return {
    of: (connectionId) => readModes(db, connectionId),

    async set(connectionId, modes, actor) {
      const at = clock.now();
      return inTransaction(db, async (tx) => {
        const known = await readModes(tx, connectionId);
        const changes = Object.entries(modes)
          .filter(([flow, after]) => known[flow] !== after)
          .map(([flow, after]) => ({ flow, before: known[flow] ?? null, after }));
        if (changes.length === 0) return [];
        for (const { flow, after } of changes) {
          const data = { mode: after, changedAt: at, changedBy: actor };
          const where = { connectionId_flow: { connectionId, flow } };
          await tx.flowMode.upsert({ where, update: data, create: { connectionId, flow, ...data } });
        }
        const audit = changes.map(({ flow, before, after }) => ({
          connectionId,
          actor,
          action: 'mode.changed',
          subject: flow,
          correlationId: null,
          before,
          after,
          reason: `${flow} may ${WHAT[after]}`,
        }));
        await insertAudit(tx, audit, at);
        const reason = `mode changed: ${changes.map(({ flow, after }) => `${flow} ${after}`).join(', ')}`;
        await raiseForAll(tx, connectionId, { prefixes: [], source: 'person', reason, at });
        return changes;
      });
    },
  };
}

const WHAT: Record<Mode, string> = {
  preview: 'only show what it would write',
  approve: 'write what a person approves',
  live: 'write by itself',
};
