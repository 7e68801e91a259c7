import { describe, expect } from 'vitest';
import { type Check, Undecided } from '../report.js';
import { about, atLeastOne, day, inDays, type Look, NOBODY, pagesOf } from './look.js';
import type { Target } from './target.js';

/** A real account's lists are not read to their end. */
const PAGES_MAX = 3;

/** Pages of two hold as many rows as one large page, where they were read to their end. */
async function expectAll<T>(small: T[][], large: AsyncIterable<T[]>): Promise<void> {
  const [first = []] = await pagesOf(large, 1);
  const most = small.length < PAGES_MAX ? first.length : Math.min(first.length, 2 * PAGES_MAX);
  expect(small.flat().length, 'rows of the small pages').toBeGreaterThanOrEqual(most);
}

/** Invoices, their transactions and fees; days are always named, since ShipBob's defaults are short. */
export function billingSuite(_target: Target, checkAll: Check, at: () => Look): void {
  const invoices = async () =>
    atLeastOne(await at().access.reader.invoices({ from: day(-90), to: day(1) }), 'no invoice within 90 days');

  describe('billing', () => {
    const check = about('billing', checkAll);
    check('invoices are those of the days that were named', async (note) => {
      await at().minds('/invoices', { FromDate: '2001-01-01T00:00:00Z', ToDate: '2001-02-01T00:00:00Z', PageSize: 50 });
      await at().minds('/invoices', { FromDate: inDays(2), ToDate: inDays(9), PageSize: 50 });
      const found = await invoices();
      const outside = found.filter(
        ({ invoice_date: date }) => date.slice(0, 10) < day(-90) || date.slice(0, 10) > day(1),
      );
      expect(outside.map(({ invoice_date }) => invoice_date)).toEqual([]);
      note('types', new Set(found.map(({ invoice_type }) => invoice_type)));
    });

    check('invoices go on page by page, each once', async () => {
      const all = await invoices();
      if (all.length < 2) throw new Undecided('nothing there', 'one invoice only within 90 days');
      const from = all.map(({ invoice_date }) => invoice_date.slice(0, 10)).sort()[Math.max(0, all.length - 5)] ?? '';
      const wanted = all.filter(({ invoice_date }) => invoice_date.slice(0, 10) >= from).map((one) => one.invoice_id);
      const found = await at()
        .access.small(2)
        .invoices({ from, to: day(1) });
      expect(found.map(({ invoice_id }) => invoice_id).sort()).toEqual(wanted.sort());
    });

    check('the transactions of an invoice are its own, page by page, each once', async (note) => {
      const [{ invoice_id: id }] = await invoices();
      const pages = await pagesOf(at().access.small(2).invoiceTransactions(id), PAGES_MAX);
      const found = atLeastOne(pages.flat(), 'the invoice has no transaction');
      await expectAll(pages, at().access.reader.invoiceTransactions(id));
      expect(found.filter(({ invoice_id }) => invoice_id !== id)).toEqual([]);
      expect(new Set(found.map(({ transaction_id }) => transaction_id)).size).toBe(found.length);
      note('reference types', new Set(found.map(({ reference_type }) => reference_type)));
      note('kinds', new Set(found.map(({ transaction_type }) => transaction_type)));
    });

    check('transactions are those of the days that were named, page by page, each once', async (note) => {
      const days = { from_date: day(-30), to_date: day(0) };
      const pages = await pagesOf(at().access.small(2).transactions(days), PAGES_MAX);
      const found = atLeastOne(pages.flat(), 'nothing was charged within 30 days');
      await expectAll(pages, at().access.reader.transactions(days));
      expect(new Set(found.map(({ transaction_id }) => transaction_id)).size, 'pages repeat').toBe(found.length);
      const outside = found.filter(
        ({ charge_date: date }) => date < days.from_date || date.slice(0, 10) > days.to_date,
      );
      expect(outside.map(({ charge_date }) => charge_date)).toEqual([]);
      note('followed by pages', pages.length > 1);
      note('members of additional_details', new Set(found.flatMap((one) => Object.keys(one.additional_details))));
      const longAgo = await pagesOf(
        at().access.reader.transactions({ from_date: '2001-01-01', to_date: '2001-02-01' }),
        1,
      );
      expect(longAgo.flat()).toEqual([]);
    });

    check('transactions are found by what they were charged for, and no others come', async () => {
      const days = { from_date: day(-30), to_date: day(0) };
      const { reader } = at().access;
      const unknown = await pagesOf(reader.transactions({ ...days, reference_ids: [String(NOBODY.id)] }), 1);
      expect(unknown.flat(), 'the filter is ignored').toEqual([]);
      const [some = []] = await pagesOf(reader.transactions(days), 1);
      const [{ reference_id }] = atLeastOne(some, 'nothing was charged within 30 days');
      const found = (await pagesOf(reader.transactions({ ...days, reference_ids: [reference_id] }), 1)).flat();
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((one) => one.reference_id !== reference_id)).toEqual([]);
    });

    check('the names of all fees are listed, and what was charged has one of them', async (note) => {
      const { reader } = at().access;
      const fees = atLeastOne(await reader.transactionFees(), 'no fee is named');
      const [some = []] = await pagesOf(reader.transactions({ from_date: day(-7), to_date: day(0) }), 1);
      const unnamed = some.map(({ transaction_fee }) => transaction_fee).filter((fee) => !fees.includes(fee));
      note('fees', new Set(fees));
      note('every fee is in the list', unnamed.length === 0);
    });

    check('a poll reads invoices', async () => {
      const page = await at().access.reader.page('shipbob.invoice', {
        from: `${day(-7)}T00:00:00.000Z`,
        to: `${day(0)}T12:00:00.000Z`,
        position: null,
      });
      expect(page.rows.every(({ id }) => id > 0)).toBe(true);
    });
  });
}
