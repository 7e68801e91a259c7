import { describe, it } from 'vitest';
import { amendmentScenarios } from '../e2e/scenarios/amendment.scenarios.js';
import { BILLING_SETTINGS, billingScenarios } from '../e2e/scenarios/billing.scenarios.js';
import { CHOSEN_SETTINGS, chosenScenarios } from '../e2e/scenarios/chosen-settings.scenarios.js';
import { INVENTORY_SETTINGS, inventoryScenarios } from '../e2e/scenarios/inventory.scenarios.js';
import { orderingScenarios } from '../e2e/scenarios/orderings.scenarios.js';
import { receivingScenarios } from '../e2e/scenarios/receiving.scenarios.js';
import { laterScenarios } from '../e2e/scenarios/receiving-later.scenarios.js';
import { returnScenarios } from '../e2e/scenarios/returns.scenarios.js';
import { shipmentScenarios } from '../e2e/scenarios/shipments.scenarios.js';
import { majorOf, realServers } from '../support/real-odoo-servers.js';
import type { Scenario } from '../support/scenario.js';
import { goldenSuiteWithin } from '../support/scenario-suite.js';

/** The same golden scenarios on each real Odoo that the environment names (see real-odoo-servers.ts). */
const servers = realServers(process.env);
const { products: _, ...goodsIn } = CHOSEN_SETTINGS;
/** Codes to tell alone, e.g. `R01,R14`; all when empty. */
const wanted = (process.env['MLC_SCENARIOS'] ?? '').split(',').filter((code) => code !== '');
/** A real Odoo's clock cannot be moved: histories that ask what Odoo booked on which day are told on the sandbox alone. */
const BY_ODOOS_CLOCK = new Set(['I01', 'I04', 'I07']);
/** Products have nothing in Odoo that the connector would write; their scenarios are told on the sandbox alone. */
const toldOn =
  (major: number) =>
  (...scenarios: Scenario[]): Scenario[] =>
    scenarios
      .filter(
        ({ code, family, odoo }) => family !== 'products' && odoo?.boms === undefined && !BY_ODOOS_CLOCK.has(code),
      )
      .filter(({ since = 17 }) => since <= major)
      .filter(({ code }) => wanted.length === 0 || wanted.includes(code));

if (servers.length === 0)
  describe('golden scenarios on a real Odoo', () => {
    it.skip('no real Odoo on this machine: MLC_REAL_ODOO_URL is not set', () => undefined);
  });
for (const server of servers) {
  const told = toldOn(await majorOf(server));
  const play = (what: string, scenarios: Scenario[], options: Parameters<typeof goldenSuiteWithin>[2]): void => {
    if (scenarios.length > 0)
      goldenSuiteWithin(`${what}, on the Odoo at ${server.url}`, scenarios, { ...options, server });
  };
  const version = '2026-07';
  const flows = ['products', 'purchase-orders', 'receiving'] as const;
  play('of goods in', told(...amendmentScenarios, ...receivingScenarios), { settings: {}, flows, version });
  play('of goods in excess and of waiting', told(...laterScenarios), { settings: {}, flows, version });
  play('of goods in with other settings', told(...chosenScenarios), { settings: goodsIn, flows, version });
  play('of what leaves and comes back', told(...orderingScenarios, ...shipmentScenarios, ...returnScenarios), {
    version,
    settings: {},
    flows: ['products', 'shipments', 'returns'],
    hours: 13,
  });
  play('of ShipBob’s invoices', told(...billingScenarios), {
    version,
    settings: BILLING_SETTINGS,
    flows: ['products', 'billing'],
    hours: 7 * 24,
  });
  play('of stock that differs', told(...inventoryScenarios), {
    version,
    settings: INVENTORY_SETTINGS,
    flows: ['products', 'purchase-orders', 'receiving', 'shipments', 'returns', 'inventory'],
    hours: 1,
    hoursBefore: 5 * 24,
  });
}
