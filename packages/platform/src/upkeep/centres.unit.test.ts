import type { ShipBobLocation } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { judgeCentres, readCentresMemory } from './centres.js';

const centre = (id: number, more: Partial<ShipBobLocation> = {}): ShipBobLocation => ({
  id,
  name: `Centre ${id}`,
  abbreviation: `C${id}`,
  is_active: true,
  is_receiving_enabled: true,
  is_shipping_enabled: true,
  access_granted: true,
  timezone: null,
  region: null,
  services: [],
  ...more,
});
const mapped = [{ fulfillment_center_id: 8, warehouse: 'SB' }];
const first = readCentresMemory({});
const DAY1 = '2026-11-25T10:00:00.000Z';
const DAY2 = '2026-11-26T10:00:00.000Z';

describe('the centres of an account', () => {
  it('are taken as known at the first look, and told when one becomes usable later', () => {
    const seen = judgeCentres([centre(8), centre(9), centre(10, { access_granted: false })], mapped, first, DAY1);
    expect(seen).toEqual({ known: [8, 9], problems: [], fresh: [] });
    const later = judgeCentres([centre(8), centre(9), centre(10)], mapped, seen, DAY2);
    expect(later.fresh).toEqual([{ id: 10, name: 'Centre 10', since: DAY2 }]);
  });

  it('stay told until the settings name them, or they are gone', () => {
    const before = { known: [8, 10], problems: [], fresh: [{ id: 10, name: 'Centre 10', since: DAY1 }] };
    expect(judgeCentres([centre(8), centre(10)], mapped, before, DAY2).fresh).toMatchObject([{ id: 10, since: DAY1 }]);
    const both = [...mapped, { fulfillment_center_id: 10, warehouse: 'W10' }];
    expect(judgeCentres([centre(8), centre(10)], both, before, DAY2).fresh).toEqual([]);
    expect(judgeCentres([centre(8)], mapped, before, DAY2).fresh).toEqual([]);
  });

  it.each([
    [[], 'not among'],
    [[centre(8, { is_active: false })], 'was closed'],
    [[centre(8, { access_granted: false })], 'no access'],
    [[centre(8, { is_receiving_enabled: false })], 'takes no goods'],
  ])('of the settings that can no longer be used are told: %#', (locations, words) => {
    const { problems } = judgeCentres(locations, mapped, first, DAY1);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });
});
