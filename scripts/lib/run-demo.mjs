import { join } from 'node:path';
import { passingSignals, startChild } from './children.mjs';
import { repoRoot } from './paths.mjs';
import { prepare } from './prepare.mjs';

/** The built command line. */
export const cliEntry = join(repoRoot, 'apps', 'cli', 'dist', 'main.js');

/** `npm run demo`: the story of apps/cli on a database of its own. @param {string[]} args @returns {Promise<number>} */
export async function runDemo(args) {
  const servers = await prepare('demo');
  // `mlc` in another terminal reads the demo's clock too.
  servers.publish({ MLC_MODE: 'demo' });
  try {
    const child = startChild('demo', [cliEntry, 'demo', ...args], { env: servers.env, ownGroup: true });
    return await passingSignals(
      () => [child],
      () => child.ended,
    );
  } finally {
    await servers.release();
  }
}
