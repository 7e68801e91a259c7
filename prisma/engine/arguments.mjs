import { readFileSync } from 'node:fs';

/**
 * @typedef {object} EngineRequest
 * @property {'version' | 'can-connect-to-database' | 'create-database' | 'rpc'} command
 * @property {string} url the database; without one, an address nobody answers at, so that a command that needs it fails
 * @property {[string, string][]} datamodels path and text of each schema file
 * @property {(text: string) => void} log the engine's own talk, on stderr when PRISMA_WASM_LOG is set
 */

/**
 * Reads the command line Prisma's CLI gives its engine (observed on 7.10).
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @returns {EngineRequest}
 */
export function readEngineArguments(argv, env) {
  const valuesOf = (/** @type {string} */ flag) =>
    argv.flatMap((argument, index) => (argument === flag ? [argv[index + 1] ?? ''] : []));
  const url = datasourceUrl(valuesOf('--datasource')[0]) ?? env['DATABASE_URL'] ?? 'postgresql://127.0.0.1:1/none';
  /** @type {[string, string][]} */
  const datamodels = valuesOf('--datamodels').map((path) => [path, readFileSync(path, 'utf8')]);
  const verbose = Boolean(env['PRISMA_WASM_LOG']);
  const log = (/** @type {string} */ text) => void (verbose && process.stderr.write(`${text}\n`));
  return { command: commandOf(argv), url, datamodels, log };
}

/** @param {string[]} argv @returns {EngineRequest['command']} */
function commandOf(argv) {
  if (argv.includes('--version')) return 'version';
  if (!argv.includes('cli')) return 'rpc';
  if (argv.includes('can-connect-to-database')) return 'can-connect-to-database';
  if (argv.includes('create-database')) return 'create-database';
  throw new Error(`schema engine: unknown command line ${argv.filter((part) => !part.includes('://')).join(' ')}`);
}

/** The flag holds JSON `{"url": ...}` or the bare address. @param {string | undefined} value @returns {string | undefined} */
function datasourceUrl(value) {
  if (!value) return undefined;
  if (!value.startsWith('{')) return value;
  /** @type {unknown} */
  const parsed = JSON.parse(value);
  return typeof parsed === 'object' && parsed !== null && 'url' in parsed && typeof parsed.url === 'string'
    ? parsed.url
    : undefined;
}
