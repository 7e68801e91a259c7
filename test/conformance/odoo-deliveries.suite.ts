import type { OperationName, OperationRequest } from '@mlc/mappings';
import { createOdooExecutor, createOdooReader } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Access, Target } from './odoo/target.js';
import { writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

type Line = OperationRequest<'odoo.delivery.ship'>['lines'][number];
type Lot = NonNullable<Line['lots']>[number];

const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });
const lot = (name: string, quantity: number, expiration_date: string | null = null): Lot => ({
  name,
  quantity,
  expiration_date,
});

/** What leaves: full, split, tracked later, by lot, never in Odoo, and the sale order that appears afterwards. */
export function deliveriesSuite(target: Target, check: Check): void {
  describe('what leaves', () => {
    let access: Access;
    let yard: Yard;
    let shipments = 0;
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
    const send = <N extends OperationName>(operation: N, request: OperationRequest<N>) =>
      createOdooExecutor(access.bot).send(operation, request, call());
    const look = <N extends OperationName>(operation: N, request: OperationRequest<N>) =>
      createOdooExecutor(access.bot).lookup(operation, request, call());
    const line = (name: string, quantity: number, lots?: Lot[]): Line => ({
      product_id: yard.stage.productId(name),
      sku: name,
      quantity,
      ...(lots ? { lots } : {}),
    });
    const number = (): number => Number.parseInt(yard.stage.run, 16) * 10 + ++shipments;
    const ship = (
      delivery: { orderId: number; id: number },
      lines: Line[],
      more: Partial<OperationRequest<'odoo.delivery.ship'>> = {},
    ): OperationRequest<'odoo.delivery.ship'> => {
      const shipment = number();
      return {
        sale_order_id: delivery.orderId,
        picking_id: delivery.id,
        shipment_id: shipment,
        lines,
        carrier_id: null,
        carrier_tracking_ref: `1Z${shipment}`,
        location_id: yard.stockId,
        origin_marker: `[SB-${shipment}/1]`,
        ...more,
      };
    };
    const apart = async (
      lines: Line[],
      more: Partial<OperationRequest<'odoo.delivery.anonymous'>> = {},
    ): Promise<OperationRequest<'odoo.delivery.anonymous'>> => {
      const means = await createOdooReader(access.bot).deliveryMeans(null);
      const shipment = number();
      return {
        shipment_id: shipment,
        picking_type_id: means.types[0]?.id ?? 0,
        partner_id: null,
        location_id: yard.stockId,
        location_dest_id: means.customers ?? 0,
        lines,
        carrier_id: null,
        carrier_tracking_ref: `1Z${shipment}`,
        notes: ['UPS 1Z https://example.com/?a=1&b=2'],
        origin: `SB-${shipment}/1`,
        ...more,
      };
    };
    const reversal = (
      pickingId: number,
      lines: [name: string, quantity: number, lot?: string][],
    ): OperationRequest<'odoo.delivery.reverse'> => ({
      shipment_id: shipments,
      from: { delivery_id: pickingId },
      lines: lines.map(([name, quantity, lotName]) => ({
        product_id: yard.stage.productId(name),
        sku: name,
        quantity,
        lot: lotName ?? null,
        location_dest_id: yard.stockId,
      })),
      update_order: false,
      origin_marker: `mlc:reversal:${pickingId}`,
    });
    const pickingsAt = async (origin: string) => yard.transfers(origin);
    const idOf = async (origin: string): Promise<number> => {
      const domain = [['origin', '=', origin]];
      const [id] = await access.admin.search('stock.picking', { domain });
      return id ?? 0;
    };
    const writes = (work: () => Promise<unknown>) => writesOf(access, work);

    check(
      'a full shipment is done with its note; its tracking may come later; asking again writes nothing',
      async () => {
        await fresh('A');
        const delivery = await yard.delivery([['A', 5]], false);
        const asked = ship(delivery, [line('A', 5)], { carrier_tracking_ref: null, notes: ['a "note" & more'] });
        expect(await send('odoo.delivery.ship', asked)).toMatchObject({ kind: 'confirmed' });
        expect(await yard.lies(yard.stockId)).toEqual({ A: 15 });
        expect(await yard.delivered(delivery.orderId)).toEqual([5]);
        expect(await writes(() => send('odoo.delivery.ship', asked))).toEqual([]);
        const track: OperationRequest<'odoo.delivery.track'> = {
          picking_id: delivery.id,
          shipment_id: asked.shipment_id,
          carrier_id: null,
          carrier_tracking_ref: '9400',
          notes: ['UPS 9400 https://example.com/t?x=1&y=2'],
          origin_marker: asked.origin_marker,
        };
        expect(await look('odoo.delivery.track', track)).toEqual({ kind: 'absent' });
        expect(await send('odoo.delivery.track', track)).toMatchObject({ kind: 'confirmed' });
        expect(await look('odoo.delivery.track', track)).toMatchObject({ kind: 'found' });
        const delivered = { ...track, carrier_tracking_ref: null, notes: ['delivered 2026-11-27'] };
        expect(await send('odoo.delivery.track', delivered)).toMatchObject({ kind: 'confirmed' });
        expect(await writes(() => send('odoo.delivery.track', track))).toEqual([]);
        const seen = (await createOdooReader(access.bot).pickings([delivery.id])).get(delivery.id);
        expect(seen).toMatchObject({ carrier_tracking_ref: '9400', sale_id: delivery.orderId });
        expect(seen?.note).toContain(`${asked.origin_marker} delivered 2026-11-27`);
      },
    );

    check('a split leaves a backorder that says nothing of the parcel before', async () => {
      await fresh('A');
      const delivery = await yard.delivery([['A', 5]], false);
      const first = ship(delivery, [line('A', 2)], { notes: ['first parcel'] });
      expect(await send('odoo.delivery.ship', first)).toMatchObject({ kind: 'confirmed' });
      const reader = createOdooReader(access.bot);
      const [sale] = await reader.saleOrdersBy('id', [delivery.orderId]);
      const rest = sale?.pickings.find((picking) => picking.state !== 'done');
      const second = ship({ ...delivery, id: rest?.id ?? 0 }, [line('A', 3)], { notes: ['second parcel'] });
      expect(await send('odoo.delivery.ship', second)).toMatchObject({ kind: 'confirmed' });
      const notes = [...(await reader.pickings([delivery.id, second.picking_id])).values()].map(
        ({ note }) => note ?? '',
      );
      expect(notes[0]).toContain('first parcel');
      expect(notes[1]).toContain('second parcel');
      expect(notes[1]).not.toContain('first parcel');
      expect(await yard.lies(yard.stockId)).toEqual({ A: 15 });
    });

    check('lots leave as they are named, also one that Odoo does not know, and more than Odoo has of one', async () => {
      await fresh();
      await yard.stage.product('LOT', { tracking: 'lot' });
      await yard.put('LOT', 3, { lot: 'L1' });
      const delivery = await yard.delivery([['LOT', 9]], false);
      const bare = ship(delivery, [line('LOT', 9)]);
      expect(await send('odoo.delivery.ship', bare)).toMatchObject({
        kind: 'rejected',
        code: 'odoo.delivery.lots_needed',
      });
      const asked = ship(delivery, [line('LOT', 9, [lot('L1', 5), lot('NEW', 4, '2027-06-01T00:00:00Z')])]);
      expect(await send('odoo.delivery.ship', asked)).toMatchObject({ kind: 'confirmed' });
      const seen = (await createOdooReader(access.bot).pickings([delivery.id])).get(delivery.id);
      const lots = seen?.moves.flatMap((move) => move.done_lots ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(lots).toEqual([
        { name: 'L1', quantity: 5 },
        { name: 'NEW', quantity: 4 },
      ]);
      expect(await yard.lies(yard.stockId)).toEqual({ 'LOT L1': -2, 'LOT NEW': -4 });
    });

    check('lots in stock are seen with what lies of them', async () => {
      await fresh();
      await yard.stage.product('LOT', { tracking: 'lot' });
      await yard.put('LOT', 3, { lot: 'L1' });
      await yard.put('LOT', 2, { lot: 'L2' });
      const seen = await createOdooReader(access.bot).lotStock([yard.stage.productId('LOT')], [yard.stockId]);
      expect(seen.map(({ lot: name, quantity }) => [name, quantity]).toSorted()).toEqual([
        ['L1', 3],
        ['L2', 2],
      ]);
    });

    check('a shipment that was never in Odoo leaves as one delivery of its own, once', async (note) => {
      await fresh('A', 'B');
      const asked = await apart([line('A', 2), line('B', 1)]);
      expect(await look('odoo.delivery.anonymous', asked)).toEqual({ kind: 'absent' });
      const outcome = await send('odoo.delivery.anonymous', asked);
      expect(outcome).toMatchObject({
        kind: 'confirmed',
        result: { after: { done: { A: 2, B: 1 }, delivery: { state: 'done', origin: asked.origin } } },
      });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 18, B: 19 });
      expect(await writes(() => send('odoo.delivery.anonymous', asked))).toEqual([]);
      expect(await look('odoo.delivery.anonymous', asked)).toMatchObject({ kind: 'found' });
      const other = { ...asked, lines: [line('A', 3)] };
      expect(await send('odoo.delivery.anonymous', other)).toMatchObject({
        kind: 'rejected',
        code: 'odoo.delivery.different',
      });
      note(
        'transfers',
        (await pickingsAt(asked.origin)).map(({ state }) => state),
      );
      expect(await pickingsAt(asked.origin)).toHaveLength(1);
    });

    check(
      'the delivery of a day is made once; while it is not done it follows the shipments that are meant',
      async () => {
        await fresh('A', 'B');
        const { shipment_id, ...bare } = await apart([line('A', 2)], { carrier_tracking_ref: null });
        const asked = { ...bare, origin: `SB-day-1-${shipment_id}-2026-11-25` };
        // It was made and confirmed, then the call stopped.
        access.gate.dropAnswer('stock.picking.action_confirm');
        expect(await send('odoo.delivery.anonymous', asked)).toMatchObject({ kind: 'unknown' });
        const more = { ...asked, lines: [line('A', 3), line('B', 1)] };
        expect(await send('odoo.delivery.anonymous', more)).toMatchObject({ kind: 'confirmed' });
        const states = async () => (await pickingsAt(asked.origin)).map(({ state }) => state).toSorted();
        expect(await states()).toEqual(['cancel', 'done']);
        expect(await yard.lies(yard.stockId)).toEqual({ A: 17, B: 19 });
        expect(await writes(() => send('odoo.delivery.anonymous', more))).toEqual([]);
        expect(await look('odoo.delivery.anonymous', more)).toMatchObject({ kind: 'found' });
        expect(await states()).toEqual(['cancel', 'done']);
      },
    );

    check(
      'more than lies there leaves all the same, by lot too, and to the losses when only stock is corrected',
      async () => {
        await fresh('A');
        await yard.stage.product('LOT', { tracking: 'lot' });
        const means = await createOdooReader(access.bot).deliveryMeans(null);
        const asked = await apart([line('A', 25), line('LOT', 2, [lot('NEW', 2)])], {
          location_dest_id: means.losses ?? 0,
        });
        expect(await send('odoo.delivery.anonymous', asked)).toMatchObject({ kind: 'confirmed' });
        expect(await yard.lies(yard.stockId)).toEqual({ A: -5, 'LOT NEW': -2 });
      },
    );

    check('an answer lost anywhere on the way of a delivery of its own makes no second one', async () => {
      await fresh('A');
      const lost = ['stock.picking.create', 'stock.picking.action_confirm', 'stock.picking.write', 'stock.move.write'];
      for (const [index, lostCall] of lost.entries()) {
        const asked = await apart([line('A', 1)]);
        access.gate.dropAnswer(lostCall);
        expect(await send('odoo.delivery.anonymous', asked), lostCall).toMatchObject({ kind: 'unknown' });
        expect(await look('odoo.delivery.anonymous', asked), lostCall).toEqual({ kind: 'absent' });
        expect(await send('odoo.delivery.anonymous', asked), lostCall).toMatchObject({ kind: 'confirmed' });
        expect(await yard.lies(yard.stockId), lostCall).toEqual({ A: 19 - index });
        expect(await pickingsAt(asked.origin), lostCall).toMatchObject([{ state: 'done' }]);
      }
      access.gate.dropAnswer('stock.picking.button_validate');
      expect(await send('odoo.delivery.anonymous', await apart([line('A', 1)]))).toMatchObject({ kind: 'confirmed' });
      expect(await yard.lies(yard.stockId)).toEqual({ A: 15 });
    });

    check(
      'a sale order that appears afterwards: brought back once, then its own delivery; stock net once',
      async () => {
        await fresh('A');
        await yard.stage.product('LOT', { tracking: 'lot' });
        await yard.put('LOT', 3, { lot: 'L1' });
        const asked = await apart([line('A', 2), line('LOT', 1, [lot('L1', 1)])]);
        expect(await send('odoo.delivery.anonymous', asked)).toMatchObject({ kind: 'confirmed' });
        const id = await idOf(asked.origin);
        const delivery = await yard.delivery(
          [
            ['A', 2],
            ['LOT', 1],
          ],
          false,
        );
        const back = reversal(id, [
          ['A', 2],
          ['LOT', 1, 'L1'],
        ]);
        expect(await look('odoo.delivery.reverse', back)).toEqual({ kind: 'absent' });
        expect(await send('odoo.delivery.reverse', back)).toMatchObject({ kind: 'confirmed' });
        expect(await yard.lies(yard.stockId)).toEqual({ A: 20, 'LOT L1': 3 });
        expect(await writes(() => send('odoo.delivery.reverse', back))).toEqual([]);
        const own = ship(delivery, [line('A', 2), line('LOT', 1, [lot('L1', 1)])]);
        expect(await send('odoo.delivery.ship', own)).toMatchObject({ kind: 'confirmed' });
        expect(await yard.lies(yard.stockId)).toEqual({ A: 18, 'LOT L1': 2 });
        expect(await yard.delivered(delivery.orderId)).toEqual([2, 1]);
        const again = { ...back, origin_marker: `${back.origin_marker}x` };
        expect(await send('odoo.delivery.reverse', again)).toMatchObject({
          kind: 'rejected',
          code: 'odoo.return.over',
        });
      },
    );
  });
}
