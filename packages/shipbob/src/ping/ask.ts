import { type Finding, isKnownError, type KnownError } from '@mlc/kernel';
import type { ShipBobInvoice } from '@mlc/mappings';
import { z } from 'zod';
import { invoiceSchema } from '../decode/billing.js';
import { channelSchema, type ShipBobChannel } from '../decode/channel.js';
import { fulfillmentCenterSchema, type ShipBobFulfillmentCenter } from '../decode/receiving.js';
import { decode } from '../decode/shape.js';
import { type Subscription, subscriptionSchema } from '../decode/webhook.js';
import type { Answer, ShipBobClient } from '../http/client.js';
import { readCursorPages } from '../http/paging.js';
import type { Query } from '../http/query.js';
import { endpoints, pathOf } from '../versions.js';
import { found } from './catalogue.js';

/** A person waits: whatever is not answered by then is told as it is. Real time. */
const PING_MS = 25_000;

/** Asks one client, remembers what its answers say beside their bodies, and turns errors into findings. */
export class Asker {
  /** HTTP Date of the latest answer, milliseconds since 1970. */
  dateMs: number | null = null;
  /** `x-remaining-calls` of the latest answer. */
  remaining: number | null = null;
  readonly #deadlineMs = Date.now() + PING_MS;

  constructor(readonly client: ShipBobClient) {}

  /** The call's result, or what is wrong. */
  async try<T>(run: () => Promise<T>): Promise<{ value: T } | { finding: Finding; error: KnownError }> {
    try {
      return { value: await run() };
    } catch (error) {
      if (!isKnownError(error)) throw error;
      return { finding: findingOf(error), error };
    }
  }

  channels(): Promise<ShipBobChannel[]> {
    return this.#list('/channel', { RecordsPerPage: 50 }, channelSchema);
  }

  subscriptions(): Promise<Subscription[]> {
    return this.#list('/webhook', { RecordsPerPage: 250 }, subscriptionSchema);
  }

  /** Days are `YYYY-MM-DD`, both inclusive. */
  invoices(from: string, to: string): Promise<ShipBobInvoice[]> {
    const query = { FromDate: `${from}T00:00:00Z`, ToDate: `${to}T23:59:59Z`, PageSize: 250, SortOrder: 'Ascending' };
    return this.#list(endpoints.invoices.path, query, invoiceSchema);
  }

  async hasTransactions(invoiceId: number): Promise<boolean> {
    const path = pathOf('invoiceTransactions', invoiceId);
    const answer = await this.one(path, { PageSize: 1 });
    return decode(z.looseObject({ items: z.array(z.unknown()) }), answer.json, `list ${path}`).items.length > 0;
  }

  async centres(): Promise<ShipBobFulfillmentCenter[]> {
    const answer = await this.one('/fulfillment-center', {});
    return decode(z.array(fulfillmentCenterSchema), answer.json, 'list /fulfillment-center');
  }

  async one(path: string, query: Query): Promise<Answer> {
    const answer = await this.client.read({ path, query, priority: 'interactive', deadlineMs: this.#deadlineMs });
    const dateMs = Date.parse(answer.headers['date'] ?? '');
    if (!Number.isNaN(dateMs)) this.dateMs = dateMs;
    const remaining = Number(answer.headers['x-remaining-calls'] ?? Number.NaN);
    if (Number.isFinite(remaining)) this.remaining = remaining;
    return answer;
  }

  #list<T extends z.ZodType>(path: string, query: Query, row: T): Promise<z.output<T>[]> {
    const call = { path, query, priority: 'interactive' as const, deadlineMs: this.#deadlineMs };
    return readCursorPages(this.client, call, row);
  }
}

function findingOf(error: KnownError): Finding {
  if (/^(egress\.(budget|rate_limited|deadline)|shipbob\.rate_limited)$/.test(error.code))
    return found.wrong('shipbob.budget_used', error.message, { field: 'shipbob.user' });
  return found.ofError(error, 'shipbob.url');
}
