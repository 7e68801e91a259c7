import { describe, expect, it } from 'vitest';
import { context, picking } from '../shared/fixtures.test.js';
import { boxNumbers, trackingNumbers } from './tracking.js';

const numbers = (value: unknown, tracking_field: string | null = 'x_tracking') =>
  trackingNumbers(picking(100, [], { extra: { x_tracking: value } }), context({ wro: { tracking_field } }));

describe('the tracking numbers of a receipt', () => {
  it('are parted by commas, semicolons and lines, without blanks, each once', () => {
    expect(numbers('1Z 0001,1Z0002;1Z0003\n1Z0004, 1Z0001')).toEqual(['1Z0001', '1Z0002', '1Z0003', '1Z0004']);
  });

  it('have 6 to 40 letters, digits and hyphens, some of them digits', () => {
    const [short, long] = ['12345', '1'.repeat(41)];
    expect(numbers(`${short},${long},master,AB.123456,1Z_12345,#123456,123456#`)).toEqual([]);
    expect(numbers(`123456,${'1'.repeat(40)},AB-12-cd`)).toEqual(['123456', '1'.repeat(40), 'AB-12-cd']);
  });

  it('are none where the field is no text, or the receipt does not have it', () => {
    expect(numbers(1234567)).toEqual([]);
    expect(numbers('1Z0001', null)).toEqual([]);
    expect(numbers('1Z0001', 'x_other')).toEqual([]);
    expect(numbers('1Z0001', 'carrier_tracking_ref')).toEqual([]);
    const bare = picking(100, [], { carrier_tracking_ref: '1Z0005' });
    expect(trackingNumbers(bare, context({ wro: { tracking_field: 'x_tracking' } }))).toEqual([]);
    expect(trackingNumbers(bare, context())).toEqual(['1Z0005']);
  });
});

describe('what stands on the boxes', () => {
  const on = (boxes: number, known: string[], tracking_placeholder = 'TBD-{number}') =>
    boxNumbers(boxes, known, 'P1', context({ wro: { tracking_placeholder } }));

  it('is the number of each box, and a placeholder with its place where there is none', () => {
    expect(on(3, ['1Z0001'])).toEqual(['1Z0001', 'TBD-P1-2', 'TBD-P1-3']);
    expect(on(1, [])).toEqual(['TBD-P1']);
    expect(on(1, ['1Z0001', '1Z0002'])).toEqual(['1Z0001']);
  });

  it('is the WRO’s number where the placeholder is empty', () => {
    expect(on(1, [], '')).toEqual(['P1']);
  });
});
