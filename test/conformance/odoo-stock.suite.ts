import type { OperationRequest } from '@mlc/mappings';
import { createOdooExecutor, type OdooClient } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import type { Access, Target } from './odoo/target.js';
import { writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

type Scrap = OperationRequest<'odoo.scrap.book'>;
type Adjust = OperationRequest<'odoo.stock.adjust'>;

const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });

/** Scrap, and counts that are applied. */
export function stockSuite(target: Target, check: Check): void {
  describe('stock', () => {
    let access: Access;
    let yard: Yard;
    beforeAll(async () => {
      access = await target.open();
    });
    afterAll(() => access.close());

    const fresh = async (quantity = 10): Promise<void> => {
      yard = await Yard.open(target, access);
      await yard.stage.product('A');
      if (quantity > 0) await yard.put('A', quantity);
    };
    const writes = (work: () => Promise<unknown>) => writesOf(access, work);

    const scrapOf = (quantity: number, more: Partial<Scrap> = {}): Scrap => ({
      product_id: yard.stage.productId('A'),
      sku: 'A',
      quantity,
      lot: null,
      location_id: yard.stockId,
      scrap_location_id: null,
      reason: 'Crushed',
      origin_marker: `mlc:scrap:${yard.stage.run}`,
      ...more,
    });
    const scrap = (asked: Scrap) => createOdooExecutor(access.bot).send('odoo.scrap.book', asked, call());
    const lookScrap = (asked: Scrap) => createOdooExecutor(access.bot).lookup('odoo.scrap.book', asked, call());
    const scraps = () => {
      const row = z.object({ id: z.number(), state: z.string(), origin: z.string(), scrap_qty: z.number() });
      return access.admin.searchReadAll('stock.scrap', row, { domain: [['origin', 'ilike', yard.stage.run]] });
    };

    check('a quantity is scrapped once, with its reason', async (note) => {
      await fresh();
      expect(await lookScrap(scrapOf(3))).toEqual({ kind: 'absent' });
      const outcome = await scrap(scrapOf(3));
      expect(outcome).toMatchObject({
        kind: 'confirmed',
        result: { after: { scrap: { state: 'done', name: expect.stringMatching(/^SP\//) }, quantity: 3 } },
      });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 7 });
      expect(await writes(() => scrap(scrapOf(3)))).toEqual([]);
      expect(await lookScrap(scrapOf(3))).toMatchObject({ kind: 'found' });
      expect(await scraps()).toMatchObject([
        { state: 'done', scrap_qty: 3, origin: expect.stringMatching(/^Crushed \[/) },
      ]);
      note('scrap location', outcome.kind === 'confirmed' ? outcome.result.after : outcome);
      expect(await lookScrap(scrapOf(4))).toMatchObject({ kind: 'conflict' });
      expect(await scrap(scrapOf(4))).toMatchObject({ kind: 'rejected', code: 'odoo.scrap.different' });
    });

    check('more than lies there is not scrapped, and nothing is written', async () => {
      await fresh();
      const made = await writes(async () => {
        expect(await scrap(scrapOf(11))).toMatchObject({
          kind: 'rejected',
          code: 'odoo.scrap.not_enough',
          message: expect.stringContaining('11 of A shall be scrapped, but only 10 lie'),
        });
      });
      expect(made).toEqual([]);
    });

    check('what left between the look and the scrapping is a question of Odoo, and no scrap', async (note) => {
      await fresh();
      const held = access.gate.hold('stock.scrap.action_validate');
      const scrapping = scrap(scrapOf(8));
      await held.arrived;
      await yard.put('A', 5);
      await held.letGo();
      const outcome = await scrapping;
      expect(outcome).toMatchObject({ kind: 'rejected', code: 'odoo.scrap.not_validated' });
      note('message', outcome.kind === 'rejected' ? outcome.message.replaceAll(yard.stage.run, '<run>') : outcome);
      expect(await yard.lies(yard.stockId)).toEqual({ A: 5 });
      await yard.put('A', 9);
      expect(await scrap(scrapOf(8))).toMatchObject({ kind: 'confirmed' });
      expect(await scraps()).toMatchObject([{ state: 'done' }]);
      expect(await yard.lies(yard.stockId)).toEqual({ A: 1 });
    });

    check('a lot is scrapped as that lot', async () => {
      await fresh(0);
      await yard.stage.product('LOT', { tracking: 'lot' });
      await yard.put('LOT', 4, { lot: 'L1' });
      await yard.put('LOT', 4, { lot: 'L2' });
      const asked = scrapOf(3, { product_id: yard.stage.productId('LOT'), sku: 'LOT', lot: 'L2' });
      const unknown = { ...asked, lot: 'L3', origin_marker: `${asked.origin_marker}.u` };
      expect(await scrap(unknown)).toMatchObject({ kind: 'rejected', code: 'odoo.scrap.lot_unknown' });
      expect(await scrap({ ...unknown, lot: null })).toMatchObject({
        kind: 'rejected',
        code: 'odoo.scrap.lot_unknown',
      });
      expect(await scrap(asked)).toMatchObject({ kind: 'confirmed', result: { after: { lot: 'L2' } } });
      expect(await yard.lies(yard.stockId)).toEqual({ 'LOT L1': 4, 'LOT L2': 1 });
    });

    check('an answer lost while scrapping makes no second scrap', async () => {
      await fresh();
      access.gate.dropAnswer('stock.scrap.create');
      expect(await scrap(scrapOf(2))).toMatchObject({ kind: 'unknown' });
      expect(await lookScrap(scrapOf(2))).toEqual({ kind: 'absent' });
      access.gate.dropAnswer('stock.scrap.action_validate');
      expect(await scrap(scrapOf(2))).toMatchObject({ kind: 'confirmed' });
      expect(await scraps()).toMatchObject([{ state: 'done' }]);
      expect(await yard.lies(yard.stockId)).toEqual({ A: 8 });
    });

    // To 17 only an Inventory Administrator may apply a count.
    const counter = (): OdooClient => (target.major === 17 ? access.client(access.bossOptions) : access.bot);
    const adjustOf = (expected: number, quantity: number, more: Partial<Adjust> = {}): Adjust => ({
      product_id: yard.stage.productId('A'),
      sku: 'A',
      location_id: yard.stockId,
      lot: null,
      expected,
      quantity,
      reason: `ShipBob recon ${yard.stage.run}`,
      ...more,
    });
    const adjust = (asked: Adjust, as = counter()) => createOdooExecutor(as).send('odoo.stock.adjust', asked, call());
    const lookAdjust = (asked: Adjust) => createOdooExecutor(counter()).lookup('odoo.stock.adjust', asked, call());
    const counted = () => {
      const row = z.object({ id: z.number(), inventory_quantity_set: z.boolean(), quantity: z.number() });
      return access.admin.searchReadAll('stock.quant', row, { domain: [['location_id', '=', yard.stockId]] });
    };
    const moved = async () => {
      const row = z.object({ id: z.number(), reference: z.string(), quantity: z.number(), is_inventory: z.boolean() });
      const domain = [
        ['product_id', '=', yard.stage.productId('A')],
        ['is_inventory', '=', true],
      ];
      return (await access.admin.searchReadAll('stock.move', row, { domain })).map((one) => [
        one.reference.replace(yard.stage.run, '<run>'),
        one.quantity,
      ]);
    };

    check('a count raises, lowers and empties what lies there, and once is enough', async (note) => {
      await fresh();
      expect(await lookAdjust(adjustOf(10, 12))).toEqual({ kind: 'absent' });
      expect(await adjust(adjustOf(10, 12))).toMatchObject({ kind: 'confirmed', result: { after: { quantity: 12 } } });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 12 });
      expect(await writes(() => adjust(adjustOf(10, 12)))).toEqual([]);
      expect(await lookAdjust(adjustOf(10, 12))).toMatchObject({ kind: 'found' });
      expect(await adjust(adjustOf(12, 5))).toMatchObject({ kind: 'confirmed' });
      expect(await adjust(adjustOf(5, 0))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({});
      expect(await adjust(adjustOf(0, 4))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 4 });
      expect((await counted()).filter((quant) => quant.inventory_quantity_set)).toEqual([]);
      expect(await counted()).toHaveLength(1);
      expect((await moved()).map(([reference]) => reference).slice(1)).toEqual(
        Array.from({ length: 4 }, () => expect.stringMatching(/^ShipBob recon <run>/)),
      );
      note('moves', await moved());
    });

    check('stock that moved since it was planned is not counted over', async () => {
      await fresh();
      const made = await writes(async () => {
        expect(await adjust(adjustOf(9, 12))).toMatchObject({
          kind: 'rejected',
          code: 'odoo.stock.moved',
          message: expect.stringContaining('10 lie there now, 9 when it was planned'),
        });
      });
      expect(made).toEqual([]);
      expect(await yard.lies(yard.stockId)).toEqual({ A: 10 });
    });

    check(
      'stock that moves between the count and its application is not counted over, and no count is left behind',
      async () => {
        await fresh();
        const held = access.gate.hold('stock.quant.action_apply_inventory');
        const adjusting = adjust(adjustOf(10, 12));
        await held.arrived;
        const values = { product_id: yard.stage.productId('A'), scrap_qty: 3, location_id: yard.stockId };
        const ids = await access.admin.create('stock.scrap', [values]);
        await access.admin.call('stock.scrap', 'action_validate', { ids });
        await held.letGo();
        expect(await adjusting).toMatchObject({
          kind: 'rejected',
          code: 'odoo.stock.moved',
          message: expect.stringContaining('7 lie there now'),
        });
        expect(await yard.lies(yard.stockId)).toEqual({ A: 7 });
        expect((await counted()).filter((quant) => quant.inventory_quantity_set)).toEqual([]);
      },
    );

    check('an applied count whose answer is lost is found', async () => {
      await fresh();
      access.gate.dropAnswer('stock.quant.action_apply_inventory');
      expect(await adjust(adjustOf(10, 12))).toMatchObject({ kind: 'unknown' });
      expect(await lookAdjust(adjustOf(10, 12))).toMatchObject({ kind: 'found' });
      access.gate.dropAnswer('stock.quant.create');
      expect(await adjust(adjustOf(12, 9))).toMatchObject({ kind: 'unknown' });
      expect(await lookAdjust(adjustOf(12, 9))).toEqual({ kind: 'absent' });
      expect(await adjust(adjustOf(12, 9))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 9 });
      expect(await counted()).toHaveLength(1);
    });

    check(
      'a bot that may not apply counts leaves neither a move nor a count behind',
      async (note) => {
        await fresh();
        const outcome = await adjust(adjustOf(10, 12), access.bot);
        expect(outcome).toMatchObject({ kind: 'rejected', code: 'odoo.user_error' });
        note('message', outcome.kind === 'rejected' ? outcome.message : outcome);
        expect(await yard.lies(yard.stockId)).toEqual({ A: 10 });
        expect((await counted()).filter((quant) => quant.inventory_quantity_set)).toEqual([]);
      },
      { unless: target.major !== 17 && 'from 18 on a bot may' },
    );

    check('lots are counted each by itself, also a new one', async () => {
      await fresh(0);
      await yard.stage.product('LOT', { tracking: 'lot' });
      await yard.put('LOT', 4, { lot: 'L1' });
      const of = (lot: string | null, expected: number, quantity: number): Adjust =>
        adjustOf(expected, quantity, { product_id: yard.stage.productId('LOT'), sku: 'LOT', lot });
      expect(await adjust(of(null, 0, 2))).toMatchObject({ kind: 'rejected', code: 'odoo.stock.lot_needed' });
      expect(await adjust(of('L1', 4, 3))).toMatchObject({ kind: 'confirmed' });
      expect(await lookAdjust(of('L2', 0, 5))).toEqual({ kind: 'absent' });
      expect(await adjust(of('L2', 0, 5))).toMatchObject({ kind: 'confirmed', result: { after: { lot: 'L2' } } });
      expect(await yard.lies(yard.stockId)).toEqual({ 'LOT L1': 3, 'LOT L2': 5 });
      expect(await adjust(of('L2', 5, 0))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ 'LOT L1': 3 });
    });
  });
}
