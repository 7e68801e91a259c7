import { z } from 'zod';
import type { faultSchema } from '../core/faults.js';
import { type oauthClientSchema, oauthCountsSchema } from '../shipbob/oauth/admin-routes.js';
import type { ShipBobOptions } from '../shipbob/options.js';
import { AdminCalls } from './calls.js';
import {
  type adjustSchema,
  type allocateSchema,
  clockAnswerSchema,
  countsSchema,
  type createOrderSchema,
  type createSchema,
  deliverySchema,
  effectSchema,
  entrySchema,
  type knobsSchema,
  type labelSchema,
  orderAnswerSchema,
  type orderSchema,
  productAnswerSchema,
  type sendSchema,
  type shipmentSchema,
  type shipmentStatusSchema,
  type stowSchema,
  subscriptionAnswerSchema,
  type trackSchema,
  wroAnswerSchema,
  type wroSchema,
  type wroStatusSchema,
} from './contract.js';
import { OdooAdmin } from './odoo-client.js';
import { BillingAdmin, OpenApiAdmin, ReturnAdmin, WarehouseAdmin } from './shipbob-clients.js';

type In<T extends z.ZodType> = z.input<T>;
type Since = { sinceSeq?: number; side?: 'odoo' | 'shipbob' };
const anything = z.json();

/** The sandbox's admin interface for tests and the demo. `shipbob`, `webhooks` and `odoo` hold the calls of their side. */
export class SandboxAdmin {
  readonly calls: AdminCalls;
  readonly shipbob: ShipBobAdmin;
  readonly returns: ReturnAdmin;
  readonly billing: BillingAdmin;
  readonly warehouse: WarehouseAdmin;
  readonly openapi: OpenApiAdmin;
  readonly webhooks: WebhookAdmin;
  readonly oauth: OAuthAdmin;
  readonly odoo: OdooAdmin;

  /** At the address that the sandbox printed, or through calls that stand before one. */
  constructor(at: string | AdminCalls, token: string | null = null) {
    this.calls = typeof at === 'string' ? new AdminCalls(at, token) : at;
    this.shipbob = new ShipBobAdmin(this.calls);
    this.returns = new ReturnAdmin(this.calls);
    this.billing = new BillingAdmin(this.calls);
    this.warehouse = new WarehouseAdmin(this.calls);
    this.openapi = new OpenApiAdmin(this.calls);
    this.webhooks = new WebhookAdmin(this.calls);
    this.oauth = new OAuthAdmin(this.calls);
    this.odoo = new OdooAdmin(this.calls);
  }

  /** Back to the start world; journal, faults and clock offset too. */
  reset = () => this.calls.post('/reset', {}, clockAnswerSchema);
  seed = (world: { shipbob?: unknown; odoo?: unknown }) => this.calls.post('/seed', world, anything);

  clock = () => this.calls.get('/clock', {}, clockAnswerSchema);
  setClockOffset = (offsetMs: number) => this.calls.post('/clock', { offsetMs }, clockAnswerSchema);
  advanceClock = (advanceMs: number) => this.calls.post('/clock', { advanceMs }, clockAnswerSchema);

  journal = (filter: Since = {}) =>
    this.calls.get('/journal', filter, z.object({ lastSeq: z.number(), entries: z.array(entrySchema) }));
  /** Committed business facts in order: the oracle. */
  effects = async (filter: Since = {}) =>
    (await this.calls.get('/journal/effects', filter, z.object({ effects: z.array(effectSchema) }))).effects;
  counts = (filter: Since = {}) => this.calls.get('/journal/counts', filter, countsSchema);

  armFaults = (...faults: In<typeof faultSchema>[]) => this.calls.post('/faults', { faults }, anything);
  clearFaults = () => this.calls.post('/faults/clear', {}, anything);
}

/** What people do at ShipBob: warehouse, carrier, dashboard. */
class ShipBobAdmin {
  constructor(readonly calls: AdminCalls) {}

  setOptions = (options: Partial<ShipBobOptions>) => this.calls.post('/shipbob/options', options, anything);

  products = () => this.calls.get('/shipbob/products', {}, z.array(productAnswerSchema));
  createProduct = (body: unknown, more: Omit<In<typeof createSchema>, 'body'> = {}) =>
    this.calls.post('/shipbob/products', { ...more, body }, productAnswerSchema);
  adjustStock = (wish: In<typeof adjustSchema>) =>
    this.calls.post('/shipbob/stock/adjust', wish, z.object({ sku: z.string(), on_hand: z.number() }));

  wros = () => this.calls.get('/shipbob/wros', {}, z.array(wroAnswerSchema));
  createWro = (body: unknown, more: Omit<In<typeof createSchema>, 'body'> = {}) =>
    this.calls.post('/shipbob/wros', { ...more, body }, wroAnswerSchema);
  /** Totals per SKU (and box), not increments: saying it twice changes nothing. */
  stow = (wish: In<typeof stowSchema>) => this.calls.post('/shipbob/wros/stow', wish, wroAnswerSchema);
  setWroStatus = (wish: In<typeof wroStatusSchema>) => this.calls.post('/shipbob/wros/status', wish, wroAnswerSchema);
  completeWro = (wish: In<typeof wroSchema>) => this.calls.post('/shipbob/wros/complete', wish, wroAnswerSchema);
  cancelWro = (wish: In<typeof wroSchema>) => this.calls.post('/shipbob/wros/cancel', wish, wroAnswerSchema);

  orders = () => this.calls.get('/shipbob/orders', {}, z.array(orderAnswerSchema));
  order = (wish: In<typeof orderSchema>) => this.calls.post('/shipbob/orders/get', wish, orderAnswerSchema);
  createOrder = (wish: In<typeof createOrderSchema>) => this.calls.post('/shipbob/orders', wish, orderAnswerSchema);
  allocate = (wish: In<typeof allocateSchema>) => this.calls.post('/shipbob/orders/allocate', wish, orderAnswerSchema);
  label = (wish: In<typeof labelSchema>) => this.calls.post('/shipbob/orders/label', wish, orderAnswerSchema);
  ship = (wish: In<typeof labelSchema>) => this.calls.post('/shipbob/orders/ship', wish, orderAnswerSchema);
  track = (wish: In<typeof trackSchema>) => this.calls.post('/shipbob/orders/track', wish, orderAnswerSchema);
  deliver = (wish: In<typeof shipmentSchema>) => this.calls.post('/shipbob/orders/deliver', wish, orderAnswerSchema);
  setShipmentStatus = (wish: In<typeof shipmentStatusSchema>) =>
    this.calls.post('/shipbob/orders/status', wish, orderAnswerSchema);
}

/** ShipBob's sign-in service from behind. */
class OAuthAdmin {
  constructor(readonly calls: AdminCalls) {}

  addClient = (client: In<typeof oauthClientSchema>) => this.calls.post('/shipbob/oauth/clients', client, anything);
  /** Token calls by grant type and outcome, e.g. `{ 'refresh_token 200': 1 }`. */
  counts = () => this.calls.get('/shipbob/oauth/counts', {}, oauthCountsSchema);
  issued = () => this.calls.get('/shipbob/oauth/issued', {}, z.array(z.string()));
  /** The merchant takes back what it allowed. */
  revoke = () => this.calls.post('/shipbob/oauth/revoke', {}, z.object({ revoked: z.number() }));
}

/** What happens to webhooks on their way. */
class WebhookAdmin {
  constructor(readonly calls: AdminCalls) {}

  subscriptions = () => this.calls.get('/shipbob/webhooks/subscriptions', {}, z.array(subscriptionAnswerSchema));
  deliveries = (sinceSeq = 0) => this.calls.get('/shipbob/webhooks/deliveries', { sinceSeq }, z.array(deliverySchema));
  /** Replaces the rules; `seed` makes drops and shuffles repeatable. An empty list ends them. */
  setKnobs = (knobs: In<typeof knobsSchema>['knobs'], seed?: number) =>
    this.calls.post('/shipbob/webhooks/knobs', seed === undefined ? { knobs } : { knobs, seed }, anything);
  hold = () => this.calls.post('/shipbob/webhooks/hold', {}, anything);
  release = (order: 'forward' | 'reverse' | 'shuffle' = 'reverse') =>
    this.calls.post('/shipbob/webhooks/release', { order }, z.object({ released: z.number() }));
  /** Waits until nothing is on its way; held messages do not count. */
  wait = (timeoutMs = 30_000) =>
    this.calls.post('/shipbob/webhooks/wait', { timeoutMs }, z.object({ settled: z.boolean(), pending: z.number() }));
  send = (wish: In<typeof sendSchema>) =>
    this.calls.post('/shipbob/webhooks/send', wish, z.object({ sent: z.number() }));
  replay = (seqs: number[]) =>
    this.calls.post('/shipbob/webhooks/replay', { seqs }, z.object({ replayed: z.number() }));
}
