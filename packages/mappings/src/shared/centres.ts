import type { OdooPicking } from '../seen.js';
import type { PlanContext, Settings } from '../settings.js';

export type Centre = Settings['centres'][number];
/** Odoo locations of the mapped centres, by centre id. */
type CentreLocations = Record<string, { id: number; name: string }>;

export type CentreFound =
  | { kind: 'centre'; centre: Centre }
  /** The warehouse stands for no centre: none of ShipBob's business. */
  | { kind: 'unmapped'; warehouse: string | null }
  /** Several centres share the warehouse and the destination does not tell which. */
  | { kind: 'ambiguous'; warehouse: string; centres: Centre[] };

/**
 * The centre a receipt goes to: the only one of its warehouse that receives, else the one whose location is the receipt's
 * destination, where a centre without a location stands for the warehouse's stock.
 */
export function centreOfReceipt(
  picking: OdooPicking,
  warehouseId: number | null,
  locations: CentreLocations,
  context: Pick<PlanContext, 'settings' | 'warehouses'>,
): CentreFound {
  const warehouse = context.warehouses.find((candidate) => candidate.id === warehouseId);
  if (!warehouse) return { kind: 'unmapped', warehouse: null };
  const mapped = context.settings.centres.filter((centre) => centre.warehouse === warehouse.code);
  if (mapped.length === 0) return { kind: 'unmapped', warehouse: warehouse.code };
  const centres = mapped.filter((centre) => centre.receives !== false);
  const [first] = centres;
  if (first && centres.length === 1) return { kind: 'centre', centre: first };
  const destination = picking.location_dest_id;
  const there = centres.filter((centre) =>
    centre.location === undefined
      ? destination === warehouse.lot_stock_id
      : locations[String(centre.fulfillment_center_id)]?.id === destination,
  );
  const [only] = there;
  return only && there.length === 1
    ? { kind: 'centre', centre: only }
    : { kind: 'ambiguous', warehouse: warehouse.code, centres: mapped };
}

/** The Odoo warehouse that stands for a ShipBob centre; null when the centre is not mapped. */
export function warehouseOfCentre(
  centreId: number,
  context: Pick<PlanContext, 'settings' | 'warehouses'>,
): { centre: Centre; warehouseId: number | null } | null {
  const centre = context.settings.centres.find((candidate) => candidate.fulfillment_center_id === centreId);
  if (!centre) return null;
  return { centre, warehouseId: context.warehouses.find((found) => found.code === centre.warehouse)?.id ?? null };
}

/** Ids of all warehouses that stand for ShipBob. */
export function mappedWarehouses(context: Pick<PlanContext, 'settings' | 'warehouses'>): Set<number> {
  const codes = new Set(context.settings.centres.map((centre) => centre.warehouse));
  return new Set(context.warehouses.filter((warehouse) => codes.has(warehouse.code)).map((warehouse) => warehouse.id));
}
