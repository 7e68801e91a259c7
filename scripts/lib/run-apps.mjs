import { join } from 'node:path';
import { passingSignals, startChild } from './children.mjs';
import { SetupError } from './fail.mjs';
import { repoRoot, stateDir } from './paths.mjs';
import { freePort } from './ports.mjs';
import { prepare } from './prepare.mjs';

/** An app that is not ready by then has failed, milliseconds. */
const READY_MS = 60_000;
/** Apps get this long to end by themselves, milliseconds. */
const STOP_MS = 30_000;
const INGRESS_PORT = 8080;
const ADMIN_PORT = 8081;

/**
 * `npm start`: ingress, worker, poller and admin as processes of their own, with `--sandbox` also both sandboxes. When
 * one ends, all end: a supervisor restarts the whole.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function runApps(args) {
  const withSandbox = args.includes('--sandbox');
  const unknown = args.filter((arg) => arg !== '--sandbox');
  if (unknown.length > 0) throw new SetupError(`start does not know ${unknown.join(' ')}.`, 'Only --sandbox is known.');
  const servers = await prepare(withSandbox ? 'sandbox' : 'start');
  /** @type {import('./children.mjs').Child[]} */
  const running = [];
  let ending = false;
  const app = (
    /** @type {string} */ name,
    /** @type {NodeJS.ProcessEnv} */ env,
    /** @type {'inherit' | 'pipe'} */ stdout = 'inherit',
  ) => {
    const entry = join(repoRoot, 'apps', name, 'dist', 'main.js');
    const child = startChild(name, [entry], { env, ownGroup: true, stdout });
    running.push(child);
    return child;
  };
  const work = async () => {
    let env = servers.env;
    if (withSandbox) env = await joinSandbox(app('sandbox', env, 'pipe'), env, servers.publish);
    const ports = {
      ingress: await portOf('MLC_INGRESS_PORT', INGRESS_PORT),
      admin: await portOf('MLC_ADMIN_PORT', ADMIN_PORT),
    };
    for (const name of ['ingress', 'worker', 'poller', 'admin']) {
      if (ending) break;
      const port = name === 'ingress' ? ports.ingress : name === 'admin' ? ports.admin : 0;
      const url = await readyOf(app(name, { ...env, PORT: String(port) }));
      process.stderr.write(`${name} is ready${url ? ` at ${url}` : ''}\n`);
    }
    if (!process.env['MLC_ADMIN_TOKEN'] && env['MLC_ADMIN_TOKEN'])
      process.stderr.write(`the admin API's token is adminToken in ${join(stateDir(), 'secrets.json')}\n`);
    const first = await Promise.race(running.map(async (child) => ({ name: child.name, code: await child.ended })));
    if (!ending) process.stderr.write(`${first.name} ended with ${first.code}: all end\n`);
    return ending ? 0 : first.code || 1;
  };
  try {
    return await passingSignals(
      () => running,
      async () => {
        try {
          return await work();
        } catch (error) {
          if (ending) return 0; // asked to stop while starting
          throw error;
        } finally {
          await endAll(running);
        }
      },
      () => {
        ending = true;
      },
    );
  } finally {
    await servers.release();
  }
}

/** @param {string} name @param {number} usual */
async function portOf(name, usual) {
  const given = process.env[name];
  return given === undefined ? await freePort(usual) : Number(given);
}

/** @param {import('./children.mjs').Child} child @returns {Promise<string | null>} its URL */
function readyOf(child) {
  return whenReady(child, (resolve) => {
    child.process.on('message', (message) => {
      if (typeof message !== 'object' || !('kind' in message) || message.kind !== 'ready') return;
      resolve('url' in message && typeof message.url === 'string' ? message.url : null);
    });
  });
}

/**
 * The apps may reach the sandboxes although they are local; product time is the sandboxes' clock.
 * @param {import('./children.mjs').Child} sandbox
 * @param {NodeJS.ProcessEnv} env
 * @param {(more: Record<string, string>) => void} publish
 */
async function joinSandbox(sandbox, env, publish) {
  /** @type {string} */
  const line = await whenReady(sandbox, (resolve) => {
    let text = '';
    sandbox.process.stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
  /** @type {{ odooUrl: string, shipbobUrl: string, adminUrl: string }} */
  const urls = JSON.parse(line);
  process.stderr.write(`sandbox: Odoo ${urls.odooUrl}, ShipBob ${urls.shipbobUrl}, admin ${urls.adminUrl}\n`);
  const hosts = [urls.odooUrl, urls.shipbobUrl].map((url) => new URL(url).host);
  const more = { MLC_MODE: 'demo', EGRESS_ALLOW: [env['EGRESS_ALLOW'], ...hosts].filter(Boolean).join(',') };
  publish(more);
  return { ...env, ...more };
}

/**
 * @template T
 * @param {import('./children.mjs').Child} child
 * @param {(resolve: (value: T) => void) => void} listen
 * @returns {Promise<T>}
 */
async function whenReady(child, listen) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const failed = (/** @type {string} */ what) =>
    new SetupError(`${child.name} ${what}.`, 'Its own lines above say why; docs/operating.md lists every setting.');
  try {
    return await Promise.race([
      new Promise(listen),
      child.ended.then((code) => Promise.reject(failed(`ended with ${code} before it was ready`))),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(failed(`was not ready within ${READY_MS / 1000} s`)), READY_MS);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {import('./children.mjs').Child[]} children */
async function endAll(children) {
  for (const { process: child } of children) child.kill('SIGTERM');
  const cut = setTimeout(() => {
    for (const { process: child } of children) child.kill('SIGKILL');
  }, STOP_MS);
  await Promise.allSettled(children.map((child) => child.ended));
  clearTimeout(cut);
}
