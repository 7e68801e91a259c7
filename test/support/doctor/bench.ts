import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { createDoor, type EgressPolicy, type HttpDoor, MemoryBudgetStore } from '@mlc/egress';
import type { OAuthGrant } from '@mlc/engine';
import { type Finding, redact } from '@mlc/kernel';
import { buildClients, pingConnection, SECRET } from '@mlc/platform';
import {
  createSandbox,
  type Fault,
  type OdooWorld,
  type Sandbox,
  SandboxAdmin,
  type ShipBobWorldInput,
} from '@mlc/sandbox';
import { TokenSupply } from '@mlc/shipbob';
import type { ConnectionRow, SubscriptionRow } from '@mlc/store';
import { closeJudged, shipbobVersion } from '../openapi.js';
import type { Certificate } from './certificates.js';
import { oauthOptions } from './oauth.js';

export const ODOO_KEY = '0123456789abcdef0123456789abcdef01234567';
export const OTHER_KEY = 'f'.repeat(40);
export const CHANNEL = 100102;
export const FOREIGN_CHANNEL = 100103;

type User = NonNullable<OdooWorld['users']>[number];
export const BOT: User = {
  login: 'bot@acme.example',
  email: 'bot@acme.example',
  password: 'correct horse',
  apiKeys: [ODOO_KEY],
};

const odooWorld: OdooWorld = {
  users: [BOT],
  warehouses: [
    { name: 'ShipBob', code: 'SB' },
    { name: 'Showroom', code: 'WH' },
  ],
  tags: ['ShipBob'],
  carriers: [{ name: 'USPS' }],
};

const account = {
  user_id: 1001,
  channels: [
    { id: CHANNEL, name: 'ml-connector' },
    { id: FOREIGN_CHANNEL, name: 'Another shop', application_name: 'ShipBob' },
  ],
  tokens: [{ token: 'pat', channel_id: CHANNEL }] as { token: string; channel_id: number; scopes?: string[] }[],
  centres: [{ id: 8, name: 'Cicero (IL)' }],
};

/** What a ping is asked with; a case changes what it breaks. */
interface Setup {
  connection: ConnectionRow;
  odooKey: string;
  token: string;
  production: boolean;
  webhooksWanted: boolean;
  subscriptions: SubscriptionRow[];
  resolve?: EgressPolicy['resolve'];
  oauth?: (door: HttpDoor) => TokenSupply;
  allow: { host: string; port: number }[];
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** One sound connection between an Odoo and a ShipBob of ours, to be broken in one way and pinged. */
export class DoctorBench {
  setup: Setup;
  readonly #servers: Server[] = [];
  #world: OdooWorld = odooWorld;

  private constructor(
    readonly sandbox: Sandbox,
    readonly urls: { odooUrl: string; shipbobUrl: string; adminUrl: string },
  ) {
    this.setup = this.#sound();
  }

  static async start(version: '17' | '19'): Promise<DoctorBench> {
    const sandbox = createSandbox({
      openapi: 'auto',
      odoo: { version },
      world: { odoo: odooWorld, shipbob: { accounts: [account] } },
    });
    return new DoctorBench(sandbox, await sandbox.start());
  }

  stop(): Promise<void> {
    return closeJudged(new SandboxAdmin(this.urls.adminUrl), async () => {
      this.closeServers();
      await this.sandbox.stop();
    });
  }

  /** Everything sound again. */
  async mend(): Promise<void> {
    this.closeServers();
    this.#world = odooWorld;
    await this.sandbox.clock.setOffsetMs(0);
    this.sandbox.core.faults.clear();
    this.sandbox.odoo.reset();
    this.sandbox.shipbob.seed({ accounts: [account] });
    this.sandbox.shipbob.shop.options = { ...this.sandbox.shipbob.shop.options, rateLimitMax: 150 };
    this.sandbox.core.journal.clear();
    this.setup = this.#sound();
  }

  /** Another world in Odoo than the sound one. */
  odoo(change: OdooWorld): void {
    this.#world = { ...this.#world, ...change };
    this.sandbox.odoo.seed(this.#world);
  }

  /** Another bot in Odoo than the sound one. */
  bot(change: Partial<User>): void {
    this.odoo({ users: [{ ...BOT, ...change }] });
  }

  /** Another token at ShipBob than the sound one. */
  shipbob(change: { scopes?: string[]; token?: string; channel?: number }): void {
    const { channel = CHANNEL, token = 'pat', scopes } = change;
    const world: ShipBobWorldInput = {
      accounts: [{ ...account, tokens: [{ token, channel_id: channel, ...(scopes === undefined ? {} : { scopes }) }] }],
    };
    this.sandbox.shipbob.seed(world);
    this.setup.token = token;
  }

  /** Calls of that kind are answered so, for the rest of the case. */
  answer(
    side: Fault['side'],
    call: string,
    given: { status: number; body?: unknown; headers?: Record<string, string> },
  ): void {
    const { status, body = '', headers = {} } = given;
    const isText = typeof body === 'string';
    this.sandbox.core.faults.arm({
      side,
      call,
      kind: 'any',
      skip: 0,
      times: 1000,
      action: {
        type: 'status',
        status,
        body: isText ? body : JSON.stringify(body),
        headers: { 'content-type': isText ? 'text/html' : 'application/json', ...headers },
      },
    });
  }

  fault(side: Fault['side'], call: string, action: Fault['action']): void {
    this.sandbox.core.faults.arm({ side, call, kind: 'any', skip: 0, times: 1000, action });
  }

  /** The same server under another name, over http. */
  as(host: string, url: string): string {
    const port = Number(new URL(url).port);
    this.setup.allow.push({ host, port });
    this.setup.resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    return `http://${host}:${port}`;
  }

  /** A server of another program; closed with the case. */
  async serve(listener: RequestListener, tls: Certificate | null = null): Promise<string> {
    const server = tls === null ? createHttpServer(listener) : createHttpsServer(tls, listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#servers.push(server);
    this.setup.allow.push({ host: '127.0.0.1', port: portOf(server) });
    return `${tls === null ? 'http' : 'https'}://127.0.0.1:${portOf(server)}`;
  }

  /** A subscription as an apply would have made it, on both sides. */
  subscribe(url = 'https://hooks.acme.example/webhooks/shipbob/key'): { id: string; url: string } {
    const known = { id: String(900_000 + this.setup.subscriptions.length), url };
    this.setup.webhooksWanted = true;
    this.setup.subscriptions.push({ shipbobId: known.id, topics: ['order.shipped'], url, secretVersion: 1 });
    this.strangeSubscription(url, Number(known.id));
    return known;
  }

  strangeSubscription(url: string, id: number): void {
    this.#account().subscriptions.push({
      id,
      version: shipbobVersion(),
      topics: ['order.shipped'],
      url,
      description: null,
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      enabled: true,
      createdAt: this.sandbox.clock.clock.now().toISOString(),
      failingSinceMs: null,
    });
  }

  subscriptionAtShipBob(id: string) {
    const all = this.#account().subscriptions;
    const found = all.find((one) => String(one.id) === id);
    if (found === undefined) throw new Error(`There is no subscription ${id}.`);
    return {
      change: (to: { enabled?: boolean; url?: string }) => Object.assign(found, to),
      remove: () => all.splice(all.indexOf(found), 1),
    };
  }

  /** By OAuth instead of a token: an application with an access token that is over, in the given state. */
  oauth({ state = 'ready', authUrl = this.urls.shipbobUrl }: { state?: OAuthGrant['state']; authUrl?: string }): void {
    this.setup.oauth = (door) =>
      new TokenSupply(oauthOptions({ state, authUrl, door, clock: this.sandbox.clock.clock }));
  }

  async ping(): Promise<Finding[]> {
    const { connection, allow, resolve, odooKey, token, production, webhooksWanted, subscriptions, oauth } = this.setup;
    let foreign = 0;
    const door = createDoor({
      policy: { allow, ...(resolve === undefined ? {} : { resolve }) },
      budgetStore: new MemoryBudgetStore(),
      fence: 'read_only',
      onForeignCalls: ({ calls }) => {
        foreign += calls;
      },
    });
    const secrets: Record<string, string> = { [SECRET.odooKey]: odooKey, [SECRET.shipbobToken]: token };
    const vault = { get: async (_id: string, name: string) => [redact(secrets[name] ?? '')] };
    const supply = oauth?.(createDoor({ policy: { allow }, fence: 'open' }));
    const shipbob = supply && { token: () => supply.token() };
    const clientsOf = (row: ConnectionRow) => buildClients(row, { vault, door, shipbob });
    try {
      return await pingConnection({
        connection,
        clients: await clientsOf(connection),
        door,
        clock: this.sandbox.clock.clock,
        secrets: { odooKey: redact(odooKey), shipbobToken: supply ? null : redact(token) },
        shipbobAt: async (shipbobVersion) => (await clientsOf({ ...connection, shipbobVersion })).shipbob,
        webhooksWanted,
        subscriptions,
        foreignCalls: () => foreign,
        production,
      });
    } finally {
      door.close();
    }
  }

  #account() {
    const [first] = this.sandbox.shipbob.shop.accounts;
    if (first === undefined) throw new Error('The sandbox has no account.');
    return first;
  }

  #sound(): Setup {
    const { odooUrl, shipbobUrl } = this.urls;
    const at = new Date();
    return {
      odooKey: ODOO_KEY,
      token: 'pat',
      production: false,
      webhooksWanted: false,
      subscriptions: [],
      allow: [odooUrl, shipbobUrl].map((url) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })),
      connection: {
        id: '00000000-0000-4000-8000-000000000001',
        name: 'acme',
        webhookKey: 'key',
        state: 'active',
        stateReason: null,
        odooUrl,
        odooDatabase: 'demo',
        odooLogin: BOT.login,
        odooCompanyId: 1,
        odooTransport: 'auto',
        shipbobUrl,
        shipbobVersion: shipbobVersion(),
        shipbobChannelId: CHANNEL,
        shipbobAccountId: 'sandbox/1001/pat',
        settings: {
          centres: [{ fulfillment_center_id: 8, warehouse: 'SB', location: 'SB/Stock' }],
          shipments: { carrier_map: { USPS: 'USPS' } },
        },
        settingsVersion: 1,
        createdAt: at,
        updatedAt: at,
      },
    };
  }

  closeServers(): void {
    for (const server of this.#servers.splice(0)) {
      if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
        server.closeAllConnections();
      server.close();
    }
  }
}

/** A way to break a sound connection, and what the doctor must say. */
export interface BrokenSetup {
  what: string;
  code: string;
  field: string | null;
  /** Odoo's version; 19 when absent. */
  on?: '17' | '19';
  break: (bench: DoctorBench) => unknown;
  /** What the message or the fix must hold for a person to act. */
  says?: RegExp;
}
