import { randomBytes } from 'node:crypto';
import { type Cell, stampOf } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { OdooError, userError } from '../engine/errors.js';
import { f } from '../engine/fields.js';
import type { MethodDef, ModelInput, Version } from '../engine/model.js';

const MODEL = 'res.users.apikeys';

/** What a user sees of its own keys: their names and, since 18, their ends; never the keys (observed on Odoo 19). */
export const apiKeyModel = (version: Version): ModelInput => ({
  name: MODEL,
  description: 'Users API Keys',
  order: 'id',
  fields: {
    name: f.char('Description', { required: true, readonly: true }),
    user_id: f.many2one('res.users', 'User', { required: true, readonly: true }),
    scope: f.char('Scope', { readonly: true }),
    ...(version === '19' ? { expiration_date: f.datetime('Expiration Date', { readonly: true }) } : {}),
  },
  // Up to 18 nobody can make keys from outside (observed: AttributeError).
  methods: version === '19' ? { generate, revoke } : {},
});

/** What the rows show, as the accounts hold it. */
export interface KeyRing {
  /** The system parameter `base.enable_programmatic_api_keys`. */
  programmatic: boolean;
  now: Date;
  of(uid: number): readonly { key: string; expires: string | null }[];
  set(uid: number, keys: readonly { key: string; expires: string | null }[]): void;
}

const KEYS_MAX = 10;
/** Of ordinary users' keys (the group "User: all" gives 90 days). */
const DAYS_MAX = 90;
const DAY_MS = 86_400_000;

/** Only for administrators, or where the system parameter says so (text observed on Odoo 19). */
function ringOf(env: Env): KeyRing {
  const { keys } = env.site;
  if (keys === undefined || !(env.account.admin || keys.programmatic))
    throw userError('Programmatic API keys are not enabled');
  return keys;
}

const generate: MethodDef = {
  on: 'model',
  params: ['key', 'scope', 'name', 'expiration_date'],
  kind: 'mutating',
  run: ({ env, args }) => {
    const ring = ringOf(env);
    const { uid, admin } = env.account;
    const own = ring.of(uid);
    if (own.length >= KEYS_MAX) throw userError(`Limit of ${KEYS_MAX} API keys is reached for programmatic creation`);
    if (!own.some(({ key }) => key === args['key']))
      throw new OdooError('denied', 'The provided API key is invalid or does not belong to the current user.');
    const expires = endOf(args['expiration_date'], ring.now, admin);
    const key = randomBytes(20).toString('hex');
    ring.set(uid, [...own, { key, expires }]);
    showApiKeys(env, uid, ring.of(uid));
    return key;
  },
};

const revoke: MethodDef = {
  on: 'model',
  params: ['key'],
  kind: 'mutating',
  run: ({ env, args }) => {
    const ring = ringOf(env);
    const { uid } = env.account;
    const own = ring.of(uid);
    const kept = own.filter(({ key }) => key !== args['key']);
    if (kept.length === own.length) throw new OdooError('denied', 'The provided API key is invalid.');
    ring.set(uid, kept);
    showApiKeys(env, uid, kept);
    return true;
  },
};

function endOf(given: unknown, now: Date, admin: boolean): string | null {
  if (typeof given !== 'string' || given === '') {
    if (admin) return null;
    throw userError('The API key must have an expiration date');
  }
  const end = new Date(`${given.replace(' ', 'T')}${given.length > 10 ? 'Z' : ''}`);
  // Administrators may set any day, a past one too (observed on Odoo 19).
  if (admin) return end.toISOString();
  if (end < now) throw userError('You cannot set an expiration date in the past.');
  if (end.getTime() - now.getTime() > DAYS_MAX * DAY_MS) throw userError(`You cannot exceed ${DAYS_MAX}.0 days.`);
  return end.toISOString();
}

/** Makes the rows of a user's keys anew, after the keys themselves were set. */
export function showApiKeys(env: Env, uid: number, keys: readonly { expires: string | null }[]): void {
  const root = env.root();
  root.unlink(root.search(MODEL, [['user_id', '=', uid]]));
  for (const [index, { expires }] of keys.entries()) {
    const ends: Cell = expires === null ? false : stampOf(new Date(expires), 0);
    const name = index === 0 ? 'ml-connector' : `ml-connector ${index + 1}`;
    root.make(MODEL, { name, user_id: uid, ...(env.is19 ? { expiration_date: ends } : {}) });
  }
}
