import type { PollPage, PollRow, ShipBobPageRequest, ShipBobSource } from '@mlc/engine';
import { BadInput, contentHash } from '@mlc/kernel';
import type { z } from 'zod';
import { lastUpdateOf, orderSchema } from '../decode/order.js';
import { seenWro, wroSchema } from '../decode/receiving.js';
import type { ShipBobClient } from '../http/client.js';
import { readPage } from '../http/paging.js';
import type { Query } from '../http/query.js';

const DAY_MS = 86_400_000;
/** How far back a first poll looks, and how long an ended WRO is still watched. */
const HORIZON_DAYS = 90;

/** All statuses that may still move (ShipBob docs "receiving"; hub statuses from the OpenAPI enum). */
const OPEN_STATUSES = [
  'Awaiting',
  'PartiallyArrived',
  'Arrived',
  'Processing',
  'PartiallyArrivedAtHub',
  'ArrivedAtHub',
  'ProcessingAtHub',
  'InternalTransfer',
  'Incomplete',
] as const;

interface Phase {
  name: string;
  query: (bounds: { fromMs: number; toMs: number }) => Query;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Receiving has no "updated since" filter (ShipBob docs): open WROs are read each time, completed ones by their date with
 * a day of overlap, and cancelled ones of the last 90 days, since nothing else tells of a cancellation.
 */
const receivingPhases: readonly Phase[] = [
  { name: 'open', query: () => ({ Statuses: OPEN_STATUSES }) },
  {
    name: 'completed',
    query: ({ fromMs }) => ({ Statuses: 'Completed', CompletedStartDate: iso(fromMs - DAY_MS) }),
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

export type ShipBobPage = PollPage & { nextPosition: string | null };

/** One page of a poll. `position` is `<phase>:<page>`; the last page of the last phase is `last`. */
export async function pollPage(
  client: ShipBobClient,
  source: ShipBobSource,
  request: ShipBobPageRequest,
): Promise<ShipBobPage> {
  return source === 'shipbob.receiving'
    ? readPhase(client, { path: '/receiving', phases: receivingPhases, schema: wroSchema, toRow: wroRow }, request)
    : readPhase(client, { path: '/order', phases: orderPhases, schema: orderSchema, toRow: orderRow }, request);
}

interface Source<T extends z.ZodType> {
  path: string;
  phases: readonly Phase[];
  schema: T;
  toRow: (record: z.output<T>) => PollRow;
}

async function readPhase<T extends z.ZodType>(
  client: ShipBobClient,
  source: Source<T>,
  request: ShipBobPageRequest,
): Promise<ShipBobPage> {
  const { phase, index, page } = positionOf(source.phases, request.position);
  const toMs = timeOf(request.to, 'to');
  const fromMs = request.from === null ? toMs - HORIZON_DAYS * DAY_MS : timeOf(request.from, 'from');
  const query = phase.query({ fromMs, toMs });
  const found = await readPage(client, { path: source.path, query, page, priority: 'backfill' }, source.schema);
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

function wroRow(answer: z.output<typeof wroSchema>): PollRow {
  const wro = seenWro(answer);
  return {
    id: wro.id,
    hash: contentHash(wro),
    stamp: wro.last_updated_date,
    refs: { purchase_order_number: wro.purchase_order_number },
  };
}

function orderRow(order: z.output<typeof orderSchema>): PollRow {
  return {
    id: order.id,
    hash: contentHash(order),
    stamp: lastUpdateOf(order),
    refs: { reference_id: order.reference_id, channel_id: order.channel?.id ?? null },
  };
}
