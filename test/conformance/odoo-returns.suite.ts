import type { OperationRequest } from '@mlc/mappings';
import { createOdooExecutor, createOdooReader } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Access, Target } from './odoo/target.js';
import { type Part, writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

type Request = OperationRequest<'odoo.return.book'>;
type Line = [name: string, quantity: number, to: 'stock' | 'quarantine', lot?: string];

const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });

export function returnsSuite(target: Target, check: Check): void {
  describe('returns', () => {
    let access: Access;
    let yard: Yard;
    beforeAll(async () => {
      access = await target.open();
    });
    afterAll(() => access.close());

    const fresh = async (...names: string[]): Promise<void> => {
      yard = await Yard.open(target, access);
      for (const name of names) {
        await yard.stage.product(name);
        await yard.put(name, 20);
      }
    };
    const marker = (name: string): string => `mlc:return:${yard.stage.run}.${name}`;
    const linesOf = (lines: Line[]): Request['lines'] =>
      lines.map(([name, quantity, to, lot]) => ({
        product_id: yard.stage.productId(name),
        sku: name,
        quantity,
        lot: lot ?? null,
        location_dest_id: to === 'stock' ? yard.stockId : yard.quarantineId,
      }));
    const request = (deliveryId: number, lines: Line[], name = 'a'): Request => ({
      from: { delivery_id: deliveryId },
      lines: linesOf(lines),
      update_order: true,
      origin_marker: marker(name),
    });
    const book = (asked: Request) => createOdooExecutor(access.bot).send('odoo.return.book', asked, call());
    const look = (asked: Request) => createOdooExecutor(access.bot).lookup('odoo.return.book', asked, call());
    const writes = (work: () => Promise<unknown>) => writesOf(access, work);
    const shipped = async (...parts: Part[]) => {
      await fresh(...new Set(parts.map(([name]) => name)));
      return yard.delivery(parts);
    };

    check(
      'a part comes back to its place and lowers what the order shows; asking again writes nothing',
      async (note) => {
        const delivery = await shipped(['A', 5], ['B', 3]);
        const asked = request(delivery.id, [['A', 2, 'quarantine']]);
        expect(await look(asked)).toEqual({ kind: 'absent' });
        const outcome = await book(asked);
        expect(outcome).toMatchObject({
          kind: 'confirmed',
          result: { after: { transfer: { state: 'done' }, lines: [{ sku: 'A', quantity: 2 }] } },
        });
        const [transfer] = await yard.transfers(marker('a'));
        note('source document', transfer?.origin.replace(delivery.name, '<delivery>').replace(yard.stage.run, '<run>'));
        expect(transfer?.origin).toContain(delivery.name);
        expect(await yard.lies(yard.quarantineId)).toEqual({ A: 2 });
        expect(await yard.lies(yard.stockId)).toEqual({ A: 15, B: 17 });
        expect(await yard.delivered(delivery.orderId)).toEqual([3, 3]);
        expect(await writes(() => book(asked))).toEqual([]);
        expect(await look(asked)).toMatchObject({ kind: 'found' });
      },
    );

    check('one return brings some to stock and some into quarantine, in one transfer', async () => {
      const delivery = await shipped(['A', 5], ['B', 3]);
      const asked = request(delivery.id, [
        ['A', 3, 'stock'],
        ['A', 2, 'quarantine'],
        ['B', 1, 'quarantine'],
      ]);
      expect(await book(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.quarantineId)).toEqual({ A: 2, B: 1 });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 18, B: 17 });
      expect(await yard.transfers(marker('a'))).toHaveLength(1);
      expect(await yard.delivered(delivery.orderId)).toEqual([0, 2]);
    });

    check('a return that shall not touch the order leaves its delivered quantity', async () => {
      const delivery = await shipped(['A', 5]);
      const asked = { ...request(delivery.id, [['A', 2, 'stock']]), update_order: false };
      expect(await book(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 17 });
      expect(await yard.delivered(delivery.orderId)).toEqual([5]);
    });

    check('lots come back as lots, each to its place, also one that Odoo did not know', async () => {
      await fresh();
      await yard.stage.product('LOT', { tracking: 'lot' });
      await yard.put('LOT', 9, { lot: 'L1' });
      const delivery = await yard.delivery([['LOT', 6, 'L1']]);
      const bare = request(delivery.id, [['LOT', 1, 'stock']]);
      expect(await book(bare)).toMatchObject({ kind: 'rejected', code: 'odoo.return.lots_needed' });
      const asked = request(delivery.id, [
        ['LOT', 3, 'stock', 'L1'],
        ['LOT', 1, 'quarantine', 'L1'],
        ['LOT', 1, 'quarantine', 'NEW'],
      ]);
      expect(await book(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ 'LOT L1': 6 });
      expect(await yard.lies(yard.quarantineId)).toEqual({ 'LOT L1': 1, 'LOT NEW': 1 });
      expect(await yard.delivered(delivery.orderId)).toEqual([1]);
    });

    check('a lot that only our returns have moved is told, until something else moves it', async () => {
      await fresh();
      const productId = await yard.stage.product('LOT', { tracking: 'lot' });
      await yard.put('LOT', 9, { lot: 'L1' });
      const delivery = await yard.delivery([['LOT', 6, 'L1']]);
      const back = (place: 'stock' | 'quarantine', lot: string, name: string) =>
        book({
          ...request(delivery.id, [['LOT', 1, place, lot]], name),
          origin_marker: `SB-return-${yard.stage.run.replace(/\D/g, '')}${name}`,
        });
      expect(await back('stock', 'L1', '1')).toMatchObject({ kind: 'confirmed' });
      expect(await back('quarantine', 'NEW', '2')).toMatchObject({ kind: 'confirmed' });
      const told = async () => {
        const lots = await createOdooReader(access.bot).lotsNamed([productId], ['L1', 'NEW', 'NONE']);
        return Object.fromEntries(lots.map((lot) => [lot.name, lot.only_returned]));
      };
      expect(await told()).toEqual({ L1: false, NEW: true });
      const scrap: OperationRequest<'odoo.scrap.book'> = {
        ...{ product_id: productId, sku: 'LOT', quantity: 1, lot: 'NEW', location_id: yard.quarantineId },
        ...{ scrap_location_id: null, reason: 'mouldy', origin_marker: marker('scrap') },
      };
      expect(await createOdooExecutor(access.bot).send('odoo.scrap.book', scrap, call())).toMatchObject({
        kind: 'confirmed',
      });
      expect(await told()).toEqual({ L1: false, NEW: true });
      await yard.put('LOT', 2, { lot: 'NEW' });
      expect(await told()).toEqual({ L1: false, NEW: false });
    });

    check('a serial number comes back', async () => {
      await fresh();
      await yard.stage.product('SER', { tracking: 'serial' });
      const serial = `S-${yard.stage.run}`;
      await yard.put('SER', 1, { lot: serial });
      const delivery = await yard.delivery([['SER', 1, serial]]);
      const asked = request(delivery.id, [['SER', 1, 'quarantine', serial]]);
      expect(await book(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.quarantineId)).toEqual({ [`SER ${serial}`]: 1 });
    });

    check('what was delivered in two moves comes back from both', async () => {
      const delivery = await shipped(['A', 5], ['A', 4]);
      expect(await book(request(delivery.id, [['A', 7, 'stock']]))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 18 });
      expect(await yard.delivered(delivery.orderId)).toEqual([0, 2]);
    });

    check('more than was delivered is refused with the numbers before anything is written', async () => {
      const delivery = await shipped(['A', 5]);
      const tooMuch = request(delivery.id, [['A', 6, 'stock']]);
      const refused = await writes(async () => {
        expect(await book(tooMuch)).toMatchObject({
          kind: 'rejected',
          code: 'odoo.return.over',
          message: expect.stringContaining(`6 of A shall be returned, but ${delivery.name} delivered 5.`),
        });
      });
      expect(refused).toEqual([]);
      expect(await book(request(delivery.id, [['A', 3, 'stock']]))).toMatchObject({ kind: 'confirmed' });
      const again = request(delivery.id, [['A', 3, 'stock']], 'b');
      expect(await book(again)).toMatchObject({
        kind: 'rejected',
        code: 'odoo.return.over',
        message: expect.stringContaining('3 of it came back'),
      });
      expect(await book(request(delivery.id, [['A', 2, 'stock']], 'c'))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 20 });
      expect(await yard.delivered(delivery.orderId)).toEqual([0]);
    });

    check('a delivery that is not done cannot be returned', async () => {
      await fresh('A');
      const delivery = await yard.delivery([['A', 5]], false);
      const asked = request(delivery.id, [['A', 1, 'stock']]);
      expect(await book(asked)).toMatchObject({ kind: 'rejected', code: 'odoo.return.not_delivered' });
    });

    check('goods without a delivery come back in an incoming transfer of their own', async (note) => {
      await fresh('A');
      await yard.stage.product('LOT', { tracking: 'lot' });
      const asked: Request = {
        from: { picking_type_id: yard.receiptsTypeId, partner_id: await yard.stage.partner('Customer') },
        lines: linesOf([
          ['A', 2, 'stock'],
          ['A', 1, 'quarantine'],
          ['LOT', 4, 'quarantine', 'L9'],
        ]),
        update_order: true,
        origin_marker: marker('loose'),
      };
      expect(await look(asked)).toEqual({ kind: 'absent' });
      expect(await book(asked)).toMatchObject({
        kind: 'confirmed',
        result: { after: { transfer: { state: 'done' } } },
      });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 22 });
      expect(await yard.lies(yard.quarantineId)).toEqual({ A: 1, 'LOT L9': 4 });
      expect(await writes(() => book(asked))).toEqual([]);
      expect(await yard.transfers(marker('loose'))).toHaveLength(1);
      note(
        'transfers',
        (await yard.transfers(marker('loose'))).map(({ state }) => state),
      );
    });

    check('an answer lost on the way of a return without a delivery makes no second one', async () => {
      await fresh('A');
      const asked: Request = {
        from: { picking_type_id: yard.receiptsTypeId, partner_id: null },
        lines: linesOf([['A', 2, 'quarantine']]),
        update_order: false,
        origin_marker: marker('loose'),
      };
      access.gate.dropAnswer('stock.picking.create');
      expect(await book(asked)).toMatchObject({ kind: 'unknown' });
      expect(await look(asked)).toEqual({ kind: 'absent' });
      expect(await book(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.transfers(marker('loose'))).toMatchObject([{ state: 'done' }]);
      expect(await yard.lies(yard.quarantineId)).toEqual({ A: 2 });
    });

    const wizard = target.major === 17 ? 'create_returns' : 'action_create_returns';
    check('an answer lost anywhere on the way of a return makes no second one', async () => {
      const lost = [
        'stock.return.picking.create',
        `stock.return.picking.${wizard}`,
        'stock.picking.write',
        'stock.move.write',
      ];
      const delivery = await shipped(['A', 8]);
      for (const [index, lostCall] of lost.entries()) {
        const asked = request(delivery.id, [['A', 1, 'quarantine']], `lost${index}`);
        access.gate.dropAnswer(lostCall);
        expect(await book(asked), lostCall).toMatchObject({ kind: 'unknown' });
        expect(await look(asked), lostCall).toEqual({ kind: 'absent' });
        expect(await book(asked), lostCall).toMatchObject({ kind: 'confirmed' });
        expect(await yard.lies(yard.quarantineId), lostCall).toEqual({ A: index + 1 });
        expect(await yard.transfers(marker(`lost${index}`)), lostCall).toMatchObject([{ state: 'done' }]);
      }
      expect(await yard.delivered(delivery.orderId)).toEqual([4]);
      expect(await yard.transfers(`Return of ${delivery.name}`)).toHaveLength(4);
    });

    check('a validation whose answer is lost is seen to be done', async () => {
      const delivery = await shipped(['A', 5]);
      const asked = request(delivery.id, [['A', 2, 'stock']]);
      access.gate.dropAnswer('stock.picking.button_validate');
      expect(await book(asked)).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 17 });
    });

    check('a marker is no part of another, and other quantities under it are a conflict', async () => {
      const delivery = await shipped(['A', 5]);
      expect(await book(request(delivery.id, [['A', 1, 'stock']], 'x1'))).toMatchObject({ kind: 'confirmed' });
      expect(await look(request(delivery.id, [['A', 1, 'stock']], 'x'))).toEqual({ kind: 'absent' });
      const other = request(delivery.id, [['A', 2, 'stock']], 'x1');
      expect(await look(other)).toMatchObject({ kind: 'conflict' });
      expect(await book(other)).toMatchObject({ kind: 'rejected', code: 'odoo.return.different' });
    });
  });
}
