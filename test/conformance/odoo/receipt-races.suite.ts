import { expect } from 'vitest';
import type { Check } from '../report.js';
import { type Goal, lot, type ReceiptBench } from './receipt-bench.js';

/** Others who book meanwhile, and answers that are lost or late: nothing counts twice. */
export function racesSuite(bench: ReceiptBench, check: Check): void {
  const { fresh, book, look, states, mutating } = bench;

  check('a receipt that a person validated meanwhile is not validated twice', async (note) => {
    await fresh('A');
    const order = await bench.stage.order([['A', 10]]);
    await bench.access.admin.call('stock.picking', 'button_validate', { ids: [order.pickingId] });
    const writes = await mutating(async () => {
      expect(await book(order, [['A', 10]])).toMatchObject({
        kind: 'confirmed',
        result: { after: { done: { A: 10 } } },
      });
    });
    expect(writes).toEqual([]);
    const again = bench.access.bot.call('stock.picking', 'button_validate', { ids: [order.pickingId] });
    note('validating a done transfer', await again.catch((error: Error) => error.message));
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 10 });
  });

  check('three workers that book the same at once book it once', async () => {
    await fresh('A', 'B');
    const order = await bench.stage.order([
      ['A', 10],
      ['B', 5],
    ]);
    const goals: Goal[] = [
      ['A', 4],
      ['B', 5],
    ];
    const workers = [1, 2, 3].map(() => bench.access.client());
    const outcomes = await Promise.allSettled(workers.map((as) => book(order, goals, { as })));
    const sure = outcomes.filter((one) => one.status === 'fulfilled' && one.value.kind === 'confirmed');
    expect(sure.length, JSON.stringify(outcomes)).toBeGreaterThanOrEqual(1);
    // Who lost the race may have to try again, and then finds everything done.
    for (const as of workers) expect(await book(order, goals, { as })).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 4, B: 5 });
    expect(await states(order)).toEqual(['done', 'assigned']);
    expect(await bench.stage.stock()).toEqual({ A: 4, B: 5 });
  });

  check('a validation whose answer is lost after the commit counts once', async () => {
    await fresh('A');
    const order = await bench.stage.order([['A', 10]]);
    bench.access.gate.dropAnswer('stock.picking.button_validate');
    expect(await book(order, [['A', 4]])).toMatchObject({ kind: 'confirmed', result: { after: { done: { A: 4 } } } });
    expect(await book(order, [['A', 4]])).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 4 });
    expect(await bench.stage.stock()).toEqual({ A: 4 });
  });

  check('a write whose answer is lost is never sent twice, and the next booking is exact', async () => {
    await fresh();
    await bench.stage.product('LOT', { tracking: 'lot' });
    const order = await bench.stage.order([['LOT', 10]]);
    const goals: Goal[] = [['LOT', 7, { lots: [lot('L1', 4), lot('L2', 3)] }]];
    bench.access.gate.dropAnswer('stock.move.write');
    const writes = await mutating(async () => {
      expect(await book(order, goals)).toMatchObject({ kind: 'unknown' });
    });
    expect(writes).toEqual(['stock.move.write']);
    expect(await look(order, goals)).toEqual({ kind: 'absent' });
    expect(await book(order, goals)).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.stock()).toEqual({ 'LOT L1': 4, 'LOT L2': 3 });
  });

  check(
    'a validation that Odoo does only after the connector gave up is found by looking, and counts once',
    async () => {
      await fresh('A');
      const order = await bench.stage.order([['A', 10]]);
      const slow = bench.access.gate.hold('stock.picking.button_validate');
      const outcome = await book(order, [['A', 4]], {
        as: bench.access.client({ timeoutMs: bench.target.isReal ? 12_000 : 1500 }),
      });
      await slow.arrived;
      expect(outcome).toMatchObject({ kind: 'unknown' });
      expect(await look(order, [['A', 4]])).toEqual({ kind: 'absent' });
      await slow.letGo();
      expect(await look(order, [['A', 4]])).toMatchObject({ kind: 'found' });
      expect(await book(order, [['A', 4]])).toMatchObject({ kind: 'confirmed' });
      expect(await bench.stage.doneOf(order.id)).toEqual({ A: 4 });
    },
  );
}
