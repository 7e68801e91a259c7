import { type Json, toJson } from '@mlc/kernel';
import type { Plan, PlanContext, Subject } from '@mlc/mappings';
import type { CutStore } from './ports/cuts.js';
import type { Ledger } from './ports/ledger.js';
import type { OdooReader, ShipBobReader } from './ports/remotes.js';

/** What a `look` may use: reading only, in batches. */
export interface LookContext {
  connectionId: string;
  odoo: OdooReader;
  shipbob: ShipBobReader;
  ledger: Pick<Ledger, 'links' | 'linksByInventoryId' | 'lanesOfLinks' | 'lanesLabelled'>;
  /** Cuts of stock; null where nobody keeps any. */
  cuts: Pick<CutStore, 'latest'> | null;
  plan: PlanContext;
}

/** One kind of lane: how its evidence is gathered and which flows judge it, in order. */
export interface SubjectSpec<Seen> {
  subject: Subject;
  /** Reads both sides for all ids at once. Ids that neither side knows still get evidence (of absence). */
  look(ids: number[], context: LookContext): Promise<Map<number, Seen>>;
  flows: { name: string; plan(seen: Seen, context: PlanContext): Plan }[];
  /** Names a person may look this lane up by: order numbers, SKUs. */
  labels(seen: Seen): string[];
}

/** Evidence of one lane, ready to be planned; its type is known only to its subject. */
export interface Looked {
  evidence: Json;
  labels: string[];
  plan(context: PlanContext): { flow: string; plan: Plan }[];
}

export interface SubjectEngine {
  subject: Subject;
  flows: string[];
  look(ids: number[], context: LookContext): Promise<Map<number, Looked>>;
}

/** Hides the evidence's type behind closures, so that one registry holds all subjects. */
export function defineSubject<Seen>(spec: SubjectSpec<Seen>): SubjectEngine {
  return {
    subject: spec.subject,
    flows: spec.flows.map((flow) => flow.name),
    async look(ids, context) {
      const seen = await spec.look(ids, context);
      return new Map(
        [...seen].map(([id, what]): [number, Looked] => [
          id,
          {
            evidence: toJson(what),
            labels: [...new Set(spec.labels(what).filter((label) => label !== ''))],
            plan: (planContext) => spec.flows.map((flow) => ({ flow: flow.name, plan: flow.plan(what, planContext) })),
          },
        ]),
      );
    },
  };
}
