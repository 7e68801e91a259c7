import { laneKey } from '../lanes.js';
import { ignored, type Plan, parked } from '../plan.js';
import type { ShipBobWro, WroSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { listed } from '../shared/text.js';

/** WROs nobody waits for any more: an unknown one of these is history. */
const PAST = new Set(['Completed', 'Cancelled']);

/** Finds the purchase order of a WRO that none is linked to, and hands the work to that order's lane. */
export function planWro(seen: WroSeen, context: PlanContext): Plan {
  const { wro, link } = seen;
  if (wro === null) return ignored('ShipBob no longer shows this WRO');
  if (wro.status === 'InternalTransfer' && link === null) return ownTransfer(wro, context);
  const alive = seen.candidates.filter((order) => order.state !== 'cancel');
  const [only, ...more] = alive;
  if (only && more.length === 0) return handOver(wro, only);
  const [meant, ...others] = alive.filter(({ supplier }) => namesSupplier(wro, supplier));
  if (meant && others.length === 0) return handOver(wro, meant);
  if (link !== null) return ignored(`linked to ${link.odooModel} ${link.odooId}; its purchase order's lane judges it`);
  if (PAST.has(wro.status)) return ignored(`WRO ${wro.id} is ${wro.status} and belongs to no purchase order`);
  return only ? parked(several(wro, alive)) : parked(unmatched(wro, seen.candidates));
}

/** ShipBob's own movement between centres, whatever number it carries: no purchase order waits for it. */
function ownTransfer(wro: ShipBobWro, { settings }: PlanContext): Plan {
  const goods = wro.inventory_quantities.map(({ sku, expected_quantity }) => ({ sku, expected: expected_quantity }));
  const what = listed(goods.map(({ sku, expected }) => `${expected} x ${sku}`)) || 'no goods';
  const { id, name } = wro.fulfillment_center;
  const cause = `WRO ${wro.id} (${wro.purchase_order_number ?? 'no number'}) is ShipBob’s own transfer of ${what} to centre ${id} (${name || 'no name'})`;
  if (settings.receipt.internal_transfers === 'note') return ignored(`${cause}; it belongs to no purchase order`);
  return parked({
    flow: 'receiving',
    code: 'receiving.internal_transfer',
    cause: `${cause}. ShipBob does not say from which centre, so nothing is moved in Odoo.`,
    suggestions: [
      'Move the goods in Odoo by hand once they have arrived, if centres have locations of their own there.',
      'Or leave it: the comparison of stock shows what differs at both centres.',
    ],
    detail: { wro_id: wro.id, number: wro.purchase_order_number, centre_id: id, goods },
  });
}

/** From 2026-07 on a WRO's notes may say who sends the goods, as ours do. */
function namesSupplier({ freight }: ShipBobWro, supplier = ''): boolean {
  if (supplier === '') return false;
  const name = supplier.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, 'iu').test(freight?.notes ?? '');
}

function handOver(wro: ShipBobWro, order: { id: number; name: string }): Plan {
  const reason = `WRO ${wro.id} carries number ${wro.purchase_order_number}`;
  return {
    effects: [],
    adoptions: [],
    rings: [{ lane: laneKey('purchase-order', order.id), reason }],
    end: { kind: 'done', reason: `${reason}: handed to purchase order ${order.name}` },
  };
}

const several = (wro: ShipBobWro, orders: WroSeen['candidates']) => ({
  flow: 'receiving',
  code: 'receiving.several_orders',
  cause: `WRO ${wro.id} carries number ${wro.purchase_order_number}, which fits ${orders.length} purchase orders: ${listed(orders.map(({ name, supplier }) => (supplier ? `${name} of ${supplier}` : name)))}.`,
  suggestions: ['Change the WRO’s number at ShipBob to the name of the order that is meant.'],
  detail: { wro_id: wro.id, number: wro.purchase_order_number, purchase_order_ids: orders.map((order) => order.id) },
});

function unmatched(wro: ShipBobWro, cancelled: { id: number; name: string }[]) {
  const goods = wro.inventory_quantities.map(({ sku, expected_quantity }) => ({ sku, expected: expected_quantity }));
  const number = wro.purchase_order_number;
  const why =
    cancelled.length > 0
      ? `its purchase order ${listed(cancelled.map((order) => order.name))} is cancelled in Odoo`
      : number === null
        ? 'it has no purchase order number'
        : `no purchase order in Odoo has the name or supplier reference ${number}`;
  return {
    flow: 'receiving',
    code: 'receiving.unmatched_wro',
    cause: `WRO ${wro.id} is ${wro.status} at ShipBob with ${listed(goods.map(({ sku, expected }) => `${expected} x ${sku}`)) || 'no goods'}, and ${why}.`,
    suggestions: [
      'Set its number at ShipBob to the purchase order’s name, or the order’s supplier reference in Odoo to its number.',
      'Or cancel it at ShipBob if nobody expects it.',
    ],
    detail: { wro_id: wro.id, number, status: wro.status, goods },
  };
}
