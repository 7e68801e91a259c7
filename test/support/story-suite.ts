import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TimelineKind } from '@mlc/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type StoryEnd, tellStory } from '../../apps/cli/src/demo/story.js';
import { judge, type Verdict } from '../../apps/cli/src/demo/verdict.js';
import { mlcInProcess } from './cli-in-process.js';
import { killsOf, type PlannedKill, seedOfKills } from './kills.js';
import { type Backend, backendMissing, openTestStage, silent, type TestStage } from './told-story.js';

const run = promisify(execFile);
const mlcEntry = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

interface Telling {
  backend: Backend;
  /** ShipBob's API version; its newest one when left out. */
  shipbobVersion?: string;
  /** How often poller, ingress and worker are each killed with SIGKILL while the story is told. */
  killsEach: number;
  /** Tells tellings of one run apart, so that each has moments of its own. */
  salt: number;
}

/** The demo's story told once, with apps killed at seeded moments, and everything it promises held against its end. */
export function storySuite({ backend, shipbobVersion, killsEach, salt }: Telling): void {
  const version: Record<string, string> =
    shipbobVersion === undefined ? {} : { MLC_DEMO_SHIPBOB_VERSION: shipbobVersion };
  const title = `the main job with the queues on ${backend}${shipbobVersion === undefined ? '' : `, ShipBob ${shipbobVersion}`}`;
  describe.skipIf(backendMissing(backend) !== null)(title, () => {
    const seed = seedOfKills(salt);
    const kills = seed === null ? [] : killsOf(seed, killsEach);
    let theatre: TestStage;
    let end: StoryEnd;
    let verdict: Verdict;

    const mlc = (...args: string[]) => mlcInProcess([...args, '--connection', end.connectionName], theatre.env);
    /** The same from a process of its own, as a person runs it; its start takes a second. */
    const mlcProcess = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
      try {
        const asked = [mlcEntry, ...args, '--connection', end.connectionName];
        return { code: 0, ...(await run(process.execPath, asked, { env: theatre.env })) };
      } catch (error) {
        return z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error);
      }
    };

    beforeAll(async () => {
      console.log(`MLC_KILL_SEED=${seed} ${backend}: ${kills.map((kill) => kill.name).join(' ')}`);
      theatre = await openTestStage(backend, { env: version });
      end = await tellKilled(theatre, kills);
      verdict = await judge(theatre.stage, end);
    }, 600_000);
    afterAll(async () => {
      await theatre?.close();
    });

    it('keeps every promise: one effect per business fact, both sides agree, cases for the rest', () => {
      expect(
        verdict.promises.filter((promise) => !promise.kept),
        `repeat with MLC_KILL_SEED=${seed}`,
      ).toEqual([]);
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
      expect((await mlcProcess('sync', '--wait', '--json')).code).toBe(0);
      expect((await mlcProcess('sync', '--wait', '--strict', '--json')).code).toBe(2);
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
      const { code, stderr } = await mlcProcess('record', 'P99999');
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

/** Tells the story and kills as planned; ends when every killed app has another in its place. */
async function tellKilled({ stage }: TestStage, kills: readonly PlannedKill[]): Promise<StoryEnd> {
  const under: Promise<void>[] = [];
  try {
    const end = await tellStory({
      stage,
      out: silent(),
      disturb: async (moment) => {
        for (const { victim, afterMs } of kills.filter((kill) => kill.moment === moment))
          under.push(wait(afterMs).then(() => stage.replace(victim, 'kill')));
      },
    });
    await Promise.all(under);
    expect(under).toHaveLength(kills.length);
    return end;
  } finally {
    await Promise.allSettled(under);
  }
}
