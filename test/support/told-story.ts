import { createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { openStage, type Stage, type StageOptions } from '../../apps/cli/src/demo/stage.js';
import { createOutput } from '../../apps/cli/src/output.js';
import { closeJudged } from './openapi.js';

export type Backend = 'redis' | 'postgres';

/** Every app as a process on a database of its own, with the queues on the given backend. */
export interface TestStage {
  stage: Stage;
  database: TestDatabase;
  /** Environment for further processes, e.g. the CLI. */
  env: NodeJS.ProcessEnv;
  /** Ends all, and fails when ShipBob's OpenAPI documents forbid a call of this stage. */
  close(): Promise<void>;
}

/** A missing Redis is a failure in CI; elsewhere the test says why it does not run. */
export function backendMissing(backend: Backend): string | null {
  if (backend === 'postgres' || process.env['MLC_TEST_REDIS_URL']) return null;
  if (process.env['CI'] === 'true') throw new Error('CI has no Redis: MLC_TEST_REDIS_URL is not set');
  return 'no Redis on this machine';
}

let stages = 0;

export interface TestStageOptions extends StageOptions {
  /** Further environment of the apps, and of this process while the stage is open. */
  env?: Record<string, string>;
}

/** ShipBob's 150 calls a minute make many a test one of patience; only demo and test mode take more. */
export const UNHURRIED = { MLC_SHIPBOB_CALLS_PER_WINDOW: '100000' };

/** The admin app is only there when asked for: it takes longest to start, and most tests never speak to it. */
export async function openTestStage(
  backend: Backend,
  { env: more, admin = false, odoo }: TestStageOptions = {},
): Promise<TestStage> {
  const database = await createTestDatabase();
  stages += 1;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: database.databaseUrl,
    MLC_QUEUE_BACKEND: backend,
    MLC_QUEUE_PREFIX: `t${process.pid}-${stages}-${Date.now().toString(36)}`,
    // Held against ShipBob's own documents where they are at hand; they exist for 2025-07 and 2026-01.
    SANDBOX_OPENAPI: process.env['SANDBOX_OPENAPI'] ?? 'auto',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    ...more,
  };
  if (backend === 'redis') env['REDIS_URL'] = process.env['MLC_TEST_REDIS_URL'];
  else delete env['REDIS_URL'];
  const before = { ...process.env };
  // The CLI's commands read the environment of this process.
  Object.assign(process.env, env);
  try {
    const stage = await openStage(env, { odoo, admin });
    return {
      stage,
      database,
      env: { ...env, ...stage.env },
      close: () =>
        closeJudged(stage.sandbox, async () => {
          await stage.close();
          restore(before);
          await database.drop();
        }),
    };
  } catch (error) {
    restore(before);
    await database.drop();
    throw error;
  }
}

function restore(before: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
}

/** Says nothing; set DEMO_LOGS to hear the apps. */
export const silent = () => createOutput(true);
