import type { ShipBobVariant } from '@mlc/mappings';
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
  lot_information: record({ is_lot: z.boolean().nullish() }).nullish(),
  bundle_definition: z.array(z.unknown()).nullish(),
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
  };
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
