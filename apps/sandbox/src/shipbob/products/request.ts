import { z } from 'zod';
import { type ApiVersion, VERSION_TRAITS } from '../versions.js';

/**
 * Bodies of POST and PATCH /product (OpenAPI 2026-01 "Products"). Unknown members are ignored, as ASP.NET does.
 * Weight is in ounces, dimensions in inches.
 */
function variantFields(version: ApiVersion) {
  // An integer up to 2026-01, a decimal from 2026-07 (ShipBob release notes); ShipBob's guide even sends a string of digits.
  const decimal = VERSION_TRAITS[version].customsDecimals;
  const number = z.union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ]);
  const value = decimal ? number : number.refine(Number.isInteger, 'The JSON value could not be converted to Int32.');
  return {
    name: z.string().nullish(),
    upc: z.string().max(50).nullish(),
    gtin: z.string().max(50).nullish(),
    barcode: z.string().nullish(),
    barcodes: z.array(z.object({ value: z.string().min(1), sticker_url: z.string().nullish() })).nullish(),
    status_id: z.union([z.literal(0), z.literal(1)]).nullish(),
    is_digital: z.boolean().nullish(),
    weight: z.number().nonnegative().nullish(),
    dimension: z
      .object({ length: z.number().nonnegative(), width: z.number().nonnegative(), height: z.number().nonnegative() })
      .nullish(),
    packaging_requirement_id: z.number().int().nullish(),
    packaging_material_type_id: z.number().int().nullish(),
    customs: z
      .object({
        country_code_of_origin: z.string().nullish(),
        hs_tariff_code: z
          .string()
          .refine(
            (code) => code === '' || /^\d{6,10}$/.test(code.replaceAll('.', '')),
            'HsTariffCode needs 6 to 10 digits.',
          )
          .nullish(),
        value: value.nullish(),
        description: z.string().nullish(),
        is321_eligible: z.boolean().nullish(),
      })
      .nullish(),
    lot_information: z
      .object({ is_lot: z.boolean().nullish(), minimum_shelf_life_days: z.number().int().nullish() })
      .nullish(),
    return_preferences: z
      .object({
        primary_action_id: z.number().int().nullish(),
        backup_action_id: z.number().int().nullish(),
        return_to_sender_primary_action_id: z.number().int().nullish(),
        return_to_sender_backup_action_id: z.number().int().nullish(),
        instructions: z.string().nullish(),
      })
      .nullish(),
    fulfillment_settings: z.record(z.string(), z.unknown()).nullish(),
    bundle_definition: z
      .array(z.object({ variant_id: z.number().int(), quantity: z.number().int().positive() }))
      .nullish(),
    channel_metadata: z.array(z.record(z.string(), z.unknown())).nullish(),
  };
}

export const newVariantSchema = (version: ApiVersion) =>
  z.object({ ...variantFields(version), sku: z.string().min(1).max(400) });

export const variantPatchSchema = (version: ApiVersion) =>
  z.object({ ...variantFields(version), id: z.number().int(), sku: z.string().min(1).max(400).nullish() });

export const newProductSchema = (version: ApiVersion) =>
  z.object({
    name: z.string().min(1).max(2000),
    type_id: z.union([z.literal(1), z.literal(2)]).default(1),
    taxonomy_id: z.number().int().nullish(),
    variants: z.array(newVariantSchema(version)).min(1),
  });

export const productPatchSchema = (version: ApiVersion) =>
  z.object({
    name: z.string().min(1).max(2000).nullish(),
    type_id: z.number().int().nullish(),
    taxonomy_id: z.number().int().nullish(),
    variants: z.array(variantPatchSchema(version)).nullish(),
  });

/** Body of both moveVariants calls. */
export const moveVariantsSchema = z.object({
  name: z.string().nullish(),
  product_id: z.number().int().nullish(),
  taxonomy_id: z.number().int().nullish(),
  variants: z.array(z.object({ id: z.number().int(), name: z.string().nullish() })).min(1),
});

export const mergeVariantsSchema = z.array(z.object({ id: z.number().int() })).min(1);

export const convertToBundleSchema = z.object({
  name: z.string().nullish(),
  sku: z.string().min(1).max(400).nullish(),
  bundle_definition: z
    .array(z.object({ variant_id: z.number().int(), quantity: z.number().int().positive() }))
    .min(1, 'A bundle needs at least one component.'),
  channel_metadata: z.array(z.record(z.string(), z.unknown())).nullish(),
});

export type NewVariant = z.infer<ReturnType<typeof newVariantSchema>>;
export type VariantPatch = z.infer<ReturnType<typeof variantPatchSchema>>;
export type NewProduct = z.infer<ReturnType<typeof newProductSchema>>;
