import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone these scripts belong to. */
export const repoRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** Root must hand its servers to an unprivileged user, who could not reach a folder below a private home. */
export const isRoot = process.getuid?.() === 0;

/**
 * Where servers of this clone keep data, ports and pids: MLC_STATE_DIR, else `.data/` in the clone, or for root a folder
 * outside of it that other users can enter, one per clone.
 */
export function stateDir(env = process.env) {
  if (env['MLC_STATE_DIR']) return resolve(env['MLC_STATE_DIR']);
  if (!isRoot) return join(repoRoot, '.data');
  return join('/var/lib/ml-connector', createHash('sha256').update(repoRoot).digest('hex').slice(0, 12));
}

/** A file of an installed package's command, to be run by this same Node. @param {string} path below node_modules */
export const installed = (path) => join(repoRoot, 'node_modules', path);
