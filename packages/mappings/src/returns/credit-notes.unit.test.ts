import { describe, expect, it } from 'vitest';
import type { OdooCustomerInvoice, OdooInvoiceLine } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { amounts, drafts, invoice, invoiced, invoiceLine, plan, seen, sold, UNIT } from './credit-builders.test.js';
import { planReturns } from './returns.plan.js';

describe('credit notes', () => {
  it('are drafts of what the posted invoices charged, by setting, before the goods are booked', () => {
    const found = plan();
    expect(found.effects.map((effect) => effect.operation)).toEqual(['odoo.credit.draft', 'odoo.return.book']);
    expect(drafts(found)).toEqual([
      {
        external_id: 'shipbob.credit_55_90',
        invoice_id: 90,
        ...{ partner_id: 44, journal_id: 6, currency_id: 2 },
        ...{ ref: 'SB-return-55', invoice_origin: 'S00007', invoice_date: '2026-11-25' },
        lines: [
          {
            ...{ key: '501', name: '[A-1] Apple', product_id: 1, uom_id: UNIT, quantity: 3, price_unit: 19.9 },
            ...{ discount: 10, account_id: 400, tax_ids: [3], sale_line_ids: [71], analytic: null },
          },
        ],
      },
    ]);
    expect(found.effects[0]?.kind).toBe('converge');
  });

  it('take from the oldest invoice first, one draft for each, after what was credited already', () => {
    const two = [
      invoice(90, [invoiceLine({ quantity: 2 })]),
      invoice(95, [invoiceLine({ id: 502, quantity: 3, price_unit: 18 })]),
    ];
    expect(amounts(plan({ invoiced: invoiced(two) }))).toEqual([
      [90, [2]],
      [95, [1]],
    ]);
    const credit = invoice(96, [invoiceLine({ id: 503, quantity: 3 })], { move_type: 'out_refund', state: 'draft' });
    expect(amounts(plan({ invoiced: invoiced([...two, credit]) }))).toEqual([[95, [2]]]);
    // What no posted invoice charged is not given back.
    const draft = invoice(90, [invoiceLine()], { state: 'draft' });
    for (const none of [[], [draft]]) {
      const found = plan({ invoiced: invoiced(none) });
      expect(found.effects.map((effect) => effect.operation)).toEqual(['odoo.return.book']);
      expect(f.reasonOf(found)).toContain('nothing to credit of 3 x A-1 yet');
    }
  });

  it('leave kits and other units to a person', () => {
    const kit = invoiced([invoice(90, [invoiceLine({ product_id: 8 })])], [sold(1, { sold_product_id: 8 })]);
    const dozen = invoiced([invoice(90, [invoiceLine({ uom_id: 12 })])]);
    const unsold = invoiced([], []);
    for (const [what, why] of [
      [kit, 'part of a kit'],
      [dozen, 'invoiced in another unit'],
      [unsold, 'no line of the sale order sells it'],
    ] as const) {
      const found = plan({ invoiced: what });
      expect(found.effects.map((effect) => effect.operation)).toEqual(['odoo.activity.schedule', 'odoo.return.book']);
      expect(found.effects[0]?.request['note']).toContain(why);
    }
    const nobody = plan({ invoiced: invoiced([invoice(90, [invoiceLine()], { partner_id: null })]) });
    expect(nobody.effects[0]?.operation).toBe('odoo.activity.schedule');
  });

  it('are not drafted again while one of this return stands', () => {
    const credit = invoice(97, [invoiceLine({ id: 504, quantity: 1 })], {
      ...{ move_type: 'out_refund', state: 'draft', ref: 'SB-return-55' },
    });
    expect(drafts(plan({ invoiced: invoiced([invoice(90, [invoiceLine()]), credit]) }))).toEqual([]);
    // Booked already: nothing follows.
    const transfer = { id: 901, name: 'SB/IN/9', state: 'done', placed: [] };
    const placed = [
      { product_id: 1, lot: null, location_dest_id: f.SB.lot_stock_id, quantity: 2 },
      { product_id: 1, lot: null, location_dest_id: 75, quantity: 1 },
    ];
    expect(plan({ booked: [{ ...transfer, placed }] }).effects).toEqual([]);
  });

  it('are nobody’s business for goods of no delivery, and a task where invoices cannot be read', () => {
    const { returned } = seen();
    const loose = { delivery: null, invoiced: null, returned: returned && { ...returned, original_shipment_id: null } };
    expect(plan(loose).effects.map((effect) => effect.operation)).toEqual(['odoo.return.book']);
    expect(plan({ invoiced: null }).effects[0]?.operation).toBe('odoo.activity.schedule');
    const asked = planReturns(seen(), f.context({ returns: { credit_note: 'activity', activity_user_id: 5 } }));
    expect(asked.effects.map((effect) => effect.operation)).toEqual(['odoo.activity.schedule', 'odoo.return.book']);
  });

  it('say all of their invoice, and to people what is credited', () => {
    const lines = [
      invoiceLine({ id: 502, quantity: 1, name: ' ', analytic: { '7': 100 }, sale_line_ids: [99, 71] }),
      invoiceLine({ id: 501, quantity: 1 }),
      invoiceLine({ id: 500, quantity: 9, product_id: 2, sale_line_ids: [72] }),
    ];
    const { returned } = seen();
    const nameless = plan({
      invoiced: invoiced([invoice(90, lines, { name: null })]),
      returned: returned && { ...returned, completed_date: null },
    });
    expect(nameless.effects[0]).toEqual({
      ...{
        flow: 'returns',
        operation: 'odoo.credit.draft',
        target: 'odoo',
        kind: 'converge',
        before: null,
        link: null,
      },
      businessKey: 'SB-return-55-credit-90',
      title: 'draft credit note on account.move 90',
      after: {
        ...{ ref: 'SB-return-55', reverses: 'account.move 90' },
        lines: [
          { name: '[A-1] Apple', quantity: 1, price_unit: 19.9, discount: 10 },
          { name: 'Returned goods', quantity: 1, price_unit: 19.9, discount: 10 },
        ],
      },
      request: expect.objectContaining({ invoice_date: f.NOW.slice(0, 10) }),
      reason: 'return 55 (RMA-1) brought back 1 x [A-1] Apple and 1 x Returned goods, which account.move 90 invoiced',
    });
    expect(drafts(nameless)[0]?.lines.map((line) => [line.key, line.analytic])).toEqual([
      ['501', null],
      ['502', { '7': 100 }],
    ]);
    expect(f.reasonOf(nameless)).toContain('nothing to credit of 1 x A-1 yet');
    const nobody = plan({ invoiced: invoiced([invoice(90, [invoiceLine()], { partner_id: null, name: null })]) });
    expect(nobody.effects[0]?.request['note']).toContain('lines of account.move 90 (it names no customer)');
  });

  it('count what was given back of the same goods only, in the same unit, and take from invoices only', () => {
    const whole = invoice(90, [invoiceLine({ quantity: 5 })]);
    const back = (more: Partial<OdooInvoiceLine>, is: Partial<OdooCustomerInvoice> = {}) =>
      amounts(
        plan({
          invoiced: invoiced([
            whole,
            invoice(96, [invoiceLine({ id: 503, quantity: 3, ...more })], { move_type: 'out_refund', ...is }),
          ]),
        }),
      );
    expect(back({})).toEqual([[90, [2]]]);
    expect(back({ uom_id: 12 })).toEqual([[90, [3]]]);
    expect(back({ product_id: 2, sale_line_ids: [72] })).toEqual([[90, [3]]]);
    expect(back({ sale_line_ids: [72, 71] })).toEqual([[90, [2]]]);
    // A reference alone makes no credit note of an invoice.
    expect(back({ product_id: 2, sale_line_ids: [72] }, { move_type: 'out_invoice', ref: 'SB-return-55' })).toEqual([
      [90, [3]],
    ]);
    const newest = [invoice(95, [invoiceLine({ quantity: 1 })]), invoice(90, [invoiceLine({ quantity: 2 })])];
    expect(amounts(plan({ invoiced: invoiced(newest) }))).toEqual([
      [90, [2]],
      [95, [1]],
    ]);
    for (const bare of [{ account_id: null }, { product_id: null }]) {
      const found = plan({ invoiced: invoiced([invoice(90, [invoiceLine(bare)])]) });
      expect([drafts(found), found.effects.map((one) => one.operation)]).toEqual([[], ['odoo.return.book']]);
    }
    expect(f.reasonOf(plan())).not.toContain('nothing to credit');
  });

  it('tell product from product, and a kit among the lines from goods that are sold as they are', () => {
    const { returned } = seen();
    const [first] = returned?.inventory ?? [];
    if (!returned || !first) throw new Error('goods');
    const both = {
      returned: { ...returned, inventory: [{ ...first, id: 1002, sku: 'B-2', name: 'B-2' }, first] },
      productByInventoryId: {
        '1001': { product_id: 1, sku: 'A-1', tracking: 'none' as const },
        '1002': { product_id: 2, sku: 'B-2', tracking: 'none' as const },
      },
      delivery: {
        ...{ id: 300, name: 'SB/OUT/1', state: 'done' },
        goods: [1, 2].map((product_id) => ({ product_id, delivered: 5, returned: 0, lots: [] })),
      },
    };
    const lines = [invoiceLine(), invoiceLine({ id: 502, product_id: 2, sale_line_ids: [72], quantity: 2 })];
    const found = plan({ ...both, invoiced: invoiced([invoice(90, lines)], [sold(1), sold(2)]) });
    expect(drafts(found)[0]?.lines.map((line) => [line.key, line.quantity])).toEqual([
      ['501', 3],
      ['502', 2],
    ]);
    expect(f.reasonOf(found)).toContain('nothing to credit of 1 x B-2 yet');
    const turned = { ...both, returned: { ...both.returned, inventory: [first, { ...first, id: 1002, sku: 'B-2' }] } };
    expect(f.reasonOf(plan({ ...turned, invoiced: invoiced([invoice(90, lines)], [sold(1), sold(2)]) }))).toContain(
      'nothing to credit of 1 x B-2 yet',
    );
    const mixed = [sold(1), sold(2), sold(2, { sale_line_id: 73, sold_product_id: 8 })];
    const asked = plan({ ...both, invoiced: invoiced([invoice(90, lines)], mixed) });
    expect(asked.effects.map((effect) => effect.operation)).toEqual([
      'odoo.credit.draft',
      'odoo.activity.schedule',
      'odoo.return.book',
    ]);
    expect(asked.effects[1]?.request['note']).toContain('3 x B-2 (part of a kit) of SB/OUT/1');
  });
});
