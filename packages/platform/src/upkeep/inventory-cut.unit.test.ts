import { settingsSchema } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { cutAfter } from './inventory-cut.js';

describe('cuts of stock', () => {
  it('follow each other by the hours of the setting, a day by default', () => {
    const at = new Date('2026-11-25T10:00:00Z');
    const next = (inventory: object) => cutAfter(at, settingsSchema.parse({ inventory })).toISOString();
    expect(next({})).toBe('2026-11-26T10:00:00.000Z');
    expect(next({ cut_hours: 1 })).toBe('2026-11-25T11:00:00.000Z');
  });
});
