import type { Account } from '../account.js';
import type { Order, Shipment } from '../order-records.js';
import type { Wro } from '../records.js';
import type { ReturnOrder } from '../returns/records.js';
import type { Shop } from '../shop.js';
import { chargeOnce } from './ledger.js';

/** The rows that ShipBob writes by itself: one for each shipment, return and WRO, when its work is done. */

export function chargeShipment(shop: Shop, account: Account, _order: Order, shipment: Shipment): void {
  const amount = shop.options.feeShipping;
  chargeOnce(shop, account, {
    type: 'Charge',
    fee: 'Shipping',
    amount,
    referenceId: String(shipment.id),
    referenceType: 'Shipment',
    centre: centreName(account, shipment.centreId),
    details: { TrackingId: shipment.tracking?.tracking_number ?? '', Comment: '' },
  });
  shipment.invoiceAmount ??= amount;
}

export function chargeReturn(shop: Shop, account: Account, order: ReturnOrder): void {
  const amount = shop.options.feeReturn;
  chargeOnce(shop, account, {
    type: 'Charge',
    fee: order.type === 'Regular' ? 'Return Processed by Operations Fee' : 'Return to sender - Processing Fees',
    amount,
    referenceId: String(order.id),
    referenceType: 'Return',
    centre: centreName(account, order.centreId),
    details: { TrackingId: order.trackingNumber ?? '', Comment: '' },
  });
  order.invoiceAmount = amount;
}

export function chargeWro(shop: Shop, account: Account, wro: Wro): void {
  chargeOnce(shop, account, {
    type: 'Charge',
    fee: 'WRO Receiving Fee',
    amount: shop.options.feeReceiving,
    referenceId: String(wro.id),
    referenceType: 'WRO',
    centre: centreName(account, wro.centreId),
    details: { Comment: '' },
  });
}

const centreName = (account: Account, id: number | null): string | null =>
  id === null ? null : (account.centre(id)?.name ?? null);
