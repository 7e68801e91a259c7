import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInput, isPlainObject } from '@mlc/kernel';

/** Versions of which ShipBob's own OpenAPI document could be had. */
export const DOCUMENTED = ['2025-07', '2026-01'] as const;
export type DocumentedVersion = (typeof DOCUMENTED)[number];

/** Beside the repository, where reference material may lie; the same depth from `src` and from `dist`. */
const BESIDE = fileURLToPath(new URL('../../../../../shared/reference/shipbob-openapi/', import.meta.url));

export type OpenApiDocument = Record<string, unknown>;

/**
 * The documents to hold calls against: `off`, `auto` (beside the repository, nothing when there is none) or a folder with
 * `shipbob-openapi-<version>.json`. Throws BadInput for a named folder that has none.
 */
export function loadDocuments(setting: string): Map<DocumentedVersion, OpenApiDocument> {
  const documents = new Map<DocumentedVersion, OpenApiDocument>();
  if (setting === 'off' || setting === '') return documents;
  const folder = setting === 'auto' ? BESIDE : setting;
  for (const version of DOCUMENTED) {
    const path = join(folder, `shipbob-openapi-${version}.json`);
    if (!existsSync(path)) continue;
    const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isPlainObject(document)) documents.set(version, document);
  }
  if (documents.size === 0 && setting !== 'auto') {
    throw new BadInput(`There is no OpenAPI document of ShipBob in ${folder}.`, {
      code: 'sandbox.openapi',
      field: 'SANDBOX_OPENAPI',
      fix: 'Name a folder with shipbob-openapi-2025-07.json or shipbob-openapi-2026-01.json, or use "off".',
    });
  }
  return documents;
}

/** A member deep inside; undefined when the way breaks off. */
export const at = (value: unknown, ...keys: string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isPlainObject(inner) ? inner[key] : undefined), value);
