import type { JsonObject } from '@mlc/kernel';
import type { PlannedEffect } from '../plan.js';
import type { OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Chain, doneQuantities, incoming, isClosed, ownReceiptMark } from '../shared/receipts.js';
import { doneLots, type Lot } from './lots.js';
import type { Placing } from './placement.js';
import { dataWith, plus, setAsideOf } from './set-aside.js';

export type Resolution = PlanContext['settings']['receipt']['unexpected'];

/** What everything that one WRO asks is judged by. */
export interface Scene {
  chain: Chain;
  wro: ShipBobWro;
  order: OdooPurchaseOrder;
  seen: PurchaseOrderSeen;
  context: PlanContext;
  placing: Placing | null;
}

/** Goods that ShipBob has put away and that no open receipt is for. */
export interface Loose {
  product_id: number;
  sku: string;
  quantity: number;
  /** Null for products that are not tracked by lot. */
  lots: Lot[] | null;
  /** False where lots are missing or the receipt counts in another unit: nothing can be proposed. */
  isBookable: boolean;
}

/** What a person may agree to, for goods that nothing is waiting for; `hold` proposes nothing. */
export function resolutionOf(rule: Resolution, goods: Loose[], scene: Scene, keeps?: JsonObject): PlannedEffect[] {
  const bookable = goods.filter(({ isBookable }) => isBookable);
  if (rule === 'hold' || bookable.length === 0) return [];
  // Goods that a hub spreads over centres lie at no one place where they could be counted up.
  const isCounted = rule === 'adjust_stock' && !scene.placing?.isInTransit;
  if (isCounted) return adjustments(bookable, scene);
  return [receipt(rule === 'add_to_po' ? rule : 'child_receipt', bookable, scene, keeps)];
}

function receipt(
  rule: 'add_to_po' | 'child_receipt',
  goods: Loose[],
  { chain, wro, order, placing }: Scene,
  keeps?: JsonObject,
): PlannedEffect {
  const done = doneQuantities(incoming(order));
  const lotsDone = doneLots(incoming(order));
  const open = chain.pickings.find((picking) => !isClosed(picking));
  const isOwn = rule === 'child_receipt' || open === undefined;
  const lines = goods.map(({ product_id, sku, quantity, lots }) => {
    const before = done.get(product_id) ?? 0;
    const goals = lots?.map((lot) => ({
      ...lot,
      quantity: lot.quantity + (lotsDone.get(product_id)?.get(lot.name)?.quantity ?? 0),
    }));
    const line = { product_id, sku, done: before, goal: before + quantity, beyond_order: true };
    return goals ? { ...line, lots: goals } : line;
  });
  const picking = open ?? chain.head;
  return {
    flow: 'receiving',
    operation: 'odoo.receipt.book',
    target: 'odoo',
    kind: 'converge',
    businessKey: `picking ${picking.id}`,
    title: `receive ${goods.map(({ sku, quantity }) => `${quantity} x ${sku}`).join(', ')} ${isOwn ? `on a receipt of their own for ${order.name}` : `on ${picking.name} of ${order.name}`}`,
    before: Object.fromEntries(lines.map((line) => [line.sku, line.done])),
    after: Object.fromEntries(lines.map((line) => [line.sku, line.goal])),
    request: {
      purchase_order_id: order.id,
      picking_id: picking.id,
      lines,
      keep_backorder: true,
      ...(isOwn ? { new_receipt: ownReceiptMark(wro.id) } : {}),
      ...(placing?.isInTransit ? { location_dest_id: placing.from.id } : {}),
    },
    reason: `WRO ${wro.id} stowed them, and a person agreed`,
    link: keeps ? keeping(chain, keeps) : null,
  };
}

/** One count for each product and lot whose stock was seen; the link learns that these goods are settled. */
function adjustments(goods: Loose[], scene: Scene): PlannedEffect[] {
  const { chain, wro, seen } = scene;
  const location = chain.head.location_dest_id;
  let aside = setAsideOf(chain.link);
  return goods.flatMap(({ product_id, sku, quantity, lots }) =>
    (lots ?? [{ name: null, quantity }]).flatMap((lot): PlannedEffect[] => {
      const key = [product_id, location, ...(lot.name === null ? [] : [lot.name])].join('@');
      const expected = seen.stock === undefined ? undefined : (seen.stock[key] ?? 0);
      if (expected === undefined) return [];
      aside = { ...aside, settled: plus(aside.settled, product_id, lot.quantity) };
      const after = expected + lot.quantity;
      return [
        {
          flow: 'receiving',
          operation: 'odoo.stock.adjust',
          target: 'odoo',
          kind: 'converge',
          businessKey: `product ${product_id} at ${location}`,
          title: `count ${sku} up by ${lot.quantity}`,
          before: { [sku]: expected },
          after: { [sku]: after },
          request: {
            product_id,
            sku,
            location_id: location,
            lot: lot.name,
            expected,
            quantity: after,
            reason: `ShipBob WRO ${wro.id} ${wro.purchase_order_number ?? ''}`.trim(),
          },
          reason: `WRO ${wro.id} stowed them, and a person agreed`,
          link: keeping(chain, dataWith(chain.link, aside)),
        },
      ];
    }),
  );
}

const keeping = ({ link }: Chain, data: JsonObject): PlannedEffect['link'] => ({
  odooModel: link.odooModel,
  odooId: link.odooId,
  shipbobType: 'wro',
  keeps: { shipbobId: link.shipbobId, data },
});
