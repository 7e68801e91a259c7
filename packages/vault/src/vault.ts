import type { SealedSecret, SecretStore, Vault } from '@mlc/engine';
import { Bug, type Clock, crashPoint, NeedsAttention, Redacted } from '@mlc/kernel';
import { open, seal } from './envelope.js';
import type { KeyRing } from './key-ring.js';

export interface VaultOptions {
  ring: KeyRing;
  store: SecretStore;
  /** Product time: decides which versions are still valid. */
  clock: Clock;
}

/** A vault that can also end what a new version replaces. */
export interface KeepingVault extends Vault {
  /**
   * Puts a new version and ends all older ones after `overlapSeconds`: 0 for an API key, some hours for a webhook secret whose
   * deliveries under way are still signed with the old one. `put` alone leaves older versions as they are.
   */
  replace(
    connectionId: string,
    name: string,
    value: Redacted<string>,
    overlapSeconds: number,
  ): Promise<{ version: number }>;
  /** All active versions, newest first. Throws as `get` does. */
  versions(connectionId: string, name: string): Promise<SecretVersion[]>;
  /** Ends all versions older than `newest` at product time `at`; one that ends sooner keeps its end. */
  endOlder(connectionId: string, name: string, newest: number, at: Date): Promise<void>;
}

export interface SecretVersion {
  version: number;
  value: Redacted<string>;
  /** Product time; null: until it is replaced. */
  validUntil: Date | null;
}

/** Seals and opens values whose rows somebody else keeps, because they must change together with something of his own. */
export interface Sealer {
  seal(connectionId: string, name: string, version: number, value: Redacted<string>): Omit<SealedSecret, 'validUntil'>;
  /** Throws NeedsAttention `vault.unreadable`, as `get` does. */
  open(sealed: SealedSecret): Redacted<string>;
}

/**
 * Credentials, encrypted at rest and Redacted in memory. `get` throws NeedsAttention `vault.unreadable` when a stored secret
 * does not open: its key is missing from the ring, or its bytes were changed or moved.
 */
export function createVault({ ring, store, clock }: VaultOptions): KeepingVault & Sealer {
  const put: Vault['put'] = async (connectionId, name, value, validUntil = null) => {
    const [newest] = await store.active(connectionId, name, clock.now());
    // The version is part of what is sealed, but the store gives it: guess it, and seal again should the guess be wrong.
    const guess = (newest?.version ?? 0) + 1;
    const sealedAs = (version: number): SealedSecret => ({
      ...sealUnder(ring, { connectionId, name, version }, value),
      validUntil,
    });
    const { version: _guess, ...row } = sealedAs(guess);
    const { version } = await store.add(row);
    if (version !== guess) await store.reseal(sealedAs(version));
    return { version };
  };

  return {
    put,
    seal: (connectionId, name, version, value) => sealUnder(ring, { connectionId, name, version }, value),
    open: (sealed) => openWith(ring, sealed) ?? unreadable(sealed, ring),
    async get(connectionId, name) {
      const sealed = await store.active(connectionId, name, clock.now());
      return sealed.map((secret) => openWith(ring, secret) ?? unreadable(secret, ring));
    },
    async versions(connectionId, name) {
      const sealed = await store.active(connectionId, name, clock.now());
      return sealed.map((secret) => ({
        version: secret.version,
        value: openWith(ring, secret) ?? unreadable(secret, ring),
        validUntil: secret.validUntil,
      }));
    },
    endOlder: (connectionId, name, newest, at) => store.retire(connectionId, name, { version: newest, validUntil: at }),
    async replace(connectionId, name, value, overlapSeconds) {
      const { version } = await put(connectionId, name, value);
      const validUntil = new Date(clock.now().getTime() + overlapSeconds * 1000);
      await store.retire(connectionId, name, { version, validUntil });
      return { version };
    },
  };
}

export interface Rotation {
  /** Sealed anew under the current key by this run. */
  resealed: number;
  /** Left as they are, with the reason. */
  unreadable: { connectionId: string; name: string; version: number; keyId: string; validUntil: Date | null }[];
}

/**
 * Seals everything under the ring's current key, page by page. May be killed and run again at any time: what is done stays
 * done, and both keys open until the old one is taken off the ring. One secret that does not open stops no other.
 */
export async function rotate(store: SecretStore, ring: KeyRing, pageSize = 100): Promise<Rotation> {
  const result: Rotation = { resealed: 0, unreadable: [] };
  const failed = new Set<string>();
  for (;;) {
    // The store has no cursor, so those that failed come again and are asked for on top.
    const page = await store.notSealedUnder(ring.currentId, pageSize + failed.size);
    const todo = page.filter((secret) => !failed.has(placeKey(secret)));
    if (todo.length === 0) return result;
    for (const secret of todo) {
      const value = openWith(ring, secret);
      if (value === null) {
        failed.add(placeKey(secret));
        result.unreadable.push({
          connectionId: secret.connectionId,
          name: secret.name,
          version: secret.version,
          keyId: secret.keyId,
          validUntil: secret.validUntil,
        });
        continue;
      }
      await store.reseal({ ...sealUnder(ring, secret, value), validUntil: secret.validUntil });
      result.resealed += 1;
      crashPoint('vault.resealed');
    }
  }
}

type Place = Pick<SealedSecret, 'connectionId' | 'name' | 'version'>;

const placeKey = ({ connectionId, name, version }: Place): string => JSON.stringify([connectionId, name, version]);

function sealUnder(ring: KeyRing, place: Place, value: Redacted<string>): Omit<SealedSecret, 'validUntil'> {
  const kek = ring.keys.get(ring.currentId);
  if (!kek) throw new Bug('The key ring has no current key');
  const { connectionId, name, version } = place;
  return { connectionId, name, version, keyId: ring.currentId, sealed: seal(kek.reveal(), place, value.reveal()) };
}

function openWith(ring: KeyRing, secret: SealedSecret): Redacted<string> | null {
  const kek = ring.keys.get(secret.keyId);
  const value = kek ? open(kek.reveal(), secret, secret.sealed) : null;
  return value === null ? null : new Redacted(value);
}

function unreadable(secret: SealedSecret, ring: KeyRing): never {
  const known = ring.keys.has(secret.keyId);
  throw new NeedsAttention(
    known
      ? `The stored secret ${secret.name} (version ${secret.version}) does not open with the key ${secret.keyId}: the key has changed, or the row was altered or moved.`
      : `The stored secret ${secret.name} (version ${secret.version}) is sealed under the key ${secret.keyId}, which is not in MLC_KEYS.`,
    {
      code: 'vault.unreadable',
      field: known ? secret.name : 'MLC_KEYS',
      fix: known
        ? 'Restore the key or the row from a backup, or apply the connection again with the credential.'
        : `Add the key ${secret.keyId} to MLC_KEYS again (behind the current one), or apply the connection again with the credential.`,
    },
  );
}
