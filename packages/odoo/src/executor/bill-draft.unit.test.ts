import { RetryLater, redact } from '@mlc/kernel';
import { operations } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { createOdooClient } from '../client/odoo-client.js';
import { HandlerDoor, refusal } from '../testing.js';
import { compareBill, goalOf } from './bill-compare.js';
import type { Bill } from './bill-read.js';
import { billRows } from './bill-rows.js';
import { createOdooExecutor } from './odoo-executor.js';

const line = (key: string, price_unit: number, quantity = 1) => ({
  key,
  name: `Fee ${key}`,
  quantity,
  price_unit,
  account_id: 29,
  tax_ids: [],
  analytic: null,
});
const request = operations['odoo.bill.draft'].parse({
  external_id: 'shipbob.bill_7',
  partner_id: 22,
  journal_id: null,
  currency_id: null,
  ref: 'SB-7',
  invoice_date: '2026-11-20',
  invoice_date_due: null,
  lines: [line('l1', 10.5), line('l2', 3, 2)],
});
const call = { deadlineMs: Date.now() + 60_000, correlationId: 'test' };

/** An Odoo that knows no bill; `load` is the test's. */
function emptyOdoo(load: () => unknown) {
  const door = new HandlerDoor({
    'ir.model.data.check_object_reference': () => {
      throw refusal('builtins.ValueError', 'External ID not found in the system: shipbob.bill_7', 500);
    },
    'account.move.search_read': () => [],
    'account.move.load': load,
    'res.users.context_get': () => ({ uid: 6 }),
  });
  const client = createOdooClient({ door, url: 'https://odoo.test', database: 'd', apiKey: redact('K'), companyId: 1 });
  return { door, executor: createOdooExecutor(client) };
}

describe('odoo.bill.draft', () => {
  it('loads the header once and gives the bill and each line an id of its own', () => {
    expect(billRows(goalOf(request))).toEqual({
      fields: [
        'id',
        'move_type',
        'partner_id/.id',
        'ref',
        'invoice_date',
        'invoice_line_ids/id',
        'invoice_line_ids/name',
        'invoice_line_ids/quantity',
        'invoice_line_ids/price_unit',
        'invoice_line_ids/account_id/.id',
        'invoice_line_ids/tax_ids/.id',
        'invoice_line_ids/analytic_distribution',
      ],
      data: [
        [
          'shipbob.bill_7',
          'in_invoice',
          '22',
          'SB-7',
          '2026-11-20',
          'shipbob.bill_7_l_l1',
          'Fee l1',
          '1',
          '10.5',
          '29',
          '',
          '',
        ],
        ['', '', '', '', '', 'shipbob.bill_7_l_l2', 'Fee l2', '2', '3', '29', '', ''],
      ],
    });
  });

  it('lines that sum up below zero become a refund with the signs turned', () => {
    const goal = goalOf({ ...request, lines: [line('a', -30), line('b', 4), line('c', 0)] });
    expect(goal.moveType).toBe('in_refund');
    expect(goal.lines.map((one) => one.price_unit)).toEqual([30, -4, 0]);
    expect(goalOf({ ...request, lines: [line('a', -30), line('b', 30)] }).moveType).toBe('in_invoice');
  });

  it('compares lines by what they say, each once, and calls only our own surplus stale', () => {
    const standing = (id: number, name: string, priceUnit: number, creatorId = 6) => ({
      id,
      name,
      quantity: 1,
      priceUnit,
      accountId: 29,
      taxIds: [],
      analytic: {},
      creatorId,
    });
    const bill: Bill = {
      id: 1,
      name: null,
      moveType: 'in_invoice',
      state: 'draft',
      partnerId: 22,
      ref: 'SB-7',
      invoiceDate: '2026-11-20',
      dueDate: '2026-12-20',
      journalId: 2,
      currencyId: 1,
      untaxed: 0,
      total: 0,
      lines: [standing(1, 'Fee a', 10), standing(2, 'Fee a', 10), standing(3, 'By hand', 7, 9)],
    };
    const goal = goalOf({ ...request, lines: [line('a', 10)] });
    expect(compareBill(goal, bill, 6)).toMatchObject({ isSame: false, stale: [2], others: 1 });
    const both = goalOf({ ...request, lines: [line('a', 10), { ...line('b', 10), name: 'Fee a' }] });
    expect(compareBill(both, bill, 6)).toMatchObject({ isSame: true, stale: [], others: 1 });
    expect(compareBill(both, { ...bill, ref: 'SB-8' }, 6).differences).toEqual(['reference is SB-8, not SB-7']);
    const taxed = goalOf({ ...request, lines: [{ ...line('a', 10), tax_ids: [3] }, line('a2', 10)] });
    expect(compareBill(taxed, bill, 6).isSame).toBe(false);
  });

  it('a load that lost a race, which Odoo answers with 200, may be made again', async () => {
    const message = 'could not serialize access due to concurrent update\n';
    const { executor } = emptyOdoo(() => ({ ids: false, messages: [{ type: 'error', message }], nextrow: 0 }));
    await expect(executor.send('odoo.bill.draft', request, call)).rejects.toBeInstanceOf(RetryLater);
  });

  it('any other message of a load is a refusal in Odoo’s words', async () => {
    const message = "No matching record found for database id '29' in field 'Account'";
    const { executor } = emptyOdoo(() => ({ ids: false, messages: [{ type: 'error', message }], nextrow: 0 }));
    expect(await executor.send('odoo.bill.draft', request, call)).toMatchObject({
      kind: 'rejected',
      code: 'odoo.bill.refused',
      message: expect.stringContaining(message),
    });
  });
});
