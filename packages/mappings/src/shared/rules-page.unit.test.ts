import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../settings.js';

const read = (fromHere: string): string => readFileSync(new URL(fromHere, import.meta.url), 'utf8');
const page = read('../../../../docs/rules.md');
const folders = [
  'products',
  'purchase-orders',
  'receiving',
  'shipments',
  'returns',
  'billing',
  'inventory',
  'statement',
  'shared',
];

const sources = folders.flatMap((folder) => {
  const dir = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
  return readdirSync(dir).map((file) => ({ file: `${folder}/${file}`, text: readFileSync(`${dir}${file}`, 'utf8') }));
});
/** What a rule says beyond its flow's plan (how it is asked, when, in which mode) is held where that is done. */
const elsewhere = [
  'shipbob/src/read/poll.unit.test.ts',
  'engine/src/poll.unit.test.ts',
  'engine/src/poll-full.unit.test.ts',
  'engine/src/poll-gone.unit.test.ts',
  'odoo/src/reader/page.unit.test.ts',
  'engine/src/modes.unit.test.ts',
  'platform/src/upkeep/centres.unit.test.ts',
  'platform/src/upkeep/inventory-cut.unit.test.ts',
  'platform/src/connections/connection-file.unit.test.ts',
  'shipbob/src/webhooks/subscriptions.unit.test.ts',
  'odoo/src/client/odoo-client.unit.test.ts',
].map((file) => ({ file, text: read(`../../../${file}`) }));
const tests = [...sources, ...elsewhere].filter(
  ({ file }) => file.endsWith('.unit.test.ts') && !file.includes('rules-page'),
);
const code = sources.filter(({ file }) => !file.includes('.test.'));

/** Rows of the rules' tables: question, answer, setting, test. */
const rows = page
  .split('\n')
  .filter((text) => text.startsWith('| ') && !text.startsWith('| ---') && !text.startsWith('| question'))
  .map((text) => text.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
  .filter((cells) => cells.length === 4);

describe('the page of rules', () => {
  it('names a test for every rule, and each of them exists', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const [question, , , test] of rows) {
      const found = tests.some(({ text }) => text.includes(`'${test}'`));
      expect(found, `${question}: no test is called ${JSON.stringify(test)}`).toBe(true);
    }
  });

  it('names every setting of the flows, each with its default', () => {
    const { webhooks, limits, centres, ...flows } = defaultSettings();
    const known = Object.entries(flows).flatMap(([group, settings]) =>
      Object.entries(settings).map(([name, value]): [string, unknown] => [`${group}.${name}`, value]),
    );
    const told = new Map(rows.map((row) => [/^`([a-z_.]+)`/.exec(row[2] ?? '')?.[1] ?? '-', row[2] ?? '']));
    told.delete('-');
    expect([...told.keys()].sort()).toEqual([...known.map(([name]) => name), 'centres'].sort());
    for (const [name, value] of [...known, ['centres', centres] as const]) {
      const text =
        Array.isArray(value) && value.length > 0 ? value.map((one) => `\`${one}\``).join(', ') : `\`${shown(value)}\``;
      expect(told.get(name)).toBe(`\`${name}\` (${text})`);
    }
  });

  it('lists exactly the cases that the rules can find', () => {
    const listed = [...page.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, name]) => name);
    expect([...listed].sort()).toEqual([...new Set(code.flatMap(caseCodes))].sort());
    expect(new Set(listed).size).toBe(listed.length);
  });
});

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Codes in a source file: spelt out, or given to the file's own `found` under the file's prefix, or that of the file it comes from. */
function caseCodes({ text }: { text: string }): string[] {
  const whole = [
    ...text.matchAll(/'((?:products|purchase_orders|receiving|shipments|returns|billing|inventory)\.[a-z_]+)'/g),
  ].map((match) => match[1]);
  const prefix = (/code: `([a-z_]+)\.\$\{code\}`/.exec(text) ??
    /import \{ found \} from '\.\/([a-z_-]+)\.cases/.exec(text))?.[1]?.replace('-', '_');
  const parts =
    prefix === undefined
      ? []
      : [...text.matchAll(/(?:found|suspected)\(\s*'([a-z_]+)'/g)].map((match) => `${prefix}.${match[1]}`);
  return [...whole, ...parts].filter((name) => name !== undefined);
}
