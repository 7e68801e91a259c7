import { BadInput, Bug, isKnownError, type KnownError, Redacted, RetryLater, realClock } from '@mlc/kernel';
import axios, { AxiosError, type AxiosResponse } from 'axios';
import axiosRetry, { exponentialDelay } from 'axios-retry';
import { BudgetGate } from './budget-gate.js';
import { type Connections, Exchange, openConnections } from './exchange.js';
import { afterEarlierAttempts, failureOf, outOfTime } from './failures.js';
import { hasWritePermit } from './permit.js';
import { remainingCalls, retryAfterMs } from './rate-headers.js';
import { checkTarget, guardedLookup, printable, type Target } from './target.js';
import type { DoorOptions, HttpDoor, HttpRequest, HttpResponse } from './types.js';

const RETRIES = 2;
const FIRST_DELAY_MS = 250;
/** A wait longer than this is the caller's business, who can do other work meanwhile. */
const RETRY_DELAY_MOST_MS = 10_000;
/** Between the end of an attempt and the budget's hearing of it. */
const HOLD_MARGIN_MS = 10_000;
const RETRIED_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const TOO_LARGE = /maxContentLength/;

/**
 * Opens the only door out (see HttpDoor for what `request` throws). Every attempt passes the address policy at connect time,
 * takes the rate budget again and ends by itself; redirects, unix sockets and proxies do not exist here.
 */
export function createDoor(options: DoorOptions): HttpDoor & { close(): void } {
  return new Door(options);
}

class Door implements HttpDoor {
  readonly #gate: BudgetGate | null;
  readonly #reused: Connections = openConnections(true);
  /** A kept connection may be dropped by the remote just as we write to it, and a lost write costs two looks. */
  readonly #fresh: Connections = openConnections(false);

  constructor(private readonly options: DoorOptions) {
    this.#gate = options.budgetStore
      ? new BudgetGate(options.budgetStore, () => this.#nowMs(), options.callsPerWindow)
      : null;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const target = checkTarget(request.url, this.options.policy);
    if (request.mutating && !this.#mayWrite()) throw fenced(request, target);
    if (request.budget && !this.#gate)
      throw new Bug('A request with a rate budget came to a door without a budget store');
    const connections = request.mutating ? this.#fresh : this.#reused;
    const exchange = new Exchange(connections, guardedLookup(target, this.options.policy));
    try {
      return responseOf(await this.#send(request, target, exchange));
    } catch (error) {
      // No AxiosError passes: it holds the request's headers.
      if (error instanceof AxiosError && complete(error.response) && error.response.status !== 429)
        return responseOf(error.response);
      throw this.#failure(error, request, target, exchange);
    }
  }

  #mayWrite(): boolean {
    const { fence } = this.options;
    return fence === 'open' || (fence === 'permitted' && hasWritePermit());
  }

  close(): void {
    for (const { http, https } of [this.#reused, this.#fresh]) {
      http.destroy();
      https.destroy();
    }
  }

  /** One axios instance for each request, so that its interceptors know their request; axios-retry calls them on each attempt. */
  #send(request: HttpRequest, target: Target, exchange: Exchange): Promise<AxiosResponse<Buffer>> {
    const client = axios.create({
      adapter: 'http',
      responseType: 'arraybuffer',
      maxRedirects: 0,
      proxy: false,
      transport: exchange,
      maxContentLength: request.maxBodyBytes,
      maxBodyLength: Number.POSITIVE_INFINITY,
      // Bytes go out and come in as they are.
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: (status) => status !== 429 && !(request.idempotent && RETRIED_STATUS.has(status)),
    });
    client.interceptors.request.use(async (config) => {
      await this.#begin(request, target, exchange);
      return config;
    });
    client.interceptors.response.use(
      (response) => this.#note(request, target, exchange, response, null).then(() => response),
      async (error: unknown) => {
        if (error instanceof AxiosError) await this.#note(request, target, exchange, error.response, error);
        throw error;
      },
    );
    axiosRetry(client, {
      retries: request.idempotent ? RETRIES : 0,
      shouldResetTimeout: true,
      retryCondition: (error) => this.#mayRepeat(request, exchange, error),
      retryDelay: (count, error) => this.#delayMs(request, count, error),
    });
    return client.request<Buffer>({
      url: target.url.href,
      method: request.method,
      headers: { 'user-agent': 'ml-connector', 'content-type': false, ...revealed(request.headers) },
      data: request.body,
    });
  }

  async #begin(request: HttpRequest, target: Target, exchange: Exchange): Promise<void> {
    const { deadlineMs, budget } = request;
    if (deadlineMs !== undefined && this.#nowMs() >= deadlineMs) throw outOfTime(target);
    exchange.waitedForBudgetMs = 0;
    if (budget && this.#gate) {
      const { accountId, priority } = budget;
      const granted = await this.#gate.take(accountId, priority, deadlineMs, request.timeoutMs + HOLD_MARGIN_MS);
      exchange.waitedForBudgetMs = granted.waitedMs;
      exchange.ticket = granted.ticket;
    }
    exchange.begin(this.#nowMs(), request.timeoutMs, deadlineMs);
  }

  /** After each attempt: what its headers say about the budget, and one log line. */
  async #note(
    request: HttpRequest,
    target: Target,
    exchange: Exchange,
    response: AxiosResponse<unknown> | undefined,
    error: AxiosError | null,
  ): Promise<void> {
    const answered = complete(response);
    if (exchange.sent && !(answered && response.status === 429)) exchange.unsettled = true;
    this.options.log?.({
      method: request.method,
      host: printable(target.host, target.port),
      path: target.url.pathname,
      attempt: exchange.attempts,
      status: answered ? response.status : null,
      ms: this.#nowMs() - exchange.startedMs,
      waitedForBudgetMs: exchange.waitedForBudgetMs,
      accountId: request.budget?.accountId ?? null,
      error: answered || error === null ? null : wireFailure(error).code,
    });
    const headers = answered ? headersOf(response) : {};
    if (answered && response.status === 429) await this.#close(request, retryAfterMs(headers, this.#nowMs()));
    await this.#settle(request, exchange, answered ? remainingCalls(headers) : null);
  }

  async #close(request: HttpRequest, ms: number): Promise<void> {
    try {
      if (request.budget) await this.#gate?.closeFor(request.budget.accountId, ms);
    } catch {
      // Nothing was done by a 429; the next one says it again.
    }
  }

  /** Tells the budget that the attempt is over, and what the remote says is left. */
  async #settle(request: HttpRequest, exchange: Exchange, remaining: number | null): Promise<void> {
    const { ticket } = exchange;
    exchange.ticket = null;
    if (ticket === null || !request.budget || !this.#gate) return;
    const { accountId } = request.budget;
    try {
      const foreign = await this.#gate.settle(accountId, ticket, remaining);
      if (foreign > 0) this.options.onForeignCalls?.({ accountId, calls: foreign });
    } catch {
      // The answer is in hand and must not be lost because the budget could not be told: the call then counts a little longer.
    }
  }

  #mayRepeat(request: HttpRequest, exchange: Exchange, error: AxiosError): boolean {
    if (!request.idempotent || exchange.blocked || exchange.cut === 'deadline' || TOO_LARGE.test(error.message))
      return false;
    const delayMs = this.#delayMs(request, exchange.attempts, error);
    if (delayMs > RETRY_DELAY_MOST_MS * 1.2) return false;
    return request.deadlineMs === undefined || this.#nowMs() + delayMs < request.deadlineMs;
  }

  /** Exponential with jitter, or longer when the remote says so. After a 429 with a budget the budget itself does the waiting. */
  #delayMs(request: HttpRequest, count: number, error: AxiosError): number {
    if (error.response?.status === 429) {
      if (request.budget) return 0;
      return Math.max(
        exponentialDelay(count, undefined, FIRST_DELAY_MS),
        retryAfterMs(headersOf(error.response), this.#nowMs()),
      );
    }
    return exponentialDelay(count, error, FIRST_DELAY_MS);
  }

  #failure(error: unknown, request: HttpRequest, target: Target, exchange: Exchange): KnownError {
    if (isKnownError(error)) return afterEarlierAttempts(error, request, target, exchange);
    if (error instanceof AxiosError && complete(error.response)) {
      const tooMany = new RetryLater(
        `${printable(target.host, target.port)} answered 429, too many requests; nothing was done.`,
        retryAfterMs(headersOf(error.response), this.#nowMs()),
        { code: 'egress.rate_limited' },
      );
      return afterEarlierAttempts(tooMany, request, target, exchange);
    }
    return failureOf(request, target, exchange, wireFailure(error));
  }

  #nowMs(): number {
    return (this.options.clock ?? realClock).now().getTime();
  }
}

/** An error of axios may carry an answer that broke off; only one with its body is an answer. */
function complete(response: AxiosResponse<unknown> | undefined): response is AxiosResponse<Buffer> {
  return response !== undefined && Buffer.isBuffer(response.data);
}

function responseOf(response: AxiosResponse<Buffer>): HttpResponse {
  return { status: response.status, headers: headersOf(response), body: response.data };
}

function headersOf(response: AxiosResponse<unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}

const revealed = (headers: HttpRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value instanceof Redacted ? value.reveal() : value]),
  );

function wireFailure(error: unknown): { code: string; tooLarge: boolean } {
  if (!(error instanceof AxiosError)) return { code: 'UNKNOWN', tooLarge: false };
  return { code: error.code ?? 'UNKNOWN', tooLarge: TOO_LARGE.test(error.message) };
}

function fenced(request: HttpRequest, target: Target): BadInput {
  return new BadInput(
    `${request.method} ${printable(target.host, target.port)}${target.url.pathname} was not sent: this flow may only read.`,
    { code: 'egress.fenced', field: 'mode', fix: 'Set the flow to live (or approve the effect) to let it write.' },
  );
}
