import { FLOWS } from '@mlc/mappings';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import type { StatusReport } from '@mlc/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlanReport, plan } from '../../apps/cli/src/commands/plan.js';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { planVersusWrites } from '../../apps/cli/src/demo/plan-vs-writes.js';
import { connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { openTestStage, silent, type TestStage } from '../support/told-story.js';

/** The same small company as in the demo, taken from preview over approve to live. */
describe('a connection that goes from preview to live', () => {
  let theatre: TestStage;
  let connectionId: string;
  let planned: PlanReport;
  const name = 'modes';

  const lastSeq = async (): Promise<number> =>
    (await theatre.stage.sandbox.journal({ sinceSeq: Number.MAX_SAFE_INTEGER })).lastSeq;
  const cli = () => ({ runtime: theatre.stage.runtime, out: silent() });
  async function settled(): Promise<StatusReport> {
    const status = await sync(cli(), name, { wait: true, timeout: '150' });
    expect(status?.notQuietBecause).toEqual([]);
    if (status === null) throw new Error('sync --wait gives a status');
    return status;
  }
  /** Mutating calls at the sandboxes' sockets during a step. */
  async function mutating(step: () => Promise<unknown>): Promise<number> {
    const sinceSeq = await lastSeq();
    await step();
    return (await theatre.stage.sandbox.counts({ sinceSeq })).mutating;
  }
  const written = async () => theatre.stage.runtime.store.queries.effects(connectionId, 'confirmed');
  const waiting = async () => theatre.stage.runtime.store.approvals.list(connectionId);

  beforeAll(async () => {
    theatre = await openTestStage('postgres');
    const { sandbox, urls, runtime } = theatre.stage;
    await sandbox.seed({ odoo: odooWorld, shipbob: shipbobWorld });
    const { mode, ...file } = connectionFile({ ...urls, name });
    const applied = await applyConnection(runtime, parseConnectionFile(JSON.stringify(file), 'the connection'));
    connectionId = applied.connection.id;
    expect(applied.shows).toEqual([...FLOWS]);
  });
  afterAll(async () => theatre?.close());

  it('begins in preview: apps, queues and polls run, the writes of the plan are shown, none is made', async () => {
    expect(await mutating(settled)).toBe(0);
    expect(await mutating(async () => (planned = await plan(cli(), name, true)))).toBe(0);
    const shown = await waiting();
    const named = (effects: { operation: string; businessKey: string }[]): string[] =>
      effects.map((effect) => `${effect.operation} ${effect.businessKey}`).sort();
    expect(named(shown.map((row) => row.planned))).toEqual(named(planned.effects));
    expect(shown.length).toBeGreaterThan(10);
    expect(new Set(shown.map((row) => row.mode))).toEqual(new Set(['preview']));
    expect(await written()).toEqual([]);
    const status = await theatre.stage.runtime.store.queries.status(connectionId);
    expect(status.approvals.waiting).toBe(shown.length);
  });

  it('makes in approve what a person approved, and nothing else', async () => {
    const { modes, approvals } = theatre.stage.runtime.store;
    await modes.set(connectionId, { products: 'approve' }, 'test');
    expect(await mutating(settled)).toBe(0);
    const [yes, no, ...others] = (await waiting()).filter((row) => row.mode === 'approve');
    if (!yes || !no) throw new Error('two products wait at least');
    await approvals.decide(connectionId, [no.id], { to: 'declined', actor: 'test', note: '' });
    await approvals.decide(connectionId, [yes.id], { to: 'approved', actor: 'test', note: '' });
    expect(await mutating(settled)).toBe(1);
    expect((await written()).map((effect) => [effect.planned.title, effect.approvalId])).toEqual([
      [yes.planned.title, yes.id],
    ]);
    const rest = (await waiting()).filter((row) => row.mode === 'approve').map((row) => row.planned.title);
    expect(rest.sort()).toEqual(others.map((row) => row.planned.title).sort());
    expect(await mutating(settled)).toBe(0);
  });

  it('writes in live what the plan showed, field by field, with no row left waiting', async () => {
    const { modes } = theatre.stage.runtime.store;
    const live = {
      products: 'live',
      'purchase-orders': 'live',
      receiving: 'live',
      shipments: 'live',
      returns: 'live',
      billing: 'live',
    } as const;
    await modes.set(connectionId, live, 'test');
    await settled();
    expect(planVersusWrites(planned, await written())).toEqual([]);
    expect(await waiting()).toEqual([]);
    expect(await mutating(settled)).toBe(0);
  });
});
