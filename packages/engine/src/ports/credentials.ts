import type { Redacted } from '@mlc/kernel';

/** One encrypted secret as stored. The vault turns it into a Redacted value and back. */
export interface SealedSecret {
  connectionId: string;
  /** e.g. `odoo.api_key`, `shipbob.pat`, `shipbob.webhook_secret`. Several versions may be active at once. */
  name: string;
  version: number;
  keyId: string;
  /** AES-256-GCM: nonce, ciphertext and tag, with the wrapped data key. */
  sealed: Uint8Array;
  /** Null: valid until replaced. */
  validUntil: Date | null;
}

export interface SecretStore {
  /** Versions still valid at `now`, newest first. */
  active(connectionId: string, name: string, now: Date): Promise<SealedSecret[]>;
  add(secret: Omit<SealedSecret, 'version'>): Promise<{ version: number }>;
  /** Ends older versions at `validUntil` (rotation with overlap). */
  retire(connectionId: string, name: string, before: { version: number; validUntil: Date }): Promise<void>;
  /** For key rotation: a page of secrets not sealed under `keyId`. */
  notSealedUnder(keyId: string, limit: number): Promise<SealedSecret[]>;
  reseal(secret: SealedSecret): Promise<void>;
}

export interface Vault {
  put(
    connectionId: string,
    name: string,
    value: Redacted<string>,
    validUntil?: Date | null,
  ): Promise<{ version: number }>;
  /** All active versions, newest first; empty when none. */
  get(connectionId: string, name: string): Promise<Redacted<string>[]>;
}
