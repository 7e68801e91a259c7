import { groupBy, type Json, toJson } from '@mlc/kernel';
import type { PlannedEffect } from '../plan.js';
import type { BilledThing, InvoiceSeen } from '../seen-billing.js';
import type { ShipBobInvoice } from '../seen-shipbob.js';
import type { PlanContext } from '../settings.js';
import type { BillRequest } from './bill-lines.js';
import { thingKey } from './bill-parts.js';
import { type Micros, micros, money, sumOf } from './money.js';
import { dayOf } from './suspects.js';

/** The bill as one write. `create` is made once for ever, `converge` brings a standing draft to these lines. */
export function draftEffect(
  { invoice, request }: { invoice: ShipBobInvoice; request: BillRequest },
  { kind, before, reason }: { kind: PlannedEffect['kind']; before: Json; reason: string },
): PlannedEffect {
  const total = micros(invoice.amount);
  const what = total < 0 ? 'refund' : 'bill';
  return {
    flow: 'billing',
    operation: 'odoo.bill.draft',
    target: 'odoo',
    kind,
    businessKey: request.ref,
    title: `draft ${what} ${request.ref} over ${money(total, invoice.currency_code)}`,
    before,
    after: {
      ref: request.ref,
      invoice_date: request.invoice_date,
      total: invoice.amount,
      lines: request.lines.map(({ name, quantity, price_unit }) => ({ name, quantity, price_unit })),
    },
    request: Object.fromEntries(Object.entries(request).map(([key, value]) => [key, toJson(value)])),
    reason,
    link: null,
  };
}

/** What each WRO's inbound fees cost, as a note on the receipt it is linked to. */
export function landedNotes(seen: InvoiceSeen, invoice: ShipBobInvoice, { settings }: PlanContext): PlannedEffect[] {
  if (settings.billing.landed_cost !== 'note') return [];
  return receivingFees(seen).flatMap(({ thing, receiptId, amount }) => {
    const text = money(amount, invoice.currency_code);
    const marker = `mlc-landed-${invoice.invoice_id}-${thing.id}-${Math.abs(Math.round(amount / 10_000))}`;
    const body = `ShipBob charged ${text} for receiving WRO ${thing.id} (invoice ${invoice.invoice_id} of ${dayOf(invoice.invoice_date)}). Add it as landed cost where you value receipts so.`;
    const effect: PlannedEffect = {
      flow: 'billing',
      operation: 'odoo.note.post',
      target: 'odoo',
      // Repeatable: it is known by its marker, also when the bill is written anew.
      kind: 'converge',
      businessKey: marker,
      title: `note of ${text} inbound fees on the receipt of WRO ${thing.id}`,
      before: null,
      after: { body },
      request: { model: 'stock.picking', record_id: receiptId, body, marker },
      reason: 'billing.landed_cost asks for a note',
      link: null,
    };
    return [effect];
  });
}

/** What each WRO that is linked to a receipt was charged for, in the order of their keys. */
export const receivingFees = (seen: InvoiceSeen): { thing: BilledThing; receiptId: number; amount: Micros }[] =>
  [
    ...groupBy(
      seen.transactions.filter((row) => row.reference_type === 'WRO'),
      thingKey,
    ),
  ]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, rows]) => {
      const thing = seen.things[key];
      if (thing?.odoo?.model !== 'stock.picking') return [];
      return [{ thing, receiptId: thing.odoo.id, amount: sumOf(rows.map((row) => micros(row.amount))) }];
    });
