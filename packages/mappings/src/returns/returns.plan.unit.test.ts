import { describe, expect, it } from 'vitest';
import type { ReturnSeen } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { codesOf, onlyCase, reasonOf, SB } from '../shared/fixtures.test.js';
import { book, item, line, liveSince, own, plan, QUARANTINE, seen, writes } from './plan-builders.test.js';
import { planReturns } from './returns.plan.js';

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
