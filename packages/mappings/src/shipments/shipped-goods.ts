import type { PlannedCase } from '../plan.js';
import type { OdooPicking } from '../seen.js';
import { addTo, type Quantities } from '../shared/quantities.js';
import * as cases from './shipments.cases.js';
import { type Booking, skuIn } from './shipments.map.js';

/**
 * What left, per Odoo product: component quantities, lots summed. ShipBob's products may be bundles, so only inventory
 * items count. Returns a case where an item means nothing to Odoo or is not on the order.
 */
export function shippedGoods(booking: Booking): Quantities | PlannedCase {
  const { shipment, sale, seen } = booking;
  const goods: Quantities = new Map();
  const unknown: { inventory_id: number; name: string; quantity: number }[] = [];
  for (const { inventory_id, name, quantity } of shipment.items) {
    if (quantity === 0) continue;
    const product = seen.productByInventoryId[String(inventory_id)];
    if (!product) {
      unknown.push({ inventory_id, name, quantity });
      continue;
    }
    addTo(goods, product.product_id, quantity);
  }
  if (unknown.length > 0) return cases.unknownItem(shipment, unknown);
  const moves = sale.pickings
    .filter((picking) => picking.picking_type_code === 'outgoing')
    .flatMap((picking) => picking.moves)
    .filter((move) => move.state !== 'cancel');
  const sold = new Set(moves.map((move) => move.product_id));
  const strange = [...goods.keys()].filter((id) => !sold.has(id));
  if (sold.size > 0 && strange.length > 0) {
    const rows = strange.map((id) => ({ sku: skuIn(seen, id), shipped: goods.get(id) ?? 0 }));
    return cases.itemNotOnOrder(shipment, sale, rows);
  }
  return goods;
}

/** Shipped products that Odoo tracks: their deliveries can be linked when done by hand, but not booked by us. */
export function trackedGoods(
  { seen }: Booking,
  goods: Quantities,
  delivery: OdooPicking,
): { sku: string; tracking: string }[] {
  const tracked = new Map<number, string>();
  for (const { product_id, tracking } of [...Object.values(seen.productByInventoryId), ...delivery.moves])
    if (tracking !== 'none' && goods.has(product_id)) tracked.set(product_id, tracking);
  return [...tracked].sort(([a], [b]) => a - b).map(([id, tracking]) => ({ sku: skuIn(seen, id), tracking }));
}
