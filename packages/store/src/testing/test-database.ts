import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newId } from '@mlc/kernel';
import { Client } from 'pg';

/** A database of its own for one test file, migrated, dropped at the end. */
export interface TestDatabase {
  /** Logs in as the owner, as DATABASE_URL does; the store steps down by itself. */
  databaseUrl: string;
  /** One statement as the owner: for looking behind the store's back, and for tampering. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** @throws Error when DATABASE_URL is not set; `npm test` sets it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `mlc_test_${newId().replaceAll('-', '')}`;
  const databaseUrl = await createDatabase(name);
  const owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
  for (const migration of migrations()) await owner.query(migration);
  return {
    databaseUrl,
    async sql(text, values = []) {
      return (await owner.query<Record<string, unknown>>(text, values)).rows;
    },
    async drop() {
      await owner.end();
      await dropDatabase(name);
    },
  };
}

/** An empty database that nobody has migrated. */
export async function createDatabase(name: string): Promise<string> {
  await asAdmin(`CREATE DATABASE "${name}"`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.href;
}

/** Connections of the test that are still open there must not hold it up. */
export async function dropDatabase(name: string): Promise<void> {
  // Not WITH (FORCE): it is refused to an ordinary owner while an autovacuum worker is in the database. A plain DROP
  // sends that worker away by itself, and waits some seconds for sessions that are on their way out.
  await asAdmin(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = session_user',
    [name],
  );
  await asAdmin(`DROP DATABASE IF EXISTS "${name}"`);
}

/** The migrations' texts, oldest first, as `prisma migrate deploy` would run them. */
export function migrations(): string[] {
  const folder = join(repositoryRoot(), 'prisma', 'migrations');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => readFileSync(join(folder, name, 'migration.sql'), 'utf8'));
}

async function asAdmin(statement: string, values: unknown[] = []): Promise<void> {
  const admin = new Client({ connectionString: adminUrl() });
  await admin.connect();
  try {
    await admin.query(statement, values);
  } finally {
    await admin.end();
  }
}

function adminUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url) return url;
  throw new Error('Set DATABASE_URL to a Postgres whose login may create databases; `npm test` does it by itself.');
}

function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'prisma', 'migrations'))) {
    if (dirname(folder) === folder) throw new Error('prisma/migrations was not found above this file.');
    folder = dirname(folder);
  }
  return folder;
}
