import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../settings.js';
import {
  casesOf,
  codesOf,
  context,
  line,
  move,
  onlyCase,
  onlyEffect,
  picking,
  product,
  productLink,
  products,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan, withPickings } from './fixtures.test.js';
import { wroNumbersOf } from './wro-numbers.js';

describe('when a receipt is announced, by setting', () => {
  it('a person approves the proposed WRO first', () => {
    const made = plan({ products: products([1]) }, { wro: { create_on: 'approve' } });
    expect(made.effects).toEqual([]);
    const found = onlyCase(made);
    expect(found.code).toBe('purchase_orders.awaiting_approval');
    expect(found.proposes).toEqual(plan({ products: products([1]) }).effects);
    expect(found.detail['proposes']).toEqual(found.proposes);
    expect(made.rings.map((ring) => ring.lane)).toEqual(['product:1']);
  });

  it('a field of the order is filled first', () => {
    const settings = { wro: { create_on: 'field' as const, create_field: 'x_send' } };
    const waiting = plan({ order: purchaseOrder({ extra: { x_send: false } }) }, settings);
    expect(waiting.effects).toEqual([]);
    expect(reasonOf(waiting)).toBe('SB/IN/100 is announced once x_send of P00042 is set');
    expect(plan({ order: purchaseOrder({ extra: { x_send: true } }) }, settings).effects).toHaveLength(1);
    expect(plan({ order: purchaseOrder({ extra: { x_send: '2026-12-01' } }) }, settings).effects).toHaveLength(1);
    expect(settingsSchema.safeParse({ wro: { create_on: 'field' } }).error?.issues[0]?.path).toEqual([
      'wro',
      'create_field',
    ]);
  });

  it('drop-shipped goods never are', () => {
    const order = withPickings(picking(100, [move(1, 10)], { picking_type_code: 'dropship', warehouse_id: null }));
    expect(plan({ order: { ...order, warehouse_id: null } }).end.kind).toBe('ignored');
  });
});

describe('one WRO for the whole order, by setting', () => {
  const settings = { wro: { unit: 'order' as const } };
  const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(1, 2), move(2, 4)]));

  it('holds the goods of all its open receipts', () => {
    expect(onlyEffect(plan({ order }, settings))).toMatchObject({
      link: { odooId: 100 },
      request: {
        boxes: [
          {
            items: [
              { sku: 'A-1', quantity: 12 },
              { sku: 'B-2', quantity: 4 },
            ],
          },
        ],
      },
    });
    expect(plan({ order }).effects).toHaveLength(2);
  });

  it('covers them all from then on', () => {
    const wros = [wro(5, { inventory_quantities: [line(1, 12), line(2, 4)] })];
    const made = plan({ order, links: [wroLink(100, 5)], wros }, settings);
    expect([...made.effects, ...casesOf(made)]).toEqual([]);
  });
});

describe('numbers', () => {
  it('may hold the supplier, its reference, the receipt and its place', () => {
    const order = purchaseOrder({ partner_ref: 'INV/77' });
    const settings = { wro: { number_template: '{supplier}-{po.ref}-{picking}-{n}' } };
    expect(onlyEffect(plan({ order }, settings)).businessKey).toBe('Orchard-Ltd-INV-77-SB-IN-100-1');
  });

  it('by setting the supplier’s reference is not looked for', () => {
    const order = purchaseOrder({ partner_ref: 'INV/77' });
    expect(wroNumbersOf(order, context())).toContain('INV-77');
    expect(wroNumbersOf(order, context({ wro: { match_keys: [] } }))).not.toContain('INV-77');
  });
});

describe('the arrival on the centre’s clock', () => {
  const centres = [{ fulfillment_center_id: 10, warehouse: 'SB', time_zone: 'America/Chicago' }];
  const arrival = (scheduled_date: string, more: { now?: string; arrival_hour?: number } = {}) =>
    onlyEffect(
      plan(
        { order: withPickings(picking(100, [move(1, 10)], { scheduled_date })) },
        { centres, wro: more.arrival_hour === undefined ? {} : { arrival_hour: more.arrival_hour } },
        more.now === undefined ? {} : { now: more.now },
      ),
    ).request['expected_arrival_date'];

  it('is the planned day there, at the hour of the setting, on both sides of a change of clocks', () => {
    expect(arrival('2026-12-15T03:00:00Z')).toBe('2026-12-14T18:00:00.000Z');
    expect(arrival('2026-12-15T08:00:00Z', { arrival_hour: 8 })).toBe('2026-12-15T14:00:00.000Z');
    expect(arrival('2027-06-15T12:00:00Z')).toBe('2027-06-15T17:00:00.000Z');
  });

  it('has passed when that hour has, and then is the next weekday there', () => {
    expect(arrival('2026-11-25T23:00:00Z', { now: '2026-11-25T20:00:00Z' })).toBe('2026-11-26T18:00:00.000Z');
    // Saturday in UTC, still Friday in Chicago.
    expect(arrival('2026-11-01T00:00:00Z', { now: '2026-11-28T02:00:00Z' })).toBe('2026-11-30T18:00:00.000Z');
  });

  it('of a zone that does not exist is refused by the settings', () => {
    expect(settingsSchema.safeParse({ centres: [{ ...centres[0], time_zone: 'Chicago' }] }).success).toBe(false);
  });
});

describe('tracking numbers', () => {
  const boxes = (carrier_tracking_ref: string | null, settings: object = {}, extra: Record<string, unknown> = {}) => {
    const receipt = picking(100, [move(1, 10), move(2, 4)], { carrier_tracking_ref, extra });
    const effect = onlyEffect(plan({ order: withPickings(receipt) }, { wro: settings }));
    const all = effect.request['boxes'];
    return Array.isArray(all) ? all.map((box) => (box as { tracking_number: string }).tracking_number) : [];
  };

  it('come from the receipt’s field, one for each box, without words that are no number', () => {
    expect(boxes('1Z999AA10123456784')).toEqual(['1Z999AA10123456784']);
    expect(boxes('FedEx, 7946 4444 3333; master', { box_packaging: 'OneSkuPerBox' })).toEqual([
      '794644443333',
      'P00042-2',
    ]);
    expect(boxes(null, { tracking_field: 'x_tracking' }, { x_tracking: '1Z1234567' })).toEqual(['1Z1234567']);
    expect(boxes('1Z999AA10123456784', { tracking_field: null })).toEqual(['P00042']);
  });

  it('that are entered later are told to a WRO of ours while it is Awaiting', () => {
    const order = withPickings(picking(100, [move(1, 10)], { carrier_tracking_ref: '1Z999AA10123456784' }));
    const link = { ...wroLink(100, 5), data: { tracking: ['P00042'] } };
    const made = plan({ order, links: [link], wros: [wro(5)] });
    expect(onlyEffect(made)).toMatchObject({
      operation: 'shipbob.wro.update',
      request: { wro_id: 5, boxes: [{ tracking_number: '1Z999AA10123456784' }] },
      link: { odooId: 100, shipbobType: 'wro' },
    });
    const known = { ...link, data: { tracking: ['1Z999AA10123456784'] } };
    expect(plan({ order, links: [known], wros: [wro(5)] }).effects).toEqual([]);
    expect(plan({ order, links: [wroLink(100, 5)], wros: [wro(5)] }).effects).toEqual([]);
    const older = plan({ order, links: [link], wros: [wro(5)] }, {}, { version: '2026-01' });
    expect(older.effects).toEqual([]);
    expect(reasonOf(older)).toContain('is to be entered at ShipBob by hand');
    expect(plan({ order, links: [link], wros: [wro(5, { status: 'Arrived' })] }).effects).toEqual([]);
  });
});

describe('lots', () => {
  const lot = (name: string, quantity: number, expiration_date: string | null = '2027-06-01T00:00:00Z') => ({
    name,
    quantity,
    expiration_date,
  });
  const receive = (lots: ReturnType<typeof lot>[], settings: object = {}) =>
    plan(
      { order: withPickings(picking(100, [move(1, 10, { tracking: 'lot', lots }), move(2, 4)])) },
      { wro: settings },
    );

  it('that the receipt names with their dates are announced, each as its own item', () => {
    expect(onlyEffect(receive([lot('L2', 4), lot('L1', 6)])).request).toMatchObject({
      boxes: [
        {
          items: [
            { sku: 'A-1', quantity: 6, lot_number: 'L1', lot_date: '2027-06-01T00:00:00.000Z' },
            { sku: 'A-1', quantity: 4, lot_number: 'L2' },
            { sku: 'B-2', quantity: 4 },
          ],
        },
      ],
    });
  });

  it.each([
    ['none is named', [], 'no lot is named on the receipt'],
    ['one has no date', [lot('L1', 10, null)], 'lot L1 has no date'],
    ['they do not add up', [lot('L1', 6)], 'its lots add up to 6 of 10'],
  ])('hold the receipt while %s, with the fee at stake', (_when, lots, why) => {
    const found = onlyCase(receive(lots));
    expect(found.code).toBe('purchase_orders.lots_needed');
    expect(found.cause).toContain(why);
    expect(found.detail).toMatchObject({ products: [{ sku: 'A-1', tracking: 'lot', why }], money_at_stake: 20 });
  });

  it('unknown ones are announced under a placeholder by setting, and flagged as a risk', () => {
    const made = receive([], { lot_policy: 'placeholder', lot_placeholder_days: 10 });
    expect(onlyEffect(made).request).toMatchObject({
      boxes: [
        {
          items: [
            { sku: 'A-1', quantity: 10, lot_number: 'PENDING-P00042', lot_date: '2026-12-25T08:00:00.000Z' },
            { sku: 'B-2' },
          ],
        },
      ],
    });
    expect(onlyCase(made)).toMatchObject({ code: 'purchase_orders.uro_risk', detail: { money_at_stake: 20 } });
  });

  it('serial numbers are announced by quantity, by setting', () => {
    const order = withPickings(picking(100, [move(1, 3, { tracking: 'serial' })]));
    expect(onlyEffect(plan({ order }, { wro: { serials: 'announce' } })).request).toMatchObject({
      boxes: [{ items: [{ quantity: 3 }] }],
    });
    expect(codesOf(plan({ order }))).toEqual(['purchase_orders.lots_needed']);
  });
});

describe('fractions by setting', () => {
  const receive = (rounding: 'ceil' | 'floor', quantity = 2.5) =>
    plan({ order: withPickings(picking(100, [move(1, quantity), move(2, 3)])) }, { wro: { rounding } });

  it('are rounded up or down, and the rounded WRO is not taken for a changed one', () => {
    const quantityOf = (made: ReturnType<typeof plan>) => JSON.stringify(onlyEffect(made).request['boxes']);
    expect(quantityOf(receive('ceil'))).toContain('"quantity":3');
    expect(quantityOf(receive('floor'))).toContain('"quantity":2');
    expect(quantityOf(receive('floor', 0.4))).not.toContain('A-1');
    const order = withPickings(picking(100, [move(1, 2.5)]));
    const linked = { order, links: [wroLink(100, 5)], wros: [wro(5, { inventory_quantities: [line(1, 3)] })] };
    expect(codesOf(plan(linked, { wro: { rounding: 'ceil', tolerance_units: 0 } }))).toEqual([]);
  });

  it('of less than one, rounded down, leave nothing to announce', () => {
    const made = plan({ order: withPickings(picking(100, [move(1, 0.4)])) }, { wro: { rounding: 'floor' } });
    expect(made.effects).toEqual([]);
    expect(reasonOf(made)).toContain('nothing whole is left');
  });
});

describe('more than one WRO takes', () => {
  const ids = Array.from({ length: 120 }, (_, index) => index + 1);
  const known = Object.fromEntries(
    ids.map((id) => {
      const sku = `S${id}`;
      return [String(id), { product: product({ id, default_code: sku }), link: productLink(id, sku) }];
    }),
  );
  const order = withPickings(
    picking(
      100,
      ids.map((id) => move(id, 1)),
    ),
  );
  const settings = { wro: { box_packaging: 'OneSkuPerBox' as const } };
  const skuLine = (id: number) => ({ ...line(id, 1), sku: `S${id}` });

  it('is split into several WROs of 50 boxes, each under its own number and link', () => {
    const made = plan({ order, products: known }, settings);
    expect(
      made.effects.map(({ businessKey, link, request }) => [businessKey, link?.odooModel, countOf(request)]),
    ).toEqual([
      ['P00042', 'stock.picking', 50],
      ['P00042-2', 'stock.picking#2', 50],
      ['P00042-3', 'stock.picking#3', 20],
    ]);
    expect(wroNumbersOf(order, context(settings))).toEqual(expect.arrayContaining(['P00042-2', 'P00042-3']));
    const pallets = plan({ order, products: known }, { wro: { ...settings.wro, package: 'Pallet' } });
    expect(pallets.effects).toHaveLength(1);
  });

  it('goes on where a split was cut off, and then is complete', () => {
    const first = wro(5, { inventory_quantities: ids.slice(0, 50).map(skuLine) });
    const second = {
      ...wro(6, { inventory_quantities: ids.slice(50, 100).map(skuLine) }),
      purchase_order_number: 'P00042-2',
    };
    const partLink = { ...wroLink(100, 6), odooModel: 'stock.picking#2' };
    const half = plan({ order, products: known, links: [wroLink(100, 5), partLink], wros: [first, second] }, settings);
    expect(onlyEffect(half)).toMatchObject({ businessKey: 'P00042-3', link: { odooModel: 'stock.picking#3' } });
    const third = {
      ...wro(7, { inventory_quantities: ids.slice(100).map(skuLine) }),
      purchase_order_number: 'P00042-3',
    };
    const links = [wroLink(100, 5), partLink, { ...wroLink(100, 7), odooModel: 'stock.picking#3' }];
    const whole = plan({ order, products: known, links, wros: [first, second, third] }, settings);
    expect([...whole.effects, ...casesOf(whole)]).toEqual([]);
  });
});

const countOf = (request: Record<string, unknown>): number =>
  Array.isArray(request['boxes']) ? request['boxes'].length : 0;
