import type { PollPage, PollRow, ShipBobPageRequest, ShipBobSource } from '@mlc/engine';
import { BadInput, contentHash } from '@mlc/kernel';
import type { z } from 'zod';
import { lastUpdateOf, orderSchema } from '../decode/order.js';
import { seenWro, wroSchema } from '../decode/receiving.js';
import { returnSchema } from '../decode/returns.js';
import type { ShipBobClient } from '../http/client.js';
import { readNumberedPage, readPage } from '../http/paging.js';
import type { Query } from '../http/query.js';
import { endpoints } from '../versions.js';
import { pollInvoices } from './poll-invoices.js';
import { pollUros } from './poll-uros.js';
import { OPEN_STATUSES } from './statuses.js';
import { toldOfOrder, toldOfWro } from './told.js';

const DAY_MS = 86_400_000;
/** How far back a first poll looks. */
const HORIZON_DAYS = 90;

interface Bounds {
  fromMs: number;
  toMs: number;
  /** How long a completed WRO is looked at again. */
  watchDays: number;
}

interface Phase {
  name: string;
  query: (bounds: Bounds) => Query;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Since when completed WROs are listed: a day before the mark; and by the first poll of each day (UTC) as far back as they
 * are watched, since ShipBob may find goods long after it said Completed, and nothing tells of that.
 */
function completedSince({ fromMs, toMs, watchDays }: Bounds): number {
  const recentMs = fromMs - DAY_MS;
  const isNewDay = Math.floor(fromMs / DAY_MS) < Math.floor(toMs / DAY_MS);
  return isNewDay ? Math.min(recentMs, toMs - watchDays * DAY_MS) : recentMs;
}

/**
 * Receiving has no "updated since" filter (ShipBob docs): open WROs are read each time, completed ones by their date, and
 * cancelled ones of the last 90 days, since nothing else tells of a cancellation.
 */
const receivingPhases: readonly Phase[] = [
  { name: 'open', query: () => ({ Statuses: OPEN_STATUSES }) },
  {
    name: 'completed',
    query: (bounds) => ({ Statuses: 'Completed', CompletedStartDate: iso(completedSince(bounds)) }),
  },
  {
    name: 'cancelled',
    query: ({ toMs }) => ({ Statuses: 'Cancelled', InsertStartDate: iso(toMs - HORIZON_DAYS * DAY_MS) }),
  },
];

/**
 * Orders by last update and by last tracking update, oldest first. There is no upper bound on purpose: with one, an order
 * updated meanwhile would leave the list, and the rows behind it would slide onto pages already read. Without one the list
 * only grows; the caller keeps the mark at or before the pass's start.
 */
const orderPhases: readonly Phase[] = [
  { name: 'updated', query: ({ fromMs }) => ({ LastUpdateStartDate: iso(fromMs), SortOrder: 'Oldest' }) },
  { name: 'tracked', query: ({ fromMs }) => ({ LastTrackingUpdateStartDate: iso(fromMs), SortOrder: 'Oldest' }) },
];

/**
 * Returns have no "updated since" filter either: open ones each time, completed ones by their date with a day of overlap,
 * cancelled ones of the last 90 days. Oldest first, so that new ones do not push rows onto pages already read.
 */
const returnPhases: readonly Phase[] = [
  { name: 'open', query: () => ({ Status: ['AwaitingArrival', 'Arrived', 'Processing'], SortOrder: 'Asc' }) },
  {
    name: 'completed',
    query: ({ fromMs }) => ({ Status: 'Completed', CompletedStartDate: iso(fromMs - DAY_MS), SortOrder: 'Asc' }),
  },
  {
    name: 'cancelled',
    query: ({ toMs }) => ({ Status: 'Cancelled', StartDate: iso(toMs - HORIZON_DAYS * DAY_MS), SortOrder: 'Asc' }),
  },
];

export type ShipBobPage = PollPage & { nextPosition: string | null };

/** One page of a poll. `position` is `<phase>:<page>`; the last page of the last phase is `last`. */
export async function pollPage(
  client: ShipBobClient,
  source: ShipBobSource,
  request: ShipBobPageRequest,
): Promise<ShipBobPage> {
  switch (source) {
    case 'shipbob.receiving':
      return readPhase(client, { ...receiving, read: readPage }, request);
    case 'shipbob.order':
      return readPhase(client, { ...orders, read: readPage }, request);
    case 'shipbob.uro':
      return pollUros(client, request);
    case 'shipbob.invoice':
      return pollInvoices(client, request);
    case 'shipbob.return':
      return readPhase(client, { ...returns, read: readNumberedPage }, request);
  }
}

interface Source<T extends z.ZodType> {
  path: string;
  phases: readonly Phase[];
  schema: T;
  toRow: (record: z.output<T>) => PollRow;
}

async function readPhase<T extends z.ZodType>(
  client: ShipBobClient,
  source: Source<T> & { read: typeof readPage<T> },
  request: ShipBobPageRequest,
): Promise<ShipBobPage> {
  const { phase, index, page } = positionOf(source.phases, request.position);
  const toMs = timeOf(request.to, 'to');
  const fromMs = request.from === null ? toMs - HORIZON_DAYS * DAY_MS : timeOf(request.from, 'from');
  const query = phase.query({ fromMs, toMs, watchDays: request.watchDays ?? HORIZON_DAYS });
  const found = await source.read(client, { path: source.path, query, page, priority: 'polls' }, source.schema);
  const next = found.last ? source.phases[index + 1] : phase;
  return {
    rows: found.rows.map(source.toRow),
    serverTime: serverTime(found.headers),
    last: next === undefined,
    nextPosition: next === undefined ? null : `${next.name}:${found.last ? 1 : page + 1}`,
  };
}

function positionOf(phases: readonly Phase[], position: string | null): { phase: Phase; index: number; page: number } {
  const [name = '', pageText = ''] = (position ?? `${phases[0]?.name}:1`).split(':');
  const index = phases.findIndex((phase) => phase.name === name);
  const phase = phases[index];
  const page = Number(pageText);
  if (phase !== undefined && Number.isInteger(page) && page >= 1) return { phase, index, page };
  throw new BadInput(`Poll position ${JSON.stringify(position)} is not <phase>:<page>.`, {
    code: 'shipbob.bad_position',
    fix: 'Start the poll of this source anew.',
  });
}

function timeOf(text: string, field: string): number {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new BadInput(`${JSON.stringify(text)} is not an ISO 8601 time.`, { code: 'shipbob.bad_time', field });
}

/** ShipBob's clock by its `Date` header; ours when a proxy removed it. */
function serverTime(headers: Record<string, string>): string {
  const ms = Date.parse(headers['date'] ?? '');
  return new Date(Number.isNaN(ms) ? Date.now() : ms).toISOString();
}

const source = <T extends z.ZodType>(definition: Source<T>): Source<T> => definition;

const receiving = source({
  path: endpoints.wros.path,
  phases: receivingPhases,
  schema: wroSchema,
  toRow: (answer) => {
    const wro = seenWro(answer);
    return {
      id: wro.id,
      hash: contentHash(wro),
      stamp: wro.last_updated_date,
      told: toldOfWro(wro),
      refs: { purchase_order_number: wro.purchase_order_number },
    };
  },
});

const orders = source({
  path: endpoints.orders.path,
  phases: orderPhases,
  schema: orderSchema,
  toRow: (order) => ({
    id: order.id,
    hash: contentHash(order),
    stamp: lastUpdateOf(order),
    told: toldOfOrder(order),
    refs: { reference_id: order.reference_id, channel_id: order.channel?.id ?? null },
  }),
});

const returns = source({
  path: endpoints.returns.path,
  phases: returnPhases,
  schema: returnSchema,
  toRow: ({ found, changedAt }) => ({
    id: found.id,
    hash: contentHash(found),
    stamp: changedAt,
    refs: {
      reference_id: found.reference_id,
      original_shipment_id: found.original_shipment_id,
      channel_id: found.channel?.id ?? null,
    },
  }),
});
