import { goldenSuiteWithin } from '../../support/scenario-suite.js';
import { INVENTORY_SETTINGS, inventoryScenarios } from './inventory.scenarios.js';

goldenSuiteWithin('of stock that differs', inventoryScenarios, {
  settings: INVENTORY_SETTINGS,
  version: '2026-01',
  flows: ['products', 'purchase-orders', 'receiving', 'shipments', 'returns', 'inventory'],
  hours: 1,
  // The opening stock lies before the histories begin.
  hoursBefore: 5 * 24,
});
