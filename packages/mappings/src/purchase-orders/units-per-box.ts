import type { OdooMove } from '../seen.js';
import type { SupplierRules } from './suppliers.js';

/** How many units of a move's product fill one box: by its own field, else by the settings; null when nobody says. */
export function unitsPerBox(
  { units_per_box }: Pick<OdooMove, 'units_per_box'>,
  rules: Pick<SupplierRules, 'units_per_box'>,
): number | null {
  const own = units_per_box ?? 0;
  return Number.isInteger(own) && own > 0 ? own : rules.units_per_box;
}
