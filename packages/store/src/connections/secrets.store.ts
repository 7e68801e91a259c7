import type { SealedSecret, SecretStore } from '@mlc/engine';
import type { StoreContext } from '../db/context.js';
import { isUniqueViolation } from '../db/errors.js';
import type { Secret } from '../generated/prisma/client.js';

/** Tries to find a free version number against other writers. */
const VERSION_TRIES = 8;

const toSealed = (row: Secret): SealedSecret => ({
  connectionId: row.connectionId,
  name: row.name,
  version: row.version,
  keyId: row.keyId,
  sealed: row.sealed,
  validUntil: row.validUntil,
});

/** Encrypted credentials, as the vault hands them over; nothing here can read them. */
export function createSecretStore({ db, clock }: StoreContext): SecretStore {
  return {
    async active(connectionId, name, now) {
      const rows = await db.secret.findMany({
        where: { connectionId, name, OR: [{ validUntil: null }, { validUntil: { gt: now } }] },
        orderBy: { version: 'desc' },
      });
      return rows.map(toSealed);
    },

    async add(secret) {
      const { connectionId, name, keyId, validUntil } = secret;
      for (let attempt = 1; ; attempt += 1) {
        const newest = await db.secret.aggregate({ where: { connectionId, name }, _max: { version: true } });
        const version = (newest._max.version ?? 0) + 1;
        try {
          const sealed = Uint8Array.from(secret.sealed);
          await db.secret.create({
            data: { connectionId, name, version, keyId, sealed, validUntil, createdAt: clock.now() },
          });
          return { version };
        } catch (error) {
          if (attempt >= VERSION_TRIES || !isUniqueViolation(error)) throw error;
        }
      }
    },

    /** A version that ends sooner already keeps its end. */
    async retire(connectionId, name, before) {
      await db.secret.updateMany({
        where: {
          connectionId,
          name,
          version: { lt: before.version },
          OR: [{ validUntil: null }, { validUntil: { gt: before.validUntil } }],
        },
        data: { validUntil: before.validUntil },
      });
    },

    async notSealedUnder(keyId, limit) {
      const rows = await db.secret.findMany({
        where: { keyId: { not: keyId } },
        orderBy: [{ connectionId: 'asc' }, { name: 'asc' }, { version: 'asc' }],
        take: limit,
      });
      return rows.map(toSealed);
    },

    /** A version that was replaced and is gone meanwhile needs no new seal. */
    async reseal({ connectionId, name, version, keyId, sealed }) {
      await db.secret.updateMany({
        where: { connectionId, name, version },
        data: { keyId, sealed: Uint8Array.from(sealed) },
      });
    },
  };
}
