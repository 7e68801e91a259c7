import type { OdooPurchaseOrder } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { numberedReceipts } from './receipts-numbered.js';
import { type SupplierRules, supplierRules } from './suppliers.js';
import type { WroItem } from './wro-items.js';

/** Boxes in one WRO of type Package (ShipBob docs, guide "receiving"). */
const BOXES_MAX = 50;
/** Different SKUs in one WRO (ShipBob release notes, WRO_UNIQUE_SKU_LIMIT_EXCEEDED). */
const SKUS_MAX = 10_000;

/** How many items go into one WRO: each is a box of its own where there is a box for each SKU. */
const itemsMax = (rules: Pick<SupplierRules, 'package' | 'box_packaging'>): number =>
  rules.package === 'Package' && rules.box_packaging === 'OneSkuPerBox' ? BOXES_MAX : SKUS_MAX;

/** The items of each WRO, in order; one WRO unless ShipBob's limits ask for more. */
export function inParts(items: WroItem[], rules: SupplierRules): WroItem[][] {
  const most = itemsMax(rules);
  const parts: WroItem[][] = [];
  for (let from = 0; from < items.length; from += most) parts.push(items.slice(from, from + most));
  return parts;
}

/** WROs that an order's receipts may need beyond one each. */
export function extraParts(order: OdooPurchaseOrder, context: PlanContext): number {
  const most = itemsMax(supplierRules(order, context));
  return numberedReceipts(order).reduce((sum, picking) => {
    const rows = picking.moves.reduce((count, move) => count + Math.max(1, move.lots?.length ?? 0), 0);
    return sum + Math.max(0, Math.ceil(rows / most) - 1);
  }, 0);
}

/** The most WROs that one of the order's receipts may have, as it is now. */
export const wroPartsMax = (order: OdooPurchaseOrder, context: PlanContext): number => 1 + extraParts(order, context);
