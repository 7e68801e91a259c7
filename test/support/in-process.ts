import { createDoor, MemoryBudgetStore, parseEgressAllow } from '@mlc/egress';
import {
  type ConnectionWork,
  type CutStore,
  createMemoryLedger,
  type MemoryLedger,
  noticesFor,
  type PollSource,
  pollsWanted,
  type Remotes,
  readSource,
  subjects,
  takeCut,
  workOnce,
} from '@mlc/engine';
import { limits, redact } from '@mlc/kernel';
import { FLOWS, type SettingsInput, type StockCut, settingsSchema } from '@mlc/mappings';
import { createOdooClient, createOdooExecutor, createOdooReader, type OdooClient } from '@mlc/odoo';
import {
  createSandbox,
  type OdooWorld,
  SandboxAdmin,
  type SandboxOptions,
  type SeededOdooIds,
  type ShipBobWorldInput,
} from '@mlc/sandbox';
import { createShipBobClient, createShipBobExecutor, createShipBobReader } from '@mlc/shipbob';
import { z } from 'zod';
import { closeJudged, shipbobVersion } from './openapi.js';
import { mapStrings, type RealOdooFront } from './real-odoo-front.js';

const TOKEN = 'in-process-pat';
const KEY = 'in-process-odoo-key-0123456789abcdef';
export const CENTRE = { id: 8, name: 'Cicero (IL)' };

/** The whole connector in one process, over real sockets, with its ledger in memory: a stage for rules and money. */
export interface InProcess {
  admin: SandboxAdmin;
  /** Ids in Odoo by the names of the world. */
  ids: SeededOdooIds;
  /** Calls Odoo as the administrator. */
  odoo: OdooClient;
  /** What somebody else does at ShipBob, with the connection's own token. */
  shipbob(method: string, path: string, body: unknown): Promise<unknown>;
  remotes: Remotes;
  ledger: MemoryLedger;
  work: ConnectionWork;
  /** Every cut of stock that was taken, in order. */
  cuts: StockCut[];
  /** Takes one. */
  cut(): Promise<StockCut>;
  /** Polls these sources from the beginning, on a real Odoo from that of the run, then works until no lane is due. */
  sync(sources?: readonly PollSource[]): Promise<void>;
  /** Codes of the open cases with the lane of each, sorted. */
  cases(): string[];
  close(): Promise<void>;
}

export interface InProcessOptions {
  settings: SettingsInput;
  odoo: OdooWorld;
  shipbob?: Partial<ShipBobWorldInput['accounts'][number]>;
  /** Knobs of the ShipBob side. */
  knobs?: SandboxOptions['shipbob'];
  /** Of ShipBob's API; one that has an OpenAPI document is held against it. */
  version?: string;
  /** The bot may set stock and draft landed costs; on a real Odoo its groups are what they are. */
  inventoryAdministrator?: boolean;
  /** A real Odoo in place of the sandbox's; the caller closes it. */
  front?: RealOdooFront | null;
}

export async function openInProcess(options: InProcessOptions): Promise<InProcess> {
  const { odoo, shipbob, knobs, front = null } = options;
  const version = shipbobVersion(options.version);
  const account = {
    user_id: 1001,
    channels: [{ id: 100102, name: 'Shop', application_name: 'SMA' }],
    tokens: [{ token: TOKEN, channel_id: 100102 }],
    centres: [CENTRE],
    ...shipbob,
  };
  const named = (of: typeof account): typeof account =>
    front === null
      ? of
      : { ...of, products: z.array(z.unknown()).parse(mapStrings(of.products ?? [], front.names.named)) };
  const bot = {
    login: 'bot',
    email: 'bot@example.com',
    apiKeys: [KEY],
    groups: [
      options.inventoryAdministrator === true ? 'stock.group_stock_manager' : 'stock.group_stock_user',
      'purchase.group_purchase_user',
      'sales_team.group_sale_salesman_all_leads',
      'account.group_account_invoice',
      'mrp.group_mrp_user',
    ],
  };
  const adminKey = `${KEY}-admin`;
  const boss = { login: 'boss', email: 'boss@example.com', apiKeys: [adminKey], admin: true };
  const world: OdooWorld = { users: [bot, boss], warehouses: [{ name: 'ShipBob', code: 'SB' }], ...odoo };
  const sandbox = createSandbox({
    shipbob: { rateLimitMax: 1_000_000, ...knobs },
    world: { shipbob: { id_offset: front?.idOffset ?? 0, accounts: [named(account)] } },
    openapi: 'auto',
  });
  const { odooUrl, shipbobUrl, adminUrl } = await sandbox.start();
  const admin = front?.stand(adminUrl) ?? new SandboxAdmin(adminUrl);
  const ids = await admin.odoo.seed(world);
  const chosen = { centres: [{ fulfillment_center_id: CENTRE.id, warehouse: 'SB' }], ...options.settings };
  const settings = settingsSchema.parse(front?.settings(chosen) ?? chosen);
  const at = front?.at ?? { url: odooUrl, database: 'demo', login: 'bot', key: KEY };
  const past = front?.boss ?? { url: odooUrl, login: 'boss', key: adminKey };
  const allow = parseEgressAllow([at.url, past.url, shipbobUrl].map((url) => new URL(url).host).join(','));
  const budgetStore = new MemoryBudgetStore();
  const door = createDoor({ policy: { allow }, fence: 'open', budgetStore, callsPerWindow: 1_000_000 });
  const odooAs = ({ url, login, key }: typeof past): OdooClient =>
    createOdooClient({ door, url, database: at.database, login, apiKey: redact(key), companyId: 1 });
  const bots = odooAs(at);
  const shipbobClient = createShipBobClient({
    door,
    baseUrl: shipbobUrl,
    version,
    token: async () => redact(TOKEN),
    channelId: 100102,
    accountId: 'in-process',
  });
  const reader = createOdooReader(bots);
  const remotes: Remotes = {
    odoo: reader,
    shipbob: createShipBobReader(shipbobClient),
    executors: [createOdooExecutor(bots), createShipBobExecutor(shipbobClient)],
  };
  const clock = sandbox.core.clock;
  const ledger = createMemoryLedger(() => clock.now());
  const cuts: StockCut[] = [];
  const cutStore: CutStore = {
    latest: async () => cuts.at(-1) ?? null,
    save: async (_connectionId, cut) => {
      cuts.push(cut);
    },
  };
  const work: ConnectionWork = {
    connectionId: 'c',
    ledger,
    cuts: cutStore,
    remotes,
    subjects,
    clock,
    settingsVersion: 1,
    modes: Object.fromEntries(FLOWS.map((flow) => [flow, 'live'])),
    context: {
      settings,
      connection: {
        id: 'c',
        company_id: 1,
        channel_id: 100102,
        shipbob_version: version,
        live_from: '2020-01-01T00:00:00.000Z',
      },
      warehouses: await reader.warehouses([...new Set(settings.centres.map(({ warehouse }) => warehouse))]),
    },
    log: () => undefined,
    timing: {
      leaseSeconds: limits.laneLeaseSeconds,
      leaseMarginSeconds: limits.leaseMarginSeconds,
      callTimeoutMs: front === null ? 10_000 : 60_000,
      odooSettleSeconds: 1,
      shipbobSettleSeconds: 1,
      secondLookSeconds: 1,
      lookFreshSeconds: limits.lookFreshSeconds,
      lanesPerBatch: limits.lanesPerBatch,
      makesWaySeconds: limits.makesWaySeconds,
      laneAttemptsMax: limits.laneAttemptsMax,
      retryFirstSeconds: 1,
      retryMostSeconds: 5,
    },
  };
  return {
    admin,
    ids,
    odoo: odooAs(past),
    async shipbob(method, path, body) {
      const headers = {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        shipbob_channel_id: '100102',
      };
      const answer = await fetch(`${shipbobUrl}/2026-07/${path}`, { method, headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    remotes,
    ledger,
    work,
    cuts,
    cut: () => takeCut({ work, ledger, cuts: cutStore }),
    sync: (sources = pollsWanted(work.context.settings)) =>
      sync(work, sources, (source) => front?.from(source) ?? null),
    cases: () =>
      ledger.state.cases
        .filter((found) => found.state === 'open')
        .map((found) => `${found.code} ${found.laneKey}`)
        .sort(),
    close: () =>
      closeJudged(admin, async () => {
        door.close();
        await sandbox.stop();
      }),
  };
}

/** Passes in a row that may follow from one another before it counts as a circle. */
const ROUNDS_MAX = 40;

async function sync(
  work: ConnectionWork,
  sources: readonly PollSource[],
  from: (source: PollSource) => string | null,
): Promise<void> {
  const { connectionId, ledger, remotes, clock } = work;
  for (const source of sources) {
    let position: string | null = null;
    for (;;) {
      const to = new Date(clock.now().getTime() + 600_000).toISOString();
      const matchKeys = work.context.settings.shipments.match_keys;
      const page = await readSource(remotes, source, { from: from(source), to, position, limit: 500, matchKeys });
      await ledger.raise(connectionId, await noticesFor({ connectionId, source, ledger }, page.rows));
      if (page.last) break;
      position = page.nextPosition;
    }
  }
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const report = await workOnce(work);
    if (report.stopped !== null) throw report.stopped;
    if (report.lanes === 0) return;
  }
  throw new Error(`work does not come to rest within ${ROUNDS_MAX} rounds`);
}
