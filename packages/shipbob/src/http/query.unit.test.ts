import { describe, expect, it } from 'vitest';
import { chunkValues, queryText } from './query.js';

describe('queries', () => {
  it('leave the operators : and , as they are and escape everything else', () => {
    const query = { SKU: { any: ['A b', 'c&d', 'e+f', 'ü'] }, Statuses: ['Awaiting', 'Arrived'], Page: 2, From: '1:2' };
    expect(queryText(query)).toBe('?SKU=any:A%20b,c%26d,e%2Bf,%C3%BC&Statuses=Awaiting,Arrived&Page=2&From=1:2');
  });

  it('escape a comma inside a value, since there it is data', () => {
    expect(queryText({ Search: 'a,b' })).toBe('?Search=a%2Cb');
  });

  it('leave out members that are undefined', () => {
    expect(queryText({ A: undefined })).toBe('');
  });

  it('cut lists by the length of the escaped text, losing and doubling nothing', () => {
    const values = Array.from({ length: 1000 }, (_, index) => `SKU ${index}`);
    const chunks = chunkValues(values, { lengthMax: 6000 });
    expect(chunks.flat()).toEqual(values);
    for (const chunk of chunks) expect(chunk.map(encodeURIComponent).join(',').length).toBeLessThanOrEqual(6000);
    expect(chunks.length).toBeLessThanOrEqual(3);
  });

  it('give a value longer than the limit a list of its own instead of dropping it', () => {
    expect(chunkValues(['a', 'x'.repeat(50), 'b'], { lengthMax: 10 })).toEqual([['a'], ['x'.repeat(50)], ['b']]);
  });
});
