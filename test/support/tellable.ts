import { shipbobVersion } from './openapi.js';
import type { Scenario } from './scenario.js';

/**
 * The scenarios that can be told at the version of this run. Before 2026-07 ShipBob changes no WRO: what is done instead
 * stands among the scenarios of an older version.
 */
export const tellable = (scenarios: Scenario[]): Scenario[] =>
  shipbobVersion() === '2026-07'
    ? scenarios
    : scenarios.filter(({ facts }) => !facts.some((fact) => fact.startsWith('wro.updated')));
