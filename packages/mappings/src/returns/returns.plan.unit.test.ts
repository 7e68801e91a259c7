import { describe, expect, it } from 'vitest';
import { operations } from '../operations.js';
import type { Plan, PlannedEffect } from '../plan.js';
import type { ReturnSeen, ShipBobReturn, ShipBobReturnItem } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { codesOf, context, link, onlyCase, reasonOf, SB } from '../shared/fixtures.test.js';
import { returned } from './fixtures.test.js';
import { planReturns } from './returns.plan.js';

type Taken = [action: string, quantity: number, reason?: string];
type More = { sku?: string; lot?: string | null; expiration?: string | null; quantity?: number };

/** Inventory 1001 is product 1, 1002 is product 2 (B-2). */
const item = (id: number, taken: Taken[], { sku = 'A-1', lot = null, expiration = null, quantity }: More = {}) =>
  ({
    id,
    sku,
    name: sku,
    quantity: quantity ?? taken.reduce((sum, [, count]) => sum + count, 0),
    bundle_parent_sku: null,
    lot_information: lot === null ? null : { number: lot, expiration },
    action_requested: null,
    action_taken: taken.map(([action, quantity_processed, action_reason = null]) => ({
      action,
      action_reason,
      quantity_processed,
      image_url: null,
    })),
  }) satisfies ShipBobReturnItem;

const QUARANTINE = 75;
const seen = (inventory: ShipBobReturnItem[], more: Partial<ReturnSeen> & { is?: Partial<ShipBobReturn> } = {}) => {
  const { is, ...rest } = more;
  return {
    returned: returned(inventory, is),
    link: null,
    productByInventoryId: {
      '1001': { product_id: 1, sku: 'A-1', tracking: 'none' },
      '1002': { product_id: 2, sku: 'B-2', tracking: 'lot' },
      '1003': { product_id: 3, sku: 'C-3', tracking: 'serial' },
    },
    delivery: {
      id: 300,
      name: 'SB/OUT/1',
      state: 'done',
      goods: [
        { product_id: 1, delivered: 5, returned: 0, lots: [] },
        { product_id: 2, delivered: 4, returned: 0, lots: ['L1', 'L2'] },
        { product_id: 3, delivered: 2, returned: 0, lots: ['S1', 'S2'] },
      ],
    },
    reserved: [],
    booked: [],
    scrapped: [],
    lots: [
      { product_id: 2, name: 'L1', expiration_date: '2027-05-01T00:00:00Z', only_returned: false },
      { product_id: 2, name: 'L2', expiration_date: null, only_returned: false },
      { product_id: 3, name: 'S1', expiration_date: null, only_returned: false },
    ],
    locations: {},
    quarantines: { 'SB/Quarantine': QUARANTINE },
    operationTypes: [
      { id: 60, name: 'Receipts', code: 'incoming', warehouse_id: SB.id },
      { id: 61, name: 'Delivery Orders', code: 'outgoing', warehouse_id: SB.id },
    ],
    ...rest,
  } satisfies ReturnSeen;
};

const liveSince = (live_from: string) => {
  const usual = context();
  return { ...usual, connection: { ...usual.connection, live_from } };
};
const plan = (what: ReturnSeen, settings: SettingsInput = {}): Plan => planReturns(what, context(settings));
const writes = (found: Plan): [string, unknown][] =>
  found.effects.map((effect: PlannedEffect) => [effect.operation, effect.request]);
const line = (
  product_id: number,
  sku: string,
  quantity: number,
  location_dest_id: number,
  lot: string | null = null,
) => ({
  product_id,
  sku,
  quantity,
  lot,
  location_dest_id,
});
const book = (...lines: ReturnType<typeof line>[]) => ({
  from: { delivery_id: 300 },
  lines,
  update_order: true,
  origin_marker: 'SB-return-55',
});
const own = (...lines: ReturnType<typeof line>[]) => ({
  from: { picking_type_id: 60, partner_id: null },
  lines,
  update_order: false,
  origin_marker: 'SB-return-55',
});
const transfer = (placed: { product_id: number; quantity: number; location_dest_id: number; lot?: string }[]) => ({
  id: 901,
  name: 'SB/IN/9',
  state: 'done',
  placed: placed.map((one) => ({ lot: null, ...one })),
});

describe('what ShipBob did decides where goods go', () => {
  it('restocked goods go back into the stock of their centre, against the delivery they left with', () => {
    expect(writes(plan(seen([item(1001, [['Restock', 2]])])))).toEqual([
      ['odoo.return.book', book(line(1, 'A-1', 2, SB.lot_stock_id))],
    ]);
  });

  it('goods go to the location of the centre where the settings name one', () => {
    const centres = [{ fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/Stock/CHI' }];
    const there = seen([item(1001, [['Restock', 2]])], { locations: { '10': { id: 71, name: 'SB/Stock/CHI' } } });
    expect(writes(plan(there, { centres }))).toEqual([['odoo.return.book', book(line(1, 'A-1', 2, 71))]]);
    expect(codesOf(plan(seen([item(1001, [['Restock', 2]])]), { centres }))).toEqual(['returns.no_location']);
  });

  it('quarantined goods go into the quarantine of their warehouse', () => {
    const goods = seen([item(1001, [['Quarantine', 1, 'scratched']])]);
    expect(writes(plan(goods))).toEqual([['odoo.return.book', book(line(1, 'A-1', 1, QUARANTINE))]]);
    const named = { returns: { quarantine_location: 'Faulty/{warehouse}' } };
    expect(onlyCase(plan(goods, named)).cause).toContain('belongs into Faulty/SB');
    expect(writes(plan({ ...goods, quarantines: { 'Faulty/SB': 99 } }, named))).toEqual([
      ['odoo.return.book', book(line(1, 'A-1', 1, 99))],
    ]);
  });

  it('goods that were disposed of go to quarantine and are scrapped there with the reason', () => {
    const goods = seen([item(1001, [['Dispose', 2, 'mouldy']])]);
    const found = plan(goods);
    expect(writes(found)[0]).toEqual(['odoo.return.book', book(line(1, 'A-1', 2, QUARANTINE))]);
    expect(writes(found)[1]).toEqual([
      'odoo.scrap.book',
      {
        product_id: 1,
        sku: 'A-1',
        quantity: 2,
        lot: null,
        location_id: QUARANTINE,
        scrap_location_id: null,
        reason: 'mouldy',
        origin_marker: 'SB-return-55-scrap-1',
      },
    ]);
    expect(plan(goods, { returns: { dispose: 'quarantine' } }).effects.map((one) => one.operation)).toEqual([
      'odoo.return.book',
    ]);
  });

  it('one return may be restocked, quarantined and disposed of in parts', () => {
    const goods = seen([
      item(1001, [
        ['Restock', 1],
        ['Quarantine', 1],
        ['Dispose', 1],
        ['Restock', 1],
      ]),
    ]);
    expect(writes(plan(goods))[0]).toEqual([
      'odoo.return.book',
      book(line(1, 'A-1', 2, SB.lot_stock_id), line(1, 'A-1', 2, QUARANTINE)),
    ]);
    expect(writes(plan(goods))[1]).toMatchObject(['odoo.scrap.book', { quantity: 1 }]);
  });

  it('a parcel that came back to its sender is booked like any return', () => {
    const parcel = seen([item(1001, [['Restock', 2]])], { is: { return_type: 'ReturnToSender', reference_id: '' } });
    expect(writes(plan(parcel))).toEqual([['odoo.return.book', book(line(1, 'A-1', 2, SB.lot_stock_id))]]);
    expect(plan(parcel).effects[0]?.title).toBe('take back return to sender 55 of SB/OUT/1');
  });

  it('what was processed is booked, and a count that differs from the expected one is told', () => {
    const less = plan(seen([item(1001, [['Restock', 1]], { quantity: 3 })]));
    expect(writes(less)).toEqual([['odoo.return.book', book(line(1, 'A-1', 1, SB.lot_stock_id))]]);
    expect(onlyCase(less).detail['items']).toEqual([{ sku: 'A-1', expected: 3, processed: 1 }]);
    const none = plan(seen([item(1001, [], { quantity: 3 })]));
    expect([none.effects, codesOf(none)]).toEqual([[], ['returns.nothing_processed']]);
  });

  it('an action nobody knows books nothing', () => {
    const found = plan(
      seen([
        item(1001, [
          ['Restock', 1],
          ['Incinerate', 1],
        ]),
      ]),
    );
    expect([found.effects, codesOf(found)]).toEqual([[], ['returns.unknown_action']]);
  });

  it('nothing is booked before the return is completed, and nothing of a cancelled or foreign one', () => {
    const goods = [item(1001, [['Restock', 1]])];
    for (const status of ['AwaitingArrival', 'Arrived', 'Processing'])
      expect(plan(seen(goods, { is: { status } }))).toMatchObject({ effects: [], end: { kind: 'done' } });
    expect(plan(seen(goods, { is: { status: 'Cancelled' } }))).toMatchObject({ effects: [], end: { kind: 'ignored' } });
    const foreign = plan(seen(goods, { is: { channel: { id: 501, name: 'theirs' } } }));
    expect([foreign.effects, reasonOf(foreign)]).toEqual([[], expect.stringContaining('foreign_channel')]);
    expect(plan({ ...seen(goods), returned: null })).toMatchObject({ end: { kind: 'ignored' } });
    const nobodys = plan(seen(goods, { is: { channel: null }, delivery: null }));
    expect([nobodys.effects, codesOf(nobodys)]).toEqual([[], ['returns.no_channel']]);
  });

  it('what was completed before go-live is taken as already true', () => {
    const old = seen([item(1001, [['Restock', 1]])], { is: { completed_date: '2020-01-01T00:00:00Z' } });
    expect(planReturns(old, liveSince('2026-11-01T00:00:00Z'))).toMatchObject({
      effects: [],
      end: { kind: 'ignored' },
    });
    expect(planReturns(old, liveSince('2019-11-01T00:00:00Z')).effects).toHaveLength(1);
  });

  it('an unlinked item and an unmapped centre book nothing', () => {
    const stranger = plan(seen([item(1009, [['Restock', 1]], { sku: 'X-9' }), item(1001, [['Restock', 1]])]));
    expect([stranger.effects, codesOf(stranger)]).toEqual([[], ['returns.unknown_item']]);
    const nowhere = plan(
      seen([item(1001, [['Restock', 1]])], { is: { fulfillment_center: { id: 99, name: 'Reno' } } }),
    );
    expect([nowhere.effects, codesOf(nowhere)]).toEqual([[], ['returns.unknown_centre']]);
  });
});

describe('the delivery a return belongs to', () => {
  const goods = [item(1001, [['Restock', 4]])];
  const out = (returned: number) => ({
    id: 300,
    name: 'SB/OUT/1',
    state: 'done',
    goods: [{ product_id: 1, delivered: 5, returned, lots: [] }],
  });

  it('never takes back more than it delivered, after what came back and what earlier returns need', () => {
    expect(plan(seen(goods, { delivery: out(1) })).effects).toHaveLength(1);
    for (const more of [{ delivery: out(2) }, { delivery: out(1), reserved: [{ inventory_id: 1001, quantity: 1 }] }]) {
      const found = plan(seen(goods, more));
      expect([found.effects, codesOf(found)]).toEqual([[], ['returns.over']]);
      expect(onlyCase(found).proposes?.map((one) => one.request)).toEqual([own(line(1, 'A-1', 4, SB.lot_stock_id))]);
    }
    const other = plan(seen([item(1002, [['Restock', 1]], { sku: 'B-2', lot: 'L1' })], { delivery: out(0) }));
    expect(onlyCase(other).detail['items']).toEqual([{ sku: 'B-2', back: 1, delivered: 0, returned: 0, reserved: 0 }]);
  });

  it('is waited for, and without one the goods come back in a transfer of their own', () => {
    const waiting = plan(seen(goods, { delivery: null }));
    expect([waiting.effects, waiting.end]).toEqual([[], expect.objectContaining({ at: '2026-11-26T08:00:00.000Z' })]);
    for (const is of [{ completed_date: '2026-11-24T08:00:00Z' }, { original_shipment_id: null }]) {
      const found = plan(seen(goods, { delivery: null, is }));
      expect(writes(found)).toEqual([['odoo.return.book', own(line(1, 'A-1', 4, SB.lot_stock_id))]]);
    }
    const soon = plan(seen(goods, { delivery: null }), { returns: { wait_hours: 1 } });
    expect(writes(soon)).toHaveLength(1);
    const ask = plan(seen(goods, { delivery: null, is: { original_shipment_id: null } }), {
      returns: { unlinked: 'case' },
    });
    expect([ask.effects, codesOf(ask), onlyCase(ask).proposes?.length]).toEqual([[], ['returns.unlinked'], 1]);
  });

  it('without a sale order is no reason to wait: a transfer of its own at once, for no more than left', () => {
    const of = (returned: number, more: Parameters<typeof seen>[1] = {}, settings: SettingsInput = {}) =>
      plan(seen(goods, { delivery: null, apart: { ...out(returned), name: 'SB/OUT/7' }, ...more }), settings);
    expect(writes(of(1))).toEqual([['odoo.return.book', own(line(1, 'A-1', 4, SB.lot_stock_id))]]);
    expect(of(1, {}, { returns: { unlinked: 'case', credit_note: 'activity' } }).effects).toHaveLength(1);
    for (const found of [of(2), of(1, { reserved: [{ inventory_id: 1001, quantity: 1 }] })]) {
      expect([found.effects, codesOf(found)]).toEqual([[], ['returns.over']]);
      expect(onlyCase(found).cause).toContain('more than SB/OUT/7 delivered');
      expect(onlyCase(found).proposes?.map((one) => one.request)).toEqual([own(line(1, 'A-1', 4, SB.lot_stock_id))]);
    }
    expect(of(2, {}, { returns: { link: 'own' } }).effects).toHaveLength(1);
    // Ours by its shipment, whatever channel ShipBob names.
    expect(of(0, { is: { channel: null } }).effects).toHaveLength(1);
    const lots = { ...out(0), goods: [{ product_id: 2, delivered: 4, returned: 0, lots: ['L2'] }] };
    const lotless = seen([item(1002, [['Restock', 1]], { sku: 'B-2' })], { delivery: null, apart: lots });
    expect(writes(plan(lotless))).toEqual([['odoo.return.book', own(line(2, 'B-2', 1, SB.lot_stock_id, 'L2'))]]);
  });

  it('is left alone where returns are transfers of their own by the setting', () => {
    const found = plan(seen([item(1001, [['Restock', 9]])]), { returns: { link: 'own' } });
    expect(writes(found)).toEqual([['odoo.return.book', own(line(1, 'A-1', 9, SB.lot_stock_id))]]);
  });

  it('transfers of their own take the operation type of that name, else the receipts of the warehouse', () => {
    const loose = { delivery: null, is: { original_shipment_id: null } };
    const named = { id: 62, name: 'ShipBob returns', code: 'incoming', warehouse_id: SB.id };
    const types = seen([]).operationTypes;
    const of = (operationTypes: ReturnSeen['operationTypes'], name?: string) =>
      plan(seen(goods, { ...loose, operationTypes }), name === undefined ? {} : { returns: { operation_type: name } });
    expect(of([...types, named]).effects[0]?.request['from']).toMatchObject({ picking_type_id: 62 });
    expect(of([...types, named], 'Odd').effects[0]?.request['from']).toMatchObject({ picking_type_id: 60 });
    expect(codesOf(of([{ ...named, warehouse_id: 1 }]))).toEqual(['returns.no_operation_type']);
  });
});

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
