import { type Json, toJson } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import type { JournalEffect } from '../../core/journal.js';
import type { Account } from '../account.js';
import { fieldErrors, issuesAsFields, ok, problem } from '../http/errors.js';
import type { Product, Variant } from '../records.js';
import type { Shop } from '../shop.js';
import type { ApiVersion } from '../versions.js';
import { blankVariant, mergeVariant } from './merge.js';
import {
  type NewProduct,
  type NewVariant,
  newProductSchema,
  newVariantSchema,
  productPatchSchema,
  type VariantPatch,
  variantPatchSchema,
} from './request.js';

/** A product as answered; `visibleAtMs` is ours. */
export function productView(product: Product): Json {
  const { visibleAtMs: _ours, ...answered } = product;
  return toJson({ ...answered, variants: answered.variants.map(variantView) });
}

export function variantView(variant: Variant): Json {
  return toJson({
    ...variant,
    is_image_uploaded: false,
    reviews_pending: [],
    associated_bundles: [],
    additional_hazmat_attributes: null,
  });
}

export const effectOf = (type: string, product: Product, variant: Variant): JournalEffect => ({
  type,
  key: variant.sku,
  detail: { product_id: product.id, variant_id: variant.id, inventory_id: variant.inventory.inventory_id },
});

const duplicate = (sku: string): string => `A variant with SKU '${sku}' already exists.`;

/** The SKUs among `variants` that somebody else has, or that are named twice, as field errors. */
export function skuClashes(
  account: Account,
  variants: { sku?: string | null; id?: number }[],
): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  const seen = new Set<string>();
  variants.forEach((variant, index) => {
    if (!variant.sku) return;
    const taken = account.variantBySku(variant.sku);
    const clash = (taken !== undefined && taken.id !== variant.id) || seen.has(variant.sku.toLowerCase());
    if (clash) errors[`Variants[${index}].Sku`] = [duplicate(variant.sku)];
    seen.add(variant.sku.toLowerCase());
  });
  return errors;
}

const refused = (errors: Record<string, string[]>): boolean => Object.keys(errors).length > 0;

function addVariant(shop: Shop, account: Account, product: Product, given: NewVariant): Variant {
  const at = shop.clock.now().toISOString();
  // Bundles hold no stock of their own.
  const inventoryId = product.type === 'Bundle' ? null : shop.id('inventory');
  const variant = blankVariant(shop.id('variant'), inventoryId, given.sku, given.name ?? product.name, at);
  mergeVariant(account, variant, given, at);
  product.variants.push(variant);
  return variant;
}

/** Makes the product; the caller has checked it. */
export function makeProduct(shop: Shop, account: Account, given: NewProduct): Product {
  const at = shop.clock.now().toISOString();
  const product: Product = {
    id: shop.id('product'),
    name: given.name,
    type: given.type_id === 2 ? 'Bundle' : 'Regular',
    user_id: account.userId,
    taxonomy: null,
    created_on: at,
    updated_on: at,
    variants: [],
    visibleAtMs: shop.visibleFrom(shop.options.readLagMs),
  };
  for (const variant of given.variants) addVariant(shop, account, product, variant);
  account.products.push(product);
  return product;
}

/**
 * POST /product. The spec lists no error answer at all; a duplicate SKU is answered like 1.0's duplicate reference id:
 * 422 with a field map (inferred).
 */
export function createProduct(shop: Shop, account: Account, version: ApiVersion, body: unknown): Answer {
  const parsed = newProductSchema(version).safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const clashes = skuClashes(account, parsed.data.variants);
  if (refused(clashes)) return fieldErrors(422, clashes);
  const product = makeProduct(shop, account, parsed.data);
  const effects = product.variants.map((variant) => effectOf('product.created', product, variant));
  return ok(productView(product), effects, 201);
}

export const noProduct = (): Answer => problem(404, 'Not Found', 'The product was not found.');

/** PATCH /product/{id}: merge-style; each variant must carry its `id`. */
export function patchProduct(shop: Shop, account: Account, version: ApiVersion, id: string, body: unknown): Answer {
  const product = account.products.find((candidate) => candidate.id === Number(id));
  if (product === undefined) return noProduct();
  const parsed = productPatchSchema(version).safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const refusal = patchVariants(shop, account, product, parsed.data.variants ?? []);
  if (refusal !== null) return refusal;
  product.name = parsed.data.name ?? product.name;
  product.updated_on = shop.clock.now().toISOString();
  const patched = product.variants.filter((variant) => parsed.data.variants?.some((patch) => patch.id === variant.id));
  const touched = patched.length > 0 ? patched : product.variants;
  return ok(
    productView(product),
    touched.map((variant) => effectOf('product.updated', product, variant)),
  );
}

function patchVariants(shop: Shop, account: Account, product: Product, patches: VariantPatch[]): Answer | null {
  const strangers = patches.filter((patch) => !product.variants.some((variant) => variant.id === patch.id));
  if (strangers.length > 0) {
    const ids = strangers.map((patch) => patch.id).join(', ');
    return fieldErrors(400, { Variants: [`Variants ${ids} do not belong to product ${product.id}.`] });
  }
  const clashes = skuClashes(account, patches);
  if (refused(clashes)) return fieldErrors(422, clashes);
  const at = shop.clock.now().toISOString();
  for (const patch of patches) {
    const variant = product.variants.find((candidate) => candidate.id === patch.id);
    if (variant !== undefined) mergeVariant(account, variant, patch, at);
  }
  return null;
}

/** POST /product/{id}/variants: the body is an array. */
export function addVariants(shop: Shop, account: Account, version: ApiVersion, id: string, body: unknown): Answer {
  const product = account.products.find((candidate) => candidate.id === Number(id));
  if (product === undefined) return noProduct();
  const parsed = newVariantSchema(version).array().min(1).safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const clashes = skuClashes(account, parsed.data);
  if (refused(clashes)) return fieldErrors(422, clashes);
  const added = parsed.data.map((variant) => addVariant(shop, account, product, variant));
  product.updated_on = shop.clock.now().toISOString();
  return ok(
    productView(product),
    added.map((variant) => effectOf('product.created', product, variant)),
    201,
  );
}

/** PATCH /product/{id}/variants: the text says an array, the schema one object; the array is what works. */
export function changeVariants(shop: Shop, account: Account, version: ApiVersion, id: string, body: unknown): Answer {
  const product = account.products.find((candidate) => candidate.id === Number(id));
  if (product === undefined) return noProduct();
  const parsed = variantPatchSchema(version).array().min(1).safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const refusal = patchVariants(shop, account, product, parsed.data);
  if (refusal !== null) return refusal;
  product.updated_on = shop.clock.now().toISOString();
  const touched = product.variants.filter((variant) => parsed.data.some((patch) => patch.id === variant.id));
  return ok(
    touched.map(variantView),
    touched.map((variant) => effectOf('product.updated', product, variant)),
  );
}

/** DELETE /product/{id}: bundles only; 200 with no body. */
export function deleteProduct(account: Account, id: string): Answer {
  const at = account.products.findIndex((candidate) => candidate.id === Number(id));
  const product = account.products[at];
  if (product === undefined) return noProduct();
  if (product.type !== 'Bundle') return fieldErrors(400, { '': ['Only bundles can be deleted.'] });
  account.products.splice(at, 1);
  const effects = product.variants.map((variant) => effectOf('product.deleted', product, variant));
  return { status: 200, body: '', effects };
}
