import { groupBy } from '@mlc/kernel';
import type { ProductSeen, SeenLink, ShipBobVariant } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { mappedWarehouseIds } from '../warehouses.js';

/**
 * Products with their ShipBob counterparts: linked ones by variant id, the rest by SKU, and what is left by barcode. Each
 * kind is one batched call per side, however many products are looked at.
 */
export async function lookProducts(ids: number[], context: LookContext): Promise<Map<number, ProductSeen>> {
  const { tag, auto_include_po } = context.plan.settings.products;
  const warehouseIds = auto_include_po ? mappedWarehouseIds(context.plan) : [];
  const [products, links] = await Promise.all([
    context.odoo.products(ids, { warehouseIds, unlessTagged: tag }),
    context.ledger.links(context.connectionId, { odooModel: 'product.product', odooIds: ids }),
  ]);
  const linkOf = new Map(links.map((link) => [link.odooId, link]));
  const unlinked = [...products.values()].filter((product) => !linkOf.has(product.id));
  const linked = await variantsOf(links, context);
  const bySku = await matchSkus(
    unlinked.map((product) => product.default_code?.trim() ?? ''),
    context,
  );
  const takenVariants = await linksOfVariants([...bySku.values()].flat(), context);
  const withoutSku = unlinked.filter((product) => !bySku.has(product.default_code?.trim() ?? ''));
  const byBarcode = await matchBarcodes(
    withoutSku.map((product) => product.barcode ?? ''),
    context,
  );
  return new Map(
    ids.map((id): [number, ProductSeen] => {
      const product = products.get(id) ?? null;
      const link = linkOf.get(id) ?? null;
      const sku = product?.default_code?.trim() ?? '';
      const matches = link ? [] : (bySku.get(sku) ?? []);
      return [
        id,
        {
          product,
          link,
          linked: link ? (linked.get(link.shipbobId) ?? null) : null,
          bySku: matches,
          linkedElsewhere: matches.flatMap((variant) => takenVariants.get(String(variant.variant_id)) ?? []),
          byBarcode: link ? [] : (byBarcode.get(product?.barcode ?? '') ?? []).filter((variant) => variant.sku !== sku),
        },
      ];
    }),
  );
}

async function variantsOf(links: SeenLink[], context: LookContext): Promise<Map<string, ShipBobVariant>> {
  if (links.length === 0) return new Map();
  const variants = await context.shipbob.variantsById(links.map((link) => Number(link.shipbobId)));
  return new Map(variants.map((variant) => [String(variant.variant_id), variant]));
}

/** Links that the matched variants already have, with whichever product. */
async function linksOfVariants(variants: ShipBobVariant[], context: LookContext): Promise<Map<string, SeenLink[]>> {
  const shipbobIds = [...new Set(variants.map((variant) => String(variant.variant_id)))];
  if (shipbobIds.length === 0) return new Map();
  const links = await context.ledger.links(context.connectionId, { shipbobType: 'variant', shipbobIds });
  return groupBy(links, (link) => link.shipbobId);
}

async function matchSkus(skus: string[], context: LookContext): Promise<Map<string, ShipBobVariant[]>> {
  const wanted = [...new Set(skus.filter((sku) => sku !== ''))];
  if (wanted.length === 0) return new Map();
  return index(await context.shipbob.variantsBySku(wanted), (variant) => [variant.sku]);
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
