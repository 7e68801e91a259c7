import { createDoor, MemoryBudgetStore, parseEgressAllow } from '@mlc/egress';
import { redact } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createShipBobClient, type ShipBobClient } from './http/client.js';
import { pingShipBob } from './ping/ping-shipbob.js';
import { createShipBobReader } from './read/reader.js';
import { type RunningSandbox, sandboxIsBuilt, startSandbox } from './testing/sandbox.js';
import { SHIPBOB_VERSIONS } from './versions.js';
import { newWebhookSecret } from './webhooks/signature.js';
import { ensureSubscriptions } from './webhooks/subscriptions.js';
import { BILLING_TOPICS, CERTAIN_TOPICS, WEBHOOK_TOPICS } from './webhooks/topics.js';
import { createShipBobExecutor } from './write/executor.js';

const mug: OperationRequest<'shipbob.product.create'> = {
  name: 'Mug',
  sku: 'MUG-1',
  barcodes: ['400123'],
  upc: null,
  gtin: null,
  weight_oz: 12,
  customs: { country_code_of_origin: 'PT', hs_tariff_code: '691200', value: 4.4 },
  is_lot: false,
  is_active: true,
};
const context = () => ({ deadlineMs: Date.now() + 10_000, correlationId: 'test' });

describe.skipIf(!sandboxIsBuilt)('against the sandbox, over the socket', () => {
  let sandbox: RunningSandbox;
  let door: ReturnType<typeof createDoor>;
  let accounts = 0;
  beforeAll(async () => {
    sandbox = await startSandbox();
    const allow = parseEgressAllow(new URL(sandbox.shipbobUrl).host);
    door = createDoor({ policy: { allow }, budgetStore: new MemoryBudgetStore(), fence: 'open' });
  });
  afterAll(async () => {
    door.close();
    await sandbox.stop();
  });
  beforeEach(async () => {
    await sandbox.admin('/reset');
    await sandbox.admin('/shipbob/options', { rateLimitMax: 100_000, unknownMembers: true });
  });

  function connect(version: string, token = 'sandbox-pat', channelId = 100102): ShipBobClient {
    accounts += 1;
    const [accountId, baseUrl] = [`account-${accounts}`, sandbox.shipbobUrl];
    return createShipBobClient({ door, baseUrl, version, token: async () => redact(token), channelId, accountId });
  }

  async function createMug(client: ShipBobClient): Promise<number> {
    const outcome = await createShipBobExecutor(client).send('shipbob.product.create', mug, context());
    const inventoryId = outcome.kind === 'confirmed' ? outcome.result.data['inventory_id'] : null;
    if (typeof inventoryId !== 'number') throw new Error(`no product was made: ${JSON.stringify(outcome)}`);
    return inventoryId;
  }

  const wro = (inventoryId: number, quantity = 5): OperationRequest<'shipbob.wro.create'> => ({
    purchase_order_number: 'P00042',
    fulfillment_center_id: 10,
    package_type: 'Package',
    box_packaging_type: 'EverythingInOneBox',
    expected_arrival_date: new Date(Date.now() + 10 * 86_400_000).toISOString(),
    boxes: [{ tracking_number: 'P00042', items: [{ sku: 'MUG-1', inventory_id: inventoryId, quantity }] }],
    notes: 'ACME',
  });

  it.each(SHIPBOB_VERSIONS)(
    '%s: product and receiving order are made, found, updated and cancelled',
    async (version) => {
      const client = connect(version);
      const [executor, reader] = [createShipBobExecutor(client), createShipBobReader(client)];
      const inventoryId = await createMug(client);
      const [variant] = await reader.variantsBySku(['MUG-1', 'MUG']);
      expect(variant).toMatchObject({ sku: 'MUG-1', inventory_id: inventoryId, barcodes: ['400123'], weight_oz: 12 });
      expect(variant?.customs?.value).toBe(version === '2026-07' ? 4.4 : 4);
      expect(await reader.variantsByBarcode(['400123'])).toEqual([variant]);
      expect(await reader.variantsById([variant?.variant_id ?? 0])).toEqual([variant]);
      expect(await executor.send('shipbob.product.create', mug, context())).toMatchObject({ kind: 'exists' });
      expect(await executor.lookup('shipbob.product.create', mug, context())).toMatchObject({ kind: 'found' });

      const update = {
        product_id: variant?.product_id ?? 0,
        variant_id: variant?.variant_id ?? 0,
        name: 'Cup',
        barcodes: [],
      };
      expect(await executor.send('shipbob.product.update', update, context())).toMatchObject({ kind: 'confirmed' });
      expect(await executor.lookup('shipbob.product.update', update, context())).toMatchObject({ kind: 'found' });

      expect(await executor.lookup('shipbob.wro.create', wro(inventoryId), context())).toEqual({ kind: 'absent' });
      const made = await executor.send('shipbob.wro.create', wro(inventoryId), context());
      expect(made).toMatchObject({ kind: 'confirmed', result: { data: { purchase_order_number: 'P00042' } } });
      expect(made).not.toHaveProperty('result.after.differences');
      const wroId = Number(made.kind === 'confirmed' && made.result.remoteId);
      expect((await reader.wrosByNumber(['P00042', 'P1'])).map(({ id }) => id)).toEqual([wroId]);
      expect(await executor.send('shipbob.wro.create', wro(inventoryId), context())).toMatchObject({ kind: 'exists' });
      expect(await executor.lookup('shipbob.wro.create', wro(inventoryId, 6), context())).toMatchObject({
        kind: 'conflict',
      });
      const sync = { wro_ids: [wroId] };
      expect(await executor.lookup('shipbob.wro.set_external_sync', sync, context())).toEqual({ kind: 'absent' });
      expect(await executor.send('shipbob.wro.set_external_sync', sync, context())).toMatchObject({
        kind: 'confirmed',
      });
      expect(await executor.lookup('shipbob.wro.set_external_sync', sync, context())).toMatchObject({ kind: 'found' });
      expect(await executor.send('shipbob.wro.cancel', { wro_id: wroId }, context())).toMatchObject({
        kind: 'confirmed',
      });
      expect(await executor.send('shipbob.wro.cancel', { wro_id: wroId }, context())).toMatchObject({
        kind: 'confirmed',
      });
      expect(await sandbox.effects()).toEqual([
        'product.created MUG-1',
        'product.updated MUG-1',
        'wro.created P00042',
        'external_sync.set P00042',
        'wro.cancelled P00042',
      ]);
    },
  );

  it('a create whose answer was lost is unknown, was made once, and is found', async () => {
    const client = connect('2026-07');
    const executor = createShipBobExecutor(client);
    const lost = (call: string) => ({ side: 'shipbob', call, kind: 'mutating', action: { type: 'commit_then_reset' } });
    await sandbox.admin('/faults', { faults: [lost('/product'), lost('/receiving')] });
    expect(await executor.send('shipbob.product.create', mug, context())).toMatchObject({ kind: 'unknown' });
    const found = await executor.lookup('shipbob.product.create', mug, context());
    const inventoryId = Number(found.kind === 'found' && found.result.data['inventory_id']);
    expect(await executor.send('shipbob.wro.create', wro(inventoryId), context())).toMatchObject({ kind: 'unknown' });
    expect(await executor.lookup('shipbob.wro.create', wro(inventoryId), context())).toMatchObject({ kind: 'found' });
    expect(await sandbox.effects()).toEqual(['product.created MUG-1', 'wro.created P00042']);
  });

  it('looking for 1,000 SKUs of which one exists costs at most 5 calls', async () => {
    const client = connect('2026-07');
    await createMug(client);
    const before = (await sandbox.calls()).length;
    const skus = ['MUG-1', ...Array.from({ length: 999 }, (_, index) => `SKU-2026-${index}`)];
    expect(await createShipBobReader(client).variantsBySku(skus)).toHaveLength(1);
    expect((await sandbox.calls()).length - before).toBeLessThanOrEqual(5);
  });

  it('more products than a page holds are all found through the odd cursors', async () => {
    const client = connect('2026-01');
    const skus = Array.from({ length: 60 }, (_, index) => `MANY-${String(index).padStart(3, '0')}`);
    for (const sku of skus) await sandbox.admin('/shipbob/products', { body: { name: sku, variants: [{ sku }] } });
    const found = await createShipBobReader(client).variantsBySku(skus);
    expect(found.map(({ sku }) => sku).sort()).toEqual(skus);
  });

  it('what the warehouse stows shows in the WRO and changes the poll’s hash', async () => {
    const client = connect('2026-07');
    const [executor, reader] = [createShipBobExecutor(client), createShipBobReader(client)];
    await executor.send('shipbob.wro.create', wro(await createMug(client)), context());
    const poll = async () => {
      const request = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() };
      const rows = [];
      let page = await reader.page('shipbob.receiving', { ...request, position: null });
      rows.push(...page.rows);
      while (!page.last) {
        page = await reader.page('shipbob.receiving', { ...request, position: page.nextPosition });
        rows.push(...page.rows);
      }
      return rows;
    };
    const [before] = await poll();
    expect(before?.refs).toEqual({ purchase_order_number: 'P00042' });
    expect((await poll())[0]?.hash).toBe(before?.hash);
    const visit = { purchase_order_number: 'P00042', items: [{ sku: 'MUG-1', stowed: 3 }] };
    await sandbox.admin('/shipbob/wros/stow', visit);
    expect((await poll())[0]?.hash).not.toBe(before?.hash);
    await sandbox.admin('/shipbob/wros/stow', { ...visit, complete: true });
    expect(await poll()).toHaveLength(1);
    const [seen] = await reader.wros([before?.id ?? 0]);
    expect(seen).toMatchObject({ status: 'Completed', inventory_quantities: [{ sku: 'MUG-1', stowed_quantity: 3 }] });
  });

  it('orders are polled with their references and read by id', async () => {
    const client = connect('2026-07');
    const reader = createShipBobReader(client);
    await createMug(client);
    await sandbox.admin('/shipbob/orders', {
      body: {
        reference_id: 'S00012',
        shipping_method: 'Standard',
        type: 'DTC',
        recipient: {
          name: 'Jo',
          address: { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' },
        },
        products: [{ reference_id: 'MUG-1', name: 'Mug', quantity: 2 }],
      },
    });
    const page = await reader.page('shipbob.order', { from: null, to: new Date().toISOString(), position: null });
    expect(page.rows).toMatchObject([{ refs: { reference_id: 'S00012', channel_id: 100102 } }]);
    const [order] = await reader.orders([page.rows[0]?.id ?? 0, 1]);
    expect(order).toMatchObject({ reference_id: 'S00012', channel: { id: 100102 } });
  });

  it('subscriptions fall back where a version knows fewer topics, and a second run writes nothing', async () => {
    for (const version of ['2026-01', '2026-07']) {
      await sandbox.admin('/reset');
      const client = connect(version);
      const wish = { url: 'https://connector.test/hooks/k', secret: newWebhookSecret(), topics: WEBHOOK_TOPICS };
      const first = await ensureSubscriptions(client, { ...wish, knownIds: [] });
      const topics = first.subscriptions.flatMap((subscription) => subscription.topics);
      expect(topics).toEqual(version === '2026-01' ? [...CERTAIN_TOPICS, ...BILLING_TOPICS] : [...WEBHOOK_TOPICS]);
      const calls = (await sandbox.calls()).length;
      const second = await ensureSubscriptions(client, { ...wish, knownIds: first.subscriptions.map(({ id }) => id) });
      expect((await sandbox.calls()).slice(calls)).toEqual([`GET /${version}/webhook`]);
      expect(second.subscriptions).toEqual(first.subscriptions);
      expect(second.refused.map(({ topic }) => topic)).toEqual(first.refused.map(({ topic }) => topic));
    }
  });

  it('a ping tells sound, wrong token, wrong channel, missing scope and wrong address apart', async () => {
    const codes = async (client: ShipBobClient) =>
      (await pingShipBob(client, { centreIds: [10] })).filter(({ level }) => level !== 'ok').map(({ code }) => code);
    expect(await codes(connect('2026-07'))).toEqual([]);
    expect(await codes(connect('2026-07', 'no-such-token'))).toEqual(['shipbob.unauthorized']);
    expect(await codes(connect('2026-07', 'sandbox-pat', 100103))).toEqual(['shipbob.foreign_channel']);
    expect(await codes(connect('2026-07', 'sandbox-pat-read-only'))).toEqual(['shipbob.read_only_token']);
    const [baseUrl, token] = [`${sandbox.shipbobUrl}/elsewhere`, async () => redact('sandbox-pat')];
    const options = { door, baseUrl, version: '2026-07', token, channelId: 100102, accountId: 'a' };
    expect(await codes(createShipBobClient(options))).toEqual(['shipbob.wrong_address']);
  });

  it('a write on a foreign channel did nothing and names the channel', async () => {
    const executor = createShipBobExecutor(connect('2026-07', 'sandbox-pat', 100103));
    const sent = executor.send('shipbob.product.create', mug, context());
    await expect(sent).rejects.toMatchObject({ code: 'shipbob.forbidden', field: 'shipbob.channel_id' });
    expect(await sandbox.effects()).toEqual([]);
  });
});
