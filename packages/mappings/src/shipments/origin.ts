import type { PlannedCase } from '../plan.js';
import type { ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { mappedWarehouses, warehouseOfCentre } from '../shared/centres.js';
import * as cases from './shipments.cases.js';

/** Where a shipment's goods left Odoo's stock. */
export interface Origin {
  /** Its centre's warehouse, or any of ShipBob's when it names no centre. */
  warehouseIds: ReadonlySet<number>;
  /** The centre's own location; null where its warehouse's stock stands for it. */
  locationId: number | null;
  /** The location, or the stock of the only warehouse; null when nobody knows. */
  rootId: number | null;
}

export function originOf(
  shipment: ShipBobShipment,
  seen: ShipmentsSeen,
  context: PlanContext,
): Origin | { case: PlannedCase } {
  const stockOf = (id: number | undefined): number | null =>
    context.warehouses.find((warehouse) => warehouse.id === id)?.lot_stock_id ?? null;
  if (shipment.location === null) {
    const warehouseIds = mappedWarehouses(context);
    const [only] = warehouseIds;
    return { warehouseIds, locationId: null, rootId: warehouseIds.size === 1 ? stockOf(only) : null };
  }
  const found = warehouseOfCentre(shipment.location.id, context);
  if (found === null || found.warehouseId === null) return { case: cases.unknownCentre(shipment, shipment.location) };
  const { location } = found.centre;
  const known = seen.locations[String(shipment.location.id)];
  if (location !== undefined && !known)
    return { case: cases.unknownLocation(shipment, shipment.location.id, location) };
  const locationId = known?.id ?? null;
  return {
    warehouseIds: new Set([found.warehouseId]),
    locationId,
    rootId: locationId ?? stockOf(found.warehouseId),
  };
}
