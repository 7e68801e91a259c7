import type { PlannedCase } from '../plan.js';
import type { OdooProduct } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { filled, listed } from '../shared/text.js';

type Qualification =
  | { kind: 'qualifies'; sku: string; why: string }
  /** Wanted, but archived in Odoo. */
  | { kind: 'archived'; why: string }
  | { kind: 'ignored'; reason: string }
  | { kind: 'case'; case: PlannedCase };

/**
 * Whether a product goes to ShipBob at all: ours, storable, no kit (unless kits become bundles), wanted (by tag, category
 * or purchase order), with a SKU that no other product has, counted in pieces. Archived products end before their SKU is
 * judged.
 */
export function qualify(product: OdooProduct, context: PlanContext): Qualification {
  const unfit = unfitReason(product, context);
  if (unfit !== null) return { kind: 'ignored', reason: unfit };
  const why = wantedBecause(product, context);
  if (why === null) return { kind: 'ignored', reason: unwantedReason(product, context) };
  if (!product.active) return { kind: 'archived', why };
  const sku = filled(product.default_code);
  if (sku === null) return { kind: 'case', case: noSku(product, why) };
  if (product.same_code_ids.length > 0) return { kind: 'case', case: duplicateSku(product, sku) };
  if (context.settings.products.measured_uoms.includes(product.uom.name))
    return { kind: 'case', case: measuredUom(product, sku) };
  return { kind: 'qualifies', sku, why };
}

/** Kits that become bundles; they are received and shipped as their components all the same. */
export const isBundled = (product: OdooProduct, context: PlanContext): boolean =>
  product.is_kit && context.settings.products.kits === 'bundle';

function unfitReason(product: OdooProduct, context: PlanContext): string | null {
  const { exclude_tag } = context.settings.products;
  if (product.company_id !== null && product.company_id !== context.connection.company_id)
    return `belongs to company ${product.company_id}, this connection serves company ${context.connection.company_id}`;
  if (exclude_tag !== null && product.tags.includes(exclude_tag)) return `tagged ${exclude_tag}, which keeps it out`;
  if (isBundled(product, context)) return null;
  if (product.is_kit) return 'kit: its components are received and shipped, never the kit itself';
  if (!product.storable) return `not a storable product (Odoo type ${product.type})`;
  return null;
}

function wantedBecause(product: OdooProduct, context: PlanContext): string | null {
  const { tag, auto_include_po } = context.settings.products;
  if (auto_include_po && product.on_purchase_order && !isOptedIn(product, context))
    return 'on a confirmed purchase order into a ShipBob warehouse';
  if (!isOptedIn(product, context)) return null;
  return tag === null ? 'storable with an internal reference' : `tagged ${tag}`;
}

function isOptedIn(product: OdooProduct, context: PlanContext): boolean {
  const { tag } = context.settings.products;
  if (!isInCategories(product, context)) return false;
  return tag === null ? filled(product.default_code) !== null : product.tags.includes(tag);
}

function isInCategories(product: OdooProduct, context: PlanContext): boolean {
  const { categories } = context.settings.products;
  const own = product.category ?? '';
  return categories.length === 0 || categories.some((name) => own === name || own.startsWith(`${name} / `));
}

function unwantedReason(product: OdooProduct, context: PlanContext): string {
  const { tag, auto_include_po, categories } = context.settings.products;
  const orders = auto_include_po ? ' and on no purchase order into a ShipBob warehouse' : '';
  if (!isInCategories(product, context))
    return `category ${product.category ?? 'unknown'} is none of ${listed(categories)}${orders}`;
  return tag === null ? `no internal reference${orders}` : `not tagged ${tag}${orders}`;
}

const noSku = (product: OdooProduct, why: string): PlannedCase => ({
  flow: 'products',
  code: 'products.no_sku',
  cause: `Product ${product.id} "${product.name}" is to go to ShipBob (${why}) but has no internal reference, which is ShipBob's SKU.`,
  suggestions: ['Give the product an internal reference (default_code) in Odoo.', 'Or take it out: remove its tag.'],
  detail: { product_id: product.id, name: product.name, field: 'default_code' },
});

function duplicateSku(product: OdooProduct, sku: string): PlannedCase {
  const ids = [product.id, ...product.same_code_ids].sort((a, b) => a - b);
  return {
    flow: 'products',
    code: 'products.duplicate_sku',
    cause: `SKU ${sku} stands on ${ids.length} products in Odoo (ids ${listed(ids.map(String))}); which one is meant cannot be told, so none goes to ShipBob.`,
    suggestions: ['Give each product its own internal reference.', 'Or archive the ones that are not used.'],
    detail: { sku, product_ids: ids },
  };
}

const measuredUom = (product: OdooProduct, sku: string): PlannedCase => ({
  flow: 'products',
  code: 'products.measured_uom',
  cause: `Product ${product.id} (SKU ${sku}) is kept in ${product.uom.name}, and ShipBob counts whole pieces only.`,
  suggestions: [
    'Keep the product in a unit that counts pieces (a bag, a bottle) in Odoo.',
    'Or, if this unit does count pieces, take it out of the setting products.measured_uoms.',
  ],
  detail: { product_id: product.id, sku, uom: product.uom.name, field: 'uom_id' },
});
