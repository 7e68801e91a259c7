import { type Effect, POLL_SOURCES, preview, previewLanes, workOnce } from '@mlc/engine';
import { limits } from '@mlc/kernel';
import { parseLane, settingsSchema } from '@mlc/mappings';
import { type PlanReport, reportOf } from '../../apps/cli/src/commands/plan.js';
import { type InProcess, openInProcess } from './in-process.js';
import { openRealOdooFront } from './real-odoo-front.js';
import type { Scenario } from './scenario.js';
import {
  addPlaces,
  CENTRES,
  compared,
  type GoldenOptions,
  type GoldenStage,
  odooPart,
  shipbobProducts,
  UNMAPPED_CENTRE,
} from './scenario-stage.js';

const CONNECTION = 'c';
const LANDED_COSTS = 'stock_landed_costs' as const;

/** Look, plan and apply in this process, over real sockets on both sides, with the ledger in memory and no webhooks. */
export async function openWithinProcess(scenarios: Scenario[], options: GoldenOptions): Promise<GoldenStage> {
  const front = options.server === undefined ? null : await openRealOdooFront(options.server);
  const stage = await openInProcess({
    front,
    settings: { centres: CENTRES, ...options.settings },
    inventoryAdministrator: options.landedCosts === true,
    odoo: {
      options: {
        modules: ['stock', 'purchase', 'sale', 'delivery', 'mrp', ...(options.landedCosts ? [LANDED_COSTS] : [])],
      },
      ...odooPart(scenarios),
    },
    shipbob: {
      channels: [
        { id: 100102, name: 'Shop', application_name: 'SMA' },
        { id: 100103, name: 'Another shop', application_name: 'ShipBob' },
      ],
      centres: [{ id: 8, name: 'Cicero (IL)' }, { id: 10, name: 'Moreno Valley (CA)' }, UNMAPPED_CENTRE],
      products: shipbobProducts(scenarios),
      placement_program: true,
    },
    // What lies in stock would be charged each Monday, and be no scenario's.
    knobs: { feeStoragePerPiece: 0 },
    version: options.version,
  });
  const { admin, work, ledger } = stage;
  await addPlaces(admin, stage.ids);
  const setModes: GoldenStage['setModes'] = async (to) => {
    work.modes = Object.fromEntries(options.flows.map((flow) => [flow, to]));
    await raise([...ledger.state.lanes.values()].map((lane) => lane.key));
  };
  const raise = (laneKeys: string[]): Promise<void> =>
    ledger.raise(
      CONNECTION,
      laneKeys.map((laneKey) => ({ laneKey, source: 'person', fingerprint: null, reason: 'test' })),
    );

  return {
    sandbox: admin,
    ids: stage.ids,
    async connect(given) {
      const centres = given.map((centre) => ({
        ...centre,
        warehouse: front?.names.named(centre.warehouse) ?? centre.warehouse,
      }));
      const settings = settingsSchema.parse({ ...work.context.settings, centres });
      const warehouses = await work.remotes.odoo.warehouses([...new Set(centres.map(({ warehouse }) => warehouse))]);
      work.context = { ...work.context, settings, warehouses };
    },
    settle: () => stage.sync(),
    setModes,
    async show() {
      const marks = new Map(POLL_SOURCES.map((source) => [source, front?.from(source) ?? null]));
      const ask = { marks, pageRows: limits.pollPageRows, overlapSeconds: 0 };
      return reportOf(await preview(work, ask));
    },
    async write(shown) {
      const before = new Set(confirmed(stage).map((effect) => effect.id));
      await setModes('live');
      const followed = await workAsShown(stage, shown);
      const written = confirmed(stage).filter((effect) => !before.has(effect.id));
      return compared({ ...shown, effects: [...shown.effects, ...followed] }, written, options.flows);
    },
    async cut() {
      const cut = await stage.cut();
      return { ...cut, rows: cut.rows.map((row) => ({ ...row, sku: front?.names.plain(row.sku) ?? row.sku })) };
    },
    async decide(isMeant, to) {
      const rows = ledger.state.approvals.filter(
        (row) => row.state === 'waiting' && row.mode === 'approve' && isMeant(row),
      );
      for (const row of rows) row.state = to;
      await raise([...new Set(rows.map((row) => row.laneKey))]);
      return rows.length;
    },
    cases: async () =>
      ledger.state.cases
        .filter(({ state }) => state === 'open')
        .map((found) => ({ ...found, cause: front?.names.plain(found.cause) ?? found.cause })),
    async replayed() {
      const lanes = await previewLanes(
        work,
        [...ledger.state.lanes.values()].map((lane) => lane.key),
      );
      return lanes.flatMap(({ labels, effects, adoptions }) => {
        const of = labels.join(', ');
        const links = adoptions.map(({ evidence }) => ({ title: `${of}: ${evidence}`, flow: null }));
        return [...effects.map(({ title, flow }) => ({ title: `${of}: ${title}`, flow })), ...links];
      });
    },
    violations: async () => (await admin.openapi.violations()).violations,
    async close() {
      await stage.close();
      await front?.close();
    },
  };
}

const confirmed = ({ ledger }: InProcess): Effect[] =>
  [...ledger.state.effects.values()].filter(({ state }) => state === 'confirmed');

/** Rounds that may follow from one another before it counts as a circle. */
const ROUNDS_MAX = 40;

/**
 * Works until nothing is due, subject by subject. A write that can only follow on another one, such as the second parcel on
 * the backorder of the first, is shown before it is made; returns those.
 */
async function workAsShown(stage: InProcess, shown: PlanReport): Promise<PlanReport['effects']> {
  const { work, ledger } = stage;
  const dueLanes = () => ledger.dueLanes(CONNECTION, Number.MAX_SAFE_INTEGER, work.clock.now());
  // One batch of what is due at a time, so that what follows on it can be shown first.
  const inBatches = { ...work, ledger: { ...ledger, urgentLanes: async () => [] } };
  const known = new Set(shown.effects.map(keyOf));
  const followed: PlanReport['effects'] = [];
  const before = confirmed(stage).length;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    if ((await dueLanes()).length === 0) return followed;
    for (const subject of work.subjects) {
      const due = (await dueLanes()).map(({ key }) => key).filter((key) => parseLane(key).subject === subject.subject);
      if (due.length === 0) continue;
      if (confirmed(stage).length > before) followed.push(...(await news(work, due, known)));
      const report = await workOnce({ ...inBatches, subjects: [subject] });
      if (report.stopped !== null) throw report.stopped;
    }
  }
  throw new Error(`work does not come to rest within ${ROUNDS_MAX} rounds`);
}

const keyOf = ({ lane, operation, businessKey }: PlanReport['effects'][number]): string =>
  `${lane} ${operation} ${businessKey}`;

/** What these lanes would write now and nobody has been shown yet. */
async function news(work: InProcess['work'], due: string[], known: Set<string>): Promise<PlanReport['effects']> {
  const lanes = (await previewLanes(work, due)).filter(({ lane }) => due.includes(lane));
  const fresh = reportOf(lanes).effects.filter((effect) => !known.has(keyOf(effect)));
  for (const effect of fresh) known.add(keyOf(effect));
  return fresh;
}
