import { createDoor, parseEgressAllow } from '@mlc/egress';
import { redact } from '@mlc/kernel';
import { createOdooClient, type OdooClient, type OdooClientOptions, type TransportName } from '@mlc/odoo';
import { createSandbox } from '@mlc/sandbox';
import { type OdooGate, openOdooGate } from '../../support/odoo-gate.js';
import { type RealServer, realServers } from '../../support/real-odoo-servers.js';
import type { Column } from '../report.js';

/** A server and one of the protocols that belong to it. */
export interface Target {
  /** E.g. `sandbox 19` or `Odoo 17.0-20240709`. */
  server: string;
  isReal: boolean;
  major: 17 | 19;
  transport: TransportName;
  hasForeign: boolean;
  open(): Promise<Access>;
}

/** A target's place in the report; a real server's twin speaks the same dialect and protocol. */
export const columnOf = ({ server, transport, isReal, major }: Target): Column => ({
  name: `${server} ${transport}`,
  isReal,
  twin: isReal ? `sandbox ${major} ${transport}` : null,
});

/** Ways into an open target. Every client but `admin` goes through the gate. */
export interface Access {
  gate: OdooGate;
  bot: OdooClient;
  /** Sets the stage and reads the truth, past the gate. */
  admin: OdooClient;
  /** A client of the bot with other options. */
  client(more?: Partial<OdooClientOptions>): OdooClient;
  /** The same for the bot whose language is not English; null where there is none. */
  foreign: OdooClient | null;
  /** For `client`: as the administrator, or as the bot of another language, through the gate. */
  bossOptions: Partial<OdooClientOptions>;
  foreignOptions: Partial<OdooClientOptions>;
  close(): Promise<void>;
}

const TRANSPORTS: Record<17 | 19, TransportName[]> = {
  17: ['json-rpc', 'xml-rpc'],
  19: ['json-2', 'xml-rpc'],
};

/** The sandbox in both dialects, and the real servers that the environment names, on each protocol they speak. */
export async function targets(env: NodeJS.ProcessEnv): Promise<Target[]> {
  const real = await Promise.all(realServers(env).map(realTargets));
  return [...([19, 17] as const).flatMap(sandboxTargets), ...real.flat()];
}

function sandboxTargets(major: 17 | 19): Target[] {
  return TRANSPORTS[major].map((transport) => ({
    server: `sandbox ${major}`,
    isReal: false,
    major,
    transport,
    hasForeign: false,
    open: async () => {
      const modules = ['stock', 'purchase', 'sale', 'delivery', 'stock_landed_costs'] as const;
      const sandbox = createSandbox({ odoo: { version: major === 19 ? '19' : '17', modules: [...modules] } });
      const bot = { login: 'shipbob_bot', email: 'bot@example.com', apiKeys: ['bot-key'] };
      const boss = { login: 'boss', email: 'boss@example.com', apiKeys: ['boss-key'], admin: true };
      sandbox.odoo.seed({ users: [bot, boss] });
      const { odooUrl: url } = await sandbox.start();
      const server = { url, database: 'demo', login: 'shipbob_bot', key: 'bot-key', foreign: null };
      return access({ ...server, adminKey: 'boss-key' }, 'boss', transport, () => sandbox.stop());
    },
  }));
}

async function realTargets(server: RealServer): Promise<Target[]> {
  const probe = clientOf(server.url, server, 'auto');
  const { major, text } = await probe.version();
  if (major !== 17 && major !== 19) throw new Error(`${server.url} is Odoo ${text}; the suite knows 17 and 19`);
  return TRANSPORTS[major].map((transport) => ({
    server: `Odoo ${text}`,
    isReal: true,
    major,
    transport,
    hasForeign: server.foreign !== null,
    open: () => access(server, 'admin', transport, async () => undefined),
  }));
}

async function access(
  server: RealServer,
  adminLogin: string,
  transport: TransportName,
  stop: () => Promise<unknown>,
): Promise<Access> {
  const gate = await openOdooGate(server.url);
  const client = (more: Partial<OdooClientOptions> = {}): OdooClient => clientOf(gate.url, server, transport, more);
  const { foreign } = server;
  const bossOptions = { login: adminLogin, apiKey: redact(server.adminKey) };
  const foreignOptions = foreign === null ? {} : { login: foreign.login, apiKey: redact(foreign.key) };
  return {
    gate,
    bot: client(),
    admin: clientOf(server.url, server, transport, bossOptions),
    client,
    foreign: foreign === null ? null : client(foreignOptions),
    bossOptions,
    foreignOptions,
    close: async () => {
      await gate.close();
      await stop();
    },
  };
}

function clientOf(
  url: string,
  server: RealServer,
  transport: TransportName | 'auto',
  more: Partial<OdooClientOptions> = {},
): OdooClient {
  const at = new URL(url);
  const port = at.port === '' ? (at.protocol === 'https:' ? '443' : '80') : at.port;
  return createOdooClient({
    door: createDoor({ policy: { allow: parseEgressAllow(`${at.hostname}:${port}`) }, fence: 'open' }),
    url,
    database: server.database,
    apiKey: redact(server.key),
    login: server.login,
    companyId: 1,
    transport,
    // Races are what some tests are about.
    pace: { concurrency: 6, minIntervalMs: 0 },
    ...more,
  });
}
