import { describe, expect, it } from 'vitest';
import { counted, filled, listed } from './text.js';

describe('words for people', () => {
  it('list things with commas and one `and`', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });

  it('count one, and many', () => {
    expect([counted(0, 'box', 'boxes'), counted(1, 'box', 'boxes'), counted(2, 'unit')]).toEqual([
      '0 boxes',
      '1 box',
      '2 units',
    ]);
  });

  it('are nothing when they are blank', () => {
    expect([filled(' a '), filled('  '), filled(''), filled(null), filled(undefined)]).toEqual([
      'a',
      null,
      null,
      null,
      null,
    ]);
  });
});
