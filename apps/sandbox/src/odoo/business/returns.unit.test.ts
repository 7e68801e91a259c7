import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';

/** A done delivery of five of A. */
function delivered(version: '17' | '19') {
  const box = testSandbox({ version });
  const { call, ids } = box;
  const order_line = [[0, 0, { product_id: ids.products['A'], product_uom_qty: 5 }]];
  const [order = 0] = numbers(
    call('sale.order', 'create', undefined, { vals_list: [{ partner_id: ids.partners['Jane Roe'], order_line }] }),
  );
  call('sale.order', 'action_confirm', [order]);
  const [delivery = 0] = numbers(
    record(call('sale.order', 'read', [order], { fields: ['picking_ids'] }))['picking_ids'],
  );
  call('stock.picking', 'button_validate', [delivery], {}, { skip_backorder: true });
  const wizard = (vals: Record<string, unknown> = {}) =>
    numbers(call('stock.return.picking', 'create', undefined, { vals_list: [{ picking_id: delivery, ...vals }] }))[0] ??
    0;
  const lines = (wizardId: number) =>
    records(
      call('stock.return.picking.line', 'search_read', undefined, {
        domain: [['wizard_id', '=', wizardId]],
        fields: ['quantity', 'move_id', 'to_refund'],
      }),
    );
  const button = version === '19' ? 'action_create_returns' : 'create_returns';
  const press = (wizardId: number) => call('stock.return.picking', button, [wizardId]);
  const qtyDelivered = () =>
    record(
      call('sale.order.line', 'search_read', undefined, {
        domain: [['order_id', '=', order]],
        fields: ['qty_delivered'],
      }),
    )['qty_delivered'];
  return { ...box, order, delivery, wizard, lines, press, qtyDelivered };
}

describe.each(['17', '19'] as const)('the return wizard of Odoo %s', (version) => {
  it('proposes all that was delivered on 17 and nothing on 19', () => {
    const box = delivered(version);
    expect(box.lines(box.wizard())).toMatchObject([{ quantity: version === '17' ? 5 : 0, to_refund: true }]);
  });

  it('makes a transfer from the customers, linked and named after the delivery, and the order shows less', () => {
    const box = delivered(version);
    const wizardId = box.wizard();
    const [line] = box.lines(wizardId);
    box.call('stock.return.picking.line', 'write', [number(line?.['id'])], { vals: { quantity: 2 } });
    const action = record([box.press(wizardId)]);
    expect(action).toMatchObject({
      name: 'Returned Picking',
      res_model: 'stock.picking',
      type: 'ir.actions.act_window',
    });
    const made = number(action['res_id']);
    const fields = ['state', 'origin', 'return_id', 'location_id', 'location_dest_id', 'picking_type_id'];
    expect(record(box.call('stock.picking', 'read', [made], { fields }))).toMatchObject({
      state: 'assigned',
      origin: 'Return of WH/OUT/00001',
      return_id: [box.delivery, 'WH/OUT/00001'],
      location_id: [expect.any(Number), version === '19' ? 'Customers' : 'Partners/Customers'],
      location_dest_id: [expect.any(Number), 'WH/Stock'],
      picking_type_id: [expect.any(Number), 'My Company: Receipts'],
    });
    box.call('stock.picking', 'button_validate', [made], {}, { skip_backorder: true });
    expect(box.qtyDelivered()).toBe(3);
  });

  it('takes lines that are sent, stops nobody from returning too much, and refuses none at all', () => {
    const box = delivered(version);
    const [proposed] = box.lines(box.wizard());
    const line = (quantity: number) => [
      [0, 0, { product_id: box.ids.products['A'], quantity, move_id: [proposed?.['move_id']].flat()[0] }],
    ];
    expect(record([box.press(box.wizard({ product_return_moves: line(9) }))])).toHaveProperty('res_id');
    expect(() => box.press(box.wizard({ product_return_moves: line(0) }))).toThrow(
      'Please specify at least one non-zero quantity.',
    );
  });

  it('returns only what is done, and has no other version’s button', () => {
    const box = delivered(version);
    const order_line = [[0, 0, { product_id: box.ids.products['A'], product_uom_qty: 1 }]];
    const vals = { partner_id: box.ids.partners['Jane Roe'], order_line };
    const [order = 0] = numbers(box.call('sale.order', 'create', undefined, { vals_list: [vals] }));
    box.call('sale.order', 'action_confirm', [order]);
    const [open = 0] = numbers(
      record(box.call('sale.order', 'read', [order], { fields: ['picking_ids'] }))['picking_ids'],
    );
    expect(() => box.wizard({ picking_id: open })).toThrow('You may only return Done pickings.');
    const other = version === '19' ? 'create_returns' : 'action_create_returns';
    expect(() => box.call('stock.return.picking', other, [box.wizard()])).toThrow();
  });

  it('a new place of the open transfer is the place of its moves and lines', () => {
    const box = delivered(version);
    const [line] = box.lines(box.wizard());
    const moves = [[0, 0, { product_id: box.ids.products['A'], quantity: 1, move_id: [line?.['move_id']].flat()[0] }]];
    const made = number(record([box.press(box.wizard({ product_return_moves: moves }))])['res_id']);
    const [place = 0] = numbers(
      box.call('stock.location', 'create', undefined, { vals_list: [{ name: 'Quarantine', usage: 'internal' }] }),
    );
    box.call('stock.picking', 'write', [made], { vals: { location_dest_id: place } });
    box.call('stock.picking', 'button_validate', [made], {}, { skip_backorder: true });
    const quants = records(
      box.call('stock.quant', 'search_read', undefined, {
        domain: [['location_id', '=', place]],
        fields: ['quantity'],
      }),
    );
    expect(quants).toMatchObject([{ quantity: 1 }]);
  });
});
