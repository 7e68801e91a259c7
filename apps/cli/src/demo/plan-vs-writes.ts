import type { Effect } from '@mlc/engine';
import { groupBy, type Json, sameJson, stableStringify, toJson } from '@mlc/kernel';
import { isLinkRef } from '@mlc/mappings';
import type { PlanReport } from '../commands/plan.js';

/**
 * Holds what `plan` showed against what was then written, field by field. Ids that did not exist yet are LinkRefs in the
 * plan; in what was written each must have become a value, and nothing else may differ. Returns one sentence per difference.
 */
export function planVersusWrites(plan: PlanReport, written: Effect[]): string[] {
  const differences: string[] = [];
  const keyOf = (lane: string, operation: string, businessKey: string): string => `${lane} ${operation} ${businessKey}`;
  // Two writes of one record, such as the numbers of two parcels on one delivery, stand in their order.
  const made = groupBy(written, (e) => keyOf(e.laneKey, e.planned.operation, e.planned.businessKey));
  for (const { lane, ...effect } of plan.effects) {
    const write = made.get(keyOf(lane, effect.operation, effect.businessKey))?.shift();
    if (!write) {
      differences.push(`${effect.title} was planned and not written`);
      continue;
    }
    for (const field of ['before', 'after', 'reason', 'title', 'kind', 'request'] as const)
      differences.push(...unlike(toJson(effect[field]), toJson(write.planned[field]), `${effect.title}: ${field}`));
    differences.push(...unlike(toJson(effect.request), write.sentRequest, `${effect.title}: sent`));
  }
  for (const write of [...made.values()].flat()) differences.push(`${write.planned.title} was written and not planned`);
  return differences;
}

/** Where the second differs from the first, other than by a LinkRef that got its value. */
function unlike(planned: Json, sent: Json, path: string): string[] {
  if (isLinkRef(planned))
    return typeof sent === 'number' || typeof sent === 'string' ? [] : [`${path}: no value for ${planned.$link}`];
  if (Array.isArray(planned) && Array.isArray(sent) && planned.length === sent.length)
    return planned.flatMap((item, index) => unlike(item, sent[index] ?? null, `${path}[${index}]`));
  if (isObject(planned) && isObject(sent)) {
    const keys = new Set([...Object.keys(planned), ...Object.keys(sent)]);
    return [...keys].flatMap((key) => unlike(planned[key] ?? null, sent[key] ?? null, `${path}.${key}`));
  }
  return sameJson(planned, sent) ? [] : [`${path}: planned ${stableStringify(planned)}, sent ${stableStringify(sent)}`];
}

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
