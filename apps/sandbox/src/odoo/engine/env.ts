import type { Json } from '@mlc/kernel';
import type { JournalEffect } from '../../core/journal.js';
import type { KeyRing } from '../models/api-keys.js';
import { type Access, type Account, type Denial, requireAccess } from './access.js';
import type { Vals } from './cells.js';
import type { Database, Transaction } from './database.js';
import { compileDomain } from './domain.js';
import { accessError, missingError, OdooError, userError } from './errors.js';
import type { ModelDef, Version } from './model.js';
import { sortRecs } from './order.js';
import { Rec } from './record.js';
import { createRecord, unlinkRecords, writeRecords } from './write.js';

/** What one Odoo server is, apart from its rows. */
export interface Site {
  readonly version: Version;
  readonly registry: ReadonlyMap<string, ModelDef>;
  readonly db: Database;
  readonly modules: ReadonlySet<string>;
  readonly weightUnit: 'kg' | 'lb';
  readonly denied: readonly Denial[];
  /** API keys of the users, for who may make and end them from outside. */
  readonly keys?: KeyRing;
}

export type Context = Readonly<Record<string, unknown>>;

export interface SearchOptions {
  offset?: number;
  limit?: number | null;
  order?: string | null;
}

/** A user's view of the database inside one transaction: Odoo's `env`. */
export class Env {
  constructor(
    readonly site: Site,
    readonly tx: Transaction,
    readonly account: Account,
    readonly context: Context,
    /** Business facts committed by this transaction, for the journal. */
    readonly effects: JournalEffect[],
    readonly sudo = false,
  ) {}

  get version(): Version {
    return this.site.version;
  }

  get is19(): boolean {
    return this.site.version === '19';
  }

  get activeTest(): boolean {
    return this.context['active_test'] !== false;
  }

  /** The same transaction without access checks; business methods run their inner steps so. */
  root(): Env {
    return this.sudo ? this : new Env(this.site, this.tx, this.account, this.context, this.effects, true);
  }

  withContext(context: Context): Env {
    return new Env(this.site, this.tx, this.account, { ...this.context, ...context }, this.effects, this.sudo);
  }

  model(name: string): ModelDef {
    const model = this.site.registry.get(name);
    if (model === undefined) throw new OdooError('no_model', name);
    return model;
  }

  hasModel(name: string): boolean {
    return this.site.registry.has(name);
  }

  rec(model: string, id: number): Rec {
    return new Rec(this, this.model(model), id);
  }

  effect(type: string, key: string, detail: Json): void {
    this.effects.push({ type, key, detail });
  }

  /** Companies in force: those of the context, else the user's. Ids that the user may not use are refused. */
  get companyIds(): readonly number[] {
    const asked = this.context['allowed_company_ids'];
    if (!Array.isArray(asked) || asked.length === 0) return this.account.companyIds;
    const ids = asked.filter((id): id is number => typeof id === 'number');
    if (!this.sudo && ids.some((id) => !this.account.companyIds.includes(id))) {
      throw accessError('Access to unauthorized or invalid companies.');
    }
    return ids;
  }

  get companyId(): number {
    return this.companyIds[0] ?? 1;
  }

  require(model: string, access: Access): void {
    if (!this.sudo) requireAccess(this, this.model(model), access);
  }

  /** Refuses a language that is not installed (19 only; 17 falls back to English). */
  checkLanguage(): void {
    const lang = this.context['lang'];
    if (this.is19 && typeof lang === 'string' && lang !== 'en_US') throw userError(`Invalid language code: ${lang}`);
  }

  search(name: string, domain: unknown, options: SearchOptions = {}): Rec[] {
    const model = this.model(name);
    this.require(name, 'read');
    const { candidates, accepts } = compileDomain(this, model, domain);
    const companies = this.sudo ? null : new Set(this.companyIds);
    const found = candidates
      .map((id) => new Rec(this, model, id))
      .filter((rec) => (companies === null || this.#inCompanies(rec, companies)) && accepts(rec));
    const sorted = sortRecs(found, options.order || model.order);
    const start = options.offset ?? 0;
    return options.limit ? sorted.slice(start, start + options.limit) : sorted.slice(start);
  }

  create(name: string, valsList: readonly Vals[]): Rec[] {
    this.require(name, 'create');
    return valsList.map((vals) => createRecord(this, this.model(name), vals));
  }

  /** Creates one record; for business code. */
  make(name: string, vals: Vals): Rec {
    return createRecord(this, this.model(name), vals);
  }

  write(recs: readonly Rec[], vals: Vals): void {
    const model = recs[0]?.model;
    if (model === undefined) return;
    this.require(model.name, 'write');
    this.mustExist(recs);
    writeRecords(this, model, recs, vals);
  }

  unlink(recs: readonly Rec[]): void {
    const model = recs[0]?.model;
    if (model === undefined) return;
    this.require(model.name, 'unlink');
    this.mustExist(recs);
    unlinkRecords(this, model, recs);
  }

  mustExist(recs: readonly Rec[]): void {
    const gone = recs.find((rec) => !rec.exists);
    if (gone !== undefined) throw missingError(gone.model.name, gone.id, this.account.uid);
  }

  /** The multi-company rule: a record of no company is everybody's. */
  #inCompanies(rec: Rec, companies: ReadonlySet<number>): boolean {
    if (rec.model.name === 'res.company') return companies.has(rec.id);
    if (rec.model.fields['company_id'] === undefined || rec.model.name === 'res.users') return true;
    const company = rec.cell('company_id');
    return typeof company !== 'number' || companies.has(company);
  }

  visible(rec: Rec): boolean {
    return this.sudo || this.#inCompanies(rec, new Set(this.companyIds));
  }
}
