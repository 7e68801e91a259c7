import { SeededRandom } from '@mlc/kernel';
import type { AppName } from '../../apps/cli/src/demo/processes.js';

/** Moments the story names while work is under way. */
const MOMENTS = ['before_sync', 'receiving', 'receiving_again', 'shipping'];
const VICTIMS: AppName[] = ['poller', 'ingress', 'worker'];

export interface PlannedKill {
  victim: AppName;
  moment: string;
  afterMs: number;
  name: string;
}

/** Seeds rotate from run to run; MLC_KILL_SEED repeats one, and `none` tells the story with no kill but its own. */
export function seedOfKills(salt: number): number | null {
  const given = process.env['MLC_KILL_SEED'];
  if (given === 'none') return null;
  return given === undefined ? (Math.floor(Date.now() / 1000) % 1_000_000) + salt * 1_000_000 : Number(given);
}

/** Poller, ingress and worker killed `each` times, every time at a moment the seed picks. */
export function killsOf(seed: number, each: number): PlannedKill[] {
  const random = new SeededRandom(seed);
  return VICTIMS.flatMap((victim) =>
    Array.from({ length: each }, () => {
      const moment = random.pick(MOMENTS);
      const afterMs = random.below(2500);
      return { victim, moment, afterMs, name: `${victim}@${moment}+${afterMs}ms` };
    }),
  );
}
