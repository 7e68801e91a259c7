import type { Json, JsonObject } from '@mlc/kernel';
import type { OperationRequest } from '../operations.js';
import type { OdooProduct, ShipBobVariant } from '../seen.js';
import type { PlanContext, Settings } from '../settings.js';
import { barcodesOf, customsOf, dimensionsOf, goodsFacts, returnsOf, shelfLifeOf, weightOf } from './products.facts.js';

type Create = OperationRequest<'shipbob.product.create'>;
/** Fields of `shipbob.product.update`, only those to change; its schema is applied when the effect runs. */
type Fields = JsonObject;
type Customs = NonNullable<Create['customs']>;
type Fact = Settings['products']['owned_fields'][number];

/** What ShipBob is to be told of a product it does not have yet. */
export function newProduct(product: OdooProduct, sku: string, context: PlanContext): Create {
  return {
    name: product.name.trim(),
    sku,
    ...barcodesOf(product, context),
    weight_oz: weightOf(product),
    customs: customsOf(product, context),
    is_lot: product.tracking === 'lot',
    is_active: product.active,
    ...goodsFacts(product, context),
  };
}

export interface Changes {
  before: JsonObject;
  after: JsonObject;
  /** Input of `shipbob.product.update`. */
  request: JsonObject;
  fields: string[];
}

/**
 * What to change on a ShipBob variant so that it says what Odoo owns by the settings. What Odoo does not own was told when
 * the product was made and is ShipBob's. A fact that is empty in Odoo erases nothing at ShipBob. Null when all is equal.
 */
export function changesTo(
  variant: ShipBobVariant,
  product: OdooProduct,
  context: PlanContext,
  also: Fields = {},
): Changes | null {
  const owns = (fact: Fact): boolean => context.settings.products.owned_fields.includes(fact);
  const wanted: Fields = {
    ...also,
    ...(owns('name') ? nameChange(variant, product) : {}),
    ...(owns('barcode') ? barcodeChange(variant, product, context) : {}),
    ...(owns('customs') ? customsChange(variant, product, context) : {}),
    ...(owns('shelf_life') ? shelfLifeChange(variant, product, also['is_lot'] ?? variant.is_lot, context) : {}),
    ...(owns('serial_scan') ? serialScanChange(variant, product, context) : {}),
    ...(owns('returns') ? returnsChange(variant, context) : {}),
    ...(owns('weight') ? weightChange(variant, product) : {}),
    ...(owns('dimensions') ? dimensionsChange(variant, product, context) : {}),
    ...(product.active && isInactive(variant) ? { is_active: true } : {}),
  };
  return Object.keys(wanted).length === 0 ? null : changesOf(variant, wanted);
}

/** The one change an archived product needs. */
export const deactivation = (variant: ShipBobVariant): Changes => changesOf(variant, { is_active: false });

export const isInactive = (variant: ShipBobVariant): boolean => variant.status.trim().toLowerCase() === 'inactive';

/** The change of exactly these fields. */
function changesOf(variant: ShipBobVariant, wanted: Fields): Changes {
  const fields = Object.keys(wanted);
  const { product_id, variant_id, sku, name, barcodes, upc, gtin, customs, is_lot, weight_oz } = variant;
  const known: JsonObject = {
    ...{ sku, name, barcodes, upc, gtin, customs, is_lot, weight_oz, is_active: !isInactive(variant) },
    dimensions_in: variant.dimensions_in ? { ...variant.dimensions_in } : null,
    minimum_shelf_life_days: variant.minimum_shelf_life_days ?? null,
    serial_scan: variant.serial_scan ?? null,
    return_preferences: variant.return_actions ? { ...variant.return_actions } : null,
  };
  const before = Object.fromEntries(fields.map((field) => [field, known[field] ?? null]));
  return { before, after: wanted, fields, request: { product_id, variant_id, ...wanted } };
}

function nameChange(variant: ShipBobVariant, product: OdooProduct): Fields {
  const name = product.name.trim();
  return name === variant.name.trim() ? {} : { name };
}

/**
 * Odoo's barcode must be there. Other barcodes that ShipBob knows stay (its own stickers, case codes), but the UPC or GTIN
 * that Odoo's new one replaces goes.
 */
function barcodeChange(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): Fields {
  const { barcodes, upc, gtin } = barcodesOf(product, context);
  const change: Fields = {};
  const replaced = new Set<string>();
  if (upc !== null && variant.upc !== upc) {
    change.upc = upc;
    if (variant.upc !== null) replaced.add(variant.upc);
  }
  if (gtin !== null && variant.gtin !== gtin) {
    change.gtin = gtin;
    if (variant.gtin !== null) replaced.add(variant.gtin);
  }
  const kept = variant.barcodes.filter((code) => !replaced.has(code) && !barcodes.includes(code));
  const all = [...barcodes, ...kept];
  if (all.length !== variant.barcodes.length || !all.every((code) => variant.barcodes.includes(code)))
    change.barcodes = all;
  return change;
}

function customsChange(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): Fields {
  const stated = customsOf(product, context);
  if (stated === null) return {};
  const known = variant.customs;
  const isSame =
    (stated.country_code_of_origin === null ||
      stated.country_code_of_origin === (known?.country_code_of_origin ?? '').trim().toUpperCase()) &&
    (stated.hs_tariff_code === null || tariffKey(stated.hs_tariff_code) === tariffKey(known?.hs_tariff_code ?? '')) &&
    (stated.value === null || sameMoney(stated.value, known?.value ?? null));
  if (isSame) return {};
  // ShipBob's update takes the customs facts as a whole, so what Odoo does not state is repeated.
  const customs: Customs = {
    country_code_of_origin: stated.country_code_of_origin ?? known?.country_code_of_origin ?? null,
    hs_tariff_code: stated.hs_tariff_code ?? known?.hs_tariff_code ?? null,
    value: stated.value ?? known?.value ?? null,
  };
  return { customs };
}

/** Dots and blanks in a tariff code are spelling, not content. */
const tariffKey = (code: string): string => code.replaceAll(/[.\s]/g, '');

const sameMoney = (a: number, b: number | null): boolean => b !== null && Math.abs(a - b) < 0.005;

/** Facts that ShipBob's answer does not tell are not compared. */
function shelfLifeChange(variant: ShipBobVariant, product: OdooProduct, isLot: Json, context: PlanContext): Fields {
  const days = shelfLifeOf(product, context);
  if (days === null || variant.minimum_shelf_life_days === undefined || isLot !== true) return {};
  return days === variant.minimum_shelf_life_days ? {} : { minimum_shelf_life_days: days };
}

function serialScanChange(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): Fields {
  const isWanted = context.settings.products.serial_scan && product.tracking === 'serial';
  return isWanted && variant.serial_scan === false ? { serial_scan: true } : {};
}

function returnsChange(variant: ShipBobVariant, context: PlanContext): Fields {
  const wanted = returnsOf(context);
  const known = variant.return_actions;
  if (!wanted || known === undefined) return {};
  const isSame =
    known.primary === wanted.primary &&
    (wanted.backup === null || known.backup === wanted.backup) &&
    (wanted.instructions === null || known.instructions === wanted.instructions);
  return isSame ? {} : { return_preferences: { ...wanted } };
}

/** What came back of a weight or length is rounded by ShipBob; this is no difference. */
const MEASURE_DUST = 0.01;
const sameMeasure = (a: number, b: number): boolean => Math.abs(a - b) < MEASURE_DUST;

function weightChange(variant: ShipBobVariant, product: OdooProduct): Fields {
  const weight_oz = weightOf(product);
  if (weight_oz === null || variant.measures_locked === true) return {};
  return variant.weight_oz !== null && sameMeasure(weight_oz, variant.weight_oz) ? {} : { weight_oz };
}

function dimensionsChange(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): Fields {
  const wanted = dimensionsOf(product, context);
  const known = variant.dimensions_in;
  if (!wanted || known === undefined || variant.measures_locked === true) return {};
  const isSame =
    known !== null &&
    sameMeasure(wanted.length, known.length) &&
    sameMeasure(wanted.width, known.width) &&
    sameMeasure(wanted.height, known.height);
  return isSame ? {} : { dimensions_in: { ...wanted } };
}
