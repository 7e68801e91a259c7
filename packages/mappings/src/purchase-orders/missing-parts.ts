import type { PlanContext } from '../settings.js';
import { type Findings, noFindings } from '../shared/building.js';
import type { Chain } from '../shared/receipts.js';
import { listed } from '../shared/text.js';
import { createPart, type NewReceipt, readyFor } from './new-receipt.js';
import { inParts } from './split.js';
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
  if (differences.length === 0 || differences.some(({ shipbob }) => shipbob > 0)) return null;
  const ready = readyFor(receipt, context);
  if ('notes' in ready) return null;
  const parts = inParts(ready.items, ready.rules);
  if (parts.length <= chain.wros.length) return null;
  const missing = new Set(differences.map(({ sku }) => sku));
  const found = noFindings();
  for (const [index, items] of parts.entries()) {
    if (index < chain.wros.length) continue;
    if (!items.every((item) => missing.has(item.sku))) return null;
    const effect = createPart(receipt, ready, { items, part: index + 1, links: true }, context);
    if (effect === null) return null;
    found.effects.push(effect);
  }
  found.notes.push(`${chain.head.name}: announced on as WRO ${listed(found.effects.map((one) => one.businessKey))}`);
  return found;
}
