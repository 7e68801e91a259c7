import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

export const repoRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Texts of files by path from the repository's root; tests hand in changed ones to see a check fail. */
export type Texts = (path: string) => string;

export const read: Texts = (path) => readFileSync(join(repoRoot, path), 'utf8');

export const exists = (path: string): boolean => existsSync(join(repoRoot, path));

/** The repository with one text changed; throws when there is nothing to change, so that no breakage is a no-op. */
export const withChange =
  (changed: string, from: string | RegExp, to: string): Texts =>
  (path) => {
    const text = read(path);
    if (path !== changed) return text;
    const broken = text.replace(from, to);
    if (broken === text) throw new Error(`${path} does not hold ${String(from)}`);
    return broken;
  };

/** One YAML document with anchors and merge keys, as compose reads it. Throws on a syntax error. */
export const yamlOf = (text: string): unknown => parse(text, { merge: true });

/** All documents of a Kubernetes file. Throws on a syntax error. */
export function yamlDocuments(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS();
  });
}
