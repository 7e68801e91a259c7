import { type JsonObject, toJson } from '@mlc/kernel';
import type { PlannedCase } from '../plan.js';
import type { ShipBobInvoice } from '../seen-shipbob.js';
import { listed } from '../shared/text.js';
import type { Drafted } from './bill-lines.js';
import { amountOf, type Micros, money, sumOf } from './money.js';
import { dayOf, type Suspect } from './suspects.js';

/** How many rows a sentence names before it says how many more there are; the detail has all. */
const NAMED_MAX = 10;

/** What a person must decide about an invoice. */
const found = (
  code: string,
  invoice: ShipBobInvoice,
  cause: string,
  suggestions: string[],
  detail: JsonObject,
): PlannedCase => ({
  flow: 'billing',
  code: `billing.${code}`,
  cause: `Invoice ${invoice.invoice_id} (${invoice.invoice_type}, ${dayOf(invoice.invoice_date)}, ${invoice.amount} ${invoice.currency_code}): ${cause}`,
  suggestions,
  detail: { invoice_id: invoice.invoice_id, ...detail },
});

const some = (texts: string[]): string =>
  texts.length <= NAMED_MAX
    ? listed(texts)
    : `${texts.slice(0, NAMED_MAX).join(', ')} and ${texts.length - NAMED_MAX} more`;

export const vendorUnknown = (invoice: ShipBobInvoice, vendor: string, count: number): PlannedCase =>
  found(
    'vendor_unknown',
    invoice,
    count === 0
      ? `Odoo has no partner named ${JSON.stringify(vendor)}, so no bill is drafted.`
      : `Odoo has ${count} partners named ${JSON.stringify(vendor)}, so no bill is drafted.`,
    ['Name the partner that ShipBob’s bills come from in `billing.vendor`, and see that only one carries the name.'],
    { vendor, partners: count },
  );

export const namesMissing = (invoice: ShipBobInvoice, missing: string[]): PlannedCase =>
  found(
    'names_missing',
    invoice,
    `the settings name what Odoo does not have: ${listed(missing)}. No bill is drafted until it is there.`,
    ['Correct the settings (`billing.*`), or make in Odoo what they name, then replay this invoice.'],
    { missing },
  );

export const unmappedFee = (invoice: ShipBobInvoice, fees: Drafted['unmappedFees'], isHeld: boolean): PlannedCase =>
  found(
    'unmapped_fee',
    invoice,
    `no account is set for ${some(fees.map(({ fee, amount }) => `${fee || 'a fee without a name'} (${money(amount, invoice.currency_code)})`))}. ${isHeld ? 'No bill is drafted until there is one.' : 'It stands on the suspense account; do not post the bill before it is moved.'}`,
    [
      'Name the account of the fee in `billing.account_map`; the draft then follows by itself.',
      'Or set `billing.suspense_account`, where the bill is held for want of one.',
    ],
    { fees: fees.map(({ fee, amount }) => ({ fee, amount: amountOf(amount) })), is_held: isHeld },
  );

export const unmappedTax = (invoice: ShipBobInvoice, taxes: Drafted['unmappedTaxes'], isHeld: boolean): PlannedCase =>
  found(
    'unmapped_tax',
    invoice,
    `no tax of Odoo is set for ${some(taxes.map(({ tax, amount }) => `${tax} (${money(amount, invoice.currency_code)})`))}. ${isHeld ? 'No bill is drafted until there is one.' : 'It stands as a line of its own on the suspense account.'}`,
    ['Name Odoo’s purchase tax for it in `billing.tax_map`; the draft then follows by itself.'],
    { taxes: taxes.map(({ tax, amount }) => ({ tax, amount: amountOf(amount) })), is_held: isHeld },
  );

export const unitemised = (invoice: ShipBobInvoice, amount: Micros, isHeld: boolean): PlannedCase =>
  found(
    'unitemised',
    invoice,
    `its transactions add up to ${money(amount, invoice.currency_code)} ${amount > 0 ? 'less' : 'more'} than its total${amount > 0 ? '' : ' (the difference is below zero)'}. ${isHeld ? 'No bill is drafted, since no suspense account is set for the difference.' : 'The difference is a line of its own.'}`,
    ['Ask ShipBob what it is for; transactions that come late are taken up by themselves for 40 days.'],
    { difference: amountOf(amount), money_at_stake: Math.abs(amountOf(amount)), is_held: isHeld },
  );

export const billByHand = (
  invoice: ShipBobInvoice,
  bill: { id: number; name: string | null },
  total: Micros,
): PlannedCase =>
  found(
    'bill_by_hand',
    invoice,
    `Odoo has a bill under this reference that somebody entered (${bill.name ?? `account.move ${bill.id}`}) over ${money(total, invoice.currency_code)}. It is left alone, and no second one is drafted.`,
    ['Correct that bill, or cancel it so that one is drafted.'],
    { move_id: bill.id, total: amountOf(total) },
  );

export const billDeleted = (invoice: ShipBobInvoice, id: number): PlannedCase =>
  found(
    'bill_deleted',
    invoice,
    `its bill (account.move ${id}) is no longer in Odoo.`,
    ['Agree to have it drafted anew, or decline and leave it as it is.'],
    { move_id: id },
  );

export const billEdited = (invoice: ShipBobInvoice, id: number, differences: string[]): PlannedCase =>
  found(
    'bill_edited',
    invoice,
    `what ShipBob says (or the settings) changed, and somebody has changed the draft (account.move ${id}) meanwhile: ${some(differences)}.`,
    ['Agree to have our lines of the draft brought to what ShipBob says, or decline and keep what stands there.'],
    { move_id: id, differences },
  );

export const billSettled = (invoice: ShipBobInvoice, id: number, state: string, differences: string[]): PlannedCase =>
  found(
    'bill_settled',
    invoice,
    `its bill (account.move ${id}) is ${state} in Odoo and differs from what ShipBob says now: ${some(differences)}. It is not touched.`,
    ['Correct it in Odoo, by a credit note or by hand, if ShipBob is right.'],
    { move_id: id, state, differences },
  );

export const totalDiffers = (invoice: ShipBobInvoice, id: number, total: Micros, wanted: Micros): PlannedCase =>
  found(
    'total_differs',
    invoice,
    `its bill (account.move ${id}) comes to ${money(total, invoice.currency_code)} in Odoo.`,
    ['See whether a tax is computed otherwise in Odoo, or whether somebody added or changed a line.'],
    { move_id: id, total: amountOf(total), money_at_stake: Math.abs(amountOf(total - wanted)) },
  );

const suspected = (
  code: string,
  invoice: ShipBobInvoice,
  suspects: Suspect[],
  { what, suggestion, today }: { what: string; suggestion: string; today: string },
): PlannedCase => {
  const stake = sumOf(suspects.map((one) => one.amount));
  const [first] = suspects.map((one) => one.claim_until).sort();
  const named = suspects.map(
    ({ reference, fee, amount, note }) =>
      `${reference}${fee === null ? '' : ` ${fee} ${money(amount, invoice.currency_code)}`} (${note})`,
  );
  return found(
    code,
    invoice,
    `${what}: ${some(named)}. At stake ${money(stake, invoice.currency_code)}; ShipBob mends it until ${first}.`,
    [suggestion, 'Or close it as it is, if ShipBob is right.'],
    {
      suspects: suspects.map((one) => ({
        ...toJsonObject(one),
        amount: amountOf(one.amount),
        days_left: daysBetween(today, one.claim_until),
      })),
      money_at_stake: amountOf(stake),
      claim_until: first ?? null,
    },
  );
};

const toJsonObject = (one: Suspect): JsonObject =>
  Object.fromEntries(Object.entries(one).map(([k, v]) => [k, toJson(v)]));
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export const doubleCharge = (invoice: ShipBobInvoice, suspects: Suspect[], today: string): PlannedCase =>
  suspected('double_charge', invoice, suspects, {
    what: 'charged more than once',
    suggestion: 'Claim the second charge from ShipBob; its refund ends this case.',
    today,
  });

export const feeWithoutEvent = (invoice: ShipBobInvoice, suspects: Suspect[], today: string): PlannedCase =>
  suspected('fee_without_event', invoice, suspects, {
    what: 'charged for what ShipBob itself does not know',
    suggestion: 'Ask ShipBob what was charged; its refund ends this case.',
    today,
  });

export const eventWithoutFee = (invoice: ShipBobInvoice, suspects: Suspect[], today: string): PlannedCase =>
  suspected('event_without_fee', invoice, suspects, {
    what: 'work of these weeks was never charged',
    suggestion: 'Expect the charge on a later invoice; it ends this case.',
    today,
  });

export const weightJump = (invoice: ShipBobInvoice, suspects: Suspect[], today: string): PlannedCase =>
  suspected('weight_jump', invoice, suspects, {
    what: 'measured much heavier than other shipments of the same goods',
    suggestion: 'Have ShipBob check the measures of the parcel, and claim the difference.',
    today,
  });

export const landedCostHeld = (
  invoice: ShipBobInvoice,
  why: string,
  rows: { wro_id: string; amount: number }[],
): PlannedCase =>
  found(
    'landed_cost_held',
    invoice,
    `inbound fees cannot become landed costs (${some(rows.map((row) => `WRO ${row.wro_id}: ${row.amount.toFixed(2)}`))}): ${why}.`,
    ['Mend what it names; the drafts then follow by themselves.', 'Or set billing.landed_cost to note or off.'],
    { why, wros: toJson(rows) },
  );

export const landedCostDiffers = (
  invoice: ShipBobInvoice,
  wroId: string,
  standing: { id: number; amount: number; state: string },
  amount: number,
): PlannedCase =>
  found(
    'landed_cost_differs',
    invoice,
    `the landed cost of WRO ${wroId} (stock.landed.cost ${standing.id}, ${standing.state}) is ${standing.amount.toFixed(2)}, but ShipBob charged ${amount.toFixed(2)} by now.`,
    ['Correct the draft in Odoo, or add the difference where it is validated already.'],
    { wro_id: wroId, landed_cost_id: standing.id, standing: standing.amount, charged: amount },
  );
