import { createDoor, MemoryBudgetStore, parseEgressAllow } from '@mlc/egress';
import type { ShipBobReader } from '@mlc/engine';
import { type Redacted, redact } from '@mlc/kernel';
import { createSandbox, SandboxAdmin } from '@mlc/sandbox';
import {
  createShipBobClient,
  createShipBobReader,
  parseVersion,
  SHIPBOB_VERSIONS,
  type ShipBobClient,
  type ShipBobClientOptions,
  type ShipBobVersion,
} from '@mlc/shipbob';
import { closeJudged } from '../../support/openapi.js';
import type { Column } from '../report.js';
import { Recorder } from './recorder.js';
import { furnish } from './sandbox-world.js';

/** A ShipBob account at one version. */
export interface Target {
  column: Column;
  isReal: boolean;
  version: ShipBobVersion;
  open(): Promise<Access>;
}

/** Ways into an open target; none of them can write (see `fence.suite.ts`). */
export interface Access {
  recorder: Recorder;
  client: ShipBobClient;
  reader: ShipBobReader;
  /** The same with pages of so many rows. */
  small(rows: number): ShipBobReader & { client: ShipBobClient };
  /** A client with another token, channel or version. */
  as(more: { token?: string; channelId?: number; version?: ShipBobVersion }): ShipBobClient;
  channelId: number;
  /** The billing calls have a token of their own. */
  hasBillingToken: boolean;
  /** Asks something wrong on purpose: what the documents say of it is no violation. */
  onPurpose<T>(work: () => Promise<T>): Promise<T>;
  /** Mutating calls that reached the server; null where nobody counts them. */
  mutatingCalls(): Promise<number | null>;
  close(): Promise<void>;
}

/** How a real account is named: MLC_REAL_SHIPBOB_URL, _TOKEN, _CHANNEL_ID; see docs/conformance.md. */
interface RealAccount {
  url: string;
  token: string;
  channelId: number;
  billingToken: string | null;
  versions: ShipBobVersion[];
  /** Of ShipBob's 150 a minute, which the connector itself may be using just now. */
  callsPerMinute: number;
}

/** The sandbox at each version, and the real account that the environment names. */
export function targets(env: NodeJS.ProcessEnv): Target[] {
  const account = realAccount(env);
  // One for all versions: ShipBob counts them together.
  const budget = new MemoryBudgetStore();
  return [
    ...SHIPBOB_VERSIONS.map(sandboxTarget),
    ...(account === null ? [] : account.versions.map((version) => realTarget(account, version, budget))),
  ];
}

/** Throws where the environment names only a part of an account. */
export function realAccount(env: NodeJS.ProcessEnv): RealAccount | null {
  const of = (name: string): string => (env[`MLC_REAL_SHIPBOB_${name}`] ?? '').trim();
  if (of('URL') === '') return null;
  if (of('TOKEN') === '' || !/^\d+$/.test(of('CHANNEL_ID')))
    throw new Error('MLC_REAL_SHIPBOB_URL needs MLC_REAL_SHIPBOB_TOKEN and MLC_REAL_SHIPBOB_CHANNEL_ID with it');
  const versions = of('VERSIONS') === '' ? SHIPBOB_VERSIONS : of('VERSIONS').split(',');
  return {
    url: of('URL'),
    token: of('TOKEN'),
    channelId: Number(of('CHANNEL_ID')),
    billingToken: of('BILLING_TOKEN') || null,
    versions: versions.map((version) => parseVersion(version.trim())),
    callsPerMinute: Number(of('CALLS_PER_MINUTE') || 60),
  };
}

function sandboxTarget(version: ShipBobVersion): Target {
  return {
    column: { name: `sandbox ${version}`, isReal: false, twin: null },
    isReal: false,
    version,
    open: async () => {
      const shipbob = { rateLimitMax: 100_000 };
      const sandbox = createSandbox({ openapi: 'auto', shipbob });
      const { shipbobUrl: url, adminUrl } = await sandbox.start();
      const admin = new SandboxAdmin(adminUrl);
      await furnish(admin, url, version);
      const { lastSeq: sinceSeq } = await admin.journal({ sinceSeq: Number.MAX_SAFE_INTEGER });
      const account = { url, token: 'sandbox-pat', channelId: 100102, billingToken: null, callsPerMinute: 100_000 };
      const meant: [from: number, to: number][] = [];
      const lastViolation = async (): Promise<number> =>
        (await admin.openapi.violations({ all: 'true' })).violations.at(-1)?.seq ?? 0;
      return access(account, version, new MemoryBudgetStore(), {
        onPurpose: async (work) => {
          const from = await lastViolation();
          try {
            return await work();
          } finally {
            meant.push([from, await lastViolation()]);
          }
        },
        mutatingCalls: async () => (await admin.counts({ sinceSeq, side: 'shipbob' })).mutating,
        close: () =>
          closeJudged(
            admin,
            () => sandbox.stop(),
            ({ side, seq }) => side === 'client' && meant.some(([from, to]) => seq > from && seq <= to),
          ),
      });
    },
  };
}

function realTarget(account: RealAccount, version: ShipBobVersion, budget: MemoryBudgetStore): Target {
  return {
    column: { name: `ShipBob ${version}`, isReal: true, twin: `sandbox ${version}` },
    isReal: true,
    version,
    open: async () =>
      access(account, version, budget, {
        onPurpose: (work) => work(),
        mutatingCalls: async () => null,
        close: async () => undefined,
      }),
  };
}

function access(
  account: Omit<RealAccount, 'versions'>,
  version: ShipBobVersion,
  budgetStore: MemoryBudgetStore,
  rest: Pick<Access, 'onPurpose' | 'mutatingCalls' | 'close'>,
): Access {
  const { url, channelId, billingToken } = account;
  const at = new URL(url);
  const port = at.port === '' ? (at.protocol === 'https:' ? '443' : '80') : at.port;
  const door = createDoor({
    policy: { allow: parseEgressAllow(`${at.hostname}:${port}`) },
    // Nothing that may change something leaves this process, whatever is asked of it.
    fence: 'read_only',
    budgetStore,
    callsPerWindow: account.callsPerMinute,
  });
  const recorder = new Recorder(door);
  const secret = (text: string) => async (): Promise<Redacted<string>> => redact(text);
  const options: ShipBobClientOptions = {
    door: recorder,
    baseUrl: url,
    version,
    token: secret(account.token),
    ...(billingToken === null ? {} : { billing: { token: secret(billingToken), accountId: 'billing' } }),
    channelId,
    accountId: 'conformance',
  };
  const client = createShipBobClient(options);
  return {
    ...rest,
    recorder,
    client,
    reader: createShipBobReader(client),
    small: (rows) => {
      const own = createShipBobClient({ ...options, door: recorder.withPagesOf(rows) });
      return { ...createShipBobReader(own), client: own };
    },
    as: ({ token, ...more }) =>
      createShipBobClient({ ...options, ...more, ...(token === undefined ? {} : { token: secret(token) }) }),
    channelId,
    hasBillingToken: billingToken !== null,
    close: async () => {
      door.close();
      await rest.close();
    },
  };
}
