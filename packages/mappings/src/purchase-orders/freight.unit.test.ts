import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../settings.js';
import {
  codesOf,
  context,
  move,
  noFreight,
  onlyCase,
  onlyEffect,
  orderSeen,
  picking,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';
import { wroMarkIn } from './wro-mark.js';

const named = {
  freight: {
    carrier: 'carrier_id',
    bol_number: 'x_bol',
    container_number: 'x_container',
    vessel_name: 'x_vessel',
    freight_forwarder: 'x_forwarder',
    notes: 'x_words',
  },
  final_centre_field: 'x_final',
};
const receipt = (extra: Record<string, unknown>, ofOrder: Record<string, unknown> = {}) =>
  purchaseOrder({ pickings: [picking(100, [move(1, 10)], { extra })], extra: ofOrder });
const plan = (
  order: ReturnType<typeof purchaseOrder>,
  {
    wro: more = {},
    version = '2026-07',
    ...seen
  }: { wro?: object; version?: string } & Parameters<typeof orderSeen>[0] = {},
) => planPurchaseOrders(orderSeen({ order, ...seen }), context({ wro: { ...named, ...more } }, { version }));

describe('who brings the goods', () => {
  it('is told from the fields of the receipt, else of the order, as one line of text', () => {
    const order = receipt(
      {
        carrier_id: { id: 4, name: 'Maersk' },
        x_bol: ' BL \n 77 ',
        x_container: '',
        x_vessel: null,
        x_forwarder: false,
      },
      { x_container: 'MSKU1234565', x_vessel: [8, 'Emma'], x_bol: 'other', x_final: 20 },
    );
    const { request, after } = onlyEffect(plan(order));
    const told = {
      freight: { carrier: 'Maersk', bol_number: 'BL 77', container_number: 'MSKU1234565', vessel_name: 'Emma' },
      final_destination_fulfillment_center_id: 20,
    };
    expect(request).toMatchObject(told);
    expect(after).toMatchObject(told);
    expect(Object.keys(Object(request['freight']))).toHaveLength(4);
    const bare = onlyEffect(plan(receipt({}))).request;
    expect(bare).not.toHaveProperty('freight');
    expect(bare).not.toHaveProperty('final_destination_fulfillment_center_id');
  });

  it('before 2026-07 is left out, and the pass says so', () => {
    const made = plan(receipt({ x_bol: 'BL 77', x_final: 20 }), { version: '2026-01' });
    expect(onlyEffect(made).request).not.toHaveProperty('freight');
    expect(onlyEffect(made).request).not.toHaveProperty('final_destination_fulfillment_center_id');
    expect(reasonOf(made)).toContain(
      'bol_number and final centre left out: ShipBob takes freight from version 2026-07 on, and this connection speaks 2026-01',
    );
    expect(reasonOf(plan(receipt({}), { version: '2026-01' }))).not.toContain('freight');
  });

  it('that ShipBob cannot take holds the receipt: too long, or a final centre that is not mapped', () => {
    const made = plan(receipt({ x_vessel: 'v'.repeat(101), x_final: '99' }));
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({
      code: 'purchase_orders.freight_unusable',
      detail: {
        problems: [
          'vessel_name of 101 characters (x_vessel; at most 100)',
          'final centre "99" (x_final), which is none of the mapped',
        ],
      },
    });
    expect(plan(receipt({ x_vessel: 'v'.repeat(100), x_final: '20' })).effects).toHaveLength(1);
  });

  it('may name the final centre by its warehouse or location, while that is one centre', () => {
    const centres = [
      { fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/Stock/CHI' },
      { fulfillment_center_id: 20, warehouse: 'NJ' },
      { fulfillment_center_id: 30, warehouse: 'SB', location: 'SB/Stock/LA' },
    ];
    const order = (x_final: unknown) =>
      purchaseOrder({ pickings: [picking(100, [move(1, 10)], { extra: { x_final }, warehouse_id: 8 })] });
    const finalOf = (x_final: unknown) => {
      const made = planPurchaseOrders(
        orderSeen({ order: order(x_final) }),
        context({
          centres: centres.map((one) => (one.warehouse === 'NJ' ? { ...one, warehouse: 'CHI' } : one)),
          wro: named,
        }),
      );
      return made.effects[0]?.request['final_destination_fulfillment_center_id'] ?? codesOf(made);
    };
    expect(finalOf([5, 'SB/Stock/LA'])).toBe(30);
    expect(finalOf('CHI')).toBe(20);
    expect(finalOf('SB')).toEqual(['purchase_orders.freight_unusable']);
  });

  it('that is named after the WRO was made is told, since no call changes it', () => {
    const linked = (freight: Partial<typeof noFreight> | null, final_centre_id: number | null = null) =>
      reasonOf(
        plan(receipt({ x_bol: 'BL 77', x_words: 'fragile', x_final: 20 }), {
          links: [wroLink(100, 5)],
          wros: [wro(5, { freight: freight === null ? null : { ...noFreight, ...freight }, final_centre_id })],
        }),
      );
    expect(linked(null)).toContain(
      'bol_number BL 77, notes "fragile" and final centre 20 of SB/IN/100 to be entered at ShipBob by hand',
    );
    expect(linked({ bol_number: 'BL 77', notes: 'Orchard Ltd, fragile' }, 20)).not.toContain('by hand');
    const silent = plan(receipt({ x_bol: 'BL 77' }), { links: [wroLink(100, 5)], wros: [wro(5)] });
    expect(reasonOf(silent)).not.toContain('by hand');
  });

  it('is named by fields only: another word in the setting is refused', () => {
    expect(settingsSchema.safeParse({ wro: { freight: { carier: 'x' } } }).success).toBe(false);
    expect(settingsSchema.safeParse({ wro: { freight: { carrier: '' } } }).success).toBe(false);
  });
});

describe('notes of a WRO', () => {
  const notesOf = (order: ReturnType<typeof purchaseOrder>, more: object = {}) =>
    onlyEffect(plan(order, { wro: more })).request['notes'];

  it('name the supplier, its reference, the mark of the receipt and the words of the field, in this order', () => {
    const order = { ...receipt({ x_words: 'fragile' }), partner_ref: 'INV/77' };
    const notes = String(notesOf(order));
    expect(notes).toMatch(/^Orchard Ltd, INV\/77, mlc:acme:100:[0-9a-f]{12}, fragile$/);
    expect(wroMarkIn(notes)).toMatchObject({ connectionId: 'acme', pickingId: 100 });
    expect(wroMarkIn('Orchard Ltd, INV/77')).toBeNull();
    expect(wroMarkIn(null)).toBeNull();
  });

  it('have another mark for other goods, another number or another centre', () => {
    const marks = [
      notesOf(receipt({})),
      notesOf(purchaseOrder({ pickings: [picking(100, [move(1, 11)])] })),
      notesOf({ ...receipt({}), name: 'P00043' }),
      notesOf(purchaseOrder({ pickings: [picking(100, [move(1, 10)], { warehouse_id: 8 })] })),
    ].map((notes) => wroMarkIn(String(notes))?.fingerprint);
    expect(new Set(marks).size).toBe(4);
    expect(notesOf(receipt({}))).toBe(notesOf(receipt({})));
  });

  it('are left empty by setting', () => {
    expect(notesOf(receipt({ x_words: 'fragile' }), { freight_notes: false })).toBe('');
  });
});
