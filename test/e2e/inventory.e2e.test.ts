import type { StockCut } from '@mlc/mappings';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { csvOf, inventory } from '../../apps/cli/src/commands/inventory.js';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { COMPANY, channelOrder, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { shipbobVersion } from '../support/openapi.js';
import { openTestStage, silent, type TestStage } from '../support/told-story.js';

const OPENING = 50;
const HOUR_MS = 3_600_000;
/** One product for each history, and what was taken from ShipBob's shelf without a trace. */
const STOLEN = { SOLD: 4, FLIGHT: 2, ADJUSTED: 1, HAND: 1, RETURN: 1, STOW: 3, EQUAL: 0 } as const;
type History = keyof typeof STOLEN;
const HISTORIES = Object.keys(STOLEN) as History[];
const sku = (history: History): string => `INV-${history}`;

/** Six histories that make stock differ, through HTTP on both sides. */
// Movements are told from 2026-01 on; without them nothing explains a difference.
describe.skipIf(shipbobVersion() < '2026-01')('stock that differs', () => {
  let theatre: TestStage;
  let connectionId: string;
  const name = 'inventory';

  const cli = () => ({ runtime: theatre.stage.runtime, out: silent() });
  async function settled(): Promise<void> {
    const status = await sync(cli(), name, { wait: true, timeout: '150' });
    expect(status?.notQuietBecause).toEqual([]);
  }
  const lastSeq = async (): Promise<number> =>
    (await theatre.stage.sandbox.journal({ sinceSeq: Number.MAX_SAFE_INTEGER })).lastSeq;
  const quantsSchema = z.array(z.object({ id: z.number(), quantity: z.number() }));
  async function quantOf(history: History): Promise<{ id: number; quantity: number }> {
    const { result } = await theatre.stage.sandbox.odoo.execute({
      model: 'stock.quant',
      method: 'search_read',
      args: [
        [
          ['product_id.default_code', '=', sku(history)],
          ['location_id.complete_name', '=', 'SB/Stock'],
        ],
        ['quantity'],
      ],
    });
    const [quant] = quantsSchema.parse(result);
    if (!quant) throw new Error(`${history} lies nowhere`);
    return quant;
  }
  /** Odoo's books say more than what lies there: no move of either side tells of it. */
  async function steal(history: History): Promise<void> {
    const quant = await quantOf(history);
    const args = [{ quantity: quant.quantity + STOLEN[history] }];
    await theatre.stage.sandbox.odoo.execute({ model: 'stock.quant', method: 'write', ids: [quant.id], args });
  }
  /** Product time goes on; our own process learns of it a moment later. */
  async function pass(ms: number): Promise<void> {
    const before = theatre.stage.runtime.clock.now().getTime();
    await theatre.stage.sandbox.advanceClock(ms);
    const gone = (): number => theatre.stage.runtime.clock.now().getTime() - before;
    await vi.waitUntil(() => gone() >= ms, { timeout: 30_000 });
  }
  async function cut(): Promise<StockCut> {
    return inventory(cli(), name, { cut: true });
  }
  const told = (found: StockCut) =>
    Object.fromEntries(
      found.rows.map((row) => [
        row.sku,
        {
          state: row.state,
          in_flight: row.in_flight,
          difference: row.difference,
          unknown: row.unknown,
          causes: row.causes.map((cause) => `${cause.units} ${cause.kind}`),
        },
      ]),
    );
  const expected = (state: 'differs' | 'confirmed') => ({
    'INV-SOLD': { state, in_flight: 0, difference: -4, unknown: -4, causes: [] },
    'INV-FLIGHT': { state, in_flight: -3, difference: -2, unknown: -2, causes: ['-3 shipped_not_booked'] },
    'INV-ADJUSTED': { state, in_flight: 0, difference: -4, unknown: -1, causes: ['-3 shipbob_adjusted'] },
    'INV-HAND': { state, in_flight: 0, difference: -7, unknown: -1, causes: ['-6 odoo_only'] },
    'INV-RETURN': { state, in_flight: 2, difference: -1, unknown: -1, causes: ['2 return_not_booked'] },
    'INV-STOW': { state, in_flight: 10, difference: -3, unknown: -3, causes: ['10 stowed_not_booked'] },
  });

  beforeAll(async () => {
    theatre = await openTestStage('postgres');
    const { sandbox, urls, runtime } = theatre.stage;
    const { purchaseOrders, saleOrders, boms, products, ...plain } = odooWorld;
    await sandbox.seed({
      odoo: {
        ...plain,
        products: HISTORIES.map((history) => ({
          sku: sku(history),
          name: `Thing ${history}`,
          weight: 1,
          cost: 4,
          price: 10,
          tags: ['ShipBob'],
          hsCode: '732393',
          countryOfOrigin: 'TW',
          onHand: OPENING,
        })),
        purchaseOrders: [
          {
            name: 'P-INV',
            supplier: 'Baltic Woodworks',
            warehouse: COMPANY.warehouse,
            datePlanned: '2027-03-01 12:00:00',
            lines: [{ product: sku('STOW'), quantity: 20 }],
          },
        ],
        saleOrders: [
          {
            name: 'S-INV',
            customer: 'Web customer',
            warehouse: COMPANY.warehouse,
            lines: [{ product: sku('SOLD'), quantity: 5 }],
          },
        ],
      },
      shipbob: { accounts: shipbobWorld.accounts.map((account) => ({ ...account, products: [] })) },
    });
    const { settings, ...file } = connectionFile({ ...urls, name });
    const rules = { adjust: 'auto', auto_units: 5, auto_value: 1000, history_days: 4, cut_hours: 168 };
    const applied = await applyConnection(
      runtime,
      parseConnectionFile(
        JSON.stringify({ ...file, settings: { ...settings, receipt: { when: 'completed' }, inventory: rules } }),
        'the connection',
      ),
    );
    connectionId = applied.connection.id;
    await settled();
    for (const history of HISTORIES)
      await sandbox.shipbob.adjustStock({
        sku: sku(history),
        fulfillment_center_id: COMPANY.centreId,
        change: OPENING,
      });
    // The opening stock lies before the histories begin.
    await pass(5 * 24 * HOUR_MS);

    const sold = await sandbox.shipbob.createOrder({ body: channelOrder('S-INV', [[sku('SOLD'), 5]]) });
    await sandbox.shipbob.ship({ order_id: sold.id });
    const foreign = await sandbox.shipbob.createOrder({ body: channelOrder('NOT-IN-ODOO', [[sku('FLIGHT'), 3]]) });
    await sandbox.shipbob.ship({ order_id: foreign.id });
    await sandbox.shipbob.adjustStock({
      sku: sku('ADJUSTED'),
      fulfillment_center_id: COMPANY.centreId,
      change: -3,
      reason: 'damaged',
    });
    await sandbox.shipbob.stow({ purchase_order_number: 'P-INV', items: [{ sku: sku('STOW'), stowed: 10 }] });
    const inventoryId = (await sandbox.shipbob.products())
      .flatMap((product) => product.variants)
      .find((variant) => variant.sku === sku('RETURN'))?.inventory.inventory_id;
    await sandbox.returns.create({
      body: {
        reference_id: 'R-INV',
        fulfillment_center: { id: COMPANY.centreId },
        inventory: [{ id: inventoryId, quantity: 2, requested_action: 'Default' }],
      },
    });
    // On the shelf again, but the return is not completed yet.
    await sandbox.returns.process({
      reference_id: 'R-INV',
      items: [{ sku: sku('RETURN'), actions: [{ action: 'Restock', quantity: 2 }] }],
    });
    await settled();
    const byHand = await quantOf('HAND');
    const counted = { model: 'stock.quant', ids: [byHand.id], context: { inventory_mode: true } };
    await sandbox.odoo.execute({ ...counted, method: 'write', args: [{ inventory_quantity: OPENING + 6 }] });
    await sandbox.odoo.execute({ ...counted, method: 'action_apply_inventory' });
    for (const history of HISTORIES) await steal(history);
  });
  afterAll(async () => theatre?.close());

  it('is not compared while goods move', async () => {
    const found = await cut();
    expect(found.rows.filter((row) => row.state !== 'moving')).toEqual([]);
    expect(found).toMatchObject({ compared: HISTORIES.length });
  });

  it('is explained unit by unit: the unknown rest is what was stolen', async () => {
    await pass(HOUR_MS);
    const sinceSeq = await lastSeq();
    const found = await cut();
    expect(told(found)).toEqual(expected('differs'));
    for (const history of HISTORIES.filter((one) => one !== 'EQUAL'))
      expect(found.rows.find((row) => row.sku === sku(history))?.unknown).toBe(-STOLEN[history]);
    expect(found.equal).toBe(1);
    await settled();
    // One cut alone does nothing.
    expect((await theatre.stage.sandbox.counts({ sinceSeq })).mutating).toBe(0);
  });

  it('is set within the limits once a second cut shows the same, and proposed beyond them', async () => {
    const sinceSeq = await lastSeq();
    expect(told(await cut())).toEqual(expected('confirmed'));
    await settled();
    const effects = await theatre.stage.sandbox.effects({ sinceSeq, side: 'odoo' });
    expect(
      effects
        .filter((effect) => effect.type === 'stock.adjusted')
        .map((effect) => effect.key)
        .sort(),
    ).toEqual(['ADJUSTED', 'FLIGHT', 'RETURN', 'SOLD', 'STOW'].map((history) => `INV-${history}`));
    expect((await quantOf('SOLD')).quantity).toBe(OPENING - 5);
    expect((await quantOf('FLIGHT')).quantity).toBe(OPENING);
    expect((await quantOf('ADJUSTED')).quantity).toBe(OPENING - 3);
    expect((await quantOf('HAND')).quantity).toBe(OPENING + 7);
    const cases = (await theatre.stage.runtime.store.cases.list(connectionId)).filter(
      (one) => one.flow === 'inventory',
    );
    expect(cases.map((one) => one.code)).toEqual(['inventory.difference']);
    expect(cases[0]?.detail).toMatchObject({ sku: 'INV-HAND', difference: -7, unknown: -1 });
    expect(await theatre.stage.runtime.store.approvals.list(connectionId)).toHaveLength(1);
  });

  it('is equal afterwards, and nothing is set twice', async () => {
    await pass(HOUR_MS);
    const sinceSeq = await lastSeq();
    const found = await cut();
    expect(found.rows.map((row) => [row.sku, row.difference])).toEqual([['INV-HAND', -7]]);
    await settled();
    expect((await theatre.stage.sandbox.counts({ sinceSeq })).mutating).toBe(0);
    const latest = await inventory(cli(), name, { cut: false });
    expect(latest.at).toBe(found.at);
    expect(csvOf(latest)).toContain(`INV-HAND,,SB/Stock,${OPENING},${OPENING + 7},0,-7,-1`);
  });
});
