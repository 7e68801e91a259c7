import { describe, expect, it } from 'vitest';
import type { InvoiceSeen } from '../seen-billing.js';
import type { SettingsInput } from '../settings.js';
import { reasonOf } from '../shared/fixtures.test.js';
import { draftOf } from './bill-lines.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';

type Rows = Parameters<typeof b.seen>[0];
type More = Parameters<typeof b.seen>[1];
const books = (more: Partial<NonNullable<InvoiceSeen['books']>> = {}) => ({
  ...{ vendor_ids: [22], journal_id: null, currencies: { USD: 1 }, taxes: {}, analytics: {} },
  ...{ accounts: { '612000': 612, '613000': 613, '699000': 699 } },
  ...more,
});
const draft = (rows: Rows, more: More = {}, settings: SettingsInput['billing'] = {}) => {
  const seen = b.seen(rows, more);
  return draftOf(seen, seen.books ?? books(), b.context(settings));
};
const storage = (amount: string, more: Parameters<typeof b.charge>[2] = {}) =>
  b.charge('FC/8', amount, { transaction_fee: 'Warehousing Fee', ...more });

describe('a draft', () => {
  it('of nothing is none, and of no invoice asks for nothing', () => {
    const none = { request: null, unmappedFees: [], unmappedTaxes: [], unitemised: 0, missing: [], notes: [] };
    expect(draft([], { invoice: null })).toEqual(none);
    expect(draft([])).toEqual(none);
    expect(reasonOf(planBilling(b.seen([]), b.context()))).toBe('the invoice holds nothing to bill');
  });

  it('is dated by the day of the invoice, in the journal of the settings', () => {
    const invoice = b.invoice({ amount: '1', invoice_date: '2026-11-23T08:00:00Z' });
    const made = draft([storage('1')], { invoice, books: books({ journal_id: 7 }) }, { journal: 'BILL' });
    expect(made).toMatchObject({ missing: [], request: { invoice_date: '2026-11-23', journal_id: 7 } });
  });

  it('is held for want of a vendor, a journal, a tax or an analytic account alone, and each is named once', () => {
    const taxes = [{ tax_type: 'GST', tax_rate: '10', tax_amount: '1' }];
    const rows = [storage('1'), storage('2', { fulfillment_center: 'Reno' })];
    expect(draft(rows, { books: books({ vendor_ids: [] }) }).request).toBeNull();
    const held: [ReturnType<typeof draft>, string][] = [
      [draft(rows, {}, { journal: 'BILL9' }), 'purchase journal BILL9'],
      [draft([storage('9', { taxes })], {}, { tax_map: { GST: 'None such' } }), 'purchase tax None such'],
      [
        draft(
          [b.charge('Shipment/1', '1')],
          { books: books() },
          { group_by: 'channel', analytic_map: { Shop: 'Web shop' } },
        ),
        'analytic account Web shop',
      ],
      [draft(rows, { books: books({ accounts: {} }) }), 'account 613000'],
      [draft(rows, { invoice: b.invoice({ amount: '3', currency_code: '' }) }), 'currency (none)'],
    ];
    for (const [made, missing] of held) expect(made).toMatchObject({ request: null, missing: [missing] });
  });

  it('keeps its lines in one order and each under a key of its own, whatever came first', () => {
    const rows = [storage('4'), b.charge('Shipment/1', '3'), storage('2', { fulfillment_center: 'Arvin' })];
    const lines = draft(rows).request?.lines ?? [];
    expect(lines.map((line) => line.name)).toEqual([
      'Shipping, Cicero (IL)',
      'Warehousing Fee, Arvin',
      'Warehousing Fee, Cicero (IL)',
    ]);
    const keys = lines.map((line) => line.key);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{16}$/);
    const byShipment = draft(rows, {}, { group_by: 'shipment' }).request?.lines.map((line) => line.key) ?? [];
    expect(new Set([...keys, ...byShipment]).size).toBe(keys.length + byShipment.length);
    expect(draft([...rows].reverse()).request?.lines.map((line) => line.key)).toEqual(keys);
  });

  it('holds as many lines as asked for up to the most that a bill may have', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => b.charge(`Shipment/${index}`, '1'));
    const of = (count: number) => draft(many(count), {}, { group_by: 'shipment' });
    expect(of(499)).toMatchObject({ notes: [], request: { lines: { length: 499 } } });
    expect(of(500).request?.lines).toHaveLength(1);
    const places = Array.from({ length: 500 }, (_, index) => storage('1', { fulfillment_center: `C${index}` }));
    const whole = draft(places);
    expect(whole.request?.lines.map((line) => [line.name, line.price_unit])).toEqual([['Warehousing Fee', 500]]);
    expect(whole.notes[0]).toContain('lines are by fee, since by fee_centre');
  });

  it('adds up what has no account, fee by fee and tax by tax', () => {
    const taxes = (tax_type: string) => [{ tax_type, tax_rate: '10', tax_amount: '0.50' }];
    const odd = (fee: string, fulfillment_center: string, tax: string) =>
      b.charge('FC/1', '2', { transaction_fee: fee, fulfillment_center, taxes: taxes(tax) });
    const made = draft([odd('Kitting', 'A', 'GST'), odd('Kitting', 'B', 'PST'), odd('Repack', 'A', 'GST')]);
    expect(made.unmappedFees).toEqual([
      { fee: 'Kitting', amount: 4_000_000 },
      { fee: 'Repack', amount: 2_000_000 },
    ]);
    expect(made.unmappedTaxes).toEqual([
      { tax: 'GST', amount: 1_000_000 },
      { tax: 'PST', amount: 500_000 },
    ]);
    const held = draft([odd('Kitting', 'A', 'GST')], {}, { suspense_account: null });
    expect([held.request, held.missing]).toEqual([null, []]);
  });

  it('names centre, channel or neither, as far as ShipBob says', () => {
    const nowhere = [b.charge('FC/8', '2', { fulfillment_center: null })];
    const names = (settings: SettingsInput['billing']) => draft(nowhere, {}, settings).request?.lines[0]?.name;
    expect([names({ group_by: 'channel' }), names({ group_by: 'fee_centre' })]).toEqual(['Shipping', 'Shipping']);
    const nameless = draft([storage('1', { transaction_fee: '' })]).request?.lines[0];
    expect(nameless?.name).toBe('Fee without a name, Cicero (IL)');
  });

  it('carries analytic accounts only where lines are by channel', () => {
    const map = { analytic_map: { Shop: 'Web shop' } };
    expect(draft([b.charge('Shipment/1', '1')], {}, map).request?.lines[0]?.analytic).toBeNull();
  });

  it('puts what is not itemised last, to the cent', () => {
    const made = draft([b.charge('Shipment/1', '1.005'), storage('2.005')], { total: '4.00' }).request;
    expect(made?.lines.map((line) => [line.key === 'unitemised', line.price_unit])).toEqual([
      [false, 1.01],
      [false, 2],
      [true, 0.99],
    ]);
  });
});
