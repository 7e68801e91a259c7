import { describe, expect, it } from 'vitest';
import { wroLink } from '../shared/fixtures.test.js';
import { dataWith, plus, setAsideOf, without } from './set-aside.js';

const link = (data: Record<string, unknown>) => ({ ...wroLink(100, 5), data });

describe('what a link sets aside', () => {
  it('are the positive numbers it holds; anything else says nothing', () => {
    const aside = setAsideOf(link({ before_go_live: { '1': 2, '2': 0, '3': -1, '4': '5' }, settled: { '9': 1.5 } }));
    expect([...aside.beforeGoLive]).toEqual([[1, 2]]);
    expect([...aside.settled]).toEqual([[9, 1.5]]);
    for (const odd of [null, 'x', 3, undefined])
      expect(setAsideOf(link({ before_go_live: odd, settled: odd }))).toEqual({
        beforeGoLive: new Map(),
        settled: new Map(),
      });
  });

  it('is written back beside all else that it knew, in order of the products, and goes when nothing is left', () => {
    const known = link({ adopted: true, before_go_live: { '1': 2 }, settled: { '1': 1 } });
    const written = dataWith(known, {
      beforeGoLive: new Map([
        [10, 1],
        [9, 2],
        [8, 0],
      ]),
      settled: new Map([
        [2, 1],
        [1, 1],
      ]),
    });
    expect(JSON.stringify(written)).toBe('{"adopted":true,"before_go_live":{"9":2,"10":1},"settled":{"1":1,"2":1}}');
    expect(dataWith(known, { beforeGoLive: new Map(), settled: new Map() })).toEqual({ adopted: true });
  });

  it('grows and shrinks product by product', () => {
    const before = new Map([[1, 2]]);
    expect([...plus(plus(before, 1, 3), 2, 1)]).toEqual([
      [1, 5],
      [2, 1],
    ]);
    expect([
      ...without(
        new Map([
          [1, 2],
          [2, 3],
        ]),
        1,
      ),
    ]).toEqual([[2, 3]]);
    expect([...before]).toEqual([[1, 2]]);
  });
});
