import type { OperationRequest } from '@mlc/mappings';
import { createOdooExecutor } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import type { Access, Target } from './odoo/target.js';
import { writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

type Request = OperationRequest<'odoo.bill.draft'>;
type Line = Request['lines'][number];

const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });
const firstOf = ([id]: number[]): number => z.number({ error: 'Odoo answered no id' }).parse(id);
const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);

/** Analytic accounts are an option of accounting, also for the administrator of a fresh database. */
async function mayUseAnalytics(target: Target, access: Access): Promise<void> {
  if (!target.isReal) return;
  const params = { module: 'analytic', xml_id: 'group_analytic_accounting' };
  const found = await access.admin.call('ir.model.data', 'check_object_reference', { params, mutating: false });
  const [, groupId] = z.tuple([z.string(), z.number()]).parse(found);
  const field = target.major === 17 ? 'groups_id' : 'group_ids';
  await access.admin.write('res.users', [await access.admin.uid()], { [field]: [[4, groupId, 0]] });
}

/** Draft vendor bills. */
export function booksSuite(target: Target, check: Check): void {
  describe('bills', () => {
    let access: Access;
    let yard: Yard;
    let vendorId = 0;
    let accounts: number[] = [];
    let taxId = 0;
    let analyticId = 0;
    beforeAll(async () => {
      access = await target.open();
      const domain = [['account_type', '=', 'expense']];
      accounts = await access.admin.search('account.account', { domain, order: 'id asc', limit: 2 });
      const tax = { name: `Ten ${Date.now()}`, amount: 10, type_tax_use: 'purchase' };
      taxId = firstOf(await access.admin.create('account.tax', [tax]));
      await mayUseAnalytics(target, access);
      const plan_id = firstOf(await access.admin.create('account.analytic.plan', [{ name: 'Channels' }]));
      analyticId = firstOf(await access.admin.create('account.analytic.account', [{ name: 'Shop', plan_id }]));
      // What an accountant gives an account: a line that says nothing of taxes takes it.
      await access.admin.write('account.account', accounts, { tax_ids: [[6, 0, [taxId]]] });
    });
    afterAll(() => access.close());

    const fresh = async (): Promise<void> => {
      yard = await Yard.open(target, access);
      vendorId = await yard.stage.partner('ShipBob');
    };
    const line = (key: string, price_unit: number, more: Partial<Line> = {}): Line => ({
      key,
      name: `Fee ${key}`,
      quantity: 1,
      price_unit,
      account_id: accounts[0] ?? 0,
      tax_ids: [],
      analytic: null,
      ...more,
    });
    const request = (lines: Line[], more: Partial<Request> = {}): Request => ({
      external_id: `shipbob.bill_${yard.stage.run}`,
      partner_id: vendorId,
      journal_id: null,
      currency_id: null,
      ref: `SB-${yard.stage.run}`,
      invoice_date: '2026-11-20',
      invoice_date_due: null,
      lines,
      ...more,
    });
    const draft = (asked: Request) => createOdooExecutor(access.bot).send('odoo.bill.draft', asked, call());
    const look = (asked: Request) => createOdooExecutor(access.bot).lookup('odoo.bill.draft', asked, call());
    const writes = (work: () => Promise<unknown>) => writesOf(access, work);
    const billRow = z.object({
      id: z.number(),
      state: z.string(),
      move_type: z.string(),
      ref: z.string(),
      amount_untaxed: z.number(),
      amount_total: z.number(),
      journal_id: pair,
    });
    const bills = () =>
      access.admin.searchReadAll('account.move', billRow, { domain: [['partner_id', '=', vendorId]] });
    const lineRow = z.object({
      id: z.number(),
      name: z.string(),
      quantity: z.number(),
      price_unit: z.number(),
      tax_ids: z.array(z.number()),
    });
    const lines = async (billId: number) => {
      const domain = [
        ['move_id', '=', billId],
        ['display_type', '=', 'product'],
      ];
      const rows = await access.admin.searchReadAll('account.move.line', lineRow, { domain });
      return rows.map((row) => [row.name, row.quantity, row.price_unit, row.tax_ids]);
    };

    check('a bill is drafted with its lines, taxes and shares; pulled twice it is still one', async (note) => {
      await fresh();
      const asked = request([
        line('ship', 123.45),
        line('store', 5, { quantity: 3, tax_ids: [taxId], analytic: { [String(analyticId)]: 100 } }),
        line('credit', -10, { account_id: accounts[1] ?? 0 }),
      ]);
      expect(await look(asked)).toEqual({ kind: 'absent' });
      const outcome = await draft(asked);
      expect(outcome).toMatchObject({
        kind: 'confirmed',
        result: {
          after: { bill: { state: 'draft', move_type: 'in_invoice' }, amount_untaxed: 128.45, amount_total: 129.95 },
        },
      });
      expect(await writes(() => draft(asked))).toEqual([]);
      expect(await look(asked)).toMatchObject({ kind: 'found' });
      const [bill] = await bills();
      expect(await bills()).toHaveLength(1);
      expect(await lines(bill?.id ?? 0)).toEqual([
        ['Fee ship', 1, 123.45, []],
        ['Fee store', 3, 5, [taxId]],
        ['Fee credit', 1, -10, []],
      ]);
      note('a draft', outcome.kind === 'confirmed' ? { ...Object(outcome.result.after), bill: null } : outcome);
    });

    check('while it is a draft, changed, new and dropped lines converge', async () => {
      await fresh();
      await draft(request([line('a', 10), line('b', 20), line('c', 30)]));
      const asked = request([line('a', 11), line('c', 30), line('d', 40, { tax_ids: [taxId] })]);
      expect(await look(asked)).toEqual({ kind: 'absent' });
      expect(await draft(asked)).toMatchObject({ kind: 'confirmed', result: { after: { amount_untaxed: 81 } } });
      const [bill] = await bills();
      expect((await lines(bill?.id ?? 0)).toSorted()).toEqual([
        ['Fee a', 1, 11, []],
        ['Fee c', 1, 30, []],
        ['Fee d', 1, 40, [taxId]],
      ]);
      expect(await bills()).toMatchObject([{ state: 'draft', amount_untaxed: 81, amount_total: 85 }]);
    });

    check('a line that a person added to the draft stays', async () => {
      await fresh();
      await draft(request([line('a', 10)]));
      const [bill] = await bills();
      const added = {
        name: 'By hand',
        quantity: 1,
        price_unit: 7,
        account_id: accounts[1] ?? 0,
        tax_ids: [[6, 0, []]],
      };
      await access.admin.write('account.move', [bill?.id ?? 0], { invoice_line_ids: [[0, 0, added]] });
      const asked = request([line('a', 12)]);
      expect(await draft(asked)).toMatchObject({ kind: 'confirmed', result: { after: { other_lines: 1 } } });
      expect((await lines(bill?.id ?? 0)).toSorted()).toEqual([
        ['By hand', 1, 7, []],
        ['Fee a', 1, 12, []],
      ]);
    });

    check('lines that sum up below zero are a refund', async () => {
      await fresh();
      const asked = request([line('credit', -30), line('fee', 4)]);
      expect(await draft(asked)).toMatchObject({
        kind: 'confirmed',
        result: { after: { bill: { move_type: 'in_refund' }, amount_total: 26 } },
      });
      expect(await look(asked)).toMatchObject({ kind: 'found' });
      const turned = request([line('credit', -30), line('fee', 44)]);
      expect(await draft(turned)).toMatchObject({ kind: 'rejected', code: 'odoo.bill.type_changed' });
      expect(await bills()).toMatchObject([{ move_type: 'in_refund', amount_total: 26 }]);
    });

    check('a posted bill is never touched; the difference is told', async (note) => {
      await fresh();
      const asked = request([line('a', 10)]);
      await draft(asked);
      const [bill] = await bills();
      await access.admin.call('account.move', 'action_post', { ids: [bill?.id ?? 0] });
      expect(await draft(asked)).toMatchObject({ kind: 'confirmed', result: { after: { bill: { state: 'posted' } } } });
      const changed = request([line('a', 12)]);
      const made = await writes(async () => {
        const outcome = await draft(changed);
        expect(outcome).toMatchObject({
          kind: 'rejected',
          code: 'odoo.bill.posted',
          message: expect.stringContaining('"Fee a" of 1 x 12 is missing; "Fee a" of 1 x 10 is too much'),
        });
        note('message', outcome.kind === 'rejected' ? outcome.message : outcome);
      });
      expect(made).toEqual([]);
      expect(await look(changed)).toMatchObject({ kind: 'conflict' });
      expect(await bills()).toMatchObject([{ state: 'posted', amount_total: 10 }]);
    });

    check('a bill that somebody entered by hand is not doubled', async () => {
      await fresh();
      const asked = request([line('a', 10)]);
      const values = { move_type: 'in_invoice', partner_id: vendorId, ref: asked.ref, invoice_date: '2026-11-20' };
      await access.admin.create('account.move', [values]);
      expect(await draft(asked)).toMatchObject({ kind: 'rejected', code: 'odoo.bill.exists' });
      expect(await bills()).toHaveLength(1);
    });

    check('a load whose answer is lost is found, and makes no second bill', async () => {
      await fresh();
      const asked = request([line('a', 10)]);
      access.gate.dropAnswer('account.move.load');
      expect(await draft(asked)).toMatchObject({ kind: 'unknown' });
      expect(await look(asked)).toMatchObject({ kind: 'found' });
      expect(await draft(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await bills()).toHaveLength(1);
    });

    check('an account that is not there is refused in Odoo’s words, and no bill is left', async (note) => {
      await fresh();
      const outcome = await draft(request([line('a', 10), line('b', 10, { account_id: 99_999_999 })]));
      expect(outcome).toMatchObject({ kind: 'rejected', code: 'odoo.bill.refused' });
      note('message', outcome.kind === 'rejected' ? outcome.message.replace(yard.stage.run, '<run>') : outcome);
      expect(await bills()).toEqual([]);
    });

    check('a draft that a person deleted is drafted anew', async () => {
      await fresh();
      const asked = request([line('a', 10)]);
      await draft(asked);
      const [bill] = await bills();
      await access.admin.call('account.move', 'unlink', { ids: [bill?.id ?? 0] });
      expect(await look(asked)).toEqual({ kind: 'absent' });
      expect(await draft(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await bills()).toHaveLength(1);
    });
  });
}
