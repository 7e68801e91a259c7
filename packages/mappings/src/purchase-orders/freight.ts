import type { OdooPicking, OdooPurchaseOrder, ShipBobFreight, ShipBobWro } from '../seen.js';
import type { PlanContext, Settings } from '../settings.js';
import { filled, listed } from '../shared/text.js';

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
  const valueIn = (field: string): string | null => {
    for (const extra of [...pickings.map((picking) => picking.extra), order.extra]) {
      const text = textOf(extra?.[field]);
      if (text !== null) return text;
    }
    return null;
  };
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

/** One mapped centre: by its id, the code of its warehouse or the name of its location. */
function centreNamed(text: string, { settings }: PlanContext): number | null {
  const ids = settings.centres
    .filter(({ fulfillment_center_id: id, warehouse, location }) => [String(id), warehouse, location].includes(text))
    .map((centre) => centre.fulfillment_center_id);
  const [only, ...more] = [...new Set(ids)];
  return more.length === 0 ? (only ?? null) : null;
}

/** One line of text of whatever kind of field; of a related record its name. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return value === 0 ? null : String(value);
  if (typeof value === 'string') return filled(value.replaceAll(/\s+/g, ' '));
  if (Array.isArray(value)) return typeof value[1] === 'string' ? filled(value[1]) : null;
  if (typeof value === 'object' && value !== null && 'name' in value) return textOf(value.name);
  return null;
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
