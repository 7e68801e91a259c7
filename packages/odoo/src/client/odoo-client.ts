import { BadInput, chunks, isKnownError, type Json, type JsonObject, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooAnswer, TransportName } from '../transport/transport.js';
import type { OdooVersion } from '../transport/version.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { Kept } from './kept.js';

/** Odoo's prefix notation: leaves `[field, operator, value]` and the operators '|', '&', '!'. */
export type Domain = Json[];

export interface Query {
  domain: Domain;
  /** E.g. `id asc`. */
  order?: string;
  limit?: number;
  offset?: number;
  context?: JsonObject;
  deadlineMs?: number;
}

export interface CallOptions {
  ids?: number[];
  params?: JsonObject;
  context?: JsonObject;
  /** Default true: only what is known to be a read may be repeated. */
  mutating?: boolean;
  deadlineMs?: number;
  /** False leaves out the pinned company, for questions about the user itself. */
  pinCompany?: boolean;
}

export interface FieldInfo {
  type: string;
  relation?: string;
}
export type ModelFields = ReadonlyMap<string, FieldInfo>;

/** `load`'s answer: the ids in the order of the rows, or Odoo's messages for people (it answers errors with 200). */
export type LoadResult = { ids: number[] } | { messages: string[] };

export interface OdooClientOptions extends ConnectionOptions {
  /** `res.company` id: every call is pinned to it. */
  companyId: number;
}

const fieldsSchema = z.record(z.string(), z.object({ type: z.string(), relation: z.string().optional() }));
const idsSchema = z.array(z.number().int());
const loadSchema = z.object({
  ids: z.union([z.array(z.number().int()), z.literal(false)]),
  messages: z.array(z.object({ message: z.string(), field: z.unknown().optional() })).default([]),
});

/** Modules come and go while we run; a field that vanished is also noticed by the error it causes. */
const FIELDS_KEPT_MS = 60 * 60_000;
/** Rows of one answer; more are read in further calls. */
const ROWS_PER_CALL = 5000;
/** Records written in one call, and so in one transaction: Odoo took 4-6 s to make 1,000 products (observed). */
const WRITES_PER_CALL = 500;

/**
 * Odoo by its own methods, the same whichever protocol carries them. Rows are read by a schema (see values.ts) that names
 * the fields. Errors are those of the kernel, by name: see `classifyFailure`.
 */
export class OdooClient {
  readonly companyId: number;
  readonly #connection: Connection;
  readonly #fields = new Kept<string, ModelFields>(FIELDS_KEPT_MS);

  constructor(options: OdooClientOptions) {
    this.companyId = options.companyId;
    this.#connection = new Connection(options);
  }

  version(): Promise<OdooVersion> {
    return this.#connection.version();
  }
  major(): Promise<number> {
    return this.#connection.major();
  }
  uid(): Promise<number> {
    return this.#connection.uid();
  }
  get transport(): TransportName | null {
    return this.#connection.transport;
  }

  /** Fields of a model that this user may see, kept for an hour. Throws `odoo.module_missing` where there is no model. */
  fieldsGet(model: string): Promise<ModelFields> {
    return this.#fields.get(model, async () => {
      const options = { params: { attributes: ['type', 'relation'] }, mutating: false };
      const result = await this.call(model, 'fields_get', options);
      return new Map(Object.entries(this.#parse(fieldsSchema, result, `${model}.fields_get`)));
    });
  }

  /** False when the module that brings the model is not installed. */
  async has(model: string): Promise<boolean> {
    try {
      await this.fieldsGet(model);
      return true;
    } catch (error) {
      if (isKnownError(error) && error.code === 'odoo.module_missing') return false;
      throw error;
    }
  }

  /** At most `limit` rows, in `order`. */
  async searchRead<R extends z.ZodObject>(model: string, row: R, query: Query): Promise<z.output<R>[]> {
    return (await this.searchReadAt(model, row, query)).rows;
  }

  /** The same with Odoo's clock at the answer (milliseconds since 1970, null where a proxy drops it). */
  async searchReadAt<R extends z.ZodObject>(
    model: string,
    row: R,
    query: Query,
  ): Promise<{ rows: z.output<R>[]; serverMs: number | null }> {
    const read = async (fields: string[]): Promise<OdooAnswer> => {
      const { domain, order, limit, offset, context, deadlineMs } = query;
      const params: JsonObject = { domain, fields };
      if (order !== undefined) params['order'] = order;
      if (limit !== undefined) params['limit'] = limit;
      if (offset !== undefined) params['offset'] = offset;
      return this.#answer(model, 'search_read', { params, context, deadlineMs, mutating: false });
    };
    const answer = await this.#withFields(model, row, read);
    return { rows: this.#parse(z.array(row), answer.result, `${model}.search_read`), serverMs: answer.serverMs };
  }

  /** Every row of the domain, paged by id so that no answer grows without bound. */
  async searchReadAll<R extends z.ZodObject>(
    model: string,
    row: R,
    query: Pick<Query, 'domain' | 'context' | 'deadlineMs'>,
  ): Promise<z.output<R>[]> {
    const rows: z.output<R>[] = [];
    for (let afterId = 0; ; ) {
      const domain = afterId === 0 ? query.domain : [['id', '>', afterId], ...query.domain];
      const page = await this.searchRead(model, row, { ...query, domain, order: 'id asc', limit: ROWS_PER_CALL });
      rows.push(...page);
      if (page.length < ROWS_PER_CALL) return rows;
      afterId = idsSchema.element.parse(page.at(-1)?.['id']);
    }
  }

  /** Rows by id, in no promised order; missing ids are absent. */
  async read<R extends z.ZodObject>(
    model: string,
    row: R,
    recordIds: number[],
    options: Pick<Query, 'context' | 'deadlineMs'> = {},
  ): Promise<z.output<R>[]> {
    const read = (fields: string[]): Promise<OdooAnswer> =>
      this.#answer(model, 'read', { ids: recordIds, params: { fields }, mutating: false, ...options });
    const { result } = await this.#withFields(model, row, read);
    return this.#parse(z.array(row), result, `${model}.read`);
  }

  async search(model: string, query: Query): Promise<number[]> {
    const { domain, order, limit, offset, context, deadlineMs } = query;
    const params: JsonObject = { domain };
    if (order !== undefined) params['order'] = order;
    if (limit !== undefined) params['limit'] = limit;
    if (offset !== undefined) params['offset'] = offset;
    const result = await this.call(model, 'search', { params, context, deadlineMs, mutating: false });
    return this.#parse(idsSchema, result, `${model}.search`);
  }

  /** One id per values object, in their order. All or none: one transaction, so of at most 500 records. */
  async create(model: string, values: JsonObject[], options: CallOptions = {}): Promise<number[]> {
    refuseMany(model, values.length);
    const result = await this.call(model, 'create', { ...options, params: { vals_list: values } });
    // 16-18 answer a list for a list, 19 always; a single id is taken too.
    return this.#parse(idsSchema, typeof result === 'number' ? [result] : result, `${model}.create`);
  }

  /** The same values on every record; more than 500 records are written in several calls. */
  async write(model: string, recordIds: number[], values: JsonObject, options: CallOptions = {}): Promise<void> {
    for (const part of chunks(recordIds, WRITES_PER_CALL))
      await this.call(model, 'write', { ...options, ids: part, params: { vals: values } });
  }

  /** Create or update by external id: atomic, and safe to repeat (observed on Odoo 16-19). At most 500 rows. */
  async load(model: string, fields: string[], data: string[][], options: CallOptions = {}): Promise<LoadResult> {
    refuseMany(model, data.length);
    const result = await this.call(model, 'load', { ...options, params: { fields, data } });
    const parsed = this.#parse(loadSchema, result, `${model}.load`);
    if (parsed.ids !== false) return { ids: parsed.ids };
    return { messages: parsed.messages.map((entry) => entry.message) };
  }

  /** A method that answers one record: 16 and 17 say its id, 18 and 19 mostly `[id]` (observed for copy, message_post). */
  async callForId(model: string, method: string, options: CallOptions = {}): Promise<number> {
    const result = await this.call(model, method, options);
    return this.#parse(idsSchema.element, Array.isArray(result) ? (result[0] ?? null) : result, `${model}.${method}`);
  }

  /** Any method; null for None. A wizard comes back as an action object: HTTP 200 is not success. */
  async call(model: string, method: string, options: CallOptions = {}): Promise<Json> {
    try {
      return (await this.#answer(model, method, options)).result;
    } catch (error) {
      // A field or method that is not there any more: a module was changed, so what is known of the model is old.
      if (error instanceof Rejected && error.code === 'odoo.contract') this.#fields.forget(model);
      throw error;
    }
  }

  #answer(model: string, method: string, options: CallOptions): Promise<OdooAnswer> {
    const pinned: JsonObject = options.pinCompany === false ? {} : { allowed_company_ids: [this.companyId] };
    return this.#connection.call({
      model,
      method,
      ids: options.ids,
      params: options.params,
      context: { ...pinned, ...options.context },
      mutating: options.mutating ?? true,
      deadlineMs: options.deadlineMs,
    });
  }

  /** Runs a read with the schema's fields; a field that vanished since they were learnt is forgotten, once. */
  async #withFields(
    model: string,
    row: z.ZodObject,
    read: (fields: string[]) => Promise<OdooAnswer>,
  ): Promise<OdooAnswer> {
    const names = Object.keys(row.shape);
    const optional = new Set(names.filter((name) => row.shape[name] instanceof z.ZodOptional));
    if (optional.size === 0) return read(names);
    const present = (known: ModelFields): string[] => names.filter((name) => !optional.has(name) || known.has(name));
    try {
      return await read(present(await this.fieldsGet(model)));
    } catch (error) {
      if (!(error instanceof Rejected) || error.code !== 'odoo.contract') throw error;
      this.#fields.forget(model);
      return read(present(await this.fieldsGet(model)));
    }
  }

  #parse<S extends z.ZodType>(schema: S, result: Json, what: string): z.output<S> {
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') || 'the answer';
    throw new Rejected(`Odoo answered ${what} in an unknown form: ${where}: ${issue?.message ?? 'unfit'}.`, {
      code: 'odoo.contract',
      field: where,
      fix: 'This Odoo differs from the versions the connector knows (16 to 19); report the message with the Odoo version.',
    });
  }
}

function refuseMany(model: string, count: number): void {
  if (count <= WRITES_PER_CALL) return;
  throw new BadInput(`${count} records of ${model} are too many for one call to Odoo.`, {
    code: 'odoo.batch_too_large',
    field: model,
    fix: `Send at most ${WRITES_PER_CALL} records at once.`,
  });
}

export const createOdooClient = (options: OdooClientOptions): OdooClient => new OdooClient(options);
