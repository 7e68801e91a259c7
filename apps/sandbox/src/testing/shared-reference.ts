import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Reference material that may lie beside the repository. Tests that need it are skipped where it is absent. */
const root = fileURLToPath(new URL('../../../../../shared/reference/', import.meta.url));

export const hasSharedReference = existsSync(root);

/** One JSON file of the reference, unparsed in meaning: callers check its shape. */
export function sharedJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, `file://${root}`), 'utf8'));
}
