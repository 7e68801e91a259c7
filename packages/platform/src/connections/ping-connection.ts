import type { HttpDoor } from '@mlc/egress';
import { type Clock, explain, type Finding, isKnownError, type Redacted } from '@mlc/kernel';
import { pingOdoo } from '@mlc/odoo';
import { pingShipBob, type ShipBobClient } from '@mlc/shipbob';
import type { ConnectionRow, SubscriptionRow } from '@mlc/store';
import { OAUTH_SECRET } from '../oauth.js';
import { buildClients, type Clients, ODOO_TRANSPORTS, type Runtime, SECRET } from '../runtime.js';
import { billingFindings } from './connection-auth.js';
import { found } from './ping-catalogue.js';
import { checkIngress } from './ping-ingress.js';

export type { Finding } from '@mlc/kernel';

/** Everything the doctor looks at and with. */
export interface PingInput {
  connection: ConnectionRow;
  clients: Clients;
  door: HttpDoor;
  clock: Clock;
  /** In use for the clients; what they say about themselves explains a refusal. The token is null with OAuth. */
  secrets: { odooKey: Redacted<string>; shipbobToken: Redacted<string> | null };
  /** The same ShipBob account at another version. */
  shipbobAt: (version: string) => Promise<ShipBobClient>;
  /** Webhooks are asked for, whether or not any is subscribed yet. */
  webhooksWanted: boolean;
  subscriptions: readonly SubscriptionRow[];
  /** Calls of others that the door found in the same rate budget. */
  foreignCalls: () => number;
  /** In demo and test mode everything lives on one machine, so nothing needs a public address. */
  production: boolean;
}

/** Asks both sides whether the connection can work: address, credentials, database, company, channel, rights, settings. */
export async function pingConnection(input: PingInput): Promise<Finding[]> {
  const [odoo, shipbob, ingress] = await Promise.all([
    orOne('odoo.url', () => askOdoo(input)),
    orOne('shipbob.url', () => askShipBob(input)),
    input.production
      ? checkIngress(
          input.door,
          input.subscriptions.map(({ url }) => url),
        )
      : [],
  ]);
  return [...stateFindings(input.connection), ...odoo, ...shipbob, ...centreFindings(input), ...ingress];
}

/** Pings a stored connection with its stored secrets. */
export async function pingStored(runtime: Runtime, connection: ConnectionRow): Promise<Finding[]> {
  const { store, vault, door, clock, env } = runtime;
  const [clients, shipbob, subscriptions, [odooKey], [shipbobToken]] = await Promise.all([
    runtime.clients(connection),
    runtime.oauth.credentials(connection),
    store.connections.subscriptions(connection.id),
    vault.get(connection.id, SECRET.odooKey),
    vault.get(connection.id, SECRET.shipbobToken),
  ]);
  if (odooKey === undefined) return [];
  const [billingToken] = await vault.get(connection.id, OAUTH_SECRET.billingToken);
  const billing = await billingFindings(runtime, connection, billingToken);
  const findings = await pingConnection({
    connection,
    clients,
    door,
    clock,
    secrets: { odooKey, shipbobToken: shipbobToken ?? null },
    shipbobAt: async (shipbobVersion) =>
      (await buildClients({ ...connection, shipbobVersion }, { vault, door, shipbob })).shipbob,
    webhooksWanted: subscriptions.length > 0,
    subscriptions,
    foreignCalls: () => runtime.foreignCalls(connection.shipbobAccountId),
    production: env.MLC_MODE === 'production',
  });
  return [...findings, ...billing];
}

const askOdoo = ({ connection, clients, door, clock, secrets }: PingInput): Promise<Finding[]> =>
  pingOdoo(clients.odoo, {
    clock,
    settings: clients.settings,
    made: {
      door,
      url: connection.odooUrl,
      transport: ODOO_TRANSPORTS[connection.odooTransport],
      apiKey: secrets.odooKey,
    },
  });

const askShipBob = (input: PingInput): Promise<Finding[]> =>
  pingShipBob(input.clients.shipbob, {
    clock: input.clock,
    centreIds: input.clients.settings.centres.map((centre) => centre.fulfillment_center_id),
    made:
      input.secrets.shipbobToken === null
        ? undefined
        : { url: input.connection.shipbobUrl, token: input.secrets.shipbobToken },
    at: input.shipbobAt,
    webhooks: {
      wanted: input.webhooksWanted,
      recorded: input.subscriptions.map(({ shipbobId, url }) => ({ id: shipbobId, url })),
    },
    foreignCalls: input.foreignCalls,
  });

function stateFindings({ state, stateReason }: ConnectionRow): Finding[] {
  if (state === 'paused') return [found.wrong('connection.paused', `Paused: ${stateReason ?? 'no reason given'}.`)];
  if (state === 'needs_attention')
    return [found.wrong('connection.needs_attention', `Stopped: ${stateReason ?? 'no reason given'}.`)];
  return [];
}

const centreFindings = ({ clients: { settings } }: PingInput): Finding[] =>
  settings.centres.length > 0
    ? []
    : [
        found.wrong(
          'connection.no_centres',
          'settings.centres is empty, so no order, receipt or stock can be synced.',
          { field: 'settings.centres' },
        ),
      ];

/** A ping that fails as a whole becomes one finding. */
async function orOne(urlField: string, ping: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await ping();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    const { code, fix, field } = error;
    return [{ code, level: 'error', message: explain(error), fix: fix ?? null, field: field ?? urlField }];
  }
}
