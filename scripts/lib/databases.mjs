/** The role that owns the tables and migrates; apps step down from it to mlc_app. */
const OWNER = 'mlc_owner';
/** What the apps are while they work; the first migration makes it. */
const APP = 'mlc_app';

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {{ superuser: string, owner: string }} secrets
 */

/** @param {Server} server @param {string} database */
const ownerUrl = ({ port, secrets }, database) =>
  `postgresql://${OWNER}:${secrets.owner}@127.0.0.1:${port}/${database}`;

/** @param {Server} server */
const superuserUrl = ({ port, secrets }) => `postgresql://postgres:${secrets.superuser}@127.0.0.1:${port}/postgres`;

/**
 * Runs statements on a server. @template T @param {string} url @param {(client: import('pg').Client) => Promise<T>} use @returns {Promise<T>}
 */
export async function withClient(url, use) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the owner role and one database of our embedded server; what is there stays. `volatile` databases are for trying
 * out: their commits do not wait for the disk.
 * @param {Server} server
 * @param {string} database
 * @param {{ fresh?: boolean, volatile?: boolean }} [options] fresh drops the old one first
 * @returns {Promise<string>} its URL
 */
export async function makeDatabase(server, database, { fresh = false, volatile = false } = {}) {
  await withClient(superuserUrl(server), async (client) => {
    const owner = client.escapeIdentifier(OWNER);
    const name = client.escapeIdentifier(database);
    const password = client.escapeLiteral(server.secrets.owner);
    const { rowCount: roles } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [OWNER]);
    if (!roles) await client.query(`CREATE ROLE ${owner} LOGIN CREATEROLE CREATEDB NOSUPERUSER PASSWORD ${password}`);
    // Since 16, whoever creates a role may administer it, yet neither take it on nor drop what it owns.
    await client.query(`ALTER ROLE ${owner} SET createrole_self_grant = 'set, inherit'`);
    const { rowCount: apps } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [APP]);
    if (apps) await client.query(`GRANT ${client.escapeIdentifier(APP)} TO ${owner} WITH SET TRUE`);
    if (fresh) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    const { rowCount: found } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (!found) await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
    if (volatile) await client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  });
  return ownerUrl(server, database);
}

/**
 * Drops the databases of our embedded server whose names begin so; `unused` leaves those alone that somebody works in, as
 * a developer's own test run does.
 * @param {Server} server
 * @param {string} prefix
 * @param {{ unused?: boolean }} [options]
 */
export async function dropDatabases(server, prefix, { unused = false } = {}) {
  await withClient(superuserUrl(server), async (client) => {
    const { rows } = await client.query(
      `SELECT datname FROM pg_database WHERE starts_with(datname, $1)
       AND NOT ($2 AND EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = pg_database.datname))`,
      [prefix, unused],
    );
    for (const { datname } of rows)
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`);
  });
}
