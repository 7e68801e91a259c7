import type { SealedSecret, SecretStore } from '@mlc/engine';

/** Secrets in this process only; for tests and simulations. */
export class MemorySecretStore implements SecretStore {
  readonly rows: SealedSecret[] = [];

  async active(connectionId: string, name: string, now: Date): Promise<SealedSecret[]> {
    return this.#of(connectionId, name)
      .filter(({ validUntil }) => validUntil === null || validUntil > now)
      .sort((a, b) => b.version - a.version)
      .map((row) => ({ ...row }));
  }

  async add(secret: Omit<SealedSecret, 'version'>): Promise<{ version: number }> {
    const version = 1 + Math.max(0, ...this.#of(secret.connectionId, secret.name).map((row) => row.version));
    this.rows.push({ ...secret, version });
    return { version };
  }

  /** Never prolongs: a version that ends earlier keeps its end. */
  async retire(connectionId: string, name: string, before: { version: number; validUntil: Date }): Promise<void> {
    for (const row of this.#of(connectionId, name))
      if (row.version < before.version && (row.validUntil === null || row.validUntil > before.validUntil))
        row.validUntil = before.validUntil;
  }

  async notSealedUnder(keyId: string, limit: number): Promise<SealedSecret[]> {
    return this.rows
      .filter((row) => row.keyId !== keyId)
      .slice(0, limit)
      .map((row) => ({ ...row }));
  }

  async reseal(secret: SealedSecret): Promise<void> {
    const row = this.#of(secret.connectionId, secret.name).find(({ version }) => version === secret.version);
    if (row) Object.assign(row, { keyId: secret.keyId, sealed: secret.sealed });
  }

  #of(connectionId: string, name: string): SealedSecret[] {
    return this.rows.filter((row) => row.connectionId === connectionId && row.name === name);
  }
}
