import { type Json, toJson } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { fieldErrors, issuesAsFields, ok } from '../http/errors.js';
import { transferPieces } from '../inventory/stock.js';
import type { Product, Variant } from '../records.js';
import type { Shop } from '../shop.js';
import { effectOf, noProduct, productView, skuClashes, variantView } from './commands.js';
import { bundleOf } from './merge.js';
import { convertToBundleSchema, mergeVariantsSchema, moveVariantsSchema } from './request.js';

const now = (shop: Shop): string => shop.clock.now().toISOString();

/** The older shape of a product, which only the moves answer: one `barcode` for each variant, and categories. */
function olderView(product: Product): Json {
  const { visibleAtMs: _ours, variants, ...answered } = product;
  const older = variants.map((variant) => {
    const { barcodes, ...rest } = Object(variantView(variant));
    return { ...rest, barcode: variant.barcodes[0]?.value ?? null, barcode_sticker_url: null };
  });
  return toJson({ ...answered, category: null, sub_category: null, variants: older });
}

/** Takes the variants out of their products; a product without any left is gone. Null when one is unknown. */
function takeVariants(account: Account, ids: number[]): Variant[] | null {
  const found = ids.map((id) => account.variants.find((variant) => variant.id === id));
  const variants = found.filter((variant) => variant !== undefined);
  if (variants.length !== ids.length) return null;
  for (const product of [...account.products]) {
    product.variants = product.variants.filter((variant) => !ids.includes(variant.id));
    if (product.variants.length === 0) account.products.splice(account.products.indexOf(product), 1);
  }
  return variants;
}

/** POST /product/{id}:moveVariants. */
export function moveToProduct(shop: Shop, account: Account, id: string, body: unknown): Answer {
  const target = account.products.find((product) => product.id === Number(id));
  if (target === undefined) return noProduct();
  const parsed = moveVariantsSchema.safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const kept = target.variants;
  const ids = parsed.data.variants.map((variant) => variant.id);
  if (kept.some((variant) => ids.includes(variant.id))) {
    return fieldErrors(400, { Variants: ['A variant is in that product already.'] });
  }
  const moved = takeVariants(account, ids);
  if (moved === null) return noProduct();
  target.variants.push(...moved);
  target.updated_on = now(shop);
  return ok(
    olderView(target),
    moved.map((variant) => effectOf('product.updated', target, variant)),
    201,
  );
}

/** POST /product:moveVariants: into a product that is made for them. */
export function moveToNewProduct(shop: Shop, account: Account, body: unknown): Answer {
  const parsed = moveVariantsSchema.safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const moved = takeVariants(
    account,
    parsed.data.variants.map((variant) => variant.id),
  );
  if (moved === null) return noProduct();
  const product: Product = {
    id: shop.id('product'),
    name: parsed.data.name ?? moved[0]?.name ?? '',
    type: 'Regular',
    user_id: account.userId,
    taxonomy: null,
    created_on: now(shop),
    updated_on: now(shop),
    variants: moved,
    visibleAtMs: shop.visibleFrom(shop.options.readLagMs),
  };
  account.products.push(product);
  return ok(
    olderView(product),
    moved.map((variant) => effectOf('product.updated', product, variant)),
    201,
  );
}

/** POST /variant/{id}:merge: the others disappear into the target, their pieces with them. */
export function mergeVariants(shop: Shop, account: Account, id: string, body: unknown): Answer {
  const target = account.variants.find((variant) => variant.id === Number(id));
  const product = target === undefined ? undefined : account.productOf(target.id);
  const targetId = target?.inventory.inventory_id;
  if (target === undefined || product === undefined || !targetId) return noProduct();
  const parsed = mergeVariantsSchema.safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const ids = parsed.data.map((variant) => variant.id);
  if (ids.includes(target.id)) return fieldErrors(400, { Variants: ['A variant cannot be merged into itself.'] });
  const sources = takeVariants(account, ids);
  if (sources === null) return noProduct();
  for (const source of sources) {
    for (const row of account.stock.filter((shelf) => shelf.inventoryId === source.inventory.inventory_id)) {
      const { onHand, ...from } = row;
      transferPieces(shop, account, from, { ...from, inventoryId: targetId }, onHand, {
        category: 'AttributeUpdated',
        references: [{ key: 'MergedInto', value: String(targetId) }],
      });
    }
    // What open WROs expect of it is the other's from now on (inferred).
    for (const item of account.wros.flatMap((wro) => wro.boxes).flatMap((box) => box.box_items))
      if (item.inventory_id === source.inventory.inventory_id) item.inventory_id = targetId;
    target.merge_children.push({
      variant_id: source.id,
      variant_name: source.name,
      inventory_id: source.inventory.inventory_id,
      channel_ids: [],
      completed_at: now(shop),
    });
  }
  target.updated_on = now(shop);
  product.updated_on = target.updated_on;
  return ok(productView(product), [effectOf('product.updated', product, target)], 201);
}

/** POST /variant/{id}:convertToBundle: it loses its own stock and stands for its components from then on. */
export function convertToBundle(shop: Shop, account: Account, id: string, body: unknown): Answer {
  const variant = account.variants.find((candidate) => candidate.id === Number(id));
  const product = variant === undefined ? undefined : account.productOf(variant.id);
  if (variant === undefined || product === undefined) return noProduct();
  const parsed = convertToBundleSchema.safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const given = parsed.data;
  const clashes = skuClashes(account, [{ sku: given.sku ?? null, id: variant.id }]);
  if (Object.keys(clashes).length > 0) return fieldErrors(422, clashes);
  const onHand = variant.inventory.inventory_id === null ? 0 : account.onHand(variant.inventory.inventory_id);
  if (onHand > 0) return fieldErrors(400, { '': [`The variant still has ${onHand} pieces in stock.`] });
  const parts = bundleOf(account, given.bundle_definition);
  if (parts.length !== given.bundle_definition.length || parts.some((part) => part.variant_id === variant.id)) {
    return fieldErrors(400, { BundleDefinition: ['A component is unknown or the bundle itself.'] });
  }
  variant.sku = given.sku ?? variant.sku;
  variant.name = given.name ?? variant.name;
  variant.inventory = { inventory_id: null, on_hand_qty: 0 };
  variant.bundle_definition = parts;
  variant.updated_on = now(shop);
  product.type = 'Bundle';
  product.updated_on = variant.updated_on;
  return ok(productView(product), [effectOf('product.updated', product, variant)], 201);
}
