import type { Ledger, RateBudgetStore, SecretStore } from '@mlc/engine';
import { BadInput, type Clock, RetryLater, realClock } from '@mlc/kernel';
import { createSealer, type Sealer } from './audit/sealer.js';
import { createBudgetStore } from './connections/budget.store.js';
import { type ConnectionStore, createConnectionStore } from './connections/connections.store.js';
import { createModeStore, type ModeStore } from './connections/modes.store.js';
import { createOAuthStore, type OAuthStore } from './connections/oauth.store.js';
import { createScheduleStore, type ScheduleStore } from './connections/schedules.store.js';
import { createSecretStore } from './connections/secrets.store.js';
import { createUpkeepStore, type UpkeepStore } from './connections/upkeep.store.js';
import { openDatabase } from './db/database.js';
import { isDatabaseAway, isNotMigrated } from './db/errors.js';
import { createEventStore, type StoredEvents } from './inbox/events.store.js';
import { createLedger } from './ledger/ledger.js';
import { createPollStore, type StoredPolls } from './polls/polls.store.js';
import { type ClockOffset, createClockOffset } from './process/clock-offset.store.js';
import { createHeartbeat, type Heartbeat } from './process/heartbeat.store.js';
import { type ApprovalStore, createApprovalStore } from './queries/approvals.store.js';
import { type CaseStore, createCaseStore } from './queries/cases.store.js';
import { createCutStore, type StoredCuts } from './queries/cuts.store.js';
import { createQueries, type Queries } from './queries/queries.js';

export interface StoreOptions {
  /** `postgresql://...`; the login must be a member of the role mlc_app. */
  databaseUrl: string;
  /** Product time; real time until `useClock` says otherwise. */
  clock?: Clock;
  /** Connections to Postgres this process may hold. */
  max?: number;
  /** Shown in pg_stat_activity. */
  application?: string;
}

/** Everything the product keeps, as `mlc_app`. */
export interface Store {
  ledger: Ledger;
  polls: StoredPolls;
  events: StoredEvents;
  secrets: SecretStore;
  oauth: OAuthStore;
  budget: RateBudgetStore;
  connections: ConnectionStore;
  schedules: ScheduleStore;
  upkeep: UpkeepStore;
  modes: ModeStore;
  approvals: ApprovalStore;
  cases: CaseStore;
  cuts: StoredCuts;
  queries: Queries;
  sealer: Sealer;
  heartbeat: Heartbeat;
  clockOffset: ClockOffset;
  /** Changes product time for all parts, once it is known where it comes from. */
  useClock(clock: Clock): void;
  /**
   * Resolves when Postgres answers and the tables are there.
   * @throws RetryLater `store.away` or BadInput `store.not_migrated`, `store.unusable`
   */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens lazily: a database that is away shows at the first call, and a process may start before its database. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const db = openDatabase(options);
  let clock = options.clock ?? realClock;
  const context = { db, clock: { now: () => clock.now() } };
  return {
    ledger: createLedger(context),
    polls: createPollStore(context),
    events: createEventStore(context),
    secrets: createSecretStore(context),
    oauth: createOAuthStore(context),
    budget: createBudgetStore(context),
    connections: createConnectionStore(context),
    schedules: createScheduleStore(context),
    upkeep: createUpkeepStore(context),
    modes: createModeStore(context),
    approvals: createApprovalStore(context),
    cases: createCaseStore(context),
    cuts: createCutStore(context),
    queries: createQueries(context),
    sealer: createSealer(context),
    heartbeat: createHeartbeat(context),
    clockOffset: createClockOffset(db),
    useClock(next) {
      clock = next;
    },
    async ping() {
      try {
        await db.productClock.count();
      } catch (error) {
        throw unusable(error);
      }
    },
    async close() {
      await db.$disconnect();
    },
  };
}

/** Seconds after which it is worth asking an absent database again. */
const AWAY_RETRY_MS = 2000;

function unusable(error: unknown): Error {
  if (isDatabaseAway(error))
    return new RetryLater('Postgres does not answer.', AWAY_RETRY_MS, {
      code: 'store.away',
      field: 'DATABASE_URL',
      fix: 'Check that Postgres runs and that DATABASE_URL names its host and port.',
    });
  if (isNotMigrated(error))
    return new BadInput('The database has not been migrated.', {
      code: 'store.not_migrated',
      field: 'DATABASE_URL',
      fix: 'Run `npm run db -- migrate deploy` with the same DATABASE_URL.',
    });
  return new BadInput('Postgres answers, but refuses this login or this database.', {
    code: 'store.unusable',
    field: 'DATABASE_URL',
    fix: 'Check user, password and database name, and that the login is a member of the role mlc_app.',
  });
}
