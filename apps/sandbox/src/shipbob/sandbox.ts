import { BadInput, issuesText } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import type { SandboxCore } from '../core/exchange.js';
import type { OpenApiJudge } from '../openapi/judge.js';
import { accountRoutes } from './account-routes.js';
import { billingRoutes } from './billing/routes.js';
import { RateLimit } from './http/rate-limit.js';
import { mountRoutes } from './http/router.js';
import { inventoryRoutes } from './inventory/routes.js';
import { movePieces } from './inventory/stock.js';
import { mountOAuth } from './oauth/routes.js';
import type { ShipBobOptions } from './options.js';
import { orderRoutes } from './orders/routes.js';
import { makeProduct } from './products/commands.js';
import { newProductSchema } from './products/request.js';
import { productRoutes } from './products/routes.js';
import { receivingRoutes } from './receiving/routes.js';
import { returnRoutes } from './returns/routes.js';
import { shipbobWorldSchema } from './seed.js';
import { Shop } from './shop.js';
import { webhookRoutes } from './webhooks/routes.js';

/** The ShipBob side: state, calls and webhooks. */
export class ShipBobSandbox {
  readonly shop: Shop;
  readonly #core: SandboxCore;
  readonly #limit = new RateLimit();

  readonly #judge: OpenApiJudge | null;

  constructor(core: SandboxCore, options: Partial<ShipBobOptions> = {}, judge: OpenApiJudge | null = null) {
    this.#core = core;
    this.#judge = judge;
    this.shop = new Shop(core.clock, options);
  }

  /** All calls of the API, for one listener of their own. */
  register(app: FastifyInstance): void {
    mountOAuth(app, this.#core, this.shop);
    mountRoutes(app, { core: this.#core, shop: this.shop, limit: this.#limit, judge: this.#judge }, [
      ...accountRoutes(),
      ...productRoutes(this.shop),
      ...receivingRoutes(this.shop),
      ...inventoryRoutes(this.shop),
      ...orderRoutes(this.shop),
      ...returnRoutes(this.shop),
      ...billingRoutes(this.shop),
      ...webhookRoutes(this.shop),
    ]);
  }

  /** Forgets everything and builds the world (shape: `ShipBobWorldInput`). Throws BadInput naming the member that is wrong. */
  seed(world: unknown): void {
    const parsed = shipbobWorldSchema.safeParse(world);
    if (!parsed.success) throw badWorld(issuesText(parsed.error));
    this.reset(parsed.data.id_offset);
    for (const seed of parsed.data.accounts) {
      const account = this.shop.addAccount(seed);
      for (const [index, body] of seed.products.entries()) {
        const product = newProductSchema('2026-07').safeParse(body);
        if (!product.success) throw badWorld(`products.${index}: ${issuesText(product.error)}`);
        makeProduct(this.shop, account, product.data);
      }
      for (const row of seed.stock) {
        const inventoryId = account.variantBySku(row.sku)?.inventory.inventory_id;
        if (!inventoryId) throw badWorld(`stock: SKU ${row.sku} is no stocked product`);
        const place = {
          inventoryId,
          centreId: row.fulfillment_center_id,
          lotNumber: row.lot_number,
          lotDate: row.lot_date,
        };
        movePieces(this.shop, account, place, row.quantity, {
          category: 'InventoryAdjusted',
          references: [{ key: 'Comment', value: 'Opening stock' }],
        });
      }
    }
  }

  reset(idOffset = 0): void {
    this.shop.clear(idOffset);
    this.#limit.clear();
  }

  stop(): void {
    this.shop.sender.stop();
  }
}

const badWorld = (what: string): BadInput =>
  new BadInput(`The ShipBob world is not usable. ${what}.`, {
    code: 'sandbox.world.invalid',
    field: 'shipbob',
    fix: 'See docs/sandbox.md for the shape of a world.',
  });
