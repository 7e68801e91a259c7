import { describe, expect, it } from 'vitest';
import {
  codesOf,
  doneMove,
  line,
  move,
  noFreight,
  onlyCase,
  onlyEffect,
  picking,
  products,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan, withPickings } from './fixtures.test.js';

describe('a WRO that is there already', () => {
  it('is linked when number, centre and goods are equal', () => {
    const made = plan({ wros: [wro(5)] });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([
      { odooModel: 'stock.picking', odooId: 100, shipbobType: 'wro', shipbobId: '5' },
    ]);
    expect(made.adoptions[0]?.evidence).toContain('P00042');
    expect(made.rings).toEqual([]);
  });

  it('and has goods already is looked at again with its link', () => {
    const stowed = { inventory_quantities: [line(1, 10, 1)] };
    for (const more of [{ status: 'Completed' }, { status: 'Arrived' }, stowed]) {
      const made = plan({ wros: [wro(5, more)] });
      expect(made.rings.map((ring) => ring.lane)).toEqual(['purchase-order:42']);
    }
  });

  it('is linked under the supplier’s reference, too', () => {
    const order = purchaseOrder({ partner_ref: 'INV 77' });
    expect(plan({ order, wros: [wro(5, { purchase_order_number: 'INV 77' })] }).adoptions).toHaveLength(1);
    expect(plan({ order, wros: [wro(5, { purchase_order_number: 'INV-77' })] }).adoptions).toHaveLength(1);
  });

  it('is linked even when its goods need lots that only a person knows', () => {
    const order = withPickings(picking(100, [move(1, 10, { tracking: 'lot' })]));
    expect(plan({ order, wros: [wro(5)] }).adoptions).toHaveLength(1);
  });

  it('is matched by SKU where the product is not linked, or ShipBob merged it under a new inventory id', () => {
    const wros = [wro(5, { inventory_quantities: [{ ...line(1, 10), inventory_id: 5555 }] })];
    expect(plan({ products: products([1]), wros }).adoptions).toHaveLength(1);
    expect(plan({ wros }).adoptions).toHaveLength(1);
  });

  it('is not matched by a SKU that is blank or stands on two products', () => {
    const twins = products([1, 2], { 2: { default_code: 'A-1' } });
    const unnamed = { ...line(1, 10), inventory_id: 5555 };
    expect(codesOf(plan({ products: twins, wros: [wro(5, { inventory_quantities: [unnamed] })] }))).toEqual([
      'purchase_orders.number_taken',
    ]);
    const blank = wro(5, { inventory_quantities: [{ ...unnamed, sku: ' ' }] });
    const bare = products([1], { 1: { default_code: ' ' } });
    expect(codesOf(plan({ products: bare, wros: [blank] }))).toEqual(['purchase_orders.number_taken']);
  });

  it('at another centre is a case that names both centres', () => {
    const made = plan({ wros: [wro(5, { fulfillment_center: { id: 20, name: 'Dallas' } })] });
    expect(made.adoptions).toEqual([]);
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).code).toBe('purchase_orders.number_taken');
    expect(onlyCase(made).cause).toContain('Odoo 10, ShipBob 20 (Dallas)');
    expect(onlyCase(made).cause).not.toContain('Goods');
  });

  it('with other goods is a case that names the differences', () => {
    const made = plan({ wros: [wro(5, { inventory_quantities: [line(1, 9), line(2, 1)] })] });
    expect(onlyCase(made).code).toBe('purchase_orders.number_taken');
    expect(onlyCase(made).cause).toContain('Goods: A-1: Odoo 10, ShipBob 9; B-2: Odoo 0, ShipBob 1.');
    expect(onlyCase(made).cause).not.toContain('Centre');
    expect(onlyCase(made).detail['differences']).toEqual([
      { sku: 'A-1', odoo: 10, shipbob: 9 },
      { sku: 'B-2', odoo: 0, shipbob: 1 },
    ]);
  });

  it('with goods that Odoo does not know is a case', () => {
    const strange = { ...line(1, 2), inventory_id: 5555, sku: 'ZZZ' };
    const made = plan({ wros: [wro(5, { inventory_quantities: [line(1, 10), strange] })] });
    expect(onlyCase(made).detail['differences']).toEqual([{ sku: 'ZZZ', odoo: 0, shipbob: 2 }]);
  });

  it('twice is a case when neither has the receipt’s own number', () => {
    const numbered = (id: number, n: number) => wro(id, { purchase_order_number: `P00042-${n}` });
    const made = plan({ wros: [numbered(5, 2), numbered(6, 1)] });
    expect(made.adoptions).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'purchase_orders.several_wros', detail: { wro_ids: [5, 6] } });
  });

  it('twice is the one with the receipt’s own number', () => {
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(1, 10)]));
    const made = plan({ order, wros: [wro(6, { purchase_order_number: 'P00042-2' }), wro(9)] });
    expect(made.adoptions.map((adoption) => [adoption.odooId, adoption.shipbobId])).toEqual([
      [100, '9'],
      [101, '6'],
    ]);
    expect(made.effects).toEqual([]);
  });

  it('is the one that was made for the receipt, by the mark in its notes, and never one made for another', () => {
    const noted = (id: number, n: number, notes: string | null) =>
      wro(id, { purchase_order_number: `P00042-${n}`, freight: { ...noFreight, notes } });
    const mark = (pickingId: number) => `Orchard Ltd, mlc:acme:${pickingId}:0123456789ab`;
    const two = plan({ wros: [noted(5, 2, null), noted(6, 1, mark(100))] });
    expect(two.adoptions.map(({ shipbobId }) => shipbobId)).toEqual(['6']);
    const others = plan({ wros: [noted(5, 2, mark(77))] });
    expect(others.adoptions).toEqual([]);
    expect(onlyCase(others).code).toBe('purchase_orders.number_taken');
    expect(onlyCase(others).cause).toContain('By its notes, connection acme made it for stock.picking 77.');
    const before = 'mlc:its-predecessor:100:0123456789ab';
    expect(plan({ wros: [noted(5, 2, before)] }).adoptions).toHaveLength(1);
  });

  it('for a later receipt does not keep an earlier one from being announced', () => {
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(2, 3)]));
    const made = plan({ order, wros: [wro(6, { inventory_quantities: [line(2, 3)] })] });
    expect(made.adoptions).toMatchObject([{ odooId: 101, shipbobId: '6' }]);
    expect(onlyEffect(made)).toMatchObject({ businessKey: 'P00042-2', link: { odooId: 100 } });
  });

  it.each(['Cancelled', 'InternalTransfer'])('but %s is no twin; the receipt gets the next number', (status) => {
    expect(onlyEffect(plan({ wros: [wro(5, { status })] })).businessKey).toBe('P00042-2');
  });

  it('of each receipt is found by its goods', () => {
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(2, 3)]));
    const made = plan({
      order,
      wros: [
        wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(2, 3)] }),
        wro(5, { inventory_quantities: [line(1, 10)] }),
      ],
    });
    expect(made.adoptions.map((adoption) => [adoption.odooId, adoption.shipbobId])).toEqual([
      [100, '5'],
      [101, '6'],
    ]);
  });

  it('is matched by the linked inventory id where ShipBob renamed the SKU', () => {
    const renamed = { ...line(1, 10), sku: 'NEW-NAME' };
    expect(plan({ wros: [wro(5, { inventory_quantities: [renamed] })] }).adoptions).toHaveLength(1);
  });
});

describe('numbers', () => {
  it('a second receipt takes the next one', () => {
    const order = withPickings(picking(101, [move(2, 3)]), picking(100, [move(1, 10)]));
    expect(plan({ order }).effects.map((effect) => [effect.businessKey, effect.link?.odooId])).toEqual([
      ['P00042', 100],
      ['P00042-2', 101],
    ]);
  });

  it('the place among all receipts counts, done ones included', () => {
    const order = withPickings(picking(100, [doneMove(1, 10)], { state: 'done' }), picking(101, [move(1, 5)]));
    expect(onlyEffect(plan({ order })).businessKey).toBe('P00042-2');
  });

  it('templates are settings, and slashes never reach ShipBob', () => {
    const settings = { wro: { number_template: 'X/{po.name}', number_template_next: '{po.name}/{n} b' } };
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(2, 3)]));
    expect(plan({ order }, settings).effects.map((effect) => effect.businessKey)).toEqual(['X-P00042', 'P00042-2-b']);
  });

  it('when all are taken a person is asked', () => {
    const taken = ['P00042', 'P00042-2', 'P00042-3'].map((number, index) =>
      wro(5 + index, { status: 'Cancelled', purchase_order_number: number }),
    );
    expect(codesOf(plan({ wros: taken }))).toEqual(['purchase_orders.numbers_used_up']);
  });
});

describe('backorders', () => {
  const split = (status: string) => ({
    order: withPickings(
      picking(100, [doneMove(1, 6)], { state: 'done' }),
      picking(101, [move(1, 4)], { backorder_id: 100 }),
    ),
    links: [wroLink(100, 5)],
    wros: [wro(5, { status, inventory_quantities: [line(1, 10, 6)] })],
  });

  it.each(['Awaiting', 'Arrived', 'PartiallyArrived', 'Processing', 'SomethingNew'])(
    'belong to the WRO of their origin while that is %s',
    (status) => {
      const made = plan(split(status));
      expect(made.effects).toEqual([]);
      expect(codesOf(made)).toEqual([]);
      expect(reasonOf(made)).toContain('still covered by WRO 5');
    },
  );

  it('get no WRO by themselves after a short one', () => {
    const made = plan(split('Completed'));
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual([]);
  });

  it('are linked to the WRO that a person makes for the rest', () => {
    const seen = split('Completed');
    const rest = wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(1, 4)] });
    expect(plan({ ...seen, wros: [...seen.wros, rest] }).adoptions).toMatchObject([{ odooId: 101, shipbobId: '6' }]);
  });

  it('of a receipt that never had a WRO are a case that names the number to use', () => {
    const made = plan({ ...split('Completed'), links: [], wros: [] });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'purchase_orders.backorder', detail: { number: 'P00042-2' } });
  });
});
