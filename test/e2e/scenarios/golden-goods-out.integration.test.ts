import { goldenSuiteWithin } from '../../support/scenario-suite.js';
import { OUT_SETTINGS, outBySettingScenarios } from './by-setting.scenarios.js';
import { orderingScenarios } from './orderings.scenarios.js';
import { returnScenarios } from './returns.scenarios.js';
import { shipmentScenarios } from './shipments.scenarios.js';

const common = { version: '2026-01', flows: ['products', 'shipments', 'returns'], hours: 13 } as const;
goldenSuiteWithin('of what leaves and comes back', [...orderingScenarios, ...shipmentScenarios, ...returnScenarios], {
  ...common,
  settings: {},
});
goldenSuiteWithin('of what leaves and comes back, by setting', outBySettingScenarios, {
  ...common,
  settings: OUT_SETTINGS,
});
