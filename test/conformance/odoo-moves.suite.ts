import type { OperationRequest } from '@mlc/mappings';
import { createOdooExecutor, createOdooReader } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import type { Access, Target } from './odoo/target.js';
import { writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

type Move = OperationRequest<'odoo.goods.move'>;
const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });
const pair = z.tuple([z.number(), z.string()]);

/** Goods that are booked into transit and moved on to where they are put away. */
export function movesSuite(target: Target, check: Check): void {
  describe('moves between places of ours', () => {
    let access: Access;
    let yard: Yard;
    let transitId = 0;
    let chicagoId = 0;
    let warehouseId = 0;
    beforeAll(async () => {
      access = await target.open();
    });
    afterAll(() => access.close());

    /** A place in transit and one to put away, beside the shelf. */
    const fresh = async (): Promise<void> => {
      yard = await Yard.open(target, access);
      await yard.stage.product('A');
      const row = z.object({ id: z.number(), view_location_id: pair });
      const [warehouse] = await access.admin.searchRead('stock.warehouse', row, {
        domain: [],
        order: 'id asc',
        limit: 1,
      });
      warehouseId = warehouse?.id ?? 0;
      chicagoId = await yard.place('CHI', yard.stockId);
      const values = { usage: 'transit', location_id: warehouse?.view_location_id[0] ?? 0, company_id: 1 };
      const made = await access.admin.create('stock.location', [{ ...values, name: `Transit ${yard.stage.run}` }]);
      transitId = made[0] ?? 0;
    };
    type Goal = [place: number, goal: number, lot?: string];
    const moveOf = (goals: Goal[], name = 'A'): Move => ({
      warehouse_id: warehouseId,
      location_id: transitId,
      lines: goals.map(([location_dest_id, goal, lot]) => ({
        ...{ product_id: yard.stage.productId(name), sku: name, lot: lot ?? null },
        ...{ location_dest_id, done: 0, goal },
      })),
      reason: 'P1 WRO 5',
      origin_marker: `mlc:placed:${yard.stage.run}`,
    });
    const move = (asked: Move) => createOdooExecutor(access.bot).send('odoo.goods.move', asked, call());
    const look = (asked: Move) => createOdooExecutor(access.bot).lookup('odoo.goods.move', asked, call());
    const transfers = () => yard.transfers(`mlc:placed:${yard.stage.run}`);

    check('goods are received into transit by what is booked now, and the rest where the receipt says', async () => {
      await fresh();
      const order = await yard.stage.order([['A', 10]]);
      const book = (goal: number, more: { location_dest_id?: number } = {}) =>
        createOdooExecutor(access.bot).send(
          'odoo.receipt.book',
          {
            purchase_order_id: order.id,
            picking_id: order.pickingId,
            lines: [{ product_id: yard.stage.productId('A'), sku: 'A', done: 0, goal }],
            keep_backorder: true,
            ...more,
          },
          call(),
        );
      expect(await book(6, { location_dest_id: transitId })).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(transitId)).toEqual({ A: 6 });
      const seen = (await createOdooReader(access.bot).purchaseOrders([order.id])).get(order.id)?.pickings ?? [];
      const [first, rest] = seen.toSorted((a, b) => a.id - b.id);
      expect(rest).toMatchObject({ state: 'assigned', location_dest_id: first?.location_dest_id });
      expect(await book(10)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(transitId)).toEqual({ A: 6 });
      expect((await yard.lies(first?.location_dest_id ?? 0))['A']).toBe(4);
    });

    check('are moved on in one transfer to several places, by goals over all of them, and never twice', async () => {
      await fresh();
      await yard.put('A', 10, { at: transitId });
      const first = moveOf([
        [chicagoId, 4],
        [yard.stockId, 1],
      ]); // prettier-ignore
      expect(await look(first)).toEqual({ kind: 'absent' });
      expect(await move(first)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(chicagoId)).toEqual({ A: 4 });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 1 });
      expect(await writesOf(access, () => move(first))).toEqual([]);
      expect(await look(first)).toMatchObject({ kind: 'found' });
      const more = moveOf([
        [chicagoId, 7],
        [yard.stockId, 1],
      ]); // prettier-ignore
      expect(await look(more)).toEqual({ kind: 'absent' });
      expect(await move(more)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(chicagoId)).toEqual({ A: 7 });
      expect(await yard.lies(transitId)).toEqual({ A: 2 });
      expect((await transfers()).map(({ state }) => state)).toEqual(['done', 'done']);
      const mark = first.origin_marker;
      const marked = (await createOdooReader(access.bot).markedTransfers([mark])).get(mark) ?? [];
      expect(marked.flatMap(({ placed }) => placed.map(({ quantity }) => quantity)).toSorted()).toEqual([1, 3, 4]);
    });

    check('are not moved where less lies there, and nothing is written', async () => {
      await fresh();
      await yard.put('A', 3, { at: transitId });
      const made = await writesOf(access, async () => {
        expect(await move(moveOf([[chicagoId, 4]]))).toMatchObject({
          kind: 'rejected',
          code: 'odoo.move.not_enough',
          message: expect.stringContaining('4 of A shall be moved, but only 3 lie'),
        });
      });
      expect(made).toEqual([]);
    });

    check('by lot are moved as that lot', async () => {
      await fresh();
      await yard.stage.product('LOT', { tracking: 'lot' });
      await yard.put('LOT', 4, { at: transitId, lot: 'L1' });
      await yard.put('LOT', 4, { at: transitId, lot: 'L2' });
      expect(await move(moveOf([[chicagoId, 3, 'L2']], 'LOT'))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(chicagoId)).toEqual({ 'LOT L2': 3 });
      expect(await yard.lies(transitId)).toEqual({ 'LOT L1': 4, 'LOT L2': 1 });
      expect(await move(moveOf([[chicagoId, 1, 'L3']], 'LOT'))).toMatchObject({ code: 'odoo.move.not_enough' });
    });

    for (const lostCall of ['stock.picking.create', 'stock.picking.action_confirm', 'stock.picking.button_validate'])
      check(`are moved once although the answer to ${lostCall} is lost`, async () => {
        await fresh();
        await yard.put('A', 10, { at: transitId });
        access.gate.dropAnswer(lostCall);
        const asked = moveOf([[chicagoId, 4]]);
        const outcome = await move(asked);
        expect(outcome.kind).toBe(lostCall.endsWith('validate') ? 'confirmed' : 'unknown');
        if (outcome.kind === 'unknown') expect(await look(asked)).toEqual({ kind: 'absent' });
        expect(await move(moveOf([[chicagoId, 5]]))).toMatchObject({ kind: 'confirmed' });
        expect(await yard.lies(chicagoId)).toEqual({ A: 5 });
        expect(await yard.lies(transitId)).toEqual({ A: 5 });
        const states = (await transfers()).map(({ state }) => state).toSorted();
        expect(states).toEqual(outcome.kind === 'unknown' ? ['cancel', 'done'] : ['done', 'done']);
      });
  });
}
