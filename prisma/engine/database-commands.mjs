import pg from 'pg';
import { databaseOf, maintenanceUrl } from './connection.mjs';

/** Postgres: the database does not exist. */
const MISSING_DATABASE = '3D000';
/** Postgres: a database of this name exists. */
const DUPLICATE_DATABASE = '42P04';

/** Exit code 0 when the database answers; else 1 and Prisma's error on stderr. @param {string} url */
export async function canConnect(url) {
  try {
    await withClient(url, async () => undefined);
    return 0;
  } catch (error) {
    return fail(codeOf(error) === MISSING_DATABASE ? 'P1003' : 'P1001', messageOf(error));
  }
}

/** Makes the URL's database. @param {string} url */
export async function createDatabase(url) {
  const name = databaseOf(url);
  try {
    await withClient(maintenanceUrl(url), (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`));
    return 0;
  } catch (error) {
    return fail(codeOf(error) === DUPLICATE_DATABASE ? 'P1009' : 'P1001', messageOf(error));
  }
}

/** @param {string} url @param {(client: pg.Client) => Promise<unknown>} use */
async function withClient(url, use) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

/** The last two lines of stderr are what Prisma's CLI reads (observed on 7.10). @param {string} code @param {string} message */
function fail(code, message) {
  const fields = { message, error_code: code, is_panic: false, meta: {} };
  process.stderr.write(
    `${JSON.stringify({ level: 'INFO', fields: { message: 'wasm' }, target: 'schema_engine' })}\n` +
      `${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`,
  );
  return 1;
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message || String(codeOf(error)) : String(error));
/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);
