import { join } from 'node:path';
import { passingSignals, startChild } from './children.mjs';
import { repoRoot } from './paths.mjs';
import { freePort } from './ports.mjs';
import { prepare } from './prepare.mjs';

/** The built command line. */
export const cliEntry = join(repoRoot, 'apps', 'cli', 'dist', 'main.js');

/** `npm run demo`: the story of apps/cli on a database of its own. @param {string[]} args @returns {Promise<number>} */
export async function runDemo(args) {
  const servers = await prepare('demo');
  const odooPort = String(await freePort(0));
  const shipbobPort = String(await freePort(Number(odooPort) + 1));
  // `mlc` in another terminal reads the demo's clock and reaches its sandboxes too.
  servers.publish({ MLC_MODE: 'demo', EGRESS_ALLOW: `127.0.0.1:${odooPort},127.0.0.1:${shipbobPort}` });
  const env = { ...servers.env, SANDBOX_ODOO_PORT: odooPort, SANDBOX_SHIPBOB_PORT: shipbobPort };
  try {
    const child = startChild('demo', [cliEntry, 'demo', ...args], { env, ownGroup: true });
    return await passingSignals(
      () => [child],
      () => child.ended,
    );
  } finally {
    await servers.release();
  }
}
