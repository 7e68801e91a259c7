import { groupBy } from '@mlc/kernel';
import type { BilledThing, InvoiceSeen } from '../seen-billing.js';
import type { ShipBobTransaction } from '../seen-shipbob.js';
import type { PlanContext } from '../settings.js';
import { thingKey } from './bill-parts.js';
import { type Micros, micros, sumOf } from './money.js';

const DAY_MS = 86_400_000;
/** How many other shipments of the same goods make a comparison. */
const PEERS_MIN = 3;
/** A second charge for one of these is none of their kind; all others recur, day by day. */
const ONCE = new Set(['Shipment', 'Return', 'WRO']);
/** The invoices on which the work of each kind is charged. */
const CHARGED_ON: Record<string, BilledThing['kind']> = {
  Shipping: 'Shipment',
  Return: 'Return',
  'Inbound Fee': 'WRO',
};

/** One charge, or one missing charge, that may be an error. */
export interface Suspect {
  reference: string;
  fee: string | null;
  amount: Micros;
  transaction_id: string | null;
  /** Day of the charge, or of the work. */
  day: string;
  /** Last day to claim it. */
  claim_until: string;
  note: string;
}

export interface Suspects {
  double_charge: Suspect[];
  fee_without_event: Suspect[];
  event_without_fee: Suspect[];
  weight_jump: Suspect[];
  /** When something that ShipBob may still charge is looked at again. */
  laterAt: Date[];
}

export const dayOf = (stamp: string): string => stamp.slice(0, 10);
const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Suspected errors of one invoice. Each is told once: on the invoice that holds the charge, or should have held it. */
export function suspectsOf(seen: InvoiceSeen, context: PlanContext): Suspects {
  const { suspects: wanted } = context.settings.billing;
  const absent = absentCharges(seen, context);
  const all: Suspects = {
    double_charge: doubleCharges(seen, context),
    fee_without_event: feesWithoutEvent(seen, context),
    event_without_fee: absent.suspects,
    weight_jump: weightJumps(seen, context),
    laterAt: wanted.includes('event_without_fee') ? absent.laterAt : [],
  };
  for (const kind of ['double_charge', 'fee_without_event', 'event_without_fee', 'weight_jump'] as const)
    if (!wanted.includes(kind)) all[kind] = [];
  return all;
}

const isCharge = (row: ShipBobTransaction): boolean => row.transaction_type === 'Charge' && micros(row.amount) > 0;
const isReturnOfMoney = (row: ShipBobTransaction): boolean =>
  row.transaction_type === 'Refund' || row.transaction_type === 'Credit';

function suspectOf(row: ShipBobTransaction, note: string, { settings }: PlanContext): Suspect {
  const day = dayOf(row.charge_date);
  return {
    reference: `${row.reference_type} ${row.reference_id}`,
    fee: row.transaction_fee,
    amount: micros(row.amount),
    transaction_id: row.transaction_id,
    day,
    claim_until: dayAfter(day, settings.billing.claim_days),
    note,
  };
}

const stillOpen =
  ({ now }: PlanContext) =>
  (suspect: Suspect): boolean =>
    suspect.claim_until >= dayOf(now);

/** The same fee, amount and thing more than once, less what was given back. */
function doubleCharges({ transactions, others }: InvoiceSeen, context: PlanContext): Suspect[] {
  const own = new Set(transactions.map((row) => row.transaction_id));
  const all = [...transactions, ...others.filter((row) => !own.has(row.transaction_id))];
  const sameOf = (row: ShipBobTransaction): string =>
    JSON.stringify([
      thingKey(row),
      row.transaction_fee,
      micros(row.amount),
      ONCE.has(row.reference_type) || dayOf(row.charge_date),
    ]);
  return [...groupBy(all.filter(isCharge), sameOf).values()]
    .flatMap((charges) => {
      const [first, ...again] = charges.toSorted(inTime);
      if (!first) return [];
      const givenBack = all.filter(
        (row) =>
          isReturnOfMoney(row) && thingKey(row) === thingKey(first) && micros(row.amount) === -micros(first.amount),
      ).length;
      return again
        .slice(givenBack)
        .filter((row) => own.has(row.transaction_id))
        .map((row) =>
          suspectOf(row, `charged before on ${dayOf(first.charge_date)} (${first.transaction_id})`, context),
        );
    })
    .filter(stillOpen(context))
    .sort(byTransaction);
}

const inTime = (a: ShipBobTransaction, b: ShipBobTransaction): number =>
  a.charge_date === b.charge_date
    ? a.transaction_id < b.transaction_id
      ? -1
      : 1
    : a.charge_date < b.charge_date
      ? -1
      : 1;
const byTransaction = (a: Suspect, b: Suspect): number =>
  String(a.transaction_id) < String(b.transaction_id) ? -1 : 1;

/** Charges for a shipment or return that ShipBob does not know, as long as the money was not given back. */
function feesWithoutEvent({ transactions, others, things }: InvoiceSeen, context: PlanContext): Suspect[] {
  const unknown = transactions.filter((row) => isCharge(row) && things[thingKey(row)]?.exists === false);
  return [...groupBy(unknown, thingKey).values()]
    .flatMap((charges) => {
      const [first] = charges;
      const back = [...transactions, ...others].filter(
        (row) => isReturnOfMoney(row) && first !== undefined && thingKey(row) === thingKey(first),
      );
      const paid = sumOf(charges.map((row) => micros(row.amount)));
      if (-sumOf(back.map((row) => micros(row.amount))) >= paid) return [];
      return charges.map((row) => suspectOf(row, 'ShipBob knows no such record', context));
    })
    .filter(stillOpen(context))
    .sort(byTransaction);
}

/** From which day on (inclusive) to which (exclusive) the work of this invoice was done; null when another one tells it. */
export function weekOf({ invoice, series }: InvoiceSeen): { from: string; to: string } | null {
  if (invoice === null) return null;
  const to = dayOf(invoice.invoice_date);
  const twin = series.find((one) => dayOf(one.invoice_date) === to);
  if (twin !== undefined && twin.invoice_id !== invoice.invoice_id) return null;
  const before = series.filter((one) => dayOf(one.invoice_date) < to).at(-1);
  return { from: before === undefined ? dayAfter(to, -7) : dayOf(before.invoice_date), to };
}

/** Work of the invoice's weeks that nobody charged for, here, elsewhere or not yet invoiced. */
function absentCharges(seen: InvoiceSeen, context: PlanContext): { suspects: Suspect[]; laterAt: Date[] } {
  const { missing_fee_days, claim_days } = context.settings.billing;
  const week = weekOf(seen);
  const kind = CHARGED_ON[String(seen.invoice?.invoice_type)];
  const suspects: Suspect[] = [];
  const laterAt: Date[] = [];
  if (week === null || !seen.eventsListed) return { suspects, laterAt };
  const charged = new Set([...seen.transactions, ...seen.others].map(thingKey));
  for (const [key, thing] of Object.entries(seen.things).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (thing.kind !== kind || thing.done_at === null || charged.has(key)) continue;
    const day = dayOf(thing.done_at);
    if (day < week.from || day >= week.to) continue;
    const told = dayAfter(day, missing_fee_days);
    const claim_until = dayAfter(day, claim_days);
    if (told > dayOf(context.now)) laterAt.push(new Date(`${told}T00:00:00Z`));
    else if (claim_until >= dayOf(context.now))
      suspects.push({
        reference: `${thing.kind} ${thing.id}`,
        fee: null,
        amount: 0,
        transaction_id: null,
        day,
        claim_until,
        note: `done on ${day}${thing.number === null ? '' : ` (${thing.number})`}, never charged`,
      });
  }
  return { suspects, laterAt };
}

/** Charged shipments that measured much more than the others of the same goods. */
function weightJumps({ transactions, things }: InvoiceSeen, context: PlanContext): Suspect[] {
  const goodsOf = (thing: BilledThing): string =>
    JSON.stringify(thing.goods.map((one) => [one.name, one.quantity]).sort());
  const weighed = Object.entries(things)
    .map(([key, thing]) => ({ key, thing, oz: thing.weight_oz ?? 0 }))
    .filter(({ thing, oz }) => thing.kind === 'Shipment' && oz > 0 && thing.goods.length > 0);
  const chargesOf = groupBy(transactions.filter(isCharge), thingKey);
  return [...groupBy(weighed, ({ thing }) => goodsOf(thing)).values()]
    .flatMap((same) =>
      same.flatMap(({ key, oz }) => {
        const usual = medianOf(same.filter((other) => other.key !== key).map((other) => other.oz));
        const charges = chargesOf.get(key)?.toSorted((a, b) => micros(b.amount) - micros(a.amount)) ?? [];
        const [dearest] = charges;
        if (usual === null || dearest === undefined || oz <= usual * context.settings.billing.weight_jump) return [];
        return [suspectOf(dearest, `measured ${oz} oz, others of the same goods ${usual} oz`, context)];
      }),
    )
    .filter(stillOpen(context))
    .sort(byTransaction);
}

function medianOf(values: number[]): number | null {
  if (values.length < PEERS_MIN) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
