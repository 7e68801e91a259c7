import { type PollSource, type RouteReport, type RouteWork, routeEvents, workOnce } from '@mlc/engine';
import { explain, isKnownError } from '@mlc/kernel';
import { type Logger, type Runtime, stateAfter } from '@mlc/platform';
import { channelOf, routeWebhook, webhookBody } from '@mlc/shipbob';
import type { ConnectionRow } from '@mlc/store';
import { SpacedBell } from './spaced-bell.js';

/** One job works at most this long on a connection before it lets others have their turn, milliseconds. */
const TURN_MS = 15_000;
/** Between two polls of one source that events ask for. */
const TOLD_POLL_EVERY_MS = 15 * 60_000;
/** Rest after a remote was away, at least. */
const REST_MS_MIN = 1000;

export type TurnResult = 'done' | 'more' | 'resting';

/** Works a connection's due lanes and routes its events. Any number of processes may do so at once. */
export class WorkRunner {
  readonly #restUntilMs = new Map<string, number>();
  readonly #wakers = new Map<string, NodeJS.Timeout>();
  readonly #bell = new SpacedBell(TOLD_POLL_EVERY_MS);
  readonly #stop = new AbortController();

  constructor(
    private readonly runtime: Runtime,
    private readonly log: Logger,
  ) {}

  /** Stops after the lane in hand. */
  stop(): void {
    this.#stop.abort();
    this.#bell.stop();
    for (const timer of this.#wakers.values()) clearTimeout(timer);
    this.#wakers.clear();
  }

  /**
   * Calls `ring` when the connection's rest is over. The sweeper would ring too, but its period is long against the seconds
   * that ShipBob's rate limit makes us wait, and a window not used is lost.
   */
  ringAfterRest(connectionId: string, ring: () => void): void {
    const restMs = (this.#restUntilMs.get(connectionId) ?? 0) - Date.now();
    if (restMs <= 0 || this.#wakers.has(connectionId) || this.#stop.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#wakers.delete(connectionId);
      ring();
    }, restMs + 1);
    timer.unref();
    this.#wakers.set(connectionId, timer);
  }

  /** Calls `ring` for a source that events told of: charges come by the thousand. */
  ringSpaced(connectionId: string, source: PollSource, ring: () => void): void {
    this.#bell.ring(`${connectionId}/${source}`, ring);
  }

  /** Works until nothing is due, the turn is over, or the connection must rest. */
  async work(connectionId: string): Promise<TurnResult> {
    if ((this.#restUntilMs.get(connectionId) ?? 0) > Date.now()) return 'resting';
    const connection = await this.runtime.store.connections.byId(connectionId);
    if (connection?.state !== 'active') return 'done';
    const endMs = Date.now() + TURN_MS;
    try {
      const work = await this.runtime.work(connection);
      for (;;) {
        const report = await workOnce(work, this.#stop.signal);
        if (report.stopped !== null) throw report.stopped;
        if (this.#stop.signal.aborted || (report.lanes === 0 && !report.more)) return 'done';
        if (Date.now() > endMs) return 'more';
      }
    } catch (error) {
      return this.rest(connection, error);
    }
  }

  /** Routes stored events to their lanes. */
  async route(connectionId: string): Promise<RouteReport> {
    const connection = await this.runtime.store.connections.byId(connectionId);
    const total: RouteReport = { routed: 0, ignored: 0, sources: [] };
    if (!connection) return total;
    for (;;) {
      const { routed, ignored, sources } = await routeEvents(this.routeWork(connection));
      total.routed += routed;
      total.ignored += ignored;
      total.sources = [...new Set([...total.sources, ...sources])];
      if (routed + ignored === 0) return total;
    }
  }

  private routeWork(connection: ConnectionRow): RouteWork {
    return {
      connectionId: connection.id,
      channelId: connection.shipbobChannelId,
      paused: connection.state === 'paused',
      events: this.runtime.store.events,
      ledger: this.runtime.store.ledger,
      classify: (event) => {
        const body = webhookBody(event.body);
        return { channelId: channelOf(event.headers, body), about: routeWebhook(event.topic, body) };
      },
      log: this.log.info,
    };
  }

  /** A remote that is away rests; wrong credentials or rights stop the connection until a person has mended them. */
  private async rest(connection: ConnectionRow, error: unknown): Promise<TurnResult> {
    if (!isKnownError(error)) throw error;
    if (error.name === 'NeedsAttention') {
      const state = stateAfter(error);
      await this.runtime.store.connections.setState(connection.id, state, explain(error));
      this.log.error(`connection.${state}`, {
        connection: connection.id,
        code: error.code,
        message: explain(error),
      });
      return 'done';
    }
    const afterMs = 'afterMs' in error && typeof error.afterMs === 'number' ? error.afterMs : 0;
    this.#restUntilMs.set(connection.id, Date.now() + Math.max(REST_MS_MIN, afterMs));
    this.log.warn('connection.rests', {
      connection: connection.id,
      code: error.code,
      afterMs,
      message: explain(error),
    });
    return 'resting';
  }
}
