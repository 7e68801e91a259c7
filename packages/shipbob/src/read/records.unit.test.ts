import { NeedsAttention } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobReader } from './reader.js';

const reading = (script: (call: ScriptedCall, nth: number) => ScriptedAnswer, version?: string) => {
  let calls = 0;
  const { client, door } = scriptedClient((call) => script(call, calls++), version);
  return { reader: createShipBobReader(client), door };
};
const list = (items: unknown[], next: unknown = null) => ({
  body: { first: null, items, last: null, next, prev: null },
});
async function collected<T>(pages: AsyncIterable<T[]> | null): Promise<T[][]> {
  const found: T[][] = [];
  for await (const page of pages ?? []) found.push(page);
  return found;
}
const range = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

describe('transactions', () => {
  const transaction = (id: number, more: Record<string, unknown> = {}) => ({
    transaction_id: `T${id}`,
    amount: 1,
    charge_date: '2026-11-26',
    ...more,
  });
  const days = { from_date: '2026-11-01', to_date: '2026-11-07' };

  it('are asked for with both days in the body and the cursor in the query string, to the end', async () => {
    const { reader, door } = reading((_, nth) =>
      nth < 2 ? list([transaction(nth)], `cur+/${nth}=`) : list([transaction(nth)]),
    );
    const pages = await collected(reader.transactions({ ...days, reference_types: ['WRO'] }));
    expect(pages.flat().map((row) => row.transaction_id)).toEqual(['T0', 'T1', 'T2']);
    expect(door.calls.map((call) => `${call.method} ${call.path}${call.search}`)).toEqual([
      'POST /transactions:query',
      'POST /transactions:query?Cursor=cur%2B%2F0%3D',
      'POST /transactions:query?Cursor=cur%2B%2F1%3D',
    ]);
    const body = {
      from_date: '2026-11-01T00:00:00Z',
      to_date: '2026-11-07T23:59:59Z',
      reference_types: ['WRO'],
      page_size: 1000,
      sort_order: 'Ascending',
    };
    for (const call of door.calls) expect(call.body).toEqual(body);
  });

  it('are a question, which the write fence lets pass and which may be repeated', async () => {
    const { reader, door } = reading(() => list([]));
    await collected(reader.transactions(days));
    expect(door.calls[0]?.request).toMatchObject({ method: 'POST', mutating: false, idempotent: true });
  });

  it('stop with an error when the cursor is ignored and the first page comes again', async () => {
    const { reader, door } = reading(() => list([transaction(1)], 'same'));
    await expect(collected(reader.transactions(days))).rejects.toMatchObject({ code: 'shipbob.paging_loop' });
    expect(door.calls.length).toBeLessThanOrEqual(3);
  });

  it('keep money as exact text, credits negative, without the noise of floats', async () => {
    const amounts = [6.58, -200.0, 0.1 + 0.2, '12.50', 0, -0.000_000_1];
    const { reader } = reading(() => list(amounts.map((amount, index) => transaction(index, { amount }))));
    const [page] = await collected(reader.transactions(days));
    expect(page?.map((row) => row.amount)).toEqual(['6.58', '-200', '0.3', '12.5', '0', '0']);
  });

  it('without an amount need a person instead of counting as nothing', async () => {
    const { reader } = reading(() => list([transaction(1, { amount: null })]));
    await expect(collected(reader.transactions(days))).rejects.toBeInstanceOf(NeedsAttention);
  });

  it('of one invoice are asked for by its id', async () => {
    const { reader, door } = reading(() => list([transaction(1)]));
    await collected(reader.invoiceTransactions(3001));
    expect(door.calls[0]).toMatchObject({ method: 'GET', path: '/invoices/3001/transactions' });
  });

  it('keep what ShipBob adds to them, whatever its keys look like', async () => {
    const additional_details = { TrackingId: 'X', comment: null, Weight: 2 };
    const { reader } = reading(() => list([transaction(1, { additional_details })]));
    const [page] = await collected(reader.transactions(days));
    expect(page?.[0]?.additional_details).toEqual({ TrackingId: 'X', comment: null, Weight: '2' });
  });
});

it('invoices are asked for with both days, since ShipBob else answers a month', async () => {
  const invoice = { invoice_id: 1, invoice_date: '2026-11-23', invoice_type: 'Unheard Of', amount: 2.5 };
  const { reader, door } = reading(() => list([invoice]));
  expect(await reader.invoices({ from: '2026-11-01', to: '2026-11-30' })).toMatchObject([
    { invoice_type: 'Unheard Of', amount: '2.5', running_balance: null },
  ]);
  expect(door.calls[0]?.search).toBe(
    '?FromDate=2026-11-01T00:00:00Z&ToDate=2026-11-30T23:59:59Z&PageSize=1000&SortOrder=Ascending',
  );
});

describe('returns', () => {
  const answer = (id: number, more: Record<string, unknown> = {}) => ({ id, reference_id: `R${id}`, ...more });
  const request = { from: '2026-11-10T00:00:00Z', to: '2026-11-11T00:00:00Z', position: null };

  it('by id are 250 a call, with the filter on every page and without strangers', async () => {
    const { reader, door } = reading((call) => {
      const ids = (call.query.get('Ids') ?? '').split(',').map(Number);
      const onSecond = call.query.get('Cursor') === '2';
      return list(
        onSecond ? [answer(ids[1] ?? 0)] : [answer(ids[0] ?? 0), answer(9999)],
        onSecond ? null : 'https://x/',
      );
    });
    const found = await reader.returns(range(300));
    expect(found.map((one) => one.id)).toEqual([1, 2, 251, 252]);
    expect(door.calls.map((call) => [call.query.get('Cursor'), call.query.get('Ids')?.split(',').length])).toEqual([
      ['1', 250],
      ['2', 250],
      ['1', 50],
      ['2', 50],
    ]);
  });

  it('end at Total-Pages, whatever next says', async () => {
    const { reader, door } = reading(() => ({
      ...list([answer(1)], 'https://x/?Cursor=9'),
      headers: { 'total-pages': '1' },
    }));
    await reader.returns([1]);
    expect(door.calls).toHaveLength(1);
  });

  it('have their status without blanks, and keep words and actions nobody knows', async () => {
    const inventory = [{ id: 5, quantity: 2, action_taken: [{ action: 'Donate', quantity_processed: '2' }] }];
    const { reader } = reading(() => list([answer(1, { status: 'Awaiting Arrival', return_type: 'RTS', inventory })]));
    expect(await reader.returns([1])).toMatchObject([
      {
        status: 'AwaitingArrival',
        return_type: 'RTS',
        inventory: [{ sku: '', action_requested: null, action_taken: [{ action: 'Donate', quantity_processed: 2 }] }],
      },
    ]);
  });

  it('are polled by what is open, what was completed since a day before, and what was cancelled', async () => {
    const { reader, door } = reading(() => list([]));
    let page = await reader.page('shipbob.return', request);
    while (!page.last) page = await reader.page('shipbob.return', { ...request, position: page.nextPosition });
    expect(door.calls.map((call) => call.search)).toEqual([
      '?Status=AwaitingArrival,Arrived,Processing&SortOrder=Asc&Cursor=1&Limit=250',
      '?Status=Completed&CompletedStartDate=2026-11-09T00:00:00.000Z&SortOrder=Asc&Cursor=1&Limit=250',
      '?Status=Cancelled&StartDate=2026-08-13T00:00:00.000Z&SortOrder=Asc&Cursor=1&Limit=250',
    ]);
  });

  it('have as stamp the last thing that happened, and as references what links them', async () => {
    const more = {
      original_shipment_id: 80,
      insert_date: '2026-11-01T00:00:00Z',
      status_history: [{ status: 'Arrived', timestamp: '2026-11-10T12:00:00.1234567+00:00' }],
      channel: { id: 7, name: 'ours' },
    };
    const { reader } = reading(() => list([answer(1, more)]));
    const page = await reader.page('shipbob.return', request);
    expect(page.rows[0]).toMatchObject({
      id: 1,
      stamp: '2026-11-10T12:00:00.1234567+00:00',
      refs: { reference_id: 'R1', original_shipment_id: 80, channel_id: 7 },
    });
  });
});

describe('stock', () => {
  const level = (id: number) => ({
    inventory_id: id,
    sku: `S${id}`,
    locations: [{ location_id: 10, on_hand_quantity: '4' }],
  });

  it('of named items is asked for in chunks, of all without a filter, page by page', async () => {
    const { reader, door } = reading((call) =>
      call.search.includes('cursor') ? list([level(2)]) : list([level(1)], '/Inventory-Level?cursor=b'),
    );
    expect((await reader.inventoryLevels('all')).map((row) => row.inventory_id)).toEqual([1, 2]);
    await reader.inventoryLevels(range(251));
    expect(door.calls.map((call) => call.search.slice(0, 22))).toEqual([
      '?PageSize=250',
      '?cursor=b',
      '?InventoryIds=1,2,3,4,',
      '?cursor=b',
      '?InventoryIds=251&Page',
      '?cursor=b',
    ]);
  });

  it('by centre reads numbers that come as text', async () => {
    const { reader } = reading(() => list([level(1)]));
    expect(await reader.inventoryLevels([1])).toMatchObject([
      { sku: 'S1', locations: [{ location_id: 10, on_hand_quantity: 4, awaiting_quantity: 0 }] },
    ]);
  });

  it('by lot keeps the lot without a number', async () => {
    const lots = [{ lot_number: '', on_hand_quantity: 2, locations: [{ location_id: 10, on_hand_quantity: 2 }] }];
    const { reader, door } = reading(() => list([{ inventory_id: 1, lots }]));
    expect(await reader.inventoryLots([1])).toMatchObject([{ lots: [{ lot_number: null, on_hand_quantity: 2 }] }]);
    expect(door.calls[0]?.path).toBe('/inventory-level/lots');
  });

  const query = { facility_id: 10, start_date: '2026-11-01T00:00:00Z', end_date: '2026-11-30T00:00:00Z' };
  const event = (id: number) => ({ inventory_audit_event_id: id, inventory_id: 1, increment: { quantity_change: 2 } });
  const events = (ids: number[], next: string | null) => ({ body: { data: ids.map(event), next } });

  it('has a history that is read to its end by the id of the last event', async () => {
    const { reader, door } = reading((_, nth) => events([nth * 2 + 1, nth * 2 + 2], nth < 2 ? 'more' : null));
    const pages = await collected(reader.inventoryHistory(query));
    expect(pages.flat().map((row) => row.inventory_audit_event_id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(pages[0]?.[0]).toMatchObject({ increment: { quantity_change: 2 }, decrement: null });
    expect(door.calls.map((call) => [call.search, call.body])).toEqual([
      ['', query],
      ['?cursor=2', { ...query, cursor: 2 }],
      ['?cursor=4', { ...query, cursor: 4 }],
    ]);
  });

  it('has a history that stops with an error when its cursor is ignored', async () => {
    const { reader } = reading(() => events([1, 2], 'more'));
    await expect(collected(reader.inventoryHistory(query))).rejects.toMatchObject({ code: 'shipbob.paging_loop' });
  });

  it('has no history before 2026-01', async () => {
    const { reader, door } = reading(() => events([], null), '2025-07');
    expect(reader.inventoryHistory(query)).toBeNull();
    expect(door.calls).toEqual([]);
  });
});

describe('parcels', () => {
  const row = (id: number) => ({ shipment_id: id, current_status: 'InTransit' });
  it('are tracked 25 a call, the parameter repeated, and not at all before 2026-01', async () => {
    const { reader, door } = reading((call) => ({
      body: call.query.getAll('ShipmentIds').map((id) => row(Number(id))),
    }));
    expect(await reader.shipmentTracking(range(30))).toHaveLength(30);
    expect(door.calls.map((call) => call.query.getAll('ShipmentIds').length)).toEqual([25, 5]);
    expect(door.calls[1]?.search).toBe('?ShipmentIds=26&ShipmentIds=27&ShipmentIds=28&ShipmentIds=29&ShipmentIds=30');
    const old = reading(() => ({ body: [] }), '2025-07');
    expect(await old.reader.shipmentTracking([1])).toBeNull();
    expect(old.door.calls).toEqual([]);
  });

  it('of a token older than the call name the missing scope', async () => {
    const { reader } = reading(() => ({ status: 401 }));
    await expect(reader.shipmentTracking([1])).rejects.toMatchObject({ code: 'shipbob.missing_scope' });
  });

  it('have a timeline, empty for a shipment that is gone', async () => {
    const line = { log_type_id: 1, log_type_name: 'Picked', metadata: { bin: 'A', n: 2, none: null } };
    const there = reading(() => ({ body: [line] }));
    expect(await there.reader.shipmentTimeline(8)).toMatchObject([{ metadata: { bin: 'A', n: '2', none: null } }]);
    expect(there.door.calls[0]?.path).toBe('/shipment/8/timeline');
    expect(await reading(() => ({ status: 404 })).reader.shipmentTimeline(8)).toEqual([]);
  });
});

describe('goods on their way', () => {
  it('come in boxes with their lots, one call for each receiving order', async () => {
    const box = (lot: string) => ({
      box_id: 1,
      box_items: [
        { inventory_id: 5, quantity: 9, stowed_quantity: 4, lot_number: lot, lot_date: '2027-05-01T00:00:00Z' },
      ],
    });
    const { reader, door } = reading((call) =>
      call.path === '/receiving/2/boxes'
        ? { status: 404, body: { title: 'x', status: 404 } }
        : { body: [box('A'), box('B')] },
    );
    const boxes = await reader.boxes([1, 2, 1]);
    expect(
      boxes.get(1)?.flatMap((one) => one.box_items.map((item) => [item.lot_number, item.stowed_quantity])),
    ).toEqual([
      ['A', 4],
      ['B', 4],
    ]);
    expect(boxes.get(2)).toEqual([]);
    expect(door.calls).toHaveLength(2);
  });

  it('are distributed by accounts of the placement programme only', async () => {
    expect(await reading(() => ({ status: 404 })).reader.distributions(1)).toEqual([]);
    const refused = (detail: string) =>
      reading(() => ({ status: 400, body: { title: 'Bad Request', status: 400, detail } }));
    const outside = refused('The account is not enrolled in the Inventory Placement Program');
    expect(await outside.reader.distributions(1)).toEqual([]);
    await expect(refused('Nonsense').reader.distributions(1)).rejects.toThrow(/Nonsense/);
    const row = { inventory_id: 5, fulfillment_center_id: 8, stowed_quantity: 2, status: 'Stowing' };
    const { reader } = reading(() => ({ body: { id: 1, distributions: [row] } }));
    expect(await reader.distributions(1)).toMatchObject([{ fulfillment_center_id: 8, stowed_quantity: 2 }]);
  });

  it.each([
    ['an array', (rows: unknown[]) => rows],
    ['items', (rows: unknown[]) => ({ items: rows })],
    ['data', (rows: unknown[]) => ({ data: rows })],
  ])('that nobody announced are read to the end, in %s, from 2026-07 on', async (_name, wrapped) => {
    const rows = (from: number, count: number) => range(count, from).map((id) => ({ id, linked_wro_id: 0 }));
    const { reader, door } = reading(
      (call) => ({
        body: wrapped(call.query.get('page') === '1' ? rows(1, 50) : rows(51, 3)),
      }),
      '2026-07',
    );
    const found = await reader.unidentifiedReceipts();
    expect(found).toHaveLength(53);
    expect(found?.[0]?.linked_wro_id).toBeNull();
    expect(door.calls.map((call) => call.search)).toEqual(['?isCompleted=false&page=1', '?isCompleted=false&page=2']);
    expect(await reading(() => ({ body: [] }), '2026-01').reader.unidentifiedReceipts()).toBeNull();
  });

  it('that nobody announced end with an error when the page is ignored', async () => {
    const { reader } = reading(() => ({ body: range(50).map((id) => ({ id })) }), '2026-07');
    await expect(reader.unidentifiedReceipts()).rejects.toMatchObject({ code: 'shipbob.paging_loop' });
  });
});

it('centres are listed with what they do, inactive ones too', async () => {
  const { reader, door } = reading(() => ({
    body: [{ id: 10, name: 'Cicero', isActive: true, services: [{ service_type: 'Returns', enabled: true }] }],
  }));
  expect(await reader.locations()).toMatchObject([
    { id: 10, is_active: true, services: [{ service_type: 'Returns' }] },
  ]);
  expect(door.calls[0]?.search).toBe('?IncludeInactive=true');
});
