import type { OdooClient } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import type { Check } from '../report.js';
import { failure, Stage } from './stage.js';
import type { Access, Target } from './target.js';

const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** The client's own words mean the same on every server and protocol: values, results, dialect, lost answers, limits. */
export function clientSuite(target: Target, check: Check): void {
  describe('the client', () => {
    let access: Access;
    let stage: Stage;
    beforeAll(async () => {
      access = await target.open();
      stage = new Stage(target, access);
      await stage.product('THING', { weight: 2, barcode: false });
    });
    afterAll(() => access.close());

    const raw = async (client: OdooClient, model: string, ids: number[], fields: string[]) =>
      client.call(model, 'read', { ids, params: { fields }, mutating: false });

    check('speaks the protocol it was told to, as the bot, and knows the version', async () => {
      const version = await access.bot.version();
      expect(version.major).toBe(target.major);
      expect(await access.bot.major()).toBe(target.major);
      const uid = await access.bot.uid();
      expect(access.bot.transport).toBe(target.transport);
      const [user] = await access.bot.read('res.users', z.object({ id: z.number(), login: z.string() }), [uid]);
      expect(user?.login).toBe('shipbob_bot');
    });

    check('finds the best protocol by itself', async () => {
      const auto = access.client({ transport: 'auto' });
      await auto.search('res.partner', { domain: [], limit: 1 });
      expect(auto.transport).toBe(target.major === 19 ? 'json-2' : 'json-rpc');
    });

    check('empty values, many2one, numbers and times arrive alike', async (note) => {
      const id = stage.productId('THING');
      const fields = [
        'barcode',
        'description_sale',
        'weight',
        'product_tag_ids',
        'uom_id',
        'create_date',
        'company_id',
      ];
      const rows = z.array(z.record(z.string(), z.unknown()));
      const [row] = rows.parse(await raw(access.bot, 'product.product', [id], [...fields, 'active']));
      expect(row).toMatchObject({
        id,
        barcode: false,
        description_sale: false,
        weight: 2,
        product_tag_ids: [],
        uom_id: [expect.any(Number), expect.any(String)],
        create_date: expect.stringMatching(STAMP),
        company_id: false,
        active: true,
      });
      note('an untouched product', row);
    });

    check('text survives both ways, markup, accents, emoji and thousands of ampersands alike', async () => {
      const text = `<b>&amp; "q" 'a'</b> é 漢 😀 \t tab\nline ${'&<'.repeat(3000)}`;
      const [id = 0] = await access.admin.create('res.partner', [{ name: 'Text', comment: false, ref: 'x' }]);
      await access.admin.write('res.partner', [id], { street: text });
      const [row] = await access.bot.read('res.partner', z.object({ id: z.number(), street: z.string() }), [id]);
      expect(row?.street).toBe(text);
    });

    check('reads in order, by pages, with archived records only when asked, and misses what is gone', async () => {
      const name = `Page ${stage.run}`;
      const values = ['c', 'a', 'b'].map((ref) => ({ name, ref }));
      const ids = await access.admin.create('res.partner', values);
      expect(ids).toHaveLength(3);
      await access.admin.write('res.partner', ids.slice(0, 1), { active: false });
      const row = z.object({ id: z.number(), ref: z.string() });
      const domain = [['name', '=', name]];
      const refs = async (more: object = {}) =>
        (await access.bot.searchRead('res.partner', row, { domain, order: 'ref asc', ...more })).map(({ ref }) => ref);
      expect(await refs()).toEqual(['a', 'b']);
      expect(await refs({ context: { active_test: false } })).toEqual(['a', 'b', 'c']);
      expect(await refs({ offset: 1, limit: 1 })).toEqual(['b']);
      const there = await access.bot.read('res.partner', row, [...ids, 99_999_999]);
      expect(there.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      const at = await access.bot.searchReadAt('res.partner', row, { domain });
      expect(Math.abs((at.serverMs ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    check('the dialect is told by the fields that are there', async (note) => {
      const has = async (model: string, ...fields: string[]) => {
        const known = await access.bot.fieldsGet(model);
        return Object.fromEntries(fields.map((field) => [`${model}.${field}`, known.has(field)]));
      };
      const seen = {
        ...(await has('stock.move', 'quantity', 'picked', 'quantity_done', 'name', 'move_line_ids')),
        ...(await has('stock.move.line', 'quantity', 'qty_done', 'lot_name', 'expiration_date')),
        ...(await has('purchase.order', 'locked', 'group_id', 'reference_ids')),
        ...(await has('purchase.order.line', 'product_uom', 'product_uom_id')),
        ...(await has('sale.order', 'locked')),
        ...(await has('sale.order.line', 'product_uom', 'product_uom_id')),
        ...(await has('product.product', 'is_storable', 'detailed_type', 'use_expiration_date')),
        ...(await has('stock.picking', 'return_id', 'carrier_id')),
        ...(await has('stock.location', 'scrap_location')),
      };
      expect(seen).toMatchObject({
        'stock.move.quantity': true,
        'stock.move.picked': true,
        'stock.move.quantity_done': false,
        'stock.move.name': target.major === 17,
        'purchase.order.line.product_uom_id': target.major === 19,
        'product.product.is_storable': target.major === 19,
        'sale.order.locked': true,
      });
      note('fields', seen);
      expect(await access.bot.has('no.model')).toBe(false);
    });

    check(
      'a field that was removed is noticed by the error it causes',
      async () => {
        const field = `x_mlc_${stage.run.toLowerCase()}`;
        const [modelId = 0] = await access.admin.search('ir.model', { domain: [['model', '=', 'res.partner']] });
        const values = { name: field, model_id: modelId, ttype: 'char', field_description: field };
        const [fieldId = 0] = await access.admin.create('ir.model.fields', [values]);
        const row = z.object({ id: z.number(), [field]: z.unknown().optional() });
        const client = access.client();
        const read = () => client.searchRead('res.partner', row, { domain: [], limit: 1 });
        try {
          expect((await read())[0]).toHaveProperty(field);
        } finally {
          await access.admin.call('ir.model.fields', 'unlink', { ids: [fieldId] });
        }
        expect((await read())[0]).not.toHaveProperty(field);
      },
      { unless: !target.isReal && 'the sandbox keeps its fields' },
    );

    check(
      'an upsert by external id makes one record however often and in parallel, and tells its errors',
      async (note) => {
        const name = `Load ${stage.run}`;
        const rows = [[`mlc_test.p_${stage.run}`, name, 'R1']];
        const load = (client: OdooClient) => client.load('res.partner', ['id', 'name', 'ref'], rows);
        const parallel = await Promise.all(
          [1, 2, 3].map(() => load(access.admin).catch((error: Error) => error.message)),
        );
        const again = await load(access.admin);
        expect(again, JSON.stringify(parallel)).toMatchObject({ ids: [expect.any(Number)] });
        expect(await access.admin.search('res.partner', { domain: [['name', '=', name]] })).toHaveLength(1);
        const bad = await access.admin.load(
          'res.partner',
          ['id', 'name', 'country_id'],
          [['mlc_test.bad', 'B', 'Nowhere']],
        );
        expect(bad).toMatchObject({ messages: [expect.stringContaining('Nowhere')] });
        note('an upsert with an unknown country', bad);
      },
    );

    check('a method that returns nothing is a success and null', async () => {
      const orderId = await stage.draftOrder([['THING', 1]]);
      await access.bot.call('purchase.order', 'button_confirm', { ids: [orderId] });
      expect(await access.bot.call('purchase.order', 'button_cancel', { ids: [orderId] })).toBe(null);
      const [order] = await access.bot.read('purchase.order', z.object({ id: z.number(), state: z.string() }), [
        orderId,
      ]);
      expect(order?.state).toBe('cancel');
    });

    check('a method that returns a record gives its id', async () => {
      const orderId = await stage.draftOrder([['THING', 1]]);
      const params = { body: '<i>note</i>', message_type: 'comment', subtype_xmlid: 'mail.mt_note' };
      const note = await access.bot.callForId('purchase.order', 'message_post', { ids: [orderId], params });
      expect(note).toBeGreaterThan(0);
    });

    check('a wizard comes back as what it is, and nothing was done', async (note) => {
      await stage.product('WIZ');
      const order = await stage.order([['WIZ', 10]]);
      const [move] = (await stage.pickingsOf(order.id)).flatMap(({ moves }) => moves);
      await access.bot.write('stock.move', [move?.id ?? 0], { quantity: 4, picked: true });
      const answer = await access.bot.call('stock.picking', 'button_validate', { ids: [order.pickingId] });
      expect(answer).toMatchObject({ type: 'ir.actions.act_window', res_model: 'stock.backorder.confirmation' });
      expect((await stage.pickingsOf(order.id)).map(({ state }) => state)).toEqual(['assigned']);
      note('keys of the wizard', Object.keys(z.record(z.string(), z.unknown()).parse(answer)).toSorted());
    });

    check('a write whose answer is lost is unknown and was made once; a read is made again', async () => {
      const name = `Lost ${stage.run}`;
      access.gate.dropAnswer('product.tag.create');
      const lost = await failure(access.client(access.bossOptions).create('product.tag', [{ name }]));
      expect(lost).toMatchObject({ name: 'OutcomeUnknown' });
      expect(await access.admin.search('product.tag', { domain: [['name', '=', name]] })).toHaveLength(1);
      access.gate.dropAnswer('product.tag.search');
      expect(await access.bot.search('product.tag', { domain: [['name', '=', name]] })).toHaveLength(1);
    });

    check('a slow answer and a huge one end at their limits', async () => {
      const slow = access.gate.hold('res.partner.write');
      const client = access.client({ ...access.bossOptions, timeoutMs: target.isReal ? 5000 : 1000 });
      const [id = 0] = await access.admin.create('res.partner', [{ name: `Slow ${stage.run}` }]);
      const late = await failure(client.write('res.partner', [id], { ref: 'late' }));
      expect(late.name).toBe('OutcomeUnknown');
      await slow.letGo();
      const [row] = await access.bot.read('res.partner', z.object({ id: z.number(), ref: z.string() }), [id]);
      expect(row?.ref).toBe('late');
      const small = access.client({ answerBytesMax: 500 });
      const huge = await failure(
        small.call('res.country', 'search_read', { params: { domain: [], fields: ['name'] }, mutating: false }),
      );
      expect(huge).toMatchObject({ code: expect.stringContaining('egress.') });
    });
  });
}
