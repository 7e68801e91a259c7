import { laneKey } from '../lanes.js';
import { effects, ignored, nothing, type Plan, parked } from '../plan.js';
import type { OdooProduct, ProductSeen, SeenLink, ShipBobVariant } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { noFindings, planOf } from '../shared/building.js';
import { mergedInventoryIds } from '../shared/links.js';
import { proposing } from '../shared/proposals.js';
import { filled } from '../shared/text.js';
import { converge } from './converge.js';
import { planKit } from './kits.plan.js';
import * as cases from './linked.cases.js';
import { adoptionOf, createEffect, moved, updateEffect } from './products.effects.js';
import { warningsOf } from './products.facts.js';
import { deactivation, isInactive, newProduct } from './products.map.js';
import { isBundled, qualify } from './products.qualify.js';
import { planSkuChange } from './sku-change.js';
import {
  barcodeMatch,
  linkedElsewhere,
  noHsCode,
  noInventoryId,
  severalVariants,
  skuIsBundle,
} from './unlinked.cases.js';
import { productOfGroup } from './variant-groups.js';

/**
 * Odoo product -> ShipBob product with one variant. Link first, then the exact SKU, then a barcode as a suggestion, else a
 * new product. Nothing but a bundle is ever deleted at ShipBob.
 */
export function planProducts(seen: ProductSeen, context: PlanContext): Plan {
  const { product, link, linked } = seen;
  if (product === null) return planDeleted(seen);
  const verdict = qualify(product, context);
  if (verdict.kind === 'ignored') return ignored(verdict.reason);
  if (verdict.kind === 'case') return parked(verdict.case);
  if (verdict.kind === 'archived') return planArchived(product, link, linked, context);
  if (isBundled(product, context)) return planKit(seen, product, verdict.sku, verdict.why);
  if (link !== null) return planLinked(seen, product, verdict.sku, link, context);
  return planUnlinked(seen, product, verdict, context);
}

function planDeleted({ link, linked }: ProductSeen): Plan {
  if (link === null) return ignored('the product no longer exists in Odoo');
  if (linked === null || isInactive(linked)) return ignored('deleted in Odoo; nothing is deleted at ShipBob');
  return parked(cases.deletedInOdoo(link, linked));
}

function planArchived(
  product: OdooProduct,
  link: SeenLink | null,
  linked: ShipBobVariant | null,
  { settings }: PlanContext,
): Plan {
  const { on_archive } = settings.products;
  if (link === null) return ignored('archived in Odoo and not linked to ShipBob');
  if (linked === null) return ignored('archived in Odoo and gone at ShipBob');
  if (isInactive(linked)) return nothing('archived in Odoo and inactive at ShipBob');
  if (on_archive === 'ignore') return ignored('archived in Odoo; by the setting nothing follows at ShipBob');
  if (linked.on_hand_qty > 0 || (linked.awaiting_qty ?? 0) > 0) return parked(cases.archivedWithStock(product, linked));
  const effect = updateEffect(linked, deactivation(linked), 'archived in Odoo, no stock at ShipBob');
  if (on_archive === 'ask') return parked(proposing(cases.archived(product, linked), [effect]));
  return effects([effect], 'archived in Odoo');
}

function planLinked(seen: ProductSeen, product: OdooProduct, sku: string, link: SeenLink, context: PlanContext): Plan {
  const { linked: variant } = seen;
  if (variant === null) return planGone(seen, product, sku, link, context);
  if (variant.is_bundle) return parked(skuIsBundle(product, sku, variant));
  if (variant.sku.trim() !== sku && !isAcceptedSku(link, sku, variant))
    return planSkuChange(seen, { product, sku, link, variant }, context);
  return planOf(converge(variant, product, context), 'both sides agree');
}

/** The two sides were linked under different SKUs: by barcode, or by a merge at ShipBob. */
const isAcceptedSku = (link: SeenLink, sku: string, variant: ShipBobVariant): boolean =>
  link.data['odoo_sku'] === sku && link.data['sku'] === variant.sku.trim();

/** A variant that is no longer shown was merged into another, or is gone. */
function planGone(seen: ProductSeen, product: OdooProduct, sku: string, link: SeenLink, context: PlanContext): Plan {
  const parent = seen.mergedInto ?? null;
  if (parent === null || parent.inventory_id === null) return parked(cases.linkedGone(product, sku, link));
  const other = seen.linkedElsewhere?.find((taken) => taken.odooId !== product.id);
  if (other) return parked(cases.mergedTogether(product, sku, parent, other));
  const evidence = `ShipBob merged variant ${link.shipbobId} into ${parent.variant_id} (SKU ${parent.sku}); the link follows`;
  const before = link.data['inventory_id'];
  const more = {
    merged_from: link.shipbobId,
    merged_inventory_ids: [...mergedInventoryIds(link), ...(typeof before === 'number' ? [before] : [])],
    ...(parent.sku.trim() === sku ? {} : { odoo_sku: sku }),
  };
  const found = converge(parent, product, context);
  found.adoptions.push(moved(link, parent, more, evidence));
  found.notes.unshift(evidence);
  return planOf(found, 'merged at ShipBob');
}

function planUnlinked(
  seen: ProductSeen,
  product: OdooProduct,
  { sku, why }: { sku: string; why: string },
  context: PlanContext,
): Plan {
  const [bySku, ...more] = seen.bySku;
  if (bySku === undefined) return planUnmatched(seen, product, { sku, why }, context);
  if (more.length > 0) return parked(severalVariants(product, sku, seen.bySku));
  const inventory = `variant ${bySku.variant_id}, inventory ${bySku.inventory_id}`;
  const evidence = `SKU ${sku} is equal on both sides and unique on both (ShipBob ${inventory})`;
  return planAdoption(seen, product, sku, bySku, { evidence, note: `ShipBob has SKU ${sku} already: linked` }, context);
}

/** Links a variant that is there, unless it cannot be received or is another product's. */
function planAdoption(
  seen: ProductSeen,
  product: OdooProduct,
  sku: string,
  variant: ShipBobVariant,
  told: { evidence: string; note: string },
  context: PlanContext,
): Plan {
  if (variant.is_bundle) return parked(skuIsBundle(product, sku, variant));
  const taken = seen.linkedElsewhere?.find((link) => link.shipbobId === String(variant.variant_id));
  if (taken) return parked(linkedElsewhere(product, sku, variant, taken));
  if (variant.inventory_id === null) return parked(noInventoryId(product, sku, variant));
  const found = converge(variant, product, context);
  const adoption = adoptionOf(product, variant, told.evidence);
  if (variant.sku.trim() !== sku) adoption.data = { ...adoption.data, odoo_sku: sku };
  found.adoptions.push(adoption);
  found.notes.unshift(told.note);
  return planOf(found, 'linked');
}

function planUnmatched(
  seen: ProductSeen,
  product: OdooProduct,
  { sku, why }: { sku: string; why: string },
  context: PlanContext,
): Plan {
  const barcode = filled(product.barcode);
  const { match_barcode } = context.settings.products;
  if (match_barcode !== 'off' && barcode !== null && seen.byBarcode.length > 0) {
    const [only, ...more] = seen.byBarcode;
    if (match_barcode === 'suggest' || !only || more.length > 0)
      return parked(barcodeMatch(product, sku, barcode, seen.byBarcode));
    const evidence = `barcode ${barcode} is on one variant only (${only.variant_id}, SKU ${only.sku}); linked by the setting products.match_barcode, each side keeps its SKU`;
    return planAdoption(seen, product, sku, only, { evidence, note: `linked by barcode ${barcode}` }, context);
  }
  const group = productOfGroup(seen, product, context);
  const request = { ...newProduct(product, sku, context), ...group.request };
  const warnings = warningsOf(product, context);
  const effect = createEffect(
    product,
    {
      operation: 'shipbob.product.create',
      key: sku,
      title: `product ${sku} "${request.name}"`,
      request,
      reason: [`${why}; ShipBob has no such SKU`, ...warnings].join('; '),
    },
    false,
  );
  const found = { ...noFindings(), effects: [effect], notes: [`created at ShipBob: ${why}`] };
  if (group.waitsFor !== null)
    found.rings.push({
      lane: laneKey('product', group.waitsFor),
      reason: `product ${product.id} joins its ShipBob product`,
    });
  if (context.settings.products.hs_code_warning === 'case' && filled(product.hs_code) === null)
    found.cases.push(noHsCode(product, sku));
  return planOf(found, 'created');
}
