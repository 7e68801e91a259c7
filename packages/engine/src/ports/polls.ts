import type { NewNotice } from './ledger.js';
import type { KnownRow, PollRow } from './remotes.js';

/** Where a poll of one source stands. */
export interface PollMark {
  connectionId: string;
  source: string;
  /** Everything at or before this stamp has been read; the remote's clock and format. */
  mark: string | null;
  /** Inside a running pass: its fixed lower bound, where it is, the highest stamp so far. Null between passes. */
  running: PollRunning | null;
  /** Product time, ISO 8601, at which deleted records were last looked for; null before the first time. */
  goneLookedAt: string | null;
  /** Product time, ISO 8601, at which everything was last read from the beginning; null before the first time. */
  fullyReadAt: string | null;
}

export interface PollRunning {
  from: string | null;
  /** Odoo: last id. ShipBob: page position. */
  position: string | null;
  maxStamp: string | null;
  /** The remote's clock at the first page. */
  startedServerTime: string;
  /** Our real time at the first page, ISO 8601. */
  startedAt: string;
  pages: number;
  changed: number;
}

export interface PollStore {
  /** Takes the source for `leaseSeconds`, so that one poller at a time reads it; null when another has it. */
  take(connectionId: string, source: string, owner: string, leaseSeconds: number): Promise<PollMark | null>;
  release(connectionId: string, source: string, owner: string): Promise<void>;
  /** Rows whose hash is new or different. */
  changed(connectionId: string, source: string, rows: PollRow[]): Promise<PollRow[]>;
  /**
   * One page = one transaction: hashes, notices, position. With `finished`, the mark moves and `running` is cleared.
   * Fails when the owner no longer holds the source.
   */
  savePage(page: {
    connectionId: string;
    source: string;
    owner: string;
    rows: PollRow[];
    notices: NewNotice[];
    running: PollRunning | null;
    finished: { mark: string | null; fullyReadAt?: Date } | null;
    /** What the rows concern is kept, for when they are gone. */
    keepRefs?: boolean;
  }): Promise<void>;
  /** Records that the source has shown, by id, with what they concerned where that was kept. */
  known(connectionId: string, source: string, page: { afterId: number; limit: number }): Promise<KnownRow[]>;
  /**
   * Forgets records that are gone and raises their notices, in one transaction. With `lookedAt` the look has come to its
   * end. Fails when the owner no longer holds the source.
   */
  forget(gone: {
    connectionId: string;
    source: string;
    owner: string;
    ids: number[];
    notices: NewNotice[];
    lookedAt: Date | null;
  }): Promise<void>;
}
