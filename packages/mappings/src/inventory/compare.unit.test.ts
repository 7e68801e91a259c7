import { describe, expect, it } from 'vitest';
import type { OdooStockMove, ShipBobInventoryEvent, ShipBobInventoryLevel } from '../seen.js';
import { type CutEvidence, compareStock } from './compare.js';

const AT = '2026-11-25T10:00:00Z';
const rules = { quiet_minutes: 30, by_lot: true };
const stock = (location_id: number, on_hand_quantity: number, more: object = {}) => ({
  location_id,
  name: `Centre ${location_id}`,
  on_hand_quantity,
  committed_quantity: 1,
  fulfillable_quantity: on_hand_quantity - 1,
  awaiting_quantity: 7,
  internal_transfer_quantity: 0,
  ...more,
});
const level = (inventory_id: number, sku: string, ...locations: ReturnType<typeof stock>[]): ShipBobInventoryLevel => ({
  inventory_id,
  sku,
  name: sku,
  locations,
});
const product = (id: number, more: object = {}) => ({
  inventory_id: 1000 + id,
  product_id: id,
  sku: `P-${id}`,
  tracking: 'none' as const,
  is_kit: false,
  ...more,
});
const event = (more: Partial<ShipBobInventoryEvent> & { change: number; lot?: string }): ShipBobInventoryEvent => {
  const { change, lot, ...rest } = more;
  const side = {
    facility_id: 10,
    sku: null,
    quantity_change: Math.abs(change),
    committed_quantity_change: 0,
    lot_number: lot ?? null,
    expiration_date: null,
    inventory_status: null,
  };
  return {
    inventory_audit_event_id: 1,
    inventory_id: 1001,
    event_category: 'InventoryAdjusted',
    event_datetime: '2026-11-20T00:00:00Z',
    shipbob_order_id: null,
    increment: change > 0 ? side : null,
    decrement: change < 0 ? side : null,
    additional_reference: [],
    ...rest,
  };
};
const moved = (more: Partial<OdooStockMove>): OdooStockMove => ({
  product_id: 1,
  lot: null,
  quantity: 1,
  date: '2026-11-20T00:00:00Z',
  location_id: 5,
  location_dest_id: 70,
  picking_id: null,
  purchase_id: null,
  reference: 'SB/INT/1',
  ...more,
});
const evidence = (more: Partial<CutEvidence> = {}): CutEvidence => ({
  at: AT,
  products: [product(1)],
  places: [{ location_id: 70, name: 'SB/Stock', centre_ids: [10], location_ids: [70, 71] }],
  levels: [level(1001, 'P-1', stock(10, 20))],
  lots: [],
  quants: [{ product_id: 1, location_id: 70, lot: null, quantity: 20 }],
  history: null,
  quarantines: [],
  merges: [],
  previous: null,
  ...more,
});
const history = (events: ShipBobInventoryEvent[], moves: OdooStockMove[] = []) => ({
  from: '2026-10-26T00:00:00Z',
  events,
  moves,
  subjects: { wros: { '7': 'purchase-order:3' }, pickings: { '30': 'order:60' } },
});
const nine = [{ product_id: 1, location_id: 70, lot: null, quantity: 9 }];

describe('a cut', () => {
  it('compares what is on hand, and only shows what is committed, awaited and sellable', () => {
    expect(compareStock(evidence(), rules)).toMatchObject({ compared: 1, equal: 1, rows: [] });
    const [row] = compareStock(evidence({ quants: nine }), rules).rows;
    expect(row).toMatchObject({ sku: 'P-1', shipbob: 20, odoo: 9, difference: 11, state: 'differs', unknown: 11 });
    expect(row?.shown).toEqual({ committed: 1, fulfillable: 19, awaiting: 7, internal_transfer: 0 });
  });

  it('counts what lies below a location, and centres that share one together', () => {
    const quants = [...nine, { product_id: 1, location_id: 71, lot: null, quantity: 16 }];
    const places = [{ location_id: 70, name: 'SB/Stock', centre_ids: [10, 11], location_ids: [70, 71] }];
    const levels = [level(1001, 'P-1', stock(10, 20), stock(11, 5))];
    expect(compareStock(evidence({ quants, places, levels }), rules)).toMatchObject({ equal: 1, rows: [] });
  });

  it('takes what is on its way into account, by the records both sides name', () => {
    const events = [
      event({ change: -2, shipbob_order_id: 60, event_category: 'OrderPicked' }),
      event({ change: -3, shipbob_order_id: 61, event_category: 'OrderPicked' }),
      event({ change: 10, event_category: 'ReceivingStow', additional_reference: [{ key: 'WroId', value: '7' }] }),
      event({
        change: 1,
        event_category: 'InventoryRestocked',
        additional_reference: [{ key: 'ReturnId', value: '5' }],
      }),
    ];
    const moves = [
      moved({ quantity: 2, picking_id: 30, location_id: 70, location_dest_id: 5 }),
      moved({ quantity: 6, picking_id: 31, purchase_id: 3 }),
    ];
    // Odoo lacks the order's 3, four of the receipt's and the return's one: 18 = 20 + 3 - 4 - 1.
    const quants = [{ product_id: 1, location_id: 70, lot: null, quantity: 18 }];
    const cut = compareStock(evidence({ quants, history: history(events, moves) }), rules);
    expect(cut).toMatchObject({ compared: 1, equal: 1, rows: [] });
    const less = [{ product_id: 1, location_id: 70, lot: null, quantity: 17 }];
    const [row] = compareStock(evidence({ quants: less, history: history(events, moves) }), rules).rows;
    expect(row).toMatchObject({ in_flight: 2, difference: 1, unknown: 1 });
    expect(row?.causes.map(({ kind, subject, units }) => [kind, subject, units])).toEqual([
      ['stowed_not_booked', 'purchase-order:3', 4],
      ['shipped_not_booked', 'order:61', -3],
      ['return_not_booked', 'return:5', 1],
    ]);
  });

  it('leaves out what moved on either side just before it', () => {
    const soon = '2026-11-25T09:45:00Z';
    for (const told of [history([event({ change: 1, event_datetime: soon })]), history([], [moved({ date: soon })])]) {
      const [row] = compareStock(evidence({ quants: nine, history: told }), rules).rows;
      expect(row?.state).toBe('moving');
      expect(
        compareStock(evidence({ quants: nine, history: told }), { ...rules, quiet_minutes: 5 }).rows[0]?.state,
      ).toBe('differs');
    }
  });

  it('confirms a difference only when the cut before shows the same one', () => {
    const first = compareStock(evidence({ quants: nine }), rules);
    const again = (quantity: number, previous = first) =>
      compareStock(evidence({ quants: [{ product_id: 1, location_id: 70, lot: null, quantity }], previous }), rules);
    expect(again(9).rows[0]?.state).toBe('confirmed');
    expect(again(8).rows[0]?.state).toBe('differs');
    expect(again(9, again(9)).rows[0]?.state).toBe('confirmed');
    expect(again(9, again(20)).rows[0]?.state).toBe('differs');
    const row = first.rows.map((one) => ({ ...one, state: 'moving' as const }));
    expect(again(9, { ...first, rows: row }).rows[0]?.state).toBe('differs');
  });

  it('compares lot by lot, what ShipBob names no lot for too, or all lots together by setting', () => {
    const products = [product(1, { tracking: 'lot' })];
    const lots = [
      {
        inventory_id: 1001,
        sku: 'P-1',
        name: 'P-1',
        lots: [{ lot_number: 'L1', lot_date: null, on_hand_quantity: 15, locations: [stock(10, 15)] }],
      },
    ];
    const quants = ['L1', 'L2'].map((lot) => ({ product_id: 1, location_id: 70, lot, quantity: 10 }));
    const cut = compareStock(evidence({ products, lots, quants }), rules);
    expect(cut.rows.map((row) => [row.lot, row.shipbob, row.odoo, row.difference])).toEqual([
      ['L1', 15, 10, 5],
      ['L2', 0, 10, -10],
      [null, 5, 0, 5],
    ]);
    expect(compareStock(evidence({ products, lots, quants }), { ...rules, by_lot: false }).equal).toBe(1);
    const relabelled = history([event({ change: 5, lot: 'L1', event_category: 'AttributeUpdated' })]);
    const [l1, l2] = compareStock(evidence({ products, lots, quants, history: relabelled }), rules).rows;
    expect([l1?.causes[0]?.kind, l1?.unknown, l2?.causes]).toEqual(['shipbob_relabelled', 0, []]);
  });

  it('leaves kits out, and keeps quarantine, unlinked goods and unmapped centres apart', () => {
    const levels = [
      level(1001, 'P-1', stock(10, 20), stock(99, 3)),
      level(1002, 'KIT', stock(10, 4)),
      level(5000, 'Quarantine_Acme', stock(10, 6)),
      level(5001, 'STRANGER', stock(10, 2), stock(11, 0)),
    ];
    const products = [product(1), product(2, { is_kit: true })];
    const quarantines = [{ location: 'SB/Quarantine', centre_ids: [10], quantity: 5 }];
    const cut = compareStock(evidence({ levels, products, quarantines }), rules);
    expect(cut).toMatchObject({ compared: 1, equal: 1, rows: [], quarantine: { shipbob: 6, odoo: 5 } });
    expect(cut.unmapped).toEqual([{ inventory_id: 5001, sku: 'STRANGER', centre_id: 10, on_hand: 2 }]);
    expect(cut.unmapped_centres).toEqual([{ centre_id: 99, name: 'Centre 99', on_hand: 3 }]);
  });

  it('tells the balance of each quarantine by its centres, and what lies at centres without one', () => {
    const levels = [level(5000, 'Quarantine_Acme', stock(10, 6), stock(11, 1), stock(20, 2), stock(99, 4))];
    const quarantines = [
      { location: 'SB/Quarantine', centre_ids: [10, 11], quantity: 5 },
      { location: 'CHI/Quarantine', centre_ids: [20], quantity: 2 },
      { location: 'NY/Quarantine', centre_ids: [30], quantity: 0 },
    ];
    expect(compareStock(evidence({ levels, quants: [], products: [], quarantines }), rules).quarantine).toEqual({
      ...{ shipbob: 13, odoo: 7 },
      places: [
        { location: 'SB/Quarantine', centre_ids: [10, 11], shipbob: 7, odoo: 5 },
        { location: 'CHI/Quarantine', centre_ids: [20], shipbob: 2, odoo: 2 },
        { location: null, centre_ids: [99], shipbob: 4, odoo: 0 },
      ],
    });
  });

  it('parts a transfer of several orders among them, so that each explains its own units', () => {
    const events = [60, 61].map((id) => event({ change: -2, shipbob_order_id: id, event_category: 'OrderPicked' }));
    const out = { location_id: 70, location_dest_id: 5, picking_id: 44 };
    const share = (lane: string, quantity: number) => ({ lane, product_id: 1, lot: null, quantity });
    const shares = { '44': [share('order:60', 2), share('order:61', 1)] };
    const base = history(events, [moved({ quantity: 4, ...out })]);
    const told = { ...base, subjects: { ...base.subjects, shares } };
    const quants = [{ product_id: 1, location_id: 70, lot: null, quantity: 19 }];
    const [row] = compareStock(evidence({ quants, history: told }), rules).rows;
    expect(row?.causes.map(({ kind, subject, units }) => [kind, subject, units])).toEqual([
      ['shipped_not_booked', 'order:61', -1],
      ['odoo_only', null, 1],
    ]);
  });

  it('shows a merge at ShipBob as a pair', () => {
    const products = [product(1), product(2)];
    const quants = [1, 2].map((product_id) => ({ product_id, location_id: 70, lot: null, quantity: 10 }));
    const cut = compareStock(
      evidence({ products, quants, merges: [{ from_inventory_id: 1002, into_inventory_id: 1001 }] }),
      rules,
    );
    expect(cut.rows.map((row) => [row.sku, row.difference, row.merged_with, row.unknown])).toEqual([
      ['P-1', 10, 'P-2', 0],
      ['P-2', -10, 'P-1', 0],
    ]);
  });
});
