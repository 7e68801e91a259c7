import { describe, expect, it } from 'vitest';
import type { InvoiceSeen } from '../seen-billing.js';
import type { SettingsInput } from '../settings.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';

describe('what receiving cost', () => {
  it('inbound fees of a WRO are a note on its receipt, by setting', () => {
    const rows = [b.charge('WRO/77', '35', { transaction_fee: 'WRO Receiving Fee' }), b.charge('WRO/78', '35')];
    const odoo = { model: 'stock.picking', id: 12 };
    const things = Object.fromEntries([b.thing('WRO/77', { odoo }), b.thing('WRO/78')]);
    const notes = (landed_cost: 'off' | 'note') =>
      planBilling(b.seen(rows, { things }), b.context({ landed_cost })).effects.filter(
        (effect) => effect.operation === 'odoo.note.post',
      );
    expect(notes('off')).toEqual([]);
    expect(notes('note')).toMatchObject([
      { kind: 'converge', request: { model: 'stock.picking', record_id: 12, marker: 'mlc-landed-501-77-3500' } },
    ]);
  });

  const receiving = (
    more: Partial<NonNullable<InvoiceSeen['landed']>> = {},
    settings: SettingsInput['billing'] = {},
  ) => {
    const rows = [b.charge('WRO/77', '35', { transaction_fee: 'WRO Receiving Fee' }), b.charge('WRO/77', '1.5')];
    const things = Object.fromEntries([b.thing('WRO/77', { odoo: { model: 'stock.picking', id: 12 } })]);
    const landed = { state: 'ready' as const, product_id: 66, currency: 'USD', standing: {}, ...more };
    const wanted = { landed_cost: 'record' as const, landed_cost_product: 'INBOUND', ...settings };
    return planBilling(b.seen(rows, { things, landed }), b.context(wanted));
  };
  const records = (plan: ReturnType<typeof receiving>) =>
    plan.effects.filter((effect) => effect.operation === 'odoo.landed_cost.draft');

  it('inbound fees of a WRO are a draft landed cost on its receipt, by setting, made once', () => {
    expect(records(receiving())).toMatchObject([
      {
        kind: 'create',
        request: {
          external_id: 'shipbob.landed_501_77',
          date: '2026-11-23',
          picking_ids: [12],
          product_id: 66,
          price_unit: 36.5,
          split_method: 'by_quantity',
        },
      },
    ]);
    expect(records(receiving({}, { landed_cost: 'note' }))).toEqual([]);
    const standing = { 'shipbob.landed_501_77': { id: 9, amount: 36.5, state: 'done' } };
    const again = receiving({ standing });
    expect([records(again), b.codesOf(again).filter((code) => code.includes('landed'))]).toEqual([[], []]);
  });

  it('what a landed cost lacks is a case in words, with the amounts', () => {
    const causes: [Parameters<typeof receiving>, string][] = [
      [[{ state: 'missing' }], 'stock_landed_costs'],
      [[{ state: 'denied' }], 'Inventory Administrator'],
      [[{}, { landed_cost_product: null }], 'billing.landed_cost_product'],
      [[{ product_id: null }], 'internal reference INBOUND'],
      [[{ currency: 'EUR' }], 'the company’s EUR'],
    ];
    for (const [asked, why] of causes) {
      const plan = receiving(...asked);
      expect(records(plan)).toEqual([]);
      const detail = b.detailOf(plan, 'billing.landed_cost_held');
      expect(detail['why']).toContain(why);
      expect(detail['wros']).toEqual([{ wro_id: '77', amount: 36.5 }]);
    }
  });

  it('a landed cost that ShipBob charged otherwise since is a case with both amounts', () => {
    const standing = { 'shipbob.landed_501_77': { id: 9, amount: 30, state: 'draft' } };
    const plan = receiving({ standing });
    expect(records(plan)).toEqual([]);
    expect(b.detailOf(plan, 'billing.landed_cost_differs')).toMatchObject({ standing: 30, charged: 36.5 });
  });
});
