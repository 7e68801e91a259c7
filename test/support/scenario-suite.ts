import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipbobVersion } from './openapi.js';
import type { Scenario } from './scenario.js';
import { type GoldenRun, playGolden } from './scenario-run.js';
import { type Backend, backendMissing, openTestStage, type TestStage } from './told-story.js';

/** The whole set on a machine that is busy with other things, milliseconds; it takes a minute or two. */
const PLAY_MS = 900_000;
const backend: Backend = backendMissing('redis') === null ? 'redis' : 'postgres';

/** Plays the scenarios once and holds each against the journals; then what must be true of them all. */
export function goldenSuite(
  what: string,
  scenarios: Scenario[],
  settings: Record<string, unknown>,
  version = shipbobVersion(),
): void {
  describe(`golden scenarios, ${what}`, () => {
    let theatre: TestStage;
    let run: GoldenRun;

    beforeAll(async () => {
      // ShipBob's 150 calls a minute would make this a test of patience; only demo and test mode take more.
      process.env['MLC_SHIPBOB_CALLS_PER_WINDOW'] = '100000';
      theatre = await openTestStage(backend);
      delete process.env['MLC_SHIPBOB_CALLS_PER_WINDOW'];
      run = await playGolden(theatre, scenarios, { settings, version });
    }, PLAY_MS);
    afterAll(async () => theatre?.close());

    it.each(scenarios.map((scenario) => ({ ...scenario, title: `${scenario.code} ${scenario.happens}` })))(
      '$title',
      (scenario) => {
        expect(asTold(scenario, run)).toEqual({
          facts: [...scenario.facts].sort(),
          cases: [...scenario.cases].sort(),
          done: scenario.done ?? {},
          open: scenario.open ?? {},
        });
        const causes = casesOf(scenario, run).map(({ cause }) => cause);
        for (const words of scenario.causes ?? []) expect(causes.join('\n')).toContain(words);
      },
    );

    it('leave no fact in the journals and no case that no scenario tells of', () => {
      const nobodys = (text: string): boolean => !scenarios.some(({ code }) => text.includes(`${code}-`));
      expect(run.facts.filter(({ about }) => nobodys(about))).toEqual([]);
      expect(run.cases.filter((found) => nobodys(JSON.stringify(found)))).toEqual([]);
    });

    it('make no mutating call while they are in preview, in any chapter', () => {
      expect(run.chapters.map(({ name, mutatingInPreview }) => [name, mutatingInPreview])).toEqual(
        run.chapters.map(({ name }) => [name, 0]),
      );
    });

    it('are written as preview showed, field by field, in every chapter', () => {
      expect(run.chapters.filter(({ differences }) => differences.length > 0)).toEqual([]);
      expect(run.chapters.reduce((sum, { planned }) => sum + planned, 0)).toBeGreaterThan(scenarios.length);
    });

    it('are at rest at the end: one more sync makes no mutating call, and a replay of everything has no difference', () => {
      expect(run.mutatingAtTheEnd).toBe(0);
      expect(run.differentInReplay).toEqual([]);
    });

    it('say and hear nothing that ShipBob’s OpenAPI document forbids, where there is one for the version', () => {
      expect(run.violations).toEqual([]);
    });
  });
}

const casesOf = ({ code }: Scenario, { cases }: GoldenRun) =>
  cases.filter(({ cause, detail }) => `${cause} ${JSON.stringify(detail)}`.includes(`${code}-`));

function asTold(scenario: Scenario, run: GoldenRun) {
  const isOwn = (text: string): boolean => text.includes(`${scenario.code}-`);
  const counted = (of: Record<string, number>) => Object.fromEntries(Object.entries(of).filter(([sku]) => isOwn(sku)));
  return {
    facts: run.facts
      .filter(({ about }) => isOwn(about))
      .map(({ text }) => text)
      .sort(),
    cases: casesOf(scenario, run)
      .map(({ code }) => code)
      .sort(),
    done: counted(run.receipts.done),
    open: counted(run.receipts.open),
  };
}
