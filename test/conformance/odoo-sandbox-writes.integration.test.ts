import { createOdooExecutor, createOdooReader } from '@mlc/odoo';
import { afterEach, describe, expect, it } from 'vitest';
import { context, receipt, setUp, shipment, stopAll, WAYS } from './odoo-sandbox.stage.js';

afterEach(stopAll);

describe.each(WAYS)('what the executor writes on a sandbox of Odoo %s (%s)', (...way) => {
  it('books a part exactly, makes a backorder, leaves the other line open, and writes nothing when asked again', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const request = await receipt(setup, 'P3', [
      ['A', 4],
      ['B', 0],
    ]);
    expect(await executor.lookup('odoo.receipt.book', request, context())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { remoteId: String(request.picking_id), after: { done: { A: 4, B: 0 }, backorder: expect.any(String) } },
    });
    const again = await setup.calls(() => executor.send('odoo.receipt.book', request, context()));
    expect(again.filter((call) => /write|button_validate/.test(call))).toEqual([]);
    expect(await executor.lookup('odoo.receipt.book', request, context())).toMatchObject({ kind: 'found' });
    expect(setup.effects('receipt.done')).toBe(1);
    const rest = await receipt(setup, 'P3', [
      ['A', 10],
      ['B', 5],
    ]);
    expect(await executor.send('odoo.receipt.book', rest, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 10, B: 5 }, backorder: null } },
    });
  });

  it('books in product units whatever the unit of the order, and closes short without a backorder', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P2', [['A', 10]], false);
    expect(await createOdooExecutor(setup.client).send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 10 }, backorder: null } },
    });
  });

  it('refuses too much and lots without writing anything', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const over = await receipt(setup, 'P1', [['A', 11]]);
    const lots = await receipt(setup, 'P1', [['LOT', 1]]);
    const calls = await setup.calls(async () => {
      expect(await executor.send('odoo.receipt.book', over, context())).toMatchObject({ code: 'odoo.receipt.over' });
      expect(await executor.send('odoo.receipt.book', lots, context())).toMatchObject({
        code: 'odoo.receipt.lots_needed',
      });
    });
    expect(calls.filter((call) => /write|validate/.test(call))).toEqual([]);
  });

  it('calls a validation whose answer was lost confirmed when it reads back as done', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    setup.fault('button_validate', { type: 'commit_then_reset' });
    expect(await createOdooExecutor(setup.client).send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 4 } } },
    });
    expect(setup.effects('receipt.done')).toBe(1);
  });

  it('calls a validation unknown when its call was lost and nothing is done yet', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    setup.fault('button_validate', { type: 'reset_before' });
    const executor = createOdooExecutor(setup.client);
    expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({ kind: 'unknown' });
    expect(await executor.lookup('odoo.receipt.book', request, context())).toEqual({ kind: 'absent' });
    expect(setup.effects('receipt.done')).toBe(0);
  });

  it('never sends a write twice when its answer is lost', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    setup.fault('stock.move.write', { type: 'commit_then_reset' });
    const executor = createOdooExecutor(setup.client);
    const calls = await setup.calls(async () => {
      expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({ kind: 'unknown' });
    });
    expect(calls.filter((call) => call === 'stock.move.write')).toHaveLength(1);
    expect(calls).not.toContain('stock.picking.button_validate');
    expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({ kind: 'confirmed' });
  });

  it('unticks what a person had ticked, so that only what ShipBob stowed is received', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    const id = setup.orders['P3'] ?? 0;
    const order = (await createOdooReader(setup.client).purchaseOrders([id])).get(id);
    const moveB = order?.pickings[0]?.moves.find((move) => move.sku === 'B')?.id ?? 0;
    setup.sandbox.odoo.act({
      model: 'stock.move',
      method: 'write',
      ids: [moveB],
      named: { vals: { picked: true } },
      context: {},
    });
    expect(await createOdooExecutor(setup.client).send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
    });
    const after = (await createOdooReader(setup.client).purchaseOrders([id])).get(id);
    const doneB = after?.pickings
      .flatMap((picking) => picking.moves)
      .filter((move) => move.sku === 'B' && move.state === 'done');
    expect(doneB).toEqual([]);
  });

  it('ships with carrier and tracking, makes a backorder, and finds its shipment again by the marker', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const request = await shipment(setup, 2);
    expect(await executor.lookup('odoo.delivery.ship', request, context())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 2 }, carrier_tracking_ref: '9400A', delivery: { state: 'done' } } },
    });
    expect(await executor.lookup('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'found' });
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'confirmed' });
    expect(setup.effects('delivery.done')).toBe(1);
    const other = { ...request, shipment_id: 72, origin_marker: 'mlc:shipment:72' };
    expect(await executor.send('odoo.delivery.ship', other, context())).toMatchObject({
      kind: 'rejected',
      code: 'odoo.delivery.already_done',
    });
    const track = {
      picking_id: request.picking_id,
      shipment_id: 71,
      carrier_id: null,
      carrier_tracking_ref: '9400B, 9400A',
    };
    expect(await executor.send('odoo.delivery.track', track, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { carrier_tracking_ref: '9400A,9400B' } },
    });
    const calls = await setup.calls(() => executor.send('odoo.delivery.track', track, context()));
    expect(calls).not.toContain('stock.picking.write');
  });

  it('a parcel of an unmapped carrier does not keep the carrier that its backorder took from the parcel before', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const request = await shipment(setup, 2);
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'confirmed' });
    const [sale] = await createOdooReader(setup.client).saleOrdersBy('client_order_ref', ['REF-1']);
    const backorder = sale?.pickings.find((picking) => picking.state !== 'done');
    expect(backorder?.carrier_id).toBe(request.carrier_id);
    const second = {
      ...(await shipment(setup, 3)),
      picking_id: backorder?.id ?? 0,
      shipment_id: 72,
      carrier_id: null,
      carrier_tracking_ref: '1Z9',
      origin_marker: 'mlc:shipment:72',
    };
    expect(await executor.send('odoo.delivery.ship', second, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { carrier_id: null, carrier_tracking_ref: '1Z9' } },
    });
  });

  it('ships from the location of the centre when the delivery reserved elsewhere', async () => {
    const setup = await setUp(way);
    const warehouse = setup.sandbox.odoo.act({
      model: 'stock.warehouse',
      method: 'search_read',
      named: { domain: [], fields: ['lot_stock_id'] },
      context: {},
    }).result as [{ lot_stock_id: [number, string] }];
    const [parent] = warehouse[0].lot_stock_id;
    const [centre = 0] = setup.sandbox.odoo.act({
      model: 'stock.location',
      method: 'create',
      named: { vals_list: [{ name: 'CHI', usage: 'internal', location_id: parent }] },
      context: {},
    }).result as number[];
    const request = { ...(await shipment(setup, 2)), location_id: centre };
    expect(await createOdooExecutor(setup.client).send('odoo.delivery.ship', request, context())).toMatchObject({
      kind: 'confirmed',
    });
    const lines = setup.sandbox.odoo.act({
      model: 'stock.move.line',
      method: 'search_read',
      context: {},
      named: { domain: [['picking_id', '=', request.picking_id]], fields: ['location_id', 'quantity'] },
    }).result;
    expect(JSON.parse(JSON.stringify(lines))).toMatchObject([
      { location_id: [centre, expect.anything()], quantity: 2 },
    ]);
  });

  it('confirms a delivery whose validation lost its answer, and refuses to ship too much', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const over = await shipment(setup, 6);
    expect(await executor.send('odoo.delivery.ship', over, context())).toMatchObject({ code: 'odoo.delivery.over' });
    setup.fault('button_validate', { type: 'commit_then_reset' });
    const request = await shipment(setup, 5);
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'confirmed' });
    expect(setup.effects('delivery.done')).toBe(1);
  });
});
