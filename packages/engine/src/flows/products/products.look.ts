import { groupBy } from '@mlc/kernel';
import { livingVariantId, type OdooProduct, type ProductSeen, type SeenLink, type ShipBobVariant } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { readProducts } from './read-products.js';
import { lookComponents, lookSiblings } from './related-products.look.js';

/**
 * Products with their ShipBob counterparts: linked ones by variant id, the rest by SKU, and what is left by barcode. Each
 * kind is one batched call per side, however many products are looked at; what only a setting or a change asks for (grown
 * together variants, kits, merges, awaited goods) is read only then.
 */
export async function lookProducts(ids: number[], context: LookContext): Promise<Map<number, ProductSeen>> {
  const { settings } = context.plan;
  const [products, links] = await Promise.all([
    readProducts(ids, context),
    context.ledger.links(context.connectionId, { odooModel: 'product.product', odooIds: ids }),
  ]);
  const linkOf = new Map(links.map((link) => [link.odooId, link]));
  const linked = await variantsOf(links, context);
  const linkedOf = (id: number): ShipBobVariant | null => {
    const link = linkOf.get(id);
    return link ? (linked.get(livingVariantId(link)) ?? null) : null;
  };
  const merged = await mergesOf(
    links.filter((link) => !linked.has(livingVariantId(link))),
    context,
  );
  const bySku = await matchSkus(
    [...products.values()].filter((product) => linkedOf(product.id)?.sku.trim() !== skuOf(product)).map(skuOf),
    context,
  );
  const unlinked = [...products.values()].filter((product) => !linkOf.has(product.id));
  const byBarcode = await matchBarcodes(
    unlinked.filter((product) => !bySku.has(skuOf(product))).map((product) => product.barcode ?? ''),
    context,
  );
  const candidates = [...bySku.values(), ...byBarcode.values()].flat();
  const [takenBy, siblings, components] = await Promise.all([
    linksOfVariants([...candidates, ...merged.values()], context),
    settings.products.group_variants ? lookSiblings(unlinked, context) : null,
    settings.products.kits === 'bundle' ? lookComponents([...products.values()], context) : null,
  ]);
  await addAwaited([...products.values()], linkedOf, context);
  return new Map(
    ids.map((id): [number, ProductSeen] => {
      const product = products.get(id) ?? null;
      const link = linkOf.get(id) ?? null;
      const sku = product === null ? '' : skuOf(product);
      const matches = linkedOf(id)?.sku.trim() === sku ? [] : (bySku.get(sku) ?? []);
      const barcodes = link
        ? []
        : (byBarcode.get(product?.barcode ?? '') ?? []).filter((variant) => variant.sku.trim() !== sku);
      const mergedInto = link ? (merged.get(livingVariantId(link)) ?? null) : null;
      const all = [...matches, ...barcodes, ...(mergedInto ? [mergedInto] : [])];
      return [
        id,
        {
          product,
          link,
          linked: linkedOf(id),
          bySku: matches,
          byBarcode: barcodes,
          mergedInto,
          linkedElsewhere: all.flatMap((variant) => takenBy.get(variant.variant_id) ?? []),
          ...(siblings ? { siblings: siblings.get(id) ?? [] } : {}),
          ...(components ? { components: componentsOf(product, components) } : {}),
        },
      ];
    }),
  );
}

const skuOf = (product: OdooProduct): string => product.default_code?.trim() ?? '';

function componentsOf(
  product: OdooProduct | null,
  links: Map<number, SeenLink>,
): NonNullable<ProductSeen['components']> {
  const parts = product?.kit?.components ?? [];
  return Object.fromEntries(parts.map(({ product_id }) => [String(product_id), links.get(product_id) ?? null]));
}

async function variantsOf(links: SeenLink[], context: LookContext): Promise<Map<number, ShipBobVariant>> {
  if (links.length === 0) return new Map();
  const variants = await context.shipbob.variantsById([...new Set(links.map(livingVariantId))]);
  return new Map(variants.map((variant) => [variant.variant_id, variant]));
}

/** What linked variants that are gone were merged into, by the id of the one that is gone. */
async function mergesOf(links: SeenLink[], context: LookContext): Promise<Map<number, ShipBobVariant>> {
  if (links.length === 0) return new Map();
  const gone = links.map(livingVariantId);
  const parents = await context.shipbob.mergeParents(gone);
  return new Map(
    parents.flatMap((parent) =>
      (parent.merged ?? []).flatMap(({ variant_id }): [number, ShipBobVariant][] =>
        variant_id !== null && gone.includes(variant_id) ? [[variant_id, parent]] : [],
      ),
    ),
  );
}

/** Links that the found variants already have, with whichever product: by the id they were made with, or now name. */
async function linksOfVariants(variants: ShipBobVariant[], context: LookContext): Promise<Map<number, SeenLink[]>> {
  const shipbobIds = [...new Set(variants.map((variant) => String(variant.variant_id)))];
  if (shipbobIds.length === 0) return new Map();
  const inventoryIds = [...new Set(variants.flatMap((variant) => variant.inventory_id ?? []))];
  const [made, named] = await Promise.all([
    context.ledger.links(context.connectionId, { shipbobType: 'variant', shipbobIds }),
    inventoryIds.length > 0 ? context.ledger.linksByInventoryId(context.connectionId, inventoryIds) : [],
  ]);
  const all = new Map([...made, ...named].map((link) => [`${link.odooModel}/${link.odooId}`, link]));
  return groupBy([...all.values()], livingVariantId);
}

/**
 * Goods on their way, which ShipBob tells with the stock and not with the product; only where it matters: a linked product
 * that is archived, or whose lots are to be switched.
 */
async function addAwaited(
  products: OdooProduct[],
  linkedOf: (id: number) => ShipBobVariant | null,
  context: LookContext,
): Promise<void> {
  const asked = products.flatMap((product) => {
    const variant = linkedOf(product.id);
    const matters = !product.active || variant?.is_lot !== (product.tracking === 'lot');
    return variant && variant.inventory_id !== null && matters ? [{ variant, id: variant.inventory_id }] : [];
  });
  if (asked.length === 0) return;
  const levels = await context.shipbob.inventoryLevels(asked.map(({ id }) => id));
  const awaited = new Map(
    levels.map((level) => [
      level.inventory_id,
      level.locations.reduce((sum, one) => sum + one.awaiting_quantity + one.internal_transfer_quantity, 0),
    ]),
  );
  for (const { variant, id } of asked) variant.awaiting_qty = awaited.get(id) ?? 0;
}

async function matchSkus(skus: string[], context: LookContext): Promise<Map<string, ShipBobVariant[]>> {
  const wanted = [...new Set(skus.filter((sku) => sku !== ''))];
  if (wanted.length === 0) return new Map();
  return index(await context.shipbob.variantsBySku(wanted), (variant) => [variant.sku.trim()]);
}

async function matchBarcodes(barcodes: string[], context: LookContext): Promise<Map<string, ShipBobVariant[]>> {
  const wanted = [...new Set(barcodes.filter((barcode) => barcode !== ''))];
  if (wanted.length === 0 || context.plan.settings.products.match_barcode === 'off') return new Map();
  return index(await context.shipbob.variantsByBarcode(wanted), (variant) => variant.barcodes);
}

function index(
  variants: ShipBobVariant[],
  keysOf: (variant: ShipBobVariant) => string[],
): Map<string, ShipBobVariant[]> {
  const found = new Map<string, ShipBobVariant[]>();
  for (const variant of variants)
    for (const key of new Set(keysOf(variant))) found.set(key, [...(found.get(key) ?? []), variant]);
  return found;
}
