import { randomInt } from 'node:crypto';
import { describe, it } from 'vitest';
import { amendmentScenarios } from '../e2e/scenarios/amendment.scenarios.js';
import { BILLING_SETTINGS, billingScenarios } from '../e2e/scenarios/billing.scenarios.js';
import {
  LANDED_SETTINGS,
  landedCostScenarios,
  OUT_SETTINGS,
  outBySettingScenarios,
} from '../e2e/scenarios/by-setting.scenarios.js';
import { CHOSEN_SETTINGS, chosenScenarios } from '../e2e/scenarios/chosen-settings.scenarios.js';
import { INVENTORY_SETTINGS, inventoryScenarios } from '../e2e/scenarios/inventory.scenarios.js';
import { orderingScenarios } from '../e2e/scenarios/orderings.scenarios.js';
import { receivingScenarios } from '../e2e/scenarios/receiving.scenarios.js';
import { elsewhereScenarios } from '../e2e/scenarios/receiving-elsewhere.scenarios.js';
import { laterScenarios } from '../e2e/scenarios/receiving-later.scenarios.js';
import { returnScenarios } from '../e2e/scenarios/returns.scenarios.js';
import { shipmentScenarios } from '../e2e/scenarios/shipments.scenarios.js';
import { canRead } from '../support/real-odoo-rpc.js';
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
  (major: number, hasKits: boolean) =>
  (...scenarios: Scenario[]): Scenario[] =>
    scenarios
      .filter(({ code, family }) => family !== 'products' && !BY_ODOOS_CLOCK.has(code))
      .filter(({ odoo }) => hasKits || odoo?.boms === undefined)
      .filter(({ since = 17 }) => since <= major)
      .filter(({ code }) => wanted.length === 0 || wanted.includes(code));

if (servers.length === 0)
  describe('golden scenarios on a real Odoo', () => {
    it.skip('no real Odoo on this machine: MLC_REAL_ODOO_URL is not set', () => undefined);
  });
for (const server of servers) {
  const told = toldOn(await majorOf(server), await canRead(server, 'mrp.bom'));
  const play = (what: string, scenarios: Scenario[], options: Parameters<typeof goldenSuiteWithin>[2]): void => {
    if (scenarios.length > 0)
      goldenSuiteWithin(`${what}, on the Odoo at ${server.url}`, scenarios, { ...options, server });
  };
  const version = '2026-07';
  const flows = ['products', 'purchase-orders', 'receiving'] as const;
  play('of goods in', told(...amendmentScenarios, ...receivingScenarios), { settings: {}, flows, version });
  play('of goods in excess, elsewhere and late', told(...laterScenarios, ...elsewhereScenarios), {
    settings: {},
    flows,
    version,
  });
  play('of goods in with other settings', told(...chosenScenarios), { settings: goodsIn, flows, version });
  const out = { version, flows: ['products', 'shipments', 'returns'], hours: 13 } as const;
  play('of what leaves and comes back', told(...orderingScenarios, ...shipmentScenarios, ...returnScenarios), {
    ...out,
    settings: {},
  });
  play('of what leaves and comes back, by setting', told(...outBySettingScenarios), {
    ...out,
    settings: OUT_SETTINGS,
    // A day's delivery is known by its date: that of an earlier run must not be meant.
    hoursBefore: 24 * randomInt(3000),
  });
  const money = { version, hours: 7 * 24 };
  play('of ShipBob’s invoices', told(...billingScenarios), {
    ...money,
    settings: BILLING_SETTINGS,
    flows: ['products', 'billing'],
  });
  // The app may not be installed, and belongs to Inventory administrators.
  if (await canRead(server, 'stock.landed.cost'))
    play('of inbound fees as landed costs', told(...landedCostScenarios), {
      ...money,
      settings: LANDED_SETTINGS,
      flows: ['products', 'purchase-orders', 'receiving', 'billing'],
      landedCosts: true,
    });
  play('of stock that differs', told(...inventoryScenarios), {
    version,
    settings: INVENTORY_SETTINGS,
    flows: ['products', 'purchase-orders', 'receiving', 'shipments', 'returns', 'inventory'],
    hours: 1,
    hoursBefore: 5 * 24,
  });
}
