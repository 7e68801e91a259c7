import { type JsonObject, toJson } from '@mlc/kernel';
import type { PlannedCase, PlannedEffect } from '../plan.js';

/** The case with what would be written if a person agreed: as a member for the engine, and in its detail for people. */
export function proposing(found: PlannedCase, effects: PlannedEffect[]): PlannedCase {
  if (effects.length === 0) return found;
  const detail: JsonObject = { ...found.detail, proposes: toJson(effects) };
  return { ...found, detail, proposes: effects };
}
