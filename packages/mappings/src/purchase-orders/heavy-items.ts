import type { PurchaseOrderSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { ouncesOf, roundTo } from '../shared/units.js';
import type { SupplierRules } from './suppliers.js';
import type { WroItem } from './wro-items.js';

const OUNCES_OF_A_POUND = 16;

export interface HeavyItem {
  sku: string;
  pounds: number;
}

/** Goods of which one unit weighs more than ShipBob takes in a package; by Odoo's weight, none where it has none. */
export function heavyItems(
  items: WroItem[],
  { products }: Pick<PurchaseOrderSeen, 'products'>,
  rules: Pick<SupplierRules, 'package'>,
  { settings }: PlanContext,
): HeavyItem[] {
  const { heavy_items, item_pounds_max } = settings.wro;
  if (heavy_items === 'off' || rules.package !== 'Package') return [];
  return items.flatMap(({ sku, product_id }) => {
    const product = products[String(product_id)]?.product;
    const ounces = product === undefined ? null : ouncesOf(product.weight, product.weight_uom_name);
    const pounds = (ounces ?? 0) / OUNCES_OF_A_POUND;
    return pounds > item_pounds_max ? [{ sku, pounds: roundTo(pounds, 1) }] : [];
  });
}

export const tooHeavy = ({ sku, pounds }: HeavyItem, most: number): string =>
  `${sku} weighs ${pounds} lb, and ShipBob takes up to ${most} lb in a package`;
