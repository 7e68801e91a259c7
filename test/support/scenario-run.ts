import type { Flow, Mode } from '@mlc/mappings';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import type { SeededOdooIds } from '@mlc/sandbox';
import type { CaseRow } from '@mlc/store';
import { z } from 'zod';
import { type PlanReport, plan } from '../../apps/cli/src/commands/plan.js';
import { replayDiff } from '../../apps/cli/src/commands/replay.js';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { pickConnection } from '../../apps/cli/src/context.js';
import { planVersusWrites } from '../../apps/cli/src/demo/plan-vs-writes.js';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import type { Scenario } from './scenario.js';
import { type Counted, type Fact, factsOf, receiptsOf } from './scenario-facts.js';
import { ScenarioHand } from './scenario-hand.js';
import { silent, type TestStage } from './told-story.js';

/** How one chapter went: shown in preview first, then written. */
export interface Chapter {
  name: string;
  /** Mutating calls at the sandboxes' sockets while every flow was in preview. */
  mutatingInPreview: number;
  planned: number;
  /** Where the writes differ from what preview showed. */
  differences: string[];
}

export interface GoldenRun {
  chapters: Chapter[];
  facts: Fact[];
  receipts: Counted;
  cases: CaseRow[];
  /** Mutating calls of one more sync at the end. */
  mutatingAtTheEnd: number;
  /** What ShipBob's OpenAPI documents forbid, where there is one for the version. */
  violations: unknown[];
  /** Records that a replay of everything would write or link at the end. */
  differentInReplay: string[];
}

type Settings = Record<string, unknown>;

/**
 * Plays all scenarios side by side on one stage, chapter by chapter: the first has the standing world, each next one a step
 * of every scenario. Each chapter is looked at in preview, then written, then people decide.
 */
export async function playGolden(
  theatre: TestStage,
  scenarios: Scenario[],
  { settings, version }: { settings: Settings; version: string },
): Promise<GoldenRun> {
  const { sandbox, runtime } = theatre.stage;
  const ids = await seed(theatre, scenarios);
  const hand = new ScenarioHand(sandbox, ids);
  for (const { wros = [] } of scenarios) for (const { number, items } of wros) await hand.makeWro(number, items);
  const name = `golden-${Date.now().toString(36)}`;
  const { mode, ...file } = connectionFile({ ...theatre.stage.urls, name });
  const shipbob = { ...file.shipbob, version };
  const connect = (centres: Centre[]) => {
    const own = { centres, limits: file.settings.limits, ...settings };
    const parsed = parseConnectionFile(JSON.stringify({ ...file, shipbob, settings: own }), 'the golden connection');
    return applyConnection(runtime, parsed);
  };
  let centres = CENTRES;
  const { connection } = await connect(centres);
  const cli = { runtime, out: silent() };

  const unfinished = async (): Promise<string> =>
    (await runtime.store.queries.effects(connection.id, null))
      .filter(({ state }) => state === 'intended' || state === 'sent' || state === 'uncertain')
      .map(({ state, laneKey, planned }) => `${state}: ${planned.title} of ${laneKey}`)
      .join(', ');
  const settle = async (): Promise<void> => {
    await sandbox.webhooks.wait(60_000);
    const status = await sync(cli, name, { wait: true, timeout: '150' });
    if (status?.quiet !== true)
      throw new Error(`Not quiet: ${status?.notQuietBecause.join('; ')} (${await unfinished()})`);
  };
  const setModes = async (to: Mode): Promise<void> => {
    await runtime.store.modes.set(connection.id, Object.fromEntries(GOODS_IN.map((flow) => [flow, to])), 'test');
  };
  const lastSeq = async (): Promise<number> => (await sandbox.journal({ sinceSeq: Number.MAX_SAFE_INTEGER })).lastSeq;
  const mutatingWhile = async (step: () => Promise<unknown>): Promise<number> => {
    const sinceSeq = await lastSeq();
    await step();
    return (await sandbox.counts({ sinceSeq })).mutating;
  };
  const confirmed = () => runtime.store.queries.effects(connection.id, 'confirmed');

  const chapters: Chapter[] = [];
  const longest = Math.max(...scenarios.map(({ steps = [] }) => steps.length));
  for (let chapter = 0; chapter <= longest; chapter += 1) {
    const steps = scenarios.flatMap(({ code, steps: all = [] }) => {
      const step = chapter === 0 ? undefined : all[chapter - 1];
      return step === undefined ? [] : [{ code, step }];
    });
    const before = new Set((await confirmed()).map((effect) => effect.id));
    // Before the steps: a webhook of theirs would otherwise be acted on at once.
    await setModes('preview');
    let planned: PlanReport | null = null;
    const mutatingInPreview = await mutatingWhile(async () => {
      for (const { code, step } of steps) {
        if (typeof step === 'function') await told(code, () => step(hand));
        else if (typeof step === 'object') {
          centres = [...centres, step.map];
          await connect(centres);
        }
      }
      await settle();
      planned = await plan(cli, name, true);
    });
    await setModes('live');
    await settle();
    const written = (await confirmed()).filter((effect) => !before.has(effect.id));
    chapters.push({
      name: chapter === 0 ? 'the standing world' : `step ${chapter}`,
      mutatingInPreview,
      ...comparison(planned, written),
    });
    const decided = steps.filter(({ step }) => step === 'agree' || step === 'decline');
    for (const { code, step } of decided)
      await told(code, () => decide(theatre, connection.id, code, step === 'agree'));
    if (decided.length > 0) await settle();
  }

  const mutatingAtTheEnd = await mutatingWhile(settle);
  const lanes = await runtime.store.queries.lanesEnded(connection.id, { since: null, until: null, subjects: [] });
  const replayed = await replayDiff(cli, await pickConnection(runtime, name), lanes);
  return {
    chapters,
    facts: await factsOf(sandbox, ids),
    receipts: await receiptsOf(sandbox),
    cases: await runtime.store.cases.list(connection.id, { state: 'open' }),
    mutatingAtTheEnd,
    violations: (await sandbox.openapi.violations()).violations,
    differentInReplay: replayed.lanes
      .map((lane) => ({ ...lane, wouldWrite: lane.wouldWrite.filter(({ flow }) => isGoodsIn(flow)) }))
      .filter((lane) => lane.wouldWrite.length + lane.wouldLink.length > 0)
      .map(
        (lane) =>
          `${lane.labels.join(', ')}: ${[...lane.wouldWrite.map((one) => one.title), ...lane.wouldLink].join(', ')}`,
      ),
  };
}

/** The flows that the scenarios are about; all others stay in preview and only show. */
const GOODS_IN: readonly Flow[] = ['products', 'purchase-orders', 'receiving'];
const isGoodsIn = (flow: string): boolean => GOODS_IN.some((own) => own === flow);

/** Cicero and Moreno Valley, each a warehouse of its own. */
type Centre = { fulfillment_center_id: number; warehouse: string };
const CENTRES: Centre[] = [
  { fulfillment_center_id: 8, warehouse: 'SB' },
  { fulfillment_center_id: 10, warehouse: 'SBW' },
];

/** One that the settings do not name. */
const UNMAPPED_CENTRE = 12;

async function seed({ stage: { sandbox } }: TestStage, scenarios: Scenario[]): Promise<SeededOdooIds> {
  const parts = scenarios.flatMap(({ odoo }) => (odoo === undefined ? [] : [odoo]));
  const [account] = shipbobWorld.accounts;
  const products = scenarios.flatMap(({ shipbob = [] }) => shipbob);
  await sandbox.seed({
    shipbob: {
      accounts: [
        {
          ...account,
          placement_program: true,
          centres: [...(account?.centres ?? []), { id: UNMAPPED_CENTRE, name: 'Bethlehem (PA)' }],
          products: products.map(({ name, sku, barcode }) => ({
            name,
            type_id: 1,
            variants: [{ name, sku, barcodes: barcode === undefined ? [] : [{ value: barcode }], status_id: 0 }],
          })),
        },
      ],
    },
  });
  // Each webhook comes twice.
  await sandbox.webhooks.setKnobs([{ duplicatesSameId: 1, times: null }], 5);
  await sandbox.shipbob.setOptions({ webhookTimeScale: 0.01, rateLimitMax: 100_000 });
  const ids = await sandbox.odoo.seed({
    options: { ...odooWorld.options, database: COMPANY.odooDatabase },
    users: odooWorld.users,
    company: 'Golden',
    warehouses: [
      { name: 'Cicero', code: 'SB' },
      { name: 'Moreno Valley', code: 'SBW', receptionSteps: 'two_steps' },
      { name: 'Showroom', code: 'WH' },
    ],
    partners: [{ name: 'Golden Supplies', supplier: true }],
    products: parts.flatMap((part) => part.products ?? []),
    boms: parts.flatMap((part) => part.boms ?? []),
    purchaseOrders: parts.flatMap((part) => part.purchaseOrders ?? []),
  });
  await addTransit(sandbox, ids.warehouses['SB']);
  return ids;
}

/** `SB/In transit`, where goods lie between a hub and their centres. */
async function addTransit(sandbox: TestStage['stage']['sandbox'], warehouseId = 0): Promise<void> {
  const row = z.tuple([z.object({ view_location_id: z.tuple([z.number(), z.string()]) })]);
  const asked = { model: 'stock.warehouse', method: 'read', ids: [warehouseId], args: [['view_location_id']] };
  const [warehouse] = row.parse((await sandbox.odoo.execute(asked)).result);
  const [location_id] = warehouse.view_location_id;
  const values = { name: 'In transit', usage: 'transit', location_id, company_id: 1 };
  await sandbox.odoo.execute({ model: 'stock.location', method: 'create', args: [[values]] });
}

function comparison(planned: PlanReport | null, written: Parameters<typeof planVersusWrites>[1]) {
  if (planned === null) throw new Error('Preview made no plan');
  const own = { ...planned, effects: planned.effects.filter(({ flow }) => isGoodsIn(flow)) };
  return { planned: own.effects.length, differences: planVersusWrites(own, written) };
}

async function decide({ stage }: TestStage, connectionId: string, code: string, agree: boolean): Promise<void> {
  const { approvals } = stage.runtime.store;
  const rows = (await approvals.list(connectionId)).filter(
    (row) => row.mode === 'approve' && JSON.stringify(row.planned).includes(`${code}-`),
  );
  if (rows.length === 0) throw new Error('nothing is proposed');
  const to = agree ? ('approved' as const) : ('declined' as const);
  await approvals.decide(
    connectionId,
    rows.map((row) => row.id),
    { to, actor: 'test', note: '' },
  );
}

/** An error of a step says whose step it was. */
async function told(code: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    throw new Error(`${code}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
