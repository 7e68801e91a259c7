import { type PollSource, SHIPBOB_SOURCES } from '@mlc/engine';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { backendMissing, openTestStage, silent, type TestStage, UNHURRIED } from '../support/told-story.js';

const PRODUCTS = 500;
const ORDERED = 10;

/** How the 200 orders stand on both sides on the day of going live: what ShipBob stowed, what Odoo received. */
const STANDS = {
  awaiting: { count: 80, stowed: 0, completed: false, done: 0, backorder: true },
  begun: { count: 30, stowed: 4, completed: false, done: 4, backorder: true },
  unbooked: { count: 30, stowed: 4, completed: false, done: 0, backorder: true },
  over: { count: 40, stowed: ORDERED, completed: true, done: ORDERED, backorder: true },
  forgotten: { count: 10, stowed: ORDERED, completed: true, done: 0, backorder: true },
  different: { count: 10, stowed: 9, completed: true, done: 7, backorder: false },
} as const;
type Stand = keyof typeof STANDS;

const orders = Object.entries(STANDS).flatMap(([stand, { count }]) =>
  Array.from({ length: count }, (_, index) => ({ stand: stand as Stand, name: `P-${stand}-${index}` })),
);
const skuOf = (index: number): string => `OLD-${String(index).padStart(4, '0')}`;
const products = Array.from({ length: PRODUCTS }, (_, index) => ({
  sku: skuOf(index),
  name: `Old thing ${index}`,
  tags: ['ShipBob'],
}));

const EVERY_SOURCE: readonly PollSource[] = [
  'product.product',
  'purchase.order',
  'purchase.order.line',
  'stock.picking',
  ...SHIPBOB_SOURCES,
];
const backend = backendMissing('redis') === null ? 'redis' : 'postgres';

describe('going live with 500 products and 200 receiving orders that are there on both sides', () => {
  let theatre: TestStage;
  let connectionId: string;
  const name = `cutover-${Date.now().toString(36)}`;

  const sandbox = () => theatre.stage.sandbox;
  async function syncAll(): Promise<void> {
    const options = { wait: true, timeout: '280', source: [...EVERY_SOURCE] };
    const status = await sync({ runtime: theatre.stage.runtime, out: silent() }, name, options);
    expect(status?.notQuietBecause).toEqual([]);
  }
  async function writes(step: () => Promise<void>): Promise<Record<string, number>> {
    const { lastSeq } = await sandbox().journal({ sinceSeq: Number.MAX_SAFE_INTEGER });
    await step();
    const { mutating } = await sandbox().counts({ sinceSeq: lastSeq });
    const facts = await sandbox().effects({ sinceSeq: lastSeq });
    const counted: Record<string, number> = { mutating };
    for (const { type } of facts) counted[type] = (counted[type] ?? 0) + 1;
    return counted;
  }
  const cases = async (): Promise<Record<string, number>> => {
    const rows = await theatre.database.sql(
      `SELECT code, count(*)::int AS count FROM review_case WHERE connection_id = '${connectionId}' AND state = 'open' GROUP BY code`,
    );
    return Object.fromEntries(rows.map((row) => [String(row['code']), Number(row['count'])]));
  };
  /** Done quantity of each order, from Odoo's tables. */
  async function received(): Promise<Map<string, number>> {
    const { result } = await sandbox().odoo.execute({
      model: 'stock.move',
      method: 'search_read',
      kwargs: { domain: [['state', '=', 'done']], fields: ['origin', 'quantity'] },
    });
    const moves = z.array(z.looseObject({ origin: z.string(), quantity: z.number() })).parse(result);
    const sums = new Map<string, number>();
    for (const move of moves) sums.set(move.origin, (sums.get(move.origin) ?? 0) + move.quantity);
    return sums;
  }

  beforeAll(async () => {
    theatre = await openTestStage(backend, { env: UNHURRIED });
    const { saleOrders, boms, ...plain } = odooWorld;
    const lines = (index: number) => [{ product: skuOf(index), quantity: ORDERED }];
    await sandbox().seed({
      odoo: {
        ...plain,
        products,
        purchaseOrders: orders.map((order, index) => ({
          name: order.name,
          supplier: 'Baltic Woodworks',
          warehouse: COMPANY.warehouse,
          datePlanned: '2027-03-01 12:00:00',
          lines: lines(index),
        })),
      },
      shipbob: {
        accounts: shipbobWorld.accounts.map((account) => ({
          ...account,
          products: products.map(({ sku, name: title }) => ({
            name: title,
            type_id: 1,
            variants: [{ name: title, sku, status_id: 0 }],
          })),
        })),
      },
    });
    await sandbox().shipbob.setOptions({ rateLimitMax: 100_000 });
    await seedWros(theatre);
    await seedReceipts(theatre);
    const file = {
      ...connectionFile({ ...theatre.stage.urls, name }),
      schedules: Object.fromEntries(EVERY_SOURCE.map((source) => [source, { every: '1h', enabled: false }])),
    };
    const applied = await applyConnection(theatre.stage.runtime, parseConnectionFile(JSON.stringify(file), 'cut-over'));
    connectionId = applied.connection.id;
  }, 240_000);
  afterAll(async () => theatre?.close());

  it('creates nothing and writes nothing: all of it is linked, or stands in a named queue', async () => {
    expect(await writes(syncAll)).toEqual({ mutating: 0 });
    const links = await theatre.database.sql(
      `SELECT shipbob_type AS type, count(*)::int AS count FROM link WHERE connection_id = '${connectionId}' GROUP BY 1`,
    );
    const linked = Object.fromEntries(links.map((row) => [String(row['type']), Number(row['count'])]));
    expect(linked).toEqual({ variant: PRODUCTS, wro: orders.length - STANDS.different.count });
    const queues = await cases();
    delete queues['purchase_orders.uro_risk'];
    expect(queues).toEqual({
      'receiving.before_go_live': STANDS.unbooked.count + STANDS.forgotten.count,
      'purchase_orders.before_go_live': STANDS.different.count,
    });
  });

  it('books what is stowed from then on, and never what was stowed before', async () => {
    for (const stand of ['begun', 'unbooked'] as const) {
      const { name: number } = orders.find((order) => order.stand === stand) ?? { name: '' };
      const sku = skuOf(orders.findIndex((order) => order.name === number));
      await sandbox().shipbob.stow({
        purchase_order_number: number,
        items: [{ sku, stowed: ORDERED }],
        complete: true,
      });
    }
    const before = await received();
    await syncAll();
    const after = await received();
    const grown = [...after].filter(([order, quantity]) => quantity !== (before.get(order) ?? 0));
    expect(Object.fromEntries(grown)).toEqual({ 'P-begun-0': ORDERED, 'P-unbooked-0': ORDERED - 4 });
    expect((await cases())['receiving.before_go_live']).toBe(STANDS.unbooked.count + STANDS.forgotten.count);
  });

  it('changes nothing when everything is read again', async () => {
    await sync({ runtime: theatre.stage.runtime, out: silent() }, name, { wait: true, timeout: '280' });
    expect(await writes(syncAll)).toEqual({ mutating: 0 });
  });
});

/** The WROs as they came about at ShipBob, by hand and long ago. */
async function seedWros({ stage }: TestStage): Promise<void> {
  const { shipbob } = stage.sandbox;
  const ids = new Map((await shipbob.products()).flatMap(({ variants }) => variants).map((one) => [one.sku, one]));
  for (const [index, order] of orders.entries()) {
    const sku = skuOf(index);
    const { stowed, completed } = STANDS[order.stand];
    await shipbob.createWro({
      fulfillment_center: { id: COMPANY.centreId },
      package_type: 'Package',
      box_packaging_type: 'EverythingInOneBox',
      expected_arrival_date: '2027-03-01T12:00:00Z',
      purchase_order_number: order.name,
      boxes: [
        {
          tracking_number: `1Z${index}`,
          box_items: [{ inventory_id: ids.get(sku)?.inventory.inventory_id, quantity: ORDERED }],
        },
      ],
    });
    if (stowed === 0) continue;
    await shipbob.stow({ purchase_order_number: order.name, items: [{ sku, stowed }], complete: completed });
  }
}

/** What Odoo's people had received by then. */
async function seedReceipts({ stage }: TestStage): Promise<void> {
  const { odoo } = stage.sandbox;
  const { result } = await odoo.execute({
    model: 'stock.move',
    method: 'search_read',
    kwargs: { domain: [['picking_code', '=', 'incoming']], fields: ['origin', 'picking_id'] },
  });
  const row = z.looseObject({ id: z.number(), origin: z.string(), picking_id: z.tuple([z.number(), z.string()]) });
  const moveOf = new Map(
    z
      .array(row)
      .parse(result)
      .map((move) => [move.origin, move]),
  );
  for (const order of orders) {
    const { done, backorder } = STANDS[order.stand];
    const move = moveOf.get(order.name);
    if (done === 0 || move === undefined) continue;
    const [pickingId] = move.picking_id;
    await odoo.executeTogether([
      { model: 'stock.move', method: 'write', ids: [move.id], kwargs: { vals: { quantity: done, picked: true } } },
      {
        model: 'stock.picking',
        method: 'button_validate',
        ids: [pickingId],
        context: { skip_backorder: true, ...(backorder ? {} : { picking_ids_not_to_backorder: [pickingId] }) },
      },
    ]);
  }
}
