import { describe, expect, it } from 'vitest';
import { operations } from '../operations.js';
import type { ReturnSeen } from '../seen.js';
import { codesOf, link, onlyCase, SB } from '../shared/fixtures.test.js';
import { book, item, line, plan, QUARANTINE, seen, transfer, writes } from './plan-builders.test.js';

describe('lots of what came back', () => {
  const lot = (number: string | null, expiration: string | null = null, action = 'Restock') =>
    item(1002, [[action, 1]], { sku: 'B-2', lot: number, expiration });
  const placeOf = (known: ReturnSeen['lots'][number]) => {
    const [effect] = plan(seen([lot('L2')], { lots: [known] })).effects;
    return effect && operations['odoo.return.book'].parse(effect.request).lines[0]?.location_dest_id;
  };

  it('the original lot is kept', () => {
    expect(writes(plan(seen([lot('L1')])))).toEqual([
      ['odoo.return.book', book(line(2, 'B-2', 1, SB.lot_stock_id, 'L1'))],
    ]);
    const goods = [{ product_id: 2, delivered: 4, returned: 0, lots: ['L2'] }];
    const only = seen([lot(null)], { delivery: { id: 300, name: 'SB/OUT/1', state: 'done', goods } });
    expect(writes(plan(only))).toEqual([['odoo.return.book', book(line(2, 'B-2', 1, SB.lot_stock_id, 'L2'))]]);
  });

  it('a lot that nothing tells is asked for, as are several units of one serial number', () => {
    expect(codesOf(plan(seen([lot(null)])))).toEqual(['returns.lots_needed']);
    const twice = item(1003, [['Restock', 2]], { sku: 'C-3', lot: 'S1' });
    expect(codesOf(plan(seen([twice])))).toEqual(['returns.lots_needed']);
    expect(plan(seen([item(1003, [['Restock', 1]], { sku: 'C-3', lot: 'S1' })])).effects).toHaveLength(1);
  });

  it('a restocked lot that is expired or unknown goes to quarantine', () => {
    const old = '2026-11-24T00:00:00Z';
    for (const bad of [lot('L1', old), lot('NEW')]) {
      const number = bad.lot_information?.number ?? '';
      expect(writes(plan(seen([bad])))).toEqual([['odoo.return.book', book(line(2, 'B-2', 1, QUARANTINE, number))]]);
      const ask = plan(seen([bad]), { returns: { bad_lots: 'case' } });
      expect([ask.effects, codesOf(ask)]).toEqual([[], ['returns.bad_lot']]);
    }
    const known = { product_id: 2, name: 'L2', expiration_date: old, only_returned: false };
    expect(placeOf(known)).toBe(QUARANTINE);
  });

  it('a lot that Odoo knows from returns only is as unknown to the next one', () => {
    const known = { product_id: 2, name: 'L2', expiration_date: null };
    expect(placeOf({ ...known, only_returned: false })).toBe(SB.lot_stock_id);
    expect(placeOf({ ...known, only_returned: true })).toBe(QUARANTINE);
  });
});

describe('a return that is booked', () => {
  const goods = [
    item(1001, [
      ['Restock', 1],
      ['Dispose', 1, 'broken'],
    ]),
  ];
  const done = transfer([
    { product_id: 1, quantity: 1, location_dest_id: SB.lot_stock_id },
    { product_id: 1, quantity: 1, location_dest_id: QUARANTINE },
  ]);

  it('is linked, and only what is missing behind it follows', () => {
    const half = plan(seen(goods, { booked: [done] }));
    expect(half.effects.map((one) => one.operation)).toEqual(['odoo.scrap.book']);
    expect(half.adoptions).toMatchObject([{ odooId: 901, shipbobType: 'return', shipbobId: '55' }]);
    const whole = plan(
      seen(goods, {
        booked: [done],
        scrapped: ['SB-return-55-scrap-1'],
        link: link('stock.picking', 901, 'return', 55),
      }),
    );
    expect(whole).toMatchObject({ effects: [], adoptions: [], rings: [], end: { kind: 'done' } });
  });

  it('keeps the place of a lot that expired since, or that Odoo knows only since', () => {
    const lot = item(1002, [['Restock', 1]], { sku: 'B-2', lot: 'L1', expiration: '2026-11-01T00:00:00Z' });
    const inStock = transfer([{ product_id: 2, quantity: 1, location_dest_id: SB.lot_stock_id, lot: 'L1' }]);
    const found = plan(seen([lot], { booked: [inStock], link: link('stock.picking', 901, 'return', 55) }));
    expect(found).toMatchObject({ effects: [], end: { kind: 'done' } });
  });

  it('stays ours when ShipBob names neither channel nor a shipment of ours any more', () => {
    const found = plan(seen(goods, { booked: [done], delivery: null, is: { channel: null } }));
    expect(found.adoptions).toHaveLength(1);
    expect(codesOf(found)).toEqual([]);
  });

  it('is not taken back twice while its transfer is open', () => {
    const found = plan(seen(goods, { booked: [{ ...done, state: 'assigned' }] }));
    // The booking goes on where it stopped: it finds this very transfer by its mark.
    expect(writes(found)[0]?.[0]).toBe('odoo.return.book');
  });

  it('is shown to a person when ShipBob says something else later', () => {
    const more = [
      item(1001, [
        ['Restock', 2],
        ['Dispose', 1],
      ]),
    ];
    const found = plan(seen(more, { booked: [done] }));
    expect(found.effects).toEqual([]);
    expect(onlyCase(found).detail['items']).toEqual([{ sku: 'A-1', shipbob: 2, odoo: 1 }]);
    const moved = plan(seen([item(1001, [['Restock', 2]])], { booked: [done] }));
    expect(onlyCase(moved).code).toBe('returns.changed_after_booking');
    const cancelled = plan(seen(goods, { booked: [done], is: { status: 'Cancelled' } }));
    expect(codesOf(cancelled)).toEqual(['returns.cancelled_after_booking']);
  });
});

describe('credit notes', () => {
  const goods = [item(1001, [['Restock', 1]])];

  it('are never made by themselves', () => {
    for (const settings of [{}, { returns: { credit_note: 'activity' as const, activity_user_id: 5 } }])
      for (const effect of plan(seen(goods), settings).effects)
        expect(['odoo.return.book', 'odoo.activity.schedule']).toContain(effect.operation);
  });

  it('are a task for a person where the settings ask, given before the goods are booked', () => {
    const found = plan(seen(goods), { returns: { credit_note: 'activity', activity_user_id: 5 } });
    expect(found.effects.map((one) => one.operation)).toEqual(['odoo.activity.schedule', 'odoo.return.book']);
    expect(found.effects[0]?.request).toMatchObject({
      model: 'stock.picking',
      record_id: 300,
      user_id: 5,
      date_deadline: '2026-11-25',
      marker: 'SB-return-55-credit',
    });
    const note = plan(seen(goods), { returns: { credit_note: 'activity' } });
    expect(note.effects.map((one) => one.operation)).toEqual(['odoo.note.post', 'odoo.return.book']);
  });
});
