import type { OperationRequest } from '@mlc/mappings';
import { createOdooExecutor, createOdooReader } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Check } from '../report.js';
import { Stage } from './stage.js';
import type { Access, Target } from './target.js';

const call = () => ({ deadlineMs: Date.now() + 30_000, correlationId: 'conformance' });

/** Parcels of a sale order: each delivery holds its own quantities and tracking. */
export function deliveriesSuite(target: Target, check: Check): void {
  describe('deliveries', () => {
    let access: Access;
    let stage: Stage;
    beforeAll(async () => {
      access = await target.open();
    });
    afterAll(() => access.close());

    check('two parcels of one order leave from the mapped location, each with its own tracking', async (note) => {
      stage = new Stage(target, access);
      await stage.product('SHIP');
      const { stockId } = await stage.stockUp('SHIP', 4);
      const place = { name: `CHI ${stage.run}`, usage: 'internal', location_id: stockId };
      const [centre = 0] = await access.admin.create('stock.location', [place]);
      const reference = `REF-${stage.run}`;
      const sale = await stage.sale([['SHIP', 5]], reference);
      const executor = createOdooExecutor(access.bot);
      const reader = createOdooReader(access.bot);
      const product_id = stage.productId('SHIP');
      const first: OperationRequest<'odoo.delivery.ship'> = {
        sale_order_id: sale.id,
        picking_id: sale.pickingId,
        shipment_id: 71,
        lines: [{ product_id, sku: 'SHIP', quantity: 2 }],
        carrier_id: await stage.carrier(),
        carrier_tracking_ref: '9400A',
        location_id: centre,
        origin_marker: `mlc:shipment:71:${stage.run}`,
      };
      expect(await executor.lookup('odoo.delivery.ship', first, call())).toEqual({ kind: 'absent' });
      expect(await executor.send('odoo.delivery.ship', first, call())).toMatchObject({
        kind: 'confirmed',
        result: { after: { done: { SHIP: 2 }, carrier_tracking_ref: '9400A', delivery: { state: 'done' } } },
      });
      const since = access.gate.calls.length;
      expect(await executor.send('odoo.delivery.ship', first, call())).toMatchObject({ kind: 'confirmed' });
      expect(await executor.lookup('odoo.delivery.ship', first, call())).toMatchObject({ kind: 'found' });
      expect(access.gate.mutatingSince(since)).toEqual([]);
      const lines = await access.admin.call('stock.move.line', 'search_read', {
        params: { domain: [['picking_id', '=', sale.pickingId]], fields: ['location_id', 'quantity'] },
        mutating: false,
      });
      expect(lines).toMatchObject([{ location_id: [centre, expect.anything()], quantity: 2 }]);
      const [after] = await reader.saleOrdersBy('client_order_ref', [reference]);
      const backorder = after?.pickings.find((picking) => picking.state !== 'done');
      expect(backorder).toMatchObject({ backorder_id: sale.pickingId, carrier_tracking_ref: null });
      note('the backorder', [backorder?.state, backorder?.carrier_id === first.carrier_id]);
      const second = {
        ...first,
        picking_id: backorder?.id ?? 0,
        shipment_id: 72,
        lines: [{ product_id, sku: 'SHIP', quantity: 3 }],
        carrier_id: null,
        carrier_tracking_ref: '9400B',
        location_id: null,
        origin_marker: `mlc:shipment:72:${stage.run}`,
      };
      access.gate.dropAnswer('stock.picking.button_validate');
      expect(await executor.send('odoo.delivery.ship', second, call())).toMatchObject({
        kind: 'confirmed',
        result: { after: { done: { SHIP: 3 }, carrier_id: null, carrier_tracking_ref: '9400B' } },
      });
      const track = {
        picking_id: second.picking_id,
        shipment_id: 72,
        carrier_id: null,
        carrier_tracking_ref: '9400C',
      };
      expect(await executor.lookup('odoo.delivery.track', track, call())).toEqual({ kind: 'absent' });
      expect(await executor.send('odoo.delivery.track', track, call())).toMatchObject({
        kind: 'confirmed',
        result: { after: { carrier_tracking_ref: '9400B,9400C' } },
      });
      expect(await executor.lookup('odoo.delivery.track', track, call())).toMatchObject({ kind: 'found' });
    });
  });
}
