import { laneKey } from '../lanes.js';
import { ignored, nothing, type Plan, type PlannedEffect } from '../plan.js';
import type { ShipBobUnidentifiedReceipt, UroSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { noFindings, planOf } from '../shared/building.js';
import { proposing } from '../shared/proposals.js';
import { listed } from '../shared/text.js';
import { unclaimed } from './receiving.cases.js';
import { clockOf } from './unidentified.js';

/** What staff wrote on the goods, word by word: an order's number, a SKU or a barcode may be among them. */
export const wordsOfUro = ({ barcode, comment }: ShipBobUnidentifiedReceipt): string[] => [
  ...new Set(`${barcode ?? ''} ${comment ?? ''}`.split(/[\s,;:()#]+/).filter((word) => word.length > 2)),
];

/**
 * Goods on hold at ShipBob. Those of an order with a WRO under way are its own lane's; those that name nothing of ours are a
 * case until ShipBob has settled them or linked them to a WRO.
 */
export function planUro(seen: UroSeen, context: PlanContext): Plan {
  const { uro } = seen;
  if (uro === null) return ignored('ShipBob has settled these goods');
  const orders = seen.orders.filter((order) => order.isUnderWay);
  if (orders.length > 0) return handOver(uro, orders, context);
  if (uro.linked_wro_id !== null) return nothing(`URO ${uro.id} is linked to WRO ${uro.linked_wro_id} at ShipBob`);
  const clock = clockOf(uro, context);
  const found = proposing(unclaimed(uro, clock, seen), proposed(uro, seen, context));
  return planOf({ ...noFindings(), cases: [found], laterAt: [clock.nextDay] }, 'on hold');
}

/** Looked at again each day, since the order's own lane forgets them when its WRO ends. */
function handOver(uro: ShipBobUnidentifiedReceipt, orders: UroSeen['orders'], context: PlanContext): Plan {
  const reason = `URO ${uro.id} holds goods of ${listed(orders.map(({ name }) => name))}`;
  return {
    effects: [],
    adoptions: [],
    rings: orders.map(({ id }) => ({ lane: laneKey('purchase-order', id), reason })),
    end: { kind: 'later', at: clockOf(uro, context).nextDay.toISOString(), waitsFor: [], reason },
  };
}

/** Only where one WRO of ours lacks just this product: ShipBob offers no way back. */
function proposed(uro: ShipBobUnidentifiedReceipt, { product, short }: UroSeen, { settings }: PlanContext) {
  const [only, ...more] = short;
  if (settings.receipt.unclaimed !== 'associate' || product === null || !only || more.length > 0) return [];
  const effect: PlannedEffect = {
    flow: 'receiving',
    operation: 'shipbob.uro.associate',
    target: 'shipbob',
    kind: 'converge',
    businessKey: `uro ${uro.id}`,
    title: `tell ShipBob that URO ${uro.id} belongs to WRO ${only.wro_id} of ${only.order}`,
    before: { linked_wro_id: null },
    after: { linked_wro_id: only.wro_id },
    request: { uro_id: uro.id, wro_id: only.wro_id },
    reason: `WRO ${only.wro_id} lacks ${only.expected - only.stowed} x ${product.sku}, and a person agreed`,
    link: null,
  };
  return [effect];
}
