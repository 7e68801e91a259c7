import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { simulate } from './testing/simulation.js';

const seeds = Number(process.env['MLC_SIM_SEEDS'] ?? 2000);
const first = Number(process.env['MLC_SIM_FIRST'] ?? 1);
const setNow = (ms: number): void => {
  vi.setSystemTime(ms);
};

describe('simulation of notice, look, plan, apply', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('loses nothing, does nothing twice and ends every lane, whatever is killed and whichever answer is lost', async () => {
    const hit = new Set<string>();
    let kills = 0;
    for (let seed = first; seed < first + seeds; seed += 1) {
      const report = await simulate(seed, { setNow });
      expect(report.problems, `replay with MLC_SIM_FIRST=${seed} MLC_SIM_SEEDS=1`).toEqual([]);
      for (const point of report.crashPointsHit) hit.add(point);
      kills += report.kills;
    }
    expect(kills).toBeGreaterThan(seeds);
    expect([...hit].sort()).toEqual(
      [
        'lane.leased',
        'lane.looked',
        'lane.planned',
        'effect.intended',
        'effect.sent',
        'effect.answered',
        'effect.confirmed',
        'lane.before_end',
        'lane.ended',
      ].sort(),
    );
  }, 120_000);

  it.each(['no_fence', 'retry_on_uncertain', 'one_look'] as const)(
    'catches the known bug %s when it is put back',
    async (sabotage) => {
      let caught = 0;
      for (let seed = 1; seed <= 1500 && caught === 0; seed += 1) {
        const report = await simulate(seed, { setNow, sabotage });
        if (report.problems.length > 0) caught += 1;
      }
      expect(caught).toBeGreaterThan(0);
    },
    120_000,
  );
});
