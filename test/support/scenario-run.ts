import type { StockCut } from '@mlc/mappings';
import type { Scenario, Step } from './scenario.js';
import { billsOf, type Fact, factsOf, landedOf, type OdooState, odooState } from './scenario-facts.js';
import { ScenarioHand } from './scenario-hand.js';
import { CENTRES, type GoldenCase, type GoldenOptions, type GoldenStage, type Written } from './scenario-stage.js';

/** How one chapter went: shown in preview first, then written. */
export interface Chapter extends Written {
  name: string;
  /** Mutating calls at the sandboxes' sockets while every flow was in preview. */
  mutatingInPreview: number;
}

export interface GoldenRun {
  chapters: Chapter[];
  facts: Fact[];
  odoo: OdooState;
  bills: Record<string, number>;
  landed: Record<string, number>;
  cuts: StockCut[];
  /** Pieces that a scenario took without a trace, by SKU. */
  stolen: Record<string, number>;
  /** Open ones, with everything that tells whose they are. */
  cases: (GoldenCase & { about: string })[];
  /** Mutating calls of one more sync at the end. */
  mutatingAtTheEnd: number;
  /** What ShipBob's OpenAPI documents forbid, where there is one for the version. */
  violations: unknown[];
  /** Records that a replay of everything would write or link at the end. */
  differentInReplay: string[];
}

const HOUR_MS = 3_600_000;

/**
 * Plays all scenarios side by side on one stage, chapter by chapter: the first has the standing world, each next one a step
 * of every scenario. Each chapter is looked at in preview, then written, then people decide.
 */
export async function playGolden(
  stage: GoldenStage,
  scenarios: Scenario[],
  options: GoldenOptions,
): Promise<GoldenRun> {
  const { sandbox } = stage;
  const hand = new ScenarioHand(sandbox, stage.ids);
  const { names } = hand.odoo;
  for (const { wros = [] } of scenarios) for (const { number, items } of wros) await hand.makeWro(number, items);
  let centres = CENTRES;
  await stage.connect(centres);
  const cuts: StockCut[] = [];
  const chapters: Chapter[] = [];
  const longest = Math.max(...scenarios.map(({ steps = [] }) => steps.length));
  for (let chapter = 0; chapter <= longest; chapter += 1) {
    const steps = chapter === 0 ? [] : stepsOf(scenarios, chapter - 1);
    // Before the steps: a webhook of theirs would otherwise be acted on at once.
    await stage.setModes('preview');
    const hours = chapter === 0 ? 0 : (options.hours ?? 0);
    if (hours > 0) await sandbox.advanceClock(hours * HOUR_MS);
    const { mutating: mutatingInPreview, result: shown } = await mutatingWhile(sandbox, async () => {
      for (const { code, step } of steps) if (typeof step === 'function') await told(code, () => step(hand));
      const mapped = steps.flatMap(({ step }) => (typeof step === 'object' ? [step.map] : []));
      centres = [...centres, ...mapped];
      if (mapped.length > 0) await stage.connect(centres);
      if (steps.some(({ step }) => step === 'cut')) cuts.push(await stage.cut());
      await stage.settle();
      return stage.show();
    });
    const name = chapter === 0 ? 'the standing world' : `step ${chapter}`;
    chapters.push({ name, mutatingInPreview, ...(await stage.write(shown)) });
    const decided = steps.filter(({ step }) => step === 'agree' || step === 'decline');
    for (const { code, step } of decided) await told(code, () => decide(stage, names, code, step === 'agree'));
    if (decided.length > 0) await stage.settle();
    if (chapter === 0) await fillShelves(hand, scenarios, options);
  }

  const { mutating: mutatingAtTheEnd } = await mutatingWhile(sandbox, () => stage.settle());
  const { flows } = options;
  const isOwn = (flow: string | null): boolean => flow === null || flows.some((one) => one === flow);
  return {
    chapters,
    facts: await factsOf(sandbox, names),
    odoo: await odooState(sandbox),
    bills: flows.includes('billing') || flows.includes('returns') ? await billsOf(sandbox, names) : {},
    landed: options.landedCosts ? await landedOf(sandbox) : {},
    cuts,
    stolen: hand.stock.stolen,
    cases: (await stage.cases())
      .filter(({ flow }) => flow === 'engine' || isOwn(flow))
      .map((found) => ({
        ...found,
        about: `${found.cause} ${JSON.stringify(found.detail)} ${names.get(found.laneKey) ?? ''}`,
      })),
    mutatingAtTheEnd,
    violations: await stage.violations(),
    differentInReplay: (await stage.replayed()).filter(({ flow }) => isOwn(flow)).map(({ title }) => title),
  };
}

const stepsOf = (scenarios: Scenario[], at: number): { code: string; step: Step }[] =>
  scenarios.flatMap(({ code, steps = [] }) => {
    const step = steps[at];
    return step === undefined ? [] : [{ code, step }];
  });

/** The products are there now, so that pieces of them can lie on ShipBob's shelves. */
async function fillShelves(hand: ScenarioHand, scenarios: Scenario[], { hoursBefore }: GoldenOptions): Promise<void> {
  for (const [sku, pieces] of scenarios.flatMap(({ shelf = {} }) => Object.entries(shelf)))
    await hand.stock.adjust(sku, pieces, 'opening stock');
  if (hoursBefore !== undefined) await hand.sandbox.advanceClock(hoursBefore * HOUR_MS);
}

async function mutatingWhile<T>(
  sandbox: GoldenStage['sandbox'],
  step: () => Promise<T>,
): Promise<{ mutating: number; result: T }> {
  const { lastSeq } = await sandbox.journal({ sinceSeq: Number.MAX_SAFE_INTEGER });
  const result = await step();
  return { mutating: (await sandbox.counts({ sinceSeq: lastSeq })).mutating, result };
}

async function decide(
  stage: GoldenStage,
  names: ReadonlyMap<string, string>,
  code: string,
  agree: boolean,
): Promise<void> {
  const decided = await stage.decide(
    ({ laneKey, planned }) => `${JSON.stringify(planned)} ${names.get(laneKey) ?? ''}`.includes(`${code}-`),
    agree ? 'approved' : 'declined',
  );
  if (decided > 0) return;
  const open = (await stage.cases()).map(({ laneKey, cause }) => `${names.get(laneKey) ?? laneKey}: ${cause}`);
  throw new Error(`nothing is proposed; open are ${open.join('\n')}`);
}

/** An error of a step says whose step it was. */
async function told(code: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    throw new Error(`${code}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
