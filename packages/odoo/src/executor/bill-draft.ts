import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { OutcomeUnknown, Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int, requiredMany2one } from '../client/values.js';
import { type BillGoal, type Comparison, compareBill, goalOf } from './bill-compare.js';
import { type Bill, findBill, readBill } from './bill-read.js';
import { billRows } from './bill-rows.js';
import { loadOne } from './made-once.js';

type Request = OperationRequest<'odoo.bill.draft'>;

/**
 * One draft bill (or refund) under an external id, by `load`: pulled twice it is still one, and while it is a draft its
 * lines follow the request. Lines that other people added stay. What is posted or cancelled is never touched.
 */
export async function draftBill(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const goal = goalOf(request);
  const standing = await findBill(client, request.external_id, deadlineMs);
  if (standing) {
    const seen = compareBill(goal, standing, await client.uid());
    if (seen.isSame) return { kind: 'confirmed', result: resultOf(standing, seen) };
    refuseTouching(goal, standing, seen);
  } else await refuseDouble(client, goal, deadlineMs);
  await loadBill(client, goal, deadlineMs);
  return settleLines(client, goal, call);
}

export async function lookUpBill(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const bill = await findBill(client, request.external_id, call.deadlineMs);
  if (!bill) return { kind: 'absent' };
  const seen = compareBill(goalOf(request), bill, await client.uid());
  if (seen.isSame) return { kind: 'found', result: resultOf(bill, seen) };
  if (bill.state === 'draft' && bill.moveType === goalOf(request).moveType) return { kind: 'absent' };
  const message = `${nameOf(bill)} is ${bill.state} and differs: ${seen.differences.join('; ')}.`;
  return { kind: 'conflict', message, detail: { move_id: bill.id, state: bill.state } };
}

function refuseTouching(goal: BillGoal, bill: Bill, { differences }: Comparison): void {
  if (bill.state !== 'draft')
    throw new Rejected(
      `${nameOf(bill)} is ${bill.state} already and is not touched. It differs: ${differences.join('; ')}.`,
      {
        code: `odoo.bill.${bill.state}`,
        field: goal.request.ref,
        fix: 'Correct it in Odoo with a credit note or by hand; the connector changes drafts only.',
      },
    );
  if (bill.moveType === goal.moveType) return;
  throw new Rejected(`${nameOf(bill)} is a draft ${bill.moveType}, but its lines sum up to a ${goal.moveType} now.`, {
    code: 'odoo.bill.type_changed',
    field: goal.request.ref,
    fix: 'Delete the draft in Odoo, then replay this record.',
  });
}

const sameRefRow = z.object({ id: int, name: char, partner_id: requiredMany2one });

/** Somebody may have entered this very bill by hand: two of them would be paid twice. */
async function refuseDouble(client: OdooClient, { request }: BillGoal, deadlineMs: number): Promise<void> {
  const domain = [
    ['ref', '=', request.ref],
    ['partner_id', '=', request.partner_id],
    ['move_type', 'in', ['in_invoice', 'in_refund']],
    ['state', '!=', 'cancel'],
    ['company_id', '=', client.companyId],
  ];
  const [same] = await client.searchRead('account.move', sameRefRow, { domain, order: 'id asc', limit: 1, deadlineMs });
  if (!same) return;
  throw new Rejected(
    `Odoo has a bill with the reference ${request.ref} of ${same.partner_id.name} already (${same.name ?? `account.move ${same.id}`}), which is not ours.`,
    {
      code: 'odoo.bill.exists',
      field: request.ref,
      fix: 'If it is this bill, leave it and ignore this record; else change its reference in Odoo, then replay this record.',
    },
  );
}

const loadBill = (client: OdooClient, goal: BillGoal, deadlineMs: number): Promise<void> =>
  loadOne(client, 'account.move', billRows(goal), {
    what: `the bill ${goal.request.ref}`,
    code: 'odoo.bill.refused',
    fix: 'Correct what the message names, mostly an account, a tax or the journal, then replay this record.',
    deadlineMs,
  });

/** After the load: lines of ours that are no longer asked for go; then the bill must read as asked. */
async function settleLines(client: OdooClient, goal: BillGoal, { deadlineMs }: CallContext): Promise<SendOutcome> {
  const { request } = goal;
  try {
    const loaded = await findBill(client, request.external_id, deadlineMs);
    if (!loaded) return { kind: 'unknown', message: `The bill ${request.ref} was loaded and is not there.` };
    const uid = await client.uid();
    let seen = compareBill(goal, loaded, uid);
    let bill: Bill = loaded;
    if (seen.stale.length > 0 && loaded.state === 'draft') {
      const invoice_line_ids = seen.stale.map((lineId) => [2, lineId, 0]);
      await client.write('account.move', [loaded.id], { invoice_line_ids }, { deadlineMs });
      bill = (await readBill(client, loaded.id, deadlineMs)) ?? loaded;
      seen = compareBill(goal, bill, uid);
    }
    if (seen.isSame) return { kind: 'confirmed', result: resultOf(bill, seen) };
    return {
      kind: 'unknown',
      message: `The bill ${request.ref} was loaded, but reads: ${seen.differences.join('; ')}.`,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OutcomeUnknown(
      `The bill ${request.ref} was loaded, the rest was not done: ${why}`,
      { code: 'odoo.bill.partly' },
      error,
    );
  }
}

const nameOf = (bill: Bill): string => bill.name ?? `The bill ${bill.ref ?? bill.id}`;

const resultOf = (bill: Bill, { others }: Comparison): EffectResult => ({
  remoteId: String(bill.id),
  data: { move_id: bill.id, move_type: bill.moveType },
  after: {
    bill: { id: bill.id, name: bill.name, ref: bill.ref, state: bill.state, move_type: bill.moveType },
    amount_untaxed: bill.untaxed,
    amount_total: bill.total,
    lines: bill.lines.length,
    /** Lines on it that are not of this request. */
    other_lines: others,
  },
});
