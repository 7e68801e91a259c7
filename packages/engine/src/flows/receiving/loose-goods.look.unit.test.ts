import { describe, expect, it } from 'vitest';
import { lookContext, move, order, picking, product, productLink, products, uro, wro } from '../look-context.test.js';
import { lookLooseStock, lookStrangers, lookUnidentified, type Received } from './loose-goods.look.js';

const received = (
  wros: ReturnType<typeof wro>[],
  pickings = [picking(100, [move(1, 10, 'done')], 'done')],
): Received => ({
  order: order(pickings),
  linked: wros,
  products,
});
/** A-1 as ordered, and three of inventory 1009 that no line of the order is. */
const strange = received([
  wro(5, 'Completed', [
    [1001, 10, 10],
    [1009, 0, 3],
    [1002, 4, 0],
  ]),
]); // prettier-ignore
const late = received([wro(5, 'Completed', [[1001, 10, 12]])]);

describe('products that stowed goods are although they are not on the order', () => {
  it('are those that their inventory id is linked to, asked in one call each', async () => {
    const asked: unknown[] = [];
    const context = lookContext({
      ledger: {
        linksByInventoryId: async (_connection, ids) => {
          asked.push(ids);
          return [productLink(9, 1009)];
        },
      },
      odoo: {
        products: async (ids) => {
          asked.push(ids);
          return new Map([[9, product(9, 'I-9')]]);
        },
      },
    });
    const found = await lookStrangers([strange, strange], context);
    expect(found).toEqual({ '1009': { product_id: 9, sku: 'I-9', tracking: 'none' } });
    expect(asked).toEqual([[1009], [9]]);
  });

  it('cost no call where all goods are on the order or nothing strange was stowed', async () => {
    const none = received([
      wro(5, 'Completed', [
        [1001, 10, 10],
        [1009, 3, 0],
      ]),
    ]); // prettier-ignore
    expect(await lookStrangers([none, late], lookContext({}))).toEqual({});
  });

  it('are left out where the link names no product that Odoo still has', async () => {
    const context = lookContext({
      ledger: { linksByInventoryId: async () => [productLink(9, 1009)] },
      odoo: { products: async () => new Map() },
    });
    expect(await lookStrangers([strange], context)).toEqual({});
  });
});

describe('stock of goods that may be counted up', () => {
  const strangers = { '1009': { product_id: 9, sku: 'I-9', tracking: 'none' as const } };
  const rows = [
    { product_id: 1, location_id: 70, lot: null, quantity: 4 },
    { product_id: 1, location_id: 70, lot: null, quantity: 2 },
    { product_id: 1, location_id: 70, lot: 'L1', quantity: 3 },
  ];
  const stockOf = (asked: unknown[]) => ({
    odoo: {
      stockAt: async (ids: number[], places: number[]) => {
        asked.push([ids, places]);
        return rows;
      },
    },
  });

  it('is read for what was found after the receipts were closed, at their destinations, lots apart', async () => {
    const asked: unknown[] = [];
    const stock = await lookLooseStock([late], {}, lookContext(stockOf(asked)));
    expect(stock).toEqual({ '1@70': 6, '1@70@L1': 3 });
    expect(asked).toEqual([[[1], [70]]]);
  });

  it('is not read while a receipt is open, when all is booked, or when the settings count nothing up', async () => {
    const open = received(late.linked, [picking(100, [move(1, 10, 'assigned')], 'assigned')]);
    const booked = received([wro(5, 'Completed', [[1001, 10, 10]])]);
    expect(await lookLooseStock([open, booked], {}, lookContext({}))).toBeUndefined();
    const other = lookContext({}, { receipt: { late: 'child_receipt' } });
    expect(await lookLooseStock([late], {}, other)).toBeUndefined();
  });

  it('is read of strange goods only where the settings count those up', async () => {
    const asked: unknown[] = [];
    const upward = lookContext(stockOf(asked), { receipt: { unexpected: 'adjust_stock', late: 'hold' } });
    await lookLooseStock([strange], strangers, upward);
    expect(asked).toEqual([[[9], [70]]]);
    expect(await lookLooseStock([strange], strangers, lookContext({}))).toBeUndefined();
  });
});

describe('goods on hold', () => {
  it('are asked for once while some WRO is under way, and not at all otherwise', async () => {
    const asked: number[] = [];
    const unidentifiedReceipts = async () => {
      asked.push(1);
      return [uro(1)];
    };
    const context = lookContext({ shipbob: { unidentifiedReceipts } });
    const underWay = received([wro(6, 'Arrived', [[1001, 10, 0]])]);
    expect(await lookUnidentified([late, underWay, underWay], context)).toEqual([uro(1)]);
    expect(asked).toEqual([1]);
    expect(await lookUnidentified([late], lookContext({}))).toBeNull();
  });
});
