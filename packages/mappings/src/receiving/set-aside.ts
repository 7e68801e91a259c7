import { type JsonObject, toJson } from '@mlc/kernel';
import type { SeenLink } from '../seen.js';
import type { Quantities } from '../shared/quantities.js';
import { moreThan } from '../shared/units.js';

/**
 * Stowed goods that are no booking of ours, per product, as the WRO's link keeps them. `beforeGoLive`: what Odoo lacked of
 * the stowed quantities when the WRO was linked; it is asked about. `settled`: what a person settled otherwise.
 */
export interface SetAside {
  beforeGoLive: Quantities;
  settled: Quantities;
}

const quantitiesIn = (value: unknown): Quantities =>
  new Map(
    Object.entries(typeof value === 'object' && value !== null ? value : {}).flatMap(([id, quantity]) =>
      typeof quantity === 'number' && moreThan(quantity, 0) ? [[Number(id), quantity] as const] : [],
    ),
  );

const jsonOf = (quantities: Quantities): JsonObject =>
  Object.fromEntries(
    [...quantities]
      .filter(([, quantity]) => moreThan(quantity, 0))
      .sort(([a], [b]) => a - b)
      .map(([id, quantity]) => [String(id), quantity]),
  );

export const setAsideOf = ({ data }: SeenLink): SetAside => ({
  beforeGoLive: quantitiesIn(data['before_go_live']),
  settled: quantitiesIn(data['settled']),
});

/** What the link knows once these are set aside; everything else it knew stays. */
export function dataWith(link: SeenLink, { beforeGoLive, settled }: SetAside): JsonObject {
  const others = Object.entries(link.data).filter(([name]) => name !== 'before_go_live' && name !== 'settled');
  return {
    ...Object.fromEntries(others.map(([name, value]) => [name, toJson(value)])),
    ...(beforeGoLive.size > 0 ? { before_go_live: jsonOf(beforeGoLive) } : {}),
    ...(settled.size > 0 ? { settled: jsonOf(settled) } : {}),
  };
}

export const without = (quantities: Quantities, id: number): Quantities =>
  new Map([...quantities].filter(([other]) => other !== id));

export const plus = (quantities: Quantities, id: number, quantity: number): Quantities =>
  new Map([...quantities, [id, (quantities.get(id) ?? 0) + quantity]]);
