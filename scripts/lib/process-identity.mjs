import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} ProcessIdentity
 * @property {number} pid
 * @property {string | null} startedAt when it started, in the system's own terms; null where the system does not say
 */

/** A pid alone may have been given to somebody else since; pid and start time together have not. @param {number} pid @returns {ProcessIdentity} */
export const identify = (pid) => ({ pid, startedAt: startOf(pid) });

/** Does the very process that was identified still run? @param {ProcessIdentity} identity */
export function isAlive({ pid, startedAt }) {
  if (!exists(pid) || isZombie(pid)) return false;
  return startedAt === null || startOf(pid) === startedAt;
}

/** @param {number} pid */
function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @param {number} pid @returns {string | null} */
function startOf(pid) {
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'win32') return null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** Ended, but its parent has not asked yet; in a container whose first process asks nobody it stays so. @param {number} pid */
const isZombie = (pid) => process.platform === 'linux' && linuxStat(pid)[0] === 'Z';

/** Fields of its stat from the third on. @param {number} pid @returns {string[]} */
function linuxStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** Field 22 of its stat is the start in ticks since boot. @param {number} pid */
function linuxStart(pid) {
  const ticks = linuxStat(pid)[19];
  if (!ticks) return null;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${ticks}`;
  } catch {
    return null;
  }
}

/**
 * Ends exactly this process: SIGTERM, and an error when it is still there after `timeoutMs`.
 * @param {ProcessIdentity} identity
 * @param {number} timeoutMs
 */
export async function endProcess(identity, timeoutMs) {
  if (!isAlive(identity)) return;
  process.kill(identity.pid, 'SIGTERM');
  await until(() => !isAlive(identity), timeoutMs, `process ${identity.pid} did not end`);
}

/**
 * Waits for a condition. @param {() => boolean | Promise<boolean>} condition @param {number} timeoutMs @param {string} failure
 */
export async function until(condition, timeoutMs, failure) {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${failure} within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
