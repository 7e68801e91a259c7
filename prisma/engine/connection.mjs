import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** Postgres' internal one-byte type "char"; the catalogues are full of it. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/** @typedef {Awaited<ReturnType<PrismaPg['connect']>>} Connection */

/** Name of the database in a URL. @param {string} url */
export const databaseOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1));

/** The same server's database `postgres`, from where others are made. @param {string} url */
export function maintenanceUrl(url) {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  maintenance.searchParams.delete('schema');
  return maintenance.href;
}

/**
 * The pg adapter for migrations, working around four defects of adapter-pg 7.10 (each one observed): it cuts a script at
 * every semicolon, also inside a function's body; it cannot read Postgres' "char"; given a connection string its shadow
 * database *is* the real one; and it drops its shadow database while still connected to it, which Postgres refuses.
 * @param {string} url
 */
export function migrationAdapter(url) {
  const schema = new URL(url).searchParams.get('schema') ?? 'public';
  const fields = discreteFields(url);
  const adapter = mended(new PrismaPg(fields, { schema }));
  adapter.connectToShadowDb = async () => {
    const admin = await adapter.connect();
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    await admin.executeScript(`CREATE DATABASE "${database}"`);
    const shadow = await mended(new PrismaPg({ ...fields, database }, { schema })).connect();
    const close = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await close();
      await admin.executeScript(`DROP DATABASE IF EXISTS "${database}"`);
      await admin.dispose();
    };
    return shadow;
  };
  return adapter;
}

/**
 * Mends each connection the factory makes.
 * @param {PrismaPg} factory
 */
function mended(factory) {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connection = await connect();
    sendWholeScripts(connection);
    readInternalChar(connection);
    return connection;
  };
  return factory;
}

/**
 * Sends each script in one piece, as the native engine does: one simple query, so one transaction unless the script says
 * otherwise.
 * @param {Connection} connection
 */
function sendWholeScripts(connection) {
  const { client, onError } = /** @type {any} */ (connection);
  connection.executeScript = async (script) => {
    try {
      await client.query(script);
    } catch (error) {
      onError.call(connection, error);
    }
  };
}

/**
 * Lets columns of type "char" through the adapter as text, then declares them what the engine's describer asks for.
 * @param {Connection} connection
 */
function readInternalChar(connection) {
  const internals = /** @type {any} */ (connection);
  /** @type {WeakMap<object, number[]>} */
  const found = new WeakMap();
  const performIO = internals.performIO.bind(connection);
  internals.performIO = async (/** @type {object} */ query) => {
    /** @type {{ fields: { dataTypeID: number }[] }} */
    const result = await performIO(query);
    const columns = result.fields.flatMap(({ dataTypeID }, index) => (dataTypeID === CHAR_OID ? [index] : []));
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
    found.set(query, columns);
    return result;
  };
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const answer = await queryRaw(query);
    for (const column of found.get(query) ?? []) answer.columnTypes[column] = ColumnTypeEnum.Character;
    return answer;
  };
}

/**
 * The URL as pg itself reads it (TLS, session options), in fields: pg lets a connection string win over `database`.
 * @param {string} url
 */
function discreteFields(url) {
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: url });
  const options = new URL(url).searchParams.get('options') ?? undefined;
  return { host, port, user, password: password ?? undefined, database, ssl, ...(options ? { options } : {}) };
}
