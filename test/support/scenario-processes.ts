import { applyConnection, parseConnectionFile } from '@mlc/platform';
import { inventory } from '../../apps/cli/src/commands/inventory.js';
import { plan } from '../../apps/cli/src/commands/plan.js';
import { replayDiff } from '../../apps/cli/src/commands/replay.js';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { pickConnection } from '../../apps/cli/src/context.js';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import type { Scenario } from './scenario.js';
import {
  addPlaces,
  compared,
  type GoldenOptions,
  type GoldenStage,
  odooPart,
  shipbobProducts,
  UNMAPPED_CENTRE,
} from './scenario-stage.js';
import { type Backend, backendMissing, openTestStage, silent, type TestStage, UNHURRIED } from './told-story.js';

const backend: Backend = backendMissing('redis') === null ? 'redis' : 'postgres';

/** The whole product: every app as a process, queues, Postgres, webhooks that come twice. */
export async function openProcesses(scenarios: Scenario[], options: GoldenOptions): Promise<GoldenStage> {
  const theatre = await openTestStage(backend, { env: UNHURRIED });
  const { sandbox, runtime, urls } = theatre.stage;
  const { store } = runtime;
  const ids = await seed(theatre, scenarios);
  const name = `golden-${Date.now().toString(36)}`;
  const cli = { runtime, out: silent() };
  let connectionId = '';

  const unfinished = async (): Promise<string> =>
    (await store.queries.effects(connectionId, null))
      .filter(({ state }) => state === 'intended' || state === 'sent' || state === 'uncertain')
      .map(({ state, laneKey, planned }) => `${state}: ${planned.title} of ${laneKey}`)
      .join(', ');
  const settle = async (): Promise<void> => {
    await sandbox.webhooks.wait(60_000);
    const status = await sync(cli, name, { wait: true, timeout: '150' });
    if (status?.quiet !== true)
      throw new Error(`Not quiet: ${status?.notQuietBecause.join('; ')} (${await unfinished()})`);
  };
  const setModes: GoldenStage['setModes'] = async (to) => {
    await store.modes.set(connectionId, Object.fromEntries(options.flows.map((flow) => [flow, to])), 'test');
  };
  const confirmed = () => store.queries.effects(connectionId, 'confirmed');

  return {
    sandbox,
    ids,
    settle,
    setModes,
    async connect(centres) {
      const { mode, ...file } = connectionFile({ ...urls, name });
      const settings = { centres, limits: file.settings.limits, ...options.settings };
      const shipbob = { ...file.shipbob, version: options.version };
      const parsed = parseConnectionFile(JSON.stringify({ ...file, shipbob, settings }), 'the golden connection');
      connectionId = (await applyConnection(runtime, parsed)).connection.id;
    },
    show: () => plan(cli, name, true),
    async write(shown) {
      const before = new Set((await confirmed()).map((effect) => effect.id));
      await setModes('live');
      await settle();
      const written = (await confirmed()).filter((effect) => !before.has(effect.id));
      return compared(shown, written, options.flows);
    },
    cut: () => inventory(cli, name, { cut: true }),
    async decide(isMeant, to) {
      const rows = (await store.approvals.list(connectionId)).filter((row) => row.mode === 'approve' && isMeant(row));
      const meant = rows.map((row) => row.id);
      if (meant.length > 0) await store.approvals.decide(connectionId, meant, { to, actor: 'test', note: '' });
      return meant.length;
    },
    cases: () => store.cases.list(connectionId, { state: 'open' }),
    async replayed() {
      const lanes = await store.queries.lanesEnded(connectionId, { since: null, until: null, subjects: [] });
      const { lanes: replayed } = await replayDiff(cli, await pickConnection(runtime, name), lanes);
      return replayed.flatMap(({ labels, wouldWrite, wouldLink }) => {
        const of = labels.join(', ');
        const links = wouldLink.map((evidence) => ({ title: `${of}: ${evidence}`, flow: null }));
        return [...wouldWrite.map(({ title, flow }) => ({ title: `${of}: ${title}`, flow })), ...links];
      });
    },
    violations: async () => (await sandbox.openapi.violations()).violations,
    close: () => theatre.close(),
  };
}

async function seed({ stage: { sandbox } }: TestStage, scenarios: Scenario[]) {
  const [account] = shipbobWorld.accounts;
  const centres = [...(account?.centres ?? []), UNMAPPED_CENTRE];
  const products = shipbobProducts(scenarios);
  await sandbox.seed({ shipbob: { accounts: [{ ...account, placement_program: true, centres, products }] } });
  // Each webhook comes twice.
  await sandbox.webhooks.setKnobs([{ duplicatesSameId: 1, times: null }], 5);
  await sandbox.shipbob.setOptions({ webhookTimeScale: 0.01, rateLimitMax: 100_000 });
  const ids = await sandbox.odoo.seed({
    options: { ...odooWorld.options, database: COMPANY.odooDatabase },
    ...(odooWorld.users === undefined ? {} : { users: odooWorld.users }),
    ...odooPart(scenarios),
  });
  await addPlaces(sandbox, ids);
  return ids;
}
