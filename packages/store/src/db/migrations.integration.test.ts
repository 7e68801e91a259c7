import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

/** 0: no difference, 2: some, else it could not be told. */
function difference(): { status: number | null; script: string } {
  const asked = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--script'];
  const run = spawnSync(process.execPath, ['scripts/db.mjs', ...asked, '--exit-code'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: database.databaseUrl },
    encoding: 'utf8',
  });
  return { status: run.status, script: run.stdout };
}

it('makes by its migrations exactly the tables that the schema names, and would see a difference', async () => {
  expect(difference()).toMatchObject({ status: 0 });
  await database.sql('ALTER TABLE lane ADD COLUMN forgotten int');
  expect(difference()).toMatchObject({ status: 2, script: expect.stringContaining('forgotten') });
});
