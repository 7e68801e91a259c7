import { OffsetClock } from '@mlc/kernel';
import { Client } from 'pg';

/**
 * The one clock of a demo: real time plus an offset. The product's processes read the same offset from Postgres,
 * so moving it here moves everybody (ARCHITECTURE.md section 8).
 */
export class SandboxClock {
  readonly clock = new OffsetClock();
  readonly #databaseUrl: string | null;
  readonly #listeners: (() => void)[] = [];

  constructor(databaseUrl: string | null) {
    this.#databaseUrl = databaseUrl;
  }

  /** Called after each move; webhook retries wait on this clock. */
  onMove(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Sets the offset in milliseconds, and writes it to table `product_clock` when a database is configured.
   * Returns a warning in plain words when that write failed (table missing, server down); the move itself still happened.
   */
  async setOffsetMs(offsetMs: number): Promise<string | null> {
    this.clock.setOffsetMs(offsetMs);
    for (const listener of this.#listeners) listener();
    if (this.#databaseUrl === null) return null;
    const client = new Client({ connectionString: this.#databaseUrl, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      // The row is there from the migration on, and the application's role may update it, not insert.
      const updated = await client.query('update product_clock set offset_ms = $1 where id = 1', [offsetMs]);
      if (updated.rowCount === 0) {
        await client.query('insert into product_clock (id, offset_ms) values (1, $1)', [offsetMs]);
      }
      return null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      return `The sandbox clock moved, but table product_clock was not written (${reason}); other processes keep their own time.`;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
