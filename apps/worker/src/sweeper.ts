import { explain } from '@mlc/kernel';
import type { Logger, Runtime } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';

/** How often audit entries are sealed, milliseconds. */
const SEAL_MS = 5000;
/** How often this process says that it lives, milliseconds. */
const BEAT_MS = 5000;

/**
 * What keeps going when every doorbell is lost: re-rings each connection with due lanes or unrouted events, seals the
 * audit trail. Runs on plain timers of each worker, so that deleting all of Redis costs time and never data.
 */
export class Sweeper {
  readonly #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly doorbell: Doorbell,
    private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    await this.runtime.store.heartbeat.beat('worker', process.pid);
    this.every(this.runtime.env.MLC_SWEEP_MS, 'sweep', () => this.sweep());
    this.every(SEAL_MS, 'seal', async () => {
      await this.runtime.store.sealer.seal();
    });
    this.every(BEAT_MS, 'beat', () => this.runtime.store.heartbeat.beat('worker', process.pid));
    await this.sweep();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running;
  }

  /** Rings for every open lane and every unrouted event, once per connection. */
  async sweep(): Promise<void> {
    const { store, clock } = this.runtime;
    const [due, unrouted] = await Promise.all([
      store.ledger.connectionsWithDueLanes(clock.now()),
      store.events.connectionsWithUnrouted(),
    ]);
    for (const connectionId of unrouted) await this.doorbell.ring('events.route', { connectionId });
    for (const connectionId of due) await this.doorbell.ring('lanes.work', { connectionId });
  }

  private every(periodMs: number, name: string, run: () => Promise<void>): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.#running = run()
        .catch((error: unknown) => this.log.warn(`${name}.failed`, { message: explain(error) }))
        .finally(() => {
          busy = false;
        });
    }, periodMs);
    this.#timers.push(timer);
  }
}
