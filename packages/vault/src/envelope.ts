import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KEY_BYTES } from './key-ring.js';

/**
 * Layout: 1 byte format, 12 nonce + 32 wrapped data key + 16 tag, 12 nonce + ciphertext + 16 tag. Every secret has a random data
 * key of its own, so a key-encryption key only ever encrypts random bytes. Both layers carry the same associated data.
 */
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/** What a sealed secret belongs to: bytes moved to another row do not open. */
export interface SecretPlace {
  connectionId: string;
  name: string;
  version: number;
}

export function seal(kek: Buffer, place: SecretPlace, plain: string): Buffer {
  const dataKey = randomBytes(KEY_BYTES);
  const aad = associatedData(place);
  const sealed = Buffer.concat([
    Buffer.of(FORMAT),
    encrypt(kek, aad, dataKey),
    encrypt(dataKey, aad, Buffer.from(plain, 'utf8')),
  ]);
  dataKey.fill(0);
  return sealed;
}

/** Null when the key, the place or a single bit is wrong: which of them cannot be told, and must not be. */
export function open(kek: Buffer, place: SecretPlace, sealed: Uint8Array): string | null {
  const bytes = Buffer.from(sealed);
  if (bytes.length < 1 + WRAPPED_BYTES + NONCE_BYTES + TAG_BYTES || bytes[0] !== FORMAT) return null;
  const aad = associatedData(place);
  const dataKey = decrypt(kek, aad, bytes.subarray(1, 1 + WRAPPED_BYTES));
  if (dataKey?.length !== KEY_BYTES) return null;
  const plain = decrypt(dataKey, aad, bytes.subarray(1 + WRAPPED_BYTES));
  dataKey.fill(0);
  return plain === null ? null : plain.toString('utf8');
}

// JSON keeps the parts apart: no name or id can be written so that two places give the same bytes.
const associatedData = ({ connectionId, name, version }: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify(['mlc-secret', connectionId, name, version]), 'utf8');

function encrypt(key: Buffer, aad: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, aad: Buffer, bytes: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}
