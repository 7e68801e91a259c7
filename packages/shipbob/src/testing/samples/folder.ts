import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isPlainObject } from '@mlc/kernel';
import { ownSamples } from './own-content.js';

/** Published requests and answers of ShipBob, kept beside the project; without them our own content of the same shapes. */
const folder = new URL('../../../../../../shared/reference/shipbob-samples/', import.meta.url);
export const folderIsHere = existsSync(folder);

/** Every file of the folder, without `.json`. */
export const sampleNames = (): string[] =>
  folderIsHere ? readdirSync(folder).map((name) => name.replace(/\.json$/, '')) : Object.keys(ownSamples);

export interface Content {
  from: 'published' | 'own';
  json: unknown;
}

/** What a sample holds: as published where the folder is there, and in our own words in any case. */
export function contentsOf(name: string): Content[] {
  const own: Content[] = name in ownSamples ? [{ from: 'own', json: ownSamples[name] }] : [];
  const file = new URL(`${name}.json`, folder);
  return existsSync(file) ? [{ from: 'published', json: JSON.parse(readFileSync(file, 'utf8')) }, ...own] : own;
}

/** A member by its path, e.g. `items.0.id`. */
export type At = (path: string) => unknown;
export const at =
  (json: unknown): At =>
  (path) =>
    path
      .split('.')
      .filter((key) => key !== '')
      .reduce<unknown>((value, key) => {
        if (Array.isArray(value)) return value[Number(key)];
        return isPlainObject(value) ? value[key] : undefined;
      }, json);
