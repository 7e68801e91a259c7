import type { LookContext } from '../subject.js';

/** Locations of the mapped centres that exist in Odoo, by centre id. */
export async function lookLocations(context: LookContext): Promise<Record<string, { id: number; name: string }>> {
  const named = context.plan.settings.centres.flatMap((centre) =>
    centre.location === undefined ? [] : [{ centre: centre.fulfillment_center_id, name: centre.location }],
  );
  if (named.length === 0) return {};
  const found = await context.odoo.locations(named.map((centre) => centre.name));
  const byName = new Map(found.map((location) => [location.complete_name, location.id]));
  return Object.fromEntries(
    named.flatMap(({ centre, name }) => {
      const id = byName.get(name);
      return id === undefined ? [] : [[String(centre), { id, name }]];
    }),
  );
}
