import { createOdooReader } from '@mlc/odoo';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Check } from '../report.js';
import { type Goal, lot, type ReceiptBench } from './receipt-bench.js';

/** Lots with their expiry, and serial numbers. */
export function lotsSuite(bench: ReceiptBench, check: Check): void {
  const { fresh, book, look, mutating } = bench;

  check('lots are booked with their expiry, in two bookings, and stand on the shelves by lot', async (note) => {
    await fresh();
    await bench.stage.product('LOT', { tracking: 'lot', use_expiration_date: true });
    const order = await bench.stage.order([['LOT', 10]]);
    const first: Goal[] = [['LOT', 6, { lots: [lot('L1', 4, '2031-05-06T07:08:09Z'), lot('L2', 2)] }]];
    expect(await book(order, [['LOT', 6]])).toMatchObject({ kind: 'rejected', code: 'odoo.receipt.lots_needed' });
    expect(await book(order, first)).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { LOT: 6 }, lots: { LOT: { L1: 4, L2: 2 } } } },
    });
    expect(await bench.stage.stock()).toEqual({ 'LOT L1': 4, 'LOT L2': 2 });
    const lots = await bench.access.admin.call('stock.lot', 'search_read', {
      params: {
        domain: [['product_id', '=', bench.stage.productId('LOT')]],
        fields: ['name', 'expiration_date', 'company_id'],
        order: 'name',
      },
      mutating: false,
    });
    expect(lots).toMatchObject([{ name: 'L1', expiration_date: '2031-05-06 07:08:09' }, { name: 'L2' }]);
    note('lots', lots);
    expect(await mutating(() => book(order, first))).toEqual([]);
    const all: Goal[] = [['LOT', 10, { lots: [lot('L1', 5, '2033-01-01T00:00:00Z'), lot('L2', 2), lot('L3', 3)] }]];
    expect(await look(order, all)).toEqual({ kind: 'absent' });
    expect(await book(order, all)).toMatchObject({ kind: 'confirmed', result: { after: { done: { LOT: 10 } } } });
    expect(await bench.stage.stock()).toEqual({ 'LOT L1': 5, 'LOT L2': 2, 'LOT L3': 3 });
    const kept = await bench.access.admin.searchRead(
      'stock.lot',
      z.object({ id: z.number(), expiration_date: z.string() }),
      {
        domain: [
          ['product_id', '=', bench.stage.productId('LOT')],
          ['name', '=', 'L1'],
        ],
      },
    );
    expect(kept.map((row) => row.expiration_date)).toEqual(['2031-05-06 07:08:09']);
    expect(await bench.stage.doneOf(order.id)).toEqual({ LOT: 10 });
    const read = (await createOdooReader(bench.access.bot).purchaseOrders([order.id])).get(order.id);
    const lotsRead = read?.pickings.flatMap((picking) => picking.moves.flatMap((move) => move.done_lots ?? [])) ?? [];
    const told = lotsRead.map(({ name, quantity }) => `${name} ${quantity}`).toSorted();
    expect(told).toEqual(['L1 1', 'L1 4', 'L2 2', 'L3 3']);
  });

  check('goods of a lot that has expired already are received all the same', async () => {
    await fresh();
    await bench.stage.product('OLD', { tracking: 'lot', use_expiration_date: true });
    const order = await bench.stage.order([['OLD', 10]]);
    const old = (quantity: number): Goal[] => [
      ['OLD', quantity, { lots: [lot('E1', quantity, '2020-01-02T00:00:00Z')] }],
    ];
    expect(await book(order, old(4))).toMatchObject({ kind: 'confirmed' });
    expect(await book(order, old(10))).toMatchObject({ kind: 'confirmed', result: { after: { done: { OLD: 10 } } } });
    expect(await bench.stage.stock()).toEqual({ 'OLD E1': 10 });
  });

  check('goods whose expiry Odoo does not keep are booked by lot without one', async () => {
    await fresh();
    await bench.stage.product('LOT', { tracking: 'lot' });
    const order = await bench.stage.order([['LOT', 3]]);
    const goals: Goal[] = [['LOT', 3, { lots: [lot('N1', 3, '2031-05-06T07:08:09Z')] }]];
    expect(await book(order, goals)).toMatchObject({ kind: 'confirmed' });
    const row = z.object({ id: z.number(), expiration_date: z.unknown() });
    const domain = [['product_id', '=', bench.stage.productId('LOT')]];
    const lots = await bench.access.admin.searchRead('stock.lot', row, { domain });
    expect(lots.map(({ expiration_date }) => expiration_date)).toEqual([false]);
  });

  check('lots that do not add up, or that others booked differently, are refused with nothing written', async () => {
    await fresh();
    await bench.stage.product('LOT', { tracking: 'lot' });
    const order = await bench.stage.order([['LOT', 10]]);
    const unfit: Goal[] = [['LOT', 6, { lots: [lot('L1', 4)] }]];
    const writes = await mutating(async () => {
      expect(await book(order, unfit)).toMatchObject({ kind: 'rejected', code: 'odoo.receipt.lots_differ' });
    });
    expect(writes).toEqual([]);
    expect(await book(order, [['LOT', 4, { lots: [lot('BYHAND', 4)] }]])).toMatchObject({ kind: 'confirmed' });
    const theirs: Goal[] = [['LOT', 6, { lots: [lot('L1', 6)] }]];
    expect(await book(order, theirs)).toMatchObject({ kind: 'rejected', code: 'odoo.receipt.lots_differ' });
    expect(await look(order, theirs)).toMatchObject({ kind: 'conflict' });
    expect(await bench.stage.stock()).toEqual({ 'LOT BYHAND': 4 });
  });

  check(
    'serial numbers are booked one by one, and one that is in stock already is refused in Odoo’s words',
    async (note) => {
      await fresh();
      await bench.stage.product('SER', { tracking: 'serial' });
      const serials = (...names: string[]) => names.map((name) => lot(`${name}-${bench.stage.run}`, 1));
      const order = await bench.stage.order([['SER', 5]]);
      expect(await book(order, [['SER', 3, { lots: serials('S1', 'S2', 'S3') }]])).toMatchObject({
        kind: 'confirmed',
        result: { after: { done: { SER: 3 }, backorder: expect.any(String) } },
      });
      expect(Object.keys(await bench.stage.stock()).toSorted()).toEqual(
        ['S1', 'S2', 'S3'].map((name) => `SER ${name}-${bench.stage.run}`),
      );
      const twice = await book(order, [['SER', 5, { lots: [...serials('S1', 'S2', 'S3'), lot('S4', 2)] }]]);
      expect(twice).toMatchObject({ kind: 'rejected', code: 'odoo.receipt.serial_twice' });
      const other = await bench.stage.order([['SER', 1]]);
      const again = await book(other, [['SER', 1, { lots: serials('S1') }]]);
      expect(again).toMatchObject({ kind: 'rejected', message: expect.stringMatching(/serial number/i) });
      note('a serial twice', again.kind === 'rejected' ? [again.code, again.message] : again.kind);
      expect(await bench.stage.doneOf(other.id)).toEqual({});
      expect(await book(order, [['SER', 5, { lots: serials('S1', 'S2', 'S3', 'S4', 'S5') }]])).toMatchObject({
        kind: 'confirmed',
      });
      expect(await bench.stage.doneOf(order.id)).toEqual({ SER: 5 });
    },
  );

  check('three workers that book the same lots at once book them once', async () => {
    await fresh();
    await bench.stage.product('LOT', { tracking: 'lot' });
    const order = await bench.stage.order([['LOT', 10]]);
    const goals: Goal[] = [['LOT', 7, { lots: [lot('L1', 4), lot('L2', 3)] }]];
    const workers = [1, 2, 3].map(() => bench.access.client());
    await Promise.allSettled(workers.map((as) => book(order, goals, { as })));
    for (const as of workers) expect(await book(order, goals, { as })).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ LOT: 7 });
    expect(await bench.stage.stock()).toEqual({ 'LOT L1': 4, 'LOT L2': 3 });
  });
}
