import { describe, expect, it } from 'vitest';
import { operations } from '../operations.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';

const two = () => [b.charge('Shipment/1', '5.25'), b.charge('Shipment/2', '7.10')];

describe('what stands in Odoo', () => {
  const context = b.context();
  const linked = () => {
    const first = b.seen(two());
    const drafted = b.after(first, planBilling(first, context));
    return b.after(drafted, planBilling(drafted, context));
  };

  it('pulled again is linked, and then left: still one bill', () => {
    const seen = linked();
    expect(seen.link).toMatchObject({ odooModel: 'account.move', odooId: 9000, shipbobId: '501' });
    const plan = planBilling(seen, context);
    expect([plan.effects, plan.adoptions, plan.end.kind]).toEqual([[], [], 'done']);
  });

  it('a cost that comes late is taken up while the draft is as it was left', () => {
    const seen = linked();
    const rows = [...seen.transactions, b.charge('Shipment/2', '3.00', { transaction_fee: 'Warehousing Fee' })];
    const late = b.seen(rows, { link: seen.link, bills: seen.bills });
    const plan = planBilling(late, context);
    expect(plan.effects).toMatchObject([{ operation: 'odoo.bill.draft', kind: 'converge' }]);
    const again = planBilling(b.after(late, plan), context);
    expect([again.effects, again.adoptions.length]).toEqual([[], 1]);
  });

  it('a second cost that comes before the bill was read again is taken up too, and taken for nobody’s change', () => {
    const seen = linked();
    const rows = [...seen.transactions, b.charge('Shipment/2', '3.00')];
    const late = b.seen(rows, { link: seen.link, bills: seen.bills });
    const written = b.after(late, planBilling(late, context));
    const more = [...rows, b.charge('Shipment/3', '4.00')];
    const plan = planBilling(b.seen(more, { link: written.link, bills: written.bills }), context);
    expect(b.codesOf(plan)).toEqual([]);
    expect(plan.effects).toMatchObject([{ operation: 'odoo.bill.draft', kind: 'converge' }]);
  });

  it('a draft that somebody changed is left, and the change is proposed', () => {
    const seen = linked();
    const [bill] = seen.bills;
    if (!bill) throw new Error('a bill');
    const edited = { ...bill, lines: bill.lines.map((line) => ({ ...line, account_id: 777 })) };
    expect(planBilling({ ...seen, bills: [edited] }, context).end.kind).toBe('done');
    const rows = [...seen.transactions, b.charge('Shipment/2', '3.00')];
    const plan = planBilling(b.seen(rows, { link: seen.link, bills: [edited] }), context);
    expect(plan.effects).toEqual([]);
    expect(b.codesOf(plan)).toEqual(['billing.bill_edited']);
    expect(plan.end.kind === 'case' && plan.end.cases[0]?.proposes).toMatchObject([{ operation: 'odoo.bill.draft' }]);
  });

  it('no bill is ever posted: there is no such write', () => {
    const books = Object.keys(operations).filter((name) => /bill|credit|invoice|account|payment|post/.test(name));
    expect(books.sort()).toEqual(['odoo.bill.draft', 'odoo.credit.draft', 'odoo.note.post']);
  });

  it('a posted bill is never touched; what differs is a case', () => {
    const seen = linked();
    const posted = seen.bills.map((bill) => ({ ...bill, state: 'posted' }));
    expect(planBilling({ ...seen, bills: posted }, context).end.kind).toBe('done');
    const rows = [...seen.transactions, b.charge('Shipment/2', '3.00')];
    const plan = planBilling(b.seen(rows, { link: seen.link, bills: posted }), context);
    expect([plan.effects, b.codesOf(plan)]).toEqual([[], ['billing.bill_settled']]);
  });

  it('a cancelled bill is left, and never drafted again', () => {
    const seen = linked();
    const bills = seen.bills.map((bill) => ({ ...bill, state: 'cancel' }));
    expect(planBilling({ ...seen, bills }, context)).toMatchObject({ effects: [], end: { kind: 'done' } });
  });

  it('a deleted bill is drafted again only when a person agrees, and then known as the one that took its place', () => {
    const seen = { ...linked(), bills: [] };
    const plan = planBilling(seen, context);
    expect([plan.effects, b.codesOf(plan)]).toEqual([[], ['billing.bill_deleted']]);
    const proposed = plan.end.kind === 'case' ? (plan.end.cases[0]?.proposes ?? []) : [];
    const redrafted = { ...seen, bills: [b.billOf({ ...plan, effects: proposed }, { id: 9001 })] };
    const learnt = planBilling(redrafted, context);
    expect(learnt.adoptions).toMatchObject([{ odooId: 9000, data: { move_id: 9001 } }]);
    expect(planBilling(b.after(redrafted, learnt), context)).toMatchObject({ effects: [], adoptions: [] });
  });

  it('a bill by hand under the same reference is linked when its total is equal, else a case; none is doubled', () => {
    const byHand = { ...b.billOf(planBilling(b.seen(two()), context)), ours: false, lines: [] };
    const same = planBilling(b.seen(two(), { bills: [byHand] }), context);
    expect([same.effects, same.adoptions.length]).toEqual([[], 1]);
    expect(planBilling(b.after(b.seen(two(), { bills: [byHand] }), same), context)).toMatchObject({
      effects: [],
      adoptions: [],
    });
    const other = planBilling(b.seen(two(), { bills: [{ ...byHand, amount_total: 99 }] }), context);
    expect([other.effects, other.adoptions, b.codesOf(other)]).toEqual([[], [], ['billing.bill_by_hand']]);
  });

  it('a bill that Odoo sums up otherwise than ShipBob is a case with both numbers', () => {
    const seen = linked();
    const bills = seen.bills.map((bill) => ({ ...bill, amount_total: bill.amount_total + 0.01 }));
    const plan = planBilling({ ...seen, bills }, context);
    expect(b.detailOf(plan, 'billing.total_differs')).toMatchObject({ total: 12.36, money_at_stake: 0.01 });
  });
});
