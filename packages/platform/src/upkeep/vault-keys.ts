import { parseKeyRing, type Rotation, rotate } from '@mlc/vault';
import type { Runtime } from '../runtime.js';

export interface KeyRingRotation extends Rotation {
  /** Id of the key that everything is sealed under now. */
  currentId: string;
  /** Ids behind it in MLC_KEYS that nothing readable needs any more. */
  freeIds: string[];
}

/**
 * Seals every stored secret anew under the first key of MLC_KEYS. May be killed and run again at any time. Every app must have
 * the new key in its MLC_KEYS before: one that has not cannot read what was sealed under it.
 */
export async function rotateVaultKeys(runtime: Pick<Runtime, 'env' | 'store'>): Promise<KeyRingRotation> {
  const ring = parseKeyRing(runtime.env.MLC_KEYS);
  const rotation = await rotate(runtime.store.secrets, ring);
  if (rotation.resealed > 0)
    await runtime.store.ledger.audit([
      {
        connectionId: null,
        actor: 'person',
        action: 'vault_keys.rotated',
        subject: 'vault',
        correlationId: null,
        before: null,
        after: { current: ring.currentId, resealed: rotation.resealed, unreadable: rotation.unreadable.length },
        reason: 'the stored secrets were sealed under the newest key',
      },
    ]);
  const needed = new Set([ring.currentId, ...rotation.unreadable.map(({ keyId }) => keyId)]);
  return { ...rotation, currentId: ring.currentId, freeIds: [...ring.keys.keys()].filter((id) => !needed.has(id)) };
}
