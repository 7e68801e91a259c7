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

    check('one is drafted on its receipt, once, and seen again with its amount', async (note) => {
      if (!isThere) return note('skipped', 'the app is not installed');
      yard = await Yard.open(target, access);
      await yard.stage.product('A');
      const reference = `LC-${yard.stage.run}`;
      const product = { name: 'Inbound', default_code: reference, type: 'service' };
      const product_id = firstOf(await access.admin.create('product.product', [product]));
      await yard.put('A', 5);
      const receipt = (await yard.delivery([['A', 1]])).id;
      const boss = access.client(access.bossOptions);
      const asked = operations['odoo.landed_cost.draft'].parse({
        external_id: `shipbob.landed_${yard.stage.run}`,
        date: '2026-11-23',
        picking_ids: [receipt],
        product_id,
        name: 'ShipBob receiving of WRO 7',
        price_unit: 36.5,
        split_method: 'by_quantity',
      });
      const executor = createOdooExecutor(boss);
      expect(await executor.lookup('odoo.landed_cost.draft', asked, call())).toEqual({ kind: 'absent' });
      expect(await executor.send('odoo.landed_cost.draft', asked, call())).toMatchObject({ kind: 'confirmed' });
      expect(await writesOf(access, () => executor.send('odoo.landed_cost.draft', asked, call()))).toEqual([]);
      expect(await executor.lookup('odoo.landed_cost.draft', asked, call())).toMatchObject({ kind: 'found' });
      const seen = await createOdooReader(boss).landedCosts({ product: reference, externalIds: [asked.external_id] });
      expect(seen).toMatchObject({
        ...{ state: 'ready', product_id },
        standing: { [asked.external_id]: { amount: 36.5, state: 'draft' } },
      });
      note('standing', seen.standing[asked.external_id]?.state);
    });
  });
}
