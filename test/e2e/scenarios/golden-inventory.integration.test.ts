import { describe } from 'vitest';
import { shipbobVersion } from '../../support/openapi.js';
import { goldenSuiteWithin } from '../../support/scenario-suite.js';
import { INVENTORY_SETTINGS, inventoryScenarios } from './inventory.scenarios.js';

// Movements are told from 2026-01 on; without them nothing explains a difference.
describe.skipIf(shipbobVersion('2026-01') < '2026-01')('with movements', () => {
  goldenSuiteWithin('of stock that differs', inventoryScenarios, {
    settings: INVENTORY_SETTINGS,
    version: '2026-01',
    flows: ['products', 'purchase-orders', 'receiving', 'shipments', 'returns', 'inventory'],
    hours: 1,
    // The opening stock lies before the histories begin.
    hoursBefore: 5 * 24,
  });
});
