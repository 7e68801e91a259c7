import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../plan.js';
import { context, line, picking, purchaseOrder, wro } from '../shared/fixtures.test.js';
import * as cases from './purchase-orders.cases.js';
import * as refusals from './refusals.cases.js';

const receipt = picking(100, []);
const order = purchaseOrder();
const five = wro(5, { inventory_quantities: [line(1, 10, 3), line(2, 4, 0)] });
const differences = [{ sku: 'A-1', odoo: 12, shipbob: 10 }];
const risks = [
  { what: 'this', fee: 2.5 },
  { what: 'that', fee: 20 },
];
const picked = { picking: 'SB/IN/100' };
const known = { ...picked, wro_id: 5, number: 'P00042' };

/** Every case of this flow: what it is called, says in numbers, and keeps for people. */
const ALL: [code: string, make: () => PlannedCase, detail: object, words: string[]][] = [
  [
    'centre_unknown',
    () => refusals.centreUnknown(receipt, 'SB', [10, 11]),
    { ...picked, warehouse: 'SB', centre_ids: [10, 11] },
    ['10 and 11'],
  ],
  [
    'lots_needed',
    () => refusals.lotsNeeded(receipt, [{ sku: 'A-1', tracking: 'lot', why: 'none' }], context()),
    { ...picked, products: [{ sku: 'A-1', tracking: 'lot', why: 'none' }], money_at_stake: 20 },
    ['A-1 by lot: none'],
  ],
  [
    'before_go_live',
    () => cases.historyDiffers(order, receipt, five, differences),
    { ...known, lines: differences },
    ['A-1: Odoo 12, ShipBob 10'],
  ],
  [
    'number_taken',
    () =>
      cases.numberTaken(receipt, five, {
        ...{ centreId: 10, differences: [] },
        foreign: { connectionId: 'acme', pickingId: 77, fingerprint: '0123456789ab' },
      }),
    {
      ...known,
      centre: { odoo: 10, shipbob: 10 },
      made_for: { connectionId: 'acme', pickingId: 77, fingerprint: '0123456789ab' },
      differences: [],
    },
    ['receipt SB/IN/100. By its notes, connection acme made it for stock.picking 77.'],
  ],
  [
    'freight_unusable',
    () => refusals.freightUnusable(receipt, ['this', 'that']),
    { ...picked, problems: ['this', 'that'] },
    ['cannot take: this and that.'],
  ],
  [
    'box_size_unknown',
    () => refusals.boxSizeUnknown(receipt, ['A-1', 'B-2']),
    { ...picked, skus: ['A-1', 'B-2'] },
    ['how many units of A-1 and B-2 fill one'],
  ],
  [
    'not_whole',
    () => refusals.notWhole(receipt, [{ sku: 'A-1', quantity: 2.5, uom: 'Boxes' }]),
    { ...picked, fractions: [{ sku: 'A-1', quantity: 2.5, uom: 'Boxes' }] },
    ['2.5 Boxes of A-1'],
  ],
  [
    'product_blocked',
    () => refusals.productBlocked(receipt, [{ product_id: 1, sku: 'A-1', cause: 'a kit' }]),
    { ...picked, products: [{ product_id: 1, sku: 'A-1', cause: 'a kit' }] },
    ['needs 1 product that', 'A-1 (a kit)'],
  ],
  [
    'number_taken',
    () => cases.numberTaken(receipt, five, { centreId: 10, differences, foreign: null }),
    { ...known, centre: { odoo: 10, shipbob: 10 }, differences },
    ['receipt SB/IN/100. Goods: A-1: Odoo 12, ShipBob 10.'],
  ],
  [
    'number_taken',
    () => cases.numberTaken(receipt, five, { centreId: 20, differences: [], foreign: null }),
    { ...known, centre: { odoo: 20, shipbob: 10 }, differences: [] },
    ['receipt SB/IN/100. Centre: Odoo 20, ShipBob 10 (Chicago).'],
  ],
  [
    'numbers_used_up',
    () => cases.numbersUsedUp(order, receipt, ['P00042', 'P00042-2']),
    { ...picked, taken: ['P00042', 'P00042-2'] },
    ['P00042 and P00042-2'],
  ],
  [
    'several_wros',
    () => cases.severalWros(receipt, [five, wro(6)]),
    { ...picked, wro_ids: [5, 6] },
    ['5 (P00042) and 6 (P00042)'],
  ],
  [
    'backorder',
    () => cases.backorderWithoutWro(order, receipt, 'P00042-2'),
    { ...picked, number: 'P00042-2' },
    ['SB/IN/100 of P00042'],
  ],
  ['wro_gone', () => cases.wroGone(receipt, 5), { ...picked, wro_id: 5 }, ['WRO 5']],
  ['wro_cancelled', () => cases.wroCancelled(receipt, five), known, ['WRO 5 (P00042)']],
  [
    'quantity_changed',
    () => cases.quantityChanged(receipt, five, differences, risks),
    { ...picked, wro_id: 5, status: 'Awaiting', differences, risks, money_at_stake: 22.5 },
    ['A-1: Odoo 12, ShipBob 10. At stake: $22.5, since this and that.'],
  ],
  [
    'quantity_changed',
    () => cases.quantityChanged(receipt, five, differences, []),
    { ...picked, wro_id: 5, status: 'Awaiting', differences },
    [],
  ],
  [
    'awaiting_approval',
    () => cases.awaitingApproval(receipt, 'P00042', []),
    { ...picked, numbers: 'P00042' },
    ['as WRO P00042'],
  ],
  ['cancelled_awaiting', () => cases.cancelledAwaiting(receipt, five), known, ['WRO 5 (P00042)']],
  [
    'date_changed',
    () =>
      cases.dateChanged(receipt, five, {
        from: new Date('2026-12-20T08:00:00Z'),
        to: new Date('2026-12-15T08:00:00Z'),
      }),
    { ...picked, wro_id: 5, odoo: '2026-12-15T08:00:00.000Z', shipbob: '2026-12-20T08:00:00.000Z' },
    ['planned for 2026-12-15'],
  ],
  [
    'centre_changed',
    () => cases.centreChanged(receipt, five, 20),
    { ...picked, wro_id: 5, centre: { odoo: 20, shipbob: 10 } },
    ['centre 20', 'centre 10 (Chicago)'],
  ],
  [
    'cancelled_in_motion',
    () => cases.cancelledInMotion(receipt, five),
    {
      ...picked,
      wro_id: 5,
      status: 'Awaiting',
      stowed: [
        { sku: 'A-1', stowed: 3 },
        { sku: 'B-2', stowed: 0 },
      ],
    },
    ['(3 x A-1 stowed)'],
  ],
];

describe('a case of purchase orders', () => {
  it.each(ALL)('%s says what is there in numbers, and what a person can do', (code, make, detail, words) => {
    const found = make();
    expect(found).toMatchObject({ flow: 'purchase-orders', code: `purchase_orders.${code}` });
    expect(found.detail).toEqual(detail);
    expect(found.suggestions.length).toBeGreaterThan(0);
    for (const word of words) expect(found.cause).toContain(word);
  });

  it('says nothing of risks or goods where there are none', () => {
    expect(cases.quantityChanged(receipt, five, differences, []).cause).toMatch(/ShipBob 10\.$/);
    expect(cases.cancelledInMotion(receipt, wro(5, { inventory_quantities: [line(1, 10, 0)] })).cause).toContain(
      '(nothing stowed yet)',
    );
  });

  it('of a changed receipt asks for the WRO’s change while it waits, afterwards for a settlement', () => {
    const [waiting] = cases.quantityChanged(receipt, five, differences, []).suggestions;
    const [moving] = cases.quantityChanged(receipt, { ...five, status: 'Arrived' }, differences, []).suggestions;
    expect(waiting).toContain('Change the WRO at ShipBob');
    expect(moving).toContain('settle the difference');
  });

  it('of a risk is made by setting, and only with one', () => {
    const risk = (uro_risk: 'case' | 'note' | 'off', of = risks) =>
      cases.uroRisk(receipt, of, context({ wro: { uro_risk } })).map(({ code, detail }) => [code, detail]);
    expect(risk('case')).toEqual([['purchase_orders.uro_risk', { ...picked, risks, money_at_stake: 22.5 }]]);
    expect([risk('note'), risk('off'), risk('case', [])]).toEqual([[], [], []]);
  });

  it('that waits for a person’s yes says why each WRO is made', () => {
    const effect = (reason: string) => ({
      flow: 'purchase-orders',
      operation: 'shipbob.wro.create' as const,
      target: 'shipbob' as const,
      kind: 'create' as const,
      businessKey: reason,
      title: '',
      before: null,
      after: null,
      request: {},
      reason,
      link: null,
    });
    expect(cases.awaitingApproval(receipt, 'P00042', [effect('one'), effect('two')]).cause).toContain('(one; two)');
  });
});
