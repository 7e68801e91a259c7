import { goldenSuiteWithin } from '../../support/scenario-suite.js';
import { BILLING_SETTINGS, billingScenarios } from './billing.scenarios.js';

goldenSuiteWithin('of ShipBob’s invoices', billingScenarios, {
  settings: BILLING_SETTINGS,
  version: '2025-07',
  flows: ['products', 'billing'],
  hours: 7 * 24,
});
