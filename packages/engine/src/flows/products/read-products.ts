import type { OdooProduct } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { mappedWarehouseIds } from '../warehouses.js';

/** Products with what the settings of the flow ask for. */
export function readProducts(ids: number[], context: LookContext): Promise<Map<number, OdooProduct>> {
  const { tag, auto_include_po, dimension_fields, packaging_barcodes, kits } = context.plan.settings.products;
  return context.odoo.products(ids, {
    warehouseIds: auto_include_po ? mappedWarehouseIds(context.plan) : [],
    unlessTagged: tag,
    dimensionFields: dimension_fields,
    packagingBarcodes: packaging_barcodes,
    kitComponents: kits === 'bundle',
  });
}
