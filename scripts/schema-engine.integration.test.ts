import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkTables } from './lib/check-tables.mjs';
import { installed, repoRoot } from './lib/paths.mjs';
import { prismaEnv } from './lib/prisma.mjs';

const serverUrl = process.env['DATABASE_URL'];
const project = mkdtempSync(join(tmpdir(), 'mlc-engine-'));
const databases: string[] = [];
let database = '';
let url = '';

const schemaText = `
generator client {
  provider = "prisma-client"
  output   = "./client"
}
datasource db {
  provider = "postgresql"
}
model Parcel {
  id     Int    @id
  weight Int
  state  String
  box    Box?   @relation(fields: [boxId], references: [id], onDelete: Restrict)
  boxId  Int?   @map("box_id")
  @@map("parcel")
}
model Box {
  id      Int      @id
  parcels Parcel[]
}
`;
// A check, a foreign key and a function body with semicolons: each has broken the plain adapter.
const first = `
CREATE TABLE "Box" ("id" INTEGER PRIMARY KEY);
CREATE TABLE "parcel" (
  "id" INTEGER PRIMARY KEY, "weight" INTEGER NOT NULL CHECK ("weight" > 0), "state" TEXT NOT NULL,
  "box_id" INTEGER REFERENCES "Box" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE FUNCTION weigh() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;
`;

interface Ran {
  code: number;
  output: string;
}

const run = (script: string, args: string[], env: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: repoRoot, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });
const prismaOn = (target: string, ...args: string[]): Promise<Ran> =>
  run(
    installed('prisma/build/index.js'),
    [...args, '--config', join(project, 'prisma.config.mjs')],
    prismaEnv({ ...process.env, DATABASE_URL: target }),
  );
const prisma = (...args: string[]): Promise<Ran> => prismaOn(url, ...args);

const urlOf = (name: string): string => {
  const made = new URL(String(serverUrl));
  made.pathname = `/${name}`;
  return made.href;
};

async function sql<T extends pg.QueryResultRow>(target: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: target });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

function writeMigration(name: string, text: string) {
  mkdirSync(join(project, 'migrations', name), { recursive: true });
  writeFileSync(join(project, 'migrations', name, 'migration.sql'), text);
}

describe.skipIf(!serverUrl)('Prisma on our schema engine', () => {
  beforeAll(() => {
    writeFileSync(join(project, 'schema.prisma'), schemaText);
    writeFileSync(
      join(project, 'prisma.config.mjs'),
      `export default { schema: ${JSON.stringify(join(project, 'schema.prisma'))},
        migrations: { path: ${JSON.stringify(join(project, 'migrations'))} },
        datasource: { url: process.env.DATABASE_URL } };`,
    );
  });

  beforeEach(() => {
    rmSync(join(project, 'migrations'), { recursive: true, force: true });
    writeMigration('1_first', first);
    writeFileSync(join(project, 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n');
    database = `mlc_test_engine_${randomBytes(4).toString('hex')}`;
    databases.push(database);
    url = urlOf(database);
  });

  afterAll(async () => {
    for (const name of databases) await sql(String(serverUrl), `DROP DATABASE IF EXISTS "${name}"`);
    rmSync(project, { recursive: true, force: true });
  });

  it('makes a missing database, its tables, and the history the native engine would have written', async () => {
    expect(await prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
    expect(await sql(url, 'SELECT weigh() AS two')).toEqual([{ two: 2 }]);
    const checksum = createHash('sha256').update(first).digest('hex');
    const history = await sql(
      url,
      'SELECT migration_name, checksum, finished_at IS NOT NULL AS done FROM _prisma_migrations',
    );
    expect(history).toEqual([{ migration_name: '1_first', checksum, done: true }]);
    expect((await prisma('migrate', 'status')).output).toContain('Database schema is up to date');
  });

  it('sees no difference between migrations, database and schema, and leaves no shadow database behind', async () => {
    await prisma('migrate', 'deploy');
    const schema = ['--to-schema', join(project, 'schema.prisma'), '--exit-code'];
    expect(await prisma('migrate', 'diff', '--from-config-datasource', ...schema)).toMatchObject({ code: 0 });
    const ours = await sql(url, "SELECT oid FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow%'");
    expect(await prisma('migrate', 'diff', '--from-migrations', join(project, 'migrations'), ...schema)).toMatchObject({
      code: 0,
    });
    const after = await sql(url, "SELECT oid FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow%'");
    expect(after).toEqual(ours);
    await sql(url, 'ALTER TABLE parcel DROP COLUMN state');
    const differs = await prisma('migrate', 'diff', '--from-config-datasource', ...schema);
    expect(differs).toMatchObject({ code: 2, output: expect.stringContaining('state') });
  });

  it('stops at a failed migration, undoes all of it, and goes on once it is resolved', async () => {
    writeMigration('2_broken', 'CREATE TABLE half (id int); SELECT no_such_function();');
    expect(await prisma('migrate', 'deploy')).toMatchObject({
      code: 1,
      output: expect.stringContaining('no_such_function'),
    });
    expect(await sql(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    expect(await prisma('migrate', 'deploy')).toMatchObject({ code: 1, output: expect.stringContaining('P3009') });
    expect(await prisma('migrate', 'resolve', '--rolled-back', '2_broken')).toMatchObject({ code: 0 });
    writeMigration('2_broken', 'CREATE TABLE half (id int);');
    expect(await prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
    expect(await sql(url, "SELECT to_regclass('half')::text AS half")).toEqual([{ half: 'half' }]);
  });

  it('fails when the server is away', async () => {
    const away = await prismaOn('postgresql://nobody@127.0.0.1:1/none', 'migrate', 'deploy');
    expect(away).toMatchObject({ code: 1, output: expect.stringContaining('P1001') });
  });

  it('lets three that migrate the same empty database at once all succeed', async () => {
    await sql(String(serverUrl), `CREATE DATABASE "${database}"`);
    const all = await Promise.all([1, 2, 3].map(() => prisma('migrate', 'deploy')));
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await sql(url, 'SELECT migration_name FROM _prisma_migrations')).toHaveLength(1);
  });
});

describe.skipIf(!serverUrl)('the database wrapper', () => {
  const wrapper = join(repoRoot, 'scripts', 'db.mjs');

  beforeEach(async () => {
    database = `mlc_test_engine_${randomBytes(4).toString('hex')}`;
    databases.push(database);
    url = urlOf(database);
    await sql(String(serverUrl), `CREATE DATABASE "${database}"`);
  });

  it('makes every table of our schema', async () => {
    const deployed = await run(wrapper, ['migrate', 'deploy'], { ...process.env, DATABASE_URL: url });
    expect(deployed).toMatchObject({
      code: 0,
      output: expect.stringMatching(/\d\d tables of \d+ migrations are there/),
    });
    await expect(checkTables(url)).resolves.toMatchObject({ tables: expect.any(Number) });
    await sql(url, 'DROP TABLE ingress_counter');
    await expect(checkTables(url)).rejects.toThrow('These tables are missing: ingress_counter.');
  });

  it('is not fooled by an engine that does nothing and says it succeeded', async () => {
    const idle = { MLC_PRISMA_NATIVE: '1', PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' };
    const deployed = await run(wrapper, ['migrate', 'deploy'], { ...process.env, ...idle, DATABASE_URL: url });
    expect(deployed).toMatchObject({ code: 1, output: expect.stringContaining('the database disagrees') });
  });
});
