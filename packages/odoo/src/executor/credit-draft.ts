import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import type { OperationRequest } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { type Bill, findBill } from './bill-read.js';
import { loadOne, rowsFor } from './made-once.js';
import { isSame } from './transfers.js';

type Request = OperationRequest<'odoo.credit.draft'>;

/**
 * One draft credit note under an external id, made once by `load`: what an accountant made of it since, changed, posted or
 * cancelled, is left as it is. Only what this very call loads is compared with the request.
 */
export async function draftCredit(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const standing = await find(client, request, deadlineMs);
  if (standing) return { kind: 'confirmed', result: resultOf(standing, request) };
  await loadOne(
    client,
    'account.move',
    rowsFor(
      headerOf(request),
      'invoice_line_ids',
      request.lines.map((line) => lineOf(request, line)),
    ),
    {
      what: `the credit note ${request.ref}`,
      code: 'odoo.credit.refused',
      fix: 'Correct what the message names, then replay this record.',
      deadlineMs,
    },
  );
  const made = await find(client, request, deadlineMs);
  if (!made) return { kind: 'unknown', message: `The credit note ${request.ref} was loaded and is not there.` };
  const different = differencesOf(request, made);
  if (different.length === 0) return { kind: 'confirmed', result: resultOf(made, request) };
  return { kind: 'unknown', message: `The credit note ${request.ref} was loaded, but reads: ${different.join('; ')}.` };
}

export async function lookUpCredit(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const standing = await find(client, request, call.deadlineMs);
  return standing ? { kind: 'found', result: resultOf(standing, request) } : { kind: 'absent' };
}

const find = (client: OdooClient, { external_id }: Request, deadlineMs: number): Promise<Bill | null> =>
  findBill(client, external_id, deadlineMs);

const headerOf = (request: Request): [string, string][] => [
  ['id', request.external_id],
  ['move_type', 'out_refund'],
  ['partner_id/.id', String(request.partner_id)],
  ['journal_id/.id', String(request.journal_id)],
  ['currency_id/.id', String(request.currency_id)],
  ['reversed_entry_id/.id', String(request.invoice_id)],
  ['ref', request.ref],
  ['invoice_date', request.invoice_date],
  ...(request.invoice_origin === null ? [] : [['invoice_origin', request.invoice_origin] satisfies [string, string]]),
];

/** Links with the sale lines lower what the sale order shows as invoiced. An empty cell for the taxes says "none". */
const lineOf = (request: Request, line: Request['lines'][number]): [string, string][] => [
  ['id', `${request.external_id}_l_${line.key}`],
  ['name', line.name],
  ['product_id/.id', String(line.product_id)],
  ['product_uom_id/.id', String(line.uom_id)],
  ['quantity', String(line.quantity)],
  ['price_unit', String(line.price_unit)],
  ['discount', String(line.discount)],
  ['account_id/.id', String(line.account_id)],
  ['tax_ids/.id', line.tax_ids.join(',')],
  ['sale_line_ids/.id', line.sale_line_ids.join(',')],
  ['analytic_distribution', line.analytic === null ? '' : JSON.stringify(line.analytic)],
];

function differencesOf(request: Request, made: Bill): string[] {
  const left = [...made.lines];
  const missing = request.lines.filter((line) => {
    const at = left.findIndex(
      (one) =>
        isSame(one.quantity, line.quantity) &&
        isSame(one.priceUnit, line.price_unit) &&
        one.accountId === line.account_id &&
        one.taxIds.length === line.tax_ids.length &&
        line.tax_ids.every((id) => one.taxIds.includes(id)),
    );
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const pairs: [string, unknown, unknown][] = [
    ['type', made.moveType, 'out_refund'],
    ['customer', made.partnerId, request.partner_id],
    ['currency', made.currencyId, request.currency_id],
  ];
  return [
    ...pairs.filter(([, is, wanted]) => is !== wanted).map(([what, is, wanted]) => `${what} is ${is}, not ${wanted}`),
    ...missing.map((line) => `"${line.name}" of ${line.quantity} x ${line.price_unit} is missing`),
    ...left.map((line) => `"${line.name}" of ${line.quantity} x ${line.priceUnit} is too much`),
  ];
}

const resultOf = (made: Bill, request: Request): EffectResult => ({
  remoteId: String(made.id),
  data: { move_id: made.id, invoice_id: request.invoice_id },
  after: {
    credit_note: { id: made.id, name: made.name, ref: made.ref, state: made.state },
    amount_untaxed: made.untaxed,
    amount_total: made.total,
    lines: made.lines.length,
  },
});
