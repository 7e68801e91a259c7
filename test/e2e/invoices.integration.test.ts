import { groupBy } from '@mlc/kernel';
import type { OdooWorld } from '@mlc/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CENTRE, type InProcess, openInProcess } from '../support/in-process.js';

const DAY_MS = 86_400_000;
const odoo: OdooWorld = {
  tags: ['ShipBob'],
  partners: [{ name: 'ShipBob', supplier: true }, { name: 'Jane' }],
  products: [{ sku: 'MUG', name: 'Mug', tags: ['ShipBob'], onHand: 50 }],
};
const settings = {
  billing: {
    vendor: 'ShipBob',
    suspense_account: '612000',
    account_map: {
      Shipping: '600000',
      'Warehousing Fee': '600000',
      'WRO Receiving Fee': '600000',
      'Return Processed by Operations Fee': '600000',
      'Return to sender - Processing Fees': '600000',
      'Address Correction': '600000',
      Credit: '600000',
    },
    tax_map: { GST: '15%' },
  },
};
const moveRow = z.object({
  id: z.number(),
  ref: z.union([z.string(), z.literal(false)]),
  state: z.string(),
  move_type: z.string(),
  amount_total: z.number(),
});

/** Ten invoices of three weeks, read and drafted over the sockets of both sandboxes. */
describe('ten invoices of ShipBob', () => {
  let stage: InProcess;
  /** Invoice numbers by what they are for. */
  const numbers: Record<string, number> = {};

  const shipped = async (reference: string): Promise<string> => {
    const recipient = {
      name: 'Jane',
      address: { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' },
    };
    const products = [{ reference_id: 'MUG', sku: 'MUG', name: 'Mug', quantity: 1 }];
    const body = {
      reference_id: reference,
      order_number: reference,
      shipping_method: 'Standard',
      type: 'DTC',
      recipient,
      products,
    };
    await stage.admin.shipbob.createOrder({ body });
    await stage.admin.shipbob.allocate({
      reference_id: reference,
      shipments: [{ fulfillment_center_id: CENTRE.id, items: [{ sku: 'MUG', quantity: 1 }] }],
    });
    await stage.admin.shipbob.ship({ reference_id: reference });
    const { transactions } = await stage.admin.billing.all();
    return transactions.at(-1)?.reference_id ?? '';
  };
  const invoiceAll = async (week: string): Promise<void> => {
    for (const invoice of await stage.admin.billing.invoiceRun({}))
      numbers[`${week} ${invoice.invoice_type}`] = invoice.invoice_id;
  };
  const bills = async () =>
    (await stage.odoo.searchReadAll('account.move', moveRow, { domain: [['ref', 'like', 'SB-']] })).map((bill) => ({
      ref: bill.ref,
      state: bill.state,
      total: bill.move_type === 'in_refund' ? -bill.amount_total : bill.amount_total,
    }));
  const sync = () => stage.sync(['shipbob.invoice']);
  const made = async () => (await stage.admin.effects()).filter((effect) => effect.type.startsWith('bill')).length;

  beforeAll(async () => {
    stage = await openInProcess({ settings, odoo, version: '2025-07' });
    const { admin } = stage;
    await admin.shipbob.createProduct({ name: 'Mug', type_id: 1, variants: [{ name: 'Mug', sku: 'MUG' }] });
    await admin.shipbob.adjustStock({ sku: 'MUG', fulfillment_center_id: CENTRE.id, change: 50 });

    // Week 1: all as it should be.
    for (const reference of ['S1', 'S2', 'S3']) await shipped(reference);
    await admin.billing.storage({});
    await admin.returns.toSender({ reference_id: 'S1' });
    const [returned] = await admin.returns.list();
    const returnId = z.number().parse(returned?.['id']);
    await admin.returns.setStatus({ return_id: returnId, status: 'Arrived' });
    const items = [{ sku: 'MUG', actions: [{ action: 'Restock' as const, quantity: 1, reason: null }] }];
    await admin.returns.process({ return_id: returnId, items, complete: true });
    await invoiceAll('1');
    await admin.advanceClock(7 * DAY_MS);
    const billed = await admin.billing.all();
    for (const invoice of billed.invoices) numbers[`1 ${invoice.invoice_type}`] ??= invoice.invoice_id;

    // Week 2: a double charge, a forgotten fee, a fee nobody knows, a fee for a return that is none, a credit.
    await shipped('S4');
    const doubled = await shipped('S5');
    await admin.billing.double({ reference_id: doubled });
    const forgotten = await shipped('S6');
    await admin.billing.drop({ reference_id: forgotten });
    const charge = { reference_type: 'Ticket Number', reference_id: 'T-1', fulfillment_center: CENTRE.name } as const;
    await admin.billing.charge({ ...charge, fee: 'Kitting Fee', amount: 30.5 });
    await admin.billing.charge({
      ...charge,
      reference_type: 'Return',
      reference_id: '999999',
      fee: 'Return Processed by Operations Fee',
      amount: 3,
    });
    await admin.billing.charge({ ...charge, type: 'Credit', reference_id: 'T-2', fee: 'Credit', amount: -12.25 });
    await admin.advanceClock(DAY_MS);
    await invoiceAll('2');

    // Week 3: a tax, a charge that is not itemised, a payment.
    await admin.advanceClock(7 * DAY_MS);
    await shipped('S7');
    await admin.billing.charge({ ...charge, fee: 'Shipping', amount: 4.4, hidden: true });
    await admin.billing.charge({
      ...charge,
      fee: 'Address Correction',
      amount: 10,
      taxes: [{ type: 'GST', rate: 15, amount: 1.5 }],
    });
    await admin.billing.charge({ ...charge, type: 'Payment', fee: 'Payment', amount: -100 });
    await admin.advanceClock(DAY_MS);
    await invoiceAll('3');
    // The time that ShipBob has to charge for S6 goes by.
    await admin.advanceClock(14 * DAY_MS);
    await sync();
  });
  afterAll(() => stage?.close());

  it('are each one draft over exactly its total; payments are none', async () => {
    const { invoices } = await stage.admin.billing.all();
    const billed = invoices.filter((invoice) => invoice.invoice_type !== 'Payment');
    expect(billed.length).toBeGreaterThanOrEqual(10);
    expect((await bills()).toSorted(byRef)).toEqual(
      billed.map((one) => ({ ref: `SB-${one.invoice_id}`, state: 'draft', total: one.amount })).toSorted(byRef),
    );
  });

  it('show every injected error, and none that is none', () => {
    const named = new Map(Object.entries(numbers).map(([what, id]) => [`invoice:${id}`, what]));
    const found = stage.cases().map((one) => {
      const [code = '', lane = ''] = one.split(' ');
      return `${code} ${named.get(lane) ?? lane}`;
    });
    expect(found.sort()).toEqual(
      [
        'billing.double_charge 2 Shipping',
        'billing.event_without_fee 2 Shipping',
        'billing.fee_without_event 2 Return',
        'billing.unmapped_fee 2 AdditionalFee',
        'billing.unitemised 3 Shipping',
      ].sort(),
    );
    const money = groupBy(stage.ledger.state.cases, (one) => one.code);
    expect(money.get('billing.double_charge')?.[0]?.detail).toMatchObject({ money_at_stake: 8.1 });
    expect(money.get('billing.fee_without_event')?.[0]?.detail).toMatchObject({ money_at_stake: 3 });
    expect(money.get('billing.unitemised')?.[0]?.detail).toMatchObject({ difference: 4.4 });
  });

  it('pulled again are still one bill each, and nothing is written', async () => {
    const before = {
      bills: await bills(),
      made: await made(),
      seq: (await stage.admin.journal({ sinceSeq: 1e9 })).lastSeq,
    };
    await sync();
    expect(await bills()).toEqual(before.bills);
    expect(await made()).toBe(before.made);
    expect((await stage.admin.counts({ sinceSeq: before.seq })).mutating).toBe(0);
  });

  it('a refund of the second charge ends its case', async () => {
    const { transactions } = await stage.admin.billing.all();
    const twice = transactions.find((row) => row.invoice_id === numbers['2 Shipping']);
    const reference_id = twice === undefined ? '' : doubledReference(transactions, numbers['2 Shipping'] ?? 0);
    await stage.admin.billing.charge({
      type: 'Refund',
      fee: 'Shipping',
      amount: -8.1,
      reference_type: 'Shipment',
      reference_id,
      fulfillment_center: CENTRE.name,
    });
    await stage.admin.billing.invoiceRun({});
    await sync();
    expect(stage.cases().filter((one) => one.startsWith('billing.double_charge'))).toEqual([]);
  });
});

const byRef = (a: { ref: string | false }, b: { ref: string | false }): number =>
  String(a.ref) < String(b.ref) ? -1 : 1;

function doubledReference(rows: { invoice_id: number | null; reference_id: string }[], invoiceId: number): string {
  const counts = groupBy(
    rows.filter((row) => row.invoice_id === invoiceId),
    (row) => row.reference_id,
  );
  return [...counts].find(([, same]) => same.length > 1)?.[0] ?? '';
}
