import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './fail.mjs';
import { identify, isAlive, until } from './process-identity.mjs';

/** Longest wait for another launcher that starts or stops servers, milliseconds; initdb on a slow disk is the longest. */
const WAIT_MS = 120_000;
/** A take-over lasts microseconds; one this old was left by a process that died in it. */
const TAKEOVER_MS = 10_000;

/**
 * Runs `work` while no other process of this clone does; a lock whose holder died is taken over.
 * @template T
 * @param {string} dir the state folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(dir, work) {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'lock');
  try {
    await until(() => acquire(path), WAIT_MS, 'the lock was not free');
  } catch {
    throw new SetupError(
      `Another command of this clone has been starting or stopping its servers for ${WAIT_MS / 1000} s (${path}).`,
      'End that command, then run this one again.',
    );
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function acquire(path) {
  if (create(path)) return true;
  if (!isStale(path)) return false;
  // Two that wait may both see a dead holder: only one may remove it, and only after looking again.
  const takeover = `${path}.takeover`;
  if (!create(takeover)) {
    if (ageMs(takeover) > TAKEOVER_MS) rmSync(takeover, { force: true });
    return false;
  }
  if (isStale(path)) rmSync(path, { force: true });
  rmSync(takeover, { force: true });
  return false;
}

/** @param {string} path */
function create(path) {
  try {
    writeFileSync(path, JSON.stringify(identify(process.pid)), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function isStale(path) {
  try {
    return !isAlive(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return ageMs(path) > TAKEOVER_MS; // died between making and filling it
    return false; // just removed: the next try creates it
  }
}

/** @param {string} path */
function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
