import { OutcomeUnknown } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createOdooExecutor } from './odoo-executor.js';
import { TinyReturn } from './testing-return.js';

const request = {
  from: { delivery_id: 7 },
  lines: [{ product_id: 11, sku: 'A', quantity: 2, lot: null, location_dest_id: 20 }],
  update_order: true,
  origin_marker: 'mlc:return:1',
};
const call = { deadlineMs: Date.now() + 60_000, correlationId: 'test' };
const book = (odoo: TinyReturn, more: Partial<typeof request> = {}) =>
  createOdooExecutor(odoo.client).send('odoo.return.book', { ...request, ...more }, call);
const pinned = { context: { allowed_company_ids: [1] } };

describe('odoo.return.book', () => {
  it('on 16 sends the wizard its lines and place, and counts with qty_done and no ticks', async () => {
    const odoo = new TinyReturn('16');
    expect(await book(odoo)).toMatchObject({ kind: 'confirmed', result: { data: { picking_id: 8, delivery_id: 7 } } });
    const line = { product_id: 11, quantity: 2, move_id: 1, to_refund: true };
    const vals = { picking_id: 7, product_return_moves: [[0, 0, line]], location_id: 20 };
    expect(odoo.door.made('stock.return.picking.create')).toEqual([{ vals_list: [vals], ...pinned }]);
    expect(odoo.door.made('stock.return.picking.create_returns')).toEqual([{ ids: [3], ...pinned }]);
    expect(odoo.door.made('stock.move.write')).toMatchObject([
      { ids: [2], vals: { move_line_ids: [[0, 0, { qty_done: 2, location_dest_id: 20, product_uom_id: 1 }]] } },
    ]);
    expect(JSON.stringify(odoo.door.made('stock.move.write'))).not.toContain('picked');
  });

  it('from 18 on uses the other button, chooses no place in the wizard, and ticks what it counts', async () => {
    const odoo = new TinyReturn('18');
    expect(await book(odoo)).toMatchObject({ kind: 'confirmed' });
    const [made] = odoo.door.made('stock.return.picking.create');
    expect(JSON.stringify(made)).not.toContain('location_id');
    expect(odoo.door.made('stock.return.picking.action_create_returns')).toHaveLength(1);
    expect(odoo.door.made('stock.move.write')).toMatchObject([
      { vals: { move_line_ids: [[0, 0, { quantity: 2, picked: true }]] } },
    ]);
    expect(odoo.door.made('stock.picking.write')).toMatchObject([
      { ids: [8], vals: { origin: 'Return of WH/OUT/7 [mlc:return:1]', location_dest_id: 20 } },
    ]);
  });

  it('goes on with the unmarked return that a lost answer left, and makes no second', async () => {
    const odoo = new TinyReturn('18');
    odoo.door.on('stock.return.picking.action_create_returns', () => {
      odoo.state = 'assigned';
      odoo.origin = 'Return of WH/OUT/7';
      throw new OutcomeUnknown('no answer', { code: 'egress.no_answer' });
    });
    expect(await book(odoo)).toMatchObject({ kind: 'unknown' });
    expect(await book(odoo)).toMatchObject({ kind: 'confirmed' });
    expect(odoo.door.made('stock.return.picking.action_create_returns')).toHaveLength(1);
  });

  it('does not take another quantity’s unmarked return for its own, and says what is on its way', async () => {
    const odoo = new TinyReturn('18');
    odoo.state = 'assigned';
    odoo.origin = 'Return of WH/OUT/7';
    const lines = request.lines.map((line) => ({ ...line, quantity: 4 }));
    expect(await book(odoo, { lines })).toMatchObject({
      kind: 'rejected',
      code: 'odoo.return.over',
      message: expect.stringContaining('WH/OUT/7 delivered 5, 2 of it came back or are on their way (WH/IN/8)'),
    });
  });

  it('is not validated when the lines did not take', async () => {
    const odoo = new TinyReturn('18');
    odoo.door.on('stock.move.write', () => true);
    expect(await book(odoo)).toMatchObject({ kind: 'rejected', code: 'odoo.transfer.changed' });
    expect(odoo.door.made('stock.picking.button_validate')).toEqual([]);
  });
});
