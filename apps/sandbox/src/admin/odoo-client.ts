import { z } from 'zod';
import type { OdooOptionsInput, OdooWorld } from '../odoo/index.js';
import type { AdminCalls } from './calls.js';

const ids = z.record(z.string(), z.number());
const seededSchema = z.looseObject({
  users: ids,
  partners: ids,
  products: ids,
  carriers: ids,
  warehouses: ids,
  purchaseOrders: ids,
  saleOrders: ids,
});
/** Database ids by the names and keys of the world. */
export type SeededOdooIds = z.output<typeof seededSchema>;

const heldSchema = z.looseObject({ id: z.number(), stamp: z.unknown() });
const effectsSchema = z.array(z.object({ type: z.string(), key: z.string(), detail: z.json() }));

export interface OdooCall {
  model: string;
  method: string;
  ids?: number[];
  /** Positional arguments after the ids. */
  args?: unknown[];
  kwargs?: Record<string, unknown>;
  context?: Record<string, unknown>;
}

/** What people do in Odoo. None of it is journaled as a call of ours. */
export class OdooAdmin {
  constructor(readonly calls: AdminCalls) {}

  /** Replaces everything by this world. */
  seed = async (world: OdooWorld): Promise<SeededOdooIds> => seededSchema.parse(await this.#post('/seed', world));
  /** Adds to what is there. */
  add = async (world: OdooWorld): Promise<SeededOdooIds> => seededSchema.parse(await this.#post('/add', world));
  reset = (): Promise<unknown> => this.#post('/reset', {});
  /** Products, orders, transfers with their moves, quants and chatter. */
  dump = async (): Promise<z.output<typeof dumpSchema>> => dumpSchema.parse(await this.calls.raw('GET', '/odoo/dump'));
  setOptions = (
    options: Pick<OdooOptionsInput, 'denied' | 'otherDatabases' | 'weightUnit' | 'programmaticApiKeys'>,
  ): Promise<unknown> => this.#post('/options', options);
  /** Replaces a user's API keys. */
  setKeys = (login: string, keys: { key: string; expires?: string | null }[]): Promise<unknown> =>
    this.#post('/keys', { login, keys });

  /** Runs one call as the administrator, or as `login`. */
  execute = async (call: OdooCall, login?: string): Promise<z.output<typeof executedSchema>> =>
    executedSchema.parse(await this.#post('/execute', login === undefined ? call : { ...call, login }));
  /** Several calls in one transaction, so with one `write_date`; `at` sets its start (`YYYY-MM-DD HH:MM:SS.ffffff`). */
  executeTogether = (calls: OdooCall[], more: { login?: string; at?: string } = {}): Promise<unknown> =>
    this.#post('/execute', { calls, ...more });

  /** Runs calls now and commits them later: rows with an old stamp that nobody could see before. */
  openTransaction = async (calls: OdooCall[]): Promise<z.output<typeof heldSchema>> =>
    heldSchema.parse(await this.#post('/transactions', { calls }));
  commit = (id: number): Promise<unknown> => this.#post(`/transactions/${id}/commit`, {});
  rollback = (id: number): Promise<unknown> => this.#post(`/transactions/${id}/rollback`, {});

  #post = (path: string, body: unknown): Promise<unknown> => this.calls.raw('POST', `/odoo${path}`, body);
}

const dumpSchema = z.record(z.string(), z.json());
const executedSchema = z.object({ result: z.json(), effects: effectsSchema });
