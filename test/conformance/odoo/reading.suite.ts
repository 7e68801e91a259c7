import { createOdooReader, type TransportName } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { z } from 'zod';
import type { Check } from '../report.js';
import { Stage } from './stage.js';
import type { Access, Target } from './target.js';

/** What plans and polls read is the same on every server and protocol. */
export function readingSuite(target: Target, check: Check): void {
  describe('reading', () => {
    let access: Access;
    let stage: Stage;
    beforeAll(async () => {
      access = await target.open();
      stage = new Stage(target, access);
    });
    afterAll(() => access.close());

    check('a poll with nothing changed is one call, and its hash moves only with the content', async () => {
      const id = await stage.product('POLL', { weight: 1.5 });
      const reader = createOdooReader(access.bot);
      const page = async (from: string | null) => reader.page('product.product', { from, afterId: id - 1, limit: 10 });
      const first = await page(null);
      const row = first.rows.find((found) => found.id === id);
      expect(row?.stamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      // The first poll with a lower bound may ask for the version, once.
      await page(first.serverTime);
      const since = access.gate.calls.length;
      await page(first.serverTime);
      expect(access.gate.calls.slice(since).map(({ call }) => call)).toEqual(['product.product.search_read']);
      await access.admin.write('product.product', [id], { weight: 1.5 });
      expect((await page(null)).rows.find((found) => found.id === id)?.hash).toBe(row?.hash);
      await access.admin.write('product.product', [id], { weight: 2.5 });
      expect((await page(null)).rows.find((found) => found.id === id)?.hash).not.toBe(row?.hash);
    });

    check('each source can be polled', async () => {
      await stage.product('SRC');
      await stage.order([['SRC', 1]]);
      await stage.sale([['SRC', 1]], `REF-${stage.run}-SRC`);
      const reader = createOdooReader(access.bot);
      for (const source of [
        'purchase.order',
        'purchase.order.line',
        'stock.picking',
        'stock.move',
        'sale.order',
      ] as const) {
        const page = await reader.page(source, { from: '2020-01-01 00:00:00', afterId: 0, limit: 3 });
        expect(page.rows.length, source).toBeGreaterThan(0);
      }
    });

    check('what somebody writes on the moves of a receipt, or on its order alone, is a change of theirs', async () => {
      await stage.product('HAND');
      const order = await stage.order([['HAND', 10]]);
      const reader = createOdooReader(access.bot);
      const row = z.object({ id: z.number() });
      const [move] = await access.admin.searchRead('stock.move', row, {
        domain: [['picking_id', '=', order.pickingId]],
      });
      const moveId = move?.id ?? 0;
      const seen = async (source: 'stock.move' | 'purchase.order', id: number) => {
        const page = await reader.page(source, { from: null, afterId: id - 1, limit: 1 });
        return { ...page.rows[0], serverTime: page.serverTime };
      };
      const before = { move: await seen('stock.move', moveId), order: await seen('purchase.order', order.id) };
      expect(before.move.refs).toMatchObject({ order_id: order.id });
      // Stamps are whole seconds: the next write has to fall into another one.
      await vi.waitFor(
        async () => expect((await seen('stock.move', moveId)).serverTime > (before.move.stamp ?? '')).toBe(true),
        { timeout: 5000 },
      );
      await access.admin.write('stock.move', [moveId], { product_uom_qty: 12 });
      await access.admin.write('purchase.order', [order.id], { origin: 'A word that no poll reads' });
      expect((await seen('stock.move', moveId)).hash).not.toBe(before.move.hash);
      expect((await seen('purchase.order', order.id)).hash).not.toBe(before.order.hash);
    });

    check('records that were deleted are told apart from those that are archived', async () => {
      const [kept, archived, deleted] = [
        await stage.product('KEPT'),
        await stage.product('ARCHIVED', { active: false }),
        await stage.product('DELETED'),
      ];
      await access.admin.call('product.product', 'unlink', { ids: [deleted] });
      const known = [kept, archived, deleted].map((id) => ({ id, refs: {} }));
      expect(await createOdooReader(access.bot).gone('product.product', known)).toEqual([{ id: deleted, refs: {} }]);
    });

    check('a product is read with tags, origin, duplicates and its place on a purchase order', async (note) => {
      const [tagId = 0] = await access.admin.create('product.tag', [{ name: `Tag ${stage.run}` }]);
      const [countryId = 0] = await access.admin.search('res.country', { domain: [['code', '=', 'CH']] });
      const own = { country_of_origin: countryId, hs_code: '6109.10', weight: 0.25 };
      const id = await stage.product('SEEN', { ...own, product_tag_ids: [[6, 0, [tagId]]] });
      const twin = { name: 'Twin', default_code: stage.sku('SEEN') };
      const [twinId = 0] = await access.admin.create('product.product', [twin]);
      await stage.order([['SEEN', 1]]);
      const reader = createOdooReader(access.bot);
      const warehouseIds = (await reader.warehouses()).map((warehouse) => warehouse.id);
      const seen = (await reader.products([id, 99_999_999], { warehouseIds })).get(id);
      expect(seen).toMatchObject({
        default_code: stage.sku('SEEN'),
        name: `SEEN ${stage.run}`,
        storable: true,
        tracking: 'none',
        weight: 0.25,
        hs_code: '6109.10',
        country_of_origin: 'CH',
        tags: [`Tag ${stage.run}`],
        on_purchase_order: true,
        is_kit: false,
        same_code_ids: [twinId],
        barcode: null,
      });
      note('units', [seen?.weight_uom_name, seen?.type]);
    });

    check('every protocol of the server reads the same', async () => {
      const id = await stage.product('SAME', { weight: 0.5 });
      const order = await stage.order([['SAME', 3]]);
      const read = async (transport: TransportName) => {
        const reader = createOdooReader(access.client({ transport }));
        const warehouseIds = (await reader.warehouses()).map((warehouse) => warehouse.id);
        const products = await reader.products([id], { warehouseIds });
        const page = await reader.page('purchase.order', { from: null, afterId: order.id - 1, limit: 5 });
        return [products.get(id), (await reader.purchaseOrders([order.id])).get(order.id), page.rows];
      };
      const own = await read(target.transport);
      const others: TransportName[] = target.major === 19 ? ['json-2', 'json-rpc', 'xml-rpc'] : ['json-rpc', 'xml-rpc'];
      for (const transport of others) expect(await read(transport), transport).toEqual(own);
    });

    check(
      'a line without an external id comes once more with each upsert, one with an id does not',
      async () => {
        const name = `Children ${stage.run}`;
        const load = (fields: string[], row: string[]) => access.admin.load('res.partner', fields, [row]);
        const parent = `mlc_test.parent_${stage.run}`;
        const named = ['id', 'name', 'child_ids/id', 'child_ids/name'];
        for (let n = 0; n < 2; n += 1)
          expect(await load(named, [parent, name, `mlc_test.child_${stage.run}`, 'Child'])).toMatchObject({
            ids: [expect.any(Number)],
          });
        expect(await access.admin.search('res.partner', { domain: [['parent_id.name', '=', name]] })).toHaveLength(1);
      },
      { unless: !target.isReal && 'the sandbox has no contacts of contacts' },
    );
  });
}
