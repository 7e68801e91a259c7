import { describe, expect, it } from 'vitest';
import type { OdooStockMove, ShipBobInventoryChange, ShipBobInventoryEvent } from '../seen.js';
import { odooMovements, shipbobMovements } from './movements.js';

const product = { inventory_id: 1001, product_id: 1, sku: 'P-1', tracking: 'none' as const, is_kit: false };
const place = { location_id: 70, name: 'SB/Stock', centre_ids: [10, 11], location_ids: [70, 71] };
const subjects = { wros: { '7': 'purchase-order:3' }, pickings: { '30': 'order:60' } };
const AT = '2026-11-20T00:00:00Z';

const side = (quantity_change: number, more: Partial<ShipBobInventoryChange> = {}): ShipBobInventoryChange => ({
  facility_id: 10,
  sku: null,
  quantity_change,
  committed_quantity_change: 0,
  lot_number: null,
  expiration_date: null,
  inventory_status: null,
  ...more,
});
const event = (more: Partial<ShipBobInventoryEvent>): ShipBobInventoryEvent => ({
  inventory_audit_event_id: 1,
  inventory_id: 1001,
  event_category: 'InventoryAdjusted',
  event_datetime: AT,
  shipbob_order_id: null,
  increment: null,
  decrement: null,
  additional_reference: [],
  ...more,
});
const moves = (events: ShipBobInventoryEvent[], lot?: string | null) =>
  shipbobMovements({ events, moves: [], subjects }, product, place, lot);
const units = (events: ShipBobInventoryEvent[], lot?: string | null) => moves(events, lot).map((one) => one.units);

describe('what ShipBob did', () => {
  it('adds what came and takes off what went, whatever the sign it is written with', () => {
    expect(
      units([event({ increment: side(3) }), event({ decrement: side(2) }), event({ decrement: side(-4) })]),
    ).toEqual([3, -2, -4]);
    expect(units([event({ increment: side(5), decrement: side(2) })])).toEqual([3]);
    expect(units([event({ increment: side(5), decrement: side(5) }), event({})])).toEqual([]);
  });

  it('counts at the centres of the place only, and of the item only', () => {
    const elsewhere = [side(3, { facility_id: 12 }), side(3, { facility_id: null })];
    expect(units(elsewhere.map((increment) => event({ increment })))).toEqual([]);
    expect(units([event({ increment: side(3), decrement: side(3, { facility_id: 12 }) })])).toEqual([3]);
    expect(units([event({ increment: side(2, { facility_id: 11 }) })])).toEqual([2]);
    expect(units([event({ inventory_id: 1002, increment: side(3) })])).toEqual([]);
  });

  it('counts of one lot, of no lot, or of all', () => {
    const events = [event({ increment: side(1, { lot_number: ' L1 ' }) }), event({ increment: side(2) })];
    expect([units(events, 'L1'), units(events, null), units(events)]).toEqual([[1], [2], [1, 2]]);
  });

  it('belongs to the record that it names', () => {
    const of = (more: Partial<ShipBobInventoryEvent>) => moves([event({ increment: side(1), ...more })])[0];
    const named = (key: string, value: string | null) => ({ additional_reference: [{ key, value }] });
    expect(of({ shipbob_order_id: 60, ...named('WroId', '7') })?.subject).toBe('order:60');
    expect(of(named('WRO', '7'))?.subject).toBe('purchase-order:3');
    expect(of(named('ReceivingOrderId', '8'))?.subject).toBe('wro:8');
    expect(of(named('ReturnId', '9'))?.subject).toBe('return:9');
    expect(of(named('ReturnId', '123'))?.subject).toBe('return:123');
    expect(of({ event_category: 'AttributeUpdated', ...named('WroId', '7') })?.subject).toBeNull();
    expect(of(named('WroId', 'x7'))?.subject).toBeNull();
    expect(of(named('WroId', '7x'))?.subject).toBeNull();
    expect(of(named('WroId', null))?.subject).toBeNull();
    expect(of(named('Carrier', '7'))?.subject).toBeNull();
  });

  it('says why, where it belongs to none', () => {
    const of = (key: string, value: string | null) =>
      moves([event({ increment: side(1), additional_reference: [{ key, value }] })])[0];
    for (const key of ['Reason', 'comments', 'Note'])
      expect(of(key, ' damaged ')).toEqual({
        subject: null,
        units: 1,
        at: AT,
        what: 'InventoryAdjusted',
        note: 'damaged',
      });
    expect(of('Other', 'damaged')?.note).toBeNull();
    expect(of('ReturnId', '9')?.note).toBeNull();
    expect(moves([event({ increment: side(1), event_datetime: null })])[0]?.at).toBe('');
  });
});

describe('what moved in Odoo', () => {
  const move = (more: Partial<OdooStockMove>): OdooStockMove => ({
    product_id: 1,
    lot: null,
    quantity: 4,
    date: AT,
    location_id: 5,
    location_dest_id: 71,
    picking_id: null,
    purchase_id: null,
    reference: 'SB/INT/1',
    ...more,
  });
  const found = (all: OdooStockMove[], lot?: string | null) =>
    odooMovements({ events: [], moves: all, subjects }, product, place, lot);

  it('is what came into the place or left it; inside it nothing moves', () => {
    const all = [
      move({}),
      move({ location_id: 70, location_dest_id: 5 }),
      move({ location_id: 70 }),
      move({ location_dest_id: 8 }),
      move({ product_id: 2 }),
    ];
    expect(found(all).map((one) => one.units)).toEqual([4, -4]);
  });

  it('is of one lot, of no lot, or of all', () => {
    const all = [move({ lot: 'L1', quantity: 1 }), move({ quantity: 2 })];
    expect([found(all, 'L1'), found(all, null), found(all)].map((some) => some.map((one) => one.units))).toEqual([
      [1],
      [2],
      [1, 2],
    ]);
  });

  it('of a transfer for several records is as much of each as its share of that product and lot; the rest stays as it was', () => {
    const share = (lane: string, quantity: number, more: object = {}) => ({
      ...{ lane, product_id: 1, lot: null, quantity },
      ...more,
    });
    const out = move({ location_id: 70, location_dest_id: 5, picking_id: 40, quantity: 6 });
    const parts = (shares: ReturnType<typeof share>[], one = out) =>
      odooMovements(
        { events: [], moves: [one], subjects: { ...subjects, shares: { '40': shares } } },
        product,
        place,
        one.lot,
      ).map(({ subject, units: count }) => [subject, count]);
    const others = [share('order:3', 9, { product_id: 2 }), share('order:4', 9, { lot: 'L1' }), share('order:5', 0)];
    expect(parts([...others, share('order:1', 2), share('order:2', 3)])).toEqual([
      ['order:1', -2],
      ['order:2', -3],
      [null, -1],
    ]);
    expect(parts([share('order:1', 4), share('order:2', 3), share('order:6', 1)])).toEqual([
      ['order:1', -4],
      ['order:2', -2],
    ]);
    expect(parts([...others, share('order:1', 6)], { ...out, lot: 'L1' })).toEqual([['order:4', -6]]);
    expect(parts([share('order:1', 9)], move({ picking_id: 40 }))).toEqual([['order:1', 4]]);
    expect(parts([share('order:1', 9)], move({ picking_id: 41 }))).toEqual([[null, 4]]);
  });

  it('belongs to the record its transfer is linked to, else to its purchase order', () => {
    expect(found([move({ picking_id: 30, purchase_id: 3 })])).toEqual([
      { subject: 'order:60', units: 4, at: AT, what: 'SB/INT/1', note: null },
    ]);
    expect(found([move({ picking_id: 31, purchase_id: 3 })])[0]?.subject).toBe('purchase-order:3');
    expect(found([move({})])[0]?.subject).toBeNull();
  });
});
