import { describe, expect, it } from 'vitest';
import { Pace, paceFor, sharedPace } from './pace.js';

describe('Pace', () => {
  it('Odoo Online gets one call at a time, one a second; a server of one’s own gets two at once', () => {
    expect(paceFor('mycompany.odoo.com')).toEqual({ concurrency: 1, minIntervalMs: 1000 });
    expect(paceFor('odoo.com.example.org')).toEqual({ concurrency: 2, minIntervalMs: 0 });
  });

  it('never runs more at once than allowed, whether calls succeed or fail', async () => {
    const pace = new Pace({ concurrency: 2, minIntervalMs: 0 });
    let running = 0;
    let most = 0;
    const work = async (n: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (n % 3 === 0) throw new Error('no');
      return n;
    };
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => pace.run(() => work(n))));
    expect(most).toBe(2);
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(13);
  });

  it('is one for all who call the same host at the same pace', () => {
    const online = { concurrency: 1, minIntervalMs: 1000 };
    const pace = sharedPace('https://a.odoo.com', online);
    expect(sharedPace('https://a.odoo.com', { ...online })).toBe(pace);
    expect(sharedPace('https://b.odoo.com', online)).not.toBe(pace);
    expect(sharedPace('https://a.odoo.com', { ...online, concurrency: 2 })).not.toBe(pace);
  });

  it('leaves the interval between two starts', async () => {
    const pace = new Pace({ concurrency: 5, minIntervalMs: 40 });
    const starts: number[] = [];
    await Promise.all([1, 2, 3].map(() => pace.run(async () => void starts.push(Date.now()))));
    const [first = 0, , third = 0] = starts;
    expect(third - first).toBeGreaterThanOrEqual(75);
  });
});
