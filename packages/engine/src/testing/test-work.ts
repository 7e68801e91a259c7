import type { Clock } from '@mlc/kernel';
import { defaultSettings, type Mode } from '@mlc/mappings';
import type { ConnectionWork, EngineTiming } from '../engine.js';
import type { Ledger } from '../ports/ledger.js';
import type { Executor } from '../ports/remotes.js';
import type { SubjectEngine } from '../subject.js';

export const TEST_CONNECTION = 'c';

/** What a test says of its work; everything else is as below. */
interface TestWork {
  ledger: Ledger;
  clock: Clock;
  subjects: readonly SubjectEngine[];
  executors: readonly Executor[];
  modes: Readonly<Record<string, Mode>>;
  /** Absent: a test whose subjects read nothing, and fails when they do. */
  readers?: Pick<ConnectionWork['remotes'], 'odoo' | 'shipbob'>;
  context?: Partial<ConnectionWork['context']>;
  timing?: Partial<EngineTiming>;
}

const TIMING: EngineTiming = {
  leaseSeconds: 10,
  leaseMarginSeconds: 1,
  callTimeoutMs: 1000,
  odooSettleSeconds: 0,
  shipbobSettleSeconds: 0,
  secondLookSeconds: 0,
  lookFreshSeconds: 120,
  lanesPerBatch: 50,
  makesWaySeconds: 5,
  laneAttemptsMax: 3,
  retryFirstSeconds: 2,
  retryMostSeconds: 60,
};

/** Work on one connection as the engine's own tests need it. */
export function testWork({
  ledger,
  clock,
  subjects,
  executors,
  modes,
  readers,
  context,
  timing,
}: TestWork): ConnectionWork {
  const { odoo, shipbob } = readers ?? { odoo: unread(), shipbob: unread() };
  return {
    connectionId: TEST_CONNECTION,
    ledger,
    remotes: { odoo, shipbob, executors },
    subjects,
    clock,
    settingsVersion: 1,
    modes,
    context: {
      settings: defaultSettings(),
      connection: {
        id: TEST_CONNECTION,
        company_id: 1,
        channel_id: 1,
        shipbob_version: '2026-07',
        live_from: '2026-01-01T00:00:00Z',
      },
      warehouses: [],
      ...context,
    },
    log: () => undefined,
    timing: { ...TIMING, ...timing },
  };
}

/** A reader of which nothing may be asked. */
function unread<R extends object>(): R {
  return new Proxy({}, { get: () => () => Promise.reject(new Error('not read here')) }) as R;
}
