import type { JsonObject } from '@mlc/kernel';
import { stowedOf } from '../receiving/stowed.js';
import { mayHaveStowedBefore } from '../receiving/wro-times.js';
import type { OdooPicking, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { doneQuantities } from '../shared/receipts.js';
import { moreThan } from '../shared/units.js';

/**
 * What a WRO that began before go-live had stowed when it was linked, per product: its baseline, from which later stows
 * count. `before_go_live` is what Odoo lacked of it then. Empty for a WRO that began afterwards.
 */
export function baselineOf(
  { pickings, seen }: { pickings: OdooPicking[]; seen: PurchaseOrderSeen },
  wro: ShipBobWro,
  context: PlanContext,
): JsonObject {
  if (!mayHaveStowedBefore(wro, context)) return {};
  const { stowed } = stowedOf(wro, seen.products, context.settings.receipt.qty);
  const done = doneQuantities(pickings);
  const counted = [...stowed].filter(([, quantity]) => moreThan(quantity, 0)).sort(([a], [b]) => a - b);
  if (counted.length === 0) return {};
  const gaps = counted
    .map(([id, quantity]): [string, number] => [String(id), quantity - (done.get(id) ?? 0)])
    .filter(([, gap]) => moreThan(gap, 0));
  return {
    baseline: Object.fromEntries(counted.map(([id, quantity]) => [String(id), quantity])),
    ...(gaps.length > 0 ? { before_go_live: Object.fromEntries(gaps) } : {}),
  };
}
