import { describe, expect, it } from 'vitest';
import { Repeating } from './repeating.js';

describe('Repeating', () => {
  it('runs at once, again and again, and never twice at the same time', async () => {
    let [running, most, runs] = [0, 0, 0];
    const repeating = new Repeating(1, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      runs += 1;
    });
    await repeating.start();
    expect(runs).toBe(1);
    await expect.poll(() => runs).toBeGreaterThan(3);
    await repeating.stop();
    expect(most).toBe(1);
  });

  it('has ended its last run once stop returns, and begins none after', async () => {
    let [begun, ended] = [0, 0];
    const repeating = new Repeating(1, async () => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
      ended += 1;
    });
    await repeating.start();
    await expect.poll(() => begun).toBeGreaterThan(1);
    await repeating.stop();
    expect(ended).toBe(begun);
    const atStop = begun;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toBe(atStop);
  });
});
