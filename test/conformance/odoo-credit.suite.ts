import { operations } from '@mlc/mappings';
import { createOdooExecutor, createOdooReader } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import type { Access, Target } from './odoo/target.js';
import { writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });
const firstOf = ([id]: number[]): number => z.number({ error: 'Odoo answered no id' }).parse(id);
const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);

/** Draft credit notes of what a posted invoice charged. */
export function creditSuite(target: Target, check: Check): void {
  describe('credit notes', () => {
    let access: Access;
    let yard: Yard;
    let taxId = 0;
    beforeAll(async () => {
      access = await target.open();
      const tax = { name: `Sold ${Date.now()}`, amount: 10, type_tax_use: 'sale' };
      taxId = firstOf(await access.admin.create('account.tax', [tax]));
    });
    afterAll(() => access.close());

    /** Five of A are sold, delivered and invoiced at 9.00 less 10 %, and ten percent of tax. */
    const sold = async () => {
      yard = await Yard.open(target, access);
      await yard.stage.product('A');
      await yard.put('A', 20);
      const delivery = await yard.delivery([['A', 5]]);
      const lineDomain = [['order_id', '=', delivery.orderId]];
      const saleLine = firstOf(await access.admin.search('sale.order.line', { domain: lineDomain }));
      const income = { domain: [['account_type', '=', 'income']], order: 'id asc', limit: 1 };
      const invoice = firstOf(
        await access.admin.create('account.move', [
          {
            move_type: 'out_invoice',
            partner_id: await yard.stage.partner('Customer'),
            invoice_date: '2026-11-20',
            invoice_origin: delivery.name,
            invoice_line_ids: [
              [
                0,
                0,
                {
                  product_id: yard.stage.productId('A'),
                  name: 'Five of A',
                  quantity: 5,
                  price_unit: 9,
                  discount: 10,
                  account_id: firstOf(await access.admin.search('account.account', income)),
                  tax_ids: [[6, 0, [taxId]]],
                  sale_line_ids: [[6, 0, [saleLine]]],
                },
              ],
            ],
          },
        ]),
      );
      await access.admin.call('account.move', 'action_post', { ids: [invoice] });
      return { delivery, saleLine, invoice };
    };
    const read = async (deliveryId: number) =>
      (await createOdooReader(access.bot).invoiced([deliveryId])).get(deliveryId) ?? { goods: [], invoices: [] };
    const ask = async (deliveryId: number, quantity: number) => {
      const { invoices } = await read(deliveryId);
      const [invoice] = invoices.filter((one) => one.move_type === 'out_invoice');
      const [line] = invoice?.lines ?? [];
      return operations['odoo.credit.draft'].parse({
        external_id: `shipbob.credit_${yard.stage.run}`,
        invoice_id: invoice?.id,
        partner_id: invoice?.partner_id,
        journal_id: invoice?.journal_id,
        currency_id: invoice?.currency_id,
        ref: `SB-return-${yard.stage.run}`,
        invoice_origin: invoice?.origin ?? null,
        invoice_date: '2026-11-25',
        lines: [{ ...line, key: String(line?.id), quantity, analytic: null }],
      });
    };
    const invoicedOf = async (saleLine: number): Promise<number | undefined> => {
      const row = z.object({ qty_invoiced: z.number() });
      return (await access.admin.read('sale.order.line', row, [saleLine]))[0]?.qty_invoiced;
    };
    const credits = () =>
      access.admin.searchReadAll(
        'account.move',
        z.object({
          ...{ id: z.number(), state: z.string(), move_type: z.string(), reversed_entry_id: pair },
          ...{ amount_untaxed: z.number(), amount_total: z.number() },
        }),
        { domain: [['ref', '=', `SB-return-${yard.stage.run}`]] },
      );

    check('what a delivery sold is read with its posted invoice, line by line', async () => {
      const { delivery, saleLine, invoice } = await sold();
      const seen = await read(delivery.id);
      const product_id = yard.stage.productId('A');
      expect(seen.goods).toMatchObject([{ product_id, sale_line_id: saleLine, sold_product_id: product_id }]);
      expect(seen.invoices).toMatchObject([
        {
          ...{ id: invoice, state: 'posted', move_type: 'out_invoice' },
          lines: [
            {
              ...{ name: 'Five of A', product_id, uom_id: seen.goods[0]?.uom_id, quantity: 5 },
              ...{ price_unit: 9, discount: 10, tax_ids: [taxId], sale_line_ids: [saleLine] },
            },
          ],
        },
      ]);
    });

    check(
      'part of an invoice becomes one draft, with its price, discount and tax; asked twice it is one',
      async (note) => {
        const { delivery, saleLine, invoice } = await sold();
        expect(await invoicedOf(saleLine)).toBe(5);
        const asked = await ask(delivery.id, 2);
        const executor = createOdooExecutor(access.bot);
        expect(await executor.lookup('odoo.credit.draft', asked, call())).toEqual({ kind: 'absent' });
        expect(await executor.send('odoo.credit.draft', asked, call())).toMatchObject({ kind: 'confirmed' });
        const made = await credits();
        expect(made).toMatchObject([
          { state: 'draft', move_type: 'out_refund', amount_untaxed: 16.2, amount_total: 17.82 },
        ]);
        expect(made[0]?.reversed_entry_id ? made[0].reversed_entry_id[0] : 0).toBe(invoice);
        expect(await invoicedOf(saleLine)).toBe(3);
        expect(await executor.lookup('odoo.credit.draft', asked, call())).toMatchObject({ kind: 'found' });
        expect(await writesOf(access, () => executor.send('odoo.credit.draft', asked, call()))).toEqual([]);
        const seen = await read(delivery.id);
        note(
          'credited',
          seen.invoices.map((one) => [one.move_type, one.state, one.lines.map((line) => line.quantity)]),
        );
        expect(seen.invoices.map((one) => one.move_type)).toEqual(['out_invoice', 'out_refund']);
      },
    );

    check('what an accountant made of a credit note is left as it is', async () => {
      const { delivery } = await sold();
      const asked = await ask(delivery.id, 1);
      const executor = createOdooExecutor(access.bot);
      await executor.send('odoo.credit.draft', asked, call());
      const [made] = await credits();
      await access.admin.call('account.move', 'action_post', { ids: [made?.id ?? 0] });
      const more = { ...asked, lines: asked.lines.map((line) => ({ ...line, quantity: 4 })) };
      expect(await writesOf(access, () => executor.send('odoo.credit.draft', more, call()))).toEqual([]);
      expect(await credits()).toMatchObject([{ state: 'posted', amount_untaxed: 8.1 }]);
    });

    check('an answer lost on the way of a credit note makes no second one', async () => {
      const { delivery } = await sold();
      const asked = await ask(delivery.id, 1);
      const executor = createOdooExecutor(access.bot);
      access.gate.dropAnswer('account.move.load');
      expect(await executor.send('odoo.credit.draft', asked, call())).toMatchObject({ kind: 'unknown' });
      expect(await executor.lookup('odoo.credit.draft', asked, call())).toMatchObject({ kind: 'found' });
      expect(await executor.send('odoo.credit.draft', asked, call())).toMatchObject({ kind: 'confirmed' });
      expect(await credits()).toHaveLength(1);
    });
  });
}
