import { ManualClock } from '@mlc/kernel';
import Fastify, { type FastifyInstance } from 'fastify';
import type { SandboxCore } from '../core/exchange.js';
import { Faults } from '../core/faults.js';
import { Journal } from '../core/journal.js';
import type { Py } from './engine/cells.js';
import type { OdooOptionsInput } from './options.js';
import { createOdooSandbox, type OdooSandbox } from './sandbox.js';
import type { OdooWorld } from './world/schema.js';

export const BOT_KEY = 'demo-odoo-key';

/** The small company that the tests share. */
const WORLD: OdooWorld = {
  tags: ['ShipBob'],
  partners: [
    { name: 'Acme Supply', supplier: true, ref: 'ACME', country: 'CN' },
    { name: 'Jane Roe', isCompany: false, country: 'US' },
  ],
  products: [
    {
      sku: 'A',
      name: 'Alpha',
      barcode: '0999999999991',
      weight: 0.25,
      tags: ['ShipBob'],
      hsCode: '950300',
      countryOfOrigin: 'CN',
      cost: 2,
      price: 9,
      onHand: 20,
    },
    { sku: 'B', name: 'Beta', weight: 1.5, cost: 3 },
    { sku: 'LOT', name: 'Lotted', tracking: 'lot' },
    { sku: 'SER', name: 'Serial', tracking: 'serial' },
    { sku: 'SVC', name: 'Setup', kind: 'service' },
  ],
  carriers: [{ name: 'USPS via ShipBob' }],
};

const testCore = (): SandboxCore & { clock: ManualClock } => ({
  clock: new ManualClock(new Date('2026-11-23T02:50:00.500Z')),
  journal: new Journal(),
  faults: new Faults(),
});

/** A seeded sandbox without sockets, and a way to call it as the administrator. */
export function testSandbox(options: OdooOptionsInput = {}, world: OdooWorld = WORLD) {
  const core = testCore();
  const odoo = createOdooSandbox(core, options);
  const ids = odoo.seed(world);
  const call = (
    model: string,
    method: string,
    recs?: number[],
    named: Record<string, unknown> = {},
    context: Record<string, unknown> = {},
  ): Py => odoo.act({ model, method, ids: recs, named, context }).result;
  return { core, odoo, ids, call };
}

export interface Listening {
  app: FastifyInstance;
  url: string;
  close(): Promise<void>;
}

/** Serves the sandbox on a free port of 127.0.0.1. */
export async function listen(odoo: OdooSandbox): Promise<Listening> {
  const app = Fastify();
  odoo.register(app);
  odoo.registerAdmin(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, url, close: () => app.close() };
}

export interface Reply {
  status: number;
  type: string;
  headers: Headers;
  body: unknown;
}

/** Posts JSON and reads the answer, whatever it is. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return readReply(answer);
}

export async function readReply(answer: Response): Promise<Reply> {
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return {
    status: answer.status,
    type,
    headers: answer.headers,
    body: type.startsWith('application/json') ? JSON.parse(text) : text,
  };
}
