import type { Mode, PlannedEffect } from '@mlc/mappings';
import type { Lease } from './ledger.js';

/**
 * `waiting`: shown, not decided. `approved`: may be made once. `declined`: is not to be made. `used`: was made, or refused
 * by the remote. `superseded`: a newer pass wants something else.
 */
export type ApprovalState = 'waiting' | 'approved' | 'declined' | 'used' | 'superseded';

/** A write that a pass held back, and what a person said of it. */
export interface Approval {
  id: string;
  connectionId: string;
  laneKey: string;
  /** The pass that saw it last. */
  passId: string;
  planned: PlannedEffect;
  /** `preview` can only be looked at; `approve` can be decided. */
  mode: HeldMode;
  state: ApprovalState;
}

export type HeldMode = Exclude<Mode, 'live'>;

/** What a pass holds back. */
export interface Holding {
  /** Standing rows that the pass wants again, in its order: they keep their state. */
  keep: { id: string; mode: HeldMode }[];
  /** Writes nobody has seen yet: they wait. */
  add: { planned: PlannedEffect; mode: HeldMode }[];
}

export interface Refusal {
  planned: PlannedEffect;
  message: string;
}

/** The part of the ledger that holds writes back. Each method is one transaction. */
export interface ApprovalLedger {
  /** Waiting, approved and declined ones of a lane, oldest first. */
  approvals(connectionId: string, laneKey: string): Promise<Approval[]>;
  /** Those of `laneKeys` that hold back a write that waits. */
  holdingLanes(connectionId: string, laneKeys: string[]): Promise<string[]>;
  /** Writes of a lane that a person had agreed to and the remote refused, in its words, the latest first. */
  refusals(connectionId: string, laneKey: string): Promise<Refusal[]>;
  /** Brings a lane's standing rows in line with its latest pass; those it no longer wants are superseded. */
  hold(lease: Lease, passId: string, holding: Holding): Promise<void>;
}
