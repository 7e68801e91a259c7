import type { PlanContext } from '@mlc/mappings';

/** Ids of the Odoo warehouses that stand for ShipBob centres. */
export function mappedWarehouseIds(context: Pick<PlanContext, 'settings' | 'warehouses'>): number[] {
  const codes = new Set(context.settings.centres.map((centre) => centre.warehouse));
  return context.warehouses.filter((warehouse) => codes.has(warehouse.code)).map((warehouse) => warehouse.id);
}
