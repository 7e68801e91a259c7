import { createDoor, MemoryBudgetStore, parseEgressAllow } from '@mlc/egress';
import { redact } from '@mlc/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createShipBobClient } from './http/client.js';
import { newestServedVersion } from './read/newest-version.js';
import { createShipBobReader } from './read/reader.js';
import { type RunningSandbox, sandboxIsBuilt, startSandbox } from './testing/sandbox.js';
import { hasEndpoint, SHIPBOB_VERSIONS, versionTraits } from './versions.js';

const CENTRE = 10;
const today = (): string => new Date().toISOString().slice(0, 10);
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
async function all<T>(pages: AsyncIterable<T[]> | null): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages ?? []) found.push(...page);
  return found;
}

/** Returns, billing, stock, parcels and unannounced goods over the socket, from a door that may only read. */
describe.skipIf(!sandboxIsBuilt)('against the sandbox, over the socket', () => {
  let sandbox: RunningSandbox;
  let door: ReturnType<typeof createDoor>;
  let accounts = 0;
  beforeAll(async () => {
    sandbox = await startSandbox();
    const allow = parseEgressAllow(new URL(sandbox.shipbobUrl).host);
    door = createDoor({ policy: { allow }, budgetStore: new MemoryBudgetStore(), fence: 'read_only' });
  });
  afterAll(async () => {
    door.close();
    await sandbox.stop();
  });
  beforeEach(async () => {
    await sandbox.admin('/reset');
    await sandbox.admin('/shipbob/options', { rateLimitMax: 100_000, unknownMembers: true });
  });

  const connect = (version: string) => {
    accounts += 1;
    return createShipBobClient({
      door,
      baseUrl: sandbox.shipbobUrl,
      version,
      token: async () => redact('sandbox-pat'),
      channelId: 100102,
      accountId: `account-${accounts}`,
    });
  };

  /** A mug in stock, of which two were shipped to Jo. */
  async function shipped() {
    await sandbox.admin('/shipbob/products', { body: { name: 'Mug', variants: [{ sku: 'MUG-1' }] } });
    await sandbox.admin('/shipbob/stock/adjust', { sku: 'MUG-1', fulfillment_center_id: CENTRE, change: 40 });
    const recipient = {
      name: 'Jo',
      address: { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' },
    };
    const products = [{ reference_id: 'MUG-1', name: 'Mug', quantity: 2 }];
    const body = { reference_id: 'S00042', shipping_method: 'Standard', type: 'DTC', recipient, products };
    await sandbox.admin('/shipbob/orders', { body });
    const items = [{ sku: 'MUG-1', quantity: 2, lot_number: 'L-1', serial_numbers: ['S1', 'S2'] }];
    const shipments = [{ fulfillment_center_id: CENTRE, items }];
    await sandbox.admin('/shipbob/orders/allocate', { reference_id: 'S00042', shipments });
    const tracking = { carrier: 'UPS', carrier_service: 'Ground', tracking_number: '1Z9' };
    await sandbox.admin('/shipbob/orders/label', { reference_id: 'S00042', tracking });
    await sandbox.admin('/shipbob/orders/ship', { reference_id: 'S00042' });
  }

  describe.each(SHIPBOB_VERSIONS)('version %s', (version) => {
    it('tells what left, with lots and serial numbers, its timeline, and what the carrier says', async () => {
      await shipped();
      const reader = createShipBobReader(connect(version));
      const page = await reader.page('shipbob.order', { from: null, to: inDays(1), position: null });
      const [order] = await reader.orders(page.rows.map((row) => row.id));
      const shipment = order?.shipments[0];
      expect(shipment).toMatchObject({
        status: 'Completed',
        location: { id: CENTRE },
        items: [{ quantity: 2, lot: 'L-1', serial_numbers: ['S1', 'S2'] }],
        tracking: { carrier: 'UPS', tracking_number: '1Z9' },
      });
      const lines = await reader.shipmentTimeline(shipment?.id ?? 0);
      expect(lines.map((line) => line.log_type_name)).toContain('Labeled');
      const carrier = {
        reference_id: 'S00042',
        status: 'InTransit',
        substatus: 'On the road',
        message: 'Left the depot',
      };
      await sandbox.admin('/shipbob/orders/carrier', carrier);
      const tracked = await reader.shipmentTracking([shipment?.id ?? 0]);
      if (!hasEndpoint(version, 'shipmentTracking')) expect(tracked).toBeNull();
      else
        expect(tracked).toMatchObject([
          {
            shipment_id: shipment?.id,
            tracking_number: '1Z9',
            current_status: 'InTransit',
            current_substatus: 'On the road',
          },
        ]);
    });

    it('tells what became of returns, found by the poll and by id', async () => {
      await shipped();
      await sandbox.admin('/shipbob/returns/to-sender', { reference_id: 'S00042' });
      const reader = createShipBobReader(connect(version));
      const poll = async () => {
        const request = { from: inDays(-1), to: inDays(1) };
        let page = await reader.page('shipbob.return', { ...request, position: null });
        const rows = [...page.rows];
        while (!page.last) {
          page = await reader.page('shipbob.return', { ...request, position: page.nextPosition });
          rows.push(...page.rows);
        }
        return rows;
      };
      const [open] = await poll();
      const id = open?.id ?? 0;
      expect(open?.refs['original_shipment_id']).toEqual(expect.any(Number));
      await sandbox.admin('/shipbob/returns/status', { return_id: id, status: 'Arrived' });
      const one = (action: string, reason: string | null = null) => ({ action, quantity: 1, reason });
      const items = [{ sku: 'MUG-1', actions: [one('Restock'), one('Quarantine', 'Scratched')] }];
      await sandbox.admin('/shipbob/returns/process', { return_id: id, items, complete: true });
      const rows = await poll();
      expect(rows).toHaveLength(1);
      expect(rows[0]?.hash).not.toBe(open?.hash);
      const [found, ...others] = await reader.returns([id, id + 1]);
      expect(others).toEqual([]);
      expect(found).toMatchObject({ id, status: 'Completed', return_type: 'ReturnToSender' });
      expect(found?.inventory[0]?.action_taken.map((taken) => [taken.action, taken.quantity_processed])).toEqual([
        ['Restock', 1],
        ['Quarantine', 1],
      ]);
    });

    it('tells every charge once, over many pages, before and after it is invoiced', async () => {
      const charge = (number: number) => ({
        fee: 'Shipping',
        amount: number / 100,
        reference_type: 'Shipment',
        reference_id: String(number),
      });
      for (let number = 1; number <= 12; number += 1) await sandbox.admin('/shipbob/billing/charge', charge(number));
      const client = connect(version);
      const reader = createShipBobReader(client);
      const days = { from_date: today(), to_date: inDays(1).slice(0, 10) };
      const rows = await all(reader.transactions(days));
      expect(rows.map((row) => [row.reference_id, row.amount, row.invoice_id])).toContainEqual(['7', '0.07', null]);
      expect(new Set(rows.map((row) => row.transaction_id)).size).toBe(12);
      expect(await all(reader.transactions({ ...days, reference_ids: ['3'] }))).toHaveLength(1);
      await sandbox.admin('/shipbob/billing/invoice-run', {});
      const invoices = await reader.invoices({ from: inDays(-2).slice(0, 10), to: inDays(2).slice(0, 10) });
      expect(invoices).toMatchObject([{ invoice_type: 'Shipping', amount: '0.78', currency_code: 'USD' }]);
      const onInvoice = await all(reader.invoiceTransactions(invoices[0]?.invoice_id ?? 0));
      expect(onInvoice).toHaveLength(12);
      expect(onInvoice[0]).toMatchObject({ invoiced_status: true, invoice_id: invoices[0]?.invoice_id });
      expect(await reader.transactionFees()).toContain('Shipping');
    });

    it('tells stock by centre and by lot, and what changed it', async () => {
      await shipped();
      const adjust = { sku: 'MUG-1', fulfillment_center_id: CENTRE, change: 5, lot_number: 'L-9', reason: 'Found' };
      await sandbox.admin('/shipbob/stock/adjust', adjust);
      const reader = createShipBobReader(connect(version));
      const [level] = await reader.inventoryLevels('all');
      expect(level?.sku).toBe('MUG-1');
      const onHand = level?.locations.find((row) => row.location_id === CENTRE)?.on_hand_quantity ?? 0;
      const [lots] = await reader.inventoryLots([level?.inventory_id ?? 0]);
      expect(lots?.lots.map((lot) => [lot.lot_number, lot.on_hand_quantity])).toContainEqual(['L-9', 5]);
      const query = { facility_id: CENTRE, start_date: inDays(-1), end_date: inDays(1) };
      const history = reader.inventoryHistory(query);
      if (!hasEndpoint(version, 'inventoryHistory')) expect(history).toBeNull();
      else {
        const events = await all(history);
        expect(events.map((event) => event.event_category)).toContain('InventoryAdjusted');
        const change = (event: (typeof events)[number]): number =>
          (event.increment?.quantity_change ?? 0) - Math.abs(event.decrement?.quantity_change ?? 0);
        expect(events.reduce((sum, event) => sum + change(event), 0)).toBe(onHand);
      }
    });

    it('tells the lots in boxes, the centres, and goods nobody announced', async () => {
      await sandbox.admin('/shipbob/products', {
        body: { name: 'Flour', variants: [{ sku: 'FLOUR', lot_information: { is_lot: true } }] },
      });
      const client = connect(version);
      const reader = createShipBobReader(client);
      const [flour] = await reader.variantsBySku(['FLOUR']);
      const lot = { lot_number: 'L-1', lot_date: '2027-05-01T00:00:00Z' };
      const body = {
        fulfillment_center: { id: CENTRE },
        package_type: 'Package',
        box_packaging_type: 'EverythingInOneBox',
        expected_arrival_date: inDays(9),
        purchase_order_number: 'P00042',
        boxes: [{ tracking_number: '1Z', box_items: [{ inventory_id: flour?.inventory_id, quantity: 6, ...lot }] }],
      };
      await sandbox.admin('/shipbob/wros', { body });
      await sandbox.admin('/shipbob/wros/stow', {
        purchase_order_number: 'P00042',
        items: [{ sku: 'FLOUR', stowed: 4, lot_number: 'L-1' }],
      });
      const [wro] = await reader.wrosByNumber(['P00042']);
      const boxes = await reader.boxes([wro?.id ?? 0]);
      expect(boxes.get(wro?.id ?? 0)?.flatMap((box) => box.box_items)).toMatchObject([
        { inventory_id: flour?.inventory_id, stowed_quantity: 4, lot_number: 'L-1' },
      ]);
      expect(await reader.distributions(wro?.id ?? 0)).toEqual(expect.any(Array));
      const centre = (await reader.locations()).find((location) => location.id === CENTRE);
      expect(centre).toMatchObject({ is_active: true, is_receiving_enabled: true });
      await sandbox.admin('/shipbob/uros', { reason: 'No label', barcode: '4711' });
      const unannounced = await reader.unidentifiedReceipts();
      if (!hasEndpoint(version, 'unidentified')) expect(unannounced).toBeNull();
      else expect(unannounced).toMatchObject([{ barcode: '4711', reason: 'No label', linked_wro_id: null }]);
    });

    it('refuses a receiving order as the table of versions says, and a bare day where it says so', async () => {
      const { wroRefusedWith, bareDays } = versionTraits[version];
      const ask = async (date: string) => {
        const headers = { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' };
        const body = JSON.stringify({
          fulfillment_center: { id: CENTRE },
          package_type: 'Package',
          box_packaging_type: 'EverythingInOneBox',
          expected_arrival_date: date,
          boxes: [{ tracking_number: '1Z', box_items: [{ inventory_id: 1, quantity: 1 }] }],
        });
        const answer = await fetch(`${sandbox.shipbobUrl}/${version}/receiving`, { method: 'POST', headers, body });
        return { status: answer.status, text: await answer.text() };
      };
      expect(await ask(inDays(-9))).toMatchObject({ status: wroRefusedWith, text: expect.stringContaining('future') });
      // The older versions' documents forbid a bare day too, although it passes there.
      if (!bareDays) {
        const bare = await ask(inDays(9).slice(0, 10));
        expect(bare).toMatchObject({ status: wroRefusedWith, text: expect.stringMatching(/arrival/i) });
      }
    });
  });

  it('nothing of all that was a write', async () => {
    await shipped();
    const reader = createShipBobReader(connect('2026-07'));
    await all(reader.transactions({ from_date: today(), to_date: today() }));
    await all(reader.inventoryHistory({ facility_id: CENTRE, start_date: inDays(-1), end_date: inDays(1) }));
    expect((await sandbox.calls()).filter((call) => call.includes('query'))).toHaveLength(2);
  });

  it('the newest version is found by one call', async () => {
    expect(await newestServedVersion(async (version) => connect(version))).toBe('2026-07');
    expect(await sandbox.calls()).toEqual(['GET /2026-07/channel']);
  });
});
