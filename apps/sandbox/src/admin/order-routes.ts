import { BadInput, type Json } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import type { Account } from '../shipbob/account.js';
import type { Order, Shipment } from '../shipbob/order-records.js';
import { detail } from '../shipbob/orders/allocate.js';
import { createOrder } from '../shipbob/orders/commands.js';
import { deliver, isOpen, label, setShipmentStatus, ship, split, track } from '../shipbob/orders/fulfil.js';
import { orderView } from '../shipbob/orders/view.js';
import type { Shop } from '../shipbob/shop.js';
import {
  accountSchema,
  allocateSchema,
  createOrderSchema,
  labelSchema,
  orderSchema,
  shipmentSchema,
  shipmentStatusSchema,
  trackSchema,
} from './contract.js';
import { command, question } from './http.js';
import { accountOf, bodyOf } from './shipbob-routes.js';

interface Wanted {
  user_id?: number | undefined;
  reference_id?: string | undefined;
  order_id?: number | undefined;
  shipment_id?: number | undefined;
}

export function orderOf(account: Account, wanted: Wanted): Order {
  const order = account.orders.find(
    (candidate) =>
      candidate.id === wanted.order_id ||
      (wanted.order_id === undefined && candidate.referenceId === wanted.reference_id),
  );
  if (order !== undefined) return order;
  throw new BadInput(`There is no order ${wanted.order_id ?? wanted.reference_id ?? ''}.`, {
    code: 'sandbox.order.unknown',
    field: 'reference_id',
  });
}

/** The named shipment, or all for which the step still makes sense. */
export function shipmentsOf(order: Order, wanted: Wanted, fits: (shipment: Shipment) => boolean): Shipment[] {
  if (wanted.shipment_id === undefined) return order.shipments.filter(fits);
  const shipment = order.shipments.find((candidate) => candidate.id === wanted.shipment_id);
  if (shipment !== undefined) return [shipment];
  throw new BadInput(`Order ${order.referenceId} has no shipment ${wanted.shipment_id}.`, {
    code: 'sandbox.shipment.unknown',
    field: 'shipment_id',
  });
}

/** Orders as the warehouse and the carrier see them. Nothing here is in the journal. */
export function orderAdminRoutes(app: FastifyInstance, shop: Shop): void {
  /** Finds the order, lets `act` work on the shipments that fit, answers the order. */
  const step = (
    wanted: Wanted,
    fits: (shipment: Shipment) => boolean,
    act: (account: Account, order: Order, shipment: Shipment) => void,
  ): Json => {
    const account = accountOf(shop, wanted.user_id);
    const order = orderOf(account, wanted);
    for (const shipment of shipmentsOf(order, wanted, fits)) act(account, order, shipment);
    return orderView(account, order);
  };

  question(app, '/shipbob/orders', accountSchema, ({ user_id }) => {
    const account = accountOf(shop, user_id);
    return account.orders.map((order) => orderView(account, order));
  });
  command(app, '/shipbob/orders', createOrderSchema, ({ user_id, channel_id, body }) => {
    const account = accountOf(shop, user_id);
    const channelId = channel_id ?? account.channels[0]?.id ?? 0;
    return bodyOf(createOrder(shop, account, channelId, body));
  });
  command(app, '/shipbob/orders/get', orderSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    return orderView(account, orderOf(account, wish));
  });
  command(app, '/shipbob/orders/allocate', allocateSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const order = orderOf(account, wish);
    const shares = wish.shipments.map((share) => ({
      centreId: share.fulfillment_center_id,
      items: share.items.map((item) => ({
        sku: item.sku,
        quantity: item.quantity,
        lot: item.lot_number,
        expiration: item.expiration_date,
        serials: item.serial_numbers,
      })),
    }));
    split(shop, account, order, shares);
    return orderView(account, order);
  });
  command(app, '/shipbob/orders/label', labelSchema, (wish) =>
    step(wish, isOpen, (account, order, shipment) => label(shop, account, order, shipment, wish)),
  );
  command(app, '/shipbob/orders/ship', labelSchema, (wish) =>
    step(
      wish,
      (shipment) => shipment.status !== 'Completed' && shipment.status !== 'Cancelled',
      (account, order, shipment) => ship(shop, account, order, shipment, wish),
    ),
  );
  command(app, '/shipbob/orders/track', trackSchema, (wish) =>
    step(
      wish,
      (shipment) => shipment.actualFulfillment !== null,
      (account, order, shipment) => track(shop, account, order, shipment, wish.tracking),
    ),
  );
  command(app, '/shipbob/orders/deliver', shipmentSchema, (wish) =>
    step(
      wish,
      (shipment) => shipment.delivered === null && shipment.status !== 'Cancelled',
      (account, order, shipment) => deliver(shop, account, order, shipment),
    ),
  );
  command(app, '/shipbob/orders/status', shipmentStatusSchema, (wish) =>
    step(
      wish,
      () => true,
      (account, order, shipment) => {
        const details = wish.detail ? [detail(wish.detail.id, wish.detail.name, wish.detail.description)] : [];
        setShipmentStatus(shop, account, order, shipment, wish.status, details);
      },
    ),
  );
}
