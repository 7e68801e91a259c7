import { z } from 'zod';

/**
 * Settings of one connection. Every ambiguity of the domain is a setting with a default; names are those of the domain
 * page's table. Validated here, stored as JSON, versioned by the store.
 */
const centre = z.object({
  /** ShipBob fulfilment centre id. */
  fulfillment_center_id: z.number().int().positive(),
  /** Code of the Odoo warehouse that stands for ShipBob, e.g. `SB`. */
  warehouse: z.string().min(1),
  /** Complete name of the internal location of this centre, e.g. `SB/Stock/CHI`; absent: the warehouse's stock. */
  location: z.string().min(1).optional(),
});

export const settingsSchema = z
  .object({
    products: z
      .object({
        /** Products that carry this tag go to ShipBob; null: all storable products with a code do. */
        tag: z.string().min(1).nullable().default('ShipBob'),
        /** Also products on a confirmed purchase order into a mapped warehouse. */
        auto_include_po: z.boolean().default(true),
        /** A unique barcode match is shown as a suggestion, or not looked for. */
        match_barcode: z.enum(['off', 'suggest']).default('suggest'),
        customs_value: z.enum(['standard_price', 'list_price']).default('standard_price'),
      })
      .prefault({}),
    wro: z
      .object({
        number_template: z.string().default('{po.name}'),
        number_template_next: z.string().default('{po.name}-{n}'),
        package: z.enum(['Package', 'Pallet', 'FloorLoadedContainer']).default('Package'),
        box_packaging: z
          .enum(['EverythingInOneBox', 'OneSkuPerBox', 'MultipleSkuPerBox'])
          .default('EverythingInOneBox'),
        /** Sent as the single box's tracking number when none is known; `{number}` is the WRO's number. */
        tracking_placeholder: z.string().default('{number}'),
      })
      .prefault({}),
    receipt: z
      .object({
        /** Book when ShipBob says Completed, or each time more has been stowed. */
        when: z.enum(['completed', 'stowed']).default('completed'),
        set_external_sync: z.boolean().default(true),
      })
      .prefault({}),
    shipments: z
      .object({
        match_keys: z
          .array(z.enum(['name', 'client_order_ref', 'origin']))
          .default(['name', 'client_order_ref', 'origin']),
        /** How long a ShipBob order may wait for its sale order before a person is asked. */
        grace_hours: z.number().nonnegative().default(24),
        /** Book stock when the shipment is Completed, or when labelled for this many hours. */
        label_hours: z.number().nonnegative().default(24),
        /** ShipBob carrier name -> Odoo delivery.carrier name. Unmapped carriers leave the field empty. */
        carrier_map: z.record(z.string(), z.string()).default({}),
      })
      .prefault({}),
    centres: z.array(centre).default([]),
    webhooks: z
      .object({
        /** Answer a correctly signed delivery of a foreign channel with 403 instead of storing it. */
        strict_channel: z.boolean().default(false),
      })
      .prefault({}),
    limits: z
      .object({
        poll_overlap_seconds: z.number().int().nonnegative().default(900),
        /** Longest time one call to a remote may take. */
        call_timeout_seconds: z.number().min(1).max(300).default(30),
        /** How long a call that lost its answer may still be running at Odoo. */
        odoo_settle_seconds: z.number().nonnegative().default(120),
        shipbob_settle_seconds: z.number().nonnegative().default(15),
        second_look_seconds: z.number().nonnegative().default(6),
      })
      .prefault({}),
  })
  .strict();

export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
export const defaultSettings = (): Settings => settingsSchema.parse({});

/** What a plan may know besides the evidence. */
export interface PlanContext {
  /** Product time, ISO 8601. */
  now: string;
  settings: Settings;
  connection: {
    id: string;
    company_id: number;
    channel_id: number;
    /** `2026-07` and so on. */
    shipbob_version: string;
  };
  /** Odoo warehouses of the connection's company, to resolve `centres[].warehouse`. */
  warehouses: { id: number; code: string; lot_stock_id: number }[];
}

/** Increased when a rule changes, so that every lane of a flow is planned again. */
export const RULES_VERSION = 1;
