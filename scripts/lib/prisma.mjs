import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './fail.mjs';
import { installed, repoRoot } from './paths.mjs';
import { run } from './run.mjs';

/** Our stand-in for Prisma's native engine, which needs a download that many machines cannot make. */
const schemaEngine = join(repoRoot, 'prisma', 'engine', 'schema-engine.mjs');

/**
 * The environment of a Prisma command. MLC_PRISMA_NATIVE=1 leaves the native engine in place; so does Windows, which
 * cannot start a script as a program.
 * @param {NodeJS.ProcessEnv} env
 */
export function prismaEnv(env) {
  /** @type {NodeJS.ProcessEnv} */
  const quiet = { ...env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  if (env['MLC_PRISMA_NATIVE'] === '1' || process.platform === 'win32') return quiet;
  return { ...quiet, PRISMA_SCHEMA_ENGINE_BINARY: schemaEngine };
}

/**
 * Runs Prisma's CLI in the clone. Gives its exit code and, when `quiet`, its output.
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 */
export function prisma(args, { env = process.env, quiet = false } = {}) {
  const cli = installed('prisma/build/index.js');
  if (!existsSync(cli)) throw new SetupError('Prisma is not installed.', 'Run `npm ci` in the clone first.');
  return run(process.execPath, [cli, ...args], { cwd: repoRoot, env: prismaEnv(env), quiet });
}
