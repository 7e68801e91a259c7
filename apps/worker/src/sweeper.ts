import { explain } from '@mlc/kernel';
import { type Logger, Repeating, type Runtime } from '@mlc/platform';
import type { Doorbell, Schedules } from '@mlc/queues';

/** How often audit entries are sealed, milliseconds. */
const SEAL_MS = 5000;
/** How often this process says that it lives and looks after the schedules, milliseconds. */
const KEEP_MS = 5000;

/**
 * Re-rings each connection with due lanes or unrouted events, and seals the audit trail: as scheduled jobs, so that many
 * workers share one sweep. A plain timer of each worker makes the schedules anew when the queues have lost them and
 * sweeps by itself while they are away, so that deleting all of Redis costs time and never data.
 */
export class Sweeper {
  readonly #keeping = new Repeating(KEEP_MS, () => this.keep());

  constructor(
    private readonly runtime: Runtime,
    private readonly queues: { doorbell: Doorbell; schedules: Schedules },
    private readonly log: Logger,
  ) {}

  start(): Promise<void> {
    return this.#keeping.start();
  }

  stop(): Promise<void> {
    return this.#keeping.stop();
  }

  /** Rings for every open lane and every unrouted event, once per connection. */
  async sweep(): Promise<void> {
    const { store, clock } = this.runtime;
    const [due, unrouted] = await Promise.all([
      store.ledger.connectionsWithDueLanes(clock.now()),
      store.events.connectionsWithUnrouted(),
    ]);
    for (const connectionId of unrouted) await this.queues.doorbell.ring('events.route', { connectionId });
    for (const connectionId of due) await this.queues.doorbell.ring('lanes.work', { connectionId });
  }

  async seal(): Promise<void> {
    await this.runtime.store.sealer.seal();
  }

  private async keep(): Promise<void> {
    try {
      await this.runtime.store.heartbeat.beat('worker', process.pid);
      const everyMs = Math.max(1000, this.runtime.env.MLC_SWEEP_MS);
      const { schedules } = this.queues;
      const swept = await schedules.upsert({ key: 'lanes.sweep', timing: { everyMs }, job: 'lanes.sweep', data: {} });
      await schedules.upsert({ key: 'audit.seal', timing: { everyMs: SEAL_MS }, job: 'audit.seal', data: {} });
      if (swept === 'made') await this.sweep();
    } catch (error) {
      this.log.warn('sweep.failed', { message: explain(error) });
    }
  }
}
