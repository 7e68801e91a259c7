import type { ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted } from '../shared/building.js';
import { moreThan } from '../shared/units.js';
import { type CountGap, countGap, countGapText } from './receiving.cases.js';
import { endedBeforeGoLive } from './wro-times.js';

/**
 * An ended WRO of which more was counted than put away. The other way round says nothing: the count may lag behind
 * (observed: 0 received and 50 stowed). While it goes on both may still grow.
 */
export function countGaps(wro: ShipBobWro, context: PlanContext): Findings {
  const { count_gap: how, qty } = context.settings.receipt;
  if (how === 'off' || qty === 'received' || wro.status !== 'Completed' || endedBeforeGoLive(wro, context))
    return noFindings();
  const sums = new Map<number, CountGap>();
  for (const { inventory_id, sku, received_quantity, stowed_quantity } of wro.inventory_quantities) {
    const sum = sums.get(inventory_id) ?? { sku: sku || `inventory ${inventory_id}`, counted: 0, stowed: 0 };
    sums.set(inventory_id, {
      ...sum,
      counted: sum.counted + received_quantity,
      stowed: sum.stowed + stowed_quantity,
    });
  }
  const lines = [...sums.values()].filter(({ counted, stowed }) => moreThan(counted, stowed));
  if (lines.length === 0) return noFindings();
  return how === 'case' ? cased(countGap(wro, lines)) : noted(`counted more than put away: ${countGapText(lines)}`);
}
