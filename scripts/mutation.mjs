#!/usr/bin/env node
// Mutation testing of packages/mappings: `npm run mutation` for all flows, `npm run mutation -- receiving returns` for some.
// Tells each flow's score and fails when one is below what it must be; `--left` also lists every mutant that no test
// noticed, as lines of JSON. `--page` makes docs/mutation.md of the last run of each flow, with
// the reasons of packages/mappings/mutation/left.json.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ line: number, column: number }} Place
 * @typedef {{ status: string, mutatorName: string, replacement?: string, location: { start: Place, end: Place } }} Mutant
 * @typedef {{ files: Record<string, { source: string, mutants: Mutant[] }> }} Report
 * @typedef {{ file: string, line: number, mutator: string, code: string, becomes: string }} Left
 * @typedef {{ flow: string, all: number, noticed: number, left: Left[] }} Score
 */

const SCORE_MIN = 80;
const HEAD = `# Mutation testing of the mappings

The code of \`packages/mappings\` is changed in small ways (a comparison turned round, a condition always true, a list empty, a word gone), each change by itself, and for each one a unit test of the mappings has to fail. Stryker makes
the changes; \`packages/mappings/mutation\` runs the tests for it, in one process, so that all of it takes minutes.

    npm run mutation                          # all flows
    npm run mutation -- receiving returns     # some
    npm run mutation -- receiving --left      # and every change that no test noticed, as lines of JSON
    npm run mutation -- --page                # this page, of the last run of each flow

Not changed are texts for people (causes, suggestions, reasons, titles: \`mutation/texts.mjs\`) and what is made once when a file is loaded, the settings above all. Properties are tried with three examples, the same for every change. It is no
part of CI; a flow below ${SCORE_MIN} % makes the command fail. This page was made on ${new Date().toISOString().slice(0, 10)}.

| flow | changes | unnoticed | score |
| --- | --- | --- | --- |`;
const LEFT = `## What no test notices

By file, with the lines (and how many on one) at the time of the run.

| file | unnoticed | lines | why it is left |
| --- | --- | --- | --- |`;
const root = fileURLToPath(new URL('..', import.meta.url));
const mappings = join(root, 'packages/mappings');
/** @param {string} flow */
const reportOf = (flow) => join(root, 'reports/mutation', `${flow}.json`);
const page = join(root, 'docs/mutation.md');
const args = process.argv.slice(2);
const asked = args.filter((argument) => !argument.startsWith('--'));

const flows = readdirSync(join(mappings, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'settings')
  .map((entry) => entry.name);
const unknown = asked.filter((flow) => !flows.includes(flow));
if (unknown.length > 0) throw new Error(`packages/mappings/src has no folder ${unknown.join(', ')}`);

/** @param {string} flow */
function run(flow) {
  const done = spawnSync('npx', ['stryker', 'run', '--mutate', `src/${flow}/!(*.test).ts`], {
    cwd: mappings,
    stdio: 'inherit',
    env: { ...process.env, MUTATION_REPORT: reportOf(flow) },
  });
  if (done.status !== 0) throw new Error(`mutation testing of ${flow} did not come to its end`);
}

/** @param {string} source @param {Mutant['location']} location */
function codeAt(source, { start, end }) {
  const first = source.split('\n')[start.line - 1] ?? '';
  return start.line === end.line ? first.slice(start.column - 1, end.column - 1) : `${first.slice(start.column - 1)} …`;
}

/** How the last run of a flow ended. @param {string} flow @returns {Score} */
function scoreOf(flow) {
  /** @type {Report} */
  const { files } = JSON.parse(readFileSync(reportOf(flow), 'utf8'));
  /** @type {Left[]} */
  const left = [];
  let noticed = 0;
  for (const [path, { source, mutants }] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const { status, mutatorName, location, replacement = '' } of mutants) {
      if (status === 'Killed' || status === 'Timeout') noticed += 1;
      if (status !== 'Survived' && status !== 'NoCoverage') continue;
      const code = codeAt(source, location);
      left.push({ file: path.slice(4), line: location.start.line, mutator: mutatorName, code, becomes: replacement });
    }
  return { flow, all: noticed + left.length, noticed, left };
}

/** @param {Score} score */
const percent = ({ noticed, all }) => ((100 * noticed) / all).toFixed(1);

/** @param {Left[]} left */
function byFile(left) {
  /** @type {Map<string, Left[]>} */
  const files = new Map();
  for (const one of left) files.set(one.file, [...(files.get(one.file) ?? []), one]);
  return files;
}

/** Lines of one file with their mutants: `12, 30 (3)`. @param {Left[]} left */
function places(left) {
  /** @type {Map<number, number>} */
  const lines = new Map();
  for (const { line } of left) lines.set(line, (lines.get(line) ?? 0) + 1);
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([line, count]) => (count === 1 ? `${line}` : `${line} (${count})`))
    .join(', ');
}

/** @param {Score[]} all */
function pageOf(all) {
  /** @type {Record<string, string>} */
  const reasons = JSON.parse(readFileSync(join(mappings, 'mutation/left.json'), 'utf8'));
  const table = all.map((score) => `| ${score.flow} | ${score.all} | ${score.left.length} | ${percent(score)} % |`);
  const files = all.flatMap(({ left }) => [...byFile(left)]);
  const rows = files.map(
    ([file, left]) =>
      `| \`${file}\` | ${left.length} | ${places(left)} | ${reasons[file] ?? 'new; not worked through yet'} |`,
  );
  return `${HEAD}\n${table.join('\n')}\n\n${LEFT}\n${rows.join('\n')}\n`;
}

const wanted = asked.length > 0 ? asked : flows;
if (!args.includes('--page')) for (const flow of wanted) run(flow);
const found = wanted.filter((flow) => existsSync(reportOf(flow))).map(scoreOf);
for (const score of found)
  process.stdout.write(
    `${score.flow.padEnd(16)} ${percent(score).padStart(5)} %  of ${score.all} mutants, ${score.left.length} unnoticed\n`,
  );
if (args.includes('--left'))
  for (const one of found.flatMap(({ left }) => left)) process.stdout.write(`${JSON.stringify(one)}\n`);
if (args.includes('--page')) writeFileSync(page, pageOf(found));
if (found.some(({ noticed, all }) => noticed / all < SCORE_MIN / 100)) process.exitCode = 1;
