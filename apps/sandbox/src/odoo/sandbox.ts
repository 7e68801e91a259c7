import type { Json } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import type { SandboxCore } from '../core/exchange.js';
import { registerAdminRoutes } from './admin.js';
import { dumpState } from './dump.js';
import { type OdooOptionsInput, odooOptionsSchema } from './options.js';
import { OdooServer, type Outcome, type RemoteCall } from './server.js';
import { registerDiscovery } from './transports/discovery.js';
import { registerJson2 } from './transports/json2.js';
import { registerJsonRpc } from './transports/jsonrpc.js';
import { takeRawBodies } from './transports/web.js';
import { registerXmlRpc } from './transports/xmlrpc.js';
import { type OdooWorld, odooWorldSchema, type SeededIds } from './world/schema.js';
import { seedWorld } from './world/seed.js';

export interface OdooSandbox {
  /** All routes that a connector sees; mount on the Odoo listener. */
  register(app: FastifyInstance): void;
  /** Routes under `/__admin/odoo`. */
  registerAdmin(app: FastifyInstance): void;
  /** Replaces everything by this world. Nothing is journaled. */
  seed(world: OdooWorld): SeededIds;
  /** Back to the world and options given at creation. */
  reset(): void;
  /** Runs a call as a person would (administrator unless `login` is given): no exchange, no journal entry. */
  act(call: RemoteCall, login?: string): Outcome;
  dump(): Json;
  readonly server: OdooServer;
}

/** An Odoo-like server over `core`'s clock, journal and faults. `world` stands at the start and after a reset. */
export function createOdooSandbox(
  core: SandboxCore,
  options: OdooOptionsInput = {},
  world: OdooWorld = {},
): OdooSandbox {
  const initial = odooOptionsSchema.parse(options);
  const server = new OdooServer(core.clock, initial);
  const seed = (next: OdooWorld): SeededIds => seedWorld(server, odooWorldSchema.parse(next));
  const sandbox: OdooSandbox = {
    server,
    seed,
    register: (app) => {
      app.register(async (scope) => {
        takeRawBodies(scope);
        registerDiscovery(scope, core, server);
        registerJsonRpc(scope, core, server);
        registerXmlRpc(scope, core, server);
        if (initial.version === '19') registerJson2(scope, core, server);
      });
    },
    registerAdmin: (app) => registerAdminRoutes(app, server, sandbox),
    reset: () => {
      server.options = initial;
      seed(world);
    },
    act: (call, login) => {
      const account = login === undefined ? server.admin : server.accountOf(login);
      if (account === undefined) throw new Error(`There is no Odoo user "${login ?? ''}".`);
      return server.run(account, call);
    },
    dump: () => dumpState(server),
  };
  sandbox.reset();
  return sandbox;
}
