import { hostname } from 'node:os';
import { maySkip, type PollReport, type PollSource, pollOnce } from '@mlc/engine';
import { explain, isKnownError, limits, newId } from '@mlc/kernel';
import { createOdooReader } from '@mlc/odoo';
import { isPollSource, type Logger, type Runtime, stateAfter } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';
import { createShipBobReader } from '@mlc/shipbob';

/** A source is held for one call and this much more between saved pages, so that a killed poller's source is free soon. */
const POLL_LEASE_MARGIN_SECONDS = 5;

/** Reads one source of one connection to its end and rings for the lanes it found. */
export class PollRunner {
  /** This process, in the leases it takes. */
  readonly #owner = `${hostname()}:${process.pid}:${newId()}`;

  constructor(
    private readonly runtime: Runtime,
    private readonly doorbell: Doorbell,
    private readonly log: Logger,
  ) {}

  async poll(connectionId: string, source: string): Promise<PollReport | null> {
    const { store } = this.runtime;
    const connection = await store.connections.byId(connectionId);
    if (connection?.state !== 'active' || !isPollSource(source)) return null;
    try {
      const { odoo, shipbob, settings } = await this.runtime.clients(connection);
      const report = await pollOnce({
        connectionId,
        source,
        owner: this.#owner,
        clock: this.runtime.clock,
        polls: store.polls,
        ledger: store.ledger,
        odoo: createOdooReader(odoo),
        shipbob: createShipBobReader(shipbob),
        overlapSeconds: settings.limits.poll_overlap_seconds,
        watchDays: settings.receipt.watch_days,
        matchKeys: settings.shipments.match_keys,
        fullReadHours: settings.limits.full_read_hours,
        goneHours: settings.limits.deletions_hours,
        pageRows: limits.pollPageRows,
        leaseSeconds: settings.limits.call_timeout_seconds + POLL_LEASE_MARGIN_SECONDS,
      });
      this.log.info('poll.finished', { connection: connectionId, source, ...report });
      if (report.notices > 0) await this.doorbell.ring('lanes.work', { connectionId });
      return report;
    } catch (error) {
      await this.failed(connectionId, source, error);
      return null;
    }
  }

  /** The mark has not moved; the next poll goes on where the last saved page ended. */
  private async failed(connectionId: string, source: PollSource, error: unknown): Promise<void> {
    if (!isKnownError(error)) throw error;
    await this.runtime.store.polls.noteError(connectionId, source, explain(error));
    this.log.warn('poll.failed', { connection: connectionId, source, code: error.code, message: explain(error) });
    if (error.name === 'NeedsAttention' && !maySkip(source, error))
      await this.runtime.store.connections.setState(connectionId, stateAfter(error), explain(error));
  }
}
