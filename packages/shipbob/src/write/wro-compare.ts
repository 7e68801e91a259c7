import type { OperationRequest, ShipBobWro } from '@mlc/mappings';
import type { Difference } from './handler.js';

type Create = OperationRequest<'shipbob.wro.create'>;

/**
 * How a WRO differs from the one asked for. Goods are compared as a multiset of SKUs (of inventory ids where a SKU is
 * missing or was renamed). A differing centre is told apart: ShipBob may put a hub in place of the centre asked for
 * (OpenAPI 2025-07 and 2026-01, text of the operation).
 */
export function compareWro(request: Create, wro: ShipBobWro): { goods: Difference[]; centre: Difference | null } {
  const { id } = wro.fulfillment_center;
  return {
    goods: compareGoods(request.boxes, wro),
    centre:
      id === request.fulfillment_center_id
        ? null
        : { field: 'fulfillment_center', asked: { id: request.fulfillment_center_id }, got: wro.fulfillment_center },
  };
}

/** The goods of the boxes against what the WRO expects; one difference that shows both, or none. */
export function compareGoods(boxes: Create['boxes'], wro: ShipBobWro): Difference[] {
  const items = boxes.flatMap((box) => box.items);
  const lines = wro.inventory_quantities;
  const same =
    sameCounts(
      counted(items, (item) => [item.sku.trim(), item.quantity]),
      counted(lines, (line) => [line.sku.trim(), line.expected_quantity]),
    ) ||
    sameCounts(
      counted(items, (item) => [item.inventory_id, item.quantity]),
      counted(lines, (line) => [line.inventory_id, line.expected_quantity]),
    );
  if (same) return [];
  const asked = items.map(({ sku, inventory_id, quantity }) => ({ sku, inventory_id, quantity }));
  const got = lines.map(({ sku, inventory_id, expected_quantity }) => ({
    sku,
    inventory_id,
    quantity: expected_quantity,
  }));
  return [{ field: 'inventory_quantities', asked, got }];
}

function counted<T, K>(rows: T[], of: (row: T) => [K, number]): Map<K, number> {
  const counts = new Map<K, number>();
  for (const row of rows) {
    const [key, quantity] = of(row);
    counts.set(key, (counts.get(key) ?? 0) + quantity);
  }
  return counts;
}

const sameCounts = <K>(a: Map<K, number>, b: Map<K, number>): boolean =>
  a.size === b.size && [...a].every(([key, quantity]) => b.get(key) === quantity);
