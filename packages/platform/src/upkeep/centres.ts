import { type JsonObject, toJson } from '@mlc/kernel';
import type { Settings, ShipBobLocation } from '@mlc/mappings';
import { createShipBobReader } from '@mlc/shipbob';
import type { ConnectionRow } from '@mlc/store';
import { z } from 'zod';
import type { Runtime } from '../runtime.js';
import { type When, withTurn } from './turn.js';

/** Name of the task and of what it remembers. */
export const CENTRES = 'centres';

const memorySchema = z.object({
  /** Centres that the account could use at the last look; null before the first one. */
  known: z.array(z.number()).nullable().default(null),
  /** What is wrong with the centres of the settings, one sentence each. */
  problems: z.array(z.string()).default([]),
  /** Centres that became usable and that the settings do not name; kept until they do, or are gone. */
  fresh: z.array(z.object({ id: z.number(), name: z.string(), since: z.string() })).default([]),
});
type CentresMemory = z.infer<typeof memorySchema>;
export const readCentresMemory = (memory: JsonObject): CentresMemory => memorySchema.parse(memory);

/**
 * What today's centres mean for a connection. The first look takes what is there as known, so that a large account does not
 * begin with a list of all the centres that it does without.
 */
export function judgeCentres(
  locations: ShipBobLocation[],
  mapped: Settings['centres'],
  before: CentresMemory,
  now: string,
): CentresMemory {
  const usable = locations.filter((one) => one.is_active && one.access_granted);
  const ids = new Set(mapped.map((centre) => centre.fulfillment_center_id));
  const known = new Set(before.known ?? usable.map(({ id }) => id));
  const sinceOf = new Map(before.fresh.map(({ id, since }) => [id, since]));
  return {
    known: usable.map(({ id }) => id).sort((a, b) => a - b),
    problems: mapped.flatMap(({ fulfillment_center_id: id }) => problemOf(id, locations) ?? []),
    fresh: usable
      .filter(({ id }) => !ids.has(id) && (sinceOf.has(id) || !known.has(id)))
      .map(({ id, name }) => ({ id, name, since: sinceOf.get(id) ?? now }))
      .sort((a, b) => a.id - b.id),
  };
}

function problemOf(id: number, locations: ShipBobLocation[]): string | null {
  const centre = locations.find((one) => one.id === id);
  if (centre === undefined) return `centre ${id} of the settings is not among ShipBob’s centres`;
  if (!centre.is_active) return `centre ${id} (${centre.name}) was closed by ShipBob`;
  if (!centre.access_granted) return `this account has no access to centre ${id} (${centre.name})`;
  return centre.is_receiving_enabled ? null : `centre ${id} (${centre.name}) takes no goods in`;
}

/** Compares ShipBob’s centres with the settings: one call a day. Nothing is mapped by itself; goods there are held. */
export async function careForCentres(runtime: Runtime, connection: ConnectionRow, when: When): Promise<void> {
  const { centres } = runtime.settingsOf(connection);
  if (centres.length === 0) return;
  await withTurn(runtime, connection.id, CENTRES, when, async (turn) => {
    const { shipbob } = await runtime.clients(connection);
    const locations = await createShipBobReader(shipbob).locations();
    const before = readCentresMemory(turn.memory);
    const after = judgeCentres(locations, centres, before, runtime.clock.now().toISOString());
    const news = [
      ...after.problems.filter((problem) => !before.problems.includes(problem)),
      ...after.fresh
        .filter(({ id }) => !before.fresh.some((one) => one.id === id))
        .map(({ id, name }) => `centre ${id} (${name}) is new, and the settings do not name it`),
    ];
    if (news.length > 0)
      await runtime.store.ledger.audit([
        {
          connectionId: connection.id,
          actor: 'worker',
          action: 'centres.changed',
          subject: `connection:${connection.name}`,
          correlationId: null,
          reason: news.join('; '),
          before: toJson({ problems: before.problems }),
          after: toJson({ problems: after.problems, new: after.fresh }),
        },
      ]);
    return { memory: { ...after }, dueAt: null, result: null };
  });
}
