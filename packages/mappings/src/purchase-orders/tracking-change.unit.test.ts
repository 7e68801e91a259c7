import { describe, expect, it } from 'vitest';
import type { SeenLink } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import {
  context,
  line,
  move,
  onlyEffect,
  orderSeen,
  picking,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

const moves = [move(1, 10), move(2, 4)];
const plan = (
  told: unknown,
  carrier_tracking_ref: string | null,
  more: {
    wro?: Parameters<typeof wro>[1];
    link?: Partial<SeenLink>;
    moves?: typeof moves;
    settings?: SettingsInput['wro'];
  } = {},
) =>
  planPurchaseOrders(
    orderSeen({
      order: purchaseOrder({ pickings: [picking(100, more.moves ?? moves, { carrier_tracking_ref })] }),
      links: [{ ...wroLink(100, 5), data: { tracking: told }, ...more.link }],
      wros: [wro(5, { inventory_quantities: [line(1, 10), line(2, 4)], ...more.wro })],
    }),
    context({ wro: { uro_risk: 'off', box_packaging: 'OneSkuPerBox', ...more.settings } }),
  );

describe('tracking numbers that are entered after the WRO was made', () => {
  it('are told when any box has another number, or there are more or fewer boxes', () => {
    const changes = (told: unknown, now: string) => plan(told, now).effects.length;
    expect(changes(['1Z0001', '1Z0002'], '1Z0001,1Z0002')).toBe(0);
    expect(changes(['1Z0001', '1Z0009'], '1Z0001,1Z0002')).toBe(1);
    expect(changes(['1Z0009', '1Z0002'], '1Z0001,1Z0002')).toBe(1);
    expect(changes(['1Z0001', '1Z0002', '1Z0003'], '1Z0001,1Z0002')).toBe(1);
    expect(changes('1Z0009', '1Z0001,1Z0002')).toBe(0);
  });

  it('are said with the receipt, and written under the WRO’s number, else its id', () => {
    const made = plan(['P00042-1', 'P00042-2'], '1Z0001');
    expect(onlyEffect(made).reason).toBe('tracking 1Z0001 of SB/IN/100 was entered in Odoo');
    expect(reasonOf(made)).toContain('tracking 1Z0001 of SB/IN/100 told to WRO 5');
    expect(onlyEffect(made).request).toMatchObject({
      boxes: [{ tracking_number: '1Z0001' }, { tracking_number: 'P00042-2' }],
    });
    const bare = plan(['x', 'y'], '1Z0001', { wro: { purchase_order_number: null } });
    expect(onlyEffect(bare).request).toMatchObject({ boxes: [{}, { tracking_number: '5-2' }] });
  });

  it('are none while the receipt names none, or its goods cannot be announced', () => {
    for (const made of [
      plan(['x', 'y'], null),
      plan(['x', 'y'], '1Z0001', {
        moves: [move(1, 10, { tracking: 'serial' }), move(2, 4)],
      }),
    ]) {
      expect(made.effects).toEqual([]);
      expect(reasonOf(made)).toBe('SB/IN/100 has WRO 5');
    }
  });

  it('are a person’s matter where the link names another WRO, and nobody’s once the goods are under way', () => {
    const other = plan(['x', 'y'], '1Z0001', { link: { shipbobId: '4', data: { tracking: ['x', 'y'], wro_id: 5 } } });
    expect(other.effects).toEqual([]);
    expect(reasonOf(other)).toContain('tracking 1Z0001 of SB/IN/100 is to be entered at ShipBob by hand');
    expect(reasonOf(plan(['x', 'y'], '1Z0001', { wro: { status: 'Arrived' } }))).toBe('SB/IN/100 has WRO 5');
  });
});
