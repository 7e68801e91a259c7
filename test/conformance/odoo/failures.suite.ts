import { redact } from '@mlc/kernel';
import { type OdooClient, pingOdoo } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Check } from '../report.js';
import { failure, Stage } from './stage.js';
import type { Access, Target } from './target.js';

/** Errors by their kind, not by their words. */
export function failuresSuite(target: Target, check: Check): void {
  describe('refusals', () => {
    let access: Access;
    let stage: Stage;
    beforeAll(async () => {
      access = await target.open();
      stage = new Stage(target, access);
      await stage.product('THING', { barcode: `77${stage.run}` });
    });
    afterAll(() => access.close());
    /** XML-RPC has one code for both. */
    const validation = target.transport === 'xml-rpc' ? 'odoo.user_error' : 'odoo.validation';

    const cases: [what: string, run: (bot: OdooClient) => Promise<unknown>, name: string, code: string][] = [
      ['an unknown model', (bot) => bot.search('no.model', { domain: [] }), 'NeedsAttention', 'odoo.module_missing'],
      ['an unknown method', (bot) => bot.call('res.partner', 'no_method', { ids: [1] }), 'Rejected', 'odoo.contract'],
      [
        'an unknown field in a read',
        (bot) => bot.call('res.partner', 'read', { ids: [1], params: { fields: ['no_field'] }, mutating: false }),
        'Rejected',
        'odoo.contract',
      ],
      [
        'an unknown field in a domain',
        (bot) => bot.search('res.partner', { domain: [['no_field', '=', 1]] }),
        'Rejected',
        'odoo.contract',
      ],
      [
        'an unknown field in a write',
        async (bot) => bot.write('purchase.order', [await stage.draftOrder([['THING', 1]])], { no_field: 1 }),
        'Rejected',
        'odoo.contract',
      ],
      [
        'a value of the wrong type',
        (bot) => bot.create('purchase.order', [{ partner_id: 1, date_order: 'soon' }]),
        'Rejected',
        'odoo.contract',
      ],
      [
        'a write on a record that is gone',
        (bot) => bot.write('purchase.order', [99_999_999], { partner_ref: 'x' }),
        'Rejected',
        'odoo.missing_record',
      ],
      [
        'an action on a record that is gone',
        (bot) => bot.call('stock.picking', 'button_validate', { ids: [99_999_999] }),
        'Rejected',
        'odoo.missing_record',
      ],
      [
        'a right that is not given',
        (bot) => bot.write('product.product', [stage.productId('THING')], { weight: 3 }),
        'Rejected',
        'odoo.access_denied_to_model',
      ],
      [
        'a note on a record that the bot may only read',
        (bot) =>
          bot.call('product.product', 'message_post', { ids: [stage.productId('THING')], params: { body: 'x' } }),
        'Rejected',
        'odoo.access_denied_to_model',
      ],
      [
        'a private method',
        (bot) => bot.call('res.partner', '_compute_display_name', { ids: [1] }),
        'Rejected',
        'odoo.access_denied_to_model',
      ],
      [
        'a required field left out',
        (bot) => bot.create('purchase.order', [{ partner_ref: 'x' }]),
        'Rejected',
        validation,
      ],
      [
        'a business rule',
        async (bot) => {
          const orderId = await stage.draftOrder([['THING', 1]]);
          await bot.call('purchase.order', 'button_confirm', { ids: [orderId] });
          await bot.call('purchase.order', 'unlink', { ids: [orderId] });
        },
        'Rejected',
        'odoo.user_error',
      ],
    ];

    for (const [what, run, name, code] of cases) {
      check(`${what} is ${code}`, async (note) => {
        const seen = await failure(run(access.bot));
        note('said', seen.message);
        expect(seen, seen.message).toMatchObject({ name, code });
      });
      check(
        `${what} is ${code} for a bot that speaks French`,
        async () => {
          const french = access.foreign;
          if (french === null) throw new Error('no bot of another language');
          const seen = await failure(run(french));
          expect(seen, seen.message).toMatchObject({ name, code });
        },
        { unless: !target.hasForeign && 'no bot of another language' },
      );
    }

    check('a barcode that is taken is a refusal in Odoo’s words', async (note) => {
      const twin = access.admin.create('product.product', [{ name: 'Twin', barcode: `77${stage.run}` }]);
      const seen = await failure(twin);
      note('said', seen.message);
      expect(seen).toMatchObject({ name: 'Rejected', code: validation });
    });

    check('the ping finds everything well, and names a wrong key, a wrong database and a wrong company', async () => {
      const codes = async (client: OdooClient): Promise<string[]> =>
        (await pingOdoo(client)).filter(({ level }) => level !== 'ok').map(({ code }) => code);
      // Odoo 19 announces the end of the two older protocols; whoever gets in is told so.
      const old = target.major === 19 && target.transport !== 'json-2' ? ['odoo.old_protocol'] : [];
      expect(await codes(access.client())).toEqual(old);
      expect(await codes(access.client({ apiKey: redact('0'.repeat(40)) }))).toEqual(['odoo.invalid_key']);
      expect(await codes(access.client({ database: 'no_such_db' }))).toEqual(['odoo.wrong_database']);
      expect((await codes(access.client({ companyId: 987 }))).sort()).toEqual(['odoo.company_not_allowed', ...old]);
    });

    check('a wrong key, a wrong database and a foreign company need a person, each by its name', async (note) => {
      const ask = async (client: OdooClient) => {
        const { name, code } = await failure(client.search('res.partner', { domain: [], limit: 1 }));
        return [name, code];
      };
      expect(await ask(access.client({ apiKey: redact('0'.repeat(40)) }))).toEqual([
        'NeedsAttention',
        'odoo.invalid_key',
      ]);
      expect(await ask(access.client({ database: 'no_such_db' }))).toEqual(['NeedsAttention', 'odoo.wrong_database']);
      const foreign = await failure(access.client({ companyId: 987 }).search('res.partner', { domain: [], limit: 1 }));
      note('foreign company', foreign.message);
      expect(foreign).toMatchObject({ name: 'NeedsAttention', code: 'odoo.company_not_allowed' });
      if (access.foreign === null) return;
      const french = access.client({ ...access.foreignOptions, companyId: 987 });
      expect(await ask(french)).toEqual(['NeedsAttention', 'odoo.company_not_allowed']);
    });
  });
}
