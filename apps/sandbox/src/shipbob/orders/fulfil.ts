import { BadInput } from '@mlc/kernel';
import type { Account } from '../account.js';
import { chargeShipment } from '../billing/charges.js';
import { movePieces } from '../inventory/stock.js';
import type {
  CarrierStatus,
  Carton,
  Order,
  Shipment,
  ShipmentLine,
  ShipmentStatus,
  StatusDetail,
  Tracking,
} from '../order-records.js';
import type { Shop } from '../shop.js';
import { detail, newShipment } from './allocate.js';
import { orderView, shipmentView } from './view.js';

/** What the warehouse and the carrier do to an order. */

export function touch(shop: Shop, shipment: Shipment): void {
  shipment.lastUpdate = shop.stamp();
}

function note(shop: Shop, shipment: Shipment, typeId: number, name: string): void {
  touch(shop, shipment);
  shipment.log.push({ typeId, name, text: name, timestamp: shipment.lastUpdate });
}

/** Webhooks `order.shipment.*`: the shipment as body. */
export function tellShipment(shop: Shop, account: Account, topic: string, order: Order, shipment: Shipment): void {
  shop.sender.emit(account.subscriptions, topic, () => shipmentView(account, order, shipment));
}

/** A shipment that may still get a label. */
export const isOpen = (shipment: Shipment): boolean =>
  shipment.actualFulfillment === null && !['Completed', 'Cancelled', 'CleanSweeped'].includes(shipment.status);

export interface Share {
  centreId: number;
  items: { sku: string; quantity: number; lot: string | null; expiration: string | null; serials: string[] }[];
}

/** Replaces the allocation: which centre ships what in how many shipments. The first keeps the id of the first. */
export function split(shop: Shop, account: Account, order: Order, shares: Share[]): void {
  if (!order.shipments.every(isOpen)) {
    throw new BadInput(`Order ${order.referenceId} has shipments that left already.`, {
      code: 'sandbox.order.shipped',
      field: 'reference_id',
    });
  }
  const ids = order.shipments.map((shipment) => shipment.id);
  order.shipments = shares.map((share, index) => {
    const lines = share.items.map((item): ShipmentLine => {
      const variant = account.variantBySku(item.sku);
      const inventoryId = variant?.inventory.inventory_id;
      if (variant === undefined || !inventoryId) {
        throw new BadInput(`SKU ${item.sku} is no stocked product.`, { code: 'sandbox.sku', field: 'sku' });
      }
      return {
        variantId: variant.id,
        inventoryId,
        quantity: item.quantity,
        committed: item.quantity,
        lot: item.lot,
        expiration: item.expiration,
        serials: item.serials,
      };
    });
    return newShipment(shop, share.centreId, lines, ids[index]);
  });
}

export interface Label {
  tracking: Omit<Tracking, 'bol' | 'shipping_date' | 'pro_number' | 'scac'> | null;
  cartons: Carton[];
}

/** Picks, packs and prints the label; `order.shipped` goes out, even when the tracking number is not there yet. */
export function label(shop: Shop, account: Account, order: Order, shipment: Shipment, given: Label): void {
  note(shop, shipment, 604, 'Picked');
  note(shop, shipment, 607, 'Labeled');
  shipment.status = 'Processing';
  shipment.details = [detail(102, 'Labeled', 'Label Generated')];
  shipment.actualFulfillment = shipment.lastUpdate;
  shipment.invoiceAmount = shop.options.feeShipping;
  shipment.cartons = given.cartons;
  carrierSays(shop, shipment, { status: 'PreTransit', substatus: 'Label created', message: 'Label created' });
  if (given.tracking !== null) setTracking(shop, shipment, given.tracking);
  const all = order.shipments.every((other) => other.actualFulfillment !== null || other.status === 'Cancelled');
  const perShipment = shop.options.orderShippedPer === 'shipment';
  if (!perShipment && (!all || order.shippedTold)) return;
  order.shippedTold = true;
  shop.sender.emit(account.subscriptions, 'order.shipped', () => orderView(account, order));
}

function setTracking(shop: Shop, shipment: Shipment, given: NonNullable<Label['tracking']>): void {
  const at = shop.stamp();
  shipment.tracking = { ...given, bol: null, shipping_date: at, pro_number: null, scac: null };
  shipment.lastTrackingUpdate = at;
  shipment.lastUpdate = at;
}

/** The tracking number comes late or changes. */
export function track(
  shop: Shop,
  account: Account,
  order: Order,
  shipment: Shipment,
  given: NonNullable<Label['tracking']>,
): void {
  setTracking(shop, shipment, given);
  tellShipment(shop, account, 'order.shipment.tracking.updated', order, shipment);
}

/** The parcel leaves the dock: pieces leave the shelves, status Completed. That is not "delivered". */
export function ship(shop: Shop, account: Account, order: Order, shipment: Shipment, given: Label): void {
  if (shipment.actualFulfillment === null) label(shop, account, order, shipment, given);
  else if (given.tracking !== null) setTracking(shop, shipment, given.tracking);
  note(shop, shipment, 610, 'Shipped');
  shipment.status = 'Completed';
  shipment.details = [detail(201, 'InTransit', 'Shipment In Transit')];
  carrierSays(shop, shipment, { status: 'InTransit', substatus: 'In Transit', message: 'Shipment In Transit' });
  for (const line of shipment.lines) {
    const place = { inventoryId: line.inventoryId, lotNumber: line.lot, lotDate: line.expiration };
    if (shipment.centreId === null) continue;
    movePieces(shop, account, { ...place, centreId: shipment.centreId }, -line.quantity, {
      category: 'OrderPicked',
      orderId: order.id,
      references: [{ key: 'ShipmentId', value: String(shipment.id) }],
    });
  }
  chargeShipment(shop, account, order, shipment);
}

/** A row of the carrier's history. */
export function carrierSays(
  shop: Shop,
  shipment: Shipment,
  said: { status: CarrierStatus; substatus: string; message: string; location?: string | null | undefined },
): void {
  const { status, substatus, message, location = null } = said;
  shipment.carrierEvents.push({ timestamp: shop.stamp(), status, substatus, message, location });
}

/** What the carrier reports after the parcel left. A delivery exception has no webhook (observed): it shows in the details and in the tracking calls. */
export function carrierEvent(
  shop: Shop,
  account: Account,
  order: Order,
  shipment: Shipment,
  said: { status: CarrierStatus; substatus: string; message: string; location?: string | null | undefined },
): void {
  if (said.status === 'Delivered') {
    deliver(shop, account, order, shipment);
    return;
  }
  carrierSays(shop, shipment, said);
  touch(shop, shipment);
  if (said.status === 'DeliveryException') shipment.details = [detail(204, 'DeliveryException', said.message)];
}

export function deliver(shop: Shop, account: Account, order: Order, shipment: Shipment): void {
  if (shipment.status !== 'Completed') ship(shop, account, order, shipment, { tracking: null, cartons: [] });
  note(shop, shipment, 613, 'Delivered');
  shipment.details = [detail(203, 'Delivered', 'Shipment Delivered')];
  shipment.delivered = shipment.lastUpdate;
  carrierSays(shop, shipment, { status: 'Delivered', substatus: 'Delivered', message: 'Shipment Delivered' });
  tellShipment(shop, account, 'order.shipment.delivered', order, shipment);
  const all = order.shipments.every((other) => other.delivered !== null || other.status === 'Cancelled');
  if (all) shop.sender.emit(account.subscriptions, 'order.delivered', () => orderView(account, order));
}

const TOPIC_OF: Partial<Record<ShipmentStatus, string>> = {
  Exception: 'order.shipment.exception',
  OnHold: 'order.shipment.on_hold',
  Cancelled: 'order.shipment.cancelled',
};

/** Any status by hand, e.g. OnHold with detail 401 InvalidAddress. */
export function setShipmentStatus(
  shop: Shop,
  account: Account,
  order: Order,
  shipment: Shipment,
  status: ShipmentStatus,
  details: StatusDetail[],
): void {
  shipment.status = status;
  shipment.details = details;
  note(shop, shipment, 600, status);
  const topic = TOPIC_OF[status];
  if (topic !== undefined) tellShipment(shop, account, topic, order, shipment);
}

/** Possible only while nothing was picked. Says whether it was done. */
export function cancelShipment(shop: Shop, account: Account, order: Order, shipment: Shipment): boolean {
  if (!isOpen(shipment)) return false;
  setShipmentStatus(shop, account, order, shipment, 'Cancelled', []);
  return true;
}
