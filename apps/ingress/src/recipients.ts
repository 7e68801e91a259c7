import type { Redacted } from '@mlc/kernel';
import { type Runtime, SECRET } from '@mlc/platform';
import type { ConnectionRow } from '@mlc/store';

/** A connection with what a delivery to it is checked against. */
export interface Recipient {
  connection: ConnectionRow;
  /** All webhook secrets valid now, newest first. */
  secrets: Redacted<string>[];
  /** Refuse a signed delivery of a foreign channel instead of storing it. */
  strictChannel: boolean;
}

/** How long what was read is used again, milliseconds of real time. A secret that ends lives on for that long. */
const KEPT_MS = 2_000;

/** The form of the keys we make; anything else is asked of no database. */
const KEY = /^[A-Za-z0-9_-]{16,64}$/;

/**
 * Finds the connection behind the key of a URL. What was read is kept for seconds, so that a burst of deliveries costs one
 * insert each. Only keys that exist are kept: guessing cannot fill the memory.
 */
export class Recipients {
  readonly #kept = new Map<string, { atMs: number; recipient: Recipient }>();

  constructor(private readonly runtime: Runtime) {}

  /** As read a moment ago; null when it must be loaded. */
  kept(key: string): Recipient | null {
    const entry = this.#kept.get(key);
    return entry && performance.now() - entry.atMs < KEPT_MS ? entry.recipient : null;
  }

  /** As it is now; null when nobody has this key. */
  async load(key: string): Promise<Recipient | null> {
    if (!KEY.test(key)) return null;
    const { store, vault } = this.runtime;
    const atMs = performance.now();
    const connection = await store.connections.byWebhookKey(key);
    if (!connection) {
      this.#kept.delete(key);
      return null;
    }
    const secrets = await vault.get(connection.id, SECRET.webhook);
    const strictChannel = this.runtime.settingsOf(connection).webhooks.strict_channel;
    const recipient = { connection, secrets, strictChannel };
    this.#kept.set(key, { atMs, recipient });
    return recipient;
  }
}
