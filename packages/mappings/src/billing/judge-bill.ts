import { contentHash } from '@mlc/kernel';
import type { Adoption, PlannedEffect } from '../plan.js';
import type { SeenLink } from '../seen.js';
import type { InvoiceSeen, OdooBill } from '../seen-billing.js';
import type { ShipBobInvoice } from '../seen-shipbob.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, together } from '../shared/building.js';
import { proposing } from '../shared/proposals.js';
import { type BillRequest, type Drafted, draftOf, refOf } from './bill-lines.js';
import { differencesOf, readingOf, signedTotal } from './bill-standing.js';
import * as cases from './billing.cases.js';
import { draftEffect, landedNotes } from './billing.effects.js';
import { micros, money, sameMoney } from './money.js';

/** The bill a link stands for: its data name the one that took a deleted one's place. */
export const livingBillId = (link: SeenLink): number =>
  typeof link.data['move_id'] === 'number' ? link.data['move_id'] : link.odooId;

/** Brings the invoice's draft bill to what ShipBob says, as long as nobody touched or posted it. */
export function judgeBill(seen: InvoiceSeen, invoice: ShipBobInvoice, context: PlanContext): Findings {
  const { books } = seen;
  const { vendor } = context.settings.billing;
  if (books === null || vendor === null) return noted('no vendor is named in billing.vendor, so no bill is drafted');
  if (books.vendor_ids.length !== 1) return cased(cases.vendorUnknown(invoice, vendor, books.vendor_ids.length));
  if (seen.link?.data['by_hand'] === true) return judgeByHand(seen, invoice);
  const drafted = draftOf(seen, books, context);
  const unsure = unsureOf(invoice, drafted);
  // Without lines there is nothing to bill; with lines, what is unsure holds them.
  if (drafted.request === null) return together([unsure, noted('the invoice holds nothing to bill')]);
  return together([unsure, standing(seen, { invoice, request: drafted.request, context })]);
}

/** What a person should look at, whether or not a bill can be drafted. */
function unsureOf(invoice: ShipBobInvoice, drafted: Drafted): Findings {
  const isHeld = drafted.request === null;
  const found = noFindings();
  found.notes.push(...drafted.notes);
  if (drafted.missing.length > 0) found.cases.push(cases.namesMissing(invoice, drafted.missing));
  if (drafted.unmappedFees.length > 0) found.cases.push(cases.unmappedFee(invoice, drafted.unmappedFees, isHeld));
  if (drafted.unmappedTaxes.length > 0) found.cases.push(cases.unmappedTax(invoice, drafted.unmappedTaxes, isHeld));
  if (drafted.unitemised !== 0) found.cases.push(cases.unitemised(invoice, drafted.unitemised, isHeld));
  return found;
}

interface Wanted {
  invoice: ShipBobInvoice;
  request: BillRequest;
  context: PlanContext;
}

function standing(seen: InvoiceSeen, wanted: Wanted): Findings {
  const { link, bills } = seen;
  const { invoice, request } = wanted;
  if (link !== null) {
    const bill = bills.find((one) => one.id === livingBillId(link)) ?? bills.find((one) => one.ours);
    if (bill) return judgeLinked(seen, wanted, { link, bill });
    const again = draftEffect(wanted, { kind: 'converge', before: null, reason: 'a person agreed to draft it anew' });
    return cased(proposing(cases.billDeleted(invoice, livingBillId(link)), [again]));
  }
  const ours = bills.find((bill) => bill.ours);
  if (ours) return judgeOurs(seen, wanted, ours);
  const byHand = bills.find((bill) => bill.state !== 'cancel' && bill.ref === request.ref);
  if (byHand) return adoptByHand(invoice, byHand);
  const reason = `ShipBob invoiced ${money(micros(invoice.amount), invoice.currency_code)}`;
  return write(seen, wanted, draftEffect(wanted, { kind: 'create', before: null, reason }));
}

/** A write of the bill, with the notes that go with it; the lane looks again to link or learn what it made. */
function write(seen: InvoiceSeen, { invoice, context }: Wanted, effect: PlannedEffect): Findings {
  const ring = { lane: `invoice:${invoice.invoice_id}`, reason: 'its bill is linked once it stands' };
  return {
    ...noFindings(),
    effects: [effect, ...landedNotes(seen, invoice, context)],
    rings: [ring],
    notes: [effect.title],
  };
}

/** Made by us, not linked yet. */
function judgeOurs(seen: InvoiceSeen, wanted: Wanted, bill: OdooBill): Findings {
  const differences = differencesOf(wanted.request, bill);
  if (differences.length === 0) return learn(wanted, bill);
  if (bill.state === 'draft') return write(seen, wanted, rewriteEffect(wanted, bill, differences, null));
  return settled(wanted, bill, differences);
}

function judgeLinked(seen: InvoiceSeen, wanted: Wanted, { link, bill }: { link: SeenLink; bill: OdooBill }): Findings {
  const { invoice, request } = wanted;
  const isLiving = livingBillId(link) === bill.id;
  const { fingerprint, bill: known } = link.data;
  if (isLiving && known !== undefined && fingerprint === contentHash(request))
    return together([noted(`its bill is ${bill.state}`), tiesOut(invoice, bill)]);
  const differences = differencesOf(request, bill);
  if (differences.length === 0) return learn(wanted, bill, link.odooId);
  if (bill.state !== 'draft') return settled(wanted, bill, differences);
  const effect = rewriteEffect(wanted, bill, differences, link);
  // One that took a deleted one's place, or that we wrote last, is not known yet: nobody can have changed what we knew.
  if (!isLiving || known === undefined || known === readingOf(bill)) return write(seen, wanted, effect);
  return cased(proposing(cases.billEdited(invoice, bill.id, differences), [effect]));
}

/**
 * With the write the link forgets how the bill read before. The next look learns it anew; until then what stands there is
 * what we wrote, and no change of a person's, even when ShipBob says something else meanwhile.
 */
function rewriteEffect(wanted: Wanted, bill: OdooBill, differences: string[], link: SeenLink | null): PlannedEffect {
  const { invoice, request } = wanted;
  const effect = draftEffect(wanted, {
    kind: 'converge',
    before: { move_id: bill.id, reading: readingOf(bill) },
    reason: `the draft differs: ${differences.slice(0, 5).join('; ')}`,
  });
  if (link === null) return effect;
  const data = { move_id: bill.id, fingerprint: contentHash(request) };
  const keeps = { shipbobId: String(invoice.invoice_id), data };
  return { ...effect, link: { odooModel: 'account.move', odooId: link.odooId, shipbobType: 'invoice', keeps } };
}

const settled = ({ invoice }: Wanted, bill: OdooBill, differences: string[]): Findings =>
  bill.state === 'cancel'
    ? noted(`its bill (account.move ${bill.id}) is cancelled in Odoo`)
    : cased(cases.billSettled(invoice, bill.id, bill.state, differences));

/** A link keeps the id it was made with; its data name the bill that is meant now. */
function learn({ invoice, request }: Wanted, bill: OdooBill, linkedId = bill.id): Findings {
  const adoption: Adoption = {
    odooModel: 'account.move',
    odooId: linkedId,
    shipbobType: 'invoice',
    shipbobId: String(invoice.invoice_id),
    data: { move_id: bill.id, fingerprint: contentHash(request), bill: readingOf(bill) },
    evidence: `bill ${request.ref}: vendor, date, currency and all ${request.lines.length} lines are equal`,
  };
  return together([{ ...noFindings(), adoptions: [adoption] }, tiesOut(invoice, bill)]);
}

function adoptByHand(invoice: ShipBobInvoice, bill: OdooBill): Findings {
  const total = signedTotal(bill);
  if (!sameMoney(total, micros(invoice.amount))) return cased(cases.billByHand(invoice, bill, total));
  const adoption: Adoption = {
    odooModel: 'account.move',
    odooId: bill.id,
    shipbobType: 'invoice',
    shipbobId: String(invoice.invoice_id),
    data: { move_id: bill.id, by_hand: true },
    evidence: `a bill by hand: vendor, reference ${refOf(invoice.invoice_id)} and total ${money(total, invoice.currency_code)} are equal`,
  };
  return { ...noFindings(), adoptions: [adoption] };
}

function judgeByHand({ link, bills }: InvoiceSeen, invoice: ShipBobInvoice): Findings {
  const bill = bills.find((one) => link !== null && one.id === livingBillId(link));
  return bill
    ? together([noted('its bill was entered by hand'), tiesOut(invoice, bill)])
    : noted('its bill by hand is gone');
}

/** Odoo computes taxes by itself, and people add lines: what it comes to is what counts. */
function tiesOut(invoice: ShipBobInvoice, bill: OdooBill): Findings {
  const total = signedTotal(bill);
  const wanted = micros(invoice.amount);
  if (bill.state === 'cancel' || sameMoney(total, wanted)) return noFindings();
  return cased(cases.totalDiffers(invoice, bill.id, total, wanted));
}
