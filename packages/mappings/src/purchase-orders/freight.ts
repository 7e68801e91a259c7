import type { OdooPicking, OdooPurchaseOrder, ShipBobFreight, ShipBobWro } from '../seen.js';
import type { PlanContext, Settings } from '../settings.js';
import { listed } from '../shared/text.js';
import { centreNamed, valueNamed } from './named-fields.js';

/** First ShipBob version whose WROs have `freight` and a final destination (ShipBob docs, versioning). */
const FREIGHT_SINCE = '2026-07';
/** ShipBob prints no limits; what is longer is no name of a carrier, and no number. */
const TEXT_MAX = 100;
const NOTES_MAX = 300;

type Fact = keyof Settings['wro']['freight'];
const FACTS = [
  'carrier',
  'bol_number',
  'container_number',
  'vessel_name',
  'freight_forwarder',
  'notes',
] as const satisfies readonly Fact[];

/** Who brings the goods and where they end, as far as Odoo names it. */
export interface Freight {
  /** Without `notes`, which stand among the WRO's notes. */
  facts: Partial<Record<Exclude<Fact, 'notes'>, string>>;
  notes: string | null;
  finalCentreId: number | null;
  /** What this version of ShipBob has no place for, in one clause; null when it takes everything. */
  leftOut: string | null;
  /** What ShipBob cannot take, each in one clause. */
  problems: string[];
}

/** Reads the fields of the settings: of the first receipt that fills them, else of the order. */
export function freightOf(pickings: OdooPicking[], order: OdooPurchaseOrder, context: PlanContext): Freight {
  const { freight, final_centre_field } = context.settings.wro;
  const valueIn = (field: string): string | null => valueNamed(field, pickings, order);
  const found: Freight = { facts: {}, notes: null, finalCentreId: null, leftOut: null, problems: [] };
  const named: string[] = [];
  for (const fact of FACTS) {
    const field = freight[fact];
    const text = field === undefined ? null : valueIn(field);
    if (text === null) continue;
    named.push(fact);
    const most = fact === 'notes' ? NOTES_MAX : TEXT_MAX;
    if (text.length > most) found.problems.push(`${fact} of ${text.length} characters (${field}; at most ${most})`);
    else if (fact === 'notes') found.notes = text;
    else found.facts[fact] = text;
  }
  const final = final_centre_field === null ? null : valueIn(final_centre_field);
  if (final !== null) {
    named.push('final centre');
    found.finalCentreId = centreNamed(final, context);
    if (found.finalCentreId === null)
      found.problems.push(`final centre ${JSON.stringify(final)} (${final_centre_field}), which is none of the mapped`);
  }
  if (context.connection.shipbob_version >= FREIGHT_SINCE || named.length === 0) return found;
  const leftOut = `${listed(named)} left out: ShipBob takes freight from version ${FREIGHT_SINCE} on, and this connection speaks ${context.connection.shipbob_version}`;
  return { facts: {}, notes: null, finalCentreId: null, leftOut, problems: [] };
}

/** Freight that Odoo names otherwise than the WRO; no call of ShipBob's changes it (ShipBob docs, PATCH /receiving). */
export function freightToEnter(wro: ShipBobWro, { facts, notes, finalCentreId }: Freight): string[] {
  const there: ShipBobFreight | null | undefined = wro.freight;
  if (there === undefined) return [];
  const changed = FACTS.flatMap((fact) => {
    if (fact === 'notes')
      return notes === null || there?.notes?.includes(notes) ? [] : [`notes ${JSON.stringify(notes)}`];
    const wanted = facts[fact];
    return wanted === undefined || there?.[fact] === wanted ? [] : [`${fact} ${wanted}`];
  });
  const isElsewhere = finalCentreId !== null && finalCentreId !== (wro.final_centre_id ?? null);
  return isElsewhere ? [...changed, `final centre ${finalCentreId}`] : changed;
}
