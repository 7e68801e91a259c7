import { type CutPlace, quarantineName } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { lookLocations } from '../locations.js';

/**
 * Where the mapped centres' stock lies in Odoo. Centres that share a location are one place; what lies below a location is
 * part of it, unless it belongs to another place further down.
 */
export async function lookPlaces(context: LookContext): Promise<CutPlace[]> {
  const { settings, warehouses } = context.plan;
  const locations = await lookLocations(context);
  const byLocation = new Map<number, { name: string; centre_ids: number[] }>();
  for (const centre of settings.centres) {
    const { fulfillment_center_id: id } = centre;
    const warehouse = warehouses.find((one) => one.code === centre.warehouse);
    const found = centre.location === undefined ? undefined : locations[String(id)];
    const stock = warehouse && { id: warehouse.lot_stock_id, name: `${warehouse.code}/Stock` };
    const place = centre.location === undefined ? stock : found;
    if (!place) continue;
    const known = byLocation.get(place.id) ?? { name: place.name, centre_ids: [] };
    byLocation.set(place.id, { ...known, centre_ids: [...known.centre_ids, id] });
  }
  const below = await context.odoo.locationsBelow([...byLocation.keys()]);
  return [...byLocation].map(([location_id, place]) => {
    const own = below.get(location_id) ?? [location_id];
    const deeper = [...byLocation.keys()].filter((other) => other !== location_id && own.includes(other));
    const theirs = new Set(deeper.flatMap((other) => below.get(other) ?? [other]));
    return { location_id, ...place, location_ids: own.filter((id) => !theirs.has(id)) };
  });
}

/** The quarantine locations of the mapped warehouses that exist, with the centres of each. */
export async function lookQuarantines(
  context: LookContext,
): Promise<{ location_id: number; location: string; centre_ids: number[] }[]> {
  const byName = new Map<string, number[]>();
  for (const centre of context.plan.settings.centres) {
    const name = quarantineName(centre.warehouse, context.plan);
    byName.set(name, [...(byName.get(name) ?? []), centre.fulfillment_center_id]);
  }
  return (await context.odoo.locations([...byName.keys()])).map(({ id, complete_name }) => ({
    location_id: id,
    location: complete_name,
    centre_ids: byName.get(complete_name) ?? [],
  }));
}
