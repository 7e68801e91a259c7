/**
 * Runs the unit tests of the mappings for Stryker: bundled once and loaded once, in one process, so that a mutant costs no
 * more than the tests that reach it (the plans are pure: nothing has to be set up anew). `describe` and `it` are our own,
 * `expect` is Vitest's. Left out are tests that compare pages of `docs` with the code.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { build } from 'vite';
import { expect } from 'vitest';

/** Where instrumented code keeps which mutant is switched on, and counts what it reaches. */
const NAMESPACE = '__stryker__';
const [SUCCESS, FAILED] = [0, 1];
/** Properties: the same examples for every mutant, and far fewer than elsewhere. */
const [SEED, RUNS] = [20_261_126, 3];
/** Tests that try so much that they cannot be asked for each mutant. */
const TOO_LONG = ['end in the same stock and one delivery', 'add up to the total of the invoice to the cent'];

class InProcessRunner {
  /** @type {{ id: string, name: string, fileName: string, run: () => unknown, timeSpentMs: number }[]} */
  tests = [];
  /** Names of the describes around, from the file on. */
  path = [];

  /** Nothing is loaded anew: of what runs both at loading and later only the latter is changed, as by `ignoreStatic`. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const assert = (property, more) => fc.assert(property, { ...more, seed: SEED, numRuns: RUNS });
    globalThis.mutationTests = {
      begin: this.begin,
      describe: this.describe,
      it: this.it,
      expect,
      fc: { ...fc, assert },
    };
    const files = readdirSync('src', { recursive: true })
      .map((file) => `src/${file}`)
      .filter((file) => file.endsWith('.unit.test.ts') && !file.endsWith('-page.unit.test.ts'))
      .sort();
    const dir = resolve('.mutation');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'vitest.js'), 'export const { describe, it, expect } = globalThis.mutationTests;\n');
    writeFileSync(join(dir, 'fast-check.js'), 'export default globalThis.mutationTests.fc;\n');
    const loads = files.map(
      (file) => `await begin(${JSON.stringify(file)}, () => import(${JSON.stringify(resolve(file))}));`,
    );
    writeFileSync(join(dir, 'tests.js'), `const begin = globalThis.mutationTests.begin;\n${loads.join('\n')}\n`);
    await build({
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { vitest: join(dir, 'vitest.js'), 'fast-check': join(dir, 'fast-check.js') } },
      build: {
        ssr: join(dir, 'tests.js'),
        outDir: join(dir, 'built'),
        emptyOutDir: true,
        minify: false,
        target: 'node20',
      },
    });
    await import(pathToFileURL(join(dir, 'built/tests.js')).href);
  }

  begin = async (file, load) => {
    this.path = [file];
    await load();
  };

  describe = (name, define) => {
    this.path.push(name);
    define();
    this.path.pop();
  };

  it = Object.assign((name, run) => this.add(name, run), {
    each: (rows) => (name, run) => {
      for (const [index, row] of rows.entries())
        this.add(`${name} (${index + 1})`, () => (Array.isArray(row) ? run(...row) : run(row)));
    },
  });

  add(name, run) {
    const [file, ...around] = this.path;
    const full = [...around, name].join(' > ');
    if (TOO_LONG.some((part) => full.includes(part))) return;
    this.tests.push({ id: `${file}#${full}`, name: full, fileName: resolve(file), run, timeSpentMs: 0 });
  }

  get stryker() {
    globalThis[NAMESPACE] ??= {};
    return globalThis[NAMESPACE];
  }

  async dryRun() {
    const tests = [];
    this.stryker.activeMutant = undefined;
    for (const test of this.tests) {
      this.stryker.currentTestId = test.id;
      const begun = performance.now();
      const failure = await failureOf(test);
      test.timeSpentMs = performance.now() - begun;
      const { id, name, fileName, timeSpentMs } = test;
      const known = { id, name, fileName, timeSpentMs };
      tests.push(
        failure === null ? { ...known, status: SUCCESS } : { ...known, status: FAILED, failureMessage: failure },
      );
    }
    this.stryker.currentTestId = undefined;
    // The quick ones first: most mutants die at once.
    this.tests.sort((a, b) => a.timeSpentMs - b.timeSpentMs);
    return { status: 'complete', tests, mutantCoverage: this.stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const wanted = testFilter && new Set(testFilter);
    this.stryker.activeMutant = activeMutant.id;
    this.stryker.hitCount = 0;
    this.stryker.hitLimit = hitLimit;
    let nrOfTests = 0;
    for (const test of this.tests) {
      if (wanted && !wanted.has(test.id)) continue;
      nrOfTests += 1;
      const failure = await failureOf(test);
      if (hitLimit !== undefined && this.stryker.hitCount > hitLimit)
        return { status: 'timeout', reason: `Hit limit reached (${this.stryker.hitCount}/${hitLimit})` };
      if (failure !== null) return { status: 'killed', killedBy: [test.id], failureMessage: failure, nrOfTests };
    }
    return { status: 'survived', nrOfTests };
  }
}

/** @returns {Promise<string | null>} */
async function failureOf({ run }) {
  try {
    await run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const factory = () => new InProcessRunner();
factory.inject = [];
export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory }];
