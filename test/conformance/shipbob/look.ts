import { isKnownError } from '@mlc/kernel';
import { z } from 'zod';
import type { Check, Note } from '../report.js';
import { Undecided } from '../report.js';
import type { Seen } from './recorder.js';
import type { Access, Target } from './target.js';

const DAY_MS = 86_400_000;

const variantRow = z.looseObject({
  id: z.number(),
  sku: z.string().nullable(),
  barcodes: z.array(z.looseObject({ value: z.string().nullish() })).nullish(),
  weight: z.looseObject({ weight: z.number().nullish(), unit: z.string().nullish() }).nullish(),
  status: z.string().nullish(),
  inventory: z.looseObject({ inventory_id: z.number().nullish() }).nullish(),
});
const rows = {
  product: z.looseObject({ id: z.number(), type: z.string().nullish(), variants: z.array(variantRow) }),
  wro: z.looseObject({ id: z.number(), status: z.string(), purchase_order_number: z.string().nullish() }),
  order: z.looseObject({
    id: z.number(),
    created_date: z.string(),
    shipments: z.array(z.looseObject({ id: z.number(), status: z.string(), last_update_at: z.string().nullish() })),
  }),
  return: z.looseObject({ id: z.number(), status: z.string(), original_shipment_id: z.number().nullish() }),
};
type Row<N extends keyof typeof rows> = z.output<(typeof rows)[N]>;

/** How a first page of each list is asked for. */
const lists = {
  product: { path: '/product', query: { PageSize: 50 } },
  wro: { path: '/receiving', query: { Page: 1, Limit: 50 } },
  order: { path: '/order', query: { Page: 1, Limit: 50, SortOrder: 'Newest' } },
  return: { path: '/return', query: { Cursor: 1, Limit: 50 } },
} as const;

/** What checks work with: the account, samples of its records, and what a call came to. */
export class Look {
  readonly #samples = new Map<string, Promise<unknown>>();

  constructor(
    readonly target: Target,
    readonly access: Access,
  ) {}

  /** A first page of a list as it is written; Undecided where the account has none. */
  async some<N extends keyof typeof rows>(name: N): Promise<[Row<N>, ...Row<N>[]]> {
    const { path, query } = lists[name];
    const found = this.#samples.get(name) ?? this.rows(path, query);
    this.#samples.set(name, found);
    const parsed = z.array(rows[name]).parse(await found);
    return atLeastOne(parsed, `the account has no ${name}`);
  }

  /** The rows of one page of any list. */
  async rows(path: string, query: Record<string, string | number | boolean | readonly (string | number)[]>) {
    const { json } = await this.access.client.read({ path, query, priority: 'interactive' });
    const list = z.union([
      z.array(z.unknown()),
      z.object({ items: z.array(z.unknown()) }).transform(({ items }) => items),
    ]);
    return list.parse(json);
  }

  /** Fails where a filter that nothing can match is ignored, which ShipBob does in silence with names it does not know. */
  async minds(path: string, query: Parameters<Look['rows']>[1]): Promise<void> {
    const found = await this.rows(path, query);
    if (found.length > 0)
      throw new Error(`${path} ignores ${JSON.stringify(query)}: ${found.length} rows where none can match`);
  }

  last(): Seen {
    return this.access.recorder.last();
  }
}

/** Far from every record: no id, SKU or number of anybody. */
export const NOBODY = { id: 2_000_000_001, text: 'mlc-conformance-nobody' } as const;

export const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
export const day = (days: number): string => inDays(days).slice(0, 10);

export function atLeastOne<T>(found: T[], what: string): [T, ...T[]] {
  const [first, ...rest] = found;
  if (first === undefined) throw new Undecided('nothing there', what);
  return [first, ...rest];
}

/** Up to so many pages; a long list of a real account is not read to its end. */
export async function pagesOf<T>(pages: AsyncIterable<T[]> | null, countMax: number): Promise<T[][]> {
  const found: T[][] = [];
  for await (const page of pages ?? []) {
    found.push(page);
    if (found.length >= countMax) break;
  }
  return found;
}

/** What became of a call, in words that hold nothing of the account: an answer, or the kind and code of the error. */
export async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    const value = await work;
    return value === null ? 'null' : 'answered';
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return `${error.name} ${error.code}`;
  }
}

const FORBIDDEN = new Set(['shipbob.forbidden', 'shipbob.missing_scope']);

/** A check of the suite; what the token may not do is told as that. */
export const allowing =
  (check: Check): Check =>
  (guarantee, run, options) =>
    check(guarantee, (note) => allowed(run, note), options);

/** Names what a check is about, so that each row of the table can be read alone. */
export const about =
  (subject: string, check: Check): Check =>
  (guarantee, run, options) =>
    check(`${subject}: ${guarantee}`, run, options);

async function allowed(run: (note: Note) => Promise<void>, note: Note): Promise<void> {
  try {
    await run(note);
  } catch (error) {
    if (isKnownError(error) && FORBIDDEN.has(error.code)) throw new Undecided('not allowed', error.message);
    throw error;
  }
}
