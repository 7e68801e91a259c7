import { type ManualClock, newId } from '@mlc/kernel';
import type { PlannedCase, PlannedEffect } from '@mlc/mappings';
import type { Intent, Lane, Lease, Ledger, NewNotice, PassEnd, PassRecord } from '../ports/ledger.js';

/** What an adapter's test brings: the ledger, and a view of what the port itself does not show. */
export interface LedgerHarness {
  ledger: Ledger;
  /** The ledger's product time. */
  clock: ManualClock;
  /** A connection nobody has used yet. */
  newConnection(): Promise<string>;
  openCases(connectionId: string, laneKey: string): Promise<{ code: string; cause: string }[]>;
  /** Notices of a lane, in order. */
  notices(connectionId: string, laneKey: string): Promise<{ seq: number; source: string; reason: string }[]>;
  audit(connectionId: string): Promise<{ action: string; subject: string; before: unknown; after: unknown }[]>;
  close(): Promise<void>;
}

/** Long enough for any test; leases are on real time. */
export const LEASE_SECONDS = 60;
/** A lease that is over before it began. */
export const OVER = -1;

export const notice = (laneKey: string, more: Partial<NewNotice> = {}): NewNotice => ({
  laneKey,
  source: 'poll',
  fingerprint: null,
  reason: 'changed',
  ...more,
});

export const planned = (businessKey: string, more: Partial<PlannedEffect> = {}): PlannedEffect => ({
  flow: 'products',
  operation: 'shipbob.product.create',
  target: 'shipbob',
  kind: 'create',
  businessKey,
  title: `product ${businessKey}`,
  before: null,
  after: { sku: businessKey },
  request: { sku: businessKey },
  reason: 'not at ShipBob yet',
  link: null,
  ...more,
});

export const intent = (key: string, effect = planned(key), approvalId: string | null = null): Intent => ({
  key,
  planned: effect,
  approvalId,
});

export const foundCase = (code: string, cause = `cause of ${code}`): PlannedCase => ({
  flow: 'products',
  code,
  cause,
  suggestions: ['Decide.'],
  detail: {},
});

export const ended = (more: Partial<PassEnd> = {}): PassEnd => ({
  outcome: 'applied',
  reason: 'done',
  dueAt: null,
  waitsFor: [],
  cases: [],
  rings: [],
  cleans: true,
  ...more,
});

/** A lane at work: its lease and its pass. */
export interface Pass {
  lease: Lease;
  passId: string;
}

/** The moves that nearly every test makes, on one fresh connection. */
export class Bench {
  constructor(
    readonly harness: LedgerHarness,
    readonly connectionId: string,
  ) {}

  get ledger(): Ledger {
    return this.harness.ledger;
  }

  get now(): Date {
    return this.harness.clock.now();
  }

  async raise(...keys: string[]): Promise<void> {
    await this.ledger.raise(
      this.connectionId,
      keys.map((key) => notice(key)),
    );
  }

  async lane(key: string): Promise<Lane> {
    const [lane] = await this.ledger.lanes(this.connectionId, [key]);
    if (!lane) throw new Error(`no lane ${key}`);
    return lane;
  }

  /** Keys of the lanes that are due now. */
  async due(): Promise<string[]> {
    return (await this.ledger.dueLanes(this.connectionId, 1000, this.now)).map((lane) => lane.key);
  }

  async tryLease(key: string, seconds = LEASE_SECONDS): Promise<Lease | null> {
    const { dirtySeq, fence } = await this.lane(key);
    return this.ledger.lease(this.connectionId, key, { dirtySeq, fence }, seconds, this.now);
  }

  async lease(key: string, seconds = LEASE_SECONDS): Promise<Lease> {
    const lease = await this.tryLease(key, seconds);
    if (!lease) throw new Error(`lane ${key} could not be leased`);
    return lease;
  }

  record(lease: Lease, more: Partial<PassRecord> = {}): PassRecord {
    return {
      id: newId(),
      connectionId: lease.connectionId,
      laneKey: lease.laneKey,
      seq: lease.seq,
      startedAt: this.now,
      rulesVersion: 1,
      settingsVersion: 1,
      evidence: { seen: true },
      planned: null,
      labels: [],
      ...more,
    };
  }

  /** Notices the lane, takes it and begins a pass. */
  async begin(key: string, more: Partial<PassRecord> = {}): Promise<Pass> {
    await this.raise(key);
    const lease = await this.lease(key);
    const record = this.record(lease, more);
    await this.ledger.beginPass(lease, record);
    return { lease, passId: record.id };
  }

  async end(pass: Pass, more: Partial<PassEnd> = {}): Promise<void> {
    await this.ledger.endPass(pass.lease, pass.passId, ended(more));
  }

  /** A whole pass of a lane. */
  async run(key: string, more: Partial<PassEnd> = {}): Promise<void> {
    await this.end(await this.begin(key), more);
  }

  /** One intent, marked as sent; returns its id. */
  async send({ lease, passId }: Pass, key: string, effect = planned(key)): Promise<string> {
    const [intended] = await this.ledger.intend(lease, passId, [intent(key, effect)]);
    if (!intended) throw new Error(`no effect ${key}`);
    await this.ledger.markSent(lease, intended.id, { request: { sent: key }, settlesAt: new Date() });
    return intended.id;
  }
}
