import { z } from 'zod';
import { returnActions } from './settings/products-settings.js';

/** Inputs of the writes that bring products and receipts to ShipBob; see `operations.ts`. */
const customs = z.object({
  country_code_of_origin: z.string().nullable(),
  hs_tariff_code: z.string().nullable(),
  /** In the account's currency. */
  value: z.number().nullable(),
});

/** Facts that only some products have; absent ones are not said. */
const goodsFacts = {
  /** Inches. */
  dimensions_in: z.object({ length: z.number(), width: z.number(), height: z.number() }).optional(),
  minimum_shelf_life_days: z.number().int().positive().optional(),
  serial_scan: z.boolean().optional(),
  return_preferences: z
    .object({
      primary: z.enum(returnActions),
      backup: z.enum(returnActions).nullable(),
      instructions: z.string().nullable(),
    })
    .optional(),
};

export const productCreate = z.object({
  name: z.string(),
  sku: z.string(),
  barcodes: z.array(z.string()),
  upc: z.string().nullable(),
  gtin: z.string().nullable(),
  /** Ounces; null leaves it to ShipBob's own measuring. */
  weight_oz: z.number().nullable(),
  customs: customs.nullable(),
  is_lot: z.boolean(),
  is_active: z.boolean(),
  ...goodsFacts,
  /** Name of the product, where it differs from its first variant's. */
  product_name: z.string().optional(),
  /** The product that gets the variant; absent: a product of its own. */
  product_id: z.number().int().optional(),
});

export const productUpdate = z.object({
  product_id: z.number().int(),
  variant_id: z.number().int(),
  sku: z.string().optional(),
  name: z.string().optional(),
  barcodes: z.array(z.string()).optional(),
  upc: z.string().nullable().optional(),
  gtin: z.string().nullable().optional(),
  weight_oz: z.number().optional(),
  customs: customs.optional(),
  is_lot: z.boolean().optional(),
  is_active: z.boolean().optional(),
  ...goodsFacts,
});

/** A product that is made of others; it has no stock of its own. */
export const bundleCreate = z.object({
  name: z.string(),
  sku: z.string(),
  barcodes: z.array(z.string()),
  components: z.array(z.object({ variant_id: z.number().int(), quantity: z.number().int().positive() })).min(1),
});

export const bundleDelete = z.object({ product_id: z.number().int(), variant_id: z.number().int(), sku: z.string() });

export const boxes = z.array(
  z.object({
    tracking_number: z.string(),
    items: z.array(
      z.object({
        sku: z.string(),
        inventory_id: z.number().int(),
        quantity: z.number().int().positive(),
        /** Both for goods by lot, neither for others. ISO 8601. */
        lot_number: z.string().optional(),
        lot_date: z.string().optional(),
      }),
    ),
  }),
);

/** Who brings the goods; ShipBob takes it from version 2026-07 on. Its notes stand under `notes`. */
export const freight = z.object({
  carrier: z.string().optional(),
  bol_number: z.string().optional(),
  container_number: z.string().optional(),
  vessel_name: z.string().optional(),
  freight_forwarder: z.string().optional(),
});

/** The WRO's new facts; absent ones stay as they are, boxes are replaced as a whole. */
export const wroUpdate = z.object({
  wro_id: z.number().int(),
  fulfillment_center_id: z.number().int().optional(),
  /** ISO 8601 date-time, in the future. */
  expected_arrival_date: z.string().optional(),
  boxes: boxes.optional(),
});

const lotGoal = z.object({
  name: z.string().min(1),
  /** ISO 8601, for lots that Odoo learns now. */
  expiration_date: z.string().nullable(),
  quantity: z.number().positive(),
});

export const receiptBook = z.object({
  purchase_order_id: z.number().int(),
  picking_id: z.number().int(),
  lines: z.array(
    z.object({
      product_id: z.number().int(),
      sku: z.string(),
      /** Done so far over all receipts of the order, as the plan saw it. */
      done: z.number(),
      /** To be done over all receipts of the order afterwards. */
      goal: z.number(),
      /**
       * For products by lot or serial number: goals by lot, cumulative like `goal`; lots that are not named keep what
       * they have. What they lack must add up to what the goal lacks.
       */
      lots: z.array(lotGoal).optional(),
      /** Book also what no open receipt asks for: over-receipts, and goods that are not on the order. */
      beyond_order: z.boolean().optional(),
    }),
  ),
  /** Leave the rest open as a backorder (true) or close it short (false). */
  keep_backorder: z.boolean(),
  /** Receive it all on a receipt of its own, whose source document carries this mark. */
  new_receipt: z
    .string()
    .regex(/^[\w:.-]{3,60}$/)
    .optional(),
  /** Where the goods that are booked now are put; absent: where the receipt says. */
  location_dest_id: z.number().int().positive().optional(),
});
