import { createDoor, type HttpDoor, parseEgressAllow, type WriteFence } from '@mlc/egress';
import { type ConnectionWork, type EngineTiming, subjects, type Vault } from '@mlc/engine';
import { BadInput, limits, type Redacted } from '@mlc/kernel';
import { type Settings, settingsSchema } from '@mlc/mappings';
import { createOdooClient, createOdooExecutor, createOdooReader, type OdooClient } from '@mlc/odoo';
import { createShipBobClient, createShipBobExecutor, createShipBobReader, type ShipBobClient } from '@mlc/shipbob';
import { type ConnectionRow, openStore, type Store } from '@mlc/store';
import { createVault, parseKeyRing } from '@mlc/vault';
import type { Env } from './env.js';
import { KeptClients } from './kept-clients.js';
import type { Logger } from './log.js';
import { OAuthRuntime, type ShipBobCredentials } from './oauth.js';
import { permitted } from './permitted.js';
import { type ProductClock, productClock } from './product-clock.js';

/** Names of the secrets of a connection. */
export const SECRET = {
  odooKey: 'odoo.api_key',
  shipbobToken: 'shipbob.token',
  webhook: 'shipbob.webhook_secret',
} as const;

/** A vault that can replace a secret and let the old one live on for a while. */
export type RotatingVault = ReturnType<typeof createVault>;

/** Everything an app is made of: the store, the vault, the door out, and a way to work on each connection. */
export interface Runtime {
  env: Env;
  log: Logger;
  store: Store;
  vault: RotatingVault;
  clock: ProductClock;
  door: HttpDoor;
  oauth: OAuthRuntime;
  /** Clients of both sides for one connection; built anew when the row or its secrets changed. */
  clients(connection: ConnectionRow): Promise<Clients>;
  work(connection: ConnectionRow): Promise<ConnectionWork>;
  settingsOf(connection: ConnectionRow): Settings;
  /** Calls that ShipBob counted for this budget and that are not ours, as far as this process has seen. */
  foreignCalls(accountId: string): number;
  close(): Promise<void>;
}

export interface Clients {
  odoo: OdooClient;
  shipbob: ShipBobClient;
  settings: Settings;
}

export interface RuntimeOptions {
  /** Which mutating calls are possible at all, not merely asked for. */
  fence?: WriteFence;
  /** Connections to Postgres this process may hold. */
  poolMax?: number;
}

export async function openRuntime(env: Env, log: Logger, options: RuntimeOptions = {}): Promise<Runtime> {
  // Whatever may be wrong with the environment is said before anything is opened that would keep the process alive.
  const ring = parseKeyRing(env.MLC_KEYS);
  const allow = parseEgressAllow(env.EGRESS_ALLOW);
  const store = await openStore({ databaseUrl: env.DATABASE_URL, max: options.poolMax ?? 4 });
  const clock = productClock(env.MLC_MODE, () => store.clockOffset.read());
  store.useClock(clock);
  const vault = createVault({ ring, store: store.secrets, clock });
  const foreign = new Map<string, number>();
  const door = createDoor({
    policy: { allow },
    budgetStore: store.budget,
    callsPerWindow: env.MLC_SHIPBOB_CALLS_PER_WINDOW,
    fence: options.fence ?? 'open',
    onForeignCalls: ({ accountId, calls }) => foreign.set(accountId, (foreign.get(accountId) ?? 0) + calls),
  });
  const tokenDoor = createDoor({ policy: { allow }, fence: 'open' });
  const oauth = new OAuthRuntime({ store, vault, door: tokenDoor, clock, log });
  const kept = new KeptClients<Clients>({
    key: (connection) => newestSecret(vault, connection, SECRET.odooKey),
    clients: async (connection) =>
      buildClients(connection, { vault, door, shipbob: await oauth.credentials(connection) }),
  });
  const clients = (connection: ConnectionRow): Promise<Clients> => kept.get(connection);

  return {
    env,
    log,
    store,
    vault,
    clock,
    door,
    oauth,
    clients,
    settingsOf: (connection) => settingsSchema.parse(connection.settings),
    foreignCalls: (accountId) => foreign.get(accountId) ?? 0,
    async work(connection) {
      return connectionWork(connection, await clients(connection), { store, clock, log });
    },
    async close() {
      clock.stop();
      await store.close();
    },
  };
}

/** Odoo's protocols as connections name them. */
export const ODOO_TRANSPORTS = { auto: 'auto', json2: 'json-2', jsonrpc: 'json-rpc', xmlrpc: 'xml-rpc' } as const;

export async function buildClients(
  connection: ConnectionRow,
  using: { vault: Pick<Vault, 'get'>; door: HttpDoor; shipbob?: ShipBobCredentials | null },
): Promise<Clients> {
  const { door, vault } = using;
  const settings = settingsSchema.parse(connection.settings);
  const credentials = using.shipbob ?? { token: () => newestSecret(vault, connection, SECRET.shipbobToken) };
  return {
    odoo: createOdooClient({
      door,
      url: connection.odooUrl,
      database: connection.odooDatabase,
      login: connection.odooLogin ?? undefined,
      transport: ODOO_TRANSPORTS[connection.odooTransport],
      companyId: connection.odooCompanyId,
      apiKey: () => newestSecret(vault, connection, SECRET.odooKey),
      pace: {
        concurrency: settings.limits.odoo_calls_at_once,
        minIntervalMs: settings.limits.odoo_call_interval_ms,
      },
      timeoutMs: settings.limits.call_timeout_seconds * 1000,
      answerBytesMax: settings.limits.odoo_answer_mb_max * 1024 * 1024,
    }),
    shipbob: createShipBobClient({
      door,
      baseUrl: connection.shipbobUrl,
      version: connection.shipbobVersion,
      ...credentials,
      channelId: connection.shipbobChannelId,
      accountId: connection.shipbobAccountId,
    }),
    settings,
  };
}

async function newestSecret(
  vault: Pick<Vault, 'get'>,
  connection: ConnectionRow,
  name: string,
): Promise<Redacted<string>> {
  const [newest] = await vault.get(connection.id, name);
  if (newest) return newest;
  throw new BadInput(`Connection ${connection.name} has no ${name}.`, {
    code: 'connection.secret',
    field: name,
    fix: `Apply the connection's file again: mlc connection apply -f <file>.`,
  });
}

async function connectionWork(
  connection: ConnectionRow,
  { odoo, shipbob, settings }: Clients,
  using: { store: Store; clock: ProductClock; log: Logger },
): Promise<ConnectionWork> {
  const reader = createOdooReader(odoo);
  const modes = await using.store.modes.of(connection.id);
  return {
    connectionId: connection.id,
    ledger: using.store.ledger,
    cuts: using.store.cuts,
    remotes: {
      odoo: reader,
      shipbob: createShipBobReader(shipbob),
      executors: [createOdooExecutor(odoo), createShipBobExecutor(shipbob)].map((executor) =>
        permitted(executor, modes),
      ),
    },
    subjects,
    clock: using.clock,
    settingsVersion: connection.settingsVersion,
    modes,
    context: {
      settings,
      connection: {
        id: connection.id,
        company_id: connection.odooCompanyId,
        channel_id: connection.shipbobChannelId,
        shipbob_version: connection.shipbobVersion,
        live_from: settings.cutover.live_from ?? connection.createdAt.toISOString(),
      },
      warehouses: await reader.warehouses(settings.centres.map((centre) => centre.warehouse)),
    },
    log: using.log.info,
    timing: timingOf(settings),
  };
}

function timingOf(settings: Settings): EngineTiming {
  return {
    leaseSeconds: limits.laneLeaseSeconds,
    leaseMarginSeconds: limits.leaseMarginSeconds,
    callTimeoutMs: settings.limits.call_timeout_seconds * 1000,
    odooSettleSeconds: settings.limits.odoo_settle_seconds,
    shipbobSettleSeconds: settings.limits.shipbob_settle_seconds,
    secondLookSeconds: settings.limits.second_look_seconds,
    lookFreshSeconds: limits.lookFreshSeconds,
    lanesPerBatch: limits.lanesPerBatch,
    makesWaySeconds: limits.makesWaySeconds,
    laneAttemptsMax: limits.laneAttemptsMax,
    retryFirstSeconds: limits.retryFirstSeconds,
    retryMostSeconds: limits.retryMostSeconds,
  };
}
