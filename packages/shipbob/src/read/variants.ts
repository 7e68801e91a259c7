import type { CallPriority } from '@mlc/engine';
import type { ShipBobVariant } from '@mlc/mappings';
import { productSchema } from '../decode/product.js';
import type { ShipBobClient } from '../http/client.js';
import { readCursorPages } from '../http/paging.js';
import { chunkValues, type Query } from '../http/query.js';
import { endpoints } from '../versions.js';

export interface VariantSearch {
  /** Filter that takes `any:a,b,c` (ShipBob docs "products"). */
  filter: 'SKU' | 'Barcodes' | 'VariantId' | 'InventoryId';
  /** Filter for one value that holds a comma, which the list would cut. */
  single: 'Search' | 'Barcode' | null;
  values: readonly (string | number)[];
  /** ShipBob's filters may match the start of a value or ignore case: what counts is compared here. */
  matches: (variant: ShipBobVariant) => boolean;
  priority: CallPriority;
  deadlineMs?: number;
}

/** The variants that match, from as few calls as the length of a query allows. Needs `products_read`. */
export async function searchVariants(client: ShipBobClient, search: VariantSearch): Promise<ShipBobVariant[]> {
  const values = [...new Set(search.values)].filter((value) => value !== '');
  const holdsComma = (value: string | number): boolean => typeof value === 'string' && value.includes(',');
  const queries: Query[] = chunkValues(values.filter((value) => !holdsComma(value))).map((chunk) => ({
    [search.filter]: { any: chunk },
  }));
  const { single } = search;
  if (single !== null) queries.push(...values.filter(holdsComma).map((value) => ({ [single]: value })));
  const found = new Map<number, ShipBobVariant>();
  for (const query of queries) {
    for (const variant of await readVariants(client, query, search)) {
      if (search.matches(variant)) found.set(variant.variant_id, variant);
    }
  }
  return [...found.values()];
}

async function readVariants(
  client: ShipBobClient,
  query: Query,
  { priority, deadlineMs }: VariantSearch,
): Promise<ShipBobVariant[]> {
  const { path, limit } = endpoints.products;
  const call = { path, query: { ...query, PageSize: limit }, priority, deadlineMs };
  const products = await readCursorPages(client, call, productSchema);
  for (const product of products) client.products.remember(product.id, product.variants.length);
  return products.flatMap((product) => product.variants);
}

/** How SKUs are compared: blanks around them do not count, case does. */
export const skuKey = (sku: string): string => sku.trim();

/**
 * The variants that others were merged into, by the merged ones' ids. ShipBob has no filter for it, so the catalogue is
 * read once; asked only for variants that have disappeared.
 */
export async function mergeParents(client: ShipBobClient, variantIds: readonly number[]): Promise<ShipBobVariant[]> {
  if (variantIds.length === 0) return [];
  const wanted = new Set(variantIds);
  const { path, limit } = endpoints.products;
  const call = { path, query: { PageSize: limit }, priority: 'products' as const };
  const products = await readCursorPages(client, call, productSchema);
  return products
    .flatMap((product) => product.variants)
    .filter((variant) =>
      (variant.merged ?? []).some(({ variant_id }) => variant_id !== null && wanted.has(variant_id)),
    );
}
