import { describe, expect, it } from 'vitest';
import {
  codesOf,
  line,
  move,
  onlyCase,
  onlyEffect,
  picking,
  purchaseOrder,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan } from './fixtures.test.js';

describe('rules of a supplier', () => {
  const of = (rules: object, name = 'Orchard Ltd') => ({ wro: { suppliers: { [name]: rules } } });

  it('package type, boxes and centre may be its own, by name, by id or by its company', () => {
    const rules = { package: 'Pallet' as const, box_packaging: 'OneSkuPerBox' as const, fulfillment_center_id: 20 };
    const wanted = { package_type: 'Pallet', box_packaging_type: 'OneSkuPerBox', fulfillment_center_id: 20 };
    expect(onlyEffect(plan({}, of(rules))).request).toMatchObject(wanted);
    expect(onlyEffect(plan({}, of(rules, '#3'))).request).toMatchObject(wanted);
    const partner = { id: 9, name: 'Orchard Ltd, Ann Smith' };
    expect(onlyEffect(plan({ order: purchaseOrder({ partner }) }, of(rules))).request).toMatchObject(wanted);
    expect(onlyEffect(plan({}, of(rules, 'Other Ltd'))).request).toMatchObject({ fulfillment_center_id: 10 });
  });

  it('give way to the centre that a field of the receipt or its order names, which has to be one of the mapped', () => {
    const settings = { wro: { centre_field: 'x_centre', suppliers: { 'Orchard Ltd': { fulfillment_center_id: 20 } } } };
    const at = (ofOrder: unknown, ofReceipt: unknown = null) =>
      plan(
        {
          order: purchaseOrder({
            extra: { x_centre: ofOrder },
            pickings: [picking(100, [move(1, 10)], { extra: { x_centre: ofReceipt } })],
          }),
        },
        settings,
      );
    for (const empty of [null, false, 0, '', ' '])
      expect(onlyEffect(at(empty)).request).toMatchObject({ fulfillment_center_id: 20 });
    for (const named of [10, '10', 'SB', [4, 'SB']])
      expect(onlyEffect(at(named)).request).toMatchObject({ fulfillment_center_id: 10 });
    expect(onlyEffect(at('SB', 'CHI')).request).toMatchObject({ fulfillment_center_id: 20 });
    const found = onlyCase(at('Nowhere'));
    expect(found).toMatchObject({ code: 'purchase_orders.centre_unknown', detail: { field: 'x_centre' } });
    expect(found.cause).toContain('names centre "Nowhere" (x_centre)');
    const elsewhere = {
      order: purchaseOrder({
        warehouse_id: 1,
        extra: { x_centre: 'SB' },
        pickings: [picking(100, [move(1, 10)], { warehouse_id: 1 })],
      }),
    };
    expect(plan(elsewhere, settings).end.kind).toBe('ignored');
  });

  it('are those of the company that the order’s contact belongs to, which notes, numbers and reasons name', () => {
    const order = purchaseOrder({
      partner: { id: 9, name: 'Ann Smith' },
      commercial_partner: { id: 3, name: 'Orchard Ltd' },
      partner_ref: 'INV 77',
    });
    const rules = { package: 'Pallet' as const };
    for (const name of ['Orchard Ltd', '#3', '#9', 'Ann Smith'])
      expect(onlyEffect(plan({ order }, of(rules, name))).request).toMatchObject({ package_type: 'Pallet' });
    const ofBoth = { wro: { suppliers: { '#9': rules, '#3': { package: 'FloorLoadedContainer' as const } } } };
    const made = onlyEffect(plan({ order }, { wro: { ...ofBoth.wro, number_template: '{supplier}-{po.ref}' } }));
    expect(made.request).toMatchObject({ package_type: 'Pallet', purchase_order_number: 'Orchard-Ltd-INV-77' });
    expect(made.request['notes']).toMatch(/^Orchard Ltd, INV 77, mlc:/);
    expect(made.reason).toContain('of P00042 from Orchard Ltd brings');
    expect(plan({ order }, of({ exclude: true })).end).toMatchObject({
      reason: expect.stringContaining('Orchard Ltd'),
    });
    const found = plan({ order, wros: [wro(5)] });
    expect(found.adoptions[0]?.evidence).toContain('(supplier Orchard Ltd, reference INV 77)');
  });

  it('an excluded supplier’s orders are none of ShipBob’s, but its open WROs are still watched', () => {
    const settings = of({ exclude: true });
    expect(plan({}, settings).end).toEqual({
      kind: 'ignored',
      reason: 'supplier Orchard Ltd is excluded (wro.suppliers)',
    });
    const linked = { links: [wroLink(100, 5)], wros: [wro(5, { inventory_quantities: [line(1, 99)] })] };
    expect(codesOf(plan(linked, settings))).toEqual(['purchase_orders.quantity_changed']);
  });
});
