import { describe, expect, it } from 'vitest';
import type { PlannedEffect } from '../plan.js';
import type { InvoiceSeen, OdooBill } from '../seen-billing.js';
import { link as linkTo, onlyCase, reasonOf } from '../shared/fixtures.test.js';
import { readingOf } from './bill-standing.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';
import { livingBillId } from './judge-bill.js';

const context = b.context();
const rows = [b.charge('Shipment/1', '5.25'), b.charge('Shipment/2', '7.10')];
const fresh = b.seen(rows);
const made = planBilling(fresh, context);
const drafted = b.after(fresh, made);
const linked = b.after(drafted, planBilling(drafted, context));
const [bill] = drafted.bills;
if (!bill || !linked.link) throw new Error('a linked bill');
const changed: OdooBill = { ...bill, lines: bill.lines.map((line) => ({ ...line, price_unit: 1 })), amount_total: 1 };
const plan = (more: Partial<InvoiceSeen>) => planBilling({ ...fresh, ...more }, context);
const later = [...rows, b.charge('Shipment/3', '4.00')];
const draftOf = ({ effects }: { effects: PlannedEffect[] }) =>
  effects.find((one) => one.operation === 'odoo.bill.draft');

describe('the write of a draft', () => {
  it('shows the bill to people: number, day, total and lines', () => {
    expect(draftOf(made)).toMatchObject({
      ...{ flow: 'billing', target: 'odoo', kind: 'create', before: null, link: null },
      title: 'draft bill SB-501 over 12.35 USD',
      after: {
        ...{ ref: 'SB-501', invoice_date: '2026-11-23', total: '12.35' },
        lines: [{ name: 'Shipping, Cicero (IL)', quantity: 1, price_unit: 12.35 }],
      },
      reason: 'ShipBob invoiced 12.35 USD',
    });
    expect(reasonOf(plan({}))).toBe('draft bill SB-501 over 12.35 USD');
    const even = planBilling(b.seen([b.charge('FC/1', '2'), b.charge('FC/2', '-2')]), context);
    expect(draftOf(even)?.title).toBe('draft bill SB-501 over 0.00 USD');
  });

  it('waits for nobody’s books: a vendor that the look did not find is not asked for', () => {
    expect(reasonOf(plan({ books: null }))).toContain('no vendor is named');
  });
});

describe('a bill that is ours and not linked yet', () => {
  it('is linked with all that is known of it when it says what it should', () => {
    expect(plan({ bills: [bill] }).adoptions).toEqual([
      {
        ...{ odooModel: 'account.move', odooId: 9000, shipbobType: 'invoice', shipbobId: '501' },
        data: { move_id: 9000, fingerprint: expect.stringMatching(/^[0-9a-f]+$/), bill: readingOf(bill) },
        evidence: 'bill SB-501: vendor, date, currency and all 1 lines are equal',
      },
    ]);
  });

  it('is written anew while a draft, told once posted, and left when cancelled', () => {
    const rewritten = plan({ bills: [changed] });
    expect(draftOf(rewritten)).toMatchObject({
      ...{ kind: 'converge', link: null, before: { move_id: 9000, reading: readingOf(changed) } },
      reason: expect.stringContaining('"Shipping, Cicero (IL)" of 12.35 is missing'),
    });
    expect([rewritten.adoptions, b.codesOf(rewritten)]).toEqual([[], []]);
    const posted = plan({ bills: [{ ...changed, state: 'posted' }] });
    expect([posted.effects, b.codesOf(posted)]).toEqual([[], ['billing.bill_settled']]);
    const cancelled = plan({ bills: [{ ...changed, state: 'cancel' }] });
    expect([cancelled.effects, cancelled.end.kind]).toEqual([[], 'done']);
    expect(reasonOf(cancelled)).toContain('is cancelled in Odoo');
    // What was cancelled is linked as it is; what it came to says nothing.
    const equal = plan({ bills: [{ ...bill, state: 'cancel', amount_total: 1 }] });
    expect([equal.adoptions.length, b.codesOf(equal)]).toEqual([1, []]);
  });
});

describe('a bill that is linked', () => {
  it('is the one that the link names, whatever else stands under the reference', () => {
    const other: OdooBill = { ...changed, id: 8000, state: 'posted' };
    for (const bills of [
      [other, bill],
      [bill, other],
    ])
      expect(planBilling({ ...linked, bills }, context)).toMatchObject({ effects: [], end: { kind: 'done' } });
    const byHand = linkTo('account.move', 8000, 'invoice', 501, { move_id: 8000, by_hand: true });
    const both = planBilling({ ...fresh, link: byHand, bills: [bill, other] }, context);
    expect(b.detailOf(both, 'billing.total_differs')).toMatchObject({ move_id: 8000, total: 1 });
    expect(livingBillId(linkTo('account.move', 8000, 'invoice', 501))).toBe(8000);
  });

  it('forgets how it read with each write of ours, and keeps what was asked for', () => {
    const written = planBilling({ ...b.seen(later), link: linked.link, bills: [bill] }, context);
    expect(draftOf(written)?.link).toEqual({
      ...{ odooModel: 'account.move', odooId: 9000, shipbobType: 'invoice' },
      keeps: { shipbobId: '501', data: { move_id: 9000, fingerprint: expect.stringMatching(/^[0-9a-f]+$/) } },
    });
    expect(draftOf(written)?.before).toEqual({ move_id: 9000, reading: readingOf(bill) });
  });

  it('by hand is left and only compared; when it is gone nobody is asked', () => {
    const byHand = plan({ bills: [{ ...bill, ours: false, lines: [] }] });
    expect(byHand.adoptions).toEqual([
      {
        ...{ odooModel: 'account.move', odooId: 9000, shipbobType: 'invoice', shipbobId: '501' },
        data: { move_id: 9000, by_hand: true },
        evidence: 'a bill by hand: vendor, reference SB-501 and total 12.35 USD are equal',
      },
    ]);
    const link = linkTo('account.move', 9000, 'invoice', 501, { move_id: 9000, by_hand: true });
    expect(reasonOf(plan({ link, bills: [bill] }))).toBe('its bill was entered by hand');
    expect(reasonOf(plan({ link, bills: [] }))).toBe('its bill by hand is gone');
  });

  it('and deleted is proposed anew as it would be made', () => {
    const [again] = onlyCase(planBilling({ ...linked, bills: [] }, context)).proposes ?? [];
    expect(again).toMatchObject({ ...draftOf(made), kind: 'converge', reason: 'a person agreed to draft it anew' });
  });
});

it('a bill by hand under another reference, or a cancelled one, keeps no draft from being made', () => {
  const byHand = { ...bill, ours: false, lines: [] };
  for (const other of [
    { ...byHand, ref: 'SB-500' },
    { ...byHand, state: 'cancel' },
  ])
    expect(draftOf(plan({ bills: [other] }))).toMatchObject({ kind: 'create' });
});

describe('what receiving cost', () => {
  const picking = (id: number) => ({ odoo: { model: 'stock.picking', id } });
  const things = Object.fromEntries([
    b.thing('WRO/78', picking(12)),
    b.thing('WRO/77', picking(11)),
    b.thing('WRO/79', picking(13)),
    b.thing('WRO/80', { odoo: { model: 'purchase.order', id: 14 } }),
    b.thing('Shipment/5', picking(15)),
  ]);
  const charges = [
    b.charge('WRO/78', '35'),
    b.charge('WRO/77', '20'),
    b.charge('WRO/79', '4'),
    b.charge('WRO/79', '-4', { transaction_type: 'Refund' }),
    b.charge('WRO/80', '9'),
    b.charge('Shipment/5', '3'),
  ];
  const of = (operation: string, settings: Parameters<typeof b.context>[0], more: Parameters<typeof b.seen>[1] = {}) =>
    planBilling(b.seen(charges, { things, ...more }), b.context(settings)).effects.filter(
      (effect) => effect.operation === operation,
    );

  it('is a note on each receipt, and on nothing else', () => {
    const notes = of('odoo.note.post', { landed_cost: 'note' });
    expect(notes.map((one) => one.request['record_id'])).toEqual([11, 12, 13]);
    const body =
      'ShipBob charged 20.00 USD for receiving WRO 77 (invoice 501 of 2026-11-23). Add it as landed cost where you value receipts so.';
    expect(notes[0]).toMatchObject({
      ...{ flow: 'billing', target: 'odoo', before: null, link: null, after: { body } },
      request: { model: 'stock.picking', record_id: 11, body, marker: 'mlc-landed-501-77-2000' },
    });
  });

  const wanted = { landed_cost: 'record' as const, landed_cost_product: 'INBOUND' };
  const landed = { state: 'ready' as const, product_id: 66, currency: 'USD', standing: {} };

  it('is a landed cost on each receipt for which anything is left to pay', () => {
    const records = of('odoo.landed_cost.draft', wanted, { landed });
    expect(records.map((one) => one.businessKey)).toEqual(['shipbob.landed_501_77', 'shipbob.landed_501_78']);
    expect(records[0]).toMatchObject({
      ...{ flow: 'billing', target: 'odoo', before: null, link: null },
      after: { receipt: 11, amount: 20, split: 'by_quantity' },
    });
  });

  it('asks nobody where nothing was received, and names what is missing where something was', () => {
    const codes = (more: Parameters<typeof b.seen>[1], own = charges) =>
      b.codesOf(planBilling(b.seen(own, { things, ...more }), b.context(wanted)));
    expect(codes({}, [b.charge('Shipment/5', '3')])).toEqual([]);
    expect(codes({}, charges.slice(2, 4))).toEqual([]);
    expect(codes({})).toEqual(['billing.landed_cost_held']);
    const invoice = b.invoice({ amount: '67', currency_code: '' });
    const books = { vendor_ids: [22], journal_id: null, currencies: { '': 1 }, accounts: { '612000': 612 } };
    const nameless = planBilling(
      b.seen(charges, { things, landed, invoice, books: { ...books, taxes: {}, analytics: {} } }),
      b.context(wanted),
    );
    expect(b.detailOf(nameless, 'billing.landed_cost_held')['why']).toBe(
      'the invoice is in no currency, and landed costs are in the company’s USD',
    );
    expect(JSON.stringify(nameless.end)).toContain('(WRO 77: 20.00 and WRO 78: 35.00)');
    const euros = planBilling(b.seen(charges, { things, landed: { ...landed, currency: 'EUR' } }), b.context(wanted));
    expect(b.detailOf(euros, 'billing.landed_cost_held')['why']).toContain('the invoice is in USD');
  });
});
