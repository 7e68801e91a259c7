import { BadInput, type Json, toJson } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Answer } from '../core/exchange.js';
import type { Account } from '../shipbob/account.js';
import { movePieces } from '../shipbob/inventory/stock.js';
import { shipbobOptionsSchema } from '../shipbob/options.js';
import { recoverExceptions } from '../shipbob/orders/allocate.js';
import { createProduct, productView } from '../shipbob/products/commands.js';
import { createWro } from '../shipbob/receiving/commands.js';
import { boxView, wroView } from '../shipbob/receiving/view.js';
import { moveWro, stow } from '../shipbob/receiving/warehouse.js';
import type { Wro } from '../shipbob/records.js';
import type { Shop } from '../shipbob/shop.js';
import { accountSchema, adjustSchema, createSchema, stowSchema, wroSchema, wroStatusSchema } from './contract.js';
import { command, parseAdmin, question } from './http.js';

/** The version in which admin answers are written. */
const ADMIN_VERSION = '2026-07';

export function accountOf(shop: Shop, userId: number | undefined): Account {
  const account = shop.account(userId);
  if (account !== undefined) return account;
  throw new BadInput(`There is no ShipBob account ${userId ?? ''}.`, { code: 'sandbox.account', field: 'user_id' });
}

/** An answer of the API used by hand: its body, or its refusal as an error. */
export function bodyOf(answer: Answer): Json {
  if (answer.status < 400) return toJson(answer.body);
  throw new BadInput(`ShipBob refused with ${answer.status}: ${JSON.stringify(answer.body)}`, {
    code: 'sandbox.refused',
    field: 'body',
  });
}

export function wroOf(
  account: Account,
  wanted: { wro_id?: number | undefined; purchase_order_number?: string | undefined },
): Wro {
  const wro = account.wros.find(
    (candidate) =>
      candidate.id === wanted.wro_id ||
      (wanted.wro_id === undefined && candidate.purchaseOrderNumber === wanted.purchase_order_number),
  );
  if (wro !== undefined) return wro;
  throw new BadInput(`There is no WRO ${wanted.wro_id ?? wanted.purchase_order_number ?? ''}.`, {
    code: 'sandbox.wro.unknown',
    field: 'purchase_order_number',
  });
}

/** A WRO as answered, and what the answer hides: boxes and freight. */
export function wroAdminView(shop: Shop, account: Account, wro: Wro): Json {
  const answered = wroView(shop, account, ADMIN_VERSION, wro);
  return toJson({
    ...Object(answered),
    boxes: wro.boxes.map(boxView),
    freight: wro.freight,
    final_destination_fulfillment_center_id: wro.finalCentreId,
  });
}

/** Options, products, shelves and WROs. Nothing here is in the journal: these are other people's deeds. */
export function shipbobAdminRoutes(app: FastifyInstance, shop: Shop): void {
  const view = (account: Account, wro: Wro): Json => wroAdminView(shop, account, wro);

  command(app, '/shipbob/options', z.record(z.string(), z.unknown()), (changes) => {
    // Merged before parsing: a schema's defaults would otherwise undo every option that was not named.
    shop.options = parseAdmin(shipbobOptionsSchema.strict(), { ...shop.options, ...changes });
    return toJson(shop.options);
  });

  question(app, '/shipbob/products', accountSchema, ({ user_id }) =>
    accountOf(shop, user_id).products.map(productView),
  );
  command(app, '/shipbob/products', createSchema, ({ user_id, body }) =>
    bodyOf(createProduct(shop, accountOf(shop, user_id), ADMIN_VERSION, body)),
  );

  command(app, '/shipbob/stock/adjust', adjustSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const inventoryId = account.variantBySku(wish.sku)?.inventory.inventory_id;
    if (!inventoryId) {
      throw new BadInput(`SKU ${wish.sku} is no stocked product.`, { code: 'sandbox.sku', field: 'sku' });
    }
    const place = {
      inventoryId,
      centreId: wish.fulfillment_center_id,
      lotNumber: wish.lot_number,
      lotDate: wish.lot_date,
    };
    movePieces(shop, account, place, wish.change, {
      category: 'InventoryAdjusted',
      references: wish.reason === undefined ? [] : [{ key: 'Comment', value: wish.reason }],
    });
    recoverExceptions(shop, account);
    return { sku: wish.sku, on_hand: account.onHand(inventoryId) };
  });

  question(app, '/shipbob/wros', accountSchema, ({ user_id }) => {
    const account = accountOf(shop, user_id);
    return account.wros.map((wro) => view(account, wro));
  });
  command(app, '/shipbob/wros', createSchema, ({ user_id, body }) =>
    bodyOf(createWro(shop, accountOf(shop, user_id), ADMIN_VERSION, body)),
  );
  command(app, '/shipbob/wros/stow', stowSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wro = wroOf(account, wish);
    stow(shop, account, wro, wish.items);
    if (wish.complete) moveWro(shop, account, wro, 'Completed');
    recoverExceptions(shop, account);
    return view(account, wro);
  });
  command(app, '/shipbob/wros/status', wroStatusSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wro = wroOf(account, wish);
    moveWro(shop, account, wro, wish.status);
    return view(account, wro);
  });
  command(app, '/shipbob/wros/complete', wroSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wro = wroOf(account, wish);
    moveWro(shop, account, wro, 'Completed');
    return view(account, wro);
  });
  command(app, '/shipbob/wros/cancel', wroSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wro = wroOf(account, wish);
    moveWro(shop, account, wro, 'Cancelled');
    return view(account, wro);
  });
}
