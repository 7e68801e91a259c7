import type { OperationRequest } from '../operations.js';
import type { OdooProduct, ShipBobVariant } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { barcodeFields } from '../shared/gtin.js';
import { filled } from '../shared/text.js';
import { inchesOf, ouncesOf, roundTo } from '../shared/units.js';

type Create = OperationRequest<'shipbob.product.create'>;
type Customs = NonNullable<Create['customs']>;
/** Facts that only some products have. */
type GoodsFacts = Pick<Create, 'dimensions_in' | 'minimum_shelf_life_days' | 'serial_scan' | 'return_preferences'>;

/** First ShipBob version whose `customs.value` is a decimal; before, it is a whole number (ShipBob docs, versioning). */
const DECIMAL_CUSTOMS_SINCE = '2026-07';

/** Null when Odoo states nothing for customs. */
export function customsOf(product: OdooProduct, context: PlanContext): Customs | null {
  const customs = {
    country_code_of_origin: filled(product.country_of_origin)?.toUpperCase() ?? null,
    hs_tariff_code: filled(product.hs_code),
    value: customsValue(product[context.settings.products.customs_value], context.connection.shipbob_version),
  };
  return Object.values(customs).every((fact) => fact === null) ? null : customs;
}

/** A price of 0 states nothing; a small price never becomes a declared value of 0. */
function customsValue(price: number, version: string): number | null {
  if (!(price > 0)) return null;
  if (version >= DECIMAL_CUSTOMS_SINCE) return Math.max(0.01, roundTo(price, 2));
  return Math.max(1, Math.round(price));
}

/** The product's own barcode, and those of its packagings where the settings want them. */
export function barcodesOf(product: OdooProduct, context: PlanContext): ReturnType<typeof barcodeFields> {
  const own = barcodeFields(product.barcode);
  if (!context.settings.products.packaging_barcodes) return own;
  const packagings = (product.packaging_barcodes ?? []).flatMap((code) => filled(code) ?? []);
  return { ...own, barcodes: [...new Set([...own.barcodes, ...packagings])] };
}

export const weightOf = (product: OdooProduct): number | null => ouncesOf(product.weight, product.weight_uom_name);

/** Inches; null unless length, width and height are all filled. */
export function dimensionsOf(product: OdooProduct, context: PlanContext): Create['dimensions_in'] | null {
  const fields = context.settings.products.dimension_fields;
  const { dimensions } = product;
  if (fields === null || !dimensions) return null;
  const [length, width, height] = [dimensions.length, dimensions.width, dimensions.height].map((side) =>
    inchesOf(side, fields.unit),
  );
  return length && width && height ? { length, width, height } : null;
}

/** Only those that the settings ask for and Odoo states. */
export function goodsFacts(product: OdooProduct, context: PlanContext): GoodsFacts {
  const dimensions_in = dimensionsOf(product, context);
  const days = shelfLifeOf(product, context);
  const returns = returnsOf(context);
  return {
    ...(dimensions_in ? { dimensions_in } : {}),
    ...(days === null ? {} : { minimum_shelf_life_days: days }),
    ...(context.settings.products.serial_scan && product.tracking === 'serial' ? { serial_scan: true } : {}),
    ...(returns === null ? {} : { return_preferences: returns }),
  };
}

export function shelfLifeOf(product: OdooProduct, context: PlanContext): number | null {
  const by = context.settings.products.minimum_shelf_life;
  if (by === 'off' || product.tracking !== 'lot') return null;
  const days = Math.floor(product.shelf_life_days?.[by] ?? 0);
  return days > 0 ? days : null;
}

/** ShipBob takes no instructions with quarantine (ShipBob docs "products"). */
export function returnsOf(context: PlanContext): Create['return_preferences'] | null {
  const { return_action, return_backup_action, return_instructions } = context.settings.products;
  if (return_action === null) return null;
  const instructions = return_action === 'quarantine' ? null : return_instructions;
  return { primary: return_action, backup: return_backup_action, instructions };
}

/** What a person should know about a product that goes to ShipBob; each in one clause. */
export function warningsOf(product: OdooProduct, context: PlanContext): string[] {
  const { hs_code_warning, serial_scan, return_action, return_warning_categories } = context.settings.products;
  const warnings: string[] = [];
  if (hs_code_warning === 'note' && filled(product.hs_code) === null)
    warnings.push('it has no HS code, so ShipBob puts its international orders on hold');
  if (product.tracking === 'serial' && !serial_scan)
    warnings.push('its serial numbers are not scanned at ShipBob (products.serial_scan is off)');
  const category = (product.category ?? '').toLowerCase();
  if (return_action === null && return_warning_categories.some((word) => category.includes(word.toLowerCase())))
    warnings.push(
      `nothing is said about returns (products.return_action), so ShipBob may restock every returned unit of category ${product.category}`,
    );
  return warnings;
}

/** Measures that ShipBob took and that are not what Odoo states; each in one clause. */
export function driftOf(product: OdooProduct, variant: ShipBobVariant, context: PlanContext): string[] {
  const { drift_share, owned_fields } = context.settings.products;
  const differs = (a: number, b: number): boolean => Math.abs(a - b) > drift_share * Math.max(a, b);
  const drift: string[] = [];
  const weight = weightOf(product);
  const isFree = (fact: 'weight' | 'dimensions'): boolean =>
    variant.measures_locked === true || !owned_fields.includes(fact);
  if (isFree('weight') && weight !== null && (variant.weight_oz ?? 0) > 0 && differs(weight, variant.weight_oz ?? 0))
    drift.push(`ShipBob weighs ${variant.weight_oz} oz, Odoo says ${weight} oz`);
  const stated = dimensionsOf(product, context);
  const measured = variant.dimensions_in;
  if (isFree('dimensions') && stated && measured && sides(measured).every((side) => side > 0)) {
    const [ours, theirs] = [sides(stated), sides(measured)];
    if (ours.some((side, index) => differs(side, theirs[index] ?? 0)))
      drift.push(`ShipBob measures ${theirs.join(' x ')} in, Odoo says ${ours.join(' x ')} in`);
  }
  return drift;
}

/** Longest first: how a box lies is no difference. */
const sides = (box: { length: number; width: number; height: number }): number[] =>
  [box.length, box.width, box.height].sort((a, b) => b - a);
