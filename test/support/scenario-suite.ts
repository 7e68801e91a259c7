import type { Flow } from '@mlc/mappings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipbobVersion } from './openapi.js';
import type { Scenario } from './scenario.js';
import { toldOf, unknownOf } from './scenario-facts.js';
import { openWithinProcess } from './scenario-in-process.js';
import { openProcesses } from './scenario-processes.js';
import { type GoldenRun, playGolden } from './scenario-run.js';
import type { GoldenOptions, GoldenStage } from './scenario-stage.js';

/** The whole set on a machine that is busy with other things, milliseconds; it takes a minute or two. */
const PLAY_MS = 900_000;
/** The same on a real Odoo. */
const PLAY_REAL_MS = 2_400_000;
const GOODS_IN: readonly Flow[] = ['products', 'purchase-orders', 'receiving'];

type Open = (scenarios: Scenario[], options: GoldenOptions) => Promise<GoldenStage>;

/** Goods in, through every app as a process of its own. */
export function goldenSuite(
  what: string,
  scenarios: Scenario[],
  settings: Record<string, unknown>,
  version = shipbobVersion(),
): void {
  suite(what, scenarios, { settings, version, flows: GOODS_IN }, openProcesses);
}

/** Goods out and money, with look, plan and apply in the test's own process. */
export function goldenSuiteWithin(what: string, scenarios: Scenario[], options: GoldenOptions): void {
  suite(what, scenarios, { ...options, version: shipbobVersion(options.version) }, openWithinProcess);
}

/** Plays the scenarios once and holds each against the journals; then what must be true of them all. */
function suite(what: string, scenarios: Scenario[], options: GoldenOptions, open: Open): void {
  describe(`golden scenarios, ${what}`, () => {
    let stage: GoldenStage;
    let run: GoldenRun;

    beforeAll(
      async () => {
        stage = await open(scenarios, options);
        run = await playGolden(stage, scenarios, options);
      },
      options.server === undefined ? PLAY_MS : PLAY_REAL_MS,
    );
    afterAll(async () => stage?.close());

    it.each(scenarios.map((scenario) => ({ ...scenario, title: `${scenario.code} ${scenario.happens}` })))(
      '$title',
      (scenario) => {
        expect(asPlayed(scenario, run)).toEqual(asTold(scenario));
        const causes = casesOf(scenario, run).map(({ cause }) => cause);
        for (const words of scenario.causes ?? []) expect(causes.join('\n')).toContain(words);
      },
    );

    it('leave no fact in the journals and no case that no scenario tells of', () => {
      const nobodys = (text: string): boolean => !scenarios.some(({ code }) => text.includes(`${code}-`));
      expect(run.facts.filter(({ about }) => nobodys(about))).toEqual([]);
      expect(run.cases.filter(({ about }) => nobodys(about))).toEqual([]);
      expect(Object.keys(run.bills).filter(nobodys)).toEqual([]);
      expect(Object.keys(run.landed).filter(nobodys)).toEqual([]);
    });

    it('make no mutating call while they are in preview, in any chapter', () => {
      expect(run.chapters.map(({ name, mutatingInPreview }) => [name, mutatingInPreview])).toEqual(
        run.chapters.map(({ name }) => [name, 0]),
      );
    });

    it('are written as preview showed, field by field, in every chapter', () => {
      expect(run.chapters.filter(({ differences }) => differences.length > 0)).toEqual([]);
      expect(run.chapters.reduce((sum, { planned }) => sum + planned, 0)).toBeGreaterThanOrEqual(scenarios.length);
    });

    it('are at rest at the end: one more sync makes no mutating call, and a replay of everything has no difference', () => {
      expect(run.mutatingAtTheEnd).toBe(0);
      expect(run.differentInReplay).toEqual([]);
    });

    it('say and hear nothing that ShipBob’s OpenAPI document forbids, where there is one for the version', () => {
      expect(run.violations).toEqual([]);
    });

    if (options.flows.includes('inventory'))
      it('have an unknown rest of stock that is what was stolen, piece for piece', () => {
        const missing = Object.entries(run.stolen).map(([sku, pieces]) => [sku, -pieces]);
        expect(unknownOf(run.cuts)).toMatchObject(Object.fromEntries(missing));
        const others = Object.entries(unknownOf(run.cuts)).filter(([sku]) => !(sku in run.stolen));
        expect(others.filter(([, unknown]) => unknown !== 0)).toEqual([]);
      });
  });
}

const isOwn =
  ({ code }: Scenario) =>
  (text: string): boolean =>
    text.includes(`${code}-`);

const casesOf = (scenario: Scenario, { cases }: GoldenRun) => cases.filter(({ about }) => isOwn(scenario)(about));

function asTold(scenario: Scenario) {
  const { facts, cases, done = {}, open = {}, sold, lies, deliveries, bills, landed, cut } = scenario;
  return {
    facts: [...facts].sort(),
    cases: [...cases].sort(),
    done,
    open,
    sold,
    lies,
    deliveries: deliveries && [...deliveries].sort(),
    bills,
    landed,
    cut,
  };
}

/** The same things as they stand there; what the scenario does not tell of is left out. */
function asPlayed(scenario: Scenario, run: GoldenRun): ReturnType<typeof asTold> {
  const own = isOwn(scenario);
  const of = <T>(found: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(found).filter(([key]) => own(key)));
  const { done, open, sold, lies, deliveries } = run.odoo;
  const textsOf = (facts: GoldenRun['facts']): string[] =>
    facts
      .filter(({ about }) => own(about))
      .map(({ text }) => text)
      .sort();
  return {
    facts: textsOf(run.facts),
    cases: casesOf(scenario, run)
      .map(({ code }) => code)
      .sort(),
    done: of(done),
    open: of(open),
    sold: scenario.sold && of(sold),
    lies: scenario.lies && of(lies),
    deliveries: scenario.deliveries && textsOf(deliveries),
    bills: scenario.bills && of(run.bills),
    landed: scenario.landed && of(run.landed),
    cut: scenario.cut && of(toldOf(run.cuts)),
  };
}
