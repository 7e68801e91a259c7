import { type Json, newId, sha256Hex, stableStringify } from '@mlc/kernel';
import type { PlannedCase, SeenLink } from '@mlc/mappings';
import type { Approval, ApprovalState } from '../ports/approvals.js';
import {
  type Effect,
  type Lane,
  type Lease,
  LeaseLost,
  type NewAudit,
  type NewNotice,
  type PassEnd,
  type PassRecord,
  URGENT,
} from '../ports/ledger.js';

export interface MemoryLane extends Lane {
  /** A failed pass waits until then. */
  notBefore: Date | null;
  dirtiedAt: Date | null;
  /** Since when somebody waits for it. */
  urgentSince: Date | null;
}

export interface MemoryNotice extends NewNotice {
  connectionId: string;
  seq: number;
  at: Date;
}

export interface MemoryPass extends PassRecord {
  endedAt: Date | null;
  end: PassEnd | null;
}

export interface MemoryCase extends PlannedCase {
  id: string;
  connectionId: string;
  laneKey: string;
  state: 'open' | 'resolved';
  openedAt: Date;
}

export interface MemoryLink extends SeenLink {
  connectionId: string;
  laneKey: string;
}

export interface MemoryAudit extends NewAudit {
  at: Date;
  hash: string;
}

/** Everything the memory ledger holds, and the few rules that all its methods share. */
export class MemoryState {
  readonly lanes = new Map<string, MemoryLane>();
  readonly notices: MemoryNotice[] = [];
  readonly passes = new Map<string, MemoryPass>();
  readonly effects = new Map<string, Effect>();
  readonly approvals: Approval[] = [];
  readonly links: MemoryLink[] = [];
  readonly cases: MemoryCase[] = [];
  readonly audit: MemoryAudit[] = [];

  constructor(readonly now: () => Date) {}

  laneId(connectionId: string, key: string): string {
    return `${connectionId} ${key}`;
  }

  lane(connectionId: string, key: string): MemoryLane {
    const id = this.laneId(connectionId, key);
    const known = this.lanes.get(id);
    if (known) return known;
    const lane: MemoryLane = {
      connectionId,
      key,
      dirtySeq: 0,
      cleanSeq: 0,
      dueAt: null,
      waitsFor: [],
      leaseUntil: null,
      fence: 0,
      attempts: 0,
      failures: 0,
      labels: [],
      notBefore: null,
      dirtiedAt: null,
      urgentSince: null,
      lastEndedAt: null,
      lastOutcome: null,
      lastReason: null,
    };
    this.lanes.set(id, lane);
    return lane;
  }

  /** The lane of a lease whose fence still holds. */
  held(lease: Lease): MemoryLane {
    const lane = this.lane(lease.connectionId, lease.laneKey);
    if (lane.fence !== lease.fence || lane.leaseUntil === null) throw new LeaseLost(lease);
    return lane;
  }

  raise(connectionId: string, notices: NewNotice[]): void {
    for (const notice of notices) {
      const lane = this.lane(connectionId, notice.laneKey);
      if (lane.dirtySeq === lane.cleanSeq) lane.dirtiedAt = this.now();
      lane.dirtySeq += 1;
      lane.notBefore = null;
      if (URGENT.includes(notice.source)) lane.urgentSince ??= this.now();
      this.notices.push({ ...notice, connectionId, seq: lane.dirtySeq, at: this.now() });
    }
  }

  isDue(lane: MemoryLane, now: Date): boolean {
    if (lane.leaseUntil !== null && lane.leaseUntil.getTime() > Date.now()) return false;
    if (lane.notBefore !== null && lane.notBefore > now) return false;
    return lane.dirtySeq > lane.cleanSeq || (lane.dueAt !== null && lane.dueAt <= now);
  }

  /** Wakes every lane that waits for this one. */
  wake(connectionId: string, laneKey: string): void {
    for (const lane of this.lanes.values()) {
      if (lane.connectionId !== connectionId || !lane.waitsFor.includes(laneKey)) continue;
      lane.waitsFor = lane.waitsFor.filter((key) => key !== laneKey);
      lane.dueAt = this.now();
      lane.urgentSince ??= this.now();
    }
  }

  /** Moves the open work of `fromKey` to `toKey`. */
  handOver(connectionId: string, fromKey: string, toKey: string): void {
    const from = this.lanes.get(this.laneId(connectionId, fromKey));
    if (!from || fromKey === toKey) return;
    if (!this.isDue(from, new Date(8.64e15)) && from.waitsFor.length === 0) return;
    from.cleanSeq = from.dirtySeq;
    from.dueAt = null;
    from.urgentSince = null;
    from.waitsFor = [];
    this.raise(connectionId, [
      { laneKey: toKey, source: 'handover', fingerprint: null, reason: `took over the work of ${fromKey}` },
    ]);
  }

  /** The approvals of a lane that still count. */
  standing(connectionId: string, laneKey: string): Approval[] {
    const counts: ApprovalState[] = ['waiting', 'approved', 'declined'];
    return this.approvals.filter(
      (row) => row.connectionId === connectionId && row.laneKey === laneKey && counts.includes(row.state),
    );
  }

  useUp(effect: Effect): void {
    for (const row of this.approvals) if (row.id === effect.approvalId) row.state = 'used';
  }

  addAudit(entries: NewAudit[]): void {
    for (const entry of entries) {
      const previous = this.audit.at(-1)?.hash ?? '';
      this.audit.push({ ...entry, at: this.now(), hash: sha256Hex(previous + stableStringify(entry)) });
    }
  }

  syncCases(connectionId: string, laneKey: string, cases: PlannedCase[]): void {
    const open = this.cases.filter(
      (known) => known.connectionId === connectionId && known.laneKey === laneKey && known.state === 'open',
    );
    for (const known of open) if (!cases.some((wanted) => wanted.code === known.code)) known.state = 'resolved';
    for (const wanted of cases) {
      const known = open.find((candidate) => candidate.code === wanted.code);
      if (known) Object.assign(known, wanted);
      else this.cases.push({ ...wanted, id: newId(), connectionId, laneKey, state: 'open', openedAt: this.now() });
    }
  }
}

export const copy = <T>(value: T): T => structuredClone(value);
export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;
