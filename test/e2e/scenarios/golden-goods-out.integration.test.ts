import { goldenSuiteWithin } from '../../support/scenario-suite.js';
import { orderingScenarios } from './orderings.scenarios.js';
import { returnScenarios } from './returns.scenarios.js';
import { shipmentScenarios } from './shipments.scenarios.js';

goldenSuiteWithin('of what leaves and comes back', [...orderingScenarios, ...shipmentScenarios, ...returnScenarios], {
  settings: {},
  version: '2026-01',
  flows: ['products', 'shipments', 'returns'],
  hours: 13,
});
