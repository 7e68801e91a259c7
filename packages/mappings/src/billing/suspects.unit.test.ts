import { describe, expect, it } from 'vitest';
import type { ShipBobTransaction } from '../seen-shipbob.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';

const NOW = '2026-12-20T10:00:00.000Z';
const context = b.context({}, NOW);
const codes = (...seen: Parameters<typeof b.seen>) => b.codesOf(planBilling(b.seen(...seen), context));
const again = (row: ShipBobTransaction, more: Partial<ShipBobTransaction> = {}): ShipBobTransaction => ({
  ...row,
  transaction_id: `${row.transaction_id}X`,
  ...more,
});

describe('charges that look wrong', () => {
  it('the same fee of the same shipment twice is a case with the money and the days left to claim it', () => {
    const row = b.charge('Shipment/1', '5.25');
    const plan = planBilling(b.seen([row, again(row, { charge_date: '2026-11-19' })]), context);
    expect(b.codesOf(plan)).toEqual(['billing.double_charge']);
    expect(b.detailOf(plan, 'billing.double_charge')).toMatchObject({
      money_at_stake: 5.25,
      claim_until: '2027-02-17',
      suspects: [{ reference: 'Shipment 1', fee: 'Shipping', amount: 5.25, days_left: 59 }],
    });
  });

  it('is told on the later invoice when it stands on two, and ends with the refund', () => {
    const first = b.charge('Shipment/1', '5.25', { invoice_id: 491, charge_date: '2026-11-12' });
    const second = again(first, { invoice_id: 501, charge_date: '2026-11-18' });
    expect(codes([second], { others: [first] })).toEqual(['billing.double_charge']);
    expect(codes([{ ...first, invoice_id: 501 }], { others: [{ ...second, invoice_id: 511 }] })).toEqual([]);
    const refund = b.charge('Shipment/1', '-5.25', { transaction_type: 'Refund', invoice_id: 511 });
    expect(codes([second], { others: [first, refund] })).toEqual([]);
  });

  it('another fee, another amount, another shipment and another day of storage are no double charge', () => {
    const storage = b.charge('FC/8', '20', { transaction_fee: 'Warehousing Fee', charge_date: '2026-11-15' });
    const row = b.charge('Shipment/1', '5.25');
    const rows = [
      row,
      again(row, { transaction_fee: 'Warehousing Fee' }),
      b.charge('Shipment/1', '1.00'),
      b.charge('Shipment/2', '5.25'),
      storage,
      again(storage, { charge_date: '2026-11-22' }),
    ];
    expect(codes(rows)).toEqual([]);
    expect(codes([storage, again(storage)])).toEqual(['billing.double_charge']);
  });

  it('a charge for a shipment or return that ShipBob does not know is a case, until it is given back', () => {
    const rows = [b.charge('Shipment/1', '5.25'), b.charge('Return/9', '3.00')];
    const things = Object.fromEntries([
      b.thing('Shipment/1', { exists: false }),
      b.thing('Return/9', { exists: false }),
    ]);
    const plan = planBilling(b.seen(rows, { things }), context);
    expect(b.detailOf(plan, 'billing.fee_without_event')).toMatchObject({ money_at_stake: 8.25 });
    const back = ['Shipment/1', 'Return/9'].map((reference, index) =>
      b.charge(reference, index === 0 ? '-5.25' : '-3.00', { transaction_type: 'Credit', invoice_id: 511 }),
    );
    expect(codes(rows, { things, others: back })).toEqual([]);
  });

  it('an unknown WRO tells nothing, since billing may number WROs otherwise', () => {
    const things = Object.fromEntries([b.thing('WRO/77', { exists: null, done_at: null })]);
    expect(codes([b.charge('WRO/77', '35')], { things })).toEqual([]);
  });

  it('work that was never charged is a case once ShipBob had its time, and is looked at again until then', () => {
    const things = Object.fromEntries([b.thing('Shipment/1'), b.thing('Shipment/2')]);
    const rows = [b.charge('Shipment/1', '5.25')];
    const plan = planBilling(b.seen(rows, { things }), context);
    expect(b.detailOf(plan, 'billing.event_without_fee')).toMatchObject({
      suspects: [{ reference: 'Shipment 2', day: '2026-11-18' }],
    });
    const early = planBilling(b.after(b.seen(rows, { things }), plan), b.context({}, '2026-11-24T08:00:00.000Z'));
    expect(early.end).toMatchObject({ kind: 'later', at: '2026-12-02T00:00:00.000Z' });
    const elsewhere = b.charge('Shipment/2', '4.00', { invoice_id: null });
    expect(codes(rows, { things, others: [elsewhere] })).toEqual([]);
  });

  it('work of other weeks, unfinished work and a list cut short are not told', () => {
    const things = Object.fromEntries([
      b.thing('Shipment/1'),
      b.thing('Shipment/2', { done_at: '2026-11-15T10:00:00Z' }),
      b.thing('Shipment/3', { done_at: '2026-11-23T00:00:01Z' }),
      b.thing('Shipment/4', { done_at: null }),
      b.thing('Return/5'),
    ]);
    expect(codes([b.charge('Shipment/1', '5.25')], { things })).toEqual([]);
    const missing = { ...things, ...Object.fromEntries([b.thing('Shipment/6')]) };
    expect(codes([b.charge('Shipment/1', '5.25')], { things: missing })).toEqual(['billing.event_without_fee']);
    expect(codes([b.charge('Shipment/1', '5.25')], { things: missing, eventsListed: false })).toEqual([]);
  });

  it('a parcel that measured much heavier than others of the same goods is a case, with three to compare', () => {
    const rows = [1, 2, 3, 4].map((id) => b.charge(`Shipment/${id}`, id === 4 ? '9.00' : '5.25'));
    const weights = (heavy: number, count = 4) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) =>
          b.thing(`Shipment/${index + 1}`, { weight_oz: index === count - 1 ? heavy : 16 }),
        ),
      );
    expect(codes(rows, { things: weights(25) })).toEqual(['billing.weight_jump']);
    expect(codes(rows, { things: weights(24) })).toEqual([]);
    expect(codes(rows.slice(0, 3), { things: weights(90, 3) })).toEqual([]);
    const other = {
      ...weights(90),
      ...Object.fromEntries([b.thing('Shipment/4', { weight_oz: 90, goods: [{ name: 'B', quantity: 9 }] })]),
    };
    expect(codes(rows, { things: other })).toEqual([]);
  });

  it('the factor, the days and the kinds that are told are settings', () => {
    const row = b.charge('Shipment/1', '5.25');
    const seen = b.seen([row, again(row)]);
    expect(b.codesOf(planBilling(seen, b.context({ suspects: ['weight_jump'] }, NOW)))).toEqual([]);
    expect(b.codesOf(planBilling(seen, b.context({ claim_days: 30 }, NOW)))).toEqual([]);
    const things = Object.fromEntries([b.thing('Shipment/1'), b.thing('Shipment/2')]);
    const missing = b.seen([row], { things });
    expect(planBilling(missing, b.context({ missing_fee_days: 60 }, NOW)).end.kind).toBe('later');
  });

  it('after the days to claim a charge is no case any more', () => {
    const row = b.charge('Shipment/1', '5.25');
    const on = (day: string) =>
      b.codesOf(planBilling(b.seen([row, again(row)]), b.context({}, `${day}T10:00:00.000Z`)));
    expect(on('2027-02-16')).toEqual(['billing.double_charge']);
    expect(on('2027-02-17')).toEqual([]);
  });

  it('a refund or late charge rings the earlier invoice that it settles, never a later one', () => {
    const refund = b.charge('Shipment/1', '-5.25', { transaction_type: 'Refund' });
    const old = b.charge('Shipment/1', '5.25', { invoice_id: 491 });
    const lanes = (others: ShipBobTransaction[]) =>
      planBilling(b.seen([refund], { others, things: {} }), b.context({ vendor: null }, NOW)).rings.map(
        (ring) => ring.lane,
      );
    expect(lanes([old])).toEqual(['invoice:491']);
    expect(
      lanes([
        { ...old, invoice_id: 601 },
        { ...old, invoice_id: null },
      ]),
    ).toEqual([]);
    const late = b.seen([b.charge('Shipment/3', '4')], {
      things: Object.fromEntries([b.thing('Shipment/3', { done_at: '2026-11-13T10:00:00Z' })]),
      books: null,
    });
    expect(planBilling(late, b.context({ vendor: null }, NOW)).rings.map((ring) => ring.lane)).toEqual(['invoice:491']);
  });
});
