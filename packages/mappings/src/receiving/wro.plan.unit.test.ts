import { describe, expect, it } from 'vitest';
import type { WroSeen } from '../seen.js';
import { codesOf, context, noFreight, onlyCase, reasonOf, wro, wroLink } from '../shared/fixtures.test.js';
import { planWro } from './wro.plan.js';

const order = (id: number, state = 'purchase') => ({ id, name: `P0004${id}`, state });
const plan = (more: Partial<WroSeen> = {}) => planWro({ wro: wro(5), candidates: [], link: null, ...more }, context());

describe('a WRO that no receipt is linked to', () => {
  it('is handed to the one purchase order whose number it carries', () => {
    const made = plan({ candidates: [order(2)] });
    expect(made.rings).toMatchObject([{ lane: 'purchase-order:2' }]);
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toEqual([]);
    expect(reasonOf(made)).toContain('handed to purchase order P00042');
  });

  it('is handed over whatever its status and whether or not the order is confirmed', () => {
    expect(plan({ wro: wro(5, { status: 'Completed' }), candidates: [order(2)] }).rings).toHaveLength(1);
    expect(plan({ candidates: [order(2, 'draft')] }).rings).toHaveLength(1);
  });

  it('is handed to the living order when another with its number is cancelled', () => {
    expect(plan({ candidates: [order(1, 'cancel'), order(2)] }).rings).toMatchObject([{ lane: 'purchase-order:2' }]);
  });

  it('that fits several orders is a case that names them', () => {
    const made = plan({ candidates: [order(1), order(2)] });
    expect(made.rings).toEqual([]);
    expect(onlyCase(made)).toMatchObject({
      code: 'receiving.several_orders',
      detail: { purchase_order_ids: [1, 2] },
    });
  });

  it('that fits several orders by their suppliers’ reference is that of the supplier whom its notes name', () => {
    const candidates = [
      { ...order(1), supplier: 'Apple (UK) Ltd.' },
      { ...order(2), supplier: 'Pear' },
    ];
    const noted = (notes: string | null) => wro(5, { freight: { ...noFreight, notes } });
    expect(plan({ wro: noted('apple (uk) ltd., INV-7'), candidates }).rings).toMatchObject([
      { lane: 'purchase-order:1' },
    ]);
    expect(plan({ wro: noted('Pear, mlc:acme:1:0123456789ab'), candidates }).rings).toMatchObject([
      { lane: 'purchase-order:2' },
    ]);
    for (const notes of [null, 'Pearson & Son', 'Pear and Apple (UK) Ltd.'])
      expect(onlyCase(plan({ wro: noted(notes), candidates })).cause).toContain(
        'P00041 of Apple (UK) Ltd. and P00042 of Pear.',
      );
  });

  it.each(['Completed', 'Cancelled', 'InternalTransfer'])('and fits none is ignored when %s', (status) => {
    expect(plan({ wro: wro(5, { status }) }).end.kind).toBe('ignored');
    expect(plan({ wro: wro(5, { status }), candidates: [order(1), order(2)] }).end.kind).toBe('ignored');
  });

  it.each(['Awaiting', 'Arrived', 'Processing', 'Incomplete', 'SomethingNew'])(
    'and fits none is a case when %s',
    (status) => {
      const found = onlyCase(plan({ wro: wro(5, { status }) }));
      expect(found.code).toBe('receiving.unmatched_wro');
      expect(found.cause).toContain('P00042');
      expect(found.cause).toContain('10 x A-1');
    },
  );

  it('whose order is cancelled, or that has no number, says so', () => {
    expect(onlyCase(plan({ candidates: [order(2, 'cancel')] })).cause).toContain('P00042 is cancelled in Odoo');
    expect(onlyCase(plan({ wro: wro(5, { purchase_order_number: null }) })).cause).toContain(
      'no purchase order number',
    );
  });

  it('and is ShipBob’s own transfer is no order’s, whatever its number, and a case by setting', () => {
    const own = wro(5, { status: 'InternalTransfer' });
    const made = plan({ wro: own, candidates: [order(2)] });
    expect(made.rings).toEqual([]);
    expect(reasonOf(made)).toContain('transfer of 10 x A-1 to centre 10 (Chicago)');
    const asked = planWro(
      { wro: own, candidates: [order(2)], link: null },
      context({ receipt: { internal_transfers: 'case' } }),
    );
    expect(onlyCase(asked)).toMatchObject({ code: 'receiving.internal_transfer', detail: { centre_id: 10 } });
  });

  it('that is gone is ignored', () => {
    expect(plan({ wro: null }).end.kind).toBe('ignored');
  });
});

it('a linked WRO is left to its purchase order', () => {
  const made = plan({ link: wroLink(100, 5) });
  expect(made.end.kind).toBe('ignored');
  expect(codesOf(made)).toEqual([]);
});
