import { describe, expect, it } from 'vitest';
import type { ReturnSeen } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { codesOf, context, OTHER, onlyCase, reasonOf, SB } from '../shared/fixtures.test.js';
import { scrapMarkers } from './actions.js';
import { item, returned, seen } from './fixtures.test.js';
import { planReturns } from './returns.plan.js';

const plan = (what: ReturnSeen, returns: NonNullable<SettingsInput['returns']> = {}) =>
  planReturns(what, context({ returns }));
const restock = (quantity = 2): [string, number] => ['Restock', quantity];

describe('the booking of a return', () => {
  it('says what comes back, from where, where it goes and what ShipBob did', () => {
    const made = plan(seen([item(1001, [restock(), ['Quarantine', 1]])]));
    expect(made.effects).toMatchObject([
      {
        flow: 'returns',
        target: 'odoo',
        kind: 'create',
        businessKey: 'return 55',
        title: 'take back return 55 (RMA-1) of SB/OUT/1',
        after: {
          state: 'done',
          from: 'SB/OUT/1',
          goods: [
            { sku: 'A-1', quantity: 2, lot: null, to: 'SB/Stock' },
            { sku: 'A-1', quantity: 1, lot: null, to: 'SB/Quarantine' },
          ],
        },
        reason: 'ShipBob completed return 55 (RMA-1): restock 2 x A-1 and quarantine 1 x A-1',
      },
    ]);
    expect(made.rings).toEqual([{ lane: 'return:55', reason: 'the return was booked' }]);
    expect(reasonOf(made)).toBe('return 55 is booked against SB/OUT/1');
    const own = plan(
      seen([item(1001, [restock()])], { delivery: null }, { original_shipment_id: null, reference_id: '' }),
    );
    expect(own.effects[0]?.title).toBe('take back return 55 as Receipts');
    expect(reasonOf(own)).toBe('return 55 is booked by itself');
  });

  it('tells why a restocked lot goes to quarantine, and expires it to the second', () => {
    const made = plan(seen([item(1002, [restock(1)], 'L1')]));
    expect(made.effects[0]?.reason).toContain('(B-2: lot L1 expired on 2026-11-25, so to quarantine)');
    const later = {
      lots: [{ product_id: 2, name: 'L1', expiration_date: '2026-11-25T10:00:00.001Z', only_returned: false }],
    };
    expect(plan(seen([item(1002, [restock(1)], 'L1')], later)).effects[0]?.reason).not.toContain('quarantine');
    const others = { lots: [{ product_id: 9, name: 'L1', expiration_date: null, only_returned: false }] };
    expect(plan(seen([item(1002, [restock(1)], 'L1')], others)).effects[0]?.reason).toContain('Odoo knows no lot L1');
  });

  it('keeps a lot that ShipBob put into quarantine out of the question', () => {
    const made = plan(seen([item(1002, [['Quarantine', 1]], 'NEW')]), { bad_lots: 'case' });
    expect(codesOf(made)).toEqual([]);
    expect(made.effects).toHaveLength(1);
    const mixed = plan(seen([item(1001, [restock()]), item(1002, [restock(1)], 'NEW')]), { bad_lots: 'case' });
    expect(onlyCase(mixed).detail['items']).toEqual([{ sku: 'B-2', quantity: 1, why: 'Odoo knows no lot NEW' }]);
    expect(codesOf(plan(seen([item(1001, [restock()])]), { bad_lots: 'case' }))).toEqual([]);
  });

  it('needs the quarantine only when something goes there', () => {
    const none = { quarantines: {} };
    expect(plan(seen([item(1001, [restock()])], none)).effects).toHaveLength(1);
    const both = plan(seen([item(1001, [restock(), ['Quarantine', 1]])], none));
    expect([both.effects, codesOf(both)]).toEqual([[], ['returns.no_location']]);
  });

  it('takes the only lot of the product’s own delivered goods for one that nobody names, and several pieces of it', () => {
    const made = plan(seen([item(1002, [restock(3)])]));
    expect(made.effects[0]?.request['lines']).toMatchObject([{ product_id: 2, lot: 'L1', quantity: 3 }]);
    expect(codesOf(plan(seen([item(1003, [restock(1)])])))).toEqual(['returns.lots_needed']);
    const needed = plan(seen([item(1001, [restock()]), item(1003, [restock(1)])]));
    expect(onlyCase(needed).detail['items']).toEqual([{ sku: 'S-1003', quantity: 1 }]);
    expect(codesOf(plan(seen([item(1002, [restock(1)])], { delivery: null }, { original_shipment_id: null })))).toEqual(
      ['returns.lots_needed'],
    );
  });

  it('reads ShipBob’s words whatever their case and blanks, and passes over what was done with nothing', () => {
    const made = plan(
      seen(
        [
          item(1001, [
            [' RESTOCK ', 2],
            ['Incinerate', 0],
            ['Burn', -1],
          ]),
        ],
        {},
        {},
      ),
    );
    expect(made.effects).toHaveLength(1);
    const strange = plan(seen([item(1001, [['Burn', 1]])]));
    expect(onlyCase(strange).detail['actions']).toEqual([{ sku: 'S-1001', action: 'Burn' }]);
  });

  it('goes to the place of its centre, or says that nobody knows it', () => {
    const goods = [item(1001, [restock()])];
    expect(codesOf(plan(seen(goods, {}, { fulfillment_center: null })))).toEqual(['returns.unknown_centre']);
    const centres = [{ fulfillment_center_id: 10, warehouse: 'GONE' }];
    expect(codesOf(planReturns(seen(goods), context({ centres })))).toEqual(['returns.unknown_centre']);
    const located = [{ fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/A' }];
    expect(onlyCase(planReturns(seen(goods), context({ centres: located }))).detail).toMatchObject({
      location: 'SB/A',
    });
  });
});

describe('scraps', () => {
  const goods = [item(1001, [['Dispose', 1, 'mouldy'], restock(1), ['Dispose', 2]]), item(1001, [['dispose', 1]])];

  it('are one write for each disposal, with its reason, numbered in their order', () => {
    const made = plan(seen(goods));
    const scraps = made.effects.slice(1);
    expect(scraps[0]).toMatchObject({
      flow: 'returns',
      target: 'odoo',
      kind: 'create',
      businessKey: 'SB-return-55-scrap-1',
      title: 'scrap 1 x A-1 of return 55 (RMA-1)',
      after: { scrapped: 1, sku: 'A-1', lot: null, from: 'SB/Quarantine', reason: 'mouldy' },
    });
    expect(scraps.map(({ businessKey, request }) => [businessKey, request['quantity'], request['reason']])).toEqual([
      ['SB-return-55-scrap-1', 1, 'mouldy'],
      ['SB-return-55-scrap-2', 2, 'disposed of by ShipBob'],
      ['SB-return-55-scrap-3', 1, 'disposed of by ShipBob'],
    ]);
  });

  it('are looked for by the marks that they would carry', () => {
    expect(scrapMarkers(returned(goods))).toEqual([1, 2, 3].map((n) => `SB-return-55-scrap-${n}`));
  });
});

describe('what waits or is nobody’s', () => {
  const goods = [item(1001, [restock()])];

  it('is told by its status', () => {
    expect(reasonOf(plan(seen(goods, {}, { status: 'Arrived' })))).toBe('return 55 is Arrived');
    expect(reasonOf(plan(seen(goods, {}, { status: '' })))).toBe('return 55 is without a status');
  });

  it('names no channel, but its delivery is ours', () => {
    expect(plan(seen(goods, {}, { channel: null })).effects).toHaveLength(1);
  });

  it('is waited for to the second, and not without a day from which to wait', () => {
    const waits = (completed_date: string | null) =>
      plan(seen(goods, { delivery: null }, { completed_date })).effects.length;
    expect([waits('2026-11-24T10:00:00.000Z'), waits('2026-11-24T10:00:00.001Z'), waits(null)]).toEqual([1, 0, 1]);
  });
});

describe('the operation type of a transfer of its own', () => {
  const type = (id: number, more: Partial<ReturnSeen['operationTypes'][number]> = {}) => ({
    id,
    name: 'Receipts',
    code: 'incoming',
    warehouse_id: SB.id as number | null,
    ...more,
  });
  const chosen = (...operationTypes: ReturnSeen['operationTypes']) => {
    const made = plan(
      seen([item(1001, [restock()])], { delivery: null, operationTypes }, { original_shipment_id: null }),
      { operation_type: 'Returns' },
    );
    return made.effects[0]?.request['from'] ?? codesOf(made)[0];
  };

  it('is the named one here, else the named one of no warehouse, else the first for receipts here', () => {
    const named = { name: 'Returns' };
    expect(chosen(type(64), type(63), type(62, named))).toMatchObject({ picking_type_id: 62 });
    expect(chosen(type(64), type(63), type(61, { ...named, warehouse_id: null }))).toMatchObject({
      picking_type_id: 61,
    });
    expect(chosen(type(64), type(63), type(61, { warehouse_id: null }))).toMatchObject({ picking_type_id: 63 });
    expect(chosen(type(64), type(63))).toMatchObject({ picking_type_id: 63 });
    expect(chosen(type(61, { ...named, code: 'outgoing' }), type(64))).toMatchObject({ picking_type_id: 64 });
    expect(chosen(type(61, { ...named, warehouse_id: OTHER.id }))).toBe('returns.no_operation_type');
  });

  it('where there is none leaves a refused return without a proposal', () => {
    const made = plan(seen([item(1001, [restock(9)])], { operationTypes: [] }));
    expect([onlyCase(made).code, onlyCase(made).proposes]).toEqual(['returns.over', undefined]);
  });
});

describe('more than the delivery has out', () => {
  it('is judged product by product, with what earlier returns of that product need', () => {
    const goods = [item(1001, [restock(3)]), item(1002, [restock(5)], 'L1')];
    const rows = (reserved: ReturnSeen['reserved']) => {
      const made = plan(seen(goods, { reserved }));
      return codesOf(made).length === 0 ? [] : onlyCase(made).detail['items'];
    };
    expect(rows([{ inventory_id: 1001, quantity: 2 }])).toEqual([]);
    expect(rows([{ inventory_id: 1002, quantity: 2 }])).toEqual([
      { sku: 'B-2', back: 5, delivered: 5, returned: 0, reserved: 2 },
    ]);
    expect(rows([{ inventory_id: 7777, quantity: 9 }])).toEqual([]);
  });
});

describe('the question for a credit note', () => {
  it('names the goods, and is one write of this flow', () => {
    const [ask] = plan(seen([item(1001, [restock()])]), { credit_note: 'activity' }).effects;
    const text = '2 x A-1 of SB/OUT/1 came back to ShipBob (return 55 (RMA-1)). Decide about a credit note.';
    expect(ask).toMatchObject({
      flow: 'returns',
      target: 'odoo',
      kind: 'converge',
      businessKey: 'SB-return-55-credit',
      after: { text },
      request: { model: 'stock.picking', record_id: 300, body: text, marker: 'SB-return-55-credit' },
    });
    const undated = plan(seen([item(1001, [restock()])], {}, { completed_date: null }), {
      credit_note: 'activity',
      activity_user_id: 5,
    });
    expect(undated.effects[0]?.request).toMatchObject({ date_deadline: '2026-11-25', user_id: 5 });
    const loose = plan(seen([item(1001, [restock()])], { delivery: null }, { original_shipment_id: null }), {
      credit_note: 'activity',
    });
    expect(loose.effects.map(({ operation }) => operation)).toEqual(['odoo.return.book']);
  });
});

it('a return that is booked is linked with all that later looks need', () => {
  const booked = [
    {
      id: 901,
      name: 'SB/IN/9',
      state: 'done',
      placed: [{ product_id: 1, lot: null, location_dest_id: SB.lot_stock_id, quantity: 2 }],
    },
  ];
  const made = plan(seen([item(1001, [restock()])], { booked }));
  expect(made.adoptions).toMatchObject([
    { odooModel: 'stock.picking', odooId: 901, data: { picking_id: 901, original_shipment_id: 77 } },
  ]);
  const stranger = [
    {
      ...booked[0],
      id: 901,
      name: 'SB/IN/9',
      state: 'done',
      placed: [{ product_id: 9, lot: null, location_dest_id: 70, quantity: 1 }],
    },
  ];
  expect(onlyCase(plan(seen([item(1001, [restock()])], { booked: stranger }))).detail['items']).toEqual([
    { sku: '#9', shipbob: 0, odoo: 1 },
    { sku: 'A-1', shipbob: 2, odoo: 0 },
  ]);
});
