/** What unit tests read of a plan. */
import type { Plan, PlannedCase, PlannedEffect } from '../plan.js';

export const casesOf = (plan: Plan): PlannedCase[] => (plan.end.kind === 'case' ? plan.end.cases : []);
export const codesOf = (plan: Plan): string[] => casesOf(plan).map((found) => found.code);
export const reasonOf = (plan: Plan): string => (plan.end.kind === 'case' ? '' : plan.end.reason);

/** The only effect of a plan. */
export function onlyEffect(plan: Plan): PlannedEffect {
  const [effect, ...more] = plan.effects;
  if (!effect || more.length > 0) throw new Error(`${plan.effects.length} effects: ${JSON.stringify(plan)}`);
  return effect;
}

/** The only case of a plan. */
export function onlyCase(plan: Plan): PlannedCase {
  const [found, ...more] = casesOf(plan);
  if (!found || more.length > 0) throw new Error(`${casesOf(plan).length} cases: ${JSON.stringify(plan)}`);
  return found;
}
