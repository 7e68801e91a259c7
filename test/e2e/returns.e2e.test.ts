import { applyConnection, parseConnectionFile } from '@mlc/platform';
import type { StatusReport } from '@mlc/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { COMPANY, channelOrder, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { openTestStage, silent, type TestStage } from '../support/told-story.js';

const SKU = 'RET-A';
const LOT_SKU = 'RET-LOT';
const SOLD = 5;
/** One sale order, shipped whole, for each return that belongs to one. */
const SALES = ['restock', 'quarantine', 'dispose', 'mixed', 'sender', 'over', 'twice'] as const;
type Sale = (typeof SALES)[number];
const orderName = (sale: Sale): string => `RET-${sale}`;

const dumpSchema = z.object({
  quants: z.array(
    z.object({ sku: z.string(), location: z.string(), lot: z.string().nullable(), quantity: z.number() }),
  ),
  saleOrders: z.array(z.object({ name: z.string(), lines: z.array(z.object({ done: z.number() })) })),
  pickings: z.array(z.object({ name: z.string(), state: z.string(), origin: z.string() })),
});

/** Goods that come back to ShipBob, through HTTP on both sides; what Odoo committed is the oracle. */
describe('returns of each kind', () => {
  let theatre: TestStage;
  let connectionId: string;
  let goods: { id: number; inventoryId: number };
  let lotInventoryId = 0;
  const shipments = new Map<Sale, number>();
  const name = 'returns';

  const desk = () => theatre.stage.sandbox.returns;
  const dump = async () => dumpSchema.parse(await theatre.stage.sandbox.odoo.dump());
  /** What lies at one place, of one lot. */
  async function lying(location: string, sku = SKU, lot: string | null = null): Promise<number> {
    const { quants } = await dump();
    return quants
      .filter((quant) => quant.sku === sku && quant.location === location && quant.lot === lot)
      .reduce((sum, quant) => sum + quant.quantity, 0);
  }
  async function delivered(sale: Sale): Promise<number | undefined> {
    return (await dump()).saleOrders.find((order) => order.name === orderName(sale))?.lines[0]?.done;
  }
  async function settled(): Promise<StatusReport> {
    const status = await sync({ runtime: theatre.stage.runtime, out: silent() }, name, { wait: true, timeout: '150' });
    expect(status?.notQuietBecause).toEqual([]);
    if (status === null) throw new Error('sync --wait gives a status');
    return status;
  }
  const lastSeq = async (): Promise<number> =>
    (await theatre.stage.sandbox.journal({ sinceSeq: Number.MAX_SAFE_INTEGER })).lastSeq;
  /** Business facts of Odoo during a step, by type. */
  async function facts(step: () => Promise<unknown>): Promise<Record<string, number>> {
    const sinceSeq = await lastSeq();
    await step();
    const counted: Record<string, number> = {};
    for (const { type } of await theatre.stage.sandbox.effects({ sinceSeq, side: 'odoo' }))
      if (/^(return|transfer|receipt|delivery|scrap|bill|activity)\./.test(type))
        counted[type] = (counted[type] ?? 0) + 1;
    return counted;
  }
  async function codes(): Promise<string[]> {
    const open = await theatre.stage.runtime.store.cases.list(connectionId);
    return open.map((found) => found.code).sort();
  }

  type Action = { action: 'Restock' | 'Quarantine' | 'Dispose'; quantity: number; reason?: string };
  async function comesBack(reference: string, sale: Sale | null, actions: Action[], expected?: number): Promise<void> {
    await desk().create({
      body: {
        reference_id: reference,
        fulfillment_center: { id: COMPANY.centreId },
        inventory: [
          {
            id: goods.inventoryId,
            quantity: expected ?? actions.reduce((sum, one) => sum + one.quantity, 0),
            requested_action: 'Default',
          },
        ],
        ...(sale === null ? {} : { original_shipment_id: shipments.get(sale) }),
      },
    });
    await desk().process({ reference_id: reference, items: [{ sku: SKU, actions }], complete: true });
  }

  beforeAll(async () => {
    theatre = await openTestStage('postgres');
    const { sandbox, urls, runtime } = theatre.stage;
    const { purchaseOrders, saleOrders, boms, products, ...plain } = odooWorld;
    const thing = { name: 'Returned thing', weight: 1, cost: 4, price: 10, tags: ['ShipBob'], hsCode: '732393' };
    const seeded = await sandbox.seed({
      odoo: {
        ...plain,
        products: [
          { ...thing, sku: SKU, onHand: 60, countryOfOrigin: 'TW' },
          { ...thing, sku: LOT_SKU, tracking: 'lot', countryOfOrigin: 'TW' },
        ],
        saleOrders: SALES.map((sale) => ({
          name: orderName(sale),
          customer: 'Web customer',
          warehouse: COMPANY.warehouse,
          lines: [{ product: SKU, quantity: SOLD }],
        })),
      },
      shipbob: { accounts: shipbobWorld.accounts.map((account) => ({ ...account, products: [] })) },
    });
    expect(seeded).toBeTruthy();
    const views = await sandbox.odoo.execute({
      model: 'stock.warehouse',
      method: 'search_read',
      args: [[['code', '=', COMPANY.warehouse]], ['view_location_id']],
    });
    const [warehouse] = z.array(z.object({ view_location_id: z.tuple([z.number(), z.string()]) })).parse(views.result);
    await sandbox.odoo.execute({
      model: 'stock.location',
      method: 'create',
      args: [[{ name: 'Quarantine', usage: 'internal', location_id: warehouse?.view_location_id[0] }]],
    });
    const { settings, ...file } = connectionFile({ ...urls, name });
    const returns = { credit_note: 'activity' as const };
    const applied = await applyConnection(
      runtime,
      parseConnectionFile(JSON.stringify({ ...file, settings: { ...settings, returns } }), 'the connection'),
    );
    connectionId = applied.connection.id;
    await settled();
    const variants = (await sandbox.shipbob.products()).flatMap((product) => product.variants);
    const inventoryOf = (sku: string): number =>
      variants.find((variant) => variant.sku === sku)?.inventory.inventory_id ?? 0;
    goods = { id: 0, inventoryId: inventoryOf(SKU) };
    lotInventoryId = inventoryOf(LOT_SKU);
    await sandbox.shipbob.adjustStock({ sku: SKU, fulfillment_center_id: COMPANY.centreId, change: 60 });
    for (const sale of SALES) {
      const order = await sandbox.shipbob.createOrder({ body: channelOrder(orderName(sale), [[SKU, SOLD]]) });
      await sandbox.shipbob.ship({ order_id: order.id });
      shipments.set(sale, order.shipments[0]?.id ?? 0);
    }
    await settled();
    for (const sale of SALES) expect(await delivered(sale)).toBe(SOLD);
    expect(await lying('SB/Stock')).toBe(60 - SALES.length * SOLD);
  });
  afterAll(async () => theatre?.close());

  const step = async (during: () => Promise<unknown>) => {
    const before = { stock: await lying('SB/Stock'), quarantine: await lying('SB/Quarantine') };
    const written = await facts(async () => {
      await during();
      await settled();
    });
    const after = { stock: await lying('SB/Stock'), quarantine: await lying('SB/Quarantine') };
    return {
      written,
      stock: after.stock - before.stock,
      quarantine: after.quarantine - before.quarantine,
    };
  };

  it('restocked goods are back in stock, and no longer delivered', async () => {
    const found = await step(() => comesBack('R-restock', 'restock', [{ action: 'Restock', quantity: 2 }]));
    expect(found).toMatchObject({ stock: 2, quarantine: 0, written: { 'return.created': 1 } });
    expect(await delivered('restock')).toBe(SOLD - 2);
  });

  it('quarantined goods lie in quarantine', async () => {
    const found = await step(() => comesBack('R-quarantine', 'quarantine', [{ action: 'Quarantine', quantity: 3 }]));
    expect(found).toMatchObject({ stock: 0, quarantine: 3, written: { 'return.created': 1 } });
    expect(await delivered('quarantine')).toBe(SOLD - 3);
  });

  it('goods that were disposed of are returned and scrapped, once', async () => {
    const found = await step(() =>
      comesBack('R-dispose', 'dispose', [{ action: 'Dispose', quantity: 2, reason: 'mouldy' }]),
    );
    expect(found).toMatchObject({ stock: 0, quarantine: 0, written: { 'return.created': 1, 'scrap.done': 1 } });
    expect(await delivered('dispose')).toBe(SOLD - 2);
  });

  it('a mixed and partial return puts each part where it belongs and tells what is missing', async () => {
    const actions: Action[] = [
      { action: 'Restock', quantity: 1 },
      { action: 'Quarantine', quantity: 1 },
      { action: 'Dispose', quantity: 1, reason: 'torn' },
    ];
    const found = await step(() => comesBack('R-mixed', 'mixed', actions, 4));
    expect(found).toMatchObject({ stock: 1, quarantine: 1, written: { 'return.created': 1, 'scrap.done': 1 } });
    expect(await delivered('mixed')).toBe(SOLD - 3);
    expect(await codes()).toEqual(['returns.quantity_differs']);
  });

  it('a parcel that came back to its sender is taken back from the same delivery', async () => {
    const found = await step(async () => {
      const parcel = await desk().toSender({ shipment_id: shipments.get('sender') ?? 0 });
      const actions: Action[] = [{ action: 'Restock', quantity: SOLD }];
      await desk().process({ return_id: parcel.id, items: [{ sku: SKU, actions }], complete: true });
    });
    expect(found).toMatchObject({ stock: SOLD, written: { 'return.created': 1 } });
    expect(await delivered('sender')).toBe(0);
  });

  it('a return of no known shipment is an incoming transfer of its own', async () => {
    const found = await step(() => comesBack('R-loose', null, [{ action: 'Restock', quantity: 1 }]));
    expect(found).toMatchObject({ stock: 1 });
    expect(found.written['return.created']).toBeUndefined();
    const { pickings } = await dump();
    expect(pickings.filter((picking) => /SB-return-/.test(picking.origin)).every((one) => one.state === 'done')).toBe(
      true,
    );
  });

  it('more than was delivered is refused: nothing is booked, and a case says so', async () => {
    const found = await step(() => comesBack('R-over', 'over', [{ action: 'Restock', quantity: SOLD + 1 }]));
    expect(found).toEqual({ stock: 0, quarantine: 0, written: {} });
    expect(await delivered('over')).toBe(SOLD);
    expect(await codes()).toEqual(['returns.over', 'returns.quantity_differs']);
  });

  it('two returns of one shipment take back what was delivered and not more', async () => {
    const found = await step(async () => {
      await comesBack('R-twice-1', 'twice', [{ action: 'Restock', quantity: 3 }]);
      await comesBack('R-twice-2', 'twice', [{ action: 'Restock', quantity: 3 }]);
    });
    expect(found).toMatchObject({ stock: 3, written: { 'return.created': 1 } });
    expect(await delivered('twice')).toBe(SOLD - 3);
    expect(await codes()).toEqual(['returns.over', 'returns.over', 'returns.quantity_differs']);
  });

  it('a lot that Odoo does not know comes back under its own name, into quarantine', async () => {
    await step(async () => {
      await desk().create({
        body: {
          reference_id: 'R-lot',
          fulfillment_center: { id: COMPANY.centreId },
          inventory: [{ id: lotInventoryId, quantity: 2, requested_action: 'Default', lot_number: 'L-9' }],
        },
      });
      const actions: Action[] = [{ action: 'Restock', quantity: 2 }];
      await desk().process({ reference_id: 'R-lot', items: [{ sku: LOT_SKU, actions }], complete: true });
    });
    expect(await lying('SB/Quarantine', LOT_SKU, 'L-9')).toBe(2);
    expect(await lying('SB/Stock', LOT_SKU, 'L-9')).toBe(0);
  });

  it('all of it again writes nothing: each return is linked to its transfer, and no bill was made', async () => {
    const sinceSeq = await lastSeq();
    await settled();
    expect((await theatre.stage.sandbox.counts({ sinceSeq })).mutating).toBe(0);
    const links = await theatre.database.sql(`SELECT count(*)::int AS count FROM link WHERE shipbob_type = 'return'`);
    expect(links[0]?.['count']).toBe(8);
    const all = await theatre.stage.sandbox.effects({ side: 'odoo' });
    expect(all.filter((effect) => effect.type.startsWith('bill.'))).toEqual([]);
  });
});
