import { takeCut } from '@mlc/engine';
import { type JsonObject, msAfter } from '@mlc/kernel';
import type { Settings, StockCut } from '@mlc/mappings';
import type { ConnectionRow } from '@mlc/store';
import type { Runtime } from '../runtime.js';
import { type When, withTurn } from './turn.js';

const INVENTORY_CUT = 'inventory_cut';
const HOUR_MS = 3_600_000;

/** Takes a cut of the stock of both sides, now; it only reads. Null when somebody else is at it. */
export const cutInventory = (runtime: Runtime, connection: ConnectionRow, when: When): Promise<StockCut | null> =>
  withTurn(runtime, connection.id, INVENTORY_CUT, when, async () => {
    const cut = await cutNow(runtime, connection);
    return { memory: { cut_at: cut.at }, dueAt: nextCut(runtime, connection), result: cut };
  });

/**
 * Takes a cut when one is due. The first one is taken a whole period after a connection begins: before, most goods are not
 * linked yet.
 */
export const careForInventory = (runtime: Runtime, connection: ConnectionRow, when: When): Promise<StockCut | null> =>
  withTurn(runtime, connection.id, INVENTORY_CUT, when, async ({ memory }) => {
    const begins = memory['began_at'] === undefined && memory['cut_at'] === undefined;
    const cut = begins ? null : await cutNow(runtime, connection);
    const next: JsonObject = cut === null ? { began_at: runtime.clock.now().toISOString() } : { cut_at: cut.at };
    return { memory: next, dueAt: nextCut(runtime, connection), result: cut };
  });

async function cutNow(runtime: Runtime, connection: ConnectionRow): Promise<StockCut> {
  const work = await runtime.work(connection);
  const { ledger } = work;
  return takeCut({ work, ledger, cuts: runtime.store.cuts });
}

const nextCut = (runtime: Runtime, connection: ConnectionRow): Date =>
  cutAfter(runtime.clock.now(), runtime.settingsOf(connection));

/** When the cut after one of that time is due. */
export const cutAfter = (at: Date, { inventory }: Pick<Settings, 'inventory'>): Date =>
  msAfter(at, inventory.cut_hours * HOUR_MS);
