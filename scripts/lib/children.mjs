import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Signals we pass on. */
const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** Somebody who asks this often to stop means it. */
const PATIENCE = 3;

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {import('node:child_process').ChildProcess} process
 * @property {Promise<number>} ended its exit code; 128 + the signal's number after a death by signal
 */

/**
 * Starts a Node program as our child with an IPC channel: when we die, however suddenly, the channel closes, and the
 * child ends by itself ('disconnect'). `ownGroup` keeps a terminal's Ctrl-C from reaching it before us.
 * @param {string} name
 * @param {string[]} args of node
 * @param {{ env: NodeJS.ProcessEnv, cwd?: string, ownGroup?: boolean, stdout?: 'inherit' | 'pipe' }} options
 * @returns {Child}
 */
export function startChild(name, args, { env, cwd, ownGroup = false, stdout = 'inherit' }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    detached: ownGroup,
    stdio: ['inherit', stdout, 'inherit', 'ipc'],
  });
  child.channel?.unref();
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  return { name, process: child, ended };
}

/**
 * Runs `work` while the signals we get go to the children instead of ending us, so that we can clean up after them.
 * @template T
 * @param {() => Child[]} children
 * @param {() => Promise<T>} work
 * @param {() => void} [asked] told once, at the first signal
 * @returns {Promise<T>}
 */
export async function passingSignals(children, work, asked = () => {}) {
  let times = 0;
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    times += 1;
    if (times === 1) asked();
    for (const { process: child } of children()) child.kill(times >= PATIENCE ? 'SIGKILL' : signal);
  };
  for (const signal of FORWARDED) process.on(signal, pass);
  try {
    return await work();
  } finally {
    for (const signal of FORWARDED) process.off(signal, pass);
  }
}
