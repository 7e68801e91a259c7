import { BadInput } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import { carrierEvent } from '../shipbob/orders/fulfil.js';
import { orderView } from '../shipbob/orders/view.js';
import { mergeVariants } from '../shipbob/products/moves.js';
import { spreadWro } from '../shipbob/receiving/distributions.js';
import { addUro, arriveBoxes, relabelLot, splitWro } from '../shipbob/receiving/incidents.js';
import { uroView } from '../shipbob/receiving/uro.js';
import type { Shop } from '../shipbob/shop.js';
import { accountSchema } from './contract.js';
import {
  arriveSchema,
  carrierSchema,
  lotSchema,
  mergeSchema,
  splitSchema,
  spreadSchema,
  uroSchema,
} from './contract-warehouse.js';
import { command, question } from './http.js';
import { orderOf, shipmentsOf } from './order-routes.js';
import { accountOf, wroAdminView, wroOf } from './shipbob-routes.js';

/** Boxes, splits, lots, unknown goods, carriers. Nothing here is in the journal. */
export function warehouseAdminRoutes(app: FastifyInstance, shop: Shop): void {
  command(app, '/shipbob/wros/arrive', arriveSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wro = wroOf(account, wish);
    arriveBoxes(shop, account, wro, wish.boxes, wish.at_hub);
    return wroAdminView(shop, account, wro);
  });
  command(app, '/shipbob/wros/split', splitSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const made = splitWro(shop, account, wroOf(account, wish), wish.boxes, wish.new_purchase_order_number);
    return wroAdminView(shop, account, made);
  });
  command(app, '/shipbob/wros/lot', lotSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wro = wroOf(account, wish);
    relabelLot(shop, account, wro, wish);
    return wroAdminView(shop, account, wro);
  });
  command(app, '/shipbob/wros/spread', spreadSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wro = wroOf(account, wish);
    spreadWro(shop, account, wro, wish.items);
    return wroAdminView(shop, account, wro);
  });
  command(app, '/shipbob/products/merge', mergeSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const idOf = (sku: string): number => account.variantBySku(sku)?.id ?? 0;
    const sources = wish.skus.map((sku) => ({ id: idOf(sku) }));
    const answer = mergeVariants(shop, account, String(idOf(wish.into)), sources);
    if (answer.status >= 400)
      throw new BadInput(`${wish.skus.join(', ')} cannot be merged into ${wish.into}.`, {
        code: 'sandbox.merge',
        field: 'skus',
      });
    return { into: wish.into };
  });
  question(app, '/shipbob/uros', accountSchema, ({ user_id }) => accountOf(shop, user_id).uros.map(uroView));
  command(app, '/shipbob/uros', uroSchema, (wish) => uroView(addUro(shop, accountOf(shop, wish.user_id), wish)));
  command(app, '/shipbob/orders/carrier', carrierSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const order = orderOf(account, wish);
    for (const shipment of shipmentsOf(order, wish, (candidate) => candidate.actualFulfillment !== null)) {
      carrierEvent(shop, account, order, shipment, wish);
    }
    return orderView(account, order);
  });
  question(app, '/shipbob/stock/history', accountSchema, ({ user_id }) => {
    const account = accountOf(shop, user_id);
    return account.history.map((event) => ({
      id: event.id,
      sku: account.variantByInventory(event.inventoryId)?.sku ?? null,
      category: event.category,
      at: event.at,
      fulfillment_center_id: event.centreId,
      lot_number: event.lotNumber,
      change: event.change,
    }));
  });
}
