import { setTimeout as wait } from 'node:timers/promises';
import { SeededRandom } from '@mlc/kernel';
import { expect, it } from 'vitest';
import type { AppName } from '../../apps/cli/src/demo/processes.js';
import { tellStory } from '../../apps/cli/src/demo/story.js';
import { judge } from '../../apps/cli/src/demo/verdict.js';
import { type Backend, backendMissing, openTestStage, silent } from './told-story.js';

const MOMENTS = ['before_sync', 'receiving', 'receiving_again', 'shipping'];
const VICTIMS: AppName[] = ['poller', 'ingress', 'worker'];

/** Seeds rotate from run to run, files have different ones; MLC_KILL_SEED repeats one. */
export const killSeeds = (count: number, salt: number): number[] => {
  const first = Number(process.env['MLC_KILL_SEED'] ?? (Math.floor(Date.now() / 1000) % 1_000_000) + salt * 1_000_000);
  return Array.from({ length: count }, (_, offset) => first + offset);
};

/** For each seed the story is told once, and poller, ingress and worker are killed three times each at seeded moments. */
export function killedStorySuite(backend: Backend, seeds: number[]): void {
  it.skipIf(backendMissing(backend) !== null).each(seeds)(
    'poller, ingress and worker killed with SIGKILL three times each end in the same state (seed %d)',
    // A machine under load may be too slow for the story's own time limits once; the same seed must then pass.
    { timeout: 300_000, retry: 1 },
    async (seed) => {
      const random = new SeededRandom(seed);
      const plan = VICTIMS.flatMap((victim) =>
        [0, 1, 2].map(() => ({
          victim,
          moment: random.pick(MOMENTS),
          afterMs: random.below(2500),
        })),
      );
      console.log(
        `MLC_KILL_SEED=${seed} ${backend}: ${plan.map((p) => `${p.victim}@${p.moment}+${p.afterMs}ms`).join(' ')}`,
      );
      const theatre = await openTestStage(backend);
      const kills: Promise<void>[] = [];
      try {
        const end = await tellStory({
          stage: theatre.stage,
          out: silent(),
          disturb: async (moment) => {
            for (const kill of plan.filter((planned) => planned.moment === moment))
              kills.push(wait(kill.afterMs).then(() => theatre.stage.replace(kill.victim, 'kill')));
          },
        });
        await Promise.all(kills);
        expect(kills).toHaveLength(plan.length);
        const verdict = await judge(theatre.stage, end);
        expect(
          verdict.promises.filter((promise) => !promise.kept),
          `repeat with MLC_KILL_SEED=${seed}`,
        ).toEqual([]);
      } finally {
        await Promise.allSettled(kills);
        await theatre.close();
      }
    },
  );
}
