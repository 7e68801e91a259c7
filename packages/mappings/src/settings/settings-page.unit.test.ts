import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isPlainObject } from '@mlc/kernel';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defaultSettings, settingsSchema } from '../settings.js';

const path = new URL('../../../../docs/settings.md', import.meta.url);

/** The page is made of the schema: name, default, what is allowed, meaning. `MLC_WRITE_DOCS=1` writes it. */
function settingsPage(): string {
  const schema = node(z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' }));
  const defaults = defaultSettings();
  const sections = Object.entries(schema.properties).map(([group, described]) => {
    const value = Object.entries(defaults).find(([name]) => name === group)?.[1];
    const rows = Object.entries(isPlainObject(value) ? node(described).properties : { '': described });
    const table = rows.map(([name, member]) => row(group, name, node(member), value));
    return [`## ${group}`, '', '| setting | default | allowed | meaning |', '| --- | --- | --- | --- |', ...table].join(
      '\n',
    );
  });
  return `${HEAD}\n\n${sections.join('\n\n')}\n`;
}

const HEAD = `# Settings

The settings of one connection, as they stand in its connection file under \`settings\`. All of them have a default; what a rule does with each, and the test that holds it, stands in \`rules.md\`.
This page is made of the schema: \`MLC_WRITE_DOCS=1 npx vitest run --project unit packages/mappings/src/settings\`.`;

interface Node {
  properties: Record<string, unknown>;
  [key: string]: unknown;
}

function node(value: unknown): Node {
  const known = isPlainObject(value) ? value : {};
  const { properties } = known;
  return { ...known, properties: isPlainObject(properties) ? properties : {} };
}

function row(group: string, name: string, member: Node, value: unknown): string {
  const full = name === '' ? group : `${group}.${name}`;
  const own = isPlainObject(value) ? value[name] : value;
  const meaning = typeof member['description'] === 'string' ? member['description'] : '';
  return `| \`${full}\` | ${code(own)} | ${allowed(member)} | ${meaning} |`;
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Words and kinds that a value may have. */
function allowed(member: Node): string {
  const options = member['anyOf'];
  if (Array.isArray(options)) return options.map((option) => allowed(node(option))).join(' or ');
  if (Array.isArray(member['enum'])) return member['enum'].map(code).join(', ');
  const { type } = member;
  if (type === 'array') return `list of ${allowed(node(member['items']))}`;
  if (type === 'object') {
    const fields = Object.entries(member.properties).map(([name, field]) => `\`${name}\`: ${allowed(node(field))}`);
    return fields.length > 0
      ? `{ ${fields.join('; ')} }`
      : `names with ${allowed(node(member['additionalProperties']))}`;
  }
  return typeof type === 'string'
    ? ({ string: 'text', boolean: '`true`, `false`', null: '`null`', integer: 'whole number' }[type] ?? type)
    : 'any';
}

it('the page of settings is what the schema says', () => {
  if (process.env['MLC_WRITE_DOCS'] === '1') writeFileSync(path, settingsPage());
  expect(existsSync(path), 'docs/settings.md is missing').toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(settingsPage());
});

it('every setting says what it means, and no two are alike', () => {
  const rows = settingsPage()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const meanings = rows.map((line) => line.split(' | ').at(-1)?.replace(/ \|$/, '').trim() ?? '');
  const bare = rows.filter((_, index) => (meanings[index] ?? '').length < 20);
  expect(bare).toEqual([]);
  expect(new Set(meanings).size).toBe(meanings.length);
});
