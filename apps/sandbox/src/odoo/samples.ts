import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Answers recorded from real Odoo servers. They live beside the repository, not in it: tests that compare with them are
 * skipped where the folder is absent.
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../../../../shared/reference/odoo-samples');

export const haveSamples = existsSync(path.join(root, 'INDEX.tsv'));

export function sample(file: string): unknown {
  const parsed: unknown = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  return parsed;
}

export const sampleText = (file: string): string => readFileSync(path.join(root, file), 'utf8');

export const hasSample = (file: string): boolean => existsSync(path.join(root, file));

/** Rows of the index: version, file, call, status. */
export function sampleIndex(): { version: string; file: string; call: string; status: string }[] {
  return readFileSync(path.join(root, 'INDEX.tsv'), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [version = '', file = '', call = '', status = ''] = line.split('\t');
      return { version, file, call, status };
    });
}
