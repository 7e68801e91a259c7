import type { Py, Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { Hooks } from '../engine/model.js';
import type { Rec } from '../engine/record.js';

const isRefund = (type: string): boolean => type.endsWith('refund');

function journalFor(env: Env, type: string): Rec {
  const kind = type.startsWith('in_') ? 'purchase' : type.startsWith('out_') ? 'sale' : 'general';
  const domain = [
    ['type', '=', kind],
    ['company_id', '=', env.companyId],
  ];
  const journal = env.root().search('account.journal', domain, { order: 'id', limit: 1 })[0];
  if (journal !== undefined) return journal;
  const company = env.rec('res.company', env.companyId).displayName;
  throw userError(`No journal could be found in company ${company} for any of those types: ${kind}`);
}

/** `BILL/2026/11/0001`, refunds with an R before. */
function number(move: Rec): string {
  const [year = '', month = ''] = (move.str('invoice_date') || move.str('date')).split('-');
  const prefix = `${isRefund(move.str('move_type')) ? 'R' : ''}${move.need('journal_id').str('code')}/${year}/${month}`;
  return `${prefix}/${String(move.env.tx.db.next(`account.move ${prefix}`)).padStart(4, '0')}`;
}

const READONLY = 'You cannot modify the following readonly fields on a posted move: invoice_line_ids';

/** 19 keeps a posted bill's lines as they are; 17 lets them be changed (observed). */
function refusePosted(move: Rec | null): void {
  if (move?.env.is19 === true && move.str('state') === 'posted') throw userError(READONLY);
}

/** A line for a product counts in its unit, where it does not say otherwise (observed). */
function unitOf(env: Env, vals: Vals): Vals {
  const product = typeof vals['product_id'] === 'number' ? env.root().rec('product.product', vals['product_id']) : null;
  return product?.exists && !vals['product_uom_id'] ? { product_uom_id: product.num('uom_id') } : {};
}

export const moveHooks: Hooks = {
  create: (env, vals) => {
    const type = String(vals['move_type'] ?? 'entry');
    const currency = env.rec('res.company', env.companyId).cell('currency_id');
    return {
      ...vals,
      journal_id: vals['journal_id'] || journalFor(env, type).id,
      ...(vals['currency_id'] ? {} : { currency_id: currency }),
      // 17 shows a slash until the number comes with posting, 19 nothing (observed).
      ...(env.is19 || vals['name'] ? {} : { name: '/' }),
    };
  },
  created: (move) => {
    if (move.cell('invoice_date_due') === null && move.cell('invoice_date') !== null)
      move.set({ invoice_date_due: move.cell('invoice_date') });
  },
  write: (moves, vals) => {
    if ('invoice_line_ids' in vals) for (const move of moves) refusePosted(move);
    return vals;
  },
};

/** The account's own taxes where a line does not say which; an empty list says "none" (observed). */
export const billLineHooks: Hooks = {
  create: (env, vals) => {
    const move = typeof vals['move_id'] === 'number' ? env.rec('account.move', vals['move_id']) : null;
    if (!move?.exists) return vals;
    refusePosted(move);
    const account = vals['account_id'] || move.need('journal_id').cell('default_account_id');
    const own = typeof account === 'number' ? env.rec('account.account', account) : null;
    const taxes: Vals = 'tax_ids' in vals || !own?.exists ? {} : { tax_ids: [[6, 0, own.ids('tax_ids')]] };
    return { ...vals, ...unitOf(env, vals), account_id: account || false, ...taxes };
  },
  write: (lines, vals) => {
    for (const line of lines) refusePosted(line.ref('move_id'));
    return vals;
  },
  unlink: (lines) => {
    for (const line of lines) refusePosted(line.ref('move_id'));
  },
};

/** `action_post`: returns false, which is its success (observed). */
export function postBills(env: Env, moves: readonly Rec[]): Py {
  for (const move of moves) {
    if (move.str('state') !== 'draft')
      throw userError(`The entry ${move.str('name')} (id ${move.id}) must be in draft.`);
    if (move.cell('invoice_date') === null)
      throw userError('The Bill/Refund date is required to validate this document.');
    if (move.num('amount_total') < 0) {
      throw userError(
        'You cannot validate an invoice with a negative total amount. You should create a credit note instead. Use the action menu to transform it into a credit note or refund.',
      );
    }
    move.set({ name: number(move), state: 'posted' });
    env.effect('bill.posted', move.str('name'), { ref: move.str('ref'), total: move.num('amount_total') });
  }
  return false;
}

export function draftBills(moves: readonly Rec[], state: 'draft' | 'cancel'): Py {
  for (const move of moves) move.set({ state });
  return null;
}

export function deleteDrafts(moves: readonly Rec[]): void {
  if (moves.some((move) => move.str('state') === 'posted')) {
    throw userError(
      'You cannot delete this entry, as it has already consumed a sequence number and is not the last one in the chain.',
    );
  }
}
