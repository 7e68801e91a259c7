import type { Explanation, FlowEvidence } from '@mlc/mappings';
import type { ConnectionWork } from '../engine.js';

/** What the lanes themselves say of records that do not agree yet: being worked on, or waiting for a time. */
export async function laneExplanations(
  { connectionId, ledger }: Pick<ConnectionWork, 'connectionId' | 'ledger'>,
  flows: FlowEvidence[],
): Promise<Explanation[]> {
  const keys = new Set(flows.flatMap(({ odoo, shipbob }) => [...odoo, ...shipbob].flatMap((fact) => fact.lane ?? [])));
  if (keys.size === 0) return [];
  const lanes = await ledger.lanes(connectionId, [...keys]);
  return lanes.flatMap((lane): Explanation[] => {
    if (lane.dirtySeq > lane.cleanSeq) return [{ lane: lane.key, flow: null, by: 'is still to be looked at' }];
    if (lane.lastOutcome !== 'later' || lane.dueAt === null) return [];
    return [{ lane: lane.key, flow: null, by: `waits: ${lane.lastReason ?? 'no reason'}` }];
  });
}
