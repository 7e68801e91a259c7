import { type KnownError, NeedsAttention, Rejected, RetryLater } from '@mlc/kernel';
import { appOf } from './modules.js';

/** An error of Odoo by its Python name. The HTTP status does not decide: 500 is mostly a permanent contract error. */
export interface OdooFailure {
  /** `odoo.exceptions.UserError`, `builtins.ValueError`, `werkzeug.exceptions.NotFound`, `psycopg2.errors...` */
  name: string;
  /** Odoo's own words. */
  message: string;
}

export interface CallSite {
  model: string;
  method: string;
}

/** Odoo's messages may be pages long (they list groups, or a traceback); people read the beginning. */
const MESSAGE_LETTERS_MAX = 600;

const TRANSIENT_RETRY_MS = 5_000;
const SERVER_ERROR_RETRY_MS = 30_000;

/**
 * Odoo's error as one of ours. Whatever Odoo *answers* with an error was rolled back, so RetryLater is safe even for a
 * write (observed on Odoo 16-19: one call is one transaction).
 */
export function classifyFailure(failure: OdooFailure, site: CallSite): KnownError {
  const text = trimmed(failure.message);
  const short = failure.name.split('.').at(-1) ?? failure.name;
  const said = `Odoo answered ${site.model}.${site.method} with ${short}: ${text}`;
  return (
    credentials(failure, short, said) ??
    missing(failure, short, site, said) ??
    (isReloading(short, text) ? null : refusal(short, text, said, site)) ??
    (isTransient(failure.name) || isReloading(short, text)
      ? new RetryLater(said, TRANSIENT_RETRY_MS, { code: 'odoo.transient', fix: 'Nothing to do: it is tried again.' })
      : new RetryLater(said, SERVER_ERROR_RETRY_MS, {
          code: 'odoo.server_error',
          fix: 'It is tried again. If it stays, look for this message in the log of the Odoo server.',
        }))
  );
}

function credentials(failure: OdooFailure, short: string, said: string): KnownError | null {
  if (short === 'AccessDenied' || short === 'Unauthorized')
    return new NeedsAttention(said, {
      code: 'odoo.invalid_key',
      field: 'odoo.api_key',
      fix: 'Make a new API key in Odoo (the bot user: Preferences, Account Security) and set it; keys expire, and a password is no key.',
    });
  if (/OperationalError$/.test(short) && /database .* does not exist/.test(failure.message)) return wrongDatabase(said);
  return null;
}

export function wrongDatabase(said: string): NeedsAttention {
  return new NeedsAttention(said, {
    code: 'odoo.wrong_database',
    field: 'odoo.database',
    fix: 'Write the exact database name; on Odoo Online it is the part before .odoo.com, elsewhere the database page lists it.',
  });
}

function missing(failure: OdooFailure, short: string, site: CallSite, said: string): KnownError | null {
  const noModel =
    (short === 'NotFound' && /the model .* does not exist/.test(failure.message)) || saysNoObject(failure, site);
  if (noModel) return moduleMissing(site.model, said);
  if (short === 'MissingError')
    return new Rejected(said, {
      code: 'odoo.missing_record',
      field: site.model,
      fix: 'The record was deleted in Odoo after it was read; it is looked at again.',
    });
  return null;
}

/**
 * "Object no.model doesn't exist", a UserError over the older protocols, in whatever language the user has: one short
 * sentence that holds the technical name of the model, which no other business refusal does (French, Dutch and German
 * observed).
 */
function saysNoObject(failure: OdooFailure, site: CallSite): boolean {
  const text = failure.message.trim();
  if (/^Object \S+ doesn't exist/.test(text)) return true;
  const isRefusal = /(^|\.)UserError$/.test(failure.name);
  const isShort = text.length <= site.model.length + 50 && !/[\n:(]/.test(text);
  const words = text.split(/[^\w.]+/).map((word) => word.replace(/\.$/, ''));
  return isRefusal && isShort && site.model.includes('.') && words.includes(site.model);
}

function moduleMissing(model: string, said: string): NeedsAttention {
  const app = appOf(model);
  return new NeedsAttention(said, {
    code: 'odoo.module_missing',
    field: model,
    fix: app
      ? `Install the app ${app.app} (module ${app.module}) in this Odoo database, or switch off the flows that need it.`
      : `Install the module that brings the model ${model}.`,
  });
}

/** "Access to unauthorized or invalid companies." as Odoo's own translations say it, since the error has no other mark. */
const OTHER_COMPANY = new RegExp(
  [
    'unauthorized or invalid companies',
    'sociétés non autorisées',
    'ongeautoriseerde of ongeldige bedrijven',
    'nicht autorisierten oder ungültigen Unternehmen',
    'empresas no autorizadas',
    'aziende non autorizzate',
    'nieautoryzowanych lub nieprawidłowych firm',
  ].join('|'),
  'i',
);

function refusal(short: string, text: string, said: string, site: CallSite): KnownError | null {
  switch (short) {
    case 'AccessError':
      return OTHER_COMPANY.test(text)
        ? new NeedsAttention(said, {
            code: 'odoo.company_not_allowed',
            field: 'odoo.company_id',
            fix: 'Give the bot user access to this company, or write the right company id.',
          })
        : new Rejected(said, {
            code: 'odoo.access_denied_to_model',
            field: site.model,
            fix: 'Give the bot user one of the groups that the message names.',
          });
    case 'UserError':
    case 'RedirectWarning':
      return new Rejected(said, { code: 'odoo.user_error', fix: 'Correct in Odoo what the message names.' });
    case 'ValidationError':
      return new Rejected(said, { code: 'odoo.validation', fix: 'Correct in Odoo what the message names.' });
    case 'ValueError':
    case 'TypeError':
    case 'KeyError':
    case 'AttributeError':
    case 'UnprocessableEntity':
    case 'BadRequest':
    case 'NotFound':
      return contract(said);
    default:
      return null;
  }
}

/** Odoo does not understand the request: a version or module that this client does not know. */
export function contract(said: string): Rejected {
  return new Rejected(said, {
    code: 'odoo.contract',
    fix: 'This Odoo differs from the versions the connector knows (16 to 19); report the message with the Odoo version.',
  });
}

/** A field by its full name: Odoo's registry is being built anew, as after a module was changed (observed on 17). */
const isReloading = (short: string, text: string): boolean =>
  short === 'KeyError' && /^'[a-z0-9_]+(\.[a-z0-9_]+)+'$/.test(text);

const isTransient = (name: string): boolean =>
  /^psycopg2\b|Serialization|Concurren|LockNotAvailable|DeadlockDetected|PoolError/.test(name);

const trimmed = (message: string): string => {
  const flat = message.trim().replace(/\s+/g, ' ');
  return flat.length > MESSAGE_LETTERS_MAX ? `${flat.slice(0, MESSAGE_LETTERS_MAX)}...` : flat;
};
