import { groupBy } from '@mlc/kernel';
import type { OdooProduct, ProductSeen, SeenLink } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { readProducts } from './read-products.js';

/** The other active variants of the products' templates, with their links, by product id. */
export async function lookSiblings(
  products: OdooProduct[],
  context: LookContext,
): Promise<Map<number, NonNullable<ProductSeen['siblings']>>> {
  const templateIds = [...new Set(products.flatMap((product) => product.template?.id ?? []))];
  if (templateIds.length === 0) return new Map();
  const ids = await context.odoo.variantIds(templateIds);
  const [all, links] = await Promise.all([readProducts(ids, context), linksOf(ids, context)]);
  const ofTemplate = groupBy([...all.values()], (product) => product.template?.id ?? 0);
  return new Map(
    products.map((product) => [
      product.id,
      (ofTemplate.get(product.template?.id ?? 0) ?? [])
        .filter((sibling) => sibling.id !== product.id && sibling.active)
        .map((sibling) => ({ product: sibling, link: links.get(sibling.id) ?? null })),
    ]),
  );
}

/** Links of all kits' components, by product id. */
export const lookComponents = (products: OdooProduct[], context: LookContext): Promise<Map<number, SeenLink>> =>
  linksOf(
    [...new Set(products.flatMap((product) => (product.kit?.components ?? []).map((part) => part.product_id)))],
    context,
  );

async function linksOf(ids: number[], context: LookContext): Promise<Map<number, SeenLink>> {
  if (ids.length === 0) return new Map();
  const links = await context.ledger.links(context.connectionId, { odooModel: 'product.product', odooIds: ids });
  return new Map(links.map((link) => [link.odooId, link]));
}
