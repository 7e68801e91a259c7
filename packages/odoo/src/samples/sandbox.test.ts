import { existsSync } from 'node:fs';
import { createDoor, type HttpDoor, type HttpRequest, type HttpResponse, parseEgressAllow } from '@mlc/egress';
import { type JsonObject, redact } from '@mlc/kernel';
import { z } from 'zod';
import { createOdooClient, type OdooClient } from '../client/odoo-client.js';

/** The sandbox is an app, which no package may import; its build is found where it lies, when it is there. */
const entry = new URL('../../../../apps/sandbox/dist/index.js', import.meta.url);
export const sandboxIsBuilt = existsSync(entry);

interface Startable {
  odoo: { seed(seed: object): void };
  start(): Promise<unknown>;
  stop(): Promise<void>;
}
const moduleSchema = z.object({
  createSandbox: z.custom<(options: object) => Startable>((value) => typeof value === 'function'),
});

/** A door that remembers what went through it. */
class RecordingDoor implements HttpDoor {
  readonly requests: HttpRequest[] = [];
  constructor(private readonly inner: HttpDoor) {}

  request(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    return this.inner.request(request);
  }
}

const first = ([id]: number[]): number => z.number({ error: 'Odoo answered no id' }).parse(id);
const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);
const idOf = (value: z.output<typeof pair> | undefined): number => (value ? value[0] : 0);

/** A sandbox Odoo of the version, with a bot whose JSON-2 or JSON-RPC calls are recorded and an administrator's hands. */
export async function openYard(version: '17' | '19') {
  const loaded: unknown = await import(entry.href);
  const sandbox = moduleSchema.parse(loaded).createSandbox({ odoo: { version } });
  const user = (login: string, more: object = {}) => ({
    login,
    email: `${login}@example.com`,
    apiKeys: [login],
    ...more,
  });
  sandbox.odoo.seed({ users: [user('bot', { admin: true }), user('boss', { admin: true })] });
  const { odooUrl: url } = z.object({ odooUrl: z.string() }).parse(await sandbox.start());
  const door = new RecordingDoor(createDoor({ policy: { allow: parseEgressAllow(new URL(url).host) }, fence: 'open' }));
  const clientOf = (login: string, through: HttpDoor): OdooClient =>
    createOdooClient({
      door: through,
      url,
      database: 'demo',
      login,
      apiKey: redact(login),
      companyId: 1,
      transport: version === '19' ? 'json-2' : 'json-rpc',
      pace: { concurrency: 4, minIntervalMs: 0 },
    });
  const inner = createDoor({ policy: { allow: parseEgressAllow(new URL(url).host) }, fence: 'open' });
  const admin = clientOf('boss', inner);
  const warehouseRow = z.object({ id: z.number(), lot_stock_id: pair });
  const [warehouse] = await admin.searchRead('stock.warehouse', warehouseRow, { domain: [], limit: 1 });
  const stockId = idOf(warehouse?.lot_stock_id);

  const make = async (model: string, values: JsonObject): Promise<number> => first(await admin.create(model, [values]));
  return {
    door,
    stockId,
    bot: clientOf('bot', door),
    admin,
    make,
    product: (code: string, more: JsonObject = {}) => {
      const kind: JsonObject = version === '17' ? { detailed_type: 'product' } : { type: 'consu', is_storable: true };
      return make('product.product', { name: code, default_code: code, ...kind, ...more });
    },
    /** A confirmed order and its first transfer. */
    async confirmed(model: 'purchase.order' | 'sale.order', lines: JsonObject[]) {
      const partner_id = await make('res.partner', { name: 'Somebody' });
      const id = await make(model, { partner_id, order_line: lines.map((line) => [0, 0, line]) });
      await admin.call(model, model === 'sale.order' ? 'action_confirm' : 'button_confirm', { ids: [id] });
      const [order] = await admin.read(model, z.object({ picking_ids: z.array(z.number()) }), [id]);
      return { id, pickingId: first(order?.picking_ids ?? []) };
    },
    async put(product_id: number, inventory_quantity: number) {
      const context = { inventory_mode: true };
      const values = { product_id, location_id: stockId, inventory_quantity };
      const ids = await admin.create('stock.quant', [values], { context });
      await admin.call('stock.quant', 'action_apply_inventory', { ids, context });
    },
    stop: () => sandbox.stop(),
  };
}

export type Yard = Awaited<ReturnType<typeof openYard>>;
