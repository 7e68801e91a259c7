import { chunks, isKnownError } from '@mlc/kernel';
import type { z } from 'zod';
import { Kept } from '../client/kept.js';
import type { Domain, OdooClient } from '../client/odoo-client.js';

/** Small tables that change rarely (tags, countries, operation types) are read whole and kept this long. */
const TABLE_KEPT_MS = 5 * 60_000;
/** Ids or codes named in one domain. */
const IDS_PER_CALL = 1000;

/** What the readers of one client share: the client and the small tables it has read. */
export class Reading {
  readonly #tables = new Kept<string, Map<number, unknown>>(TABLE_KEPT_MS);
  readonly #lists = new Kept<string, unknown[]>(TABLE_KEPT_MS);
  readonly #missing = new Kept<string, boolean>(TABLE_KEPT_MS);
  private constructor(readonly client: OdooClient) {}

  /** Readers come and go with every job; what was learnt stays with the client. */
  static of(client: OdooClient): Reading {
    const known = readings.get(client) ?? new Reading(client);
    readings.set(client, known);
    return known;
  }

  /** Rows whose `field` is one of the values, archived ones too; nothing is asked when there are no values. */
  async among<R extends z.ZodObject>(
    model: string,
    row: R,
    field: string,
    values: readonly (number | string)[],
    also: Domain = [],
  ): Promise<z.output<R>[]> {
    const rows: z.output<R>[] = [];
    for (const part of chunks([...new Set(values)], IDS_PER_CALL)) {
      const domain = [[field, 'in', part], ...also];
      rows.push(...(await this.client.searchReadAll(model, row, { domain, context: { active_test: false } })));
    }
    return rows;
  }

  /**
   * A whole small table by id. It is kept for a while, but read again when it lacks one of the ids that are needed: a tag
   * made a second ago must not be taken for no tag.
   */
  async table<R extends z.ZodObject>(
    model: string,
    row: R,
    needed: readonly number[],
    domain: Domain = [],
  ): Promise<Map<number, z.output<R>>> {
    if (needed.length === 0) return new Map();
    const read = async (): Promise<Map<number, unknown>> => {
      const rows = await this.client.searchReadAll(model, row, { domain, context: { active_test: false } });
      return new Map(rows.map((found) => [Number(found['id']), found]));
    };
    let table = await this.#tables.get(model, read);
    if (needed.some((id) => !table.has(id))) {
      this.#tables.forget(model);
      table = await this.#tables.get(model, read);
    }
    // The key is the model: each model has one row schema here.
    return table as Map<number, z.output<R>>;
  }

  /**
   * What an optional app knows: the fallback where its module is not installed (or, if asked for, where this user may not
   * read it). That answer is kept for a while, so that a missing app does not cost a call each time.
   */
  async ifInstalled<T>(
    model: string,
    fallback: T,
    read: () => Promise<T>,
    denied: 'throw' | 'fallback' = 'throw',
  ): Promise<T> {
    const absent = this.#missing;
    if (await absent.get(model, () => Promise.resolve(false))) return fallback;
    try {
      return await read();
    } catch (error) {
      const code = isKnownError(error) ? error.code : null;
      if (code !== 'odoo.module_missing' && !(denied === 'fallback' && code === 'odoo.access_denied_to_model'))
        throw error;
      absent.forget(model);
      await absent.get(model, () => Promise.resolve(true));
      return fallback;
    }
  }

  /** A short list that every job asks for, kept for a while, but read again when it lacks what is needed. */
  async list<T>(name: string, read: () => Promise<T[]>, isEnough: (rows: T[]) => boolean): Promise<T[]> {
    // The name is the key: each name has one kind of value here.
    const rows = (await this.#lists.get(name, read)) as T[];
    if (isEnough(rows)) return rows;
    this.#lists.forget(name);
    return this.#lists.get(name, read) as Promise<T[]>;
  }

  /** Records of our company or of none. */
  get sharedCompany(): Domain {
    return [['company_id', 'in', [false, this.client.companyId]]];
  }
  get ownCompany(): Domain {
    return [['company_id', '=', this.client.companyId]];
  }
}

const readings = new WeakMap<OdooClient, Reading>();
