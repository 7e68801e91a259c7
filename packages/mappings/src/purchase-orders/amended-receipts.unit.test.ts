import { describe, expect, it } from 'vitest';
import type { OdooPicking, SeenLink } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import {
  codesOf,
  context,
  doneMove,
  line,
  move,
  OTHER,
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

type Wro = NonNullable<SettingsInput['wro']>;
const FAR = '2026-12-15T08:00:00Z';
const OLDER = { version: '2026-01' };

/** Receipt 100, linked to WRO 5 (ten A-1), is now what is given; nothing of it is at risk. */
const changed = (
  moves: ReturnType<typeof move>[],
  settings: Wro = {},
  more: {
    wro?: Parameters<typeof wro>[1];
    picking?: Partial<OdooPicking>;
    link?: Partial<SeenLink>;
    version?: string;
  } = {},
) =>
  planPurchaseOrders(
    orderSeen({
      order: purchaseOrder({ pickings: [picking(100, moves, more.picking)] }),
      links: [{ ...wroLink(100, 5), ...more.link }],
      wros: [wro(5, { expected_arrival_date: FAR, ...more.wro })],
    }),
    context({ wro: { uro_risk: 'off', ...settings } }, more.version === undefined ? {} : { version: more.version }),
  );
const proposes = (made: ReturnType<typeof changed>) => onlyCase(made).proposes;

describe('a receipt that changed', () => {
  it('is told to its WRO with all that differs, as one write that says what was there', () => {
    const [effect] = proposes(changed([move(1, 40), move(2, 3)])) ?? [];
    expect(effect).toMatchObject({
      flow: 'purchase-orders',
      target: 'shipbob',
      businessKey: 'wro 5',
      title: 'change WRO P00042: boxes',
      reason: 'receipt SB/IN/100 was changed in Odoo: A-1 10 -> 40 and B-2 0 -> 3',
      link: { odooModel: 'stock.picking', odooId: 100, shipbobType: 'wro' },
    });
    const [unnumbered] = proposes(changed([move(1, 40)], {}, { wro: { purchase_order_number: null } })) ?? [];
    expect(unnumbered).toMatchObject({ title: 'change WRO 5: boxes', request: { boxes: [{ tracking_number: '5' }] } });
  });

  it('and goes to another centre only is told that alone', () => {
    const made = changed([move(1, 10)], {}, { wro: { fulfillment_center: { id: 20, name: 'Dallas' } } });
    const [effect] = proposes(made) ?? [];
    expect(effect?.request).toEqual({ wro_id: 5, fulfillment_center_id: 10 });
    expect(effect?.before).toEqual({ fulfillment_center_id: 20 });
    expect(effect?.reason).toBe('receipt SB/IN/100 was changed in Odoo: centre 10');
    expect(effect?.link).toBeNull();
  });

  it('takes the changed date along only where the setting has dates written', () => {
    const later = { expected_arrival_date: '2026-12-20T08:00:00Z' };
    const fields = (on_date_change: 'auto' | 'propose' | 'never') =>
      Object.keys(proposes(changed([move(1, 40)], { on_date_change }, { wro: later }))?.[0]?.request ?? {});
    expect(fields('auto')).toEqual(['wro_id', 'boxes', 'expected_arrival_date']);
    expect(fields('propose')).toEqual(['wro_id', 'boxes']);
    expect(fields('never')).toEqual(['wro_id', 'boxes']);
  });

  it('has its link learn the tracking numbers only while the link names this very WRO, which we made', () => {
    const link = (more: Partial<SeenLink>) => proposes(changed([move(1, 40)], {}, { link: more }))?.[0]?.link;
    expect(link({})).not.toBeNull();
    expect(link({ shipbobId: '4', data: { wro_id: 5 } })).toBeNull();
    expect(link({ data: { adopted: true } })).toBeNull();
  });

  it('is written by itself only with something to write, and while it is more than the days of the setting away', () => {
    const auto = { on_change: 'auto' as const };
    const made = changed([move(1, 40)], auto);
    expect(made.rings).toEqual([]);
    expect(reasonOf(made)).toBe('SB/IN/100: change WRO P00042: boxes');
    expect(codesOf(changed([move(1, 40.5)], auto))).toEqual(['purchase_orders.quantity_changed']);
    const at = (expected_arrival_date: string | null) =>
      changed([move(1, 40)], auto, { wro: { expected_arrival_date } }).effects.length;
    expect(at('2026-12-02T10:00:00Z')).toBe(0);
    expect(at('2026-12-02T10:00:01Z')).toBe(1);
    expect(at(null)).toBe(0);
  });

  it('proposes nothing where it cannot be announced as it is: the old WRO is not cancelled for nothing', () => {
    expect(proposes(changed([move(1, 40.5)], {}, OLDER))).toBeUndefined();
    const elsewhere = { picking: { warehouse_id: OTHER.id } };
    expect(proposes(changed([move(1, 40)], {}, elsewhere))).toBeUndefined();
    expect(proposes(changed([move(1, 40)], {}, { ...elsewhere, ...OLDER }))).toBeUndefined();
  });

  it('is no risk of goods on hold any more once they are under way', () => {
    const found = onlyCase(changed([move(1, 40)], {}, { wro: { status: 'Arrived' } }));
    expect(found.detail).not.toHaveProperty('money_at_stake');
    expect(found.detail).not.toHaveProperty('risks');
  });

  it('is left as it is within the tolerance, but told whole when one product is beyond it', () => {
    const lines = [line(1, 100), line(2, 10)];
    const one = onlyCase(changed([move(1, 101), move(2, 40)], {}, { wro: { inventory_quantities: lines } }));
    expect(one.detail['differences']).toEqual([
      { sku: 'A-1', odoo: 101, shipbob: 100 },
      { sku: 'B-2', odoo: 40, shipbob: 10 },
    ]);
    const within = changed([move(1, 101), move(2, 10)], {}, { wro: { inventory_quantities: lines } });
    expect(reasonOf(within)).toBe("SB/IN/100 has WRO 5; within ShipBob's tolerance: A-1: Odoo 101, ShipBob 100");
  });

  it('has no tolerance for a product that is gone from it, however wide the setting', () => {
    const wide = { tolerance_share: 5, tolerance_units: 100 };
    const lines = [line(1, 10), line(2, 3)];
    expect(codesOf(changed([move(1, 10)], wide, { wro: { inventory_quantities: lines } }))).toEqual([
      'purchase_orders.quantity_changed',
    ]);
  });

  it('is not compared with a WRO that has ended', () => {
    for (const status of ['Completed', 'Incomplete']) {
      const made = changed([move(1, 14)], {}, { wro: { status } });
      expect([made.effects, codesOf(made)]).toEqual([[], []]);
      expect(reasonOf(made)).toBe(`WRO 5 is ${status}`);
    }
  });
});

describe('a date that changed', () => {
  const moved = (
    on_date_change: 'propose' | 'auto' | 'never',
    more: {
      picking?: Partial<OdooPicking>;
      date_planned?: string;
      wro?: Parameters<typeof wro>[1];
      version?: string;
    } = {},
  ) =>
    planPurchaseOrders(
      orderSeen({
        order: purchaseOrder({
          date_planned: more.date_planned ?? null,
          pickings: [picking(100, [move(1, 10)], more.picking)],
        }),
        links: [wroLink(100, 5)],
        wros: [wro(5, { expected_arrival_date: '2026-12-20T08:00:00Z', ...more.wro })],
      }),
      context(
        { wro: { on_date_change, uro_risk: 'off' } },
        more.version === undefined ? {} : { version: more.version },
      ),
    );

  it('is only noted by setting, or where ShipBob cannot change it; written, the pass says so', () => {
    const note = 'SB/IN/100 has WRO 5; planned for 2026-12-15, and WRO 5 says 2026-12-20';
    expect(moved('never')).toMatchObject({ effects: [], end: { kind: 'done', reason: note } });
    for (const rule of ['propose', 'auto'] as const)
      expect(moved(rule, OLDER)).toMatchObject({ effects: [], end: { kind: 'done', reason: note } });
    expect(reasonOf(moved('auto'))).toBe(`${note}: changed`);
    expect(onlyEffect(moved('auto'))).toMatchObject({
      title: 'change WRO P00042: expected_arrival_date',
      before: { expected_arrival_date: '2026-12-20T08:00:00Z' },
      link: null,
    });
  });

  it('is none without a plan, when the planned day has passed, when the WRO names none or is under way', () => {
    const unplanned = { scheduled_date: null };
    for (const more of [
      { picking: unplanned },
      { picking: { scheduled_date: '2026-11-20T08:00:00Z' } },
      { wro: { expected_arrival_date: null } },
      { wro: { status: 'Arrived' } },
      { picking: { warehouse_id: OTHER.id } },
    ])
      expect(reasonOf(moved('never', more))).not.toContain('planned for');
    const byOrder = moved('never', { picking: unplanned, date_planned: '2026-12-16T08:00:00Z' });
    expect(reasonOf(byOrder)).toContain('planned for 2026-12-16');
  });

  it('is that of the receipt that is still open', () => {
    const made = planPurchaseOrders(
      orderSeen({
        order: purchaseOrder({
          pickings: [
            picking(100, [doneMove(1, 6)], { state: 'done', scheduled_date: '2026-12-20T08:00:00Z' }),
            picking(101, [move(1, 4)], { backorder_id: 100, scheduled_date: '2026-12-28T08:00:00Z' }),
          ],
        }),
        links: [wroLink(100, 5)],
        wros: [wro(5, { expected_arrival_date: '2026-12-20T08:00:00Z' })],
      }),
      context({ wro: { uro_risk: 'off' } }),
    );
    expect(reasonOf(made)).toContain('planned for 2026-12-28, and WRO 5 says 2026-12-20');
  });
});
