import type { PlannedCase } from '../plan.js';
import type { OdooPicking, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import { addTo, type Quantities } from '../shared/quantities.js';
import { filled } from '../shared/text.js';
import * as cases from './shipments.cases.js';
import type { Booking } from './shipments.map.js';

/** One shipment, whether or not anybody knows its sale order. */
export interface Leaving {
  order: ShipBobOrder;
  shipment: ShipBobShipment;
  seen: ShipmentsSeen;
}

/**
 * What left, per Odoo product: component quantities, lots summed. ShipBob's products may be bundles, so only inventory
 * items count. Returns a case where an item means nothing to Odoo.
 */
export function shippedGoods({ shipment, seen }: Pick<Leaving, 'shipment' | 'seen'>): Quantities | PlannedCase {
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
  return unknown.length > 0 ? cases.unknownItem(shipment, unknown) : goods;
}

/** The case of goods that the sale order never asked for; null when it asked for all of them. */
export function notSold({ shipment, sale, seen }: Booking, goods: Quantities): PlannedCase | null {
  const moves = sale.pickings
    .filter((picking) => picking.picking_type_code === 'outgoing')
    .flatMap((picking) => picking.moves)
    .filter((move) => move.state !== 'cancel');
  const sold = new Set(moves.map((move) => move.product_id));
  const strange = [...goods.keys()].filter((id) => !sold.has(id));
  if (sold.size === 0 || strange.length === 0) return null;
  const rows = strange.map((id) => ({ sku: skuIn(seen, id), shipped: goods.get(id) ?? 0 }));
  return cases.itemNotOnOrder(shipment, sale, rows);
}

/** Shipped products that Odoo keeps by lot or serial number, in the order of their ids. */
export function trackedGoods(
  seen: ShipmentsSeen,
  goods: Quantities,
  delivery: OdooPicking | null,
): Map<number, 'lot' | 'serial'> {
  const tracked = new Map<number, 'lot' | 'serial'>();
  for (const { product_id, tracking } of [...Object.values(seen.productByInventoryId), ...(delivery?.moves ?? [])])
    if (tracking !== 'none' && goods.has(product_id)) tracked.set(product_id, tracking);
  return new Map([...tracked].sort(([a], [b]) => a - b));
}

export const skuIn = (seen: ShipmentsSeen, productId: number): string =>
  filled(Object.values(seen.productByInventoryId).find((product) => product.product_id === productId)?.sku) ??
  `#${productId}`;
