import { expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { number, numbers, record } from '../testing-read.js';

it.each(['17', '19'] as const)('on Odoo %s a new warehouse brings its places and operation types', (version) => {
  const { call } = testSandbox({ version });
  const [id = 0] = numbers(
    call('stock.warehouse', 'create', undefined, {
      vals_list: [{ name: 'Second', code: 'SEC', reception_steps: 'two_steps' }],
    }),
  );
  const read = (model: string, ids: number[], fields: string[]) => record(call(model, 'read', ids, { fields }));
  const first = (value: unknown): number => number(Array.isArray(value) ? value[0] : value);
  const warehouse = read('stock.warehouse', [id], ['lot_stock_id', 'wh_input_stock_loc_id', 'in_type_id']);
  const type = read('stock.picking.type', [first(warehouse['in_type_id'])], ['code', 'default_location_dest_id']);
  expect(type['code']).toBe('incoming');
  expect(first(type['default_location_dest_id'])).toBe(first(warehouse['wh_input_stock_loc_id']));
  const stock = read('stock.location', [first(warehouse['lot_stock_id'])], ['complete_name', 'warehouse_id']);
  expect(stock['complete_name']).toBe('SEC/Stock');
  expect(first(stock['warehouse_id'])).toBe(id);
});
