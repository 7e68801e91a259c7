import type { PlanContext } from '../settings.js';
import { type Findings, noFindings } from '../shared/building.js';
import type { Chain } from '../shared/receipts.js';
import { listed } from '../shared/text.js';
import { sameQuantity } from '../shared/units.js';
import { goodsOf } from './boxes.js';
import { createPart, type NewReceipt, readyToMake } from './new-receipt.js';
import { inParts } from './split.js';
import type { WroItem } from './wro-items.js';
import type { Difference } from './wro-match.js';

/**
 * The WROs that a large receipt still lacks, because the one pass that makes them all was cut off. Null for a receipt that
 * has all its WROs, or whose other WROs do not agree with it.
 */
export function planMissingParts(
  chain: Chain,
  receipt: NewReceipt,
  differences: Difference[],
  context: PlanContext,
): Findings | null {
  if (differences.length === 0) return null;
  const ready = readyToMake(receipt, context);
  if ('notes' in ready) return null;
  const parts = inParts(ready.boxes, ready.rules);
  const made = chain.wros.length;
  if (parts.length <= made || !isJustThat(differences, goodsOf(parts.slice(made).flatMap(({ boxes }) => boxes))))
    return null;
  const found = noFindings();
  for (const [index, part] of parts.entries()) {
    if (index < made) continue;
    const effect = createPart(receipt, ready, { ...part, part: index + 1, links: true }, context);
    if (effect === null) return null;
    found.effects.push(effect);
  }
  found.notes.push(`${chain.head.name}: announced on as WRO ${listed(found.effects.map((one) => one.businessKey))}`);
  return found;
}

/** Whether ShipBob lacks these goods, and nothing else is different. */
function isJustThat(differences: Difference[], goods: WroItem[]): boolean {
  const lacking = new Map<string, number>();
  for (const { sku, quantity } of goods) lacking.set(sku, (lacking.get(sku) ?? 0) + quantity);
  return (
    lacking.size === differences.length &&
    differences.every(({ sku, odoo, shipbob }) => sameQuantity(odoo - shipbob, lacking.get(sku) ?? 0))
  );
}
