import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';

function confirmed(version: '17' | '19', before: Record<string, unknown> = {}, made: Record<string, unknown> = {}) {
  const { call, ids } = testSandbox({ version });
  const po =
    numbers(
      call('purchase.order', 'create', undefined, {
        vals_list: [
          {
            partner_id: ids.partners['Acme Supply'],
            order_line: [[0, 0, { product_id: ids.products['A'], product_qty: 10, price_unit: 2, ...made }]],
          },
        ],
      }),
    )[0] ?? 0;
  const line = numbers(record(call('purchase.order', 'read', [po], { fields: ['order_line'] }))['order_line']);
  const write = (vals: Record<string, unknown>) => call('purchase.order.line', 'write', line, { vals });
  if (Object.keys(before).length > 0) write(before);
  call('purchase.order', 'button_confirm', [po]);
  /** `[code, state, [[demand, state] ...]]` of each transfer, oldest first. */
  const transfers = () =>
    records(
      call('stock.picking', 'search_read', undefined, {
        domain: [['origin', '=', 'P00001']],
        fields: ['picking_type_code', 'state', 'move_ids'],
        order: 'id',
      }),
    ).map((picking) => [
      picking['picking_type_code'],
      picking['state'],
      records(call('stock.move', 'read', numbers(picking['move_ids']), { fields: ['product_uom_qty', 'state'] })).map(
        (move) => [move['product_uom_qty'], move['state']],
      ),
    ]);
  const receive = (quantity: number) => {
    const [move] = records(
      call('stock.move', 'search_read', undefined, {
        domain: [['purchase_line_id', '=', line[0] ?? 0]],
        fields: ['picking_id'],
      }),
    );
    const picking = move?.['picking_id'];
    call('stock.move', 'write', [number(move?.['id'])], { vals: { quantity, picked: true } });
    call(
      'stock.picking',
      'button_validate',
      [number(Array.isArray(picking) ? picking[0] : picking)],
      {},
      { skip_backorder: true },
    );
  };
  return { call, po, line, write, transfers, receive };
}

describe.each(['17', '19'] as const)('editing a confirmed order on Odoo %s', (version) => {
  it('grows and shrinks the open move when nothing else was edited', () => {
    const box = confirmed(version);
    box.write({ product_qty: 12 });
    expect(box.transfers()).toEqual([['incoming', 'assigned', [[12, 'assigned']]]]);
    box.write({ product_qty: 7 });
    expect(box.transfers()).toEqual([['incoming', 'assigned', [[7, 'assigned']]]]);
  });

  it('grows the open part after a partial receipt', () => {
    const box = confirmed(version);
    box.receive(4);
    box.write({ product_qty: 12 });
    expect(box.transfers()).toEqual([
      ['incoming', 'done', [[4, 'done']]],
      ['incoming', 'assigned', [[8, 'assigned']]],
    ]);
  });

  it('opens a second receipt for what a raise asks beyond what came, and none for what came already', () => {
    const over = confirmed(version);
    over.receive(13);
    const done = ['incoming', 'done', [[10, 'done']]];
    expect(over.transfers()).toEqual([done]);
    over.write({ product_qty: 13 });
    expect(over.transfers()).toEqual([done]);
    over.write({ product_qty: 18 });
    expect(over.transfers()).toEqual([done, ['incoming', 'assigned', [[5, 'assigned']]]]);
    const full = confirmed(version);
    full.receive(10);
    full.write({ product_qty: 13 });
    expect(full.transfers()).toEqual([done, ['incoming', 'assigned', [[3, 'assigned']]]]);
  });

  it('makes a second move for the line once its date was edited, and sends the surplus out again on a decrease', () => {
    const box = confirmed(version, { date_planned: '2027-01-01 00:00:00' });
    box.write({ product_qty: 12 });
    expect(box.transfers()).toEqual([
      [
        'incoming',
        'assigned',
        [
          [10, 'assigned'],
          [2, 'assigned'],
        ],
      ],
    ]);
    box.write({ product_qty: 7 });
    const after = box.transfers();
    expect(after[0]).toEqual([
      'incoming',
      'assigned',
      [
        [10, 'assigned'],
        [0, 'cancel'],
      ],
    ]);
    expect(after[1]?.[0]).toBe('outgoing');
    expect(after[1]?.[2]).toMatchObject([[3, expect.anything()]]);
  });

  it('plans a line anew that gets another quantity: what was planned for another day grows by a second move', () => {
    const box = confirmed(version, {}, { date_planned: '2027-03-01 12:00:00' });
    const open = (): unknown[] =>
      records(
        box.call('stock.move', 'search_read', undefined, {
          domain: [['purchase_line_id', 'in', box.line]],
          fields: ['product_uom_qty', 'date_deadline', 'state'],
          order: 'id',
        }),
      ).map((move) => [move['product_uom_qty'], move['date_deadline'], move['state']]);
    const ordered = record(box.call('purchase.order', 'read', [box.po], { fields: ['date_order'] }))['date_order'];
    box.write({ product_qty: 40 });
    expect(open()).toEqual([
      [10, '2027-03-01 12:00:00', 'assigned'],
      [30, ordered, 'assigned'],
    ]);
    box.write({ product_qty: 50 });
    expect(open()[1]).toEqual([40, ordered, 'assigned']);
    box.write({ product_qty: 8 });
    expect(box.transfers()).toMatchObject([
      [
        'incoming',
        'assigned',
        [
          [10, 'assigned'],
          [0, 'cancel'],
        ],
      ],
      ['outgoing', expect.any(String), [[2, expect.any(String)]]],
    ]);
    const [receipt] = records(
      box.call('stock.picking', 'search_read', undefined, {
        domain: [
          ['origin', '=', 'P00001'],
          ['picking_type_code', '=', 'incoming'],
        ],
        fields: ['scheduled_date'],
      }),
    );
    expect(receipt?.['scheduled_date']).toBe(ordered);
  });

  it('takes back a line that is emptied, whatever day it was planned for', () => {
    const box = confirmed(version, {}, { date_planned: '2027-03-01 12:00:00' });
    box.write({ product_qty: 0 });
    expect(box.transfers()).toMatchObject([['incoming', 'cancel', [[0, 'cancel']]]]);
  });

  it(`${version === '19' ? 'still merges' : 'does not merge'} after the price was edited`, () => {
    const box = confirmed(version, { price_unit: 5 });
    box.write({ product_qty: 12 });
    expect(box.transfers()).toEqual([
      [
        'incoming',
        'assigned',
        version === '19'
          ? [[12, 'assigned']]
          : [
              [10, 'assigned'],
              [2, 'assigned'],
            ],
      ],
    ]);
  });

  it(version === '19' ? 'goes below what was received' : 'refuses to go below what was received', () => {
    const box = confirmed(version);
    box.receive(4);
    box.write({ product_qty: 4 });
    expect(box.transfers()[1]).toMatchObject(['incoming', 'cancel', [[0, 'cancel']]]);
    if (version === '17') {
      expect(() => box.write({ product_qty: 3 })).toThrow(/below the received quantity/);
      expect(
        record(box.call('purchase.order.line', 'read', box.line, { fields: ['product_qty'] }))['product_qty'],
      ).toBe(4);
    } else expect(box.write({ product_qty: 3 })).toBe(true);
  });

  it('adds a line to the open receipt', () => {
    const box = confirmed(version);
    const product = numbers(
      box.call('product.product', 'search', undefined, { domain: [['default_code', '=', 'B']] }),
    )[0];
    box.call('purchase.order.line', 'create', undefined, {
      vals_list: [{ order_id: box.po, product_id: product, product_qty: 3 }],
    });
    expect(box.transfers()).toEqual([
      [
        'incoming',
        'assigned',
        [
          [10, 'assigned'],
          [3, 'assigned'],
        ],
      ],
    ]);
  });

  it('refuses to delete the order or a line of it', () => {
    const box = confirmed(version);
    expect(() => box.call('purchase.order', 'unlink', [box.po])).toThrow('you must cancel it first');
    expect(() => box.call('purchase.order.line', 'unlink', box.line)).toThrow('Cannot delete a purchase order line');
  });
});

describe.each(['17', '19'] as const)('the dates of a new order on Odoo %s', (version) => {
  it('are those of its lines for the receipt, whatever date the order itself was given', () => {
    const { call, ids } = testSandbox({ version });
    const line = (more: Record<string, unknown>) => ({ product_id: ids.products['A'], product_qty: 1, ...more });
    const values = {
      partner_id: ids.partners['Acme Supply'],
      date_planned: '2027-03-01 12:00:00',
      order_line: [[0, 0, line({ date_planned: '2027-01-05 09:00:00' })]],
    };
    const orders = numbers(call('purchase.order', 'create', undefined, { vals_list: [values] }));
    call('purchase.order', 'button_confirm', orders);
    const order = record(call('purchase.order', 'read', orders, { fields: ['date_planned', 'picking_ids'] }));
    expect(order['date_planned']).toBe('2027-03-01 12:00:00');
    const receipt = record(
      call('stock.picking', 'read', numbers(order['picking_ids']), { fields: ['scheduled_date'] }),
    );
    expect(receipt['scheduled_date']).toBe('2027-01-05 09:00:00');
  });
});
