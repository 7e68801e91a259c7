import { POLL_SOURCES } from '@mlc/engine';
import { explain } from '@mlc/kernel';
import { DEFAULT_EVERY_SECONDS, type Logger, type Runtime } from '@mlc/platform';
import type { Schedules } from '@mlc/queues';

/** How often the schedules are compared with what the queues hold, milliseconds. */
const KEEP_MS = 5000;

/**
 * Keeps the queues' job schedulers equal to the schedules in Postgres: one per connection and source, changed without a
 * restart, made anew after the queues lost everything.
 */
export class ScheduleKeeper {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #known = new Map<string, string>();

  constructor(
    private readonly runtime: Runtime,
    private readonly schedules: Schedules,
    private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    await this.keep();
    let busy = false;
    this.#timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.#running = this.keep().finally(() => {
        busy = false;
      });
    }, KEEP_MS);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
  }

  async keep(): Promise<void> {
    try {
      await this.runtime.store.heartbeat.beat('poller', process.pid);
      const wanted = await this.wanted();
      const held = new Set((await this.schedules.list()).map((schedule) => schedule.key));
      for (const [key, schedule] of wanted) {
        const text = JSON.stringify(schedule.when);
        if (held.has(key) && this.#known.get(key) === text) continue;
        await this.schedules.upsert({ key, ...schedule.when, job: 'source.poll', data: schedule.data });
        this.#known.set(key, text);
      }
      for (const key of held) if (!wanted.has(key)) await this.schedules.remove(key);
    } catch (error) {
      this.log.warn('schedules.failed', { message: explain(error) });
    }
  }

  private async wanted(): Promise<Map<string, { when: When; data: { connectionId: string; source: string } }>> {
    const { connections, schedules } = this.runtime.store;
    const wanted = new Map<string, { when: When; data: { connectionId: string; source: string } }>();
    for (const connection of await connections.list()) {
      if (connection.state !== 'active') continue;
      const own = new Map((await schedules.list(connection.id)).map((schedule) => [schedule.source, schedule]));
      for (const source of POLL_SOURCES) {
        const schedule = own.get(source);
        if (schedule?.enabled === false) continue;
        const when: When = schedule?.cron
          ? { cron: schedule.cron, timeZone: schedule.timeZone }
          : { everyMs: (schedule?.everySeconds ?? DEFAULT_EVERY_SECONDS[source]) * 1000 };
        wanted.set(`${connection.id}/${source}`, { when, data: { connectionId: connection.id, source } });
      }
    }
    return wanted;
  }
}

type When = { everyMs: number } | { cron: string; timeZone: string };
