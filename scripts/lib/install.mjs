import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './fail.mjs';
import { repoRoot, stateDir } from './paths.mjs';
import { run } from './run.mjs';
import { launchers } from './state.mjs';

const stampFile = join(repoRoot, 'node_modules', '.mlc-lock-hash');
const lockFile = join(repoRoot, 'package-lock.json');

/** Installs with `npm ci`, only when what is installed is not what the lock file says. @returns {Promise<boolean>} whether it installed */
export async function install() {
  const wanted = stamp();
  if (isInstalled(wanted)) return false;
  const users = launchers(stateDir());
  if (users.length > 0)
    throw new SetupError(
      `The lock file changed, and another command of this clone runs (${users.map((user) => user.command).join(', ')}): installing now would pull its files away.`,
      'End it (`node scripts/servers.mjs down` for servers kept up), then run this again.',
    );
  process.stderr.write('npm ci ...\n');
  const { code, output } = await npm(['ci', '--no-audit', '--no-fund']);
  if (code !== 0)
    throw new SetupError(
      `npm ci failed:\n${output.trim().slice(-4000)}`,
      'See the last lines; a registry that cannot be reached is the usual cause.',
    );
  writeFileSync(stampFile, wanted);
  return true;
}

/** @param {string} wanted */
function isInstalled(wanted) {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return true;
  // Somebody may have run npm by hand: npm's own record of what it installed decides.
  if (!matchesLock()) return false;
  writeFileSync(stampFile, wanted);
  return true;
}

/** The lock and the machine it was installed for: a folder shared with a container holds the wrong programs there. */
const stamp = () =>
  `${createHash('sha256').update(readFileSync(lockFile)).digest('hex')} ${process.platform}-${process.arch}\n`;

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 */

/** Does npm's hidden lock file agree with the real one, optional packages of other machines aside? */
function matchesLock() {
  const hidden = join(repoRoot, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const present = packagesOf(hidden);
  const wanted = packagesOf(lockFile);
  const inside = (/** @type {string} */ path) => path.includes('node_modules/');
  if (Object.keys(present).some((path) => inside(path) && !wanted[path])) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path];
    if (!inside(path) || (!found && entry.optional)) return true;
    if (!found || !existsSync(join(repoRoot, path))) return false;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @param {string} path @returns {Record<string, LockEntry>} */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {};

/** npm as a program of this Node where npm says where it is; else by name. @param {string[]} args */
function npm(args) {
  const { npm_execpath: cli, ...env } = process.env;
  const options = { cwd: repoRoot, env, quiet: true };
  if (cli && /\bnpm-cli\.c?js$/.test(cli)) return run(process.execPath, [cli, ...args], options);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}
