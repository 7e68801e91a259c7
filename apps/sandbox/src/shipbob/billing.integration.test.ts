import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pick } from '../testing/pick.js';
import { Receiver } from '../testing/receiver.js';
import { type Reply, Started } from '../testing/started.js';
import { mondayAfter } from './billing/ledger.js';

const DAY_MS = 86_400_000;
let shipbob: Started;
const hook = new Receiver();
beforeAll(async () => {
  await hook.start();
  shipbob = await Started.start({ shipbob: { rateLimitMax: 10_000 } });
});
afterAll(async () => {
  await shipbob.stop();
  await hook.stop();
});
beforeEach(async () => {
  await shipbob.admin.reset();
  await shipbob.admin.shipbob.setOptions({ feeStoragePerPiece: 0 });
  hook.clear();
  await shipbob.product('MUG');
  await shipbob.admin.shipbob.adjustStock({ sku: 'MUG', fulfillment_center_id: 8, change: 100 });
});

const rowsSchema = z.object({
  items: z.array(
    z.looseObject({
      transaction_id: z.string(),
      amount: z.number(),
      transaction_fee: z.string(),
      reference_id: z.string(),
      invoiced_status: z.boolean(),
      charge_date: z.string(),
    }),
  ),
  next: z.string().nullable(),
});
const rowsOf = (reply: Reply) => rowsSchema.parse(reply.json);
const query = (body: unknown, cursor?: string) =>
  shipbob.call(
    'POST',
    `2026-01/transactions:query${cursor === undefined ? '' : `?Cursor=${encodeURIComponent(cursor)}`}`,
    body,
  );
const charge = (reference: string, more: { amount?: number; charge_date?: string; fee?: string } = {}) =>
  shipbob.admin.billing.charge({
    fee: 'Kitting Fee',
    amount: 1,
    reference_type: 'Ticket Number',
    reference_id: reference,
    ...more,
  });
const now = (): number => shipbob.sandbox.core.clock.now().getTime();
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

async function shipOne(reference: string): Promise<string> {
  const recipient = { name: 'Jo', address: { address1: 'A', city: 'B', country: 'US' } };
  const products = [{ reference_id: 'MUG', name: 'Mug', quantity: 1 }];
  const body = { reference_id: reference, shipping_method: 'Standard', type: 'DTC', recipient, products };
  await shipbob.admin.shipbob.createOrder({ body });
  const shipped = await shipbob.admin.shipbob.ship({
    reference_id: reference,
    tracking: { carrier: 'USPS', tracking_number: `T-${reference}` },
  });
  return String(shipped.shipments[0]?.id);
}

describe('what is charged by itself', () => {
  test('one row for each shipment that left, return and WRO that is done, and none twice', async () => {
    await shipbob.call('POST', '2026-01/webhook', { topics: ['billing.charge.created'], url: hook.url });
    const shipment = await shipOne('R1');
    await shipbob.admin.shipbob.deliver({ reference_id: 'R1' });
    const { inventoryId } = await shipbob.product('TEA');
    const wro = await shipbob.admin.shipbob.createWro(
      shipbob.wroBody('P1', [{ inventory_id: inventoryId, quantity: 1 }]),
    );
    await shipbob.admin.shipbob.completeWro({ wro_id: wro.id });
    await shipbob.admin.shipbob.completeWro({ wro_id: wro.id });
    const body = {
      reference_id: 'RMA',
      fulfillment_center: { id: 8 },
      inventory: [{ id: inventoryId, quantity: 1, requested_action: 'Restock' }],
    };
    const made = await shipbob.admin.returns.create({ body });
    await shipbob.admin.returns.complete({ reference_id: 'RMA' });
    const { items } = rowsOf(await query({ sort_order: 'Ascending' }));
    expect(items).toMatchObject([
      {
        reference_type: 'Shipment',
        reference_id: shipment,
        transaction_fee: 'Shipping',
        amount: 8.1,
        fulfillment_center: 'Cicero (IL)',
        invoiced_status: false,
        invoice_id: null,
        additional_details: { TrackingId: 'T-R1' },
      },
      { reference_type: 'WRO', reference_id: String(wro.id), amount: 25 },
      { reference_type: 'Return', reference_id: String(made.id), amount: 3 },
    ]);
    for (const { transaction_id } of items) expect(transaction_id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    await shipbob.admin.webhooks.wait();
    expect(hook.received.map((message) => JSON.parse(message.body))).toEqual(items);
  });

  test('fees are listed', async () => {
    const { json } = await shipbob.call('GET', '2026-01/transaction-fees');
    expect(json).toMatchObject({
      fee_list: expect.arrayContaining(['Shipping', 'Warehousing Fee', 'WRO Receiving Fee']),
    });
  });
});

describe('asking for transactions', () => {
  test('a bare token in the query string leads on; in the body it is ignored, and page 1 comes for ever', async () => {
    for (const reference of ['A', 'B', 'C']) await charge(reference);
    const first = rowsOf(await query({ page_size: 2, sort_order: 'Ascending' }));
    expect(first.items.map((row) => row.reference_id)).toEqual(['A', 'B']);
    expect(first.next).not.toMatch(/[?]/);
    const second = rowsOf(await query({}, first.next ?? ''));
    expect(second).toMatchObject({ items: [{ reference_id: 'C' }], next: null });
    const stuck = rowsOf(
      await query({ page_size: 2, sort_order: 'Ascending', cursor: first.next, Cursor: first.next }),
    );
    expect(stuck.items.map((row) => row.reference_id)).toEqual(['A', 'B']);
    expect((await query({}, 'nonsense')).status).toBe(400);
    await shipbob.admin.openapi.clear();
  });

  test('the names of ShipBob’s guide are ignored in silence: the last seven days come', async () => {
    await charge('OLD', { charge_date: day(now() - 20 * DAY_MS) });
    await charge('NEW');
    const asGuide = { start_date: day(now() - 30 * DAY_MS), end_date: day(now()), limit: 1 };
    expect(rowsOf(await query(asGuide)).items.map((row) => row.reference_id)).toEqual(['NEW']);
    const asSpec = { from_date: `${day(now() - 30 * DAY_MS)}T00:00:00Z`, sort_order: 'Ascending' };
    expect(rowsOf(await query(asSpec)).items.map((row) => row.reference_id)).toEqual(['OLD', 'NEW']);
    expect(rowsOf(await query({ ...asSpec, to_date: `${day(now() - 10 * DAY_MS)}T00:00:00Z` })).items).toHaveLength(1);
    await shipbob.admin.openapi.clear();
  });

  test('filters by reference, fee, type and whether it is invoiced', async () => {
    const shipment = await shipOne('R1');
    await charge('T1', { fee: 'Address Correction' });
    const found = async (body: unknown) => rowsOf(await query(body)).items.map((row) => row.transaction_fee);
    expect(await found({ reference_ids: [shipment] })).toEqual(['Shipping']);
    expect(await found({ reference_types: ['Shipment'] })).toEqual(['Shipping']);
    expect(await found({ transaction_fees: ['Address Correction'] })).toEqual(['Address Correction']);
    expect(await found({ transaction_types: ['Credit'] })).toEqual([]);
    expect(await found({ invoiced_status: true })).toEqual([]);
    const [invoice] = await shipbob.admin.billing.invoiceRun();
    expect(await found({ invoiced_status: false })).toEqual([]);
    expect(await found({ invoice_ids: [String(invoice?.invoice_id)] })).toHaveLength(1);
    expect((await query({ page_size: 1001 })).status).toBe(400);
    await shipbob.admin.openapi.clear();
  });

  test('a token without billing_read gets an empty 403', async () => {
    const scopes = ['orders_read', 'channels_read'];
    await shipbob.admin.seed({
      shipbob: {
        accounts: [
          {
            user_id: 1,
            channels: [{ id: 1, name: 'Own' }],
            tokens: [{ token: 'no-billing', channel_id: 1, scopes }],
            centres: [{ id: 8, name: 'Cicero' }],
          },
        ],
      },
    });
    const refused = await shipbob.call('GET', '2026-01/invoices', undefined, { authorization: 'Bearer no-billing' });
    expect(refused).toMatchObject({ status: 403, text: '' });
  });
});

describe('the weekly run', () => {
  test('a Monday is the first one after the day, never the day itself', () => {
    const monday = Date.parse('2026-11-30T00:00:00Z');
    expect(mondayAfter(Date.parse('2026-11-26T10:00:00Z'))).toBe(monday);
    expect(mondayAfter(monday - 1)).toBe(monday);
    expect(mondayAfter(monday)).toBe(monday + 7 * DAY_MS);
  });

  test('on Monday what was charged before becomes invoices, one for each kind, and storage is charged', async () => {
    await shipbob.admin.shipbob.setOptions({ feeStoragePerPiece: 0.5 });
    await shipOne('R1');
    await charge('T1', { amount: 2.5 });
    await shipbob.admin.billing.charge({
      type: 'Credit',
      fee: 'Credit',
      amount: -4,
      reference_type: 'Ticket Number',
      reference_id: 'T2',
    });
    expect((await shipbob.admin.billing.all()).invoices).toEqual([]);
    const monday = mondayAfter(now());
    // Of the new week already, whenever the run happens.
    await charge('MONDAY', { amount: 7, charge_date: day(monday) });
    await shipbob.admin.setClockOffset(monday + 3_600_000 - Date.now());
    const invoices = await shipbob.call('GET', '2026-01/invoices?SortOrder=Ascending');
    expect(invoices.json).toMatchObject({
      items: [
        { invoice_type: 'Shipping', amount: 8.1, invoice_date: day(monday), running_balance: 8.1 },
        { invoice_type: 'AdditionalFee', amount: 2.5, running_balance: 10.6 },
        { invoice_type: 'Credits', amount: -4, running_balance: 6.6 },
        { invoice_type: 'WarehouseStorage', amount: 49.5, running_balance: 56.1 },
      ],
    });
    const storage = await shipbob.call(
      'GET',
      `2026-01/invoices/${pick(invoices, 'items', 3, 'invoice_id')}/transactions`,
    );
    expect(storage.json).toMatchObject({
      items: [{ transaction_fee: 'Warehousing Fee', reference_type: 'FC', reference_id: '8', invoiced_status: true }],
    });
    expect((await shipbob.admin.billing.all()).transactions.filter((row) => !row.invoiced_status)).toMatchObject([
      { reference_id: 'MONDAY' },
    ]);
    await charge('LATER');
    expect((await shipbob.admin.billing.all()).transactions.at(-1)).toMatchObject({ invoiced_status: false });
    // A run that was missed is made up for.
    await shipbob.admin.advanceClock(14 * DAY_MS);
    expect((await shipbob.admin.billing.all()).invoices.length).toBe(7);
  });

  test('invoices come for the last month, newest first, by kind and page', async () => {
    await charge('T1');
    await shipbob.admin.billing.invoiceRun();
    await shipbob.admin.advanceClock(40 * DAY_MS);
    await shipbob.admin.shipbob.setOptions({ feeStoragePerPiece: 0 });
    await charge('T2');
    await shipbob.admin.billing.invoiceRun();
    const count = async (search: string): Promise<number> =>
      z.object({ items: z.array(z.unknown()) }).parse((await shipbob.call('GET', `2026-01/invoices?${search}`)).json)
        .items.length;
    expect(await count('')).toBe(1);
    expect(await count(`FromDate=${day(now() - 60 * DAY_MS)}T00:00:00Z`)).toBe(2);
    expect(await count('InvoiceTypes=Shipping')).toBe(0);
    expect((await shipbob.call('GET', '2026-01/invoices?InvoiceTypes=Nonsense')).status).toBe(422);
    expect((await shipbob.call('GET', '2026-01/invoices?PageSize=0')).status).toBe(400);
    await shipbob.admin.openapi.clear();
  });
});

describe('mistakes of the accountants', () => {
  test('a charge is doubled, forgotten, or comes weeks late', async () => {
    const shipment = await shipOne('R1');
    const double = await shipbob.admin.billing.double({ reference_id: shipment });
    expect(double).toMatchObject({ amount: 8.1, reference_id: shipment });
    expect(rowsOf(await query({ reference_ids: [shipment] })).items).toHaveLength(2);
    await shipbob.admin.billing.drop({ transaction_id: double.transaction_id });
    await shipbob.admin.billing.drop({ reference_id: shipment, fee: 'Shipping' });
    expect(rowsOf(await query({})).items).toEqual([]);
    // What was forgotten stays so when the parcel is delivered.
    await shipbob.admin.shipbob.deliver({ reference_id: 'R1' });
    expect(rowsOf(await query({})).items).toEqual([]);
    await charge(shipment, { charge_date: day(now() - 30 * DAY_MS), fee: 'Address Correction' });
    await shipbob.admin.billing.invoiceRun();
    await expect(shipbob.admin.billing.drop({ reference_id: shipment })).rejects.toThrow('on an invoice already');
    await expect(shipbob.admin.billing.double({ transaction_id: 'NOBODY' })).rejects.toThrow('no transaction NOBODY');
  });
});
