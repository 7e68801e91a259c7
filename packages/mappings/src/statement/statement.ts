import { contentHash } from '@mlc/kernel';
import type { Accrued } from './accrual.js';

/** One thing as one side tells it, under a key that both sides share. */
export interface Fact {
  key: string;
  /** For people, e.g. `WRO 12 of P00042, MUG-1`. */
  label: string;
  /** The record that judges it; what stands open on it explains a difference. */
  lane: string | null;
  /** What is compared, field by field. */
  fields: Record<string, string | number | null>;
  /** What the evidence itself says of a difference, where it says all of it. */
  explained?: string | undefined;
}

/** What was read of one flow, freshly and on both sides. */
export interface FlowEvidence {
  flow: string;
  odoo: Fact[];
  shipbob: Fact[];
}

/** Something that stands open on a record: a case, a write that waits for a person, a time to look again. */
export interface Explanation {
  lane: string;
  flow: string | null;
  by: string;
}

export interface StatementEvidence {
  connection: string;
  /** ISO 8601, from inclusive, to exclusive. */
  period: { from: string; to: string };
  readAt: string;
  rulesVersion: number;
  settingsVersion: number;
  flows: FlowEvidence[];
  explanations: Explanation[];
  /** What ShipBob charged in the period and has not invoiced yet; absent where billing was not read. */
  accrued?: Accrued[] | undefined;
}

export interface Difference {
  kind: 'differs' | 'missing_in_odoo' | 'missing_in_shipbob';
  key: string;
  label: string;
  lane: string | null;
  fields: { field: string; odoo: string | number | null; shipbob: string | number | null }[];
  /** Null when nothing explains it. */
  explainedBy: string | null;
}

export interface FlowStatement {
  flow: string;
  counted: { odoo: number; shipbob: number };
  matched: number;
  differing: number;
  missingInOdoo: number;
  missingInShipbob: number;
  explained: number;
  unexplained: number;
  differences: Difference[];
}

export interface Statement extends Omit<StatementEvidence, 'flows' | 'explanations'> {
  flows: FlowStatement[];
  /** Whether both sides agree in everything that was read. */
  agrees: boolean;
  /** Of the evidence: the same evidence gives the same statement. */
  evidenceHash: string;
  /** Of the statement without this line. */
  hash: string;
}

/** What both sides say of the same things, and where they do not agree. Pure, so it can be made again from its evidence. */
export function statementOf(evidence: StatementEvidence): Statement {
  const { flows, explanations, ...head } = evidence;
  const stated = flows.map((flow) => flowStatement(flow, explanations));
  const whole = {
    ...head,
    flows: stated,
    agrees: stated.every((flow) => flow.differences.length === 0),
    evidenceHash: contentHash(evidence),
  };
  return { ...whole, hash: contentHash(whole) };
}

/** Decimals of what is compared: quantities and money of both sides are rounded alike before they are. */
const DECIMALS = 1e6;
const sameValue = (a: Fact['fields'][string], b: Fact['fields'][string]): boolean =>
  typeof a === 'number' && typeof b === 'number' ? Math.round(a * DECIMALS) === Math.round(b * DECIMALS) : a === b;

function flowStatement({ flow, odoo, shipbob }: FlowEvidence, explanations: Explanation[]): FlowStatement {
  const ours = byKey(odoo);
  const theirs = byKey(shipbob);
  const differences = [...new Set([...ours.keys(), ...theirs.keys()])]
    .sort()
    .flatMap((key) => differenceOf(ours.get(key), theirs.get(key)) ?? [])
    .map(({ explained, ...one }): Difference => {
      const found = [explained, explanationOf(one.lane, flow, explanations)].filter((by) => typeof by === 'string');
      return { ...one, explainedBy: found.length === 0 ? null : found.join('; ') };
    });
  const count = (kind: Difference['kind']): number => differences.filter((one) => one.kind === kind).length;
  const explained = differences.filter((one) => one.explainedBy !== null).length;
  return {
    flow,
    counted: { odoo: ours.size, shipbob: theirs.size },
    matched: [...ours.keys()].filter((key) => theirs.has(key)).length - count('differs'),
    differing: count('differs'),
    missingInOdoo: count('missing_in_odoo'),
    missingInShipbob: count('missing_in_shipbob'),
    explained,
    unexplained: differences.length - explained,
    differences,
  };
}

const byKey = (facts: Fact[]): Map<string, Fact> => new Map(facts.map((fact) => [fact.key, fact]));

function differenceOf(
  odoo: Fact | undefined,
  shipbob: Fact | undefined,
): (Omit<Difference, 'explainedBy'> & Pick<Fact, 'explained'>) | null {
  const fact = odoo ?? shipbob;
  if (fact === undefined) return null;
  const names = [...new Set([...Object.keys(odoo?.fields ?? {}), ...Object.keys(shipbob?.fields ?? {})])].sort();
  const fields = names
    .map((field) => ({ field, odoo: odoo?.fields[field] ?? null, shipbob: shipbob?.fields[field] ?? null }))
    .filter((one) => !sameValue(one.odoo, one.shipbob));
  const kind = odoo === undefined ? 'missing_in_odoo' : shipbob === undefined ? 'missing_in_shipbob' : 'differs';
  if (kind === 'differs' && fields.length === 0) return null;
  const { key, label, explained } = fact;
  return { kind, key, label, lane: odoo?.lane ?? shipbob?.lane ?? null, fields, explained };
}

function explanationOf(lane: string | null, flow: string, explanations: Explanation[]): string | null {
  const found = explanations
    .filter((one) => one.lane === lane && (one.flow === null || one.flow === flow))
    .map((one) => one.by);
  return found.length === 0 ? null : [...new Set(found)].sort().join('; ');
}
