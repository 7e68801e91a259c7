import type { Clock } from '@mlc/kernel';
import type { JournalEffect } from '../core/journal.js';
import type { Account } from './engine/access.js';
import { type Py, stampOf, type Vals } from './engine/cells.js';
import { type Change, type Database, replay, Transaction } from './engine/database.js';
import { type Context, Env, type Site } from './engine/env.js';
import { accessError, OdooError } from './engine/errors.js';
import type { MethodDef, ModelDef } from './engine/model.js';
import { bindArguments } from './methods/signature.js';
import type { KeyRing } from './models/api-keys.js';
import type { OdooOptions } from './options.js';
import { buildDatabase, buildRegistry } from './registry.js';

/** A call as every transport understands it. */
export interface RemoteCall {
  model: string;
  method: string;
  /** Records; undefined when the caller named none. */
  ids?: readonly number[] | undefined;
  /** Positional arguments after the ids. */
  positional?: readonly unknown[];
  named?: Vals;
  context?: Context;
}

export interface Outcome {
  result: Py;
  effects: JournalEffect[];
}

/** A transaction that somebody keeps open: invisible until committed, then stamped with its start. */
export interface OpenTransaction {
  id: number;
  stamp: string;
  changes: Change[];
  effects: JournalEffect[];
}

/** The user that business set-up and "a person" act as. */
export const ADMIN_UID = 2;

/** One Odoo server with one database: models, rows, users, and how a call runs. Knows no transport. */
export class OdooServer {
  options: OdooOptions;
  registry: ReadonlyMap<string, ModelDef>;
  db: Database;
  readonly accounts = new Map<number, Account>();
  readonly #open = new Map<number, OpenTransaction>();
  #lastTransaction = 0;
  #lastMs = 0;
  #micros = 0;

  constructor(
    readonly clock: Clock,
    options: OdooOptions,
  ) {
    this.options = options;
    this.registry = buildRegistry(options.version, new Set(options.modules), options.absentFields);
    this.db = buildDatabase(this.registry);
  }

  /** Empties everything; the applications and version are those of the options. */
  wipe(options: OdooOptions): void {
    this.options = options;
    this.registry = buildRegistry(options.version, new Set(options.modules), options.absentFields);
    this.db = buildDatabase(this.registry);
    this.accounts.clear();
    this.#open.clear();
  }

  get site(): Site {
    const { version, modules, weightUnit, denied } = this.options;
    return {
      version,
      registry: this.registry,
      db: this.db,
      modules: new Set(modules),
      weightUnit,
      denied,
      keys: this.#keys,
    };
  }

  get #keys(): KeyRing {
    return {
      programmatic: this.options.programmaticApiKeys,
      now: this.clock.now(),
      of: (uid) => this.accounts.get(uid)?.apiKeys ?? [],
      set: (uid, apiKeys) => {
        const account = this.accounts.get(uid);
        if (account) this.accounts.set(uid, { ...account, apiKeys });
      },
    };
  }

  get admin(): Account {
    const admin = this.accounts.get(ADMIN_UID);
    if (admin === undefined) throw new Error('The sandbox database has no administrator: seed it first.');
    return admin;
  }

  /** The named database is here; a server of one database needs no name. */
  hasDatabase(name: unknown): boolean {
    const { database, otherDatabases } = this.options;
    if (name === undefined || name === '') return otherDatabases.length === 0;
    return name === database;
  }

  accountOf(login: string): Account | undefined {
    return [...this.accounts.values()].find((account) => account.login === login);
  }

  /** The user of a valid, unexpired API key. Expired and unknown keys cannot be told apart, as on a real server. */
  accountOfKey(key: string): Account | undefined {
    const now = this.clock.now().toISOString();
    return [...this.accounts.values()].find((account) =>
      account.apiKeys.some((known) => known.key === key && (known.expires === null || known.expires > now)),
    );
  }

  /** A password or an API key, as the older protocols take. */
  checkSecret(uid: number, secret: string): Account | undefined {
    const account = this.accounts.get(uid);
    if (account === undefined) return undefined;
    return account.password === secret || this.accountOfKey(secret) === account ? account : undefined;
  }

  method(model: string, method: string): MethodDef | undefined {
    return this.registry.get(model)?.methods[method];
  }

  /** Whether a call reads or writes, for the journal; an unknown method counts as a write. */
  kindOf(model: string, method: string): 'read' | 'mutating' {
    const known = this.method(model, method)?.kind;
    return (
      known ??
      (/^(search|read|web_|name_search|fields_get|has_|check_|get_|context_get)/.test(method) ? 'read' : 'mutating')
    );
  }

  /** Runs one call in one transaction: committed when it returns, rolled back when it throws. */
  run(account: Account, call: RemoteCall): Outcome {
    return this.transaction(account, call.context ?? {}, (env) => dispatch(env, call));
  }

  transaction(account: Account, context: Context, work: (env: Env) => Py, stamp = this.stamp()): Outcome {
    const tx = new Transaction(this.db, stamp);
    const effects: JournalEffect[] = [];
    try {
      return { result: work(new Env(this.site, tx, account, context, effects)), effects };
    } catch (error) {
      tx.rollback();
      throw error;
    }
  }

  /**
   * Opens a transaction now and does its work, but commits nothing until `commit`. Afterwards its rows appear with the
   * stamp of this moment, behind whatever others committed meanwhile: the hazard of polling by `write_date`.
   */
  open(account: Account, calls: readonly RemoteCall[], stamp = this.stamp()): OpenTransaction {
    const tx = new Transaction(this.db, stamp);
    const effects: JournalEffect[] = [];
    try {
      for (const call of calls) dispatch(new Env(this.site, tx, account, call.context ?? {}, effects), call);
      this.#lastTransaction += 1;
      const held: OpenTransaction = { id: this.#lastTransaction, stamp: tx.stamp, changes: tx.changes(), effects };
      this.#open.set(held.id, held);
      return held;
    } finally {
      tx.rollback();
    }
  }

  commit(id: number): OpenTransaction | null {
    const held = this.#open.get(id);
    if (held === undefined) return null;
    this.#open.delete(id);
    replay(this.db, held.changes);
    return held;
  }

  rollback(id: number): boolean {
    return this.#open.delete(id);
  }

  /** The start of a transaction: the sandbox's time; transactions of one millisecond differ in their microseconds. */
  stamp(): string {
    const now = this.clock.now();
    this.#micros = now.getTime() === this.#lastMs ? Math.min(this.#micros + 1, 999) : 100;
    this.#lastMs = now.getTime();
    return stampOf(now, this.#micros);
  }
}

/** Resolves model, method and arguments, and runs the method. */
export function dispatch(env: Env, call: RemoteCall): Py {
  const model = env.site.registry.get(call.model);
  if (model === undefined) throw new OdooError('no_model', call.model);
  if (call.method.startsWith('_')) {
    const name = env.is19 ? `'${call.model}.${call.method}'` : call.method;
    throw accessError(`Private methods (such as ${name}) cannot be called remotely.`);
  }
  const method = model.methods[call.method];
  if (method === undefined) throw new OdooError('no_method', `${call.model}.${call.method}`);
  if (method.on === 'model' && call.ids !== undefined) {
    throw new OdooError('bad_arguments', `cannot call ${call.model}.${call.method} with ids`);
  }
  const args = bindArguments(method, call.positional ?? [], call.named ?? {});
  env.checkLanguage();
  // Evaluated for its refusal: a company that the user may not use fails any call.
  if (env.companyIds.length === 0) throw accessError('Access to unauthorized or invalid companies.');
  const recs = (call.ids ?? []).map((id) => env.rec(call.model, id));
  if (method.on === 'records' && method.kind === 'mutating') env.mustExist(recs);
  return method.run({ env, model, recs, args });
}
