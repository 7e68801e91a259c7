import type { Answer } from '../../core/exchange.js';
import { ok } from '../http/errors.js';
import { brokenCursor, cursorPage, openCursor } from '../http/paging.js';
import type { Query } from '../http/query.js';
import type { Call, Route } from '../http/router.js';
import type { Product, Variant } from '../records.js';
import { isVisible, type Shop } from '../shop.js';
import {
  addVariants,
  changeVariants,
  createProduct,
  deleteProduct,
  noProduct,
  patchProduct,
  productView,
  variantView,
} from './commands.js';
import { convertToBundle, mergeVariants, moveToNewProduct, moveToProduct } from './moves.js';
import { referenceRoutes } from './reference-data.js';

export function productRoutes(shop: Shop): Route[] {
  const read = 'products_read';
  const write = 'products_write';
  return [
    { method: 'GET', path: '/product', scope: read, handle: listProducts },
    {
      method: 'POST',
      path: '/product',
      scope: write,
      handle: (call) => createProduct(shop, call.account, call.version, call.body),
    },
    { method: 'GET', path: '/product/{id}', scope: read, handle: (call) => oneProduct(call, productView) },
    {
      method: 'PATCH',
      path: '/product/{id}',
      scope: write,
      handle: (call) => patchProduct(shop, call.account, call.version, call.params['id'] ?? '', call.body),
    },
    {
      method: 'DELETE',
      path: '/product/{id}',
      scope: write,
      handle: (call) => deleteProduct(call.account, call.params['id'] ?? ''),
    },
    {
      method: 'POST',
      path: '/product:moveVariants',
      scope: write,
      handle: (call) => moveToNewProduct(shop, call.account, call.body),
    },
    {
      method: 'POST',
      path: '/product/{id}:moveVariants',
      scope: write,
      handle: (call) => moveToProduct(shop, call.account, call.params['id'] ?? '', call.body),
    },
    {
      method: 'POST',
      path: '/variant/{id}:merge',
      scope: write,
      handle: (call) => mergeVariants(shop, call.account, call.params['id'] ?? '', call.body),
    },
    {
      method: 'POST',
      path: '/variant/{id}:convertToBundle',
      scope: write,
      handle: (call) => convertToBundle(shop, call.account, call.params['id'] ?? '', call.body),
    },
    ...referenceRoutes(),
    {
      method: 'GET',
      path: '/product/{id}/variants',
      scope: read,
      handle: (call) => oneProduct(call, (product) => product.variants.map(variantView)),
    },
    {
      method: 'POST',
      path: '/product/{id}/variants',
      scope: write,
      handle: (call) => addVariants(shop, call.account, call.version, call.params['id'] ?? '', call.body),
    },
    {
      method: 'PATCH',
      path: '/product/{id}/variants',
      scope: write,
      handle: (call) => changeVariants(shop, call.account, call.version, call.params['id'] ?? '', call.body),
    },
  ];
}

function oneProduct(call: Call, view: (product: Product) => ReturnType<typeof productView>): Answer {
  const product = call.account.products.find((candidate) => candidate.id === Number(call.params['id']));
  return product === undefined ? noProduct() : ok(view(product));
}

/** Pages of at most 50, whatever was asked for (observed); `next` is `/Product?cursor=...`, without a version (observed). */
function listProducts(call: Call): Answer {
  const cursor = openCursor(call.query);
  if (cursor === null) return brokenCursor();
  const wanted = filterOf(cursor.filters);
  const rows = call.account.products
    .filter((product) => isVisible(product) && wanted(product))
    .map((product) => ({ id: product.id, view: () => productView(product) }));
  return cursorPage({
    rows,
    query: call.query,
    cursor,
    size: { name: 'PageSize', fallback: 50, max: 50 },
    link: (token, size) => `/Product?cursor=${token}&pageSize=${size}`,
    ends: true,
  });
}

const startsWith = (value: string | null, wanted: string): boolean =>
  value?.toLowerCase().startsWith(wanted.toLowerCase()) ?? false;

/** A product passes when one of its variants passes all filters. SKU matches the start only, so that clients must compare. */
function filterOf(query: Query): (product: Product) => boolean {
  const skus = query.list('SKU');
  const barcodes = query.list('Barcodes') ?? query.list('Barcode');
  const products = query.numbers('ProductId');
  const variants = query.numbers('VariantId');
  const inventories = query.numbers('InventoryId');
  const status = query.text('VariantStatus');
  const search = query.text('Search');
  const name = query.text('Name');
  const onHand = query.text('OnHand');
  const sellerSkus = query.list('SellerSKU');
  const type = query.text('ProductType');
  const digital = query.bool('HasDigitalVariants');
  const several = query.bool('HasVariants');
  const since = query.timeMs('LastUpdatedTimestamp');
  const fits = (product: Product, variant: Variant): boolean =>
    (skus === null || skus.some((sku) => startsWith(variant.sku, sku))) &&
    (barcodes === null || variant.barcodes.some((code) => barcodes.includes(code.value))) &&
    (variants === null || variants.includes(variant.id)) &&
    (inventories === null || inventories.includes(variant.inventory.inventory_id ?? -1)) &&
    (sellerSkus === null || variant.channel_metadata.some((row) => sellerSkus.includes(String(row['seller_sku'])))) &&
    (digital === null || variant.is_digital === digital) &&
    (status === null || variant.status.toLowerCase() === status.toLowerCase()) &&
    (search === null ||
      startsWith(variant.sku, search) ||
      includes(variant.name, search) ||
      includes(product.name, search)) &&
    (onHand === null || compare(variant.inventory.on_hand_qty, onHand));
  return (product) =>
    (products === null || products.includes(product.id)) &&
    (name === null || includes(product.name, name)) &&
    (type === null || product.type.toLowerCase() === type.toLowerCase()) &&
    (several === null || product.variants.length > 1 === several) &&
    (since === null || Date.parse(product.updated_on) >= since) &&
    product.variants.some((variant) => fits(product, variant));
}

const includes = (value: string, wanted: string): boolean => value.toLowerCase().includes(wanted.toLowerCase());

function compare(value: number, wanted: string): boolean {
  const [, operator = 'eq', text = wanted] = /^(\w+):(.*)$/.exec(wanted) ?? [];
  const bound = Number(text);
  const known: Record<string, boolean> = {
    gt: value > bound,
    gte: value >= bound,
    lt: value < bound,
    lte: value <= bound,
    eq: value === bound,
  };
  return known[operator] ?? false;
}
