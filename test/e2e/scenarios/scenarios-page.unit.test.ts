import { readFileSync, writeFileSync } from 'node:fs';
import { stableStringify, toJson } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../support/scenario.js';
import { amendmentScenarios } from './amendment.scenarios.js';
import { BILLING_SETTINGS, billingScenarios } from './billing.scenarios.js';
import { LANDED_SETTINGS, landedCostScenarios, OUT_SETTINGS, outBySettingScenarios } from './by-setting.scenarios.js';
import { CHOSEN_SETTINGS, chosenScenarios } from './chosen-settings.scenarios.js';
import { INVENTORY_SETTINGS, inventoryScenarios } from './inventory.scenarios.js';
import { olderVersionScenarios } from './older-version.scenarios.js';
import { orderingScenarios } from './orderings.scenarios.js';
import { productScenarios } from './products.scenarios.js';
import { receivingScenarios } from './receiving.scenarios.js';
import { elsewhereScenarios } from './receiving-elsewhere.scenarios.js';
import { laterScenarios } from './receiving-later.scenarios.js';
import { returnScenarios } from './returns.scenarios.js';
import { shipmentScenarios } from './shipments.scenarios.js';

const file = new URL('../../../docs/scenarios.md', import.meta.url);
const all = [
  ...productScenarios,
  ...amendmentScenarios,
  ...receivingScenarios,
  ...laterScenarios,
  ...elsewhereScenarios,
  ...chosenScenarios,
  ...olderVersionScenarios,
  ...orderingScenarios,
  ...shipmentScenarios,
  ...returnScenarios,
  ...outBySettingScenarios,
  ...billingScenarios,
  ...landedCostScenarios,
  ...inventoryScenarios,
];

/** Settings, a line for each group. */
const listed = (groups: Record<string, Record<string, unknown>>): string[] =>
  Object.entries(groups).map(
    ([group, settings]) =>
      `- ${Object.entries(settings)
        .map(
          ([name, value]) =>
            `\`${group}.${name}: ${typeof value === 'string' ? value : stableStringify(toJson(value))}\``,
        )
        .join(', ')}`,
  );

const table = (scenarios: Scenario[]): string[] => [
  '| name | what happens | what must stand there | open cases |',
  '| --- | --- | --- | --- |',
  ...scenarios.map(
    ({ code, happens, stands, cases }) =>
      `| ${code} | ${happens} | ${stands} | ${[...new Set(cases)].map((found) => `\`${found}\``).join(', ') || '-'} |`,
  ),
  '',
];

const page = [
  '# Golden scenarios',
  '',
  'What people do on both sides, and what must stand there afterwards. Each scenario is played through HTTP against both sandboxes, goods in through every app and the queues, and held against the sandboxes’ journals: every business fact exactly as often as',
  'it is told here, none that is not told, the quantities, bills and deliveries that Odoo shows, and the open cases. All scenarios of a run stand side by side in one pair of sandboxes and go on step by step. Each step is looked at in preview first,',
  'which makes no mutating call; what is written then is, field by field, what preview showed. At the end one more sync makes no mutating call, and a replay of everything has no difference.',
  '',
  'The exact facts stand in `test/e2e/scenarios/`. This page is made of them: `MLC_WRITE_DOCS=1 npx vitest run --project unit test/e2e/scenarios`. To play them: `npx vitest run --project integration --project e2e test/e2e/scenarios`.',
  '',
  '## Products',
  '',
  ...table(productScenarios),
  '## Amended purchase orders',
  '',
  ...table(amendmentScenarios),
  '## Receiving',
  '',
  ...table([...receivingScenarios, ...laterScenarios, ...elsewhereScenarios]),
  '## With other settings',
  '',
  ...listed(CHOSEN_SETTINGS),
  '',
  ...table(chosenScenarios),
  '## At ShipBob’s version 2026-01',
  '',
  ...table(olderVersionScenarios),
  '## Shipments',
  '',
  'From here on look, plan and apply run in the test’s own process, over HTTP against both sandboxes, found by polls alone, at versions of ShipBob’s API whose documents every call is held against. Half a day and an hour go by from step to step.',
  '',
  ...table([...orderingScenarios, ...shipmentScenarios]),
  '## Returns',
  '',
  ...table(returnScenarios),
  '## Shipments and returns with other settings',
  '',
  ...listed(OUT_SETTINGS),
  '',
  ...table(outBySettingScenarios),
  '## Invoices',
  '',
  ...listed(BILLING_SETTINGS),
  '',
  'A week goes by from step to step.',
  '',
  ...table(billingScenarios),
  '## Inbound fees as landed costs',
  '',
  ...listed(LANDED_SETTINGS),
  '',
  ...table(landedCostScenarios),
  '## Stock that differs',
  '',
  ...listed(INVENTORY_SETTINGS),
  '',
  'Whatever happens, the part of a difference that nothing explains is what was stolen, piece for piece.',
  '',
  ...table(inventoryScenarios),
]
  .join('\n')
  .trimEnd()
  .concat('\n');

describe('the page of golden scenarios', () => {
  it('says what the scenarios say', () => {
    if (process.env['MLC_WRITE_DOCS']) writeFileSync(file, page);
    expect(readFileSync(file, 'utf8')).toBe(page);
  });

  it('names each once; its goods and orders carry its name, and no other’s', () => {
    const codes = all.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const scenario of all) {
      const { code, odoo } = scenario;
      const names = [
        ...(odoo?.products ?? []).map(({ sku, name }) => sku ?? name),
        ...(odoo?.purchaseOrders ?? []).map(({ name }) => name ?? ''),
        ...(odoo?.saleOrders ?? []).map(({ name }) => name ?? ''),
        ...Object.keys(scenario.shelf ?? {}),
        ...(scenario.shipbob ?? []).map(({ sku }) => sku),
        ...(scenario.wros ?? []).map(({ number }) => number),
      ];
      expect(names.filter((name) => !name.startsWith(`${code}-`))).toEqual([]);
    }
  });

  it('holds at least 12 receiving discrepancies, 10 amendments and 8 product cases', () => {
    const of = (family: Scenario['family']): number => all.filter((scenario) => scenario.family === family).length;
    // R01, S09 and V05 are no discrepancies: everything comes.
    expect(of('receiving') - 3).toBeGreaterThanOrEqual(12);
    expect(of('amendments')).toBeGreaterThanOrEqual(10);
    expect(of('products')).toBeGreaterThanOrEqual(8);
  });

  it('holds at least 10 shapes of shipments, 8 returns, 10 invoices and 6 histories of stock with a theft', () => {
    const of = (family: Scenario['family']): Scenario[] => all.filter((scenario) => scenario.family === family);
    expect(of('shipments').length).toBeGreaterThanOrEqual(10);
    expect(of('returns').length).toBeGreaterThanOrEqual(8);
    expect(of('billing').length).toBeGreaterThanOrEqual(10);
    expect(of('inventory').filter(({ cut = {} }) => Object.keys(cut).length > 0).length).toBeGreaterThanOrEqual(6);
    // Each says what must lie where, or which bills must stand; without it only half would be looked at.
    for (const { code, lies } of [...of('shipments'), ...of('returns'), ...of('inventory')])
      expect([code, typeof lies]).toEqual([code, 'object']);
    for (const { code, bills } of of('billing')) expect([code, typeof bills]).toEqual([code, 'object']);
  });
});
