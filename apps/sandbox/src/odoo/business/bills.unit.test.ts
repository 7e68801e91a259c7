import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';

const FIELDS = ['id', 'move_type', 'partner_id/.id', 'ref', 'invoice_date'];
const LINES = ['name', 'quantity', 'price_unit', 'account_id/.id'].map((field) => `invoice_line_ids/${field}`);

function books(version: '17' | '19') {
  const box = testSandbox({ version });
  const account = (code: string) =>
    numbers(box.call('account.account', 'search', undefined, { domain: [['code', '=', code]] }))[0] ?? 0;
  const header = ['shipbob.b1', 'in_invoice', String(box.ids.partners['Acme Supply']), 'SB-1', '2026-11-20'];
  const blank = header.map(() => '');
  const load = (fields: string[], lines: string[][]) =>
    box.call('account.move', 'load', undefined, {
      fields: [...FIELDS, ...fields],
      data: lines.map((line, index) => [...(index === 0 ? header : blank), ...line]),
    });
  const bills = (fields: string[]) =>
    records(box.call('account.move', 'search_read', undefined, { domain: [], fields }));
  return { ...box, account, load, bills };
}

describe.each(['17', '19'] as const)('bills of Odoo %s', (version) => {
  it('lines with ids of their own stay as they are when loaded twice; those without are appended', () => {
    const box = books(version);
    const expense = String(box.account('443000'));
    const own = ['invoice_line_ids/id', ...LINES];
    const rows = [
      ['shipbob.b1_1', 'Fees', '1', '10.5', expense],
      ['shipbob.b1_2', 'Storage', '2', '3', expense],
    ];
    for (let time = 0; time < 2; time += 1) {
      expect(box.load(own, rows)).toMatchObject({ ids: [1], messages: [] });
      expect(box.bills(['amount_total'])).toMatchObject([{ amount_total: 16.5 }]);
    }
    box.load(
      LINES,
      rows.map((row) => row.slice(1)),
    );
    expect(box.bills(['amount_total'])).toMatchObject([{ amount_total: 33 }]);
  });

  it('an account’s own taxes come where no line says which, and an empty cell says none', () => {
    const box = books(version);
    const row = ['shipbob.b1_1', 'Fees', '1', '100', String(box.account('600000'))];
    box.load(['invoice_line_ids/id', ...LINES], [row]);
    expect(box.bills(['amount_untaxed', 'amount_total'])).toMatchObject([{ amount_untaxed: 100, amount_total: 115 }]);
    box.load(['invoice_line_ids/id', ...LINES, 'invoice_line_ids/tax_ids/.id'], [[...row, '']]);
    expect(box.bills(['amount_total'])).toMatchObject([{ amount_total: 100 }]);
  });

  it('posting gives a number once, wants a date and no negative total', () => {
    const box = books(version);
    const make = (vals: Record<string, unknown>, price = 10) => {
      const line = { name: 'Fee', price_unit: price, account_id: box.account('443000') };
      const all = { move_type: 'in_invoice', invoice_line_ids: [[0, 0, line]], ...vals };
      return numbers(box.call('account.move', 'create', undefined, { vals_list: [all] }));
    };
    const id = make({ invoice_date: '2026-11-20' });
    expect(record(box.call('account.move', 'read', id, { fields: ['name'] }))['name']).toBe(
      version === '19' ? false : '/',
    );
    expect(box.call('account.move', 'action_post', id)).toBe(false);
    expect(record(box.call('account.move', 'read', id, { fields: ['name', 'state'] }))).toMatchObject({
      name: 'BILL/2026/11/0001',
      state: 'posted',
    });
    expect(() => box.call('account.move', 'action_post', id)).toThrow(
      `The entry BILL/2026/11/0001 (id ${id[0]}) must be in draft.`,
    );
    expect(() => box.call('account.move', 'action_post', make({}))).toThrow('The Bill/Refund date is required');
    expect(() => box.call('account.move', 'action_post', make({ invoice_date: '2026-11-20' }, -1))).toThrow(
      'You cannot validate an invoice with a negative total amount.',
    );
    const [line = 0] = numbers(
      record(box.call('account.move', 'read', id, { fields: ['invoice_line_ids'] }))['invoice_line_ids'],
    );
    const edit = () =>
      box.call('account.move', 'write', id, { vals: { invoice_line_ids: [[1, line, { price_unit: 1 }]] } });
    if (version === '19') {
      expect(edit).toThrow('You cannot modify the following readonly fields on a posted move: invoice_line_ids');
    } else expect(edit()).toBe(true);
  });

  it('whoever may read a record finds it by its external id; a deleted one is not found, and is made anew', () => {
    const box = books(version);
    const rows = [['shipbob.b1_1', 'Fees', '1', '10', String(box.account('443000'))]];
    const look = (xml_id: string) =>
      box.odoo.act(
        { model: 'ir.model.data', method: 'check_object_reference', named: { module: 'shipbob', xml_id } },
        'bot',
      ).result;
    expect(() => look('b1')).toThrow('External ID not found in the system: shipbob.b1');
    box.load(['invoice_line_ids/id', ...LINES], rows);
    expect(look('b1')).toEqual(['account.move', 1]);
    box.call('account.move', 'unlink', [1]);
    expect(() => look('b1')).toThrow('External ID not found');
    box.load(['invoice_line_ids/id', ...LINES], rows);
    const [, again] = [look('b1')].flat();
    expect(number(again)).toBeGreaterThan(1);
    box.load(['invoice_line_ids/id', ...LINES], rows);
    expect(box.bills(['ref'])).toHaveLength(1);
  });

  it('a line’s problem names its field by the path, and nothing is left', () => {
    const box = books(version);
    const row = ['shipbob.b1_1', 'Fees', '1', '10', '999'];
    expect(box.load(['invoice_line_ids/id', ...LINES], [row])).toMatchObject({
      ids: false,
      messages: [{ message: "No matching record found for database id '999' in field 'Invoice lines/Account'" }],
    });
    expect(box.bills(['ref'])).toEqual([]);
  });

  it('shares over analytic accounts are kept as they were sent', () => {
    const box = books(version);
    const row = ['shipbob.b1_1', 'Fees', '1', '10', String(box.account('443000')), '{"7":60,"8":40}'];
    box.load(['invoice_line_ids/id', ...LINES, 'invoice_line_ids/analytic_distribution'], [row]);
    const fields = ['analytic_distribution'];
    expect(records(box.call('account.move.line', 'search_read', undefined, { domain: [], fields }))).toMatchObject([
      { analytic_distribution: { 7: 60, 8: 40 } },
    ]);
  });
});

describe.each(['17', '19'] as const)('rights of Odoo %s', (version) => {
  const USERS = [
    { login: 'stock', email: 's@example.com', groups: ['stock.group_stock_user'] },
    { login: 'buyer', email: 'b@example.com', groups: ['purchase.group_purchase_user'] },
    { login: 'books', email: 'k@example.com', groups: ['account.group_account_invoice'] },
  ];
  const may = (login: string, model: string, operation: string): unknown => {
    const box = testSandbox({ version }, { users: USERS });
    const method = version === '19' ? 'has_access' : 'check_access_rights';
    const named = version === '19' ? { operation } : { operation, raise_exception: false };
    const ids = version === '19' ? [] : undefined;
    return box.odoo.act({ model, method, ids, named }, login).result;
  };

  it.each([
    ['stock', 'stock.return.picking', 'create', true],
    ['buyer', 'stock.return.picking', 'create', false],
    ['stock', 'stock.scrap', 'create', true],
    ['books', 'stock.scrap', 'create', false],
    ['stock', 'account.move', 'read', false],
    ['buyer', 'account.move', 'create', true],
    ['buyer', 'account.move.line', 'unlink', false],
    ['books', 'account.move.line', 'unlink', true],
    ['stock', 'account.journal', 'read', false],
    ['stock', 'account.account', 'read', true],
    ['books', 'account.account', 'create', false],
    ['stock', 'mail.activity', 'create', true],
  ])('a %s user on %s: %s is %s', (login, model, operation, allowed) => {
    expect(may(login, model, operation)).toBe(allowed);
  });
});
