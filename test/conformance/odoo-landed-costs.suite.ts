import type { JsonObject } from '@mlc/kernel';
import { operations } from '@mlc/mappings';
import { createOdooExecutor, createOdooReader } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import type { Access, Target } from './odoo/target.js';
import { writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });
const firstOf = ([id]: number[]): number => z.number({ error: 'Odoo answered no id' }).parse(id);
const MODEL = 'stock.landed.cost';

/** Draft landed costs, where the app is there; it belongs to Inventory Administrators, so the bot is told that it may not. */
export function landedCostsSuite(target: Target, check: Check): void {
  describe('landed costs', () => {
    let access: Access;
    let yard: Yard;
    let isThere = false;
    beforeAll(async () => {
      access = await target.open();
      isThere = await access.admin.search(MODEL, { domain: [], limit: 1 }).then(
        () => true,
        () => false,
      );
    });
    afterAll(() => access.close());

    check('whether they can be made is told in a word: ready, denied or not installed', async (note) => {
      const asked = { product: null, externalIds: [] };
      const seen = await createOdooReader(access.bot).landedCosts(asked);
      expect(seen).toEqual({ state: isThere ? 'denied' : 'missing', product_id: null, currency: 'USD', standing: {} });
      const boss = access.client(access.bossOptions);
      expect((await createOdooReader(boss).landedCosts(asked)).state).toBe(isThere ? 'ready' : 'missing');
      note('state', seen.state);
    });

    /** A service that stands for the fees, and one receipt of ten of A, received. */
    const received = async (category: JsonObject) => {
      yard = await Yard.open(target, access);
      const reference = `LC-${yard.stage.run}`;
      const product = { name: 'Inbound', default_code: reference, type: 'service' };
      const product_id = firstOf(await access.admin.create('product.product', [product]));
      await yard.stage.product('A', category);
      const { pickingId } = await yard.stage.order([['A', 10]]);
      const moves = await access.admin.search('stock.move', { domain: [['picking_id', '=', pickingId]] });
      await access.admin.write('stock.move', moves, { quantity: 10, picked: true });
      await access.admin.call('stock.picking', 'button_validate', { ids: [pickingId] });
      const asked = operations['odoo.landed_cost.draft'].parse({
        external_id: `shipbob.landed_${yard.stage.run}`,
        date: '2026-11-23',
        picking_ids: [pickingId],
        product_id,
        name: 'ShipBob receiving of WRO 7',
        price_unit: 36.5,
        split_method: 'by_quantity',
      });
      const boss = access.client(access.bossOptions);
      const standing = async () => {
        const seen = await createOdooReader(boss).landedCosts({ product: reference, externalIds: [asked.external_id] });
        return { ...seen, standing: seen.standing[asked.external_id] };
      };
      return { asked, product_id, executor: createOdooExecutor(boss), standing };
    };

    check('one is drafted on its receipt, once, and seen again with its amount', async (note) => {
      if (!isThere) return note('skipped', 'the app is not installed');
      const { asked, product_id, executor, standing } = await received({});
      expect(await executor.lookup('odoo.landed_cost.draft', asked, call())).toEqual({ kind: 'absent' });
      expect(await executor.send('odoo.landed_cost.draft', asked, call())).toMatchObject({ kind: 'confirmed' });
      expect(await writesOf(access, () => executor.send('odoo.landed_cost.draft', asked, call()))).toEqual([]);
      expect(await executor.lookup('odoo.landed_cost.draft', asked, call())).toMatchObject({ kind: 'found' });
      const seen = await standing();
      expect(seen).toMatchObject({ state: 'ready', product_id, standing: { amount: 36.5, state: 'draft' } });
      note('standing', seen.standing?.state);
    });

    check(
      'a person can validate the draft as it is: the goods are worth more by it, and it is left alone from then on',
      async () => {
        if (!isThere) return;
        const category = { name: 'Average', property_cost_method: 'average', property_valuation: 'real_time' };
        const categ_id = firstOf(await access.admin.create('product.category', [category]));
        const { asked, executor, standing } = await received({ categ_id });
        await executor.send('odoo.landed_cost.draft', asked, call());
        const ids = [(await standing()).standing?.id ?? 0];
        await access.admin.call(MODEL, 'button_validate', { ids });
        expect((await standing()).standing).toMatchObject({ amount: 36.5, state: 'done' });
        const row = z.object({ id: z.number(), standard_price: z.number() });
        const [goods] = await access.admin.read('product.product', row, [yard.stage.productId('A')]);
        // Ten at 2.00 and the fees.
        expect(goods?.standard_price).toBeCloseTo(5.65, 2);
        expect(await writesOf(access, () => executor.send('odoo.landed_cost.draft', asked, call()))).toEqual([]);
      },
      { unless: !target.isReal && 'the sandbox values no goods' },
    );
  });
}
