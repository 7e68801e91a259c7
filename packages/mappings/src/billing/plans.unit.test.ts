import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvoiceSeen } from '../seen-billing.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';

const row = fc.record({
  reference: fc.constantFrom('Shipment/1', 'Shipment/2', 'Return/3', 'WRO/4', 'FC/8'),
  cents: fc.integer({ min: -900, max: 2000 }),
  fee: fc.constantFrom('Shipping', 'Warehousing Fee', 'Kitting Fee'),
  day: fc.integer({ min: 14, max: 21 }),
  type: fc.constantFrom('Charge', 'Charge', 'Refund', 'Credit'),
  tax: fc.constantFrom(null, 'GST', 'VAT'),
});
const settings = fc.record({
  group_by: fc.constantFrom('fee_centre' as const, 'shipment' as const, 'sku' as const, 'channel' as const),
  unmapped: fc.constantFrom('suspense' as const, 'hold' as const),
  landed_cost: fc.constantFrom('off' as const, 'note' as const),
  tax_map: fc.constantFrom<Record<string, string>[]>({}, { GST: 'GST 10%' }),
});
const evidence = fc.record({ rows: fc.array(row, { maxLength: 8 }), off: fc.constantFrom(0, 0, 1.25, -3) });

interface Given {
  rows: { reference: string; cents: number; fee: string; day: number; type: string; tax: string | null }[];
  off: number;
}

function seenOf({ rows, off }: Given): InvoiceSeen {
  const transactions = rows.map((r) =>
    b.charge(r.reference, (r.cents / 100).toFixed(2), {
      transaction_fee: r.fee,
      charge_date: `2026-11-${r.day}`,
      transaction_type: r.type,
      taxes: r.tax === null ? [] : [{ tax_type: r.tax, tax_rate: '10', tax_amount: (r.cents / 1000).toFixed(2) }],
    }),
  );
  const seen = b.seen(transactions);
  const amount = (Number(seen.invoice?.amount ?? 0) + off).toFixed(2);
  return { ...seen, invoice: b.invoice({ amount }) };
}

describe('a plan of billing', () => {
  it('is empty once it and those it rang for were carried out, and never drafts a second bill', () => {
    fc.assert(
      fc.property(evidence, settings, (given, billing) => {
        const context = b.context(billing);
        let seen = seenOf(given);
        let creates = 0;
        for (let pass = 0; ; pass += 1) {
          expect(pass).toBeLessThan(3);
          const plan = planBilling(seen, context);
          creates += plan.effects.filter((e) => e.operation === 'odoo.bill.draft' && e.kind === 'create').length;
          if (plan.effects.length + plan.adoptions.length === 0) break;
          const next = b.after(seen, plan);
          // A plan that writes rings its own lane: one more pass links what it made.
          if (plan.effects.length > 0) expect(plan.rings.map((ring) => ring.lane)).toContain('invoice:501');
          seen = next;
        }
        expect(creates).toBeLessThanOrEqual(1);
      }),
      { numRuns: 400 },
    );
  });

  it('does not depend on the order in which ShipBob tells its transactions', () => {
    fc.assert(
      fc.property(evidence, settings, (given, billing) => {
        const seen = seenOf(given);
        const turned = { ...seen, transactions: [...seen.transactions].reverse(), others: [...seen.others].reverse() };
        expect(planBilling(turned, b.context(billing))).toEqual(planBilling(seen, b.context(billing)));
      }),
      { numRuns: 300 },
    );
  });

  it('ends in the same bill and the same cases, in whichever order its rows become known, however late, doubled or missed', () => {
    const visits = fc.array(fc.nat(8), { maxLength: 6 });
    const order = fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(evidence, settings, visits, order, (given, billing, visits, order) => {
        const context = b.context(billing);
        const all = seenOf(given);
        const turned = all.transactions
          .map((row, at) => ({ row, key: order[at] ?? 0 }))
          .sort((x, y) => x.key - y.key)
          .map(({ row }) => row);
        // The invoice's total stands from the start; its rows come bit by bit, and not each of them is noticed.
        let busy: InvoiceSeen = { ...all, transactions: [] };
        for (const known of [...visits].sort((x, y) => x - y)) {
          busy = { ...busy, transactions: turned.slice(0, known) };
          busy = b.after(busy, planBilling(busy, context));
        }
        const ended = atRest({ ...busy, transactions: turned }, context);
        const once = atRest(all, context);
        // An invoice that is held because of one of its rows may have been drafted before that row was known.
        if (once.bills.length > 0) {
          expect(ended.bills).toEqual(once.bills);
          expect(ended.link).toEqual(once.link);
        }
        expect(b.codesOf(planBilling(ended, context))).toEqual(b.codesOf(planBilling(once, context)));
      }),
      { numRuns: 400 },
    );
  });
});

function atRest(start: InvoiceSeen, context: ReturnType<typeof b.context>): InvoiceSeen {
  let seen = start;
  for (let pass = 0; pass < 4; pass += 1) {
    const plan = planBilling(seen, context);
    if (plan.effects.length + plan.adoptions.length === 0) return seen;
    seen = b.after(seen, plan);
  }
  throw new Error('the invoice does not come to rest');
}
