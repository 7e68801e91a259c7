import { describe, expect, it } from 'vitest';
import { number, numbers, records } from '../testing-read.js';
import { order } from './testing-receipts.js';

const PAST = '2020-01-02 00:00:00';

describe.each(['17', '19'] as const)('expiry dates on a receipt of Odoo %s', (version) => {
  /** One receipt of 9 lotted goods whose line names a lot with this expiry. */
  function receipt(keepsExpiry: boolean, expiration_date: string | null) {
    const box = order(version, [['LOT', 9]]);
    box.call('product.product', 'write', [box.ids.products['LOT'] ?? 0], {
      vals: { use_expiration_date: keepsExpiry },
    });
    box.confirm();
    const [move] = box.moves(box.receipt());
    const line = { product_id: box.ids.products['LOT'], lot_name: 'L1', quantity: 9, picked: true };
    const old = numbers(move?.['move_line_ids']).map((id) => [2, id, 0]);
    box.call('stock.move', 'write', [number(move?.['id'])], {
      vals: { move_line_ids: [...old, [0, 0, { ...line, ...(expiration_date ? { expiration_date } : {}) }]] },
    });
    const lots = () =>
      records(box.call('stock.lot', 'search_read', undefined, { domain: [], fields: ['name', 'expiration_date'] }));
    return { box, lots };
  }

  it('go to the lot that is made, unless the goods keep none', () => {
    const kept = receipt(true, '2031-05-06 07:08:09');
    expect(kept.box.validate(kept.box.receipt())).toBe(true);
    expect(kept.lots()).toMatchObject([{ name: 'L1', expiration_date: '2031-05-06 07:08:09' }]);
    const none = receipt(false, '2031-05-06 07:08:09');
    expect(none.box.validate(none.box.receipt())).toBe(true);
    expect(none.lots()).toMatchObject([{ name: 'L1', expiration_date: false }]);
  });

  it('that are past are asked about, by 19 for new lots too, unless the context skips it', () => {
    const { box, lots } = receipt(true, PAST);
    const answer = box.validate(box.receipt());
    if (version === '19') expect(answer).toMatchObject({ res_model: 'expiry.picking.confirmation' });
    else expect(answer).toBe(true);
    if (version === '19') expect(lots()).toEqual([]);
    if (version === '19') expect(box.validate(box.receipt(), { skip_backorder: true, skip_expired: true })).toBe(true);
    expect(lots()).toMatchObject([{ name: 'L1', expiration_date: PAST }]);
  });
});
