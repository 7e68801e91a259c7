import { readFileSync } from 'node:fs';
import { BadInput, issuesText, type Redacted, redact } from '@mlc/kernel';
import { FLOWS, MODES, settingsSchema } from '@mlc/mappings';
import { SHIPBOB_VERSIONS } from '@mlc/shipbob';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';

const secretRef = z
  .string()
  .regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'expected `env:NAME` or `file:/path`, never the secret itself');

/** The route of the admin app that takes the answer of ShipBob's consent page. */
export const OAUTH_CALLBACK = '/oauth/shipbob/callback';

const httpUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'expected an http(s) URL')
  .transform((text) => text.replace(/\/+$/, ''));

const duration = z
  .string()
  .regex(/^\d+(s|m|h)$/, 'expected a duration such as 30s, 5m or 1h')
  .transform((text) => Number(text.slice(0, -1)) * ({ s: 1, m: 60, h: 3600 }[text.slice(-1)] ?? 1))
  .refine((seconds) => seconds >= 1, 'at least 1s');

const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'expected an IANA time zone such as America/Chicago');

export const scheduleSchema = z.union([
  z.strictObject({ every: duration, enabled: z.boolean().default(true) }),
  z.strictObject({ cron: z.string().min(9), time_zone: timeZone.default('UTC'), enabled: z.boolean().default(true) }),
]);
export type ScheduleInput = z.infer<typeof scheduleSchema>;

const oauthSchema = z.strictObject({
  client_id: z.string().min(1),
  client_secret: secretRef,
  /** Where the admin app is reached by the person's browser, as registered with the application. */
  redirect_uri: z
    .string()
    .refine(
      (text) => URL.canParse(text) && new URL(text).pathname === OAUTH_CALLBACK && isSafe(new URL(text)),
      `expected the admin app's https address with the path ${OAUTH_CALLBACK}`,
    ),
  /** Left out: all that the flows need. */
  scopes: z
    .array(z.string().regex(/^[a-z_]+$/, 'expected a scope such as orders_read'))
    .min(1)
    .optional(),
  /** Left out: ShipBob's sign-in service for shipbob.url. */
  auth_url: httpUrl.optional(),
});

/** Plain http leaves a code readable on its way; on one machine there is no way. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

interface WaysIn {
  token?: string;
  oauth?: object;
  billing_token?: string;
  channel_id?: number;
}

/** A connection has one way in, and with a personal access token a channel that is known beforehand. */
function oneWayIn(shipbob: WaysIn, context: z.RefinementCtx): void {
  const wrong = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
  if (shipbob.token !== undefined && shipbob.oauth !== undefined)
    wrong('oauth', 'give either token or oauth, not both (a token for billing beside oauth is billing_token)');
  if (shipbob.token === undefined && shipbob.oauth === undefined)
    wrong('token', 'give a personal access token here, or an application in oauth');
  if (shipbob.billing_token !== undefined && shipbob.oauth === undefined)
    wrong('billing_token', 'only beside oauth; with token, that one is used for billing too');
  if (shipbob.channel_id === undefined && shipbob.oauth === undefined)
    wrong('channel_id', 'needed with token; `mlc ping` lists the channels a token sees');
}

/** What `mlc connection apply -f` reads. Secrets are references, so the file itself may be kept in version control. */
export const connectionFileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and hyphens'),
  odoo: z.strictObject({
    url: httpUrl,
    database: z.string().min(1),
    /** Needed by Odoo 16 to 18; 19 knows the user by the key. */
    login: z.string().min(1).optional(),
    api_key: secretRef,
    company_id: z.number().int().positive().default(1),
    transport: z.enum(['auto', 'json2', 'jsonrpc', 'xmlrpc']).default('auto'),
  }),
  shipbob: z
    .strictObject({
      url: httpUrl.default('https://api.shipbob.com'),
      /** Absent: the newest one that the account answers, looked for at each apply. */
      version: z.enum(SHIPBOB_VERSIONS).optional(),
      /** A personal access token; or `oauth`. */
      token: secretRef.optional(),
      /** An OAuth application, allowed by a person through `mlc connection authorize`. */
      oauth: oauthSchema.optional(),
      /** A personal access token for billing alone, beside `oauth`. */
      billing_token: secretRef.optional(),
      /** Left out with OAuth: the application's own channel with the merchant who allows it. */
      channel_id: z.number().int().positive().optional(),
      /** Who the rate budget belongs to; connections with the same user and application share it. */
      user: z.string().min(1).optional(),
      application: z.string().min(1).optional(),
    })
    .superRefine(oneWayIn),
  webhooks: z
    .strictObject({
      /** Where ShipBob reaches our ingress, without the path; absent: polling only. */
      public_url: httpUrl.optional(),
    })
    .prefault({}),
  /** How far each flow may go by itself; flows that are not named keep what they have, and begin in preview. */
  mode: z.union([z.enum(MODES), z.partialRecord(z.enum(FLOWS), z.enum(MODES))]).optional(),
  settings: settingsSchema.prefault({}),
  schedules: z.record(z.string(), scheduleSchema).default({}),
});
export type ConnectionFile = z.infer<typeof connectionFileSchema>;

export function parseConnectionFile(text: string, name: string): ConnectionFile {
  let raw: unknown;
  try {
    raw = parseYaml(text);
  } catch (error) {
    const where = error instanceof YAMLParseError ? error.message.split('\n')[0] : String(error);
    throw new BadInput(`${name} is not YAML: ${where}`, {
      code: 'connection.file',
      field: '-f',
      fix: 'Correct the line it names.',
    });
  }
  const parsed = connectionFileSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new BadInput(`${name} does not describe a connection: ${issuesText(parsed.error)}.`, {
    code: 'connection.file',
    field: fieldOf(parsed.error.issues[0]),
    fix: 'docs/operating.md has a complete example.',
  });
}

/** Where in the file; of a field that should not be there, the field itself. */
function fieldOf(issue: z.core.$ZodIssue | undefined): string {
  const extra = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...(issue?.path ?? []), ...extra].join('.') || '-f';
}

export function readConnectionFile(path: string): ConnectionFile {
  return parseConnectionFile(readText(path, 'connection.file', '-f'), path);
}

/** The secret behind `env:NAME` or `file:/path`, without surrounding white space. */
export function resolveSecret(reference: string, field: string): Redacted<string> {
  const [kind, rest] = [reference.slice(0, reference.indexOf(':')), reference.slice(reference.indexOf(':') + 1)];
  const value = kind === 'env' ? process.env[rest] : readText(rest, 'connection.secret', field);
  const trimmed = value?.trim() ?? '';
  if (trimmed !== '') return redact(trimmed);
  throw new BadInput(`${field}: ${reference} holds nothing.`, {
    code: 'connection.secret',
    field,
    fix: kind === 'env' ? `Set the environment variable ${rest}.` : `Put the secret into ${rest}.`,
  });
}

function readText(path: string, code: string, field: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new BadInput(`${field}: the file ${path} cannot be read (${why}).`, {
      code,
      field,
      fix: 'Check the path and its rights.',
    });
  }
}
