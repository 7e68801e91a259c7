import { describe, expect, it } from 'vitest';
import type { OdooQuant, ShipBobInventoryChange, ShipBobInventoryLevel } from '../seen.js';
import { type CutEvidence, compareStock } from './compare.js';
import { explainDifference, inFlight } from './explain.js';

const rules = { quiet_minutes: 30, by_lot: true };
const AT = '2026-11-25T10:00:00Z';
const stock = (location_id: number, on_hand_quantity: number, internal_transfer_quantity = 0) => ({
  location_id,
  name: `Centre ${location_id}`,
  on_hand_quantity,
  committed_quantity: 0,
  fulfillable_quantity: on_hand_quantity,
  awaiting_quantity: 0,
  internal_transfer_quantity,
});
const level = (id: number, ...locations: ReturnType<typeof stock>[]): ShipBobInventoryLevel => ({
  inventory_id: 1000 + id,
  sku: `P-${id}`,
  name: `Product ${id}`,
  locations,
});
const quant = (product_id: number, quantity: number, lot: string | null = null, location_id = 70): OdooQuant => ({
  product_id,
  location_id,
  lot,
  quantity,
});
const product = (id: number, tracking: 'none' | 'lot' = 'none') => ({
  inventory_id: 1000 + id,
  product_id: id,
  sku: `P-${id}`,
  tracking,
  is_kit: false,
});
const place = (location_id: number, ...centre_ids: number[]) => ({
  location_id,
  name: `SB/${location_id}`,
  centre_ids,
  location_ids: [location_id],
});
const cut = (more: Partial<CutEvidence>) =>
  compareStock(
    {
      at: AT,
      products: [product(1)],
      places: [place(70, 10)],
      levels: [],
      lots: [],
      quants: [],
      history: null,
      quarantines: [],
      merges: [],
      previous: null,
      ...more,
    },
    rules,
  );
const rowsOf = (more: Partial<CutEvidence>) =>
  cut(more).rows.map((row) => [row.sku, row.location_id, row.lot, row.shipbob, row.odoo]);
const side = (quantity_change: number): ShipBobInventoryChange => ({
  facility_id: 10,
  sku: null,
  quantity_change,
  committed_quantity_change: 0,
  lot_number: null,
  expiration_date: null,
  inventory_status: null,
});
const event = (decrement: number, event_category: string, event_datetime = '2026-11-20T00:00:00Z') => ({
  inventory_audit_event_id: 1,
  inventory_id: 1001,
  event_category,
  event_datetime,
  shipbob_order_id: null,
  increment: null,
  decrement: side(decrement),
  additional_reference: [],
});
const history = (...events: ReturnType<typeof event>[]) => ({
  from: '2026-10-26T00:00:00Z',
  events,
  moves: [],
  subjects: { wros: {}, pickings: {} },
});

describe('a row of a cut', () => {
  it('is one product at one place: what lies elsewhere or is another’s does not count', () => {
    const products = [product(1), product(2)];
    const places = [place(70, 10), place(80, 20)];
    const levels = [level(1, stock(10, 5), stock(20, 6)), level(2, stock(10, 7))];
    const quants = [quant(1, 3), quant(1, 4, null, 80), quant(2, 7), quant(2, 9, null, 99)];
    const found = cut({ products, places, levels, quants });
    expect(found.rows.map((row) => [row.sku, row.location_id, row.lot, row.shipbob, row.odoo])).toEqual([
      ['P-1', 70, null, 5, 3],
      ['P-1', 80, null, 6, 4],
    ]);
    expect(found.rows[0]).toMatchObject({ location: 'SB/70', centre_ids: [10] });
    expect(found).toMatchObject({ at: AT, history_from: null, compared: 4, equal: 2 });
  });

  it('is there for a product that only one side knows', () => {
    expect(rowsOf({ quants: [quant(1, 3)] })).toEqual([['P-1', 70, null, 0, 3]]);
    expect(rowsOf({ levels: [level(1, stock(10, 5))] })).toEqual([['P-1', 70, null, 5, 0]]);
    expect(cut({}).rows).toEqual([]);
  });

  it('is one for each lot that either side has something of, at the place’s centres only', () => {
    const lots = [
      {
        inventory_id: 1001,
        sku: 'P-1',
        name: '',
        lots: [
          { lot_number: 'L1', lot_date: null, on_hand_quantity: 9, locations: [stock(10, 4), stock(20, 5)] },
          { lot_number: 'L2', lot_date: null, on_hand_quantity: 3, locations: [stock(20, 3)] },
          { lot_number: null, lot_date: null, on_hand_quantity: 2, locations: [stock(10, 2)] },
        ],
      },
      { inventory_id: 1002, sku: 'P-2', name: '', lots: [] },
    ];
    const found = { products: [product(1, 'lot')], lots };
    expect(rowsOf({ ...found, levels: [level(1, stock(10, 6), stock(20, 8))] })).toEqual([
      ['P-1', 70, 'L1', 4, 0],
      ['P-1', 70, null, 2, 0],
    ]);
    expect(rowsOf({ ...found, levels: [level(1, stock(10, 4))], quants: [quant(1, 1, 'L3')] })).toEqual([
      ['P-1', 70, 'L1', 4, 0],
      ['P-1', 70, 'L3', 0, 1],
    ]);
    // A lot that lies elsewhere only, and goods without one, are no row of this place while neither side has any.
    const here = { ...found, levels: [level(1, stock(10, 4))], quants: [quant(1, 4, 'L1')] };
    expect(cut({ ...here, lots: lots.map((one) => ({ ...one, lots: one.lots.slice(0, 2) })) })).toMatchObject({
      ...{ compared: 1, equal: 1, rows: [] },
    });
    expect(rowsOf({ products: [product(2, 'lot')], lots, levels: [level(2, stock(10, 3))] })).toEqual([
      ['P-2', 70, null, 3, 0],
    ]);
    expect(rowsOf({ products: [product(2, 'lot')], levels: [level(2, stock(10, 3))] })).toEqual([
      ['P-2', 70, null, 3, 0],
    ]);
  });

  it('moves as long as something moved within the quiet time, to the second', () => {
    const state = (at: string) =>
      cut({ levels: [level(1, stock(10, 5))], history: history(event(1, 'InventoryAdjusted', at)) }).rows[0]?.state;
    expect([state('2026-11-25T09:30:00Z'), state('2026-11-25T09:30:01Z')]).toEqual(['differs', 'moving']);
  });

  it('that moves is not confirmed, and not merged, by a cut before that showed the same', () => {
    const more = {
      ...{ products: [product(1), product(2)], levels: [level(1, stock(10, 5))], quants: [quant(2, 5)] },
      merges: [{ from_inventory_id: 1002, into_inventory_id: 1001 }],
    };
    const before = cut(more);
    expect(before.rows.map(({ sku, merge }) => [sku, merge])).toEqual([
      ['P-1', { inventory_id: 1002, side: 'from' }],
      ['P-2', { inventory_id: 1001, side: 'into' }],
    ]);
    const soon = { ...history(event(0, 'InventoryAdjusted', '2026-11-25T09:59:00Z')) };
    const events = soon.events.map((one) => ({ ...one, increment: side(1), decrement: null }));
    const moving = cut({ ...more, history: { ...soon, events }, previous: before }).rows;
    expect(moving.map(({ sku, state, merged_with }) => [sku, state, merged_with])).toEqual([
      ['P-1', 'moving', null],
      ['P-2', 'confirmed', null],
    ]);
  });

  it('has what left for another centre on the way as far as ShipBob says so', () => {
    const of = (...events: ReturnType<typeof event>[]) =>
      cut({ levels: [level(1, stock(10, 5, 2), stock(10, 0, 1))], quants: [quant(1, 9)], history: history(...events) })
        .rows[0];
    expect(of(event(4, 'InventoryFacilityUpdated'))).toMatchObject({
      in_flight: -3,
      difference: -1,
      shown: { internal_transfer: 3 },
    });
    expect(of(event(4, 'InventoryAdjusted'))).toMatchObject({ in_flight: 0, difference: -4 });
  });

  it('is confirmed by the same row of the cut before only', () => {
    const places = [place(70, 10), place(80, 20)];
    const levels = [level(1, stock(10, 5), stock(20, 5))];
    const first = cut({ places, levels });
    const one = first.rows.filter((row) => row.location_id === 80);
    const again = cut({ places, levels, previous: { rows: one } });
    expect(again.rows.map(({ location_id, state }) => [location_id, state])).toEqual([
      [70, 'differs'],
      [80, 'confirmed'],
    ]);
  });
});

describe('goods in quarantine', () => {
  it('are told by the beginning of the SKU, else of the name', () => {
    const named = (sku: string, name: string) => ({ ...level(9, stock(10, 4)), inventory_id: 5000, sku, name });
    const shipbob = (sku: string, name: string) => cut({ levels: [named(sku, name)] }).quarantine.shipbob;
    expect([shipbob('QUARANTINE_x', ''), shipbob('', 'quarantine_x'), shipbob('A', 'quarantine_x')]).toEqual([4, 4, 0]);
    expect(shipbob('my_quarantine_x', '')).toBe(0);
  });
});

it('goods in quarantine at centres without one are told together, by their centres in order', () => {
  const at = (...locations: ReturnType<typeof stock>[]) =>
    cut({
      levels: [{ ...level(9, ...locations), inventory_id: 5000, sku: 'Quarantine_Acme' }],
      quarantines: [
        { location: 'SB/Quarantine', centre_ids: [10], quantity: 5 },
        { location: 'WH/Quarantine', centre_ids: [11], quantity: 0 },
      ],
    }).quarantine.places;
  const own = { location: 'SB/Quarantine', centre_ids: [10], shipbob: 0, odoo: 5 };
  expect(at(stock(30, 2), stock(20, 1), stock(40, 0))).toEqual([
    own,
    { location: null, centre_ids: [20, 30], shipbob: 3, odoo: 0 },
  ]);
  expect(at()).toEqual([own]);
});

describe('a merge at ShipBob', () => {
  const merges = [{ from_inventory_id: 1002, into_inventory_id: 1001 }];
  const pair = (more: Partial<CutEvidence>) =>
    cut({ products: [product(1), product(2), product(3)], merges, ...more }).rows.map((row) => [
      row.sku,
      row.location_id,
      row.merged_with,
      row.unknown,
      row.causes.map(({ units, what }) => [units, what]),
    ]);

  it('explains as much as went from one to the other', () => {
    const levels = [level(1, stock(10, 12))];
    expect(pair({ levels, quants: [quant(1, 4), quant(2, 5)] })).toEqual([
      ['P-1', 70, 'P-2', 3, [[5, 'merged with P-2 at ShipBob']]],
      ['P-2', 70, 'P-1', 0, [[-5, 'merged with P-1 at ShipBob']]],
    ]);
  });

  it('pairs differences of the other sign at the same place, of those two only', () => {
    const levels = [level(1, stock(10, 2)), level(3, stock(10, 9))];
    expect(pair({ levels, quants: [quant(1, 4), quant(2, 5)] }).map(([sku, , other]) => [sku, other])).toEqual([
      ['P-1', null],
      ['P-2', null],
      ['P-3', null],
    ]);
    const apart = {
      places: [place(70, 10), place(80, 20)],
      levels: [level(1, stock(20, 5))],
      quants: [quant(2, 5)],
    };
    expect(pair(apart).map(([sku, , other]) => [sku, other])).toEqual([
      ['P-1', null],
      ['P-2', null],
    ]);
  });

  it('pairs one lot with the same lot only', () => {
    const lotOf = (id: number, lot_number: string, units: number) => ({
      ...{ inventory_id: 1000 + id, sku: `P-${id}`, name: '' },
      lots: [{ lot_number, lot_date: null, on_hand_quantity: units, locations: [stock(10, units)] }],
    });
    const merged = (lot: string) =>
      cut({
        ...{ products: [product(1, 'lot'), product(2, 'lot')], merges, levels: [level(1, stock(10, 5))] },
        ...{ lots: [lotOf(1, 'L1', 5)], quants: [quant(2, 5, lot)] },
      }).rows.map((row) => row.merged_with);
    expect([merged('L1'), merged('L2')]).toEqual([
      ['P-2', 'P-1'],
      [null, null],
    ]);
  });

  it('explains nothing where other causes explain more than there is', () => {
    const events = [{ ...event(0, 'InventoryAdjusted'), increment: side(7), decrement: null }];
    const found = pair({ levels: [level(1, stock(10, 5))], quants: [quant(2, 5)], history: { ...history(), events } });
    expect(found[0]).toEqual(['P-1', 70, 'P-2', -2, [[7, 'InventoryAdjusted']]]);
  });

  it('explains nothing that other causes explain', () => {
    const found = pair({
      levels: [level(1, stock(10, 5))],
      quants: [quant(2, 5)],
      history: {
        ...history(),
        events: [{ ...event(0, 'InventoryAdjusted'), increment: side(5), decrement: null }],
      },
    });
    expect(found[0]).toEqual(['P-1', 70, 'P-2', 0, [[5, 'InventoryAdjusted']]]);
  });
});

describe('causes', () => {
  const from = '2026-10-26T00:00:00Z';
  const move = (subject: string | null, units: number, what: string, at = AT, note: string | null = null) => ({
    subject,
    units,
    at,
    what,
    note,
  });

  it('of one record name what both sides call it, each once', () => {
    const { causes } = explainDifference(-2, {
      shipbob: [move('order:1', -3, 'OrderPicked'), move('order:1', -1, 'OrderPicked')],
      odoo: [move('order:1', -2, 'SB/OUT/1')],
      from,
      marginHours: 72,
    });
    expect(causes).toEqual([
      { kind: 'shipped_not_booked', subject: 'order:1', units: -2, what: 'OrderPicked, SB/OUT/1' },
    ]);
  });

  it('of ShipBob alone name its reason where it gives one', () => {
    const { causes } = explainDifference(-3, {
      shipbob: [move(null, -2, 'InventoryAdjusted', AT, 'lost'), move(null, -1, 'InventoryAdjusted')],
      odoo: [],
      from,
      marginHours: 72,
    });
    expect(causes.map(({ what }) => what)).toEqual(['InventoryAdjusted: lost', 'InventoryAdjusted']);
  });

  it('on one side only count from the end of the margin on, also when one of several movements is earlier', () => {
    const at = (...times: string[]) =>
      explainDifference(-1, {
        shipbob: times.map((time) => move('order:1', -1, 'OrderPicked', time)),
        odoo: [],
        from,
        marginHours: 72,
      }).causes.length;
    expect(at('2026-10-28T23:59:59Z')).toBe(0);
    expect(at('2026-10-29T00:00:00Z')).toBe(1);
    expect(at('2026-10-28T00:00:00Z', '2026-11-20T00:00:00Z')).toBe(0);
    const odoo = [move('order:1', -1, 'SB/OUT/1', '2026-10-28T00:00:00Z')];
    expect(explainDifference(1, { shipbob: [], odoo, from, marginHours: 72 }).causes).toEqual([]);
  });

  it('that came from another centre are not on the way', () => {
    const transfer = { kind: 'shipbob_transfer' as const, subject: null, units: 4, what: '' };
    expect(inFlight([transfer], 9)).toBe(0);
    expect(inFlight([{ ...transfer, kind: 'shipbob_adjusted', units: -4 }], 9)).toBe(0);
  });
});
