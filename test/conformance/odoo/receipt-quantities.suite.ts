import { createOdooExecutor, createOdooReader, type OdooClient } from '@mlc/odoo';
import { expect } from 'vitest';
import type { Check } from '../report.js';
import { call, type Goal, type ReceiptBench, type Request } from './receipt-bench.js';

/** Parts, too little, too much, strays, units and steps. */
export function quantitiesSuite(bench: ReceiptBench, check: Check): void {
  const { fresh, request, book, look, states, mutating } = bench;

  check('a part is booked exactly, the rest stays open, and asking again writes nothing', async (note) => {
    await fresh('A', 'B');
    const order = await bench.stage.order([
      ['A', 10],
      ['B', 5],
    ]);
    const part: Goal[] = [
      ['A', 4],
      ['B', 0],
    ];
    expect(await look(order, part)).toEqual({ kind: 'absent' });
    expect(await book(order, part)).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 4, B: 0 }, backorder: expect.any(String) } },
    });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 4 });
    expect(await states(order)).toEqual(['done', 'assigned']);
    expect(await mutating(() => book(order, part))).toEqual([]);
    expect(await look(order, part)).toMatchObject({ kind: 'found' });
    note(
      'moves after a part',
      (await bench.stage.pickingsOf(order.id)).map(({ state, moves }) => ({ state, moves })),
    );
    const rest: Goal[] = [
      ['A', 10],
      ['B', 5],
    ];
    expect(await look(order, rest)).toEqual({ kind: 'absent' });
    expect(await book(order, rest)).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 10, B: 5 }, backorder: null } },
    });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 10, B: 5 });
    expect(await bench.stage.receivedOf(order.id)).toEqual([
      ['A', 10],
      ['B', 5],
    ]);
    expect(await bench.stage.stock()).toEqual({ A: 10, B: 5 });
  });

  check('a receipt closed short leaves no backorder', async (note) => {
    await fresh('A', 'B');
    const order = await bench.stage.order([
      ['A', 10],
      ['B', 5],
    ]);
    expect(await book(order, [['A', 7]], { keep: false })).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 7 }, backorder: null } },
    });
    expect(await states(order)).toEqual(['done']);
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 7 });
    note(
      'moves after closing short',
      (await bench.stage.pickingsOf(order.id)).flatMap(({ moves }) => moves),
    );
  });

  check('more than ordered is refused before anything is written, unless it is meant', async (note) => {
    await fresh('A');
    const order = await bench.stage.order([['A', 10]]);
    const writes = await mutating(async () => {
      expect(await book(order, [['A', 12]])).toMatchObject({ kind: 'rejected', code: 'odoo.receipt.over' });
    });
    expect(writes).toEqual([]);
    expect(await book(order, [['A', 12, { beyond_order: true }]])).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 12 }, backorder: null } },
    });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 12 });
    expect(await bench.stage.receivedOf(order.id)).toEqual([['A', 12]]);
    expect(await bench.stage.stock()).toEqual({ A: 12 });
    note(
      'moves after too much',
      (await bench.stage.pickingsOf(order.id)).flatMap(({ moves }) => moves),
    );
  });

  check('goods that are not on the order are booked on its open receipt when it is meant', async (note) => {
    await fresh('A', 'STRAY');
    const order = await bench.stage.order([['A', 10]]);
    const goals: Goal[] = [
      ['A', 4],
      ['STRAY', 3, { beyond_order: true }],
    ];
    expect(await book(order, goals)).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 4, STRAY: 3 } } },
    });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 4, STRAY: 3 });
    expect(await bench.stage.stock()).toEqual({ A: 4, STRAY: 3 });
    expect(await mutating(() => book(order, goals))).toEqual([]);
    note('received', await bench.stage.receivedOf(order.id));
  });

  check(
    'goods found after the receipt was closed get a receipt of their own, once, and belong to the order',
    async (note) => {
      await fresh('A', 'STRAY');
      const order = await bench.stage.order([['A', 10]]);
      expect(await book(order, [['A', 10]])).toMatchObject({ kind: 'confirmed' });
      const own: Request = {
        ...request(order, [
          ['A', 12, { beyond_order: true }],
          ['STRAY', 3, { beyond_order: true }],
        ]),
        new_receipt: 'WRO-77',
      };
      const send = () => createOdooExecutor(bench.access.bot).send('odoo.receipt.book', own, call());
      expect(await createOdooExecutor(bench.access.bot).lookup('odoo.receipt.book', own, call())).toEqual({
        kind: 'absent',
      });
      expect(await send()).toMatchObject({ kind: 'confirmed', result: { after: { done: { A: 12, STRAY: 3 } } } });
      expect(await bench.stage.doneOf(order.id)).toEqual({ A: 12, STRAY: 3 });
      expect(await bench.stage.stock()).toEqual({ A: 12, STRAY: 3 });
      expect(await states(order)).toEqual(['done', 'done']);
      expect(await mutating(send)).toEqual([]);
      note('received', await bench.stage.receivedOf(order.id));
      const read = (await createOdooReader(bench.access.bot).purchaseOrders([order.id])).get(order.id);
      expect(read?.pickings.map(({ moves }) => moves.map((move) => move.quantity).toSorted())).toEqual([[10], [2, 3]]);
    },
  );

  check('a receipt of its own stands beside one that is still open, and leaves that alone', async () => {
    await fresh('A');
    const order = await bench.stage.order([['A', 10]]);
    const own: Request = { ...request(order, [['A', 4, { beyond_order: true }]]), new_receipt: 'WRO-78' };
    expect(await createOdooExecutor(bench.access.bot).send('odoo.receipt.book', own, call())).toMatchObject({
      kind: 'confirmed',
    });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 4 });
    expect((await states(order)).toSorted()).toEqual(['assigned', 'done']);
  });

  check('a backorder that nothing will come on is closed, and what was received stays', async () => {
    await fresh('A');
    const order = await bench.stage.order([['A', 10]]);
    expect(await book(order, [['A', 7]])).toMatchObject({ kind: 'confirmed' });
    const open = (await bench.stage.pickingsOf(order.id))
      .filter(({ state }) => state === 'assigned')
      .map(({ id }) => id);
    expect(open).toHaveLength(1);
    const close = { purchase_order_id: order.id, picking_ids: open };
    const send = () => createOdooExecutor(bench.access.bot).send('odoo.receipt.close', close, call());
    const find = () => createOdooExecutor(bench.access.bot).lookup('odoo.receipt.close', close, call());
    expect(await find()).toEqual({ kind: 'absent' });
    expect(await send()).toMatchObject({ kind: 'confirmed', result: { after: { receipts: [{ state: 'cancel' }] } } });
    expect(await find()).toMatchObject({ kind: 'found' });
    expect(await mutating(send)).toEqual([]);
    expect((await states(order)).toSorted()).toEqual(['cancel', 'done']);
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 7 });
  });

  check('two moves for one order line are filled in turn', async (note) => {
    await fresh('A');
    const order = await bench.stage.order([['A', 10]]);
    const [lineId = 0] = await bench.access.admin.search('purchase.order.line', {
      domain: [['order_id', '=', order.id]],
    });
    await bench.access.admin.write('purchase.order.line', [lineId], { date_planned: '2031-01-01 12:00:00' });
    await bench.access.admin.write('purchase.order.line', [lineId], { product_qty: 12 });
    const moves = (await bench.stage.pickingsOf(order.id)).flatMap((picking) => picking.moves);
    note(
      'moves of the line',
      moves.map(({ state, demand }) => [state, demand]),
    );
    expect(moves.length).toBe(2);
    expect(await book(order, [['A', 11]])).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 11 });
    expect(await book(order, [['A', 12]])).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 12 });
    expect(await bench.stage.receivedOf(order.id)).toEqual([['A', 12]]);
  });

  check('an order line changed after confirmation is booked to its new quantity, also after a part', async (note) => {
    await fresh('A', 'B');
    const order = await bench.stage.order([
      ['A', 10],
      ['B', 4],
    ]);
    const [a = 0, b = 0] = await bench.access.admin.search('purchase.order.line', {
      domain: [['order_id', '=', order.id]],
      order: 'id asc',
    });
    await bench.access.admin.write('purchase.order.line', [a], { product_qty: 14 });
    expect(await book(order, [['A', 6]])).toMatchObject({ kind: 'confirmed' });
    await bench.access.admin.write('purchase.order.line', [a], { product_qty: 9 });
    await bench.access.admin.write('purchase.order.line', [b], { product_qty: 7 });
    const seen = (await bench.stage.pickingsOf(order.id)).map(({ code, state, moves }) => [
      code,
      state,
      moves.map((move) => [move.product, move.state, move.demand]),
    ]);
    note('transfers after the changes', seen);
    const goals: Goal[] = [
      ['A', 9],
      ['B', 7],
    ];
    expect(await book(order, goals)).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 9, B: 7 } } },
    });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 9, B: 7 });
    expect(await bench.stage.receivedOf(order.id)).toEqual([
      ['A', 9],
      ['B', 7],
    ]);
  });

  check('a line raised to what was received beyond it opens no receipt, and beyond that one for the rest', async () => {
    await fresh('A');
    const order = await bench.stage.order([['A', 20]]);
    const raiseTo = async (product_qty: number): Promise<void> => {
      const lines = await bench.stage.admin.search('purchase.order.line', { domain: [['order_id', '=', order.id]] });
      await bench.stage.admin.write('purchase.order.line', lines, { product_qty });
    };
    const demands = async () =>
      (await bench.stage.pickingsOf(order.id)).map(({ state, moves }) => [state, moves.map(({ demand }) => demand)]);
    expect(await book(order, [['A', 25, { beyond_order: true }]])).toMatchObject({ kind: 'confirmed' });
    const before = await demands();
    await raiseTo(25);
    expect(await demands()).toEqual(before);
    await raiseTo(30);
    expect(await demands()).toEqual([...before, ['assigned', [5]]]);
    expect(await bench.stage.receivedOf(order.id)).toEqual([['A', 25]]);
  });

  check('an order in dozens is received in units', async () => {
    await fresh('A');
    const uom = await dozens(bench.access.admin);
    const order = await bench.stage.order([
      ['A', 2, { [bench.target.major === 19 ? 'product_uom_id' : 'product_uom']: uom }],
    ]);
    expect(await book(order, [['A', 10]])).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 10 });
    expect(await bench.stage.receivedOf(order.id)).toEqual([['A', 0.83]]);
    expect(await book(order, [['A', 24]])).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.stock()).toEqual({ A: 24 });
  });

  check('what a person had ticked is unticked, so that only what was stowed is received', async () => {
    await fresh('A', 'B');
    const order = await bench.stage.order([
      ['A', 10],
      ['B', 5],
    ]);
    const [picking] = await bench.stage.pickingsOf(order.id);
    const b = picking?.moves.find((move) => move.product === 'B')?.id ?? 0;
    await bench.access.admin.write('stock.move', [b], { picked: true });
    expect(await book(order, [['A', 4]])).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 4 });
  });

  check('in a warehouse of two steps only the step from the supplier is booked', async (note) => {
    await fresh('A');
    const code = `T${bench.stage.run.slice(0, 4)}`;
    const values = { name: `Two steps ${bench.stage.run}`, code, reception_steps: 'two_steps' };
    const [warehouseId = 0] = await bench.access.admin.create('stock.warehouse', [values]);
    const [types] = (await bench.access.admin.call('stock.warehouse', 'read', {
      ids: [warehouseId],
      params: { fields: ['in_type_id'] },
      mutating: false,
    })) as [{ in_type_id: [number, string] }];
    const order = await bench.stage.order([['A', 10]], { picking_type_id: types.in_type_id[0] });
    expect(await book(order, [['A', 6]])).toMatchObject({ kind: 'confirmed' });
    expect(await bench.stage.doneOf(order.id)).toEqual({ A: 6 });
    expect(await bench.stage.receivedOf(order.id)).toEqual([['A', 6]]);
    const inner = await bench.access.admin.call('stock.move', 'search_read', {
      params: {
        domain: [
          ['product_id', '=', bench.stage.productId('A')],
          ['picking_id.picking_type_code', '=', 'internal'],
        ],
        fields: ['state', 'product_uom_qty', 'quantity'],
        order: 'id',
      },
      mutating: false,
    });
    note('put-away', inner);
  });
}

/** Odoo 19 ships the dozen archived. */
async function dozens(admin: OdooClient): Promise<number> {
  const context = { active_test: false };
  const [id = 0] = await admin.search('uom.uom', { domain: [['name', '=', 'Dozens']], context });
  await admin.write('uom.uom', [id], { active: true });
  return id;
}
