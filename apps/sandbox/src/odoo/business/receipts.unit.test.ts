import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { numbers, record } from '../testing-read.js';
import { order, receive } from './testing-receipts.js';

describe.each(['17', '19'] as const)('a receipt on Odoo %s', (version) => {
  it('appears when the order is confirmed, prefilled and unpicked, and only once', () => {
    const box = order(version, [
      ['A', 10],
      ['B', 5],
      ['SVC', 1],
    ]);
    expect(box.confirm()).toBe(true);
    expect(box.confirm()).toBe(true);
    expect(box.read()).toMatchObject({ state: 'purchase', picking_ids: [box.receipt()], receipt_status: 'pending' });
    expect(box.moves(box.receipt())).toMatchObject([
      { product_uom_qty: 10, quantity: 10, picked: false, state: 'assigned' },
      { product_uom_qty: 5, quantity: 5, picked: false, state: 'assigned' },
    ]);
  });

  it('counts only picked lines once one is picked, and keeps the rest as a backorder', () => {
    const box = order(version, [
      ['A', 10],
      ['B', 5],
    ]);
    box.confirm();
    const first = box.receipt();
    const [moveA, moveB] = box.moves(first);
    receive(box, 0, { quantity: 4, picked: true });
    expect(box.validate(first)).toBe(true);
    // The split line keeps its id with what came; the untouched one moves to the backorder with its id.
    expect(box.moves(first)).toMatchObject([{ id: moveA?.['id'], product_uom_qty: 4, quantity: 4, state: 'done' }]);
    const [second = 0] = numbers(box.read()['picking_ids']);
    const rest = box.moves(second);
    expect(rest).toMatchObject([
      { id: moveB?.['id'], product_uom_qty: 5, quantity: 5, picked: false, state: 'assigned' },
      { product_uom_qty: 6, quantity: 6, picked: false, state: 'assigned' },
    ]);
    expect(box.received()).toEqual([4, 0]);
    expect(box.read()['receipt_status']).toBe('partial');
    const links = record(box.call('stock.picking', 'read', [second], { fields: ['backorder_id'] }));
    expect(links['backorder_id']).toEqual([first, 'WH/IN/00001']);
  });

  it(`${version === '19' ? 'may' : 'may not'} change its operation type while it waits`, () => {
    const box = order(version, [['A', 10]]);
    box.confirm();
    const types = numbers(box.call('stock.picking.type', 'search', undefined, { domain: [['code', '=', 'incoming']] }));
    const change = () => box.call('stock.picking', 'write', [box.receipt()], { vals: { picking_type_id: types[0] } });
    if (version === '19') expect(change()).toBe(true);
    else expect(change).toThrow('Changing the operation type of this record is forbidden at this point.');
  });

  it('receives every other line in full when a quantity is written without picked: the trap', () => {
    const box = order(version, [
      ['A', 10],
      ['B', 5],
    ]);
    box.confirm();
    receive(box, 0, { quantity: 3 });
    box.validate(box.receipt());
    expect(box.received()).toEqual([3, 5]);
  });

  it('receives everything when nothing was touched', () => {
    const box = order(version, [
      ['A', 10],
      ['B', 5],
    ]);
    box.confirm();
    expect(box.validate(box.receipt(), {})).toBe(true);
    expect(box.received()).toEqual([10, 5]);
    expect(box.read()['receipt_status']).toBe('full');
  });

  it('asks about the backorder and does nothing when the context does not answer', () => {
    const box = order(version, [['A', 10]]);
    box.confirm();
    receive(box, 0, { quantity: 4, picked: true });
    const picking = box.receipt();
    expect(box.validate(picking, {})).toMatchObject({
      type: 'ir.actions.act_window',
      res_model: 'stock.backorder.confirmation',
      context: { button_validate_picking_ids: [picking], default_pick_ids: [[4, picking]] },
    });
    expect(box.moves(picking)).toMatchObject([{ state: 'assigned' }]);
    const context = { default_pick_ids: [[4, picking]] };
    const wizard = numbers(box.call('stock.backorder.confirmation', 'create', undefined, { vals_list: [{}] }, context));
    expect(box.call('stock.backorder.confirmation', 'process', wizard, {}, context)).toBe(true);
    expect(box.received()).toEqual([4]);
  });

  it('drops the rest when told so, and still says full', () => {
    const box = order(version, [
      ['A', 10],
      ['B', 5],
    ]);
    box.confirm();
    receive(box, 0, { quantity: 7, picked: true });
    const picking = box.receipt();
    box.validate(picking, { skip_backorder: true, picking_ids_not_to_backorder: [picking] });
    expect(numbers(box.read()['picking_ids'])).toEqual([picking]);
    expect(box.read()['receipt_status']).toBe('full');
    expect(box.moves(picking)).toMatchObject([
      { product_uom_qty: 10, quantity: 7, state: 'done' },
      { quantity: 0, state: 'cancel' },
    ]);
  });

  it('lets the operation type overrule the context', () => {
    for (const [policy, context, pickings] of [
      ['never', { skip_backorder: true }, 1],
      ['always', {}, 2],
    ] as const) {
      const box = order(version, [['A', 10]]);
      box.confirm();
      const type = numbers(
        box.call('stock.picking.type', 'search', undefined, { domain: [['code', '=', 'incoming']] }),
      );
      box.call('stock.picking.type', 'write', type, { vals: { create_backorder: policy } });
      receive(box, 0, { quantity: 4, picked: true });
      expect(box.validate(box.receipt(), context)).toBe(true);
      expect(numbers(box.read()['picking_ids'])).toHaveLength(pickings);
    }
  });

  it('accepts more than was ordered', () => {
    const box = order(version, [['A', 10]]);
    box.confirm();
    receive(box, 0, { quantity: 12, picked: true });
    expect(box.validate(box.receipt(), {})).toBe(true);
    expect(box.received()).toEqual([12]);
    expect(box.moves(box.receipt())).toMatchObject([{ product_uom_qty: 10, quantity: 12, state: 'done' }]);
  });

  it('refuses to receive nothing', () => {
    const box = order(version, [['A', 10]]);
    box.confirm();
    receive(box, 0, { quantity: 0, picked: true });
    const text =
      version === '19' ? /Transfer trouble alert!/ : /You cannot validate a transfer if no quantities are reserved/;
    expect(() => box.validate(box.receipt())).toThrow(text);
  });

  it(version === '19' ? 'is done twice without complaint' : 'refuses to be done twice', () => {
    const box = order(version, [['A', 10]]);
    box.confirm();
    const picking = box.receipt();
    box.validate(picking);
    if (version === '19') expect(box.validate(picking)).toBe(true);
    else expect(() => box.validate(picking)).toThrow(/You cannot validate a transfer/);
    expect(box.received()).toEqual([10]);
  });

  it('moves stock, and a corrected done move moves it again', () => {
    const box = order(version, [['B', 5]]);
    box.confirm();
    box.validate(box.receipt());
    const onHand = () =>
      record(box.call('product.product', 'read', [box.ids.products['B'] ?? 0], { fields: ['qty_available'] }))[
        'qty_available'
      ];
    expect(onHand()).toBe(5);
    receive(box, 0, { quantity: 3 });
    expect(onHand()).toBe(3);
    expect(box.received()).toEqual([3]);
  });

  it('converts the order unit to the product unit and rounds what it tells the order', () => {
    const box = order(version, []);
    const dozen = numbers(box.call('uom.uom', 'search', undefined, { domain: [['name', '=', 'Dozens']] }))[0];
    box.call('purchase.order.line', 'create', undefined, {
      vals_list: [
        {
          order_id: box.po,
          product_id: box.ids.products['A'],
          product_qty: 2,
          [version === '19' ? 'product_uom_id' : 'product_uom']: dozen,
        },
      ],
    });
    box.confirm();
    expect(box.moves(box.receipt())).toMatchObject([{ product_uom_qty: 24, quantity: 24, product_uom: [1, 'Units'] }]);
    receive(box, 0, { quantity: 10, picked: true });
    box.validate(box.receipt());
    expect(box.received()).toEqual([0.83]);
  });

  it('journals one fact with what came, and nothing for the question', () => {
    const box = order(version, [
      ['A', 10],
      ['B', 5],
    ]);
    box.confirm();
    receive(box, 0, { quantity: 4, picked: true });
    const act = (context: Record<string, unknown>) =>
      box.odoo.act({ model: 'stock.picking', method: 'button_validate', ids: [box.receipt()], context }).effects;
    expect(act({})).toEqual([]);
    expect(act({ skip_backorder: true })).toMatchObject([
      {
        type: 'receipt.done',
        key: 'WH/IN/00001',
        detail: { purchaseOrder: 'P00001', lines: [{ sku: 'A', quantity: 4 }], backorder: 'WH/IN/00002' },
      },
    ]);
  });

  it('needs approval under double validation, and a manager gives it', () => {
    const { call, ids, odoo } = testSandbox(
      { version },
      {
        doubleValidation: true,
        users: [
          { login: 'bot', email: 'b@example.com' },
          { login: 'boss', groups: ['purchase.group_purchase_manager'] },
        ],
        partners: [{ name: 'Acme Supply' }],
        products: [{ sku: 'A', name: 'Alpha' }],
      },
    );
    const po = numbers(
      call('purchase.order', 'create', undefined, {
        vals_list: [
          {
            partner_id: ids.partners['Acme Supply'],
            order_line: [[0, 0, { product_id: ids.products['A'], product_qty: 1 }]],
          },
        ],
      }),
    );
    const state = () => record(call('purchase.order', 'read', po, { fields: ['state', 'picking_ids'] }));
    expect(odoo.act({ model: 'purchase.order', method: 'button_confirm', ids: po }, 'bot').result).toBe(true);
    expect(state()).toMatchObject({ state: 'to approve', picking_ids: [] });
    expect(odoo.act({ model: 'purchase.order', method: 'button_approve', ids: po }, 'bot').result).toEqual({});
    expect(state()).toMatchObject({ state: 'to approve' });
    odoo.act({ model: 'purchase.order', method: 'button_approve', ids: po }, 'boss');
    expect(state()).toMatchObject({ state: 'purchase' });
  });

  it(version === '19' ? 'stays done when its order is cancelled' : 'stops its order from being cancelled', () => {
    const box = order(version, [['A', 10]]);
    box.confirm();
    box.validate(box.receipt());
    const cancel = () => box.call('purchase.order', 'button_cancel', [box.po]);
    if (version === '19') {
      expect(cancel()).toBeNull();
      expect(box.read()['state']).toBe('cancel');
      expect(box.received()).toEqual([10]);
    } else expect(cancel).toThrow('Unable to cancel purchase order P00001 as some receptions have already been done.');
  });

  it('is cancelled with an order of which nothing came', () => {
    const box = order(version, [['A', 10]]);
    box.confirm();
    expect(box.call('purchase.order', 'button_cancel', [box.po])).toBeNull();
    expect(box.moves(box.receipt())).toMatchObject([{ state: 'cancel', quantity: 0 }]);
  });
});
