import { goldenSuiteWithin } from '../../support/scenario-suite.js';
import { BILLING_SETTINGS, billingScenarios } from './billing.scenarios.js';
import { LANDED_SETTINGS, landedCostScenarios } from './by-setting.scenarios.js';

const common = { version: '2025-07', hours: 7 * 24 };
goldenSuiteWithin('of ShipBob’s invoices', billingScenarios, {
  ...common,
  settings: BILLING_SETTINGS,
  flows: ['products', 'billing'],
});
goldenSuiteWithin('of inbound fees as landed costs', landedCostScenarios, {
  ...common,
  settings: LANDED_SETTINGS,
  flows: ['products', 'purchase-orders', 'receiving', 'billing'],
  landedCosts: true,
});
