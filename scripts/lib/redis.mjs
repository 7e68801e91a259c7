import { spawn } from 'node:child_process';
import { accessSync, chownSync, closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { privateDir, serverUser } from './embedded-files.mjs';
import { SetupError } from './fail.mjs';
import { ask, freePort } from './ports.mjs';
import { endProcess, identify, isAlive, until } from './process-identity.mjs';
import { run } from './run.mjs';

const START_MS = 30_000;
const STOP_MS = 30_000;
/** BullMQ recommends this or newer. */
const VERSION_MIN = [6, 2];

/** @typedef {{ path: string, version: string }} RedisBinary */

/**
 * A `redis-server` on PATH that is new enough; null when there is none or MLC_NO_LOCAL_REDIS=1.
 * @param {NodeJS.ProcessEnv} env @returns {Promise<RedisBinary | null>}
 */
export async function findRedis(env = process.env) {
  if (env['MLC_NO_LOCAL_REDIS'] === '1' || process.platform === 'win32') return null;
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder || '.', 'redis-server');
    try {
      accessSync(path, constants.X_OK);
    } catch {
      continue;
    }
    const { output } = await run(path, ['--version'], { quiet: true });
    const version = /v=(\d+\.\d+(\.\d+)?)/.exec(output)?.[1] ?? '0.0';
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [majorMin = 0, minorMin = 0] = VERSION_MIN;
    if (major > majorMin || (major === majorMin && minor >= minorMin)) return { path, version };
  }
  return null;
}

/** @param {{ redis: string }} secrets @param {number} port @param {string} home */
const settings = (secrets, port, home) => `
bind 127.0.0.1
port ${port}
requirepass ${secrets.redis}
dir ${JSON.stringify(home)}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
`;

/**
 * Starts our own Redis, or adopts it. Call under the lock.
 * @param {string} dir the state folder
 * @param {{ redis: string }} secrets
 * @param {RedisBinary} binary
 * @param {{ port: number, process: import('./process-identity.mjs').ProcessIdentity | null }} last
 */
export async function startRedis(dir, secrets, binary, last) {
  if (last.process && isAlive(last.process) && (await answers(last.port, secrets)))
    return { port: last.port, process: last.process, adopted: true };
  if (last.process) await endProcess(last.process, STOP_MS); // one that does not answer holds our files
  const home = join(dir, 'redis');
  const user = serverUser();
  privateDir(home, user);
  const port = await freePort(last.port);
  const config = join(home, 'redis.conf');
  writeFileSync(config, settings(secrets, port, home), { mode: 0o600 });
  if (user) chownSync(config, user.uid, user.gid);
  const logFile = join(home, 'redis.log');
  const log = openSync(logFile, 'w');
  const child = spawn(binary.path, [config], { cwd: home, detached: true, stdio: ['ignore', log, log], ...user });
  closeSync(log);
  let failed = '';
  child.once('error', (error) => {
    failed = error.message;
  });
  child.once('exit', (code, signal) => {
    failed = `ended with ${signal ?? code}: ${readFileSync(logFile, 'utf8').trim().slice(-800)}`;
  });
  child.unref();
  await until(async () => failed !== '' || (await answers(port, secrets)), START_MS, 'our Redis did not answer');
  if (failed || child.pid === undefined)
    throw new SetupError(
      `Our Redis did not start: ${failed}`,
      `Look at ${logFile}; or give REDIS_URL; or set MLC_NO_LOCAL_REDIS=1 to keep the queues in PostgreSQL.`,
    );
  return { port, process: identify(child.pid), adopted: false };
}

/** @param {import('./process-identity.mjs').ProcessIdentity | null} redis */
export async function stopRedis(redis) {
  if (redis) await endProcess(redis, STOP_MS);
}

/** It is ours only if it takes our password; while it still loads its data it is not ready. @param {number} port @param {{ redis: string }} secrets */
async function answers(port, secrets) {
  const answer = await ask(port, `AUTH ${secrets.redis}\r\nPING\r\n`, /\r\n[^\r]+\r\n/);
  return answer === '+OK\r\n+PONG\r\n';
}

/** Removes everything from one numbered database of our own Redis. @param {number} port @param {{ redis: string }} secrets @param {number} number */
export async function emptyRedis(port, secrets, number) {
  const answer = await ask(port, `AUTH ${secrets.redis}\r\nSELECT ${number}\r\nFLUSHDB\r\n`, /(\r\n.*){3}/s);
  if (answer !== '+OK\r\n+OK\r\n+OK\r\n') throw new Error(`our Redis could not be emptied: ${answer}`);
}
