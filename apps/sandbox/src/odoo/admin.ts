import { type Json, toJson } from '@mlc/kernel';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseStamp } from './engine/cells.js';
import { OdooError } from './engine/errors.js';
import { showApiKeys } from './models/api-keys.js';
import { odooOverridesSchema } from './options.js';
import type { OdooSandbox } from './sandbox.js';
import type { OdooServer, RemoteCall } from './server.js';
import { dispatch } from './server.js';
import { odooWorldSchema } from './world/schema.js';
import { addToWorld } from './world/seed.js';

const callSchema = z.object({
  model: z.string(),
  method: z.string(),
  ids: z.array(z.number().int()).optional(),
  /** Positional arguments after the ids. */
  args: z.array(z.unknown()).default([]),
  kwargs: z.record(z.string(), z.unknown()).default({}),
  context: z.record(z.string(), z.unknown()).default({}),
});

const actSchema = z.union([
  callSchema.extend({ login: z.string().optional() }),
  z.object({
    /** All in one transaction, so all with one `write_date`. */
    calls: z.array(callSchema).min(1),
    login: z.string().optional(),
    /** Start of the transaction instead of now: `YYYY-MM-DD HH:MM:SS.ffffff`. */
    at: z.string().optional(),
  }),
]);

const toCall = (call: z.output<typeof callSchema>): RemoteCall => ({
  model: call.model,
  method: call.method,
  ids: call.ids,
  positional: call.args,
  named: call.kwargs,
  context: call.context,
});

const BASE = '/__admin/odoo';

/** Routes for whoever directs the story; none of them is journaled. Errors are `{error, message}` with 4xx. */
export function registerAdminRoutes(app: FastifyInstance, server: OdooServer, sandbox: OdooSandbox): void {
  const answer = async (reply: FastifyReply, work: () => Json): Promise<Json> => {
    try {
      return work();
    } catch (error) {
      if (error instanceof OdooError) return reply.code(422).send({ error: error.kind, message: error.message });
      if (error instanceof z.ZodError)
        return reply.code(400).send({ error: 'bad_request', message: z.prettifyError(error) });
      const message = error instanceof Error ? error.message : String(error);
      return reply.code(400).send({ error: 'bad_request', message });
    }
  };

  app.post(`${BASE}/seed`, (req, reply) =>
    answer(reply, () => toJson(sandbox.seed(odooWorldSchema.parse(req.body ?? {})))),
  );
  app.post(`${BASE}/reset`, (_req, reply) =>
    answer(reply, () => {
      sandbox.reset();
      return { ok: true };
    }),
  );
  app.get(`${BASE}/dump`, (_req, reply) => answer(reply, () => sandbox.dump()));

  /** Adds tags, partners, products, orders ... to what is there; names of the same request may be used. */
  app.post(`${BASE}/add`, (req, reply) =>
    answer(reply, () => {
      const ids = existingIds(server);
      const world = odooWorldSchema.parse(req.body ?? {});
      server.transaction(server.admin, { active_test: false }, (env) => {
        addToWorld(env.root(), world, ids);
        return null;
      });
      return toJson(ids);
    }),
  );

  /** Changes options while running: rights taken away, more databases. Applications need a new seed. */
  app.post(`${BASE}/options`, (req, reply) =>
    answer(reply, () => {
      const patch = odooOverridesSchema.omit({ database: true, modules: true, absentFields: true }).parse(req.body);
      const given = Object.entries(patch).filter(([, value]) => value !== undefined);
      server.options = { ...server.options, ...Object.fromEntries(given) };
      return toJson(server.options);
    }),
  );

  /** Replaces a user's API keys: a rotated or revoked key stops working at once. */
  app.post(`${BASE}/keys`, (req, reply) =>
    answer(reply, () => {
      const { login, keys } = z
        .object({
          login: z.string(),
          keys: z.array(z.object({ key: z.string(), expires: z.iso.datetime().nullable().default(null) })),
        })
        .parse(req.body);
      const account = server.accountOf(login);
      if (account === undefined) throw new Error(`There is no Odoo user "${login}".`);
      server.accounts.set(account.uid, { ...account, apiKeys: keys });
      server.transaction(server.admin, {}, (env) => {
        showApiKeys(env, account.uid, keys);
        return null;
      });
      return { ok: true };
    }),
  );

  app.post(`${BASE}/execute`, (req, reply) => answer(reply, () => act(server, req.body)));

  app.post(`${BASE}/transactions`, (req, reply) =>
    answer(reply, () => {
      const { calls } = z.object({ calls: z.array(callSchema).min(1) }).parse(req.body);
      const held = server.open(server.admin, calls.map(toCall));
      return { id: held.id, stamp: held.stamp };
    }),
  );
  app.post<{ Params: { id: string } }>(`${BASE}/transactions/:id/commit`, (req, reply) =>
    answer(reply, () => {
      const held = server.commit(Number(req.params.id));
      if (held === null) throw new Error(`No open transaction ${req.params.id}.`);
      return { id: held.id, stamp: held.stamp, effects: toJson(held.effects) };
    }),
  );
  app.post<{ Params: { id: string } }>(`${BASE}/transactions/:id/rollback`, (req, reply) =>
    answer(reply, () => ({ ok: server.rollback(Number(req.params.id)) })),
  );
}

/** Runs calls as a person: `{result, effects}`, or `{results, effects}` for several in one transaction. */
function act(server: OdooServer, body: unknown): Json {
  const asked = actSchema.parse(body);
  const account = asked.login === undefined ? server.admin : server.accountOf(asked.login);
  if (account === undefined) throw new Error(`There is no Odoo user "${asked.login ?? ''}".`);
  if (!('calls' in asked)) {
    const { result, effects } = server.run(account, toCall(asked));
    return { result: toJson(result), effects: toJson(effects) };
  }
  const at = asked.at === undefined ? undefined : parseStamp(asked.at)?.stamp;
  if (asked.at !== undefined && at === undefined) throw new Error(`"${asked.at}" is no datetime.`);
  const { result, effects } = server.transaction(
    account,
    {},
    (env) => asked.calls.map((call) => dispatch(env.withContext(call.context), toCall(call))),
    at,
  );
  return { results: toJson(result), effects: toJson(effects) };
}

/** Keys of what is there, so that additions may name it: products by SKU, the rest by name. */
function existingIds(server: OdooServer) {
  const by = (model: string, field: string): Record<string, number> =>
    server.registry.has(model)
      ? Object.fromEntries(
          [...server.db.table(model).rows()].flatMap((row) =>
            typeof row[field] === 'string' ? [[row[field], row.id]] : [],
          ),
        )
      : {};
  return {
    users: by('res.users', 'login'),
    partners: by('res.partner', 'name'),
    products: by('product.product', 'default_code'),
    carriers: by('delivery.carrier', 'name'),
    warehouses: by('stock.warehouse', 'code'),
    purchaseOrders: by('purchase.order', 'name'),
    saleOrders: by('sale.order', 'name'),
  };
}
