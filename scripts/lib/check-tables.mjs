import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './fail.mjs';
import { repoRoot } from './paths.mjs';

/** Tables the models of a Prisma schema stand for. @param {string} schemaText @returns {string[]} */
export function tablesOf(schemaText) {
  return [...schemaText.matchAll(/^model\s+(\w+)\s*\{([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => {
    const mapped = /^\s*@@map\("([^"]+)"\)/m.exec(body);
    return mapped?.[1] ?? name;
  });
}

/**
 * Asserts that the migrations really ran. A schema engine that does nothing lets `migrate deploy` succeed (observed on
 * Prisma 7.10), so its exit code proves nothing; the database's own catalogue does.
 * @param {string} databaseUrl
 * @returns {Promise<{ tables: number, migrations: number }>}
 */
export async function checkTables(databaseUrl) {
  const folder = join(repoRoot, 'prisma');
  const wanted = tablesOf(readFileSync(join(folder, 'schema.prisma'), 'utf8'));
  const migrations = readdirSync(join(folder, 'migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const schema = new URL(databaseUrl).searchParams.get('schema') ?? 'public';
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const missing = await missingTables(client, schema, wanted);
    if (missing.length > 0) throw undone(`These tables are missing: ${missing.join(', ')}.`);
    const applied = await appliedMigrations(client, schema);
    const pending = migrations.filter((name) => !applied.has(name));
    if (pending.length > 0) throw undone(`These migrations are not recorded as done: ${pending.join(', ')}.`);
    return { tables: wanted.length, migrations: migrations.length };
  } finally {
    await client.end();
  }
}

/** @param {string} what */
const undone = (what) =>
  new SetupError(
    `The migration said it succeeded, yet the database disagrees. ${what}`,
    'Unset PRISMA_SCHEMA_ENGINE_BINARY and run `npm run db -- migrate deploy` again; `npm run db -- migrate status` shows more.',
  );

/** @param {import('pg').Client} client @param {string} schema @param {string[]} wanted */
async function missingTables(client, schema, wanted) {
  const { rows } = await client.query('SELECT table_name FROM information_schema.tables WHERE table_schema = $1', [
    schema,
  ]);
  const present = new Set(rows.map((row) => row.table_name));
  return wanted.filter((table) => !present.has(table));
}

/** @param {import('pg').Client} client @param {string} schema @returns {Promise<Set<string>>} */
async function appliedMigrations(client, schema) {
  const { rows } = await client.query(
    `SELECT migration_name FROM ${client.escapeIdentifier(schema)}._prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Set(rows.map((row) => row.migration_name));
}
