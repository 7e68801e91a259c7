import {
  type Clock,
  type Finding,
  isKnownError,
  type KnownError,
  type Redacted,
  Rejected,
  sentence,
} from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int, iso, stamp } from '../client/values.js';
import type { TransportName } from '../transport/transport.js';
import { found } from './catalogue.js';

/** What is known about the credentials besides the client that holds them. */
export interface Credentials {
  url: string;
  transport: TransportName | 'auto';
  apiKey: Redacted<string>;
}

/** The key proven by using it; `uid` is null when it was refused. */
export async function checkKey(
  client: OdooClient,
  credentials: Credentials | null,
): Promise<{ uid: number | null; findings: Finding[] }> {
  try {
    const uid = await client.uid();
    const accepted = `The API key is valid; its user has the id ${uid} (protocol ${client.transport}).`;
    return { uid, findings: [found.ok('odoo.key', accepted), ...(await checkProtocol(client, credentials))] };
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return { uid: null, findings: [refused(error, credentials)] };
  }
}

/** Works today, and will not always. */
async function checkProtocol(client: OdooClient, credentials: Credentials | null): Promise<Finding[]> {
  if (client.transport === 'json-2') return [];
  const findings: Finding[] = [];
  if ((await client.major()) >= 19)
    findings.push(
      found.wrong('odoo.old_protocol', `${client.transport} is used, which Odoo will remove.`, {
        field: 'odoo.transport',
      }),
    );
  if (credentials !== null && !hasFormOfKey(credentials.apiKey))
    findings.push(
      found.wrong('odoo.password_in_use', 'What Odoo accepts as the key has the form of a password.', {
        field: 'odoo.api_key',
      }),
    );
  return findings;
}

/** Keys are 20 random bytes in hexadecimal (observed on Odoo 16-19). */
const hasFormOfKey = (secret: Redacted<string>): boolean => /^[0-9a-f]{40}$/i.test(secret.reveal());

const isOnline = (url: string): boolean => /(^|\.)odoo\.com$/i.test(new URL(url).hostname);

/** Odoo says no more than "no"; what we know about the key and the address says more. */
function refused(error: KnownError, credentials: Credentials | null): Finding {
  if (credentials === null) return found.ofError(error, 'odoo.url');
  const said = sentence(error.message);
  if (error.code === 'odoo.not_odoo' && credentials.transport === 'json-2')
    return found.wrong('odoo.transport_absent', `${said} It is no Odoo 19 or later.`, {
      field: 'odoo.transport',
    });
  if (error.code !== 'odoo.invalid_key') return found.ofError(error, 'odoo.url');
  if (!hasFormOfKey(credentials.apiKey))
    return found.wrong('odoo.not_a_key', `${said} It has not the form of an API key.`, {
      field: 'odoo.api_key',
    });
  if (isOnline(credentials.url))
    return found.wrong('odoo.online_plan', `${said} This is Odoo Online.`, { field: 'odoo.api_key' });
  return found.ofError(error, 'odoo.url');
}

const keyRow = z.object({ id: int, name: char, scope: char, expiration_date: stamp });

/** Warned this long before; a key of an ordinary user lives three months at most on 19. */
const WARN_DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * Keys of the bot user that end soon. Odoo tells a user its own keys' names and ends (18 and later), but not which of them
 * is in use, so the nearest end is told with its name.
 */
export async function checkKeyExpiry(client: OdooClient, uid: number, clock: Clock): Promise<Finding[]> {
  const keys = await ownKeys(client, uid);
  const nowMs = clock.now().getTime();
  const ending = keys
    .filter((key) => key.scope === null || key.scope === 'rpc')
    .flatMap(({ name, expiration_date }) =>
      expiration_date === null ? [] : [{ name, endsMs: Date.parse(iso(expiration_date)) }],
    )
    .filter(({ endsMs }) => endsMs >= nowMs && endsMs - nowMs <= WARN_DAYS * DAY_MS)
    .toSorted((a, b) => a.endsMs - b.endsMs);
  return ending.slice(0, 1).map(({ name, endsMs }) => {
    const days = Math.floor((endsMs - nowMs) / DAY_MS);
    const left = days === 0 ? 'today' : days === 1 ? 'in 1 day' : `in ${days} days`;
    const day = new Date(endsMs).toISOString().slice(0, 10);
    return found.wrong('odoo.key_expires', `The API key "${name ?? 'without a name'}" ends ${left}, on ${day}.`, {
      field: 'odoo.api_key',
    });
  });
}

/** None where Odoo keeps no end of keys (up to 17), or lets no user see them. */
async function ownKeys(client: OdooClient, uid: number): Promise<z.output<typeof keyRow>[]> {
  const model = 'res.users.apikeys';
  if (!(await client.has(model)) || !(await client.fieldsGet(model)).has('expiration_date')) return [];
  try {
    return await client.searchRead(model, keyRow, { domain: [['user_id', '=', uid]], order: 'id asc', limit: 100 });
  } catch (error) {
    if (error instanceof Rejected) return [];
    throw error;
  }
}
