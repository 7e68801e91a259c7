import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_EVERY_SECONDS, envSchema, parseConnectionFile } from '@mlc/platform';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../apps/cli/dist/program.js';
import { appVariables } from './environment.js';
import { exists, read, repoRoot } from './files.js';

const PAGES = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...docs('docs')];

/** Read by the code and no operator's business: tests' own knobs, the demo's stage, and what the machine sets. */
const INTERNAL = new Set(['CI', 'PATH', 'ML_CRASH_AT', 'PRISMA_WASM_LOG', 'PRISMA_SCHEMA_ENGINE_BINARY']);
const internal = (name: string): boolean =>
  INTERNAL.has(name) || /^(DEMO|MLC_SIM|MLC_PROPERTY|MLC_TEST|MUTATION)_/.test(name);

function docs(folder: string): string[] {
  return readdirSync(join(repoRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? docs(path) : path.endsWith('.md') ? [path] : [];
  });
}

/** Sources of ours, without tests. */
function sources(folder: string): string[] {
  return readdirSync(join(repoRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(node_modules|dist|generated|fixtures)$/.test(entry.name) ? [] : sources(path);
    return /\.(ts|mjs)$/.test(entry.name) && !/\.(test|fixture)\./.test(entry.name) ? [path] : [];
  });
}

/** Names the code takes from its environment, whichever way it writes that. */
function variablesRead(): Set<string> {
  const names = new Set(appVariables);
  for (const path of ['apps', 'packages', 'scripts', 'prisma'].flatMap(sources)) {
    const text = read(path);
    for (const [, name = ''] of text.matchAll(/\benv(?:\.|\[['"])([A-Z][A-Z0-9_]+)\b/g)) names.add(name);
    for (const [, name = ''] of text.matchAll(/portOf\('([A-Z_]+)'/g)) names.add(name);
  }
  return names;
}

/** Rows of tables whose first cell is a variable: name -> the other cells. */
function documentedVariables(page: string): Map<string, string[]> {
  const rows = read(page).matchAll(/^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) \|(.*)\|$/gm);
  return new Map(
    [...rows].flatMap(([, first = '', rest = '']) =>
      [...first.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name = '']): [string, string[]] => [
        name,
        rest.split('|').map((cell) => cell.trim()),
      ]),
    ),
  );
}

const operating = documentedVariables('docs/operating.md');

describe('the variables in docs/operating.md', () => {
  test('are those the code reads, no more and no fewer', () => {
    const documented = new Set([...operating.keys(), ...documentedVariables('docs/sandbox.md').keys()]);
    const existing = [...variablesRead()].filter((name) => !internal(name));
    expect([...documented].sort()).toEqual(existing.sort());
  });

  test.each(Object.entries(envSchema.shape))(
    'tell the default and the meaning of %s as the schema does',
    (name, schema) => {
      const parsed = schema.safeParse(undefined);
      const fallback = parsed.success ? (parsed.data === '' ? 'empty' : `\`${parsed.data}\``) : 'required';
      const shown = parsed.success && parsed.data === undefined ? '-' : fallback;
      expect(operating.get(name)).toEqual([shown, schema.description]);
    },
  );
});

describe('the connection file in the docs', () => {
  test.each(['docs/operating.md', 'README.md'])('%s: is one the product takes', (page) => {
    const example = [...read(page).matchAll(/```yaml\n([\s\S]*?)```/g)]
      .map(([, text = '']) => text)
      .find((text) => /^name: /m.test(text));
    expect(parseConnectionFile(example ?? '', page)).toMatchObject({ name: 'acme' });
  });

  test('every poll is listed with its default', () => {
    const listed = [...read('docs/operating.md').matchAll(/^\| `([a-z._]+)` \| (\d+) min \|$/gm)];
    expect(Object.fromEntries(listed.map(([, name, minutes]) => [name, Number(minutes) * 60]))).toEqual(
      DEFAULT_EVERY_SECONDS,
    );
  });
});

interface Command {
  name(): string;
  aliases(): readonly string[];
  readonly commands: readonly Command[];
  readonly options: readonly { readonly long?: string }[];
}

/** `mlc a b` of each command that does something itself, with its options. */
function commandsOf(command: Command, above: string[] = [], aliases = false): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const child of command.commands) {
    for (const called of [child.name(), ...(aliases ? child.aliases() : [])]) {
      const path = [...above, called];
      if (child.commands.length === 0)
        found.set(path.join(' '), new Set(child.options.flatMap(({ long }) => long ?? [])));
      for (const [name, options] of commandsOf(child, path, aliases)) found.set(name, options);
    }
  }
  return found;
}

/** Each `mlc ...` in a page: after `mlc `, `npm run mlc -- `, `run --rm cli ` or an app's entry. */
function invocations(page: string): string[] {
  const text = read(page).replaceAll('\\\n', ' ');
  const starts =
    /(?:(?<![-\w/@.])mlc |npm run mlc -- |^ *cli |run --rm cli |apps\/cli\/dist\/main\.js )((?:-{0,2}[a-z][^\n`|#()&'"]*))/gm;
  return [...text.matchAll(starts)].map(([, words = '']) => words.trim());
}

describe('the commands in the docs', () => {
  const program = buildProgram();
  const known = commandsOf(program, [], true);
  const everywhere = new Set(program.options.flatMap(({ long }) => long ?? []).concat('--help'));

  test.each(PAGES)('%s: exist, with the options shown', (page) => {
    const wrong = invocations(page).filter((words) => {
      if (words.startsWith('-')) return false;
      const name = [...known.keys()].find(
        (one) => words === one || [' ', ',', '.'].some((end) => words.startsWith(`${one}${end}`)),
      );
      const options = [...words.matchAll(/ (--[a-z-]+)/g)].map(([, option = '']) => option);
      if (name === undefined) return true;
      return options.some((option) => !known.get(name)?.has(option) && !everywhere.has(option));
    });
    expect(wrong).toEqual([]);
  });

  test('are all shown in docs/cli.md', () => {
    const shown = [...read('docs/cli.md').matchAll(/^#+ `mlc ([a-z]+(?: [a-z][a-z-]*)*)/gm)].map(([, name = '']) =>
      name.trim(),
    );
    expect(shown.sort()).toEqual([...commandsOf(program).keys()].sort());
  });
});

describe('the links in the docs', () => {
  test.each(PAGES)('%s: lead to files that exist', (page) => {
    const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/') + 1) : '';
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !exists(`${folder}${path}`))).toEqual([]);
  });
});
