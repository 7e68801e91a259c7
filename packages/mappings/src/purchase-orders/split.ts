import type { OdooMove, OdooPurchaseOrder } from '../seen.js';
import type { PlanContext } from '../settings.js';
import type { Box } from './boxes.js';
import { BOXES_MAX, SKUS_MAX } from './limits.js';
import { numberedReceipts } from './receipts-numbered.js';
import { type SupplierRules, supplierRules } from './suppliers.js';
import { unitsPerBox } from './units-per-box.js';

/** What goes into one WRO. */
export interface Part {
  boxes: Box[];
  /** How many boxes the parts before it hold. */
  before: number;
}

/** The boxes of each WRO, in order; one WRO unless ShipBob's limits ask for more. */
export function inParts(boxes: Box[], rules: Pick<SupplierRules, 'package'>): Part[] {
  const most = rules.package === 'Package' ? BOXES_MAX : Number.POSITIVE_INFINITY;
  const parts: Part[] = [];
  let skus = new Set<number>();
  for (const [index, box] of boxes.entries()) {
    const added = new Set(box.map((item) => item.product_id).filter((id) => !skus.has(id)));
    const last = parts.at(-1);
    if (last !== undefined && last.boxes.length < most && skus.size + added.size <= SKUS_MAX) {
      last.boxes.push(box);
      for (const id of added) skus.add(id);
    } else {
      parts.push({ boxes: [box], before: index });
      skus = new Set(box.map((item) => item.product_id));
    }
  }
  return parts;
}

/** WROs that an order's receipts may need beyond one each; rather one too many than one too few. */
export function extraParts(order: OdooPurchaseOrder, context: PlanContext): number {
  const rules = supplierRules(order, context);
  const receipts = numberedReceipts(order).map((picking) => picking.moves);
  const wros = context.settings.wro.unit === 'order' ? [receipts.flat()] : receipts;
  return wros.reduce((sum, moves) => sum + Math.max(0, partsMax(moves, rules) - 1), 0);
}

function partsMax(moves: OdooMove[], rules: SupplierRules): number {
  const rows = moves.reduce((count, move) => count + Math.max(1, move.lots?.length ?? 0), 0);
  const bySkus = Math.ceil(rows / SKUS_MAX);
  if (rules.package !== 'Package' || rules.box_packaging === 'EverythingInOneBox') return bySkus;
  const boxes = moves.reduce((sum, move) => sum + boxesMax(move, rules), 0);
  return Math.max(bySkus, Math.ceil(boxes / BOXES_MAX));
}

/** Each lot may leave a box that is not full. */
function boxesMax(move: OdooMove, rules: SupplierRules): number {
  const per = unitsPerBox(move, rules);
  const lots = Math.max(1, move.lots?.length ?? 0);
  return per === null ? lots : Math.ceil(move.product_qty / per) + lots - 1;
}
