import { describe, expect, it } from 'vitest';
import { number, numbers, record, records } from '../testing-read.js';
import { order } from './testing-receipts.js';

describe.each(['17', '19'] as const)('lots on a receipt of Odoo %s', (version) => {
  const lines = (box: ReturnType<typeof order>) => numbers(box.moves(box.receipt())[0]?.['move_line_ids']);

  it('are asked for by name before anything is done', () => {
    const box = order(version, [['LOT', 9]]);
    box.confirm();
    expect(() => box.validate(box.receipt())).toThrow(
      'You need to supply a Lot/Serial number for products [LOT] Lotted.',
    );
    expect(box.moves(box.receipt())).toMatchObject([{ state: 'assigned' }]);
  });

  it('are made when the lines name them', () => {
    const box = order(version, [['LOT', 9]]);
    box.confirm();
    const [move] = box.moves(box.receipt());
    const line = (lot_name: string, quantity: number) => [
      0,
      0,
      { product_id: box.ids.products['LOT'], lot_name, quantity, picked: true },
    ];
    box.call('stock.move', 'write', [number(move?.['id'])], {
      vals: { move_line_ids: [...lines(box).map((id) => [2, id, 0]), line('L1', 6), line('L2', 3)] },
    });
    expect(box.validate(box.receipt())).toBe(true);
    const lots = records(
      box.call('stock.lot', 'search_read', undefined, { domain: [], fields: ['name', 'product_qty', 'company_id'] }),
    );
    expect(lots).toMatchObject([
      { name: 'L1', product_qty: 6 },
      { name: 'L2', product_qty: 3 },
    ]);
    expect(lots[0]?.['company_id']).toEqual(version === '19' ? false : [1, 'My Company']);
  });

  it('come as one line for each serial, and refuse a serial that is here', () => {
    const box = order(version, [['SER', 2]]);
    box.confirm();
    const [first = 0, second = 0] = lines(box);
    expect(lines(box)).toHaveLength(2);
    box.call('stock.move.line', 'write', [first], { vals: { lot_name: 'S1', picked: true } });
    box.call('stock.move.line', 'write', [second], { vals: { lot_name: 'S2', picked: true } });
    expect(box.validate(box.receipt())).toBe(true);

    const again = numbers(
      box.call('purchase.order', 'create', undefined, {
        vals_list: [
          {
            partner_id: box.ids.partners['Acme Supply'],
            order_line: [[0, 0, { product_id: box.ids.products['SER'], product_qty: 1 }]],
          },
        ],
      }),
    );
    box.call('purchase.order', 'button_confirm', again);
    const picking =
      numbers(record(box.call('purchase.order', 'read', again, { fields: ['picking_ids'] }))['picking_ids'])[0] ?? 0;
    const line = numbers(box.moves(picking)[0]?.['move_line_ids']);
    box.call('stock.move.line', 'write', line, { vals: { lot_name: 'S1', picked: true } });
    expect(() => box.validate(picking)).toThrow(/The serial number has already been assigned/);
  });
});
