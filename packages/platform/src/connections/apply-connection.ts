import { BadInput, Bug, newId, newOpaqueKey, type Redacted, sameJson } from '@mlc/kernel';
import { DEFAULT_MODE, FLOWS, type Flow, type Mode } from '@mlc/mappings';
import { assertTiming } from '@mlc/queues';
import { NEWEST_VERSION, newestServedVersion } from '@mlc/shipbob';
import type { ConnectionRow } from '@mlc/store';
import { OAUTH_SECRET, type ShipBobCredentials } from '../oauth.js';
import { buildClients, type Runtime, SECRET } from '../runtime.js';
import { isPollSource } from '../schedules.js';
import { noteOdooKeyAsked } from '../upkeep/odoo-key.js';
import { careForWebhooks, wishForWebhooks } from '../upkeep/webhooks.js';
import { authOf, billingFindings, credentialsOf, type FileAuth, PENDING_REASON, saveAuth } from './connection-auth.js';
import type { ConnectionFile } from './connection-file.js';
import { type Finding, pingConnection } from './ping-connection.js';

export interface ApplyReport {
  connection: { id: string; name: string; webhookUrl: string | null };
  /** What was changed, one sentence each; empty when the file already held. */
  changes: string[];
  /** Flows in preview: they show what they would write. */
  shows: string[];
  findings: Finding[];
  webhooks: { topics: string[]; polled: { topic: string; reason: string }[] } | null;
}

/** How long a replaced API key or token stays readable, for processes that hold it: seconds. */
const OVERLAP_SECONDS = 300;

/**
 * Makes the connection be as the file says. Idempotent: a second run changes nothing, here and at ShipBob. Both sides are
 * asked first; a connection that could not work is refused with the finding's field and fix, and nothing is stored. With
 * `paused` it polls and writes nothing until it is resumed.
 */
export async function applyConnection(
  runtime: Runtime,
  file: ConnectionFile,
  options: { paused?: boolean } = {},
): Promise<ApplyReport> {
  assertSchedules(file);
  const auth = authOf(file);
  const known = await runtime.store.connections.byName(file.name);
  const { credentials, pending } = await credentialsOf(runtime, auth, known);
  const wanted = rowOf(file, known, auth, { paused: options.paused ?? false, pending });
  await runtime.store.connections.ensureAccount(wanted.shipbobAccountId);
  const asked = { runtime, file, auth, credentials, pending };
  if (file.shipbob.version === undefined && !pending) wanted.shipbobVersion = await findVersion(asked, wanted);
  const findings = await ask(asked, wanted);
  const changes = await saveConnection(runtime, wanted, known);
  // WROs belong to the ShipBob user, not to a channel: exactly one connection of a user reads and books them.
  for (const flow of ['receiving', 'billing']) await runtime.store.connections.claimFlow(wanted.id, flow);
  changes.push(...(await saveAuth(runtime, wanted, auth)));
  changes.push(...(await saveSecrets(runtime, wanted, auth.secrets)));
  changes.push(...(await saveSchedules(runtime, wanted, file)));
  changes.push(...(await saveModes(runtime, wanted, file, known === null)));
  const modes = await runtime.store.modes.of(wanted.id);
  await noteOdooKeyAsked(runtime, wanted.id);
  if (pending) await wishForWebhooks(runtime, wanted, webhookUrl(file, wanted), { waitMs: WATCH_MS });
  const webhooks = pending ? null : await subscribe(runtime, wanted, file, changes);
  return {
    connection: { id: wanted.id, name: wanted.name, webhookUrl: webhookUrl(file, wanted) },
    changes,
    shows: FLOWS.filter((flow) => (modes[flow] ?? DEFAULT_MODE) === 'preview'),
    findings,
    webhooks,
  };
}

/** A cron line that never comes true would keep the poller from keeping any schedule: it is refused here. */
function assertSchedules(file: ConnectionFile): void {
  for (const [source, schedule] of Object.entries(file.schedules)) {
    if (!isPollSource(source))
      throw new BadInput(`schedules.${source}: there is no such poll.`, {
        code: 'connection.file',
        field: `schedules.${source}`,
        fix: 'Use product.product, purchase.order, purchase.order.line, stock.picking, sale.order, shipbob.receiving, shipbob.order, shipbob.return or shipbob.invoice.',
      });
    if (!('cron' in schedule)) continue;
    try {
      assertTiming({ cron: schedule.cron, timeZone: schedule.time_zone });
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      const { message, fix } = error;
      throw new BadInput(`schedules.${source}.cron: ${message}`, {
        code: 'connection.file',
        field: `schedules.${source}.cron`,
        fix,
      });
    }
  }
}

/** What is asked with, before anything is stored. */
interface Asked {
  runtime: Runtime;
  file: ConnectionFile;
  auth: FileAuth;
  credentials: ShipBobCredentials;
  /** Nobody has allowed the OAuth application yet, so ShipBob cannot be asked. */
  pending: boolean;
}

/** Clients with the given credentials. */
function clientsWith({ runtime, auth, credentials }: Asked, wanted: ConnectionRow) {
  const vault = { get: async (_connection: string, name: string) => (auth.secrets[name] ? [auth.secrets[name]] : []) };
  return buildClients(wanted, { vault, door: runtime.door, shipbob: credentials });
}

/** The file names no version: the newest one that ShipBob answers for these credentials. */
const findVersion = (asked: Asked, wanted: ConnectionRow): Promise<string> =>
  newestServedVersion(async (version) => (await clientsWith(asked, { ...wanted, shipbobVersion: version })).shipbob);

/** Asks both sides with the given credentials. What is already stored and subscribed is about to change, so it is not judged. */
async function ask(asked: Asked, wanted: ConnectionRow): Promise<Finding[]> {
  const { runtime, file, auth, pending } = asked;
  const odooKey = auth.secrets[SECRET.odooKey];
  if (odooKey === undefined) throw new Bug('A connection file without a key of Odoo');
  const clients = await clientsWith(asked, wanted);
  const all = await pingConnection({
    connection: { ...wanted, state: 'active' },
    clients,
    door: runtime.door,
    clock: runtime.clock,
    secrets: { odooKey, shipbobToken: auth.token },
    shipbobAt: async (shipbobVersion) => (await clientsWith(asked, { ...wanted, shipbobVersion })).shipbob,
    webhooksWanted: file.webhooks.public_url !== undefined,
    subscriptions: [],
    foreignCalls: () => runtime.foreignCalls(wanted.shipbobAccountId),
    production: runtime.env.MLC_MODE === 'production',
  });
  // That a person must allow it first is what the next command is for, and no reason to refuse the file.
  const billing = await billingFindings(runtime, wanted, auth.secrets[OAUTH_SECRET.billingToken]);
  const findings = [...all, ...billing].map(
    (finding): Finding =>
      pending && finding.code === 'shipbob.not_authorized' ? { ...finding, level: 'warning' } : finding,
  );
  const fatal = findings.find((finding) => finding.level === 'error');
  if (fatal)
    throw new BadInput(fatal.message, {
      code: fatal.code,
      fix: fatal.fix ?? undefined,
      field: fatal.field ?? undefined,
    });
  return findings;
}

function rowOf(
  file: ConnectionFile,
  known: ConnectionRow | null,
  auth: FileAuth,
  { paused, pending }: { paused: boolean; pending: boolean },
): ConnectionRow {
  // A person's pause outlasts an apply; a fault that the file mends does not.
  const rests = paused || known?.state === 'paused';
  const pauseReason = known?.stateReason ?? 'applied with --paused: look at `mlc plan`, then resume';
  const now = new Date();
  const host = new URL(file.shipbob.url).host;
  return {
    id: known?.id ?? newId(),
    name: file.name,
    webhookKey: known?.webhookKey ?? newOpaqueKey(),
    state: rests ? 'paused' : pending ? 'needs_reconnect' : 'active',
    stateReason: rests ? pauseReason : pending ? PENDING_REASON : null,
    odooUrl: file.odoo.url,
    odooDatabase: file.odoo.database,
    odooLogin: file.odoo.login ?? null,
    odooCompanyId: file.odoo.company_id,
    odooTransport: file.odoo.transport,
    shipbobUrl: file.shipbob.url,
    shipbobVersion: file.shipbob.version ?? NEWEST_VERSION,
    // An application's channel comes with its consent; 0 until then.
    shipbobChannelId: file.shipbob.channel_id ?? known?.shipbobChannelId ?? 0,
    shipbobAccountId: `${host}/${auth.user}/${auth.applicationName}`,
    settings: file.settings,
    settingsVersion: known?.settingsVersion ?? 1,
    createdAt: known?.createdAt ?? now,
    updatedAt: now,
  };
}

/** Saves the row; changed settings raise their version and dirty every lane, since hashes save re-reading, not re-planning. */
async function saveConnection(runtime: Runtime, wanted: ConnectionRow, known: ConnectionRow | null): Promise<string[]> {
  const compared = [
    'odooUrl',
    'odooDatabase',
    'odooLogin',
    'odooCompanyId',
    'odooTransport',
    'shipbobUrl',
    'shipbobVersion',
    'shipbobChannelId',
    'shipbobAccountId',
    'state',
  ] as const;
  if (known === null) {
    await runtime.store.connections.save(wanted);
    return [`connection ${wanted.name} created`];
  }
  const changes = compared
    .filter((field) => known[field] !== wanted[field])
    .map((field) => `${field}: ${String(known[field])} -> ${String(wanted[field])}`);
  const settingsChanged = !sameJson(known.settings, wanted.settings);
  if (settingsChanged) {
    wanted.settingsVersion = known.settingsVersion + 1;
    changes.push(
      `settings: version ${known.settingsVersion} -> ${wanted.settingsVersion}; every record is planned again`,
    );
  }
  if (changes.length === 0) return [];
  await runtime.store.connections.save(wanted);
  if (settingsChanged) await runtime.store.queries.dirtyAll(wanted.id, 'the settings changed');
  return changes;
}

async function saveSecrets(
  runtime: Runtime,
  wanted: ConnectionRow,
  secrets: Record<string, Redacted<string>>,
): Promise<string[]> {
  const changes: string[] = [];
  for (const [name, value] of Object.entries(secrets)) {
    const [newest] = await runtime.vault.get(wanted.id, name);
    if (newest?.reveal() === value.reveal()) continue;
    await runtime.vault.replace(wanted.id, name, value, OVERLAP_SECONDS);
    changes.push(`${name} stored, encrypted`);
  }
  return changes;
}

async function saveSchedules(runtime: Runtime, wanted: ConnectionRow, file: ConnectionFile): Promise<string[]> {
  const changes: string[] = [];
  for (const [source, schedule] of Object.entries(file.schedules)) {
    const changed = await runtime.store.schedules.set(wanted.id, source, {
      everySeconds: 'every' in schedule ? schedule.every : null,
      cron: 'cron' in schedule ? schedule.cron : null,
      timeZone: 'cron' in schedule ? schedule.time_zone : 'UTC',
      enabled: schedule.enabled,
    });
    if (changed) changes.push(`schedule of ${source} set`);
  }
  return changes;
}

async function saveModes(
  runtime: Runtime,
  wanted: ConnectionRow,
  { mode = {} }: ConnectionFile,
  isNew: boolean,
): Promise<string[]> {
  const all = (one: Mode): Record<Flow, Mode> =>
    Object.fromEntries(FLOWS.map((flow) => [flow, one])) as Record<Flow, Mode>;
  const named = typeof mode === 'string' ? all(mode) : mode;
  const changes = await runtime.store.modes.set(wanted.id, { ...(isNew ? all(DEFAULT_MODE) : {}), ...named }, 'apply');
  return changes.map(({ flow, before, after }) => `mode of ${flow}: ${before === null ? '' : `${before} -> `}${after}`);
}

export const webhookUrl = (file: ConnectionFile, connection: ConnectionRow): string | null =>
  file.webhooks.public_url === undefined
    ? null
    : `${file.webhooks.public_url}/webhooks/shipbob/${connection.webhookKey}`;

/** Waits so long for a watch of the webhooks that is under way, milliseconds. */
const WATCH_MS = 120_000;

async function subscribe(
  runtime: Runtime,
  connection: ConnectionRow,
  file: ConnectionFile,
  changes: string[],
): Promise<ApplyReport['webhooks']> {
  const url = webhookUrl(file, connection);
  const care = await careForWebhooks(runtime, connection, { url, actor: 'person' }, { waitMs: WATCH_MS });
  changes.push(
    ...(care?.actions ?? []).map((one) => `webhook subscription ${one.id ?? ''} ${one.action}: ${one.reason}`),
  );
  return care === null || url === null ? null : { topics: care.topics, polled: care.polled };
}
