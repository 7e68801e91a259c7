import type { JsonObject } from '@mlc/kernel';
import { operations } from '../operations.js';
import type { Plan } from '../plan.js';
import type { BilledThing, InvoiceSeen, OdooBill } from '../seen-billing.js';
import type { ShipBobInvoice, ShipBobTransaction } from '../seen-shipbob.js';
import type { PlanContext, SettingsInput } from '../settings.js';
import * as f from '../shared/fixtures.test.js';

/** A week of a small shop: invoice 501 of Monday 2026-11-23 for shipments of the week before. */
export const BILLING = {
  vendor: 'ShipBob',
  account_map: { Shipping: '612000', 'Warehousing Fee': '613000', 'WRO Receiving Fee': '614000' },
  suspense_account: '699000',
};
export const context = (billing: SettingsInput['billing'] = {}, now?: string): PlanContext =>
  f.context({ billing: { ...BILLING, ...billing } }, now === undefined ? {} : { now });

export const invoice = (more: Partial<ShipBobInvoice> = {}): ShipBobInvoice => ({
  invoice_id: 501,
  invoice_date: '2026-11-23',
  invoice_type: 'Shipping',
  amount: '0',
  currency_code: 'USD',
  running_balance: null,
  ...more,
});

let made = 0;
export const charge = (
  reference: string,
  amount: string,
  more: Partial<ShipBobTransaction> = {},
): ShipBobTransaction => {
  const [reference_type = '', reference_id = ''] = reference.split('/');
  made += 1;
  return {
    transaction_id: `01T${String(made).padStart(6, '0')}`,
    transaction_type: 'Charge',
    transaction_fee: 'Shipping',
    amount,
    currency_code: 'USD',
    charge_date: '2026-11-18',
    invoiced_status: true,
    invoice_id: 501,
    invoice_date: '2026-11-23',
    invoice_type: 'Shipping',
    reference_id,
    reference_type,
    fulfillment_center: 'Cicero (IL)',
    taxes: [],
    additional_details: {},
    ...more,
  };
};

export const thing = (key: string, more: Partial<BilledThing> = {}): [string, BilledThing] => {
  const [kind = '', id = ''] = key.split('/');
  return [
    key,
    {
      kind: kind === 'Return' ? 'Return' : kind === 'WRO' ? 'WRO' : 'Shipment',
      id,
      exists: true,
      done_at: '2026-11-18T15:00:00Z',
      number: `S${id}`,
      channel: 'Shop',
      goods: [{ name: 'A-1', quantity: 1 }],
      weight_oz: 16,
      odoo: null,
      ...more,
    },
  ];
};

export const books = (): InvoiceSeen['books'] => ({
  vendor_ids: [22],
  journal_id: null,
  currencies: { USD: 1 },
  accounts: { '612000': 612, '613000': 613, '614000': 614, '699000': 699 },
  taxes: { 'GST 10%': 5 },
  analytics: { 'Web shop': 77 },
});

/** An invoice over these rows; the total is theirs unless told otherwise, and every shipment is known. */
export function seen(rows: ShipBobTransaction[], more: Partial<InvoiceSeen> & { total?: string } = {}): InvoiceSeen {
  const { total, ...rest } = more;
  const sum = rows.reduce(
    (all, row) => all + Number(row.amount) + row.taxes.reduce((tax, one) => tax + Number(one.tax_amount), 0),
    0,
  );
  return {
    invoice: invoice({ amount: total ?? sum.toFixed(2) }),
    transactions: rows,
    others: [],
    series: [
      { invoice_id: 491, invoice_date: '2026-11-16' },
      { invoice_id: 501, invoice_date: '2026-11-23' },
    ],
    things: Object.fromEntries(
      rows.filter((row) => row.reference_type === 'Shipment').map((row) => thing(`Shipment/${row.reference_id}`)),
    ),
    eventsListed: true,
    link: null,
    bills: [],
    books: books(),
    ...rest,
  };
}

export const requestOf = (plan: Plan) => {
  const effect = plan.effects.find((one) => one.operation === 'odoo.bill.draft');
  return effect ? operations['odoo.bill.draft'].parse(effect.request) : null;
};
export const linesOf = (plan: Plan) =>
  requestOf(plan)
    ?.lines.map((line) => [line.name, line.price_unit, line.account_id])
    .sort() ?? null;
export const codesOf = (plan: Plan): string[] => f.codesOf(plan);
export const detailOf = (plan: Plan, code: string): JsonObject => {
  const found = plan.end.kind === 'case' ? plan.end.cases.find((one) => one.code === code) : undefined;
  if (!found) throw new Error(`no case ${code}: ${JSON.stringify(plan.end)}`);
  return found.detail;
};

/** What Odoo holds after the plan's draft was written by the executor. */
export function billOf(plan: Plan, more: Partial<OdooBill> = {}): OdooBill {
  const request = requestOf(plan);
  if (!request) throw new Error('the plan drafts no bill');
  const total = request.lines.reduce((sum, line) => sum + line.price_unit * line.quantity, 0);
  const sign = total < 0 ? -1 : 1;
  return {
    id: 9000,
    name: null,
    ref: request.ref,
    state: 'draft',
    move_type: total < 0 ? 'in_refund' : 'in_invoice',
    invoice_date: request.invoice_date,
    currency_id: request.currency_id ?? 1,
    amount_total: Math.round(Math.abs(total) * 100) / 100,
    ours: true,
    lines: request.lines.map((line) => ({
      name: line.name,
      quantity: line.quantity,
      price_unit: line.price_unit * sign,
      account_id: line.account_id,
      tax_ids: line.tax_ids,
      analytic: line.analytic ?? {},
      ours: true,
    })),
    ...more,
  };
}

/** The evidence after the plan was carried out: its adoptions became links, its drafts bills. */
export function after(before: InvoiceSeen, plan: Plan): InvoiceSeen {
  const bill = requestOf(plan) ? [billOf(plan)] : before.bills;
  const [adopted] = plan.adoptions;
  const kept = plan.effects.find((effect) => effect.link?.keeps !== undefined)?.link;
  const known = before.link && kept?.keeps ? { ...before.link, data: kept.keeps.data } : before.link;
  return {
    ...before,
    bills: bill,
    link: adopted
      ? {
          odooModel: adopted.odooModel,
          odooId: adopted.odooId,
          shipbobType: 'invoice',
          shipbobId: adopted.shipbobId,
          data: adopted.data,
        }
      : known,
  };
}
