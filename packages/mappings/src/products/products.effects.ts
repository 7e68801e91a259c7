import type { JsonObject } from '@mlc/kernel';
import type { Adoption, PlannedEffect } from '../plan.js';
import type { OdooProduct, SeenLink, ShipBobVariant } from '../seen.js';
import { variantData } from '../shared/links.js';
import { listed } from '../shared/text.js';
import type { Changes } from './products.map.js';

const variantLink = (product: OdooProduct): Pick<Adoption, 'odooModel' | 'odooId' | 'shipbobType'> => ({
  odooModel: 'product.product',
  odooId: product.id,
  shipbobType: 'variant',
});

export const updateEffect = (variant: ShipBobVariant, changes: Changes, reason: string): PlannedEffect => ({
  flow: 'products',
  operation: 'shipbob.product.update',
  target: 'shipbob',
  kind: 'converge',
  businessKey: `variant ${variant.variant_id}`,
  title: `product ${variant.sku}: ${listed(changes.fields)}`,
  before: changes.before,
  after: changes.after,
  request: changes.request,
  reason,
  link: null,
});

/**
 * Renames a variant with whatever else differs. Its link learns the new SKU from the answer, if it still names this very
 * variant.
 */
export const renameEffect = (
  product: OdooProduct,
  link: SeenLink,
  variant: ShipBobVariant,
  changes: Changes,
): PlannedEffect => ({
  ...updateEffect(variant, changes, `the internal reference of product ${product.id} was changed in Odoo`),
  link: String(variant.variant_id) === link.shipbobId ? variantLink(product) : null,
});

/** A create; without a link when the product is linked already, which then takes the new variant over by its SKU. */
export const createEffect = (
  product: OdooProduct,
  create: { operation: PlannedEffect['operation']; key: string; title: string; request: JsonObject; reason: string },
  isLinked: boolean,
): PlannedEffect => ({
  flow: 'products',
  operation: create.operation,
  target: 'shipbob',
  kind: 'create',
  businessKey: create.key,
  title: create.title,
  before: null,
  after: create.request,
  request: create.request,
  reason: create.reason,
  link: isLinked ? null : variantLink(product),
});

/** Links a product to a variant that is there. */
export const adoptionOf = (product: OdooProduct, variant: ShipBobVariant, evidence: string): Adoption => ({
  ...variantLink(product),
  shipbobId: String(variant.variant_id),
  data: variantData(variant),
  evidence,
});

/** Lets a link name another variant from now on; the record of how it was made stays. */
export const moved = (link: SeenLink, variant: ShipBobVariant, more: JsonObject, evidence: string): Adoption => ({
  odooModel: link.odooModel,
  odooId: link.odooId,
  shipbobType: 'variant',
  shipbobId: link.shipbobId,
  data: { ...variantData(variant), ...more },
  evidence,
});
