import type { KnownError } from './errors.js';

/** One thing the doctor (`mlc ping`) looked at. */
export interface Finding {
  /** A stable name: `odoo.reachable`, or that of what is wrong, e.g. `odoo.invalid_key`. */
  code: string;
  /** An `error` keeps the connection from working; a `warning` limits it, or will. */
  level: 'ok' | 'warning' | 'error';
  /** One sentence for people. */
  message: string;
  /** What to do; null when all is well. */
  fix: string | null;
  /** The setting at fault, e.g. `odoo.url`. */
  field: string | null;
}

/** What the doctor knows about one kind of trouble: a row of docs/doctor.md. */
export interface FindingKind {
  level: 'warning' | 'error';
  /** What is broken, in a few words. */
  broken: string;
  /** What a person does about it; a finding may say it with its own names and numbers. */
  fix: string;
  /** Where it is known from. */
  source: string;
}

export type FindingCatalogue = Readonly<Record<string, FindingKind>>;

/** Makes the findings of one catalogue, so that none has a level or a fix of its own by accident. */
export class Findings<C extends FindingCatalogue> {
  constructor(private readonly catalogue: C) {}

  ok(code: string, message: string): Finding {
    return { code, level: 'ok', message, fix: null, field: null };
  }

  wrong(code: keyof C & string, message: string, more: { field?: string; fix?: string } = {}): Finding {
    const kind: FindingKind | undefined = this.catalogue[code];
    return {
      code,
      level: kind?.level ?? 'error',
      message,
      fix: more.fix ?? kind?.fix ?? null,
      field: more.field ?? null,
    };
  }

  /** An error as a finding. The way out knows no settings: what it could not do is the matter of `addressField`. */
  ofError(error: KnownError, addressField: string): Finding {
    const kind = this.catalogue[error.code];
    return {
      code: error.code,
      level: kind?.level ?? 'error',
      message: sentence(error.message),
      fix: error.fix ?? kind?.fix ?? null,
      field: error.code.startsWith('egress.') ? addressField : (error.field ?? null),
    };
  }
}

/** A remote's own words end as they like; people read sentences. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
