import { BadInput } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import type { Account } from '../shipbob/account.js';
import { createReturn } from '../shipbob/returns/commands.js';
import type { ReturnOrder } from '../shipbob/returns/records.js';
import { returnView } from '../shipbob/returns/view.js';
import { moveReturn, processReturn, returnToSender } from '../shipbob/returns/warehouse.js';
import type { Shop } from '../shipbob/shop.js';
import { accountSchema } from './contract.js';
import {
  createReturnSchema,
  processReturnSchema,
  returnSchema,
  returnStatusSchema,
  returnToSenderSchema,
} from './contract-returns.js';
import { command, question } from './http.js';
import { orderOf, shipmentsOf } from './order-routes.js';
import { accountOf, bodyOf } from './shipbob-routes.js';

interface Wanted {
  return_id?: number | undefined;
  reference_id?: string | undefined;
}

function returnOf(account: Account, wanted: Wanted): ReturnOrder {
  const found = account.returns.find(
    (candidate) =>
      candidate.id === wanted.return_id ||
      (wanted.return_id === undefined &&
        wanted.reference_id !== undefined &&
        candidate.referenceId === wanted.reference_id),
  );
  if (found !== undefined) return found;
  throw new BadInput(`There is no return ${wanted.return_id ?? wanted.reference_id ?? ''}.`, {
    code: 'sandbox.return.unknown',
    field: 'reference_id',
  });
}

/** The returns desk. Nothing here is in the journal. */
export function returnAdminRoutes(app: FastifyInstance, shop: Shop): void {
  const view = (account: Account, order: ReturnOrder) => returnView(shop.options, account, order);

  question(app, '/shipbob/returns', accountSchema, ({ user_id }) => {
    const account = accountOf(shop, user_id);
    return account.returns.map((order) => view(account, order));
  });
  command(app, '/shipbob/returns', createReturnSchema, ({ user_id, channel_id, body }) => {
    const account = accountOf(shop, user_id);
    bodyOf(createReturn(shop, account, channel_id ?? account.channels[0]?.id ?? 0, body));
    const made = account.returns.at(-1);
    return made === undefined ? null : view(account, made);
  });
  command(app, '/shipbob/returns/to-sender', returnToSenderSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const byShipment = wish.shipment_id === undefined ? undefined : account.shipment(wish.shipment_id);
    const order = byShipment?.order ?? orderOf(account, wish);
    const [shipment] = shipmentsOf(order, wish, (candidate) => candidate.actualFulfillment !== null);
    if (shipment === undefined) {
      throw new BadInput(`Order ${order.referenceId} has no shipment that left.`, {
        code: 'sandbox.shipment.unknown',
        field: 'shipment_id',
      });
    }
    return view(account, returnToSender(shop, account, order, shipment));
  });
  command(app, '/shipbob/returns/status', returnStatusSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const order = returnOf(account, wish);
    moveReturn(shop, account, order, wish.status);
    return view(account, order);
  });
  command(app, '/shipbob/returns/process', processReturnSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const order = returnOf(account, wish);
    processReturn(
      shop,
      account,
      order,
      wish.items.map((item) => ({
        sku: item.sku,
        actions: item.actions.map(({ image_url, ...taken }) => ({ ...taken, imageUrl: image_url })),
      })),
    );
    if (wish.complete) moveReturn(shop, account, order, 'Completed');
    return view(account, order);
  });
  for (const [path, status] of [
    ['complete', 'Completed'],
    ['cancel', 'Cancelled'],
  ] as const) {
    command(app, `/shipbob/returns/${path}`, returnSchema, (wish) => {
      const account = accountOf(shop, wish.user_id);
      const order = returnOf(account, wish);
      moveReturn(shop, account, order, status);
      return view(account, order);
    });
  }
}
