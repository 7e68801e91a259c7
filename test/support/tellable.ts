import { shipbobVersion } from './openapi.js';
import type { Scenario } from './scenario.js';

/**
 * The scenarios that can be told at the version of this run. Before 2026-07 ShipBob changes no WRO, and tells
 * nothing of goods on hold: what is done instead stands among the scenarios of an older version.
 */
export const tellable = (scenarios: Scenario[]): Scenario[] =>
  shipbobVersion() === '2026-07'
    ? scenarios
    : scenarios.filter(
        ({ facts, cases }) =>
          !facts.some((fact) => /^(wro\.updated|uro\.)/.test(fact)) &&
          !cases.some((code) => code === 'receiving.unidentified' || code === 'receiving.unclaimed'),
      );
