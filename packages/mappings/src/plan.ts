import type { Json, JsonObject } from '@mlc/kernel';
import type { OperationName } from './operations.js';

/**
 * What a plan says. `plan` is pure: the same evidence gives the same plan, and after a plan was applied the next one is
 * empty (ARCHITECTURE.md section 1).
 */
export interface Plan {
  effects: PlannedEffect[];
  /** Records that already are each other on both sides: linked without any outside write. */
  adoptions: Adoption[];
  /** Lanes of other subjects that should look too (e.g. the products of a purchase order). */
  rings: { lane: string; reason: string }[];
  /** Further names by which this lane is found until its next pass, e.g. that of the daily delivery that it waits for. */
  labels?: string[];
  end: PlanEnd;
}

/** How the pass ends once its effects are confirmed. */
export type PlanEnd =
  /** All that was to be done is done by the effects above (or nothing was to do): outcome `applied` or `ignored`. */
  | { kind: 'done'; reason: string }
  /** This record is none of our business: outcome `ignored(reason)`. */
  | { kind: 'ignored'; reason: string }
  /** Look again at a time, or once other lanes have moved: outcome `later`. */
  | { kind: 'later'; at: string | null; waitsFor: string[]; reason: string }
  /** A person must decide: outcome `parked(code)` with one case per entry. */
  | {
      kind: 'case';
      cases: PlannedCase[];
      /** ISO 8601: when it changes by itself, e.g. because a proposal becomes due. */
      at?: string;
    };

/** One write to Odoo or ShipBob, before it is made. */
export interface PlannedEffect {
  flow: string;
  operation: OperationName;
  target: 'odoo' | 'shipbob';
  /**
   * `create`: made once for ever under its business key. `converge`: brings a record to a goal and may be repeated,
   * because it reads before it writes.
   */
  kind: 'create' | 'converge';
  /** Creates: the natural key the remote record carries (SKU, purchase order number). Converges: the record. */
  businessKey: string;
  /** For people, e.g. `WRO P00042 at centre 10`. */
  title: string;
  /** What is there now, in the target's words; null when nothing is. */
  before: Json;
  /** What will be there, in the target's words. May hold LinkRefs. */
  after: Json;
  /** The operation's input. May hold LinkRefs, which are replaced when the effect runs. */
  request: JsonObject;
  /** Why, in one sentence. */
  reason: string;
  /** The link to make once this effect is confirmed. */
  link: {
    odooModel: string;
    /** Null for the record that the effect makes there. */
    odooId: number | null;
    shipbobType: ShipBobType;
    /** For a link that is there and only learns more: its ShipBob record, and all that it knows afterwards. */
    keeps?: { shipbobId: string; data: JsonObject };
  } | null;
  /** Links of one record that stands for several of ShipBob's, made together with it; `odooId` null is the record made. */
  links?: PlannedLink[];
}

export interface PlannedLink {
  odooModel: string;
  odooId: number | null;
  shipbobType: ShipBobType;
  shipbobId: string;
  data: JsonObject;
}

/**
 * ShipBob's records that can be linked. A shipment may have three partners: the sale order's delivery (`shipment`), the
 * delivery of its own that was booked before that one was known (`shipment-apart`), and the reversal of the latter.
 */
export type ShipBobType =
  | 'variant'
  | 'wro'
  | 'order'
  | 'shipment'
  | 'shipment-apart'
  | 'shipment-reversal'
  | 'return'
  | 'invoice';

export interface Adoption {
  odooModel: string;
  odooId: number;
  shipbobType: ShipBobType;
  shipbobId: string;
  /** Ids that later effects need, e.g. `{ inventory_id, product_id }`. */
  data: JsonObject;
  /** What was compared and found equal, for people. */
  evidence: string;
}

export interface PlannedCase {
  flow: string;
  /** Stable name, e.g. `products.duplicate_sku`. One open case per lane and code. */
  code: string;
  /** The plain cause, in one sentence with the numbers. */
  cause: string;
  /** What a person can do, each in one sentence. */
  suggestions: string[];
  /** The numbers behind the cause; with proposals, their effects too, under `proposes`. */
  detail: JsonObject;
  /** Exactly what would be written if a person agreed, in order. Nothing of it is written before. */
  proposes?: PlannedEffect[];
}

/** Stands for a value that a link will hold: `{ "$link": "product.product/42", "field": "inventory_id" }`. */
export interface LinkRef {
  $link: string;
  field: string;
}

export const linkRef = (odooModel: string, odooId: number, field: string): JsonObject => ({
  $link: `${odooModel}/${odooId}`,
  field,
});

export function isLinkRef(value: unknown): value is LinkRef {
  return typeof value === 'object' && value !== null && '$link' in value && 'field' in value;
}

/** All LinkRefs inside a value, in order of appearance. */
export function linkRefsIn(value: Json): LinkRef[] {
  if (isLinkRef(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(linkRefsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(linkRefsIn);
  return [];
}

/** Replaces each LinkRef by what `resolve` gives for it. */
export function substituteLinks(value: Json, resolve: (ref: LinkRef) => Json): Json {
  if (isLinkRef(value)) return resolve(value);
  if (Array.isArray(value)) return value.map((item) => substituteLinks(item, resolve));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituteLinks(item, resolve)]));
  return value;
}

const base = { adoptions: [] as Adoption[], rings: [] as Plan['rings'] };

/** Nothing to write, both sides agree. */
export const nothing = (reason: string): Plan => ({ ...base, effects: [], end: { kind: 'done', reason } });
export const ignored = (reason: string): Plan => ({ ...base, effects: [], end: { kind: 'ignored', reason } });
export const effects = (planned: PlannedEffect[], reason: string): Plan => ({
  ...base,
  effects: planned,
  end: { kind: 'done', reason },
});
export const later = (reason: string, when: { at?: Date; waitsFor?: string[] }): Plan => ({
  ...base,
  effects: [],
  end: { kind: 'later', at: when.at?.toISOString() ?? null, waitsFor: when.waitsFor ?? [], reason },
});
export const parked = (...cases: PlannedCase[]): Plan => ({ ...base, effects: [], end: { kind: 'case', cases } });
