import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, crashPoint, limits, msAfter } from '@mlc/kernel';
import { noticesFor } from './notices.js';
import { lookForGone, mayVanish } from './poll-gone.js';
import { isShipBobSource, type PollSource } from './poll-sources.js';
import type { Ledger } from './ports/ledger.js';
import type { PollMark, PollRunning, PollStore } from './ports/polls.js';
import type { OdooReader, PollPage, ShipBobReader } from './ports/remotes.js';

export interface PollWork {
  connectionId: string;
  source: PollSource;
  /** This poller, so that one at a time reads a source. */
  owner: string;
  /** Product time. */
  clock: Clock;
  polls: PollStore;
  ledger: Pick<Ledger, 'lanesOfLinks' | 'lanesLabelled'>;
  odoo: Pick<OdooReader, 'page' | 'gone'>;
  shipbob: Pick<ShipBobReader, 'page'>;
  overlapSeconds: number;
  /** The setting receipt.watch_days. */
  watchDays?: number;
  /** The setting shipments.match_keys. */
  matchKeys?: readonly string[];
  /** The setting limits.full_read_hours; without it a source is read from the beginning only once. */
  fullReadHours?: number;
  /** The setting limits.deletions_hours; without it nobody looks for what is gone. */
  goneHours?: number;
  pageRows: number;
  leaseSeconds: number;
}

export interface PollReport {
  /** False when another poller has the source. */
  taken: boolean;
  pages: number;
  rows: number;
  changed: number;
  notices: number;
  /** Changes that only a pass from the beginning found: what was committed later than the overlap reaches back. */
  late: number;
  /** Known records that are no longer there. */
  gone: number;
}

/**
 * One whole pass over a source. Each page is one transaction: hashes, notices and position together. The lower bound is
 * fixed for the pass; the mark moves only at its end, on the remote's own clock (ARCHITECTURE.md section 6). A pass that
 * was killed goes on at its last page; one older than an hour starts anew.
 */
export async function pollOnce(work: PollWork): Promise<PollReport> {
  const report: PollReport = { taken: false, pages: 0, rows: 0, changed: 0, notices: 0, late: 0, gone: 0 };
  const taken = await takePatiently(work);
  if (!taken) return report;
  report.taken = true;
  try {
    let running = resumable(taken);
    for (;;) {
      const page = await readPage(work, taken, running);
      crashPoint('poll.page_read');
      const next = advance(running ?? begin(taken, work, page), page);
      running = await savePage(work, taken, page, next, report);
      if (running === null) break;
    }
    report.gone = await lookForGone(work, taken);
    return report;
  } finally {
    await work.polls.release(work.connectionId, work.source, work.owner);
  }
}

/**
 * Another poller has the source, or had it and was killed: its lease then ends within its own length. Giving up at once
 * would leave the source unread until its next schedule.
 */
async function takePatiently(work: PollWork): Promise<PollMark | null> {
  const untilMs = Date.now() + work.leaseSeconds * 1000 + TAKE_MARGIN_MS;
  for (;;) {
    const taken = await work.polls.take(work.connectionId, work.source, work.owner, work.leaseSeconds);
    if (taken !== null || Date.now() > untilMs) return taken;
    await wait(TAKE_EVERY_MS);
  }
}

const TAKE_EVERY_MS = 500;
const TAKE_MARGIN_MS = 2000;

function resumable(mark: PollMark): PollRunning | null {
  if (mark.running === null) return null;
  const ageMs = Date.now() - Date.parse(mark.running.startedAt);
  return ageMs > limits.pollPassSecondsMax * 1000 ? null : mark.running;
}

export type SourcePage = PollPage & { nextPosition: string | null };

/** One page of any source: Odoo pages by id, ShipBob by a position of its own. */
export async function readSource(
  remotes: { odoo: Pick<OdooReader, 'page'>; shipbob: Pick<ShipBobReader, 'page'> },
  source: PollSource,
  ask: {
    from: string | null;
    to: string;
    position: string | null;
    limit: number;
    watchDays?: number;
    matchKeys?: readonly string[];
  },
): Promise<SourcePage> {
  const { from, to, position, limit, watchDays, matchKeys = [] } = ask;
  if (isShipBobSource(source))
    return remotes.shipbob.page(source, { from, to, position, ...(watchDays === undefined ? {} : { watchDays }) });
  const afterId = position === null ? 0 : Number(position);
  const keys = source === 'sale.order' ? matchKeys.filter((key) => !NO_FIELDS.has(key)) : [];
  const page = await remotes.odoo.page(source, { from, afterId, limit, ...(keys.length > 0 ? { keys } : {}) });
  return { ...page, nextPosition: String(page.rows.at(-1)?.id ?? afterId) };
}

/** Keys that are no field of sale.order, or stand in its rows anyway. */
const NO_FIELDS = new Set(['link', 'picking_origin', 'name', 'client_order_ref', 'origin']);

function readPage(work: PollWork, mark: PollMark, running: PollRunning | null): Promise<SourcePage> {
  return readSource(work, work.source, {
    from: running ? running.from : beginsAt(mark, work),
    // The upper bound is fixed by the first page's server time, so that pages do not shift under the reader.
    to: running?.startedServerTime ?? msAfter(work.clock.now(), SHIPBOB_AHEAD_MS).toISOString(),
    position: running?.position ?? null,
    limit: work.pageRows,
    ...(work.watchDays === undefined ? {} : { watchDays: work.watchDays }),
    ...(work.matchKeys === undefined ? {} : { matchKeys: work.matchKeys }),
  });
}

/** The first page asks a little into the future, since ShipBob's clock may run ahead of ours. */
const SHIPBOB_AHEAD_MS = 10 * 60_000;

/** The mark minus the overlap, in the remote's own format. */
export function lowerBound(mark: string | null, work: Pick<PollWork, 'source' | 'overlapSeconds'>): string | null {
  if (mark === null) return null;
  const at = new Date(parseStamp(mark) - work.overlapSeconds * 1000);
  return isShipBobSource(work.source) ? at.toISOString() : odooStamp(at);
}

/** Milliseconds of `YYYY-MM-DD HH:MM:SS` (UTC) or ISO 8601. */
export const parseStamp = (stamp: string): number =>
  Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(stamp) ? `${stamp.replace(' ', 'T')}Z` : stamp);

export const odooStamp = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

/**
 * Where a pass begins: behind its mark, and once in so many hours at the very beginning. No overlap is a proof: what a long
 * import commits may be older than any, and only the whole tells (ShipBob's sources have horizons of their own).
 */
function beginsAt(mark: PollMark, work: PollWork): string | null {
  const { fullReadHours, clock, source } = work;
  const since = mark.fullyReadAt;
  if (fullReadHours === undefined || since === null || isShipBobSource(source)) return lowerBound(mark.mark, work);
  return msAfter(new Date(since), fullReadHours * 3_600_000) > clock.now() ? lowerBound(mark.mark, work) : null;
}

function begin(mark: PollMark, work: PollWork, page: SourcePage): PollRunning {
  return {
    from: beginsAt(mark, work),
    position: null,
    maxStamp: mark.mark,
    startedServerTime: page.serverTime,
    startedAt: new Date().toISOString(),
    pages: 0,
    changed: 0,
  };
}

function advance(running: PollRunning, page: SourcePage): PollRunning {
  const stamps = page.rows.map((row) => row.stamp).filter((stamp) => stamp !== null);
  const maxStamp = [running.maxStamp, ...stamps].reduce(
    (most, stamp) => (stamp !== null && (most === null || parseStamp(stamp) > parseStamp(most)) ? stamp : most),
    null,
  );
  return { ...running, position: page.nextPosition, maxStamp, pages: running.pages + 1 };
}

/** Saves the page; returns the running pass, or null when this was its last page. */
async function savePage(
  work: PollWork,
  mark: PollMark,
  page: SourcePage,
  running: PollRunning,
  report: PollReport,
): Promise<PollRunning | null> {
  const { connectionId, source, owner } = work;
  const changed = await work.polls.changed(connectionId, source, page.rows);
  const notices = await noticesFor(work, changed);
  const usual = running.from === null ? lowerBound(mark.mark, work) : null;
  const late = changed.filter(({ stamp }) => usual !== null && stamp !== null && parseStamp(stamp) < parseStamp(usual));
  const next = { ...running, changed: running.changed + changed.length };
  crashPoint('poll.before_commit');
  await work.polls.savePage({
    connectionId,
    source,
    owner,
    rows: changed,
    notices,
    running: page.last ? null : next,
    finished: page.last ? finished(next, work) : null,
    keepRefs: mayVanish(source),
  });
  crashPoint('poll.after_commit');
  report.pages += 1;
  report.rows += page.rows.length;
  report.changed += changed.length;
  report.notices += notices.length;
  report.late += late.length;
  return page.last ? null : next;
}

function finished(running: PollRunning, work: PollWork): { mark: string | null; fullyReadAt?: Date } {
  const mark = finalMark(running, work);
  return running.from === null ? { mark, fullyReadAt: work.clock.now() } : { mark };
}

/**
 * min(largest stamp seen, the server's clock when the pass began): never past what may still commit behind it. A quiet
 * source follows that clock at the distance of one overlap, so that the next poll reaches back two of them and not to the
 * last change for ever: a thousand products changed at once would else be read again by every poll.
 */
export function finalMark(running: PollRunning, work: Pick<PollWork, 'source' | 'overlapSeconds'>): string | null {
  if (running.maxStamp === null) return null;
  const { maxStamp, startedServerTime } = running;
  const started = parseStamp(startedServerTime);
  if (parseStamp(maxStamp) > started) return startedServerTime;
  const quiet = new Date(started - work.overlapSeconds * 1000);
  if (parseStamp(maxStamp) >= quiet.getTime()) return maxStamp;
  return isShipBobSource(work.source) ? quiet.toISOString() : odooStamp(quiet);
}
