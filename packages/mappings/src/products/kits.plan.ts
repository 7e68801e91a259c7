import { contentHash, type JsonObject } from '@mlc/kernel';
import { laneKey } from '../lanes.js';
import { later, linkRef, type Plan, type PlannedEffect, parked } from '../plan.js';
import type { KitComponent, OdooProduct, ProductSeen, SeenLink, ShipBobVariant } from '../seen.js';
import { noFindings, planOf } from '../shared/building.js';
import { barcodeFields } from '../shared/gtin.js';
import { livingVariantId } from '../shared/links.js';
import { listed } from '../shared/text.js';
import { bundleGone, bundleTaken, kitProblem } from './kits.cases.js';
import { adoptionOf, createEffect, moved } from './products.effects.js';
import { severalVariants } from './unlinked.cases.js';

/**
 * A kit (phantom bill of materials) -> a bundle at ShipBob, made of linked variants. A bundle is never edited: when the
 * bill changes, the old one is deleted and a new one made, once all its components are linked.
 */
export function planKit(seen: ProductSeen, product: OdooProduct, sku: string, why: string): Plan {
  const { kit } = product;
  if (!kit) return parked(kitProblem(product, sku, 'its bill of materials cannot be read by this user'));
  if (kit.problem !== null) return parked(kitProblem(product, sku, kit.problem));
  if (kit.components.length === 0) return parked(kitProblem(product, sku, 'its bill of materials has no components'));
  const wanted = { product, sku, why, components: kit.components, links: seen.components ?? {} };
  return seen.link === null ? planNewBundle(seen, wanted) : planBundle(seen, seen.link, wanted);
}

interface Wanted {
  product: OdooProduct;
  sku: string;
  why: string;
  components: KitComponent[];
  links: Record<string, SeenLink | null>;
}

function planNewBundle(seen: ProductSeen, wanted: Wanted): Plan {
  const { product, sku } = wanted;
  const [found, ...more] = seen.bySku;
  if (found === undefined) return planCreate(wanted, null, []);
  if (more.length > 0) return parked(severalVariants(product, sku, seen.bySku));
  const taken = seen.linkedElsewhere?.find((link) => link.odooId !== product.id);
  if (taken || !isMadeOf(found, wanted)) return parked(bundleTaken(product, sku, found));
  const evidence = `bundle ${sku} (variant ${found.variant_id}) is made of the kit's components`;
  return planOf({ ...noFindings(), adoptions: [adoptionOf(product, found, evidence)], notes: [evidence] }, 'linked');
}

function planBundle(seen: ProductSeen, link: SeenLink, wanted: Wanted): Plan {
  const { product, sku } = wanted;
  const { linked } = seen;
  if (linked === null) {
    const [found, ...more] = seen.bySku;
    if (found === undefined) return planCreate(wanted, livingVariantId(link), []);
    if (more.length > 0 || !isMadeOf(found, wanted)) return parked(bundleTaken(product, sku, found));
    const evidence = `bundle ${sku} was made anew (variant ${found.variant_id}); the link follows`;
    return planOf({ ...noFindings(), adoptions: [moved(link, found, {}, evidence)], notes: [evidence] }, 'linked');
  }
  if (!linked.is_bundle) return parked(bundleTaken(product, sku, linked));
  if (linked.sku.trim() !== sku) return parked(bundleGone(product, sku, linked));
  if (isMadeOf(linked, wanted)) return planOf(noFindings(), 'the bundle is made of the kit’s components');
  return planCreate(wanted, livingVariantId(link), [deleteEffect(linked, sku)]);
}

/**
 * Makes the bundle, after what must go first. Nothing is deleted before every component is linked. A create is made once
 * for ever under its key, so the key names the variant that it replaces: a bill that is changed and then set back makes the
 * same bundle twice.
 */
function planCreate(wanted: Wanted, replaced: number | null, first: PlannedEffect[]): Plan {
  const { product, sku, why, components, links } = wanted;
  const missing = components.filter(({ product_id }) => !links[String(product_id)]);
  const rings = missing.map(({ product_id }) => ({
    lane: laneKey('product', product_id),
    reason: `kit ${sku} is made of it`,
  }));
  if (missing.length > 0 && first.length > 0) {
    const waitsFor = rings.map((ring) => ring.lane);
    return { ...later(`bundle ${sku} is made anew once its components are at ShipBob`, { waitsFor }), rings };
  }
  const request: JsonObject = {
    name: product.name.trim(),
    sku,
    barcodes: barcodeFields(product.barcode).barcodes,
    components: components.map(({ product_id, quantity }) => ({
      variant_id: variantIdOf(links, product_id) ?? linkRef('product.product', product_id, 'variant_id'),
      quantity,
    })),
  };
  const create = {
    operation: 'shipbob.bundle.create' as const,
    key: `${sku} ${contentHash(components.map(({ product_id, quantity }) => [product_id, quantity])).slice(0, 12)}${replaced === null ? '' : ` for ${replaced}`}`,
    title: `bundle ${sku} of ${components.length} components`,
    request,
    reason: `${why}; a kit of ${listed(components.map(({ product_id, quantity }) => `${quantity} x product ${product_id}`))}`,
  };
  // A bundle made for a link that exists is found by its SKU and taken over by the next pass.
  if (replaced !== null) rings.push({ lane: laneKey('product', product.id), reason: `bundle ${sku} is to be linked` });
  const effects = [...first, createEffect(product, create, replaced !== null)];
  return planOf({ ...noFindings(), effects, rings, notes: [`bundle ${sku} made: ${why}`] }, 'bundle made');
}

const deleteEffect = (variant: ShipBobVariant, sku: string): PlannedEffect => ({
  flow: 'products',
  operation: 'shipbob.bundle.delete',
  target: 'shipbob',
  kind: 'converge',
  businessKey: `variant ${variant.variant_id}`,
  title: `delete bundle ${sku}, which is made anew`,
  before: { bundle: (variant.bundle ?? []).map((part) => ({ ...part })) },
  after: null,
  request: { product_id: variant.product_id, variant_id: variant.variant_id, sku },
  reason: 'the kit’s bill of materials changed, and a bundle is never edited',
  link: null,
});

function variantIdOf(links: Wanted['links'], productId: number): number | null {
  const link = links[String(productId)];
  return link ? livingVariantId(link) : null;
}

function isMadeOf(variant: ShipBobVariant, { components, links }: Wanted): boolean {
  const parts = variant.bundle ?? [];
  return (
    variant.is_bundle &&
    parts.length === components.length &&
    components.every(({ product_id, quantity }) =>
      parts.some((part) => part.variant_id === variantIdOf(links, product_id) && part.quantity === quantity),
    )
  );
}
