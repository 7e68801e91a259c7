import { timingSafeEqual } from 'node:crypto';
import { BadInput } from '@mlc/kernel';
import Fastify, { type FastifyInstance } from 'fastify';
import { billingAdminRoutes } from './admin/billing-routes.js';
import { type AdminParts, coreAdminRoutes } from './admin/core-routes.js';
import { sendAdminError } from './admin/http.js';
import { openApiAdminRoutes } from './admin/openapi-routes.js';
import { orderAdminRoutes } from './admin/order-routes.js';
import { returnAdminRoutes } from './admin/return-routes.js';
import { shipbobAdminRoutes } from './admin/shipbob-routes.js';
import { warehouseAdminRoutes } from './admin/warehouse-routes.js';
import { webhookAdminRoutes } from './admin/webhook-routes.js';
import type { SandboxCore } from './core/exchange.js';
import { Faults } from './core/faults.js';
import { Journal } from './core/journal.js';
import { SandboxClock } from './core/sandbox-clock.js';
import { createOdooSandbox, type OdooOptionsInput, type OdooSandbox, type OdooWorld } from './odoo/index.js';
import { loadDocuments } from './openapi/documents.js';
import { OpenApiJudge } from './openapi/judge.js';
import { oauthAdminRoutes } from './shipbob/oauth/admin-routes.js';
import type { ShipBobOptions } from './shipbob/options.js';
import { ShipBobSandbox } from './shipbob/sandbox.js';
import { defaultShipBobWorld, type ShipBobWorldInput } from './shipbob/seed.js';

const BODY_BYTES_MAX = 20 * 1024 * 1024;

export interface SandboxOptions {
  shipbob?: Partial<ShipBobOptions>;
  odoo?: OdooOptionsInput;
  /** The world that stands at start and after a reset. */
  world?: { shipbob?: ShipBobWorldInput; odoo?: OdooWorld };
  /** Bearer token that `/__admin` asks for; null = open, which is for loopback addresses only. */
  adminToken?: string | null;
  /** Address both servers listen on; 127.0.0.1 when absent. Any but a loopback one needs an admin token. */
  host?: string;
  /**
   * ShipBob's OpenAPI documents to hold every call of the ShipBob side against: `off` (default), `auto` (beside the
   * repository, nothing when there are none) or a folder. Violations are read through the admin.
   */
  openapi?: string;
  /** Where table `product_clock` lives; null = the clock is this process's alone. */
  databaseUrl?: string | null;
}

export interface SandboxAddresses {
  shipbobUrl: string;
  odooUrl: string;
  adminUrl: string;
}

/** Both remotes in one process: a ShipBob and an Odoo, each on a port of its own, with one journal, clock and admin. */
export class Sandbox {
  readonly core: SandboxCore;
  readonly clock: SandboxClock;
  readonly shipbob: ShipBobSandbox;
  readonly odoo: OdooSandbox;
  /** Null when no document was found or asked for. */
  readonly judge: OpenApiJudge | null;
  readonly shipbobApp: FastifyInstance;
  readonly odooApp: FastifyInstance;
  readonly #host: string;

  constructor(options: SandboxOptions = {}) {
    this.#host = options.host ?? '127.0.0.1';
    refuseOpenAdmin(this.#host, options.adminToken ?? null);
    this.clock = new SandboxClock(options.databaseUrl ?? null);
    this.core = { clock: this.clock.clock, journal: new Journal(), faults: new Faults() };
    const documents = loadDocuments(options.openapi ?? 'off');
    this.judge = documents.size === 0 ? null : new OpenApiJudge(documents);
    this.shipbob = new ShipBobSandbox(this.core, options.shipbob, this.judge);
    this.odoo = createOdooSandbox(this.core, options.odoo, options.world?.odoo);
    this.clock.onMove(() => {
      this.shipbob.shop.tick();
      this.shipbob.shop.sender.wake();
    });
    const world = options.world?.shipbob ?? defaultShipBobWorld;
    this.shipbob.seed(world);
    const startOptions = this.shipbob.shop.options;

    const make = (): FastifyInstance =>
      Fastify({
        bodyLimit: BODY_BYTES_MAX,
        forceCloseConnections: true,
        routerOptions: { ignoreTrailingSlash: false },
      });
    this.shipbobApp = make();
    this.odooApp = make();
    const parts: AdminParts = {
      core: this.core,
      clock: this.clock,
      shipbob: this.shipbob,
      odoo: this.odoo,
      judge: this.judge,
      restart: () => {
        this.shipbob.shop.options = startOptions;
        this.shipbob.seed(world);
        this.odoo.reset();
      },
    };
    this.shipbobApp.register(async (scope) => mountAdmin(scope, parts, options.adminToken ?? null));
    this.shipbobApp.register(async (scope) => this.shipbob.register(scope));
    this.odooApp.register(async (scope) => this.odoo.register(scope));
  }

  /** Port 0 takes a free one. */
  async start(ports: { shipbobPort?: number; odooPort?: number } = {}): Promise<SandboxAddresses> {
    const host = this.#host;
    const shipbobUrl = await this.shipbobApp.listen({ host, port: ports.shipbobPort ?? 0 });
    const odooUrl = await this.odooApp.listen({ host, port: ports.odooPort ?? 0 });
    return { shipbobUrl, odooUrl, adminUrl: `${shipbobUrl}/__admin` };
  }

  /** Closes both listeners and forgets what was still to be delivered. */
  async stop(): Promise<void> {
    this.shipbob.stop();
    await Promise.all([this.shipbobApp.close(), this.odooApp.close()]);
  }
}

export const createSandbox = (options: SandboxOptions = {}): Sandbox => new Sandbox(options);

/** The admin moves the product's clock and rewrites both worlds: not for whoever reaches the port. */
function refuseOpenAdmin(host: string, token: string | null): void {
  if (token !== null || host === 'localhost' || host === '::1' || host.startsWith('127.')) return;
  throw new BadInput(`The sandbox would listen on ${host} with its admin open to everybody.`, {
    code: 'sandbox.open_admin',
    field: 'SANDBOX_ADMIN_TOKEN',
    fix: 'Set SANDBOX_ADMIN_TOKEN to a random text, or leave SANDBOX_HOST at 127.0.0.1.',
  });
}

function mountAdmin(scope: FastifyInstance, parts: AdminParts, token: string | null): void {
  scope.setErrorHandler((error, _req, reply) => sendAdminError(reply, error));
  // What people do moves inventory numbers, too. Before the answer, so that a reader sees it right after.
  scope.addHook('onSend', async () => parts.shipbob.shop.tick());
  scope.addHook('onRequest', async (req, reply) => {
    if (token === null || sameText(req.headers.authorization ?? '', `Bearer ${token}`)) return;
    reply
      .code(401)
      .send({ error: { code: 'sandbox.token', message: 'The admin token is missing or wrong.', field: null } });
  });
  scope.register(
    async (admin) => {
      coreAdminRoutes(admin, parts);
      shipbobAdminRoutes(admin, parts.shipbob.shop);
      orderAdminRoutes(admin, parts.shipbob.shop);
      webhookAdminRoutes(admin, parts.shipbob.shop);
      returnAdminRoutes(admin, parts.shipbob.shop);
      billingAdminRoutes(admin, parts.shipbob.shop);
      warehouseAdminRoutes(admin, parts.shipbob.shop);
      openApiAdminRoutes(admin, parts.judge);
      oauthAdminRoutes(admin, parts.shipbob.shop);
    },
    { prefix: '/__admin' },
  );
  parts.odoo.registerAdmin(scope);
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
