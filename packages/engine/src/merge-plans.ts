import type { Adoption, Plan, PlannedCase, PlannedEffect } from '@mlc/mappings';
import type { Outcome } from './ports/ledger.js';

/** What all flows of a lane want together. */
export interface MergedPlan {
  effects: PlannedEffect[];
  adoptions: Adoption[];
  rings: { lane: string; reason: string }[];
  cases: PlannedCase[];
  laterAt: Date | null;
  waitsFor: string[];
  labels: string[];
  /** Links that a flow in preview would make. */
  heldAdoptions: Adoption[];
  /** Each flow's reason, for the pass row. */
  reasons: string[];
  ignoredOnly: boolean;
}

/** `mayLink` says whether a flow may make links; without it all may. */
export function mergePlans(
  plans: { flow: string; plan: Plan }[],
  mayLink: (flow: string) => boolean = () => true,
): MergedPlan {
  const merged: MergedPlan = {
    effects: [],
    adoptions: [],
    rings: [],
    cases: [],
    laterAt: null,
    waitsFor: [],
    labels: [],
    heldAdoptions: [],
    reasons: [],
    ignoredOnly: true,
  };
  for (const { flow, plan } of plans) {
    merged.effects.push(...plan.effects);
    (mayLink(flow) ? merged.adoptions : merged.heldAdoptions).push(...plan.adoptions);
    merged.rings.push(...plan.rings);
    merged.labels.push(...(plan.labels ?? []));
    const { end } = plan;
    if (end.kind === 'case') merged.cases.push(...end.cases);
    else merged.reasons.push(`${flow}: ${end.reason}`);
    const at = 'at' in end && end.at ? new Date(end.at) : null;
    if (at && (merged.laterAt === null || at < merged.laterAt)) merged.laterAt = at;
    if (end.kind === 'later') merged.waitsFor.push(...end.waitsFor);
    if (end.kind !== 'ignored') merged.ignoredOnly = false;
  }
  return merged;
}

/**
 * The pass's outcome, worst first: something parked, something later, something written or linked, else nothing to do.
 */
export function outcomeOf(merged: MergedPlan, wrote: boolean): Outcome {
  if (merged.cases.length > 0) return 'parked';
  if (merged.laterAt !== null || merged.waitsFor.length > 0) return 'later';
  return wrote ? 'applied' : 'ignored';
}
