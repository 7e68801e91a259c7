import { randomBytes } from 'node:crypto';
import { BadInput, Redacted } from '@mlc/kernel';

export const KEY_BYTES = 32;

/** Key-encryption keys by id. The first one seals, all of them open. */
export interface KeyRing {
  currentId: string;
  keys: ReadonlyMap<string, Redacted<Buffer>>;
}

const FIX =
  'Set MLC_KEYS to id:key pairs separated by commas, the current one first, each key 32 random bytes in base64, e.g. MLC_KEYS="k1:$(openssl rand -base64 32)". To change keys put a new one first, keep the old one behind it, and run the key rotation.';

/**
 * Reads `MLC_KEYS` (`id:base64,id:base64`). Throws BadInput `vault.keys_missing` or `vault.keys_invalid`; the message names
 * the id or the position, never any part of a key.
 */
export function parseKeyRing(text: string | undefined): KeyRing {
  const entries = (text ?? '').split(',').map((entry) => entry.trim());
  if (entries.every((entry) => entry === ''))
    throw new BadInput('There is no key to encrypt credentials with.', {
      code: 'vault.keys_missing',
      field: 'MLC_KEYS',
      fix: FIX,
    });
  const keys = new Map<string, Redacted<Buffer>>();
  for (const [index, entry] of entries.entries()) {
    const { id, key } = parseEntry(entry, index + 1);
    if (keys.has(id)) throw invalid(`the id ${id} occurs twice`);
    keys.set(id, key);
  }
  const [currentId = ''] = keys.keys();
  return { currentId, keys };
}

/** A fresh entry for MLC_KEYS; for set-up tools. It is a secret. */
export const newKeyEntry = (id: string): Redacted<string> =>
  new Redacted(`${id}:${randomBytes(KEY_BYTES).toString('base64')}`);

function parseEntry(entry: string, position: number): { id: string; key: Redacted<Buffer> } {
  const match = /^([A-Za-z0-9_.-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry);
  const [, id, base64] = match ?? [];
  if (id === undefined || base64 === undefined) throw invalid(`entry ${position} is not id:base64`);
  const key = Buffer.from(base64, 'base64');
  if (key.length !== KEY_BYTES) throw invalid(`the key ${id} has ${key.length} bytes instead of ${KEY_BYTES}`);
  return { id, key: new Redacted(key) };
}

const invalid = (what: string): BadInput =>
  new BadInput(`MLC_KEYS cannot be used: ${what}.`, { code: 'vault.keys_invalid', field: 'MLC_KEYS', fix: FIX });
