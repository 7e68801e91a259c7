import type { OdooPicking, OdooPurchaseOrder } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { filled } from '../shared/text.js';

/** What a field that only the settings name says: of the first receipt that fills it, else of the order. */
export function valueNamed(field: string, pickings: OdooPicking[], order: OdooPurchaseOrder): string | null {
  for (const extra of [...pickings.map((picking) => picking.extra), order.extra]) {
    const text = textOf(extra?.[field]);
    if (text !== null) return text;
  }
  return null;
}

/** One line of text of whatever kind of field; of a related record its name. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return value === 0 ? null : String(value);
  if (typeof value === 'string') return filled(value.replaceAll(/\s+/g, ' '));
  if (Array.isArray(value)) return typeof value[1] === 'string' ? filled(value[1]) : null;
  if (typeof value === 'object' && value !== null && 'name' in value) return textOf(value.name);
  return null;
}

/** One mapped centre: by its id, the code of its warehouse or the name of its location. */
export function centreNamed(text: string, { settings }: Pick<PlanContext, 'settings'>): number | null {
  const ids = settings.centres
    .filter(({ fulfillment_center_id: id, warehouse, location }) => [String(id), warehouse, location].includes(text))
    .map((centre) => centre.fulfillment_center_id);
  const [only, ...more] = [...new Set(ids)];
  return more.length === 0 ? (only ?? null) : null;
}
