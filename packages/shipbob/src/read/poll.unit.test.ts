import type { ShipBobPageRequest } from '@mlc/engine';
import { BadInput } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { orderAnswer, wroAnswer } from '../testing/fixtures.js';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobReader } from './reader.js';

const request = { from: '2026-11-10T00:00:00Z', to: '2026-11-11T00:00:00Z', position: null };

/** Reads a source to its end as the poller does. */
async function readAll(source: 'shipbob.order' | 'shipbob.receiving', script: (call: ScriptedCall) => ScriptedAnswer) {
  const { client, door } = scriptedClient(script);
  const reader = createShipBobReader(client);
  const pages = [await reader.page(source, request)];
  for (let last = pages[0]; last && !last.last; last = pages.at(-1)) {
    pages.push(await reader.page(source, { ...request, position: last.nextPosition }));
  }
  return { pages, searches: door.calls.map((call) => `${call.path}${call.search}`) };
}

describe('a poll of receiving orders', () => {
  it('reads the open ones, and the completed and cancelled ones of 90 days', async () => {
    const { pages, searches } = await readAll('shipbob.receiving', () => ({ body: [] }));
    expect(searches).toEqual([
      '/receiving?Statuses=Awaiting,PartiallyArrived,Arrived,Processing,PartiallyArrivedAtHub,ArrivedAtHub,ProcessingAtHub,InternalTransfer,Incomplete&Page=1&Limit=250',
      '/receiving?Statuses=Completed&CompletedStartDate=2026-08-13T00:00:00.000Z&Page=1&Limit=250',
      '/receiving?Statuses=Cancelled&InsertStartDate=2026-08-13T00:00:00.000Z&Page=1&Limit=250',
    ]);
    expect(pages.map((page) => page.nextPosition)).toEqual(['completed:1', 'cancelled:1', null]);
  });

  it('completed ones of the watched days are listed again once a day, and else only the latest', async () => {
    const since = async (more: Partial<ShipBobPageRequest>): Promise<string> => {
      const { client, door } = scriptedClient(() => ({ body: [] }));
      await createShipBobReader(client).page('shipbob.receiving', { ...request, position: 'completed:1', ...more });
      return /CompletedStartDate=([^&]+)/.exec(door.calls[0]?.search ?? '')?.[1] ?? '';
    };
    const sameDay = { from: '2026-11-10T08:00:00Z', to: '2026-11-10T09:00:00Z' };
    expect(await since(sameDay)).toBe('2026-11-09T08:00:00.000Z');
    expect(await since({ ...sameDay, watchDays: 30 })).toBe('2026-11-09T08:00:00.000Z');
    const newDay = { from: '2026-11-10T23:50:00Z', to: '2026-11-11T00:05:00Z' };
    expect(await since(newDay)).toBe('2026-08-13T00:05:00.000Z');
    expect(await since({ ...newDay, watchDays: 30 })).toBe('2026-10-12T00:05:00.000Z');
    expect(await since({ ...newDay, watchDays: 0 })).toBe('2026-11-09T23:50:00.000Z');
  });

  it('gives id, number, stamp and a hash that moves with the quantities and with nothing unknown', async () => {
    const row = async (more: Record<string, unknown>) => {
      const { pages } = await readAll('shipbob.receiving', (call) => ({
        body: call.search.includes('Awaiting') ? [wroAnswer(5, more)] : [],
      }));
      return pages[0]?.rows[0];
    };
    const first = await row({});
    expect(first).toMatchObject({
      id: 5,
      stamp: '2026-11-02T03:19:39.4328299+00:00',
      refs: { purchase_order_number: 'P5' },
    });
    expect((await row({ member_of_tomorrow: 1 }))?.hash).toBe(first?.hash);
    const stowed = [{ inventory_id: 501, sku: 'A', expected_quantity: 5, received_quantity: 0, stowed_quantity: 3 }];
    expect((await row({ inventory_quantities: stowed }))?.hash).not.toBe(first?.hash);
  });
});

describe('a poll of orders', () => {
  it('reads by last update and then by last tracking update, page by page, oldest first', async () => {
    const { pages, searches } = await readAll('shipbob.order', (call) => {
      const isFirst = call.query.has('LastUpdateStartDate');
      return { body: [orderAnswer(1)], headers: { 'total-pages': isFirst ? '2' : '1' } };
    });
    expect(searches).toEqual([
      '/order?LastUpdateStartDate=2026-11-10T00:00:00.000Z&SortOrder=Oldest&Page=1&Limit=250',
      '/order?LastUpdateStartDate=2026-11-10T00:00:00.000Z&SortOrder=Oldest&Page=2&Limit=250',
      '/order?LastTrackingUpdateStartDate=2026-11-10T00:00:00.000Z&SortOrder=Oldest&Page=1&Limit=250',
    ]);
    expect(pages.map((page) => [page.nextPosition, page.last])).toEqual([
      ['updated:2', false],
      ['tracked:1', false],
      [null, true],
    ]);
  });

  it('gives the references and the latest stamp of the shipments', async () => {
    const order = orderAnswer(3, { shipments: [{ id: 1, last_update_at: '2026-11-10T05:00:00Z' }] });
    const { pages } = await readAll('shipbob.order', () => ({ body: [order] }));
    expect(pages[0]?.rows[0]).toMatchObject({
      id: 3,
      stamp: '2026-11-10T05:00:00Z',
      refs: { reference_id: 'S3', channel_id: 7 },
    });
  });

  it('without a lower bound reads the last 90 days', async () => {
    const { client, door } = scriptedClient(() => ({ body: [] }));
    await createShipBobReader(client).page('shipbob.order', { ...request, from: null });
    expect(door.calls[0]?.query.get('LastUpdateStartDate')).toBe('2026-08-13T00:00:00.000Z');
  });

  it('tells ShipBob’s own clock', async () => {
    const headers = { date: 'Wed, 11 Nov 2026 10:00:00 GMT' };
    const { client } = scriptedClient(() => ({ body: [], headers }));
    const page = await createShipBobReader(client).page('shipbob.order', request);
    expect(page.serverTime).toBe('2026-11-11T10:00:00.000Z');
  });

  it.each(['nonsense', 'open:1', 'updated:0', 'updated:x'])('does not go on at the position %j', async (position) => {
    const { client } = scriptedClient(() => ({ body: [] }));
    const page = createShipBobReader(client).page('shipbob.order', { ...request, position });
    await expect(page).rejects.toBeInstanceOf(BadInput);
  });
});
