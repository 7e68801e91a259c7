import { randomBytes } from 'node:crypto';
import { dropDatabases, makeDatabase, withClient } from './databases.mjs';
import { makeStateDir } from './embedded-files.mjs';
import { SetupError } from './fail.mjs';
import { withLock } from './lock.mjs';
import { stateDir } from './paths.mjs';
import { startPostgres, stopPostgres } from './postgres.mjs';
import { emptyRedis, findRedis, startRedis, stopRedis } from './redis.mjs';
import { enter, keep, launchers, leave, readState, secretsOf, unkeep, writeState } from './state.mjs';

/**
 * @typedef {'test' | 'demo' | 'start' | 'sandbox' | 'mlc' | 'dev'} Purpose
 *
 * @typedef {object} Servers
 * @property {NodeJS.ProcessEnv} env for children: DATABASE_URL, REDIS_URL where queues are on Redis, and what names them
 * @property {string} databaseUrl
 * @property {string | null} redisUrl
 * @property {string} line says what was chosen
 * @property {boolean} fresh something of ours was started for this command
 * @property {(more: Record<string, string>) => void} publish adds to what `mlc` takes over when it joins this command
 * @property {() => Promise<void>} release stops what nobody else of this clone uses
 */

/** Where each purpose keeps its rows and its queues, so that none sees another's. */
const PLACES = {
  start: { database: 'mlc', volatile: false, redis: 0, prefix: 'mlc' },
  mlc: { database: 'mlc', volatile: false, redis: 0, prefix: 'mlc' },
  demo: { database: 'mlc_demo', volatile: true, redis: 1, prefix: 'mlc-demo' },
  test: { database: 'mlc_test', volatile: true, redis: 2, prefix: 'mlc-test' },
  sandbox: { database: 'mlc_sandbox', volatile: true, redis: 4, prefix: 'mlc-sandbox' },
  dev: { database: 'mlc_dev', volatile: true, redis: 3, prefix: 'mlc-dev' },
};

/**
 * The servers a command works on: those of DATABASE_URL and REDIS_URL when given, else our own; never any other that
 * happens to run on the machine. Without a `redis-server` program the queues live in Postgres.
 * @param {Purpose} purpose
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Servers>}
 */
export async function openServers(purpose, env = process.env) {
  const dir = stateDir(env);
  makeStateDir(dir);
  const place = { ...PLACES[purpose] };
  if (purpose === 'test') place.database += `_${process.pid}_${randomBytes(3).toString('hex')}`;
  return withLock(dir, async () => {
    // Rows of an earlier demo or test are of no use; those of one that still runs are.
    const alone = !launchers(dir).some((launcher) => launcher.command === purpose);
    enter(dir, { command: purpose, env: {} });
    try {
      const database = await openDatabase(dir, purpose, place, alone, env);
      const queues = await openQueues(dir, place, alone && (purpose === 'demo' || purpose === 'test'), env);
      return assemble(dir, purpose, place, database, queues, env);
    } catch (error) {
      leave(dir);
      await stopUnused(dir);
      throw error;
    }
  });
}

/** Keeps our servers up after this command, until `closeKept`. @param {NodeJS.ProcessEnv} [env] */
export function keepServers(env = process.env) {
  const dir = stateDir(env);
  return withLock(dir, async () => keep(dir));
}

/** Ends what `keepServers` asked for; servers that a command still uses stay. @param {NodeJS.ProcessEnv} [env] */
export function closeKept(env = process.env) {
  const dir = stateDir(env);
  makeStateDir(dir);
  return withLock(dir, async () => {
    unkeep(dir);
    await stopUnused(dir);
    return launchers(dir);
  });
}

/** The command of this clone that `mlc` should speak to, when one runs: the demo, else `start`, with a sandbox before one without. @param {NodeJS.ProcessEnv} [env] */
export function runningApps(env = process.env) {
  const dir = stateDir(env);
  makeStateDir(dir);
  const running = launchers(dir).filter((launcher) => launcher.env['DATABASE_URL']);
  const first = ['demo', 'sandbox', 'start'].flatMap((command) => running.filter((one) => one.command === command))[0];
  return first ?? null;
}

/**
 * @param {string} dir @param {Purpose} purpose @param {{ database: string, volatile: boolean }} place @param {boolean} alone
 * @param {NodeJS.ProcessEnv} env
 */
async function openDatabase(dir, purpose, { database, volatile }, alone, env) {
  const given = env['DATABASE_URL'];
  if (given) {
    const about = `PostgreSQL of DATABASE_URL (${hostOf(given, 'DATABASE_URL')})`;
    if (purpose !== 'test') return { url: given, about, own: false, fresh: false, drop: null };
    const url = await makeBeside(given, database);
    return { url, about, own: false, fresh: false, drop: () => dropBeside(given, database) };
  }
  const secrets = secretsOf(dir);
  const state = readState(dir);
  const running = await startPostgres(dir, secrets, state.postgres.port);
  writeState(dir, { ...state, postgres: { port: running.port, process: running.process } });
  const server = { port: running.port, secrets };
  if (purpose === 'test' && alone) await dropDatabases(server, 'mlc_test', { unused: true });
  const url = await makeDatabase(server, database, { volatile, fresh: alone && purpose === 'demo' });
  return {
    url,
    about: `embedded PostgreSQL ${running.version} on 127.0.0.1:${running.port}${running.adopted ? ', already running' : ''}`,
    own: true,
    fresh: !running.adopted,
    drop: purpose === 'test' ? () => dropDatabases(server, database) : null,
  };
}

/** @param {string} dir @param {{ redis: number }} place @param {boolean} empty @param {NodeJS.ProcessEnv} env */
async function openQueues(dir, place, empty, env) {
  const given = env['REDIS_URL'];
  if (given) return { url: given, about: `Redis of REDIS_URL (${hostOf(given, 'REDIS_URL')})`, fresh: false };
  const binary = await findRedis(env);
  if (!binary) return { url: null, about: 'BullMQ in the same PostgreSQL', fresh: false };
  const secrets = secretsOf(dir);
  const running = await startRedis(dir, secrets, binary, readState(dir).redis);
  writeState(dir, { ...readState(dir), redis: { port: running.port, process: running.process } });
  if (empty) await emptyRedis(running.port, secrets, place.redis);
  return {
    url: `redis://:${secrets.redis}@127.0.0.1:${running.port}/${place.redis}`,
    about: `our own Redis ${binary.version} on 127.0.0.1:${running.port}${running.adopted ? ', already running' : ''}`,
    fresh: !running.adopted,
  };
}

/**
 * @param {string} dir @param {Purpose} purpose @param {{ prefix: string }} place
 * @param {{ url: string, about: string, own: boolean, fresh: boolean, drop: (() => Promise<void>) | null }} database
 * @param {{ url: string | null, about: string, fresh: boolean }} queues @param {NodeJS.ProcessEnv} env
 * @returns {Servers}
 */
function assemble(dir, purpose, place, database, queues, env) {
  /** @type {Record<string, string>} */
  const shared = {
    DATABASE_URL: database.url,
    MLC_QUEUE_BACKEND: queues.url ? 'redis' : 'postgres',
    MLC_QUEUE_PREFIX: env['MLC_QUEUE_PREFIX'] ?? place.prefix,
    ...(queues.url ? { REDIS_URL: queues.url } : {}),
  };
  // An embedded installation keeps its keys beside its data. Whoever brings a database brings the keys for it.
  if (purpose !== 'test' && (database.own || purpose === 'demo' || purpose === 'sandbox')) {
    const secrets = secretsOf(dir);
    shared['MLC_KEYS'] = env['MLC_KEYS'] ?? secrets.keyRing;
    shared['MLC_ADMIN_TOKEN'] = env['MLC_ADMIN_TOKEN'] ?? secrets.adminToken;
  }
  const publish = (/** @type {Record<string, string>} */ more) =>
    enter(dir, { command: purpose, env: Object.assign(shared, more) });
  publish({});
  return {
    env: { ...withoutServers(env), ...shared },
    databaseUrl: database.url,
    redisUrl: queues.url,
    line: `database: ${database.about}; queues: ${queues.about}`,
    fresh: database.fresh || queues.fresh,
    publish,
    release: () =>
      withLock(dir, async () => {
        await database.drop?.();
        leave(dir);
        await stopUnused(dir);
      }),
  };
}

/** Stops our servers when no command of this clone uses them. @param {string} dir */
async function stopUnused(dir) {
  if (launchers(dir).length > 0) return;
  const state = readState(dir);
  await stopRedis(state.redis.process);
  await stopPostgres(dir);
  writeState(dir, { postgres: { ...state.postgres, process: null }, redis: { ...state.redis, process: null } });
}

/** @param {NodeJS.ProcessEnv} env */
function withoutServers({ DATABASE_URL: _database, REDIS_URL: _redis, ...rest }) {
  return rest;
}

/** @param {string} url @param {string} name */
function hostOf(url, name) {
  if (URL.canParse(url)) return new URL(url).host;
  throw new SetupError(
    `${name} is not a URL.`,
    `Write it like ${name === 'REDIS_URL' ? 'redis://127.0.0.1:6379' : 'postgresql://user:password@127.0.0.1:5432/mlc'}.`,
  );
}

/** Tests never touch the rows of a database we were given: they get one of their own on its server. @param {string} given @param {string} database */
async function makeBeside(given, database) {
  try {
    await withClient(given, (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`));
  } catch (error) {
    throw new SetupError(
      `No database for the tests could be made on the server of DATABASE_URL: ${error instanceof Error ? error.message || String(error) : error}`,
      'Give a URL whose role may log in and create databases and roles (CREATEDB CREATEROLE), or none at all.',
    );
  }
  const url = new URL(given);
  url.pathname = `/${database}`;
  return url.href;
}

/** @param {string} given @param {string} database */
const dropBeside = async (given, database) => {
  await withClient(given, async (client) => {
    // Not WITH (FORCE): an owner who is no superuser may not do that while an autovacuum worker is in the database.
    const others =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = session_user';
    await client.query(others, [database]);
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)}`);
  });
};
