import type { Redacted } from '@mlc/kernel';
import type { ConnectionRow } from '@mlc/store';

/** How long the Odoo key of built clients is trusted before it is compared with the stored one, milliseconds. */
const KEY_TRUSTED_MS = 30_000;

interface Entry<C> {
  version: string;
  checkedMs: number;
  key: Promise<Redacted<string>>;
  clients: Promise<C>;
}

/**
 * Clients by connection, kept as long as the connection's row and its Odoo key are the same: what they learnt of fields
 * and small tables costs calls to learn anew. A rotated key is noticed within half a minute by a read of our own database.
 */
export class KeptClients<C> {
  readonly #entries = new Map<string, Entry<C>>();

  constructor(
    private readonly make: {
      key: (connection: ConnectionRow) => Promise<Redacted<string>>;
      clients: (connection: ConnectionRow) => Promise<C>;
    },
    private readonly nowMs: () => number = Date.now,
  ) {}

  async get(connection: ConnectionRow): Promise<C> {
    const version = `${connection.updatedAt.toISOString()}/${connection.settingsVersion}`;
    const known = this.#entries.get(connection.id);
    if (known?.version !== version) return this.#build(connection, version);
    if (this.nowMs() - known.checkedMs < KEY_TRUSTED_MS) return known.clients;
    known.checkedMs = this.nowMs();
    const [had, stored] = await Promise.all([known.key, this.make.key(connection)]);
    return had.reveal() === stored.reveal() ? known.clients : this.#build(connection, version);
  }

  #build(connection: ConnectionRow, version: string): Promise<C> {
    const key = this.make.key(connection);
    const clients = this.make.clients(connection);
    const entry: Entry<C> = { version, checkedMs: this.nowMs(), key, clients };
    this.#entries.set(connection.id, entry);
    // A failed build is not kept: the next caller tries again.
    Promise.all([key, clients]).catch(() => {
      if (this.#entries.get(connection.id) === entry) this.#entries.delete(connection.id);
    });
    return clients;
  }
}
