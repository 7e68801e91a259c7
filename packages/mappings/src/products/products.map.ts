import type { JsonObject } from '@mlc/kernel';
import type { OperationRequest } from '../operations.js';
import type { OdooProduct, ShipBobVariant } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { barcodeFields } from '../shared/gtin.js';
import { filled } from '../shared/text.js';
import { ouncesOf, roundTo } from '../shared/units.js';

type Create = OperationRequest<'shipbob.product.create'>;
/** Fields of `shipbob.product.update`, only those to change; its schema is applied when the effect runs. */
type Fields = JsonObject;
type Customs = NonNullable<Create['customs']>;

/** First ShipBob version whose `customs.value` is a decimal; before, it is a whole number (ShipBob docs, versioning). */
const DECIMAL_CUSTOMS_SINCE = '2026-07';

/** What ShipBob is to be told of a product it does not have yet. */
export function newProduct(product: OdooProduct, sku: string, context: PlanContext): Create {
  return {
    name: product.name.trim(),
    sku,
    ...barcodeFields(product.barcode),
    weight_oz: ouncesOf(product.weight, product.weight_uom_name),
    customs: customsOf(product, context),
    is_lot: product.tracking === 'lot',
    is_active: product.active,
  };
}

/** Null when Odoo states nothing for customs. */
function customsOf(product: OdooProduct, context: PlanContext): Customs | null {
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

export interface Changes {
  before: JsonObject;
  after: JsonObject;
  /** Input of `shipbob.product.update`. */
  request: JsonObject;
  fields: string[];
}

/**
 * What to change on a ShipBob variant so that it says what Odoo owns: name, barcode, customs, active. Weight is told once
 * and then ShipBob's. A fact that is empty in Odoo erases nothing at ShipBob. Null when all is equal.
 */
export function changesTo(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): Changes | null {
  const wanted: Fields = {
    ...nameChange(variant, product),
    ...barcodeChange(variant, product),
    ...customsChange(variant, product, context),
    ...(product.active && isInactive(variant) ? { is_active: true } : {}),
  };
  return Object.keys(wanted).length === 0 ? null : changesOf(variant, wanted);
}

/** The one change an archived product needs. */
export const deactivation = (variant: ShipBobVariant): Changes => changesOf(variant, { is_active: false });

export const isInactive = (variant: ShipBobVariant): boolean => variant.status.trim().toLowerCase() === 'inactive';

function changesOf(variant: ShipBobVariant, wanted: Fields): Changes {
  const fields = Object.keys(wanted);
  const { product_id, variant_id, name, barcodes, upc, gtin, customs } = variant;
  const known: JsonObject = { name, barcodes, upc, gtin, customs, is_active: !isInactive(variant) };
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
function barcodeChange(variant: ShipBobVariant, product: OdooProduct): Fields {
  const { barcodes, upc, gtin } = barcodeFields(product.barcode);
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
