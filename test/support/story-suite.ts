import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TimelineKind } from '@mlc/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type StoryEnd, tellStory } from '../../apps/cli/src/demo/story.js';
import { judge, type Verdict } from '../../apps/cli/src/demo/verdict.js';
import { mlcInProcess } from './cli-in-process.js';
import { type Backend, backendMissing, openTestStage, silent, type TestStage } from './told-story.js';

const run = promisify(execFile);
const mlcEntry = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

/** The demo's story told once from beginning to end, and everything it promises held against it. */
export function storySuite(backend: Backend): void {
  describe.skipIf(backendMissing(backend) !== null)(`the main job with the queues on ${backend}`, () => {
    let theatre: TestStage;
    let end: StoryEnd;
    let verdict: Verdict;

    const mlc = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
      const asked = [...args, '--connection', end.connectionName];
      // One story asks real processes, which take a second each to load; the others hear the same answers sooner.
      if (backend !== 'redis') return mlcInProcess(asked, theatre.env);
      try {
        const done = await run(process.execPath, [mlcEntry, ...asked], { env: theatre.env });
        return { code: 0, ...done };
      } catch (error) {
        return z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error);
      }
    };

    beforeAll(async () => {
      theatre = await openTestStage(backend);
      end = await tellStory({ stage: theatre.stage, out: silent() });
      verdict = await judge(theatre.stage, end);
    });
    afterAll(async () => {
      await theatre?.close();
    });

    it('keeps every promise: one effect per business fact, both sides agree, cases for the rest', () => {
      expect(verdict.promises.filter((promise) => !promise.kept)).toEqual([]);
      expect(verdict.promises.length).toBeGreaterThan(12);
    });

    it('says and hears nothing that ShipBob’s OpenAPI document forbids, where there is one for the version', async () => {
      const { versions, calls, violations } = await theatre.stage.sandbox.openapi.violations();
      expect(violations).toEqual([]);
      const documented = versions.some((version) => version === process.env['MLC_DEMO_SHIPBOB_VERSION']);
      expect(calls > 50).toBe(documented);
    });

    it('planned every write of the first sync, with before, after and reason, and made no mutating call', () => {
      expect(end.mutatingDuringPlan).toBe(0);
      expect(end.planDifferences).toEqual([]);
      expect(end.plan.effects.length).toBe(17);
      for (const effect of end.plan.effects) {
        expect(effect.reason).not.toBe('');
        expect(effect.after).not.toBeNull();
      }
    });

    it('tells the story of a purchase order in order: noticed, seen, planned, written, confirmed, received', async () => {
      const { code, stdout } = await mlc('record', 'P00002', '--json');
      expect(code).toBe(0);
      const { entries } = z
        .object({ entries: z.array(z.looseObject({ kind: z.string(), summary: z.string(), at: z.string() })) })
        .parse(JSON.parse(stdout));
      const firstOf = (kind: TimelineKind, text = ''): number =>
        entries.findIndex((entry) => entry.kind === kind && entry.summary.includes(text));
      const order = [
        firstOf('noticed'),
        firstOf('seen'),
        firstOf('planned'),
        firstOf('written', 'wro'),
        firstOf('confirmed'),
        firstOf('written', 'receipt'),
      ];
      expect(
        order.every((index) => index >= 0),
        JSON.stringify(
          entries.map((entry) => [entry.kind, entry.summary]),
          null,
          1,
        ),
      ).toBe(true);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      const times = entries.map((entry) => Date.parse(entry.at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });

    it('ends `mlc sync --wait` with 0, and with 2 under --strict while something is parked', async () => {
      expect((await mlc('sync', '--wait', '--json')).code).toBe(0);
      expect((await mlc('sync', '--wait', '--strict', '--json')).code).toBe(2);
    });

    it('would write nothing of all that was done under today’s rules, and still knows what was written', async () => {
      const { code, stdout } = await mlc('replay', '--all', '--diff', '--json');
      expect(code).toBe(0);
      const report = z
        .object({ different: z.number(), lanes: z.array(z.looseObject({ written: z.array(z.unknown()) })) })
        .parse(JSON.parse(stdout));
      expect(report.different).toBe(0);
      expect(report.lanes.flatMap((lane) => lane.written).length).toBe(end.status.effects.confirmed);
    });

    it('shows status, cases and ping without a stack trace or a secret', async () => {
      for (const args of [['status'], ['cases'], ['ping'], ['plan'], ['record', 'JF-POT-20'], ['audit', 'verify']]) {
        const { code, stdout, stderr } = await mlc(...args);
        expect([args, code, stderr]).toEqual([args, 0, '']);
        expect(stdout).not.toContain('demo-odoo-key');
        expect(stdout).not.toContain('demo-shipbob-pat');
        expect(stdout).not.toMatch(/\n\s+at /);
      }
    });

    it('answers an unknown record with its field and fix, and exit code 1', async () => {
      const { code, stderr } = await mlc('record', 'P99999');
      expect(code).toBe(1);
      expect(stderr).toMatch(/No record is known by "P99999"\. Fix: /);
    });

    it('finds a changed audit row', async () => {
      const { sealer } = theatre.stage.runtime.store;
      await sealer.seal();
      expect((await sealer.verifyChain()).ok).toBe(true);
      await theatre.database.sql(
        `UPDATE audit_entry SET reason = reason || '!' WHERE id = (SELECT id FROM audit_entry WHERE chain_seq = 5)`,
      );
      expect(await sealer.verifyChain()).toMatchObject({ ok: false, at: 5 });
    });
  });
}
