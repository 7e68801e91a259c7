import { sha256Hex, stableStringify } from '@mlc/kernel';
import type { PlannedEffect } from '@mlc/mappings';
import { type ConnectionWork, modeOf } from './engine.js';
import { substituteRequest } from './links.js';
import type { Approval, Holding } from './ports/approvals.js';
import type { Lane } from './ports/ledger.js';

/** A write that may be made now, and the approval it stands on. */
export interface Going {
  planned: PlannedEffect;
  approvalId: string | null;
}

/** A plan's writes, parted by what the flows' modes and people allow. */
export interface Gated {
  go: Going[];
  holding: Holding;
  /** Held back until somebody decides, or until the flow leaves preview. */
  waiting: PlannedEffect[];
  declined: PlannedEffect[];
  /** The ledger has rows to write, or to bring in line. */
  toHold: boolean;
}

/**
 * Lets through what is live or approved. An approval counts for an equal write only: same operation, same record, same
 * request once links are filled in, and the same state before. Behind a write that is held back the rest of its flow is
 * held back too, since later writes stand on earlier ones.
 */
export async function holdBack(work: ConnectionWork, lane: Lane, planned: PlannedEffect[]): Promise<Gated> {
  const gated: Gated = { go: [], holding: { keep: [], add: [] }, waiting: [], declined: [], toHold: false };
  const standing = await standingOf(work, lane, planned);
  const stopped = new Set<string>();
  for (const effect of planned) {
    const mode = modeOf(work, effect.flow);
    if (mode === 'live' && !stopped.has(effect.flow)) {
      gated.go.push({ planned: effect, approvalId: null });
      continue;
    }
    const known = standing.get(await identity(work, effect));
    const heldMode = mode === 'live' ? 'approve' : mode;
    if (known) gated.holding.keep.push({ id: known.id, mode: heldMode });
    else gated.holding.add.push({ planned: effect, mode: heldMode });
    if (known?.state === 'approved' && mode === 'approve' && !stopped.has(effect.flow)) {
      gated.go.push({ planned: effect, approvalId: known.id });
      continue;
    }
    stopped.add(effect.flow);
    (known?.state === 'declined' ? gated.declined : gated.waiting).push(effect);
  }
  gated.toHold = standing.size > 0 || gated.holding.add.length > 0;
  return gated;
}

/** A lane that held nothing back, and holds nothing back now, has no rows to compare with. */
async function standingOf(work: ConnectionWork, lane: Lane, planned: PlannedEffect[]): Promise<Map<string, Approval>> {
  const allLive = planned.every((effect) => modeOf(work, effect.flow) === 'live');
  if (allLive && lane.lastOutcome !== 'parked') return new Map();
  const rows = await work.ledger.approvals(work.connectionId, lane.key);
  const keyed = await Promise.all(rows.map(async (row) => [await identity(work, row.planned), row] as const));
  return new Map(keyed);
}

async function identity(
  work: ConnectionWork,
  { operation, businessKey, before, request }: PlannedEffect,
): Promise<string> {
  const filled = await substituteRequest(work.ledger, work.connectionId, request);
  return sha256Hex(stableStringify({ operation, businessKey, before, request: filled.request }));
}
