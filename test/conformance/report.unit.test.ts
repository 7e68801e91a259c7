import { describe, expect, it } from 'vitest';
import { type Column, Report, Undecided } from './report.js';

const sandbox: Column = { name: 'sandbox', isReal: false, twin: null };
const real: Column = { name: 'real', isReal: true, twin: 'sandbox' };

async function reported(
  check: (column: Column, note: (what: string, seen: unknown) => void) => void,
): Promise<{ text: string; thrown: unknown[] }> {
  const report = new Report('Conformance', [sandbox, real]);
  const thrown: unknown[] = [];
  for (const column of [sandbox, real])
    await report
      .judge(column, 'a check', async (note) => check(column, note))
      .catch((error: unknown) => thrown.push(error));
  return { text: report.markdown(), thrown };
}

describe('the report of a conformance run', () => {
  it('tells a difference in its own words and lets the test fail', async () => {
    const { text, thrown } = await reported(({ isReal }) => {
      if (isReal) throw new Error('expected 7 | 8\nand more');
    });
    expect(text).toContain('| a check | pass | differs: expected 7 \\| 8 |');
    expect(thrown).toHaveLength(1);
  });

  it.each(['not allowed', 'nothing there'] as const)(
    'tells that there is "%s", which is no pass and no difference',
    async (why) => {
      const { text, thrown } = await reported(({ isReal }) => {
        if (isReal) throw new Undecided(why, 'the account has no order');
      });
      expect(text).toContain(`| a check | pass | ${why}: the account has no order |`);
      expect(thrown).toEqual([]);
    },
  );

  it('tells each observation that is not the same, of lists only what one has alone', async () => {
    const { text } = await reported(({ isReal }, note) => {
      note('words', new Set(isReal ? ['Shipped', 'New'] : ['New', 'Old']));
      note('header', isReal ? 'absent' : 'present');
      note('same', { id: isReal ? 7 : 8, state: 'done' });
    });
    expect(text).toContain('3 observations were compared.');
    expect(text).toContain('| a check: words | real | Shipped | Old |');
    expect(text).toContain('| a check: header | real | absent | present |');
    expect(text).not.toContain('same');
  });

  it('says so where no real server was asked', () => {
    expect(new Report('Conformance', [sandbox]).markdown()).toContain('nothing was compared');
  });
});
