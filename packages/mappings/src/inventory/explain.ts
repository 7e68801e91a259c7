import type { StockCause } from '../seen-stock.js';
import { sameQuantity } from '../shared/units.js';

/** One change of stock on one side. */
export interface Movement {
  /** The lane of the record it belongs to; null for none. */
  subject: string | null;
  /** Positive: goods came. */
  units: number;
  /** ISO 8601. */
  at: string;
  /** ShipBob's category, or the name of Odoo's transfer or adjustment. */
  what: string;
  /** Why, where the side says so. */
  note: string | null;
}

export interface History {
  shipbob: Movement[];
  odoo: Movement[];
  /**
   * Movements are read from here on. What belongs together may straddle it, so a record that only one side shows within
   * `marginHours` after it is taken for settled before.
   */
  from: string;
  marginHours: number;
}

export interface Explained {
  causes: StockCause[];
  /** What no movement explains: gone or come without a trace, or before the history begins. */
  unknown: number;
}

/**
 * Explains a difference (ShipBob minus Odoo) unit by unit: movements of one record on both sides cancel each other, what is
 * left of them is a cause, and what all causes together do not explain is unknown. Pure.
 */
export function explainDifference(difference: number, history: History): Explained {
  const causes = [...ofSubjects(history), ...ofShipBob(history.shipbob), ...ofOdoo(history.odoo)]
    .filter((cause) => !sameQuantity(cause.units, 0))
    .toSorted((a, b) => Math.abs(b.units) - Math.abs(a.units) || a.what.localeCompare(b.what));
  const explained = causes.reduce((sum, cause) => sum + cause.units, 0);
  const unknown = difference - explained;
  return { causes, unknown: sameQuantity(unknown, 0) ? 0 : unknown };
}

const sum = (movements: Movement[]): number => movements.reduce((total, one) => total + one.units, 0);
const of = (movements: Movement[], subject: string): Movement[] => movements.filter((one) => one.subject === subject);

function ofSubjects({ shipbob, odoo, from, marginHours }: History): StockCause[] {
  const subjects = new Set([...shipbob, ...odoo].flatMap((one) => one.subject ?? []));
  const settledBefore = Date.parse(from) + marginHours * 3_600_000;
  return [...subjects].flatMap((subject): StockCause[] => {
    const [there, here] = [of(shipbob, subject), of(odoo, subject)];
    const oneSided = there.length === 0 || here.length === 0;
    if (oneSided && [...there, ...here].some((one) => Date.parse(one.at) < settledBefore)) return [];
    const what = [...new Set([...there, ...here].map((one) => one.what))].join(', ');
    return [{ kind: kindOf(subject, there, here), subject, units: sum(there) - sum(here), what }];
  });
}

type Kind = StockCause['kind'];
const WAYS: Record<string, [missing: Kind, surplus: Kind]> = {
  order: ['shipped_not_booked', 'booked_not_shipped'],
  'purchase-order': ['stowed_not_booked', 'booked_not_stowed'],
  wro: ['stowed_not_booked', 'booked_not_stowed'],
  return: ['return_not_booked', 'booked_not_returned'],
};

/** More of the same on ShipBob's side is not booked yet; more on Odoo's was booked without ShipBob. */
function kindOf(subject: string, shipbob: Movement[], odoo: Movement[]): Kind {
  const way = WAYS[subject.slice(0, subject.indexOf(':'))];
  if (way === undefined) return 'booked_differently';
  const [there, here] = [sum(shipbob), sum(odoo)];
  if (there !== 0 && here !== 0 && Math.sign(there) !== Math.sign(here)) return 'booked_differently';
  return Math.abs(there) > Math.abs(here) ? way[0] : way[1];
}

function ofShipBob(movements: Movement[]): StockCause[] {
  const groups = new Map<string, Movement[]>();
  for (const one of movements) {
    if (one.subject !== null) continue;
    const what = one.note === null ? one.what : `${one.what}: ${one.note}`;
    groups.set(what, [...(groups.get(what) ?? []), one]);
  }
  return [...groups].map(([what, own]) => ({
    kind: CATEGORIES[own[0]?.what ?? ''] ?? 'shipbob_other',
    subject: null,
    units: sum(own),
    what,
  }));
}

const CATEGORIES: Record<string, Kind> = {
  InventoryAdjusted: 'shipbob_adjusted',
  AttributeUpdated: 'shipbob_relabelled',
  InventoryFacilityUpdated: 'shipbob_transfer',
  KittingStow: 'shipbob_kitting',
};

function ofOdoo(movements: Movement[]): StockCause[] {
  const groups = new Map<string, number>();
  for (const one of movements) {
    if (one.subject !== null) continue;
    groups.set(one.what, (groups.get(one.what) ?? 0) + one.units);
  }
  // What comes to Odoo alone makes ShipBob's share smaller.
  return [...groups].map(([what, units]) => ({ kind: 'odoo_only', subject: null, units: -units, what }));
}

const IN_FLIGHT: ReadonlySet<Kind> = new Set(['shipped_not_booked', 'stowed_not_booked', 'return_not_booked']);

/** What will be booked by itself, or is between two centres as far as ShipBob says so. */
export function inFlight(causes: readonly StockCause[], internalTransfer: number): number {
  const booked = causes.filter((cause) => IN_FLIGHT.has(cause.kind)).reduce((total, cause) => total + cause.units, 0);
  const left = causes.filter((cause) => cause.kind === 'shipbob_transfer').reduce((total, one) => total + one.units, 0);
  return booked + (left < 0 ? Math.max(left, -internalTransfer) : 0);
}
