import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { BadInput } from '@mlc/kernel';

/** Connections shared by all requests of a door; those of writes are never reused, see `connectionsFor`. */
export interface Connections {
  http: http.Agent;
  https: https.Agent;
}

/** Idle sockets are dropped before usual servers (Node: 5 s) drop them, so that a reused one is seldom a dead one. */
const IDLE_MS = 4_000;
const SOCKETS_PER_HOST = 32;

export function openConnections(keepAlive: boolean): Connections {
  // Without `keepAlive` a socket serves one request. Both know no proxy: none is read from the environment.
  const options = { keepAlive, timeout: keepAlive ? IDLE_MS : undefined, maxSockets: SOCKETS_PER_HOST };
  return { http: new http.Agent(options), https: new https.Agent({ ...options, rejectUnauthorized: true }) };
}

/**
 * What happened on the wire during one request of ours, over all of its attempts. Handed to axios as its transport, since only
 * here can be seen whether bytes left: before the connection (and its TLS) stands, nothing was sent.
 */
export class Exchange {
  /** Some attempt's bytes may have left. */
  sent = false;
  /** Some attempt was sent and ended otherwise than by a 429: a write may have happened. */
  unsettled = false;
  /** The running attempt was ended by us. */
  cut: 'timeout' | 'deadline' | null = null;
  blocked: BadInput | null = null;
  attempts = 0;
  startedMs = 0;
  waitedForBudgetMs = 0;
  /** The running attempt's place in the rate budget; null when it takes none, or once it is settled. */
  ticket: string | null = null;
  #limitMs = 0;
  #limitCause: 'timeout' | 'deadline' = 'timeout';

  constructor(
    private readonly connections: Connections,
    private readonly lookup: LookupFunction,
  ) {}

  /** Begins an attempt of at most `timeoutMs`, less when the deadline is nearer. */
  begin(nowMs: number, timeoutMs: number, deadlineMs: number | undefined): void {
    this.attempts += 1;
    this.startedMs = nowMs;
    this.cut = null;
    const leftMs = deadlineMs === undefined ? Number.POSITIVE_INFINITY : deadlineMs - nowMs;
    this.#limitMs = Math.max(1, Math.min(timeoutMs, leftMs));
    this.#limitCause = leftMs < timeoutMs ? 'deadline' : 'timeout';
  }

  /** The transport interface axios calls. */
  request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest {
    const secure = options.protocol === 'https:';
    const agent = secure ? this.connections.https : this.connections.http;
    const request = (secure ? https : http).request(
      { ...options, agent, lookup: this.lookup, socketPath: undefined, createConnection: undefined },
      onResponse,
    );
    request.on('socket', (socket: Socket) => this.#watch(request, socket, secure));
    request.on('error', (error: unknown) => {
      if (error instanceof BadInput) this.blocked = error;
    });
    // One timer for everything from connecting to the last byte: an inactivity time-out would let a slow drip go on for ever.
    const timer = setTimeout(() => {
      this.cut = this.#limitCause;
      request.destroy(Object.assign(new Error('cut'), { code: 'ETIMEDOUT' }));
    }, this.#limitMs);
    request.once('close', () => clearTimeout(timer));
    return request;
  }

  #watch(request: ClientRequest, socket: Socket, secure: boolean): void {
    const mark = () => {
      this.sent = true;
    };
    if (request.reusedSocket || (!secure && !socket.connecting)) mark();
    else socket.once(secure ? 'secureConnect' : 'connect', mark);
  }
}
