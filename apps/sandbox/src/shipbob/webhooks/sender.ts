import { randomBytes } from 'node:crypto';
import type { Clock, Json } from '@mlc/kernel';
import { SeededRandom } from '@mlc/kernel';
import type { ShipBobOptions } from '../options.js';
import type { Subscription } from '../records.js';
import { type Attempt, type Delivery, headersOf, post, succeeded } from './attempt.js';
import { type WebhookKnob, WebhookKnobs } from './knobs.js';

/** Waits before each attempt: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h (ShipBob docs "webhooks"). */
const WAITS_MS = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map((seconds) => seconds * 1000);
/** After so long with nothing but failures the endpoint is disabled. */
const DISABLE_AFTER_MS = 5 * 24 * 3_600_000;
const TIMER_MAX_MS = 60_000;

interface Job {
  delivery: Delivery;
  subscription: Subscription;
  knob: WebhookKnob | null;
  inFlight: boolean;
}

/**
 * Delivers webhooks as ShipBob does: signed, at least once, in no promised order, retried on the documented schedule.
 * The schedule runs on the sandbox clock times `webhookTimeScale`; the receiver's time-out is real time.
 */
export class WebhookSender {
  readonly #clock: Clock;
  readonly #options: () => ShipBobOptions;
  readonly #knobs = new WebhookKnobs();
  #jobs: Job[] = [];
  #lastSeq = 0;
  #holding = false;
  #random = new SeededRandom(1);
  #timer: NodeJS.Timeout | null = null;
  #stop = new AbortController();
  #waiters: (() => void)[] = [];

  constructor(clock: Clock, options: () => ShipBobOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Sends `topic` to every enabled subscription that wants it. */
  emit(subscriptions: Subscription[], topic: string, bodyOf: (version: string) => Json): void {
    for (const subscription of subscriptions) {
      if (!subscription.enabled || !subscription.topics.includes(topic)) continue;
      this.send(subscription, topic, JSON.stringify(bodyOf(subscription.version)));
    }
  }

  /** Sends one message to one subscription, with the knobs that strike it. `body` is the exact text. */
  send(
    subscription: Subscription,
    topic: string,
    body: string,
    more: { webhookId?: string; knob?: WebhookKnob } = {},
  ): void {
    const struck = this.#knobs.strike(topic, this.#random);
    const knob = more.knob ?? struck.knob;
    const webhookId = more.webhookId ?? newMessageId();
    const ids = [
      ...Array.from({ length: 1 + knob.duplicatesSameId }, () => webhookId),
      ...Array.from({ length: knob.duplicatesNewId }, newMessageId),
    ];
    for (const id of ids) {
      this.#lastSeq += 1;
      const delivery: Delivery = {
        seq: this.#lastSeq,
        webhookId: id,
        topic,
        subscriptionId: subscription.id,
        url: subscription.url,
        body,
        state: struck.dropped && more.knob === undefined ? 'dropped' : this.#holding ? 'held' : 'pending',
        attempts: [],
        dueAtMs: this.#nowMs() + knob.delayMs,
      };
      this.#jobs.push({ delivery, subscription, knob, inFlight: false });
    }
    this.wake();
  }

  setKnobs(knobs: WebhookKnob[], seed?: number): void {
    this.#knobs.set(knobs);
    if (seed !== undefined) this.#random = new SeededRandom(seed);
  }

  /** From now on messages are kept back. */
  hold(): void {
    this.#holding = true;
  }

  /** Sends what was kept back, one after the other, in the wanted order; resolves when each had its attempt. */
  async release(order: 'forward' | 'reverse' | 'shuffle'): Promise<number> {
    this.#holding = false;
    const held = this.#jobs.filter((job) => job.delivery.state === 'held');
    const ordered = order === 'forward' ? held : order === 'reverse' ? held.toReversed() : this.#random.shuffle(held);
    for (const job of ordered) {
      job.inFlight = true;
      job.delivery.state = 'pending';
    }
    for (const job of ordered) await this.#attempt(job);
    return ordered.length;
  }

  /** Sends recorded messages again under their old ids, as the dashboard's "Recover" does. */
  replay(seqs: number[]): number {
    const again = this.#jobs.filter((job) => seqs.includes(job.delivery.seq));
    for (const { subscription, delivery } of again) {
      this.send(subscription, delivery.topic, delivery.body, { webhookId: delivery.webhookId });
    }
    return again.length;
  }

  deliveries(sinceSeq = 0): Delivery[] {
    return this.#jobs.map((job) => job.delivery).filter((delivery) => delivery.seq > sinceSeq);
  }

  get pending(): number {
    return this.#jobs.filter((job) => job.delivery.state === 'pending').length;
  }

  /** Waits until nothing is pending (what is held does not count); false when the real time ran out. */
  async settled(timeoutMs: number): Promise<boolean> {
    const untilMs = Date.now() + timeoutMs;
    while (this.pending > 0) {
      const leftMs = untilMs - Date.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return true;
  }

  /** Looks at the clock again: something new is due, or the clock was moved. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const nowMs = this.#nowMs();
    const waiting = this.#jobs.filter((job) => job.delivery.state === 'pending' && !job.inFlight);
    for (const job of waiting.filter((candidate) => candidate.delivery.dueAtMs <= nowMs)) {
      job.inFlight = true;
      // Not in this call: a handler that caused the message must answer first, its state change is synchronous.
      setImmediate(() => void this.#attempt(job));
    }
    const next = waiting.filter((job) => !job.inFlight).map((job) => job.delivery.dueAtMs);
    if (next.length === 0) return;
    const inMs = Math.min(...next) - nowMs;
    this.#timer = setTimeout(() => this.wake(), Math.min(TIMER_MAX_MS, Math.max(1, inMs)));
    this.#timer.unref();
  }

  clear(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#jobs = [];
    this.#knobs.set([]);
    this.#holding = false;
    this.#random = new SeededRandom(1);
    this.#tellWaiters();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#stop.abort();
    this.#tellWaiters();
  }

  async #attempt(job: Job): Promise<void> {
    const { delivery, subscription } = job;
    const stop = this.#stop.signal;
    if (stop.aborted) return;
    if (!subscription.enabled) {
      delivery.state = 'failed';
    } else {
      const spoiled = job.knob?.attempts === 'all' || delivery.attempts.length === 0;
      const headers = headersOf(delivery, subscription.secret, this.#nowMs(), spoiled ? job.knob : null);
      const at = this.#clock.now().toISOString();
      const attempt = await post(delivery, headers, this.#options().webhookTimeoutMs, at, stop);
      if (stop.aborted) return;
      delivery.attempts.push(attempt);
      this.#judge(job, attempt);
    }
    job.inFlight = false;
    this.#tellWaiters();
    this.wake();
  }

  #judge(job: Job, attempt: Attempt): void {
    const { delivery, subscription } = job;
    const nowMs = this.#nowMs();
    if (succeeded(attempt)) {
      delivery.state = 'delivered';
      subscription.failingSinceMs = null;
      return;
    }
    const scale = this.#options().webhookTimeScale;
    subscription.failingSinceMs ??= nowMs;
    if (nowMs - subscription.failingSinceMs >= DISABLE_AFTER_MS * scale) subscription.enabled = false;
    const waitMs = WAITS_MS[delivery.attempts.length];
    if (waitMs === undefined || !subscription.enabled) delivery.state = 'failed';
    else delivery.dueAtMs = nowMs + waitMs * scale;
  }

  #tellWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter();
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** In the style of ShipBob's printed ids: `msg_` and 27 characters. */
const newMessageId = (): string =>
  `msg_${[...randomBytes(27)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '0').join('')}`;
