import { readFileSync, writeFileSync } from 'node:fs';
import { stableStringify, toJson } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../support/scenario.js';
import { amendmentScenarios } from './amendment.scenarios.js';
import { CHOSEN_SETTINGS, chosenScenarios } from './chosen-settings.scenarios.js';
import { olderVersionScenarios } from './older-version.scenarios.js';
import { productScenarios } from './products.scenarios.js';
import { receivingScenarios } from './receiving.scenarios.js';
import { elsewhereScenarios } from './receiving-elsewhere.scenarios.js';
import { laterScenarios } from './receiving-later.scenarios.js';

const file = new URL('../../../docs/scenarios.md', import.meta.url);
const all = [
  ...productScenarios,
  ...amendmentScenarios,
  ...receivingScenarios,
  ...laterScenarios,
  ...elsewhereScenarios,
  ...chosenScenarios,
  ...olderVersionScenarios,
];

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
  'What people do on both sides, and what must stand there afterwards. Each scenario is played through every app, the queues and HTTP against both sandboxes, and held against the sandboxes’ journals: every business fact exactly as often as',
  'it is told here, none that is not told, the quantities that Odoo’s receipts show, and the open cases. All scenarios of a run stand side by side in one pair of sandboxes and go on step by step. Each step is looked at in preview first,',
  'which makes no mutating call; what is written then is, field by field, what preview showed. At the end one more sync makes no mutating call, and a replay of everything has no difference.',
  '',
  'The exact facts stand in `test/e2e/scenarios/`. This page is made of them: `MLC_WRITE_DOCS=1 npx vitest run --project unit test/e2e/scenarios`. To play them: `npx vitest run --project e2e test/e2e/scenarios`.',
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
  ...Object.entries(CHOSEN_SETTINGS).map(
    ([group, settings]) =>
      `- ${Object.entries(settings)
        .map(
          ([name, value]) =>
            `\`${group}.${name}: ${typeof value === 'string' ? value : stableStringify(toJson(value))}\``,
        )
        .join(', ')}`,
  ),
  '',
  ...table(chosenScenarios),
  '## At ShipBob’s version 2026-01',
  '',
  ...table(olderVersionScenarios),
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
});
