import { apartStock } from '../inventory/apart-stock.js';
import { type CutEvidence, type CutRules, stockRows } from '../inventory/compare.js';
import { laneKey } from '../lanes.js';
import type { CutRow } from '../seen-stock.js';
import { listed } from '../shared/text.js';
import type { Sides } from './facts.js';
import type { Fact } from './statement.js';

/** Stock of both sides at one instant, by product, place and lot; the causes explain a difference that they add up to. */
export function stockFacts(evidence: CutEvidence, rules: CutRules): Sides {
  const rows = stockRows(evidence, rules);
  const apart = apartStock(evidence);
  const sides: Sides = { odoo: [], shipbob: [] };
  for (const row of rows) {
    const fact = factOf(row);
    if (row.odoo !== 0) sides.odoo.push({ ...fact, fields: { quantity: row.odoo } });
    if (row.shipbob !== 0) sides.shipbob.push({ ...fact, fields: { quantity: row.shipbob } });
  }
  for (const one of apart.quarantine.places ?? []) {
    const name = one.location ?? `centres ${one.centre_ids.join(', ')}`;
    const fact = { key: `quarantine/${name}`, label: `quarantine, ${name}`, lane: null };
    if (one.odoo !== 0) sides.odoo.push({ ...fact, fields: { quantity: one.odoo } });
    if (one.shipbob !== 0) sides.shipbob.push({ ...fact, fields: { quantity: one.shipbob } });
  }
  const unmapped = new Set(apart.unmapped_centres.map((one) => one.centre_id));
  for (const one of apart.unmapped.filter(({ centre_id }) => !unmapped.has(centre_id)))
    sides.shipbob.push({
      key: `inventory ${one.inventory_id}/centre ${one.centre_id}`,
      label: `${one.sku || `inventory ${one.inventory_id}`} at centre ${one.centre_id}, linked to no product`,
      lane: null,
      fields: { quantity: one.on_hand },
    });
  for (const one of apart.unmapped_centres)
    sides.shipbob.push({
      key: `centre ${one.centre_id}`,
      label: `all goods at centre ${one.centre_id} (${one.name}), which stands for no warehouse`,
      lane: null,
      fields: { quantity: one.on_hand },
    });
  return sides;
}

function factOf(row: CutRow): Omit<Fact, 'fields'> {
  const lot = row.lot === null ? '' : `/lot ${row.lot}`;
  const explained = explanationOf(row);
  return {
    key: `${row.sku}/${row.location}${lot}`,
    label: `${row.sku} at ${row.location}${row.lot === null ? '' : `, lot ${row.lot}`}`,
    lane: laneKey('stock', row.inventory_id),
    ...(explained === null ? {} : { explained }),
  };
}

/** Null where something is left that no cause explains. */
function explanationOf({ state, causes, unknown }: CutRow): string | null {
  if (state === 'moving') return 'moved just now';
  if (unknown !== 0 || causes.length === 0) return null;
  return listed(
    causes.map(
      ({ units, kind, subject, what }) =>
        `${units > 0 ? '+' : ''}${units} ${kind.replaceAll('_', ' ')} (${subject ?? what})`,
    ),
  );
}
