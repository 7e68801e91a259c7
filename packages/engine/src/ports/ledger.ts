import type { Json, JsonObject } from '@mlc/kernel';
import type { Adoption, PlannedCase, PlannedEffect, SeenLink } from '@mlc/mappings';
import type { ApprovalLedger } from './approvals.js';

/** Why somebody believes a lane may have changed. */
export interface NewNotice {
  laneKey: string;
  source: NoticeSource;
  /** What was seen, e.g. a content hash or a webhook id; null when nothing in particular. */
  fingerprint: string | null;
  reason: string;
}
export type NoticeSource = 'poll' | 'webhook' | 'person' | 'replay' | 'sweep' | 'handover' | 'prerequisite';
/** Somebody waits for what these ask: a person, a webhook's sender, another lane. What polls and replays find may wait. */
export const URGENT: readonly NoticeSource[] = ['webhook', 'person', 'handover', 'prerequisite'];

export interface Lane {
  connectionId: string;
  key: string;
  dirtySeq: number;
  cleanSeq: number;
  dueAt: Date | null;
  waitsFor: string[];
  leaseUntil: Date | null;
  fence: number;
  /** Passes started and not ended since the last one that ended: counts crashes. */
  attempts: number;
  /** Passes in a row that ended without cleaning the lane: sets the back-off. */
  failures: number;
  /** Names a person may look for: order numbers, SKUs. Copied from `evidence.labels` of the latest pass. */
  labels: string[];
  /** How the latest pass ended; null before the first. */
  lastEndedAt: Date | null;
  lastOutcome: Outcome | null;
  lastReason: string | null;
}

/** The right to work on one lane until `until`; every write of the engine proves the fence. */
export interface Lease {
  connectionId: string;
  laneKey: string;
  fence: number;
  /** dirty_seq when the lane was taken; what the pass will have cleaned. */
  seq: number;
  /** Including this one; reset to 0 by every ended pass. */
  attempts: number;
  failures: number;
  /** Real time. */
  until: Date;
}

export type EffectState = 'intended' | 'sent' | 'confirmed' | 'rejected' | 'uncertain' | 'withdrawn';

export interface Effect {
  id: string;
  connectionId: string;
  effectKey: string;
  laneKey: string;
  passId: string;
  planned: PlannedEffect;
  approvalId: string | null;
  state: EffectState;
  /** With LinkRefs replaced; null until sent. */
  sentRequest: JsonObject | null;
  fence: number;
  generation: number;
  sentAt: Date | null;
  /** Real time after which the call cannot still be running at the remote. */
  settlesAt: Date | null;
  /** First of the two looks that found nothing. */
  absentAt: Date | null;
  result: Json;
  error: string | null;
}

export interface Intent {
  key: string;
  planned: PlannedEffect;
  /** The approval it stands on, which is used up once the effect is confirmed or rejected; null needs none. */
  approvalId: string | null;
}

export type Outcome = 'applied' | 'ignored' | 'parked' | 'later';

export interface PassRecord {
  id: string;
  connectionId: string;
  laneKey: string;
  seq: number;
  startedAt: Date;
  rulesVersion: number;
  settingsVersion: number;
  /** What was seen, per flow. */
  evidence: Json;
  planned: Json;
  /** Replace the lane's labels. */
  labels: string[];
}

export interface PassEnd {
  outcome: Outcome;
  reason: string;
  /** For `later`. */
  dueAt: Date | null;
  waitsFor: string[];
  /** Cases open after this pass; others of this lane are resolved by it. Null leaves cases as they are. */
  cases: PlannedCase[] | null;
  /** Lanes to ring, with the reason. */
  rings: { lane: string; reason: string }[];
  /**
   * False when the pass failed before it could judge: the lane stays dirty, `failures` grows and the lane is not due
   * before `dueAt`. True: clean up to the lease's seq, `failures` back to 0. Either way `attempts` goes back to 0.
   */
  cleans: boolean;
}

export interface NewAudit {
  connectionId: string | null;
  actor: string;
  action: string;
  subject: string;
  correlationId: string | null;
  before: Json;
  after: Json;
  reason: string;
}

/**
 * The engine's memory. Two adapters (memory, Postgres) pass one conformance suite. Each method is one transaction; a
 * method that takes a Lease fails with LeaseLost when the lane's fence has moved on.
 */
export interface Ledger extends ApprovalLedger {
  /** Appends notices and raises dirty_seq, one transaction; lanes are made as needed. */
  raise(connectionId: string, notices: NewNotice[]): Promise<void>;
  /** Up to `limit` open, unleased lanes, longest-waiting first. Takes no lease. */
  dueLanes(connectionId: string, limit: number, now: Date): Promise<Lane[]>;
  /**
   * The same, of those that somebody waits for: noticed by one of URGENT and not cleaned since, woken by a lane they
   * waited for, or waited for by another; the longest-urgent first.
   */
  urgentLanes(connectionId: string, limit: number, now: Date): Promise<Lane[]>;
  /** The lanes among `keys` that exist. */
  lanes(connectionId: string, keys: string[]): Promise<Lane[]>;
  /** Connections that have a due lane. */
  connectionsWithDueLanes(now: Date): Promise<string[]>;
  /**
   * Takes the lane if it is open and free, and neither `dirtySeq` nor `fence` has moved since it was picked: a fence that
   * moved means that another worker had the lane after the look, so the look is out of date. Counts an attempt before
   * any work.
   */
  lease(
    connectionId: string,
    laneKey: string,
    expect: { dirtySeq: number; fence: number },
    leaseSeconds: number,
    now: Date,
  ): Promise<Lease | null>;
  /** Prolongs; false when lost. */
  renew(lease: Lease, leaseSeconds: number): Promise<boolean>;
  /** Effects of the lane that are neither confirmed, rejected nor withdrawn. */
  openEffects(connectionId: string, laneKey: string): Promise<Effect[]>;
  effectByKey(connectionId: string, effectKey: string): Promise<Effect | null>;
  beginPass(lease: Lease, pass: PassRecord): Promise<void>;
  /**
   * Writes intents, in order, one transaction. A create whose key exists already comes back as it stands: `confirmed`
   * ones are not repeated, `withdrawn` or `rejected` ones are intended anew with the next generation.
   */
  intend(lease: Lease, passId: string, effects: Intent[]): Promise<Effect[]>;
  /** The fence check and the mark `sent`, one statement: after it a call may leave. */
  markSent(lease: Lease, effectId: string, sent: { request: JsonObject; settlesAt: Date }): Promise<void>;
  /** Confirms, makes the links, hands over a waiting `wro:`/`order:` lane, writes the audit row: one transaction. */
  confirm(
    lease: Lease,
    effectId: string,
    confirmed: { result: Json; link: NewLink | null; links?: NewLink[]; resolvedBy: 'answer' | 'lookup' | 'read_back' },
  ): Promise<void>;
  settle(
    lease: Lease,
    effectId: string,
    to: { state: 'rejected' | 'uncertain' | 'withdrawn' | 'intended'; error: string | null; absentAt: Date | null },
  ): Promise<void>;
  /** Links what already is, with audit and hand-over: one transaction. */
  adopt(lease: Lease, passId: string, adoptions: Adoption[]): Promise<void>;
  /** Ends the pass, cleans the lane up to the lease's seq, frees it, rings those who wait for it: one transaction. */
  endPass(lease: Lease, passId: string, end: PassEnd): Promise<void>;
  /** Lane that made each link, by ShipBob id; for routing what ShipBob tells. */
  lanesOfLinks(connectionId: string, shipbobType: string, shipbobIds: string[]): Promise<Map<string, string>>;
  /** Product links whose data holds one of these inventory ids. */
  linksByInventoryId(connectionId: string, inventoryIds: number[]): Promise<SeenLink[]>;
  /** Lanes that carry one of the labels, e.g. the order number a new sale order has. */
  lanesLabelled(connectionId: string, labels: string[]): Promise<{ laneKey: string; label: string }[]>;
  links(
    connectionId: string,
    by: { odooModel: string; odooIds: number[] } | { shipbobType: string; shipbobIds: string[] },
  ): Promise<SeenLink[]>;
  audit(entries: NewAudit[]): Promise<void>;
}

export interface NewLink extends Adoption {
  /** Lanes whose waiting work belongs to `laneKey` from now on. */
  handsOver: string[];
}

/** The lane's fence has moved on: another worker has it. The pass stops without writing anything. */
export class LeaseLost extends Error {
  constructor(lease: Lease) {
    super(`Lane ${lease.laneKey} is held by a later fence than ${lease.fence}`);
    this.name = 'LeaseLost';
  }
}
