import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive } from './process-identity.mjs';

/**
 * @typedef {import('./process-identity.mjs').ProcessIdentity} ProcessIdentity
 *
 * @typedef {object} Secrets made once, kept for the life of the data
 * @property {string} superuser password of Postgres' superuser
 * @property {string} owner password of mlc_owner
 * @property {string} redis
 * @property {string} keyRing MLC_KEYS of an embedded installation
 * @property {string} adminToken MLC_ADMIN_TOKEN of an embedded installation
 *
 * @typedef {object} ServersState
 * @property {{ port: number, process: ProcessIdentity | null }} postgres the port is tried first the next time
 * @property {{ port: number, process: ProcessIdentity | null }} redis
 *
 * @typedef {object} Launcher a command that uses the servers
 * @property {ProcessIdentity | null} process null: kept up by `servers.mjs up` until `down`
 * @property {string} command
 * @property {Record<string, string>} env what `mlc` needs to join it
 */

/** @template T @param {string} path @param {T} otherwise @returns {T} */
function readJson(path, otherwise) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}

/** Whole or not at all, and for our eyes only. @param {string} path @param {unknown} value */
function writeJson(path, value) {
  const half = `${path}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, path);
}

/** @param {string} dir @returns {Secrets} */
export function secretsOf(dir) {
  const path = join(dir, 'secrets.json');
  const known = readJson(path, /** @type {Secrets | null} */ (null));
  if (known) return known;
  const word = () => randomBytes(24).toString('hex');
  const secrets = {
    superuser: word(),
    owner: word(),
    redis: word(),
    keyRing: `k1:${randomBytes(32).toString('base64')}`,
    adminToken: word(),
  };
  writeJson(path, secrets);
  return secrets;
}

/** @param {string} dir @returns {ServersState} */
export const readState = (dir) =>
  readJson(join(dir, 'servers.json'), { postgres: { port: 0, process: null }, redis: { port: 0, process: null } });

/** @param {string} dir @param {ServersState} state */
export const writeState = (dir, state) => writeJson(join(dir, 'servers.json'), state);

const launchersDir = (/** @type {string} */ dir) => join(dir, 'launchers');

/** Says that this command uses the servers; they stay up while it lives. @param {string} dir @param {Omit<Launcher, 'process'>} launcher */
export function enter(dir, launcher) {
  mkdirSync(launchersDir(dir), { recursive: true, mode: 0o700 });
  writeJson(join(launchersDir(dir), `${process.pid}.json`), { ...launcher, process: identify(process.pid) });
}

/** @param {string} dir */
export const leave = (dir) => rmSync(join(launchersDir(dir), `${process.pid}.json`), { force: true });

const keptFile = (/** @type {string} */ dir) => join(launchersDir(dir), 'kept.json');
/** Keeps the servers up with nobody there. @param {string} dir */
export function keep(dir) {
  mkdirSync(launchersDir(dir), { recursive: true, mode: 0o700 });
  writeJson(keptFile(dir), { process: null, command: 'servers up', env: {} });
}
/** @param {string} dir */
export const unkeep = (dir) => rmSync(keptFile(dir), { force: true });

/** Commands that use the servers now; what dead ones left is removed. @param {string} dir @returns {Launcher[]} */
export function launchers(dir) {
  if (!existsSync(launchersDir(dir))) return [];
  const paths = readdirSync(launchersDir(dir))
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(launchersDir(dir), name));
  return paths.flatMap((path) => {
    const launcher = readJson(path, /** @type {Launcher | null} */ (null));
    if (launcher && (launcher.process === null || isAlive(launcher.process))) return [launcher];
    rmSync(path, { force: true });
    return [];
  });
}
