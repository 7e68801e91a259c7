import { z } from 'zod';
import { activitySchedule, billDraft, notePost, returnBook, scrapBook, stockAdjust } from './operations-odoo.js';

/**
 * Every write the product can make, with its input. The inputs are plain JSON so that a plan can be shown, stored,
 * compared and executed unchanged; ids that do not exist yet are LinkRefs until the effect runs.
 */
const customs = z.object({
  country_code_of_origin: z.string().nullable(),
  hs_tariff_code: z.string().nullable(),
  /** In the account's currency. */
  value: z.number().nullable(),
});

export const operations = {
  /** Create one product with one variant. */
  'shipbob.product.create': z.object({
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
  }),
  /** Bring a linked variant's facts that Odoo owns to these values; absent keys stay as they are. */
  'shipbob.product.update': z.object({
    product_id: z.number().int(),
    variant_id: z.number().int(),
    name: z.string().optional(),
    barcodes: z.array(z.string()).optional(),
    upc: z.string().nullable().optional(),
    gtin: z.string().nullable().optional(),
    customs: customs.optional(),
    is_active: z.boolean().optional(),
  }),
  /** Create one warehouse receiving order. */
  'shipbob.wro.create': z.object({
    purchase_order_number: z.string(),
    fulfillment_center_id: z.number().int(),
    package_type: z.enum(['Package', 'Pallet', 'FloorLoadedContainer']),
    box_packaging_type: z.enum(['EverythingInOneBox', 'OneSkuPerBox', 'MultipleSkuPerBox']),
    /** ISO 8601 date-time, in the future. */
    expected_arrival_date: z.string(),
    boxes: z.array(
      z.object({
        tracking_number: z.string(),
        items: z.array(
          z.object({ sku: z.string(), inventory_id: z.number().int(), quantity: z.number().int().positive() }),
        ),
      }),
    ),
    /** Supplier, reference and our marker; sent as freight notes where the version has them (2026-07). */
    notes: z.string(),
  }),
  /** Cancel a WRO that is still Awaiting. */
  'shipbob.wro.cancel': z.object({ wro_id: z.number().int() }),
  /** Tell ShipBob that a WRO's receipt is in the ERP. A hint for other tools, never our truth. */
  'shipbob.wro.set_external_sync': z.object({ wro_ids: z.array(z.number().int()) }),
  /**
   * Bring the done quantities of a purchase order's receipts to these cumulative goals (product UoM). The executor
   * re-reads, books only the positive difference, lets Odoo make the backorder, and reads back.
   */
  'odoo.receipt.book': z.object({
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
         * For products by lot or serial number: the goal by lot, cumulative as `goal` is, so the quantities add up to what
         * the goal counts on top of lots done before. A new lot takes the expiry where Odoo keeps one. ISO 8601 or null.
         */
        lots: z
          .array(
            z.object({ name: z.string().min(1), expiration_date: z.string().nullable(), quantity: z.number().positive() }),
          )
          .optional(),
        /** Book also what no open receipt asks for: over-receipts, and goods that are not on the order. */
        beyond_order: z.boolean().optional(),
      }),
    ),
    /** Leave the rest open as a backorder (true) or close it short (false). */
    keep_backorder: z.boolean(),
  }),
  /** Ship quantities of one open delivery and write its tracking, then validate it with a backorder for the rest. */
  'odoo.delivery.ship': z.object({
    sale_order_id: z.number().int(),
    picking_id: z.number().int(),
    shipment_id: z.number().int(),
    lines: z.array(z.object({ product_id: z.number().int(), sku: z.string(), quantity: z.number().positive() })),
    carrier_id: z.number().int().nullable(),
    /** The existing reference is kept; new numbers are appended, joined by commas. */
    carrier_tracking_ref: z.string().nullable(),
    /** Source location in Odoo, when the centre maps to one. */
    location_id: z.number().int().nullable(),
    /** Marker by which a look can find the picking that holds this shipment. */
    origin_marker: z.string(),
  }),
  /** Write tracking on a delivery that is already done. */
  'odoo.delivery.track': z.object({
    picking_id: z.number().int(),
    shipment_id: z.number().int(),
    carrier_id: z.number().int().nullable(),
    carrier_tracking_ref: z.string(),
  }),
  /** Take goods back from a customer: exact quantities and lots, each to its own place. */
  'odoo.return.book': returnBook,
  /** Scrap what lies at one location. */
  'odoo.scrap.book': scrapBook,
  /** Set what lies at one location, unless it moved since the plan saw it. */
  'odoo.stock.adjust': stockAdjust,
  /** One draft vendor bill, or refund; never posted, never touched once it is. */
  'odoo.bill.draft': billDraft,
  /** An internal note in a record's chatter. */
  'odoo.note.post': notePost,
  /** Something to do for a person, on a record. */
  'odoo.activity.schedule': activitySchedule,
} as const;

export type OperationName = keyof typeof operations;
export type OperationRequest<N extends OperationName> = z.infer<(typeof operations)[N]>;
export const operationNames = Object.keys(operations) as OperationName[];
export const targetOf = (name: OperationName): 'odoo' | 'shipbob' => (name.startsWith('odoo.') ? 'odoo' : 'shipbob');
