import { describe, expect, it } from 'vitest';
import type { Plan } from '../plan.js';
import type { ReturnSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { amounts, invoice, invoiced, invoiceLine, plan, seen } from './credit-builders.test.js';
import { planReturns } from './returns.plan.js';

describe('an invoice that comes after the goods', () => {
  const placed = [
    { product_id: 1, lot: null, location_dest_id: f.SB.lot_stock_id, quantity: 2 },
    { product_id: 1, lot: null, location_dest_id: 75, quantity: 1 },
  ];
  const booked = [{ id: 901, name: 'SB/IN/9', state: 'done', placed }];
  const linked = (uncredited: Record<string, number> | undefined) =>
    f.link('stock.picking', 901, 'return', 55, { picking_id: 901, ...(uncredited ? { uncredited } : {}) });
  const memoryOf = ({ adoptions }: Plan) => adoptions[0]?.data['uncredited'];
  const kept = (found: Plan) => found.effects.map((effect) => effect.link?.keeps?.data);
  const days = (credit_wait_days: number, more: Partial<ReturnSeen>) =>
    planReturns(seen({ booked, ...more }), f.context({ returns: { credit_note: 'draft', credit_wait_days } }));

  it('is remembered by the return: what was not invoiced, less what its drafts gave back', () => {
    const ours = invoice(96, [invoiceLine({ id: 503, quantity: 2 })], {
      ...{ move_type: 'out_refund', state: 'draft', ref: 'SB-return-55' },
    });
    const two = invoice(90, [invoiceLine({ quantity: 2 })]);
    const found = plan({ booked, invoiced: invoiced([two, ours]) });
    expect([memoryOf(found), found.rings]).toEqual([
      { '1': 1 },
      [{ lane: 'return:55', reason: 'not all that came back was invoiced yet' }],
    ]);
    expect(memoryOf(plan({ booked, invoiced: invoiced([]) }))).toEqual({ '1': 3 });
    const whole = { ...ours, lines: [invoiceLine({ id: 503, quantity: 3 })] };
    const all = plan({ booked, invoiced: invoiced([two, whole]) });
    expect([memoryOf(all), all.rings]).toEqual([undefined, []]);
    const others = [
      invoiceLine({ id: 504, quantity: 9, sale_line_ids: [72] }),
      invoiceLine({ id: 505, quantity: 1, sale_line_ids: [72, 71] }),
    ];
    expect(memoryOf(plan({ booked, invoiced: invoiced([two, { ...ours, lines: others }]) }))).toEqual({ '1': 2 });
    const theirs = { ...ours, ref: 'SB-return-56' };
    expect(memoryOf(plan({ booked, invoiced: invoiced([two, theirs]) }))).toEqual({ '1': 3 });
    expect(memoryOf(plan({ booked, invoiced: invoiced([], []) }))).toBeUndefined();
    expect(memoryOf(plan({ booked, invoiced: null }))).toBeUndefined();
    const asked = planReturns(seen({ booked }), f.context({ returns: { credit_note: 'activity' } }));
    expect([memoryOf(asked), asked.effects]).toEqual([undefined, []]);
  });

  it('is credited once it is posted, and then forgotten', () => {
    const late = plan({ booked, link: linked({ '1': 3 }) });
    expect(amounts(late)).toEqual([[90, [3]]]);
    expect(late.effects[0]?.link).toEqual({
      ...{ odooModel: 'stock.picking', odooId: 901, shipbobType: 'return' },
      keeps: { shipbobId: '55', data: { picking_id: 901, uncredited: {} } },
    });
    expect(f.reasonOf(late)).toContain('invoiced after they came back');
    // A draft that somebody deleted since is not made again.
    for (const uncredited of [{}, undefined]) {
      const after = plan({ booked, link: linked(uncredited) });
      expect([after.effects, after.adoptions, after.end.kind]).toEqual([[], [], 'done']);
    }
    const odd = { ...linked(undefined), data: { uncredited: 'all' } };
    expect(plan({ booked, link: odd }).effects).toEqual([]);
  });

  it('is forgotten invoice by invoice, so that a stop between two loses nothing', () => {
    const two = [invoice(90, [invoiceLine({ quantity: 1 })]), invoice(95, [invoiceLine({ id: 502, quantity: 1 })])];
    const late = plan({ booked, link: linked({ '1': 3 }), invoiced: invoiced(two) });
    expect(kept(late)).toEqual([
      { picking_id: 901, uncredited: { '1': 2 } },
      { picking_id: 901, uncredited: { '1': 1 } },
    ]);
    expect(late.end).toMatchObject({ kind: 'later', at: '2026-11-26T10:00:00.000Z' });
  });

  it('is looked for once a day, for the days of the setting', () => {
    const waiting = { link: linked({ '1': 1 }), invoiced: invoiced([]) };
    const again = days(2, waiting);
    expect(again).toMatchObject({ rings: [], end: { kind: 'later', at: '2026-11-26T10:00:00.000Z' } });
    expect(f.reasonOf(again)).not.toContain('were invoiced');
    expect(days(1, waiting).end.kind).toBe('done');
    const { returned } = seen();
    const just = { ...waiting, returned: returned && { ...returned, completed_date: f.NOW } };
    expect(days(1, just).end.kind).toBe('later');
    const undated = { ...waiting, returned: returned && { ...returned, completed_date: null } };
    expect(days(30, undated).end.kind).toBe('done');
    // By another setting since then nothing is looked for.
    for (const credit_note of ['never', 'activity'] as const)
      expect(planReturns(seen({ booked, ...waiting }), f.context({ returns: { credit_note } }))).toMatchObject({
        effects: [],
        end: { kind: 'done' },
      });
    expect(days(30, { ...waiting, invoiced: null }).end.kind).toBe('done');
    const ofNone = { ...waiting, delivery: null };
    expect(days(30, ofNone).end.kind).toBe('done');
  });

  it('in another unit is a task of its own', () => {
    const dozen = invoiced([invoice(90, [invoiceLine({ uom_id: 12 })])]);
    const late = plan({ booked, link: linked({ '1': 3 }), invoiced: dozen });
    expect(late.effects).toMatchObject([
      { operation: 'odoo.activity.schedule', request: { marker: 'SB-return-55-credit-later', user_id: 5 } },
    ]);
    expect(kept(late)).toEqual([{ picking_id: 901, uncredited: {} }]);
  });
});
