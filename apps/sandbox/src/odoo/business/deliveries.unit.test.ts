import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';
import type { OdooWorld } from '../world/schema.js';

function sale(version: '17' | '19', lines: [string, number][], world?: OdooWorld) {
  const box = world === undefined ? testSandbox({ version }) : testSandbox({ version }, world);
  const { call, ids } = box;
  const so = numbers(
    call('sale.order', 'create', undefined, {
      vals_list: [
        {
          partner_id: ids.partners['Jane Roe'],
          client_order_ref: 'SB-1',
          order_line: lines.map(([sku, quantity]) => [
            0,
            0,
            { product_id: ids.products[sku], product_uom_qty: quantity },
          ]),
        },
      ],
    }),
  );
  const read = () =>
    record(
      call('sale.order', 'read', so, { fields: ['name', 'state', 'picking_ids', 'delivery_status', 'order_line'] }),
    );
  const confirm = () => call('sale.order', 'action_confirm', so);
  const delivery = () => numbers(read()['picking_ids']).at(-1) ?? 0;
  const picking = (id = delivery()) =>
    record(
      call('stock.picking', 'read', [id], {
        fields: ['name', 'state', 'carrier_id', 'carrier_tracking_ref', 'sale_id', 'backorder_ids', 'date_done'],
      }),
    );
  const moves = (id = delivery()) =>
    records(
      call('stock.move', 'search_read', undefined, {
        domain: [['picking_id', '=', id]],
        fields: ['product_id', 'product_uom_qty', 'quantity', 'picked', 'state'],
        order: 'id',
      }),
    );
  const ship = (index: number, quantity: number) =>
    call('stock.move', 'write', [number(moves()[index]?.['id'])], { vals: { quantity, picked: true } });
  const validate = (id = delivery()) =>
    box.odoo.act({ model: 'stock.picking', method: 'button_validate', ids: [id], context: { skip_backorder: true } });
  const delivered = () =>
    records(call('sale.order.line', 'read', numbers(read()['order_line']), { fields: ['qty_delivered'] })).map(
      (row) => row['qty_delivered'],
    );
  const onHand = (sku: string) =>
    record(call('product.product', 'read', [ids.products[sku] ?? 0], { fields: ['qty_available', 'free_qty'] }));
  return { ...box, so, read, confirm, delivery, picking, moves, ship, validate, delivered, onHand };
}

describe.each(['17', '19'] as const)('a delivery on Odoo %s', (version) => {
  it('appears when the order is confirmed and reserves what is there', () => {
    const box = sale(version, [
      ['A', 5],
      ['B', 2],
    ]);
    expect(box.confirm()).toBe(true);
    expect(box.read()).toMatchObject({ state: 'sale', delivery_status: 'pending' });
    expect(box.picking()).toMatchObject({ name: 'WH/OUT/00001', state: 'assigned', sale_id: [box.so[0], 'S00001'] });
    expect(box.moves()).toMatchObject([
      { quantity: 5, state: 'assigned' },
      { quantity: 0, state: 'confirmed' },
    ]);
    expect(box.onHand('A')).toMatchObject({ qty_available: 20, free_qty: 15 });
  });

  it('is not made twice: the second confirmation is refused', () => {
    const box = sale(version, [['A', 5]]);
    box.confirm();
    expect(box.confirm).toThrow(
      version === '19'
        ? 'Some orders are not in a state requiring confirmation.'
        : 'The following orders are not in a state requiring confirmation: S00001',
    );
  });

  it('reserves part when stock is short, and still ships more than there is', () => {
    const box = sale(version, [['A', 30]]);
    box.confirm();
    expect(box.moves()).toMatchObject([{ quantity: 20, state: 'partially_available' }]);
    box.ship(0, 30);
    expect(box.validate().result).toBe(true);
    expect(box.onHand('A')['qty_available']).toBe(-10);
    expect(box.delivered()).toEqual([30]);
  });

  it('keeps carrier and tracking through validation; the backorder inherits the carrier only', () => {
    const box = sale(version, [['A', 5]]);
    box.confirm();
    const first = box.delivery();
    const carrier = box.ids.carriers['USPS via ShipBob'] ?? 0;
    box.call('stock.picking', 'write', [first], { vals: { carrier_id: carrier, carrier_tracking_ref: '9400TRACK1' } });
    box.ship(0, 3);
    const { effects } = box.validate();
    expect(effects).toMatchObject([
      {
        type: 'delivery.done',
        key: 'WH/OUT/00001',
        detail: {
          saleOrder: 'S00001',
          lines: [{ sku: 'A', quantity: 3 }],
          carrier: 'USPS via ShipBob',
          tracking: '9400TRACK1',
          backorder: 'WH/OUT/00002',
        },
      },
    ]);
    expect(box.picking(first)).toMatchObject({
      state: 'done',
      carrier_tracking_ref: '9400TRACK1',
      carrier_id: [carrier, 'USPS via ShipBob'],
    });
    const [rest = 0] = numbers(box.picking(first)['backorder_ids']);
    expect(box.picking(rest)).toMatchObject({
      state: 'assigned',
      carrier_tracking_ref: false,
      carrier_id: [carrier, 'USPS via ShipBob'],
    });
    expect(box.read()['delivery_status']).toBe('partial');
    expect(box.delivered()).toEqual([3]);
    expect(box.onHand('A')['qty_available']).toBe(17);
  });

  it('takes a tracking number after it is done', () => {
    const box = sale(version, [['A', 5]]);
    box.confirm();
    box.validate();
    const { effects } = box.odoo.act({
      model: 'stock.picking',
      method: 'write',
      ids: [box.delivery()],
      named: { vals: { carrier_tracking_ref: 'LATE' } },
    });
    expect(effects).toEqual([
      { type: 'tracking.written', key: 'WH/OUT/00001', detail: { tracking: 'LATE', carrier: null } },
    ]);
    expect(box.picking()).toMatchObject({ state: 'done', carrier_tracking_ref: 'LATE' });
    expect(box.read()['delivery_status']).toBe('full');
  });

  it('ships the parts of a kit and counts whole kits', () => {
    const box = sale(version, [['KIT', 2]], {
      options: { modules: ['stock', 'purchase', 'sale', 'delivery', 'mrp'] },
      partners: [{ name: 'Jane Roe' }],
      products: [
        { sku: 'A', name: 'Alpha', onHand: 10 },
        { sku: 'B', name: 'Beta', onHand: 10 },
        { sku: 'KIT', name: 'Kit' },
      ],
      boms: [
        {
          product: 'KIT',
          lines: [
            { product: 'A', quantity: 1 },
            { product: 'B', quantity: 3 },
          ],
        },
      ],
    });
    box.confirm();
    expect(box.moves()).toMatchObject([{ product_uom_qty: 2 }, { product_uom_qty: 6 }]);
    box.ship(0, 2);
    box.ship(1, 5);
    box.validate();
    expect(box.delivered()).toEqual([1]);
  });

  it('is cancelled with its order, at once or after the question', () => {
    const box = sale(version, [['A', 5]]);
    box.confirm();
    const first = box.call('sale.order', 'action_cancel', box.so);
    if (version === '17') {
      expect(first).toMatchObject({ res_model: 'sale.order.cancel' });
      expect(box.picking()['state']).toBe('assigned');
      box.call('sale.order', 'action_cancel', box.so, {}, { disable_cancel_warning: true });
    }
    expect(box.picking()['state']).toBe('cancel');
    expect(box.onHand('A')['free_qty']).toBe(20);
  });
});

describe.each(['17', '19'] as const)('receipts in two steps on Odoo %s', (version) => {
  it('show the order its first step only, and put away what arrived', () => {
    const { call, ids } = testSandbox(
      { version },
      {
        warehouses: [{ name: 'My Company', code: 'WH', receptionSteps: 'two_steps' }],
        partners: [{ name: 'Acme Supply' }],
        products: [{ sku: 'A', name: 'Alpha' }],
        purchaseOrders: [{ supplier: 'Acme Supply', lines: [{ product: 'A', quantity: 10 }] }],
      },
    );
    const po = ids.purchaseOrders['P00001'] ?? 0;
    const all = () =>
      records(
        call('stock.picking', 'search_read', undefined, {
          domain: [],
          fields: ['name', 'state', 'picking_type_code'],
          order: 'id',
        }),
      );
    const internal = version === '19' ? 'WH/STOR/00001' : 'WH/INT/00001';
    expect(all().map((picking) => picking['name'])).toEqual(
      version === '19' ? ['WH/IN/00001'] : ['WH/IN/00001', internal],
    );
    const [first = 0] = numbers(
      record(call('purchase.order', 'read', [po], { fields: ['picking_ids'] }))['picking_ids'],
    );
    const [move = 0] = numbers(call('stock.move', 'search', undefined, { domain: [['picking_id', '=', first]] }));
    call('stock.move', 'write', [move], { vals: { quantity: 4, picked: true } });
    call('stock.picking', 'button_validate', [first], {}, { skip_backorder: true });
    const [storage] = all().filter((picking) => picking['name'] === internal);
    expect(storage).toMatchObject({ state: 'assigned', picking_type_code: 'internal' });
    const [put] = records(
      call('stock.move', 'search_read', undefined, {
        domain: [['picking_id', '=', number(storage?.['id'])]],
        fields: ['product_uom_qty', 'quantity', 'state'],
      }),
    );
    expect(put).toMatchObject(
      version === '19'
        ? { product_uom_qty: 4, quantity: 4, state: 'assigned' }
        : { product_uom_qty: 10, quantity: 4, state: 'partially_available' },
    );
    const order = record(call('purchase.order', 'read', [po], { fields: ['picking_ids'] }));
    expect(numbers(order['picking_ids'])).toHaveLength(2);
  });
});
