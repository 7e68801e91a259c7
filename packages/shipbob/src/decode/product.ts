import type { Measures, ShipBobGoodsFacts, ShipBobVariant } from '@mlc/mappings';
import { z } from 'zod';
import { idSchema, optionalId, optionalNumber, optionalText, record } from './shape.js';

const barcodeSchema = z.union([
  z.string(),
  record({ value: z.string().nullish() }).transform((barcode) => barcode.value ?? ''),
]);

const customsSchema = record({
  country_code_of_origin: optionalText,
  hs_tariff_code: optionalText,
  value: optionalNumber,
});

const actionSchema = record({ name: optionalText })
  .nullish()
  .transform((action) => action?.name?.toLowerCase() ?? null);

const variantSchema = record({
  id: idSchema,
  sku: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .transform((sku) => sku ?? ''),
  name: z.string().nullish(),
  status: z.string().nullish(),
  upc: optionalText,
  gtin: optionalText,
  barcodes: z.array(barcodeSchema).nullish(),
  /** 2.0 and ShipBob's guide have one barcode, the OpenAPI files a list: both are read. */
  barcode: optionalText,
  inventory: record({ inventory_id: optionalId, on_hand_qty: optionalNumber }).nullish(),
  weight: z.union([z.number(), record({ weight: optionalNumber, unit: optionalText })]).nullish(),
  customs: customsSchema.nullish(),
  lot_information: record({ is_lot: z.boolean().nullish(), minimum_shelf_life_days: optionalNumber }).nullish(),
  dimension: record({
    length: optionalNumber,
    width: optionalNumber,
    height: optionalNumber,
    unit: optionalText,
    is_locked: z.boolean().nullish(),
  }).nullish(),
  return_preferences: record({
    primary_action: actionSchema,
    backup_action: actionSchema,
    instructions: optionalText,
  }).nullish(),
  fulfillment_settings: record({ serial_scan: record({ is_enabled: z.boolean().nullish() }).nullish() }).nullish(),
  bundle_definition: z.array(z.unknown()).nullish(),
  merge_children: z.array(z.unknown()).nullish(),
});

const bundlePartSchema = record({ variant_id: idSchema, quantity: z.number() });
const mergedSchema = record({ variant_id: optionalId, id: optionalId, sku: optionalText });

/** Members that can be read; a list of another shape than known says nothing. */
const readable = <T extends z.ZodType>(schema: T, rows: unknown[] | null | undefined): z.output<T>[] =>
  (rows ?? []).flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });

type VariantAnswer = z.output<typeof variantSchema>;

export interface ShipBobProduct {
  id: number;
  name: string;
  variants: ShipBobVariant[];
}

/** A product with its variants, as GET, POST and PATCH /product answer it (OpenAPI 2026-01; observed answers of 2.0). */
export const productSchema = record({
  id: idSchema,
  name: z.string().nullish(),
  type: z.string().nullish(),
  variants: z.array(variantSchema).nullish(),
}).transform((product): ShipBobProduct => {
  const isBundle = product.type?.toLowerCase() === 'bundle';
  return {
    id: product.id,
    name: product.name ?? '',
    variants: (product.variants ?? []).map((variant) => seenVariant(variant, product.id, product.name ?? '', isBundle)),
  };
});

function seenVariant(
  variant: VariantAnswer,
  productId: number,
  productName: string,
  isBundle: boolean,
): ShipBobVariant {
  return {
    product_id: productId,
    variant_id: variant.id,
    inventory_id: variant.inventory?.inventory_id ?? null,
    sku: variant.sku,
    name: variant.name ?? productName,
    status: variant.status ?? 'Active',
    is_bundle: isBundle || (variant.bundle_definition ?? []).length > 0,
    barcodes: barcodesOf(variant),
    upc: variant.upc,
    gtin: variant.gtin,
    weight_oz: ounces(variant.weight),
    customs: variant.customs ?? null,
    is_lot: variant.lot_information?.is_lot ?? false,
    on_hand_qty: variant.inventory?.on_hand_qty ?? 0,
    ...goodsFactsOf(variant),
  };
}

/** What only some answers tell; a part that is absent in the answer is absent here, so that it is not compared. */
function goodsFactsOf(variant: VariantAnswer): ShipBobGoodsFacts {
  const { dimension, lot_information, return_preferences, fulfillment_settings } = variant;
  const serialScan = fulfillment_settings?.serial_scan?.is_enabled;
  const returns = return_preferences && {
    primary: return_preferences.primary_action,
    backup: return_preferences.backup_action,
    instructions: return_preferences.instructions,
  };
  return {
    ...(dimension ? { dimensions_in: inches(dimension), measures_locked: dimension.is_locked ?? false } : {}),
    ...(lot_information ? { minimum_shelf_life_days: lot_information.minimum_shelf_life_days } : {}),
    ...(typeof serialScan === 'boolean' ? { serial_scan: serialScan } : {}),
    ...(returns ? { return_actions: returns } : {}),
    bundle: readable(bundlePartSchema, variant.bundle_definition),
    merged: readable(mergedSchema, variant.merge_children).map((child) => ({
      variant_id: child.variant_id ?? child.id,
      sku: child.sku,
    })),
  };
}

const PER_INCH: Record<string, number> = { in: 1, inch: 1, inches: 1, cm: 2.54, mm: 25.4 };

function inches(dimension: NonNullable<VariantAnswer['dimension']>): Measures | null {
  const inch = PER_INCH[(dimension.unit ?? 'inch').toLowerCase()];
  const { length, width, height } = dimension;
  if (inch === undefined || length === null || width === null || height === null) return null;
  return { length: length / inch, width: width / inch, height: height / inch };
}

function barcodesOf(variant: VariantAnswer): string[] {
  const all = [...(variant.barcodes ?? []), variant.barcode ?? ''].map((barcode) => barcode.trim());
  return [...new Set(all.filter((barcode) => barcode !== ''))];
}

/** ShipBob writes ounces; other units are tolerated, unknown ones are taken as nothing known. */
const OUNCES_PER: Record<string, number> = {
  oz: 1,
  ounce: 1,
  ounces: 1,
  lb: 16,
  lbs: 16,
  g: 0.03527396195,
  kg: 35.27396195,
};

function ounces(weight: VariantAnswer['weight']): number | null {
  if (weight === null || weight === undefined) return null;
  if (typeof weight === 'number') return weight;
  const factor = OUNCES_PER[(weight.unit ?? 'oz').toLowerCase()];
  return weight.weight === null || factor === undefined ? null : weight.weight * factor;
}
