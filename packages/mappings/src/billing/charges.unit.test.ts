import { describe, expect, it } from 'vitest';
import type { ShipBobTransaction } from '../seen-shipbob.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';
import { suspectsOf, weekOf } from './suspects.js';

const NOW = '2026-12-20T10:00:00.000Z';
type Billing = Parameters<typeof b.context>[0];
const suspects = (
  rows: ShipBobTransaction[],
  more: Parameters<typeof b.seen>[1] = {},
  billing: Billing = {},
  now = NOW,
) => suspectsOf(b.seen(rows, more), b.context(billing, now));
const again = (row: ShipBobTransaction, transaction_id: string, more: Partial<ShipBobTransaction> = {}) => ({
  ...row,
  transaction_id,
  ...more,
});

describe('a charge that stands twice', () => {
  const row = b.charge('Shipment/1', '5.25', { transaction_id: 'B', charge_date: '2026-11-18' });

  it('is the later one, by its day and then its id, and names the first', () => {
    const told = suspects([again(row, 'C'), again(row, 'A', { charge_date: '2026-11-19' }), row]).double_charge;
    expect(told.map(({ transaction_id, note }) => [transaction_id, note])).toEqual([
      ['A', 'charged before on 2026-11-18 (B)'],
      ['C', 'charged before on 2026-11-18 (B)'],
    ]);
    expect(told[0]).toMatchObject({
      reference: 'Shipment 1',
      fee: 'Shipping',
      amount: 5_250_000,
      day: '2026-11-19',
      claim_until: '2027-02-17',
    });
  });

  it('is settled by each time the money came back: by a refund or credit of just that amount and thing', () => {
    const twice = [row, again(row, 'C'), again(row, 'D')];
    const back = (more: Partial<ShipBobTransaction>) =>
      suspects([...twice, again(row, 'R', { transaction_type: 'Refund', amount: '-5.25', ...more })]).double_charge
        .length;
    expect(back({})).toBe(1);
    expect(back({ transaction_type: 'Credit' })).toBe(1);
    expect(back({ transaction_type: 'Adjustment' })).toBe(2);
    expect(back({ amount: '-5.24' })).toBe(2);
    expect(back({ amount: '5.25' })).toBe(2);
    expect(back({ reference_id: '2' })).toBe(2);
  });

  it('is none for what is no charge, or costs nothing', () => {
    for (const more of [{ transaction_type: 'Credit' }, { amount: '0' }, { amount: '-5.25' }])
      expect(suspects([{ ...row, ...more }, again(row, 'C', more)]).double_charge).toEqual([]);
  });

  it('is one each day for what recurs, and one for ever for a shipment, return or WRO', () => {
    const count = (reference: string, day: string) => {
      const first = b.charge(reference, '5.25', { charge_date: '2026-11-18' });
      return suspects([first, again(first, 'Z', { charge_date: day })], { things: {} }).double_charge.length;
    };
    expect(['Shipment/1', 'Return/1', 'WRO/1', 'FC/1'].map((one) => count(one, '2026-11-19'))).toEqual([1, 1, 1, 0]);
    expect(count('FC/1', '2026-11-18')).toBe(1);
  });
});

describe('charges that are told', () => {
  it('stand in the order of their ids, and once, whatever came first', () => {
    const same = ['D', 'B', 'C', 'A'].map((transaction_id) => b.charge('Shipment/1', '5.25', { transaction_id }));
    for (const rows of [same, [...same].reverse()]) {
      const { double_charge } = suspects(rows, { others: same });
      expect(double_charge.map((one) => one.transaction_id)).toEqual(['B', 'C', 'D']);
      expect(double_charge[0]?.note).toContain('(A)');
    }
    const things = Object.fromEntries(['Return/2', 'Return/1'].map((key) => b.thing(key, { exists: false })));
    const unknown = [
      b.charge('Return/2', '1', { transaction_id: 'B' }),
      b.charge('Return/1', '1', { transaction_id: 'A' }),
    ];
    for (const rows of [unknown, [...unknown].reverse()])
      expect(suspects(rows, { things }).fee_without_event.map((one) => one.transaction_id)).toEqual(['A', 'B']);
  });

  it('are no longer told once the days to claim them are over', () => {
    const things = Object.fromEntries([b.thing('Return/1', { exists: false })]);
    const told = (now: string) => suspects([b.charge('Return/1', '1')], { things }, {}, now).fee_without_event.length;
    expect([told('2027-02-16T00:00:00.000Z'), told('2027-02-17T00:00:00.000Z')]).toEqual([1, 0]);
  });
});

describe('a charge for nothing that ShipBob knows', () => {
  const things = Object.fromEntries([b.thing('Shipment/1', { exists: false })]);
  const rows = [
    b.charge('Shipment/1', '5', { transaction_id: 'B' }),
    b.charge('Shipment/1', '3', { transaction_id: 'A', transaction_fee: 'Kitting' }),
  ];
  const told = (back: string, more: Partial<ShipBobTransaction> = {}) =>
    suspects([...rows, b.charge('Shipment/1', back, { transaction_type: 'Credit', ...more })], { things })
      .fee_without_event;

  it('is told with all its charges until all of it came back', () => {
    expect(told('-7.99').map(({ transaction_id, note }) => [transaction_id, note])).toEqual([
      ['A', 'ShipBob knows no such record'],
      ['B', 'ShipBob knows no such record'],
    ]);
    expect(told('-8')).toEqual([]);
    expect(told('-8', { reference_id: '2' })).toHaveLength(2);
    expect(told('-8', { transaction_type: 'Charge' })).toHaveLength(2);
  });

  it('is not told of what is known, or not known to be unknown', () => {
    const known = (exists: boolean | null) =>
      suspects(rows, { things: Object.fromEntries([b.thing('Shipment/1', { exists })]) }).fee_without_event.length;
    expect([known(true), known(null), known(false)]).toEqual([0, 0, 2]);
    expect(suspects(rows, { things: {} }).fee_without_event).toEqual([]);
  });
});

describe('the weeks of an invoice', () => {
  const week = (series: [id: number, date: string][], more: Parameters<typeof b.seen>[1] = {}) =>
    weekOf(b.seen([], { series: series.map(([invoice_id, invoice_date]) => ({ invoice_id, invoice_date })), ...more }));

  it('go from the invoice before to its own day, else seven days back', () => {
    expect(
      week([
        [490, '2026-11-09'],
        [491, '2026-11-16T08:00:00Z'],
        [501, '2026-11-23'],
        [511, '2026-11-30'],
      ]),
    ).toEqual({
      from: '2026-11-16',
      to: '2026-11-23',
    });
    expect(
      week([
        [480, '2026-10-26'],
        [481, '2026-11-02'],
        [482, '2026-11-09'],
        [501, '2026-11-23'],
      ]),
    ).toEqual({ from: '2026-11-09', to: '2026-11-23' });
    expect(week([[501, '2026-11-23']])).toEqual({ from: '2026-11-16', to: '2026-11-23' });
    expect(week([])).toEqual({ from: '2026-11-16', to: '2026-11-23' });
  });

  it('are told by the first of two invoices of one day', () => {
    expect(
      week([
        [500, '2026-11-23'],
        [501, '2026-11-23'],
      ]),
    ).toBeNull();
    expect(
      week([
        [501, '2026-11-23'],
        [502, '2026-11-23'],
      ]),
    ).not.toBeNull();
    expect(weekOf({ ...b.seen([]), invoice: null })).toBeNull();
  });
});

describe('work that nobody charged for', () => {
  const absent = (more: Parameters<typeof b.thing>[1], key = 'Shipment/2', now = NOW, billing: Billing = {}) =>
    suspects([b.charge('Shipment/1', '5')], { things: Object.fromEntries([b.thing(key, more)]) }, billing, now);

  it('is told with its day and number, from the first day of the weeks to before the last', () => {
    expect(absent({}).event_without_fee).toEqual([
      {
        reference: 'Shipment 2',
        fee: null,
        amount: 0,
        transaction_id: null,
        day: '2026-11-18',
        claim_until: '2027-02-16',
        note: 'done on 2026-11-18 (S2), never charged',
      },
    ]);
    expect(absent({ number: null }).event_without_fee[0]?.note).toBe('done on 2026-11-18, never charged');
    const days = ['2026-11-15', '2026-11-16', '2026-11-22', '2026-11-23'];
    expect(days.map((day) => absent({ done_at: `${day}T12:00:00Z` }).event_without_fee.length)).toEqual([0, 1, 1, 0]);
  });

  it('is looked at again on the day from which it counts, and is past after the days to claim it', () => {
    const on = (now: string) => {
      const { event_without_fee, laterAt } = absent({}, 'Shipment/2', now);
      return [event_without_fee.length, laterAt.map((at) => at.toISOString())];
    };
    expect(on('2026-12-01T23:59:59.000Z')).toEqual([0, ['2026-12-02T00:00:00.000Z']]);
    expect(on('2026-12-02T00:00:00.000Z')).toEqual([1, []]);
    expect([on('2027-02-16T10:00:00.000Z')[0], on('2027-02-17T10:00:00.000Z')[0]]).toEqual([1, 0]);
    const off = absent({}, 'Shipment/2', '2026-11-25T10:00:00.000Z', { suspects: ['weight_jump'] });
    expect([off.event_without_fee, off.laterAt]).toEqual([[], []]);
  });

  it('is told by the first invoice of a day, thing by thing in order, and by no invoice that is gone', () => {
    const things = Object.fromEntries(['Shipment/3', 'Shipment/2', 'Shipment/4'].map((key) => b.thing(key)));
    const names = ['Shipment 2', 'Shipment 3', 'Shipment 4'];
    expect(suspects([], { things }).event_without_fee.map((one) => one.reference)).toEqual(names);
    const turned = Object.fromEntries(Object.entries(things).reverse());
    expect(suspects([], { things: turned }).event_without_fee.map((one) => one.reference)).toEqual(names);
    const series = [
      { invoice_id: 500, invoice_date: '2026-11-23' },
      { invoice_id: 501, invoice_date: '2026-11-23' },
    ];
    expect(suspects([], { things, series }).event_without_fee).toEqual([]);
    expect(suspects([], { things, invoice: null }).event_without_fee).toEqual([]);
  });

  it('belongs on the invoices of its kind', () => {
    const kind = (invoice_type: string, key: string) =>
      suspects([], { invoice: b.invoice({ invoice_type }), things: Object.fromEntries([b.thing(key)]) })
        .event_without_fee.length;
    expect([kind('Shipping', 'Shipment/2'), kind('Return', 'Return/2'), kind('Inbound Fee', 'WRO/2')]).toEqual([
      1, 1, 1,
    ]);
    expect([kind('Shipping', 'WRO/2'), kind('Credits', 'Shipment/2')]).toEqual([0, 0]);
  });
});

describe('a parcel that measured too much', () => {
  const jump = (oz: number[], more: { goods?: { name: string; quantity: number }[]; billing?: Billing } = {}) => {
    const rows = oz.map((_, index) => b.charge(`Shipment/${index}`, '5', { transaction_id: `T${index}` }));
    const cheap = b.charge(`Shipment/${oz.length - 1}`, '1', { transaction_id: 'CHEAP' });
    const things = Object.fromEntries(
      oz.map((weight_oz, index) =>
        b.thing(`Shipment/${index}`, { weight_oz, ...(more.goods ? { goods: more.goods } : {}) }),
      ),
    );
    return suspects([cheap, ...rows], { things }, more.billing).weight_jump.map(({ transaction_id, note }) => [
      transaction_id,
      note,
    ]);
  };

  it('is told on its dearest charge, against the median of the others', () => {
    expect(jump([10, 14, 12, 90])).toEqual([['T3', 'measured 90 oz, others of the same goods 12 oz']]);
    expect(jump([10, 14, 12, 14, 90])).toEqual([['T4', 'measured 90 oz, others of the same goods 13 oz']]);
  });

  it('is told of shipments only, by what was charged, whatever the order of their goods, until it cannot be claimed', () => {
    const goods = (turned: boolean) => {
      const both = ['A', 'B'].map((name) => ({ name, quantity: 1 }));
      return turned ? both.reverse() : both;
    };
    const of = (kind: string, type: string, now = NOW) => {
      const weights = [10, 12, 90, 14, 95, 11];
      const keys = weights.map((_, index) => `${index === 2 ? kind : 'Shipment'}/${index}`);
      const things = Object.fromEntries(
        weights.map((weight_oz, index) => b.thing(keys[index] ?? '', { weight_oz, goods: goods(index % 2 === 0) })),
      );
      const rows = keys.map((key, index) =>
        b.charge(key, '5', { transaction_id: `T${9 - index}`, ...(index === 4 ? { transaction_type: type } : {}) }),
      );
      return suspects(rows, { things }, {}, now).weight_jump.map((one) => one.transaction_id);
    };
    expect(of('Shipment', 'Charge')).toEqual(['T5', 'T7']);
    expect(of('Return', 'Charge')).toEqual(['T5']);
    expect(of('Shipment', 'Refund')).toEqual(['T7']);
    expect(of('Shipment', 'Charge', '2027-02-17T00:00:00.000Z')).toEqual([]);
  });

  it('needs three others of the same goods, with a weight', () => {
    expect(jump([10, 10, 90])).toEqual([]);
    expect(jump([10, 10, 0, 90])).toEqual([]);
    expect(jump([10, 10, 10, 90], { goods: [] })).toEqual([]);
  });

  it('counts beyond the factor of the setting only', () => {
    expect(jump([10, 10, 10, 20], { billing: { weight_jump: 2 } })).toEqual([]);
    expect(jump([10, 10, 10, 20.1], { billing: { weight_jump: 2 } })).toHaveLength(1);
  });
});

describe('the plan of an invoice', () => {
  it('tells nothing of one that ShipBob does not list, and rings earlier ones only once', () => {
    expect(planBilling({ ...b.seen([]), invoice: null }, b.context())).toMatchObject({ end: { kind: 'ignored' } });
    const refund = b.charge('Shipment/1', '-5', { transaction_type: 'Refund' });
    const others = [491, 480, 491].map((invoice_id, index) =>
      b.charge('Shipment/1', '5', { invoice_id, transaction_id: `O${index}` }),
    );
    const rings = planBilling(b.seen([refund], { others }), b.context({ vendor: null }, NOW)).rings;
    expect(rings.map(({ lane }) => lane)).toEqual(['invoice:480', 'invoice:491']);
    expect(rings[0]?.reason).toBe('invoice 501 settles charges of its things');
    const other = [b.charge('Shipment/2', '5', { invoice_id: 491 })];
    expect(planBilling(b.seen([refund], { others: other }), b.context({ vendor: null }, NOW)).rings).toEqual([]);
    const self = [b.charge('Shipment/1', '5', { transaction_id: 'SELF' })];
    expect(planBilling(b.seen([refund], { others: self }), b.context({ vendor: null }, NOW)).rings).toEqual([]);
    // A charge settles no other charge.
    const charged = b.seen([b.charge('Shipment/1', '5')], { others });
    expect(planBilling(charged, b.context({ vendor: null }, NOW)).rings).toEqual([]);
  });

  it('rings the invoice that missed what it charges late: the first after that day, of an earlier week', () => {
    const series = [
      { invoice_id: 489, invoice_date: '2026-11-02' },
      { invoice_id: 490, invoice_date: '2026-11-09' },
      { invoice_id: 491, invoice_date: '2026-11-16' },
      { invoice_id: 501, invoice_date: '2026-11-23' },
    ];
    const rings = (day: string, more: Parameters<typeof b.seen>[1] = {}) => {
      const things = Object.fromEntries([b.thing('Shipment/3', { done_at: `${day}T10:00:00Z` })]);
      const seen = b.seen([b.charge('Shipment/3', '4')], { things, series, ...more });
      return planBilling(seen, b.context({ vendor: null }, NOW)).rings.map(({ lane }) => lane);
    };
    expect(['2026-11-08', '2026-11-09', '2026-11-15', '2026-11-16'].map((day) => rings(day))).toEqual([
      ['invoice:490'],
      ['invoice:491'],
      ['invoice:491'],
      [],
    ]);
    // A second invoice of the same day tells nothing of weeks, and without a list nobody knows which it was.
    const twin = [...series.slice(0, 3), { invoice_id: 500, invoice_date: '2026-11-23' }];
    expect(rings('2026-11-10', { series: twin })).toEqual([]);
    expect(rings('2026-11-10', { series: [] })).toEqual([]);
  });
});
