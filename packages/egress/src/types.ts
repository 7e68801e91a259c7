import type { CallPriority, RateBudgetStore } from '@mlc/engine';
import type { Clock, Redacted } from '@mlc/kernel';
import type { EgressPolicy } from './policy.js';

/** One call to a remote, as the Odoo and ShipBob clients hand it to the door. */
export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, without user info. `https:` unless the operator allowed this very host and port. */
  url: string;
  /** Secrets stay Redacted until the bytes leave. */
  headers: Readonly<Record<string, string | Redacted<string>>>;
  body?: string | Buffer;
  /** For each attempt, from the first byte to the last one read. Milliseconds. */
  timeoutMs: number;
  /** True when sending it twice does what sending it once does: only then does the door repeat it by itself. */
  idempotent: boolean;
  /** True when it may change something at the remote: refused by the write fence, never guessed about when lost. */
  mutating: boolean;
  /** Largest answer accepted, after decompression. */
  maxBodyBytes: number;
  /** Whose rate budget each attempt takes, and how urgent it is. */
  budget?: { accountId: string; priority: CallPriority };
  /** Real time, milliseconds since 1970: no attempt starts after it and a running one is cut there. */
  deadlineMs?: number;
}

/** What the remote answered, whatever the status (redirects too: they are never followed). A 429 never gets here. */
export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated ones joined by `, `. */
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * The only way out of this house. `request` resolves with any complete answer but a 429 and otherwise throws
 * - `BadInput` `egress.blocked`: the policy forbids this address; nothing was sent
 * - `BadInput` `egress.fenced`: a mutating call that the write fence forbids; no socket was opened
 * - `RetryLater` `egress.unreachable`, `egress.tls`, `egress.tls_*`: no connection was made, nothing was sent
 * - `RetryLater` `egress.rate_limited`: the remote answered 429, which does nothing
 * - `RetryLater` `egress.budget`, `egress.deadline`: no room in the rate budget, or in time; nothing was sent
 * - `RetryLater` `egress.no_answer`, `egress.body_too_large`: a read got no usable answer
 * - `OutcomeUnknown` `egress.no_answer`, `egress.body_too_large`: a mutating call was sent and got none
 *
 * No error holds a header, a body or a query of the request.
 */
export interface HttpDoor {
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** One structured line for each attempt: ids and figures only, never a header, a query or a body. */
export interface DoorLogLine {
  method: string;
  host: string;
  path: string;
  attempt: number;
  /** Null when no answer came. */
  status: number | null;
  /** Duration of the attempt, without its wait for the rate budget. */
  ms: number;
  waitedForBudgetMs: number;
  accountId: string | null;
  /** Code of the failure, when there was one. */
  error: string | null;
}

/**
 * Whether mutating requests pass. `read_only`: none, refused before a socket is opened. `permitted`: those made inside
 * `withWritePermit`, so that a flow in preview cannot write whatever its code asks for. `open`: all.
 */
export type WriteFence = 'open' | 'permitted' | 'read_only';

export interface DoorOptions {
  policy: EgressPolicy;
  /** Required by requests that carry a budget. */
  budgetStore?: RateBudgetStore;
  /** Calls one (user, application) may make in any window; ShipBob's own 150 when absent. */
  callsPerWindow?: number;
  fence: WriteFence;
  log?: (line: DoorLogLine) => void;
  /** The remote counted calls of the same budget that we did not make: somebody else uses this credential. */
  onForeignCalls?: (found: { accountId: string; calls: number }) => void;
  /** Real time; replaced in tests only. */
  clock?: Clock;
}
