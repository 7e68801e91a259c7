import type { JsonObject } from '@mlc/kernel';
import type { Adoption, Plan, PlanEnd, PlannedCase, PlannedEffect } from '../plan.js';

/** A plan in the making, for flows that judge several records in one pass. */
export interface Findings {
  effects: PlannedEffect[];
  adoptions: Adoption[];
  rings: Plan['rings'];
  cases: PlannedCase[];
  /** When to look again, the earliest counts. */
  laterAt: Date[];
  /** One clause for each thing found, for the pass row. */
  notes: string[];
  /** See Plan. */
  labels?: string[];
}

export const noFindings = (): Findings => ({
  effects: [],
  adoptions: [],
  rings: [],
  cases: [],
  laterAt: [],
  notes: [],
});

export const cased = (found: PlannedCase): Findings => ({ ...noFindings(), cases: [found] });
export const noted = (note: string): Findings => ({ ...noFindings(), notes: [note] });

export function together(all: Findings[]): Findings {
  const sum = noFindings();
  for (const one of all) {
    sum.effects.push(...one.effects);
    sum.adoptions.push(...one.adoptions);
    sum.rings.push(...one.rings);
    sum.cases.push(...one.cases);
    sum.laterAt.push(...one.laterAt);
    sum.notes.push(...one.notes);
    if (one.labels) sum.labels = [...(sum.labels ?? []), ...one.labels];
  }
  return sum;
}

/** Cases outweigh waiting, which goes on beside them; waiting outweighs done. Effects are made whatever the end is. */
export function planOf(found: Findings, nothingFound: string): Plan {
  const { effects, adoptions } = found;
  const rings = [...new Map(found.rings.map((ring) => [ring.lane, ring])).values()];
  const labels = found.labels ? { labels: [...new Set(found.labels)] } : {};
  return { effects, adoptions, rings, ...labels, end: endOf(found, nothingFound) };
}

function endOf(found: Findings, nothingFound: string): PlanEnd {
  const [first] = [...found.laterAt].sort((a, b) => a.getTime() - b.getTime());
  if (found.cases.length > 0) {
    const cases = oneForEachCode(found.cases);
    return first ? { kind: 'case', cases, at: first.toISOString() } : { kind: 'case', cases };
  }
  const reason = found.notes.join('; ') || nothingFound;
  if (first) return { kind: 'later', at: first.toISOString(), waitsFor: [], reason };
  return { kind: 'done', reason };
}

/** A lane has one open case for each code: cases of one code become one that names all. */
function oneForEachCode(cases: PlannedCase[]): PlannedCase[] {
  const byCode = new Map<string, PlannedCase[]>();
  for (const found of cases) byCode.set(found.code, [...(byCode.get(found.code) ?? []), found]);
  return [...byCode.values()].flatMap((same) => {
    const [first] = same;
    if (!first || same.length === 1) return same;
    const detail: JsonObject = { each: same.map((one) => one.detail) };
    const suggestions = [...new Set(same.flatMap((one) => one.suggestions))];
    const proposes = same.flatMap((one) => one.proposes ?? []);
    const money = same.flatMap((one) => one.detail['money_at_stake'] ?? []);
    const sum = money.reduce<number>((total, one) => total + Number(one), 0);
    if (money.length > 0) detail['money_at_stake'] = sum;
    const merged = { ...first, cause: same.map((one) => one.cause).join(' '), suggestions, detail };
    return [proposes.length > 0 ? { ...merged, proposes } : merged];
  });
}
