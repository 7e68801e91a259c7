import { setTimeout as wait } from 'node:timers/promises';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { COMPANY, channelOrder, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { shipbobVersion } from '../support/openapi.js';
import { openTestStage, silent, type TestStage, UNHURRIED } from '../support/told-story.js';

/** Enough that a single delivery is less than half a point. */
const ORDERS = 240;
const SKU = 'JF-BWL-16';

/** Parcels leave for many orders while 7 % of ShipBob's deliveries get lost. */
describe('webhooks that get lost', () => {
  let theatre: TestStage;
  let connectionId: string;
  const name = 'coverage';

  async function settled(): Promise<void> {
    const cli = { runtime: theatre.stage.runtime, out: silent() };
    const status = await sync(cli, name, { wait: true, timeout: '280' });
    expect(status?.notQuietBecause).toEqual([]);
  }
  const references = Array.from({ length: ORDERS }, (_, index) => `WC${String(index + 1).padStart(5, '0')}`);

  beforeAll(async () => {
    theatre = await openTestStage('postgres', { env: UNHURRIED });
    const { sandbox, urls, runtime } = theatre.stage;
    const product = (odooWorld.products ?? []).filter((one) => one.sku === SKU);
    await sandbox.seed({
      odoo: {
        ...odooWorld,
        products: product,
        boms: [],
        purchaseOrders: [],
        saleOrders: references.map((reference) => ({
          name: reference,
          customer: 'Web customer',
          warehouse: COMPANY.warehouse,
          lines: [{ product: SKU, quantity: 1 }],
        })),
      },
      shipbob: shipbobWorld,
    });
    await sandbox.shipbob.setOptions({ rateLimitMax: 100_000 });
    const file = parseConnectionFile(JSON.stringify(connectionFile({ ...urls, name })), 'the connection');
    connectionId = (await applyConnection(runtime, file)).connection.id;
    await settled();
  });
  afterAll(async () => theatre?.close());

  /** Before the parcels, whose charges would ring, too: the bell keeps its distance. */
  it('are not missed where one charge tells of an invoice that nothing else tells of', async ({ skip }) => {
    skip(shipbobVersion() < '2026-01', 'ShipBob tells of charges by webhook from 2026-01 on');
    const { sandbox } = theatre.stage;
    await sandbox.webhooks.setKnobs([{ topic: 'billing.charge.created', dropProbability: 1, times: 1 }], 20261126);
    const charge = (reference_id: string) =>
      sandbox.billing.charge({ fee: 'Kitting Fee', amount: 4, reference_type: 'Ticket Number', reference_id });
    await charge('T-1');
    const [invoice] = await sandbox.billing.invoiceRun({});
    const notices = () =>
      theatre.database.sql(`SELECT source FROM notice WHERE lane_key = 'invoice:${invoice?.invoice_id ?? 0}'`);
    await sandbox.webhooks.wait(30_000);
    expect(await notices()).toEqual([]);
    await charge('T-2');
    // Its schedule comes once a day.
    for (let tries = 0; (await notices()).length === 0 && tries < 300; tries += 1) await wait(200);
    expect(await notices()).toEqual([{ source: 'poll' }]);
  });

  it('show in the figure within a point, and are missing in nothing', async () => {
    const { sandbox, runtime } = theatre.stage;
    // Nothing is out of stock, so that each order tells of itself once: when it leaves.
    const stock = { sku: SKU, fulfillment_center_id: COMPANY.centreId, change: 10 * ORDERS };
    await sandbox.shipbob.adjustStock(stock);
    await sandbox.webhooks.setKnobs([{ topic: 'order.shipped', dropProbability: 0.07, times: null }], 20261126);
    for (const reference_id of references) {
      await sandbox.shipbob.createOrder({ body: channelOrder(reference_id, [[SKU, 1]]) });
      await sandbox.shipbob.allocate({
        reference_id,
        shipments: [{ fulfillment_center_id: COMPANY.centreId, items: [{ sku: SKU, quantity: 1 }] }],
      });
      // Without a number yet: then one webhook tells of it, and no second one could make up for it.
      await sandbox.shipbob.ship({ reference_id });
    }
    await sandbox.webhooks.wait(120_000);
    await settled();

    const [coverage] = (await runtime.store.queries.status(connectionId)).coverage;
    const arrived = await theatre.database.sql(
      "SELECT count(DISTINCT about)::int AS count FROM inbox_event WHERE about LIKE 'order:%'",
    );
    const lost = ORDERS - Number(arrived[0]?.['count']);
    process.stdout.write(`coverage  ${JSON.stringify(coverage)}; ${lost} of ${ORDERS} orders had no webhook\n`);
    expect(lost).toBeGreaterThan(ORDERS * 0.03);
    expect(coverage).toMatchObject({ source: 'shipbob.order', facts: ORDERS });
    expect(Math.abs((coverage?.missed ?? 0) - lost) / ORDERS).toBeLessThanOrEqual(0.01);

    const done = await sandbox.odoo.execute({
      model: 'stock.picking',
      method: 'search_count',
      args: [
        [
          ['picking_type_code', '=', 'outgoing'],
          ['state', '=', 'done'],
          ['origin', '=like', 'WC%'],
        ],
      ],
    });
    expect(done.result).toBe(ORDERS);
  });
});
