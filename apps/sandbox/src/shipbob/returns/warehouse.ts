import { BadInput } from '@mlc/kernel';
import type { Account } from '../account.js';
import { chargeReturn } from '../billing/charges.js';
import { movePieces } from '../inventory/stock.js';
import type { Order, Shipment } from '../order-records.js';
import type { Shop } from '../shop.js';
import { addReturn, preferenceOf, setReturnStatus, tellReturn } from './commands.js';
import type { ActionTaken, ReturnItem, ReturnOrder, ReturnStatus } from './records.js';

/** What the people at the returns desk do. There is no API for it on the live side either. */

const bad = (message: string, field: string): BadInput => new BadInput(message, { code: 'sandbox.return', field });

/** Moves a return to any status; completing it charges the processing. */
export function moveReturn(shop: Shop, account: Account, order: ReturnOrder, status: ReturnStatus): void {
  if (status === 'Completed' && order.status !== 'Completed') chargeReturn(shop, account, order);
  setReturnStatus(shop, account, order, status);
}

export interface Handled {
  sku: string;
  actions: ActionTaken[];
}

/** Notes what was done with each item. Restocked pieces go onto the shelf; quarantined and disposed ones do not. */
export function processReturn(shop: Shop, account: Account, order: ReturnOrder, handled: Handled[]): void {
  if (order.status === 'Completed' || order.status === 'Cancelled') {
    throw bad(`Return ${order.id} is ${order.status}; nothing can be processed.`, 'return_id');
  }
  if (order.status === 'AwaitingArrival') setReturnStatus(shop, account, order, 'Arrived');
  setReturnStatus(shop, account, order, 'Processing');
  for (const wish of handled) {
    const item = itemFor(account, order, wish.sku);
    item.taken.push(...wish.actions);
    const restocked = wish.actions.filter(({ action }) => action === 'Restock');
    const place = {
      inventoryId: item.inventoryId,
      centreId: order.centreId,
      lotNumber: item.lotNumber,
      lotDate: item.lotDate,
    };
    for (const { quantity } of restocked) {
      movePieces(shop, account, place, quantity, {
        category: 'InventoryRestocked',
        references: [{ key: 'ReturnId', value: String(order.id) }],
      });
    }
  }
  tellReturn(shop, account, 'return.updated', order);
}

/** The item of that SKU; what nobody announced becomes an item with quantity 0. */
function itemFor(account: Account, order: ReturnOrder, sku: string): ReturnItem {
  const variant = account.variantBySku(sku);
  const inventoryId = variant?.inventory.inventory_id;
  if (!inventoryId) throw bad(`SKU ${sku} is no stocked product.`, 'sku');
  const known = order.items.find((item) => item.inventoryId === inventoryId);
  if (known !== undefined) return known;
  const item: ReturnItem = {
    inventoryId,
    quantity: 0,
    requested: preferenceOf(variant, order.type),
    overridden: false,
    instructions: null,
    lotNumber: null,
    lotDate: null,
    taken: [],
  };
  order.items.push(item);
  return item;
}

/** A parcel that the carrier brought back: ShipBob makes the return itself, without any reference of the merchant. */
export function returnToSender(shop: Shop, account: Account, order: Order, shipment: Shipment): ReturnOrder {
  if (shipment.centreId === null || shipment.actualFulfillment === null) {
    throw bad(`Shipment ${shipment.id} never left; it cannot come back.`, 'shipment_id');
  }
  return addReturn(shop, account, {
    channelId: order.channelId,
    referenceId: null,
    type: 'ReturnToSender',
    centreId: shipment.centreId,
    originalShipmentId: shipment.id,
    trackingNumber: shipment.tracking?.tracking_number ?? null,
    storeOrderId: order.referenceId,
    customerName: order.recipient.name,
    items: shipment.lines.map((line) => ({
      inventoryId: line.inventoryId,
      quantity: line.quantity,
      requested: preferenceOf(account.variantByInventory(line.inventoryId), 'ReturnToSender'),
      overridden: false,
      instructions: null,
      lotNumber: line.lot,
      lotDate: line.expiration,
      taken: [],
    })),
  });
}
