import type { JsonObject } from '@mlc/kernel';
import type { OdooProduct, ShipBobVariant } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Findings, noFindings } from '../shared/building.js';
import { filled, listed } from '../shared/text.js';
import { lotFlagDiffers, measuresDrifted } from './linked.cases.js';
import { updateEffect } from './products.effects.js';
import { driftOf } from './products.facts.js';
import { changesTo } from './products.map.js';
import { noHsCode } from './unlinked.cases.js';

/** Brings a variant to Odoo's facts. */
export function converge(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): Findings {
  const found = noFindings();
  const lot = lotChange(variant, product, context);
  const changes = changesTo(variant, product, context, lot);
  if (changes !== null) {
    const reason = `Odoo owns ${listed(changes.fields)}, and ShipBob says otherwise`;
    found.effects.push(updateEffect(variant, changes, reason));
    found.notes.push(`${listed(changes.fields)} updated`);
  }
  if (variant.is_lot !== (product.tracking === 'lot') && !('is_lot' in lot))
    found.cases.push(lotFlagDiffers(product, variant));
  const { drift, hs_code_warning } = context.settings.products;
  const drifted = drift === 'off' ? [] : driftOf(product, variant, context);
  if (drift === 'note') found.notes.push(...drifted);
  else if (drifted.length > 0) found.cases.push(measuresDrifted(product, variant, drifted));
  if (hs_code_warning === 'case' && filled(product.hs_code) === null)
    found.cases.push(noHsCode(product, variant.sku.trim()));
  return found;
}

/** Lots are switched on or off while nothing is there or awaited, when Odoo owns that. */
export function lotChange(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): JsonObject {
  const is_lot = product.tracking === 'lot';
  const isEmpty = variant.on_hand_qty <= 0 && (variant.awaiting_qty ?? 0) <= 0;
  const isOwned = context.settings.products.owned_fields.includes('lot');
  return variant.is_lot !== is_lot && isOwned && isEmpty ? { is_lot } : {};
}
