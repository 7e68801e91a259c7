import { describe, expect, it } from 'vitest';
import type { SeenLink, ShipBobWro } from '../seen.js';
import { chainsOf } from './chains.js';
import {
  doneMove,
  line,
  link,
  move,
  orderSeen,
  picking,
  product,
  productLink,
  products,
  purchaseOrder,
  wro,
  wroLink,
} from './fixtures.test.js';
import {
  doneQuantities,
  incoming,
  isLinkedWro,
  openDemand,
  openMoves,
  orderedQuantity,
  otherUnits,
  ownReceiptMark,
  productOfLine,
  skuOf,
} from './receipts.js';

const DOZEN = { id: 2, name: 'Dozens' };

describe('the moves of receipts', () => {
  it('are open while they and their receipt are, and ask for something', () => {
    const moves = [move(1, 10), doneMove(2, 4), move(3, 5, { state: 'cancel' }), move(4, 0), move(5, -1)];
    expect(openMoves(picking(1, moves)).map(({ product_id }) => product_id)).toEqual([1]);
    expect(openMoves(picking(1, moves, { state: 'done' }))).toEqual([]);
    expect(openMoves(picking(1, moves, { state: 'cancel' }))).toEqual([]);
    expect([...openDemand([picking(1, moves), picking(2, [move(1, 2)])])]).toEqual([[1, 12]]);
    expect([...doneQuantities([picking(1, moves), picking(2, [doneMove(2, 1)])])]).toEqual([[2, 5]]);
  });

  it('in another unit than the product’s are named, open and done, but not cancelled', () => {
    const other = { product_uom: DOZEN };
    const moves = [move(1, 10, other), doneMove(2, 4, other), move(3, 5, { ...other, state: 'cancel' }), move(4, 1)];
    expect([...otherUnits([picking(1, moves)])]).toEqual([
      [1, 'Dozens instead of Units'],
      [2, 'Dozens instead of Units'],
    ]);
  });

  it('come from incoming transfers only, oldest first', () => {
    const order = purchaseOrder({
      pickings: [picking(3, []), picking(2, [], { picking_type_code: 'outgoing' }), picking(1, [])],
    });
    expect(incoming(order).map(({ id }) => id)).toEqual([1, 3]);
  });
});

describe('what was ordered', () => {
  const pickings = [
    picking(1, [move(1, 10), move(1, 3, { state: 'cancel' }), move(2, 7)]),
    picking(2, [move(1, 4)], { picking_type_code: 'outgoing' }),
    picking(3, [doneMove(1, 5)], { state: 'done' }),
  ];
  const of = (product_id: number | null, product_uom_qty: number) => ({
    id: 1,
    product_id,
    product_qty: 1,
    uom: DOZEN,
    product_uom_qty,
    price_unit: 1,
    display_type: null,
  });

  it('is what the order’s lines say in the product’s unit, else what its receipts ask for', () => {
    expect(orderedQuantity(purchaseOrder({ pickings, lines: [of(1, 12), of(2, 1), of(1, 24)] }), 1)).toBe(36);
    expect(orderedQuantity(purchaseOrder({ pickings, lines: [of(2, 1)] }), 1)).toBe(15);
    expect(orderedQuantity(purchaseOrder({ pickings }), 9)).toBe(0);
  });
});

describe('what one WRO stands for', () => {
  const chains = (
    pickings: ReturnType<typeof picking>[],
    links: SeenLink[],
    wros: ShipBobWro[] = [wro(5)],
    unit: 'receipt' | 'order' = 'receipt',
  ) => {
    const order = purchaseOrder({ pickings });
    return chainsOf(orderSeen({ order, links, wros }), order, unit);
  };
  const heads = (...of: Parameters<typeof chains>) =>
    chains(...of).map(({ head, pickings }) => [head.id, pickings.map(({ id }) => id)]);

  it('is its receipt with the backorders that have no WRO of their own', () => {
    const pickings = [
      picking(1, []),
      picking(2, [], { backorder_id: 1 }),
      picking(3, [], { backorder_id: 2 }),
      picking(4, [], { backorder_id: 3 }),
      picking(9, []),
    ];
    expect(heads(pickings, [wroLink(1, 5)])).toEqual([[1, [1, 2, 3, 4]]]);
    expect(heads(pickings, [wroLink(1, 5), wroLink(3, 6)])).toEqual([
      [1, [1, 2]],
      [3, [3, 4]],
    ]);
  });

  it('is not led astray by backorders of each other', () => {
    const pickings = [picking(1, [], { backorder_id: 2 }), picking(2, [], { backorder_id: 1 }), picking(3, [])];
    expect(heads(pickings, [wroLink(3, 5)])).toEqual([[3, [3]]]);
  });

  it('is also a receipt that was made for further goods of it, by the mark at the end of its source', () => {
    const marked = (origin: string | null) => heads([picking(1, []), picking(2, [], { origin })], [wroLink(1, 5)]);
    expect(marked(`P00042 [${ownReceiptMark(5)}]`)).toEqual([[1, [1, 2]]]);
    expect(marked('P00042 [WRO-5] ')).toEqual([[1, [1, 2]]]);
    for (const origin of ['P00042 [WRO-6]', 'P00042 [WRO-55]', 'P00042 [WRO-5] x', 'WRO-5', null])
      expect(marked(origin)).toEqual([[1, [1]]]);
  });

  it('keeps such a receipt when another WRO took its place', () => {
    const living = { ...wroLink(1, 5), data: { wro_id: 6 } };
    const of = (mark: number) =>
      heads([picking(1, []), picking(2, [], { origin: `P [${ownReceiptMark(mark)}]` })], [living]);
    expect(of(5)).toEqual([[1, [1, 2]]]);
    expect(of(6)).toEqual([[1, [1, 2]]]);
    expect(chains([picking(1, [])], [living], [wro(6)])[0]?.wro?.id).toBe(6);
  });

  it('is every receipt but returns, where one WRO stands for the whole order', () => {
    const pickings = [picking(1, []), picking(2, []), picking(3, [], { return_id: 1 })];
    expect(heads(pickings, [wroLink(2, 5)], [wro(5)], 'order')).toEqual([[2, [1, 2]]]);
    expect(heads(pickings, [wroLink(2, 5)])).toEqual([[2, [2]]]);
    expect(heads(pickings, [], [wro(5)], 'order')).toEqual([]);
  });

  it('is named by links of receipts with WROs only', () => {
    expect(heads([picking(1, [])], [link('stock.picking', 1, 'shipment', 5)])).toEqual([]);
    expect(heads([picking(1, [])], [link('purchase.order', 1, 'wro', 5)])).toEqual([]);
  });

  it('is not known while ShipBob does not show one of its WROs', () => {
    const part = { ...wroLink(1, 6), odooModel: 'stock.picking#2' };
    expect(chains([picking(1, [])], [wroLink(1, 5)], [])).toMatchObject([{ wroId: 5, wro: null, wros: [] }]);
    expect(chains([picking(1, [])], [wroLink(1, 5), part], [wro(5)])).toMatchObject([{ wro: null, wros: [{ id: 5 }] }]);
  });

  describe('in several WROs', () => {
    const part = (id: number) => ({ ...wroLink(1, id), odooModel: `stock.picking#${id}` });
    const sum = (...all: ShipBobWro[]) =>
      chains([picking(1, [])], [wroLink(1, 5), ...all.slice(1).map(({ id }) => part(id))], all)[0]?.wro;

    it('is their sum; the slowest decides, and it is synced when all are', () => {
      const one = wro(5, { status: 'Completed', external_sync: true });
      const two = wro(6, { status: 'Completed', external_sync: true, inventory_quantities: [line(2, 4)] });
      expect(sum(one, two)).toMatchObject({
        id: 5,
        status: 'Completed',
        external_sync: true,
        inventory_quantities: [line(1, 10), line(2, 4)],
      });
      expect(sum(one, { ...two, status: 'Awaiting', external_sync: false })).toMatchObject({
        status: 'Processing',
        external_sync: false,
      });
    });

    it('counts cancelled ones for nothing beside living ones', () => {
      const dead = wro(5, { status: 'Cancelled' });
      expect(sum(dead, wro(6, { inventory_quantities: [line(2, 4)] }))).toMatchObject({
        id: 6,
        status: 'Awaiting',
        inventory_quantities: [line(2, 4)],
      });
      expect(sum(dead, wro(6, { status: 'Cancelled' }))).toMatchObject({ id: 5, status: 'Cancelled' });
    });

    it('has the boxes of those whose boxes were read', () => {
      const box = (box_id: number) => ({
        box_id,
        box_number: 1,
        box_status: '',
        tracking_number: null,
        arrived_date: null,
        received_date: null,
        counting_started_date: null,
        box_items: [],
      });
      expect(sum(wro(5, { boxes: [box(1)] }), wro(6, { boxes: [box(2)] }))?.boxes).toMatchObject([
        { box_id: 1 },
        { box_id: 2 },
      ]);
      expect(sum(wro(5), wro(6, { boxes: [box(2)] }))?.boxes).toMatchObject([{ box_id: 2 }]);
      expect(sum(wro(5), wro(6))).not.toHaveProperty('boxes');
    });

    it('takes no other link of the receipt for one of them', () => {
      const others = ['stock.picking#x', 'stock.picking#', 'xstock.picking#2', 'stock.picking#2x'];
      const links = others.map((odooModel) => ({ ...wroLink(1, 6), odooModel }));
      const all = chains([picking(1, []), picking(2, [])], [wroLink(1, 5), ...links], [wro(5), wro(6)]);
      expect(all.map(({ wros }) => wros.map(({ id }) => id))).toEqual([[5]]);
      const elsewhere = { ...part(6), odooId: 2 };
      expect(chains([picking(1, [])], [wroLink(1, 5), elsewhere], [wro(5), wro(6)])[0]?.wros).toHaveLength(1);
    });
  });

  it('is linked under the id it was made with, or that of the one in its place', () => {
    const seen = orderSeen({ links: [{ ...wroLink(1, 5), data: { wro_id: 6 } }] });
    expect([5, 6, 7].map((id) => isLinkedWro(seen, wro(id)))).toEqual([true, true, false]);
  });
});

describe('the product of a WRO’s line', () => {
  const of = (inventory_id: number, sku: string, known = products()) => productOfLine({ inventory_id, sku }, known);

  it('is that of the inventory id, else the only one of the SKU, blanks aside', () => {
    expect(of(1002, 'A-1')).toBe(2);
    expect(of(5555, ' A-1 ')).toBe(1);
    expect(of(5555, 'Z')).toBeNull();
    expect(of(5555, ' ')).toBeNull();
    expect(of(5555, 'A-1', products([1, 2], { 2: { default_code: 'A-1' } }))).toBeNull();
  });
});

it('people know a product by its SKU at ShipBob, else by Odoo’s, else by its id', () => {
  const known = (sku: unknown, default_code: string | null) => ({
    '1': { product: product({ default_code }), link: { ...productLink(), data: { sku } } },
  });
  expect(skuOf(1, known(' S ', 'A-1'))).toBe('S');
  expect(skuOf(1, known(' ', ' A-1 '))).toBe('A-1');
  expect(skuOf(1, known(7, 'A-1'))).toBe('A-1');
  expect(skuOf(1, known(null, null))).toBe('#1');
  expect(skuOf(2, known('S', 'A-1'))).toBe('#2');
  expect(skuOf(1, { '1': { product: product(), link: null } })).toBe('A-1');
});
