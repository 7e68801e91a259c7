import { BadInput } from '@mlc/kernel';
import { z } from 'zod';
import type { faultSchema } from '../core/faults.js';
import type { ShipBobOptions } from '../shipbob/options.js';
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

type In<T extends z.ZodType> = z.input<T>;
type Since = { sinceSeq?: number; side?: 'odoo' | 'shipbob' };
const anything = z.json();
const envelopeSchema = z.object({ result: z.unknown() });
const failureSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().nullable() }),
});
/** Sandbox waits of up to five minutes are allowed; the socket must outlast them. */
const TIMEOUT_MS = 310_000;

/** Calls to `/__admin`, typed. Throws BadInput with the sandbox's own words when it refuses. */
class AdminCalls {
  readonly #base: string;
  readonly #token: string | null;

  /** `adminUrl` as the sandbox printed it, e.g. `http://127.0.0.1:9000/__admin`. */
  constructor(adminUrl: string, token: string | null = null) {
    this.#base = adminUrl.replace(/\/+$/, '');
    this.#token = token;
  }

  async post<T extends z.ZodType>(path: string, body: unknown, schema: T): Promise<z.output<T>> {
    return this.#read(await this.#fetch(path, { method: 'POST', body: JSON.stringify(body ?? {}) }), schema);
  }

  async get<T extends z.ZodType>(
    path: string,
    query: Record<string, string | number | undefined>,
    schema: T,
  ): Promise<z.output<T>> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    return this.#read(await this.#fetch(`${path}?${search.toString()}`, { method: 'GET' }), schema);
  }

  #fetch(path: string, init: { method: string; body?: string }): Promise<Response> {
    const headers: Record<string, string> = {};
    if (init.body !== undefined) headers['content-type'] = 'application/json';
    if (this.#token !== null) headers['authorization'] = `Bearer ${this.#token}`;
    return fetch(`${this.#base}${path}`, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  }

  async #read<T extends z.ZodType>(response: Response, schema: T): Promise<z.output<T>> {
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const failure = failureSchema.safeParse(body);
      const message = failure.success ? failure.data.error.message : `HTTP ${response.status}`;
      throw new BadInput(`Sandbox admin: ${message}`, {
        code: failure.success ? failure.data.error.code : 'sandbox.failed',
        ...(failure.success && failure.data.error.field ? { field: failure.data.error.field } : {}),
      });
    }
    return schema.parse(envelopeSchema.parse(body).result);
  }
}

/** The sandbox's admin interface for tests and the demo. `shipbob` and `webhooks` hold the calls of that side. */
export class SandboxAdmin {
  readonly calls: AdminCalls;
  readonly shipbob: ShipBobAdmin;
  readonly webhooks: WebhookAdmin;

  constructor(adminUrl: string, token: string | null = null) {
    this.calls = new AdminCalls(adminUrl, token);
    this.shipbob = new ShipBobAdmin(this.calls);
    this.webhooks = new WebhookAdmin(this.calls);
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
