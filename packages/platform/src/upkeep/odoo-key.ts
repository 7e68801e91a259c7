import { withWritePermit } from '@mlc/egress';
import { BadInput, explain, isKnownError, type JsonObject, newId, type Redacted, secondsAfter } from '@mlc/kernel';
import { generateApiKey, type OdooClient, pingOdoo, revokeApiKey } from '@mlc/odoo';
import type { ConnectionRow } from '@mlc/store';
import { z } from 'zod';
import { buildClients, type Runtime, SECRET } from '../runtime.js';
import { proveKey } from './prove-key.js';
import { type Turn, type TurnEnd, type When, withTurn } from './turn.js';

/** Name of the task and of what it remembers. */
export const ODOO_KEY = 'odoo_key';
/** The replaced key, kept sealed until Odoo has ended it. */
const RETIRED = 'odoo.retired_key';
/** A generated key's life, days: what Odoo allows ordinary users. */
const GENERATED_DAYS = 90;
/** Another process may be at the key for as long as two calls take, milliseconds. */
const BUSY_MS = 60_000;

const memorySchema = z.object({
  /** Product time at which the replaced key is to be ended at Odoo; null: there is none. */
  revokeAt: z.string().nullable().default(null),
  /** Last day of the key in use, where we made it ourselves. */
  expires: z.string().nullable().default(null),
  /** What the doctor last said about the key; null when all is well. */
  warning: z.string().nullable().default(null),
  /** Why the replaced key could not be ended by us. */
  leftOver: z.string().nullable().default(null),
});
export type OdooKeyMemory = z.infer<typeof memorySchema>;
export const readOdooKeyMemory = (memory: JsonObject): OdooKeyMemory => memorySchema.parse(memory);

export type NewOdooKey = { key: Redacted<string> } | { generate: { expires?: string } };

export interface OdooKeyRotation {
  /** Odoo's user, the same before and after. Null when the key in use was refused already, so that nothing can be compared. */
  uid: number;
  compared: boolean;
  version: number;
  /** Last day of the new key, where we made it. */
  expires: string | null;
  /** Until then calls under way may still use the replaced key; product time. */
  oldUntil: Date;
  /** Who ends the replaced key at Odoo after that. */
  endedBy: 'connector' | 'person';
}

export interface RotateOptions {
  /** How long both keys are good: longer than the longest call with its repetitions. Seconds. */
  overlapSeconds: number;
  /** Leave the replaced key alone at Odoo. */
  keepOld?: boolean;
}

/**
 * Replaces the Odoo key of a connection: the new one is proven first (same user, company and rights), then every process uses
 * it from its next call on, and the replaced one is ended at Odoo after the overlap: by a worker where Odoo allows it, else
 * by a person. Throws BadInput, with nothing changed, when the new key does not do what the old one did.
 */
export async function rotateOdooKey(
  runtime: Runtime,
  connection: ConnectionRow,
  wanted: NewOdooKey,
  options: RotateOptions,
): Promise<OdooKeyRotation> {
  const rotated = await withTurn(runtime, connection.id, ODOO_KEY, { waitMs: BUSY_MS }, (turn) =>
    withWritePermit('odoo-key', () => rotate(runtime, connection, turn, wanted, options)),
  );
  if (rotated === null) throw new BadInput('The key is being replaced by somebody else.', { code: 'upkeep.busy' });
  return rotated;
}

async function rotate(
  runtime: Runtime,
  connection: ConnectionRow,
  turn: Turn,
  wanted: NewOdooKey,
  { overlapSeconds, keepOld }: RotateOptions,
): Promise<TurnEnd<OdooKeyRotation>> {
  const { vault, clock } = runtime;
  const memory = readOdooKeyMemory(turn.memory);
  const [current] = await vault.versions(connection.id, SECRET.odooKey);
  if (!current)
    throw new BadInput(`Connection ${connection.name} has no Odoo key yet.`, {
      code: 'connection.secret',
      field: 'odoo.api_key',
      fix: 'Apply the connection with its key first: mlc connection apply -f <file>.',
    });
  // One change-over at a time: a key that still waits for its end at Odoo has had its overlap.
  if (memory.revokeAt !== null) Object.assign(memory, await revokeRetired(runtime, connection));
  const old = await odooWith(runtime, connection, current.value);
  const { key, expires } = await newKey(runtime, connection, old, current.value, wanted);
  if (key.reveal() === current.value.reveal())
    throw new BadInput('The new key is the one in use.', {
      code: 'odoo.key_same',
      field: '--new-key',
      fix: 'Make another key in Odoo as the bot user (Preferences, Account Security), and give that one.',
    });
  const next = await odooWith(runtime, connection, key);
  const proof = await proveKey(old, next);
  await turn.hold();
  const endsByApi = !keepOld && proof.major >= 19;
  if (endsByApi) await vault.put(connection.id, RETIRED, current.value);
  const { version } = await vault.replace(connection.id, SECRET.odooKey, key, overlapSeconds);
  const oldUntil = secondsAfter(clock.now(), overlapSeconds);
  await runtime.store.ledger.audit([
    {
      connectionId: connection.id,
      actor: 'person',
      action: 'odoo_key.replaced',
      subject: `connection:${connection.name}`,
      correlationId: null,
      before: { version: current.version },
      after: { version, expires, old_until: oldUntil.toISOString() },
      reason: 'generate' in wanted ? 'a new key was made at Odoo and proven' : 'a new key was given and proven',
    },
  ]);
  const revokeAt = endsByApi ? oldUntil : null;
  return {
    memory: { ...memory, expires, warning: null, leftOver: null, revokeAt: revokeAt?.toISOString() ?? null },
    dueAt: revokeAt,
    result: {
      uid: proof.uid,
      compared: proof.compared,
      version,
      expires,
      oldUntil,
      endedBy: endsByApi ? 'connector' : 'person',
    },
  };
}

async function newKey(
  runtime: Runtime,
  connection: ConnectionRow,
  old: OdooClient,
  current: Redacted<string>,
  wanted: NewOdooKey,
): Promise<{ key: Redacted<string>; expires: string | null }> {
  if ('key' in wanted) return { key: wanted.key, expires: null };
  const now = runtime.clock.now();
  const day = (at: Date): string => at.toISOString().slice(0, 10);
  const expires = wanted.generate.expires ?? day(secondsAfter(now, GENERATED_DAYS * 86_400));
  const name = `ml-connector ${connection.name} ${day(now)}`;
  return { key: await generateApiKey(old, { current, name, expires }), expires };
}

export interface OdooKeyCare {
  /** The replaced key's end at Odoo: true now, false was gone already, null there was none to end. */
  revoked: boolean | null;
  warning: string | null;
}

/**
 * Ends a replaced key at Odoo once its time has come, and asks Odoo when the key in use ends. Null when it is not due or
 * somebody else is at it.
 */
export const careForOdooKey = (runtime: Runtime, connection: ConnectionRow, when: When): Promise<OdooKeyCare | null> =>
  withTurn(runtime, connection.id, ODOO_KEY, when, (turn) =>
    withWritePermit('odoo-key', async () => {
      const memory = readOdooKeyMemory(turn.memory);
      const isDue = memory.revokeAt !== null && new Date(memory.revokeAt) <= runtime.clock.now();
      const ended = isDue ? await revokeRetired(runtime, connection) : null;
      const next = { ...memory, ...ended, warning: await keyWarning(runtime, connection) };
      if (next.warning !== null)
        runtime.log.warn('odoo_key.ends', { connection: connection.id, message: next.warning });
      return {
        memory: next,
        dueAt: next.revokeAt === null ? null : new Date(next.revokeAt),
        result: { revoked: ended?.revoked ?? null, warning: next.warning },
      };
    }),
  );

/** The key was asked about a moment ago: the next question is due a period from now. */
export async function noteOdooKeyAsked({ store }: Pick<Runtime, 'store'>, connectionId: string): Promise<void> {
  const owner = newId();
  if ((await store.upkeep.take(connectionId, ODOO_KEY, { owner, leaseSeconds: 10 })) === null) return;
  await store.upkeep.end(connectionId, ODOO_KEY, owner, { error: null });
}

/** Ends the replaced key at Odoo with the one in use. A refusal is remembered and told: then a person must do it. */
async function revokeRetired(
  runtime: Runtime,
  connection: ConnectionRow,
): Promise<{ revokeAt: null; leftOver: string | null; revoked: boolean }> {
  const { vault, clock, log } = runtime;
  const [retired] = await vault.versions(connection.id, RETIRED);
  let [revoked, leftOver] = [false, null as string | null];
  if (retired) {
    try {
      revoked = await revokeApiKey((await runtime.clients(connection)).odoo, retired.value);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      leftOver = 'Odoo does not let the bot user end API keys: delete the replaced one in Odoo (Account Security).';
    }
    // One beyond the newest: the retired one itself ends too.
    await vault.endOlder(connection.id, RETIRED, retired.version + 1, clock.now());
  }
  const reason = leftOver ?? (revoked ? 'the replaced key was ended at Odoo' : 'Odoo knew the replaced key no more');
  await runtime.store.ledger.audit([
    {
      connectionId: connection.id,
      actor: 'worker',
      action: leftOver === null ? 'odoo_key.ended' : 'odoo_key.left_over',
      subject: `connection:${connection.name}`,
      correlationId: null,
      before: null,
      after: null,
      reason,
    },
  ]);
  log[leftOver === null ? 'info' : 'warn']('odoo_key.ended', { connection: connection.id, reason });
  return { revokeAt: null, leftOver, revoked };
}

/** What the doctor says about the end of the key in use; null when that is far off, or Odoo does not tell. */
async function keyWarning(runtime: Runtime, connection: ConnectionRow): Promise<string | null> {
  try {
    const findings = await pingOdoo((await runtime.clients(connection)).odoo, { clock: runtime.clock });
    const ends = findings.find(({ code }) => code === 'odoo.key_expires');
    return ends ? `${ends.message} ${ends.fix ?? ''}`.trim() : null;
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return explain(error);
  }
}

async function odooWith(runtime: Runtime, connection: ConnectionRow, key: Redacted<string>): Promise<OdooClient> {
  const vault = {
    get: async (id: string, name: string) => (name === SECRET.odooKey ? [key] : runtime.vault.get(id, name)),
  };
  return (await buildClients(connection, { vault, door: runtime.door })).odoo;
}
