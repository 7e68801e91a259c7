import { z } from 'zod';
import { billingSettings } from './settings/billing-settings.js';
import { inventorySettings } from './settings/inventory-settings.js';
import { productSettings } from './settings/products-settings.js';
import { cutoverSettings, fcSettings, receiptSettings } from './settings/receiving-settings.js';
import { returnsSettings } from './settings/returns-settings.js';
import { shipmentsSettings } from './settings/shipments-settings.js';
import { isTimeZone } from './settings/time-zone.js';
import { wroSettings } from './settings/wro-settings.js';

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
  /** False: no WRO is made for it, e.g. because it shares its place in Odoo with the centre that receives. */
  receives: z.boolean().optional(),
  /** IANA name, e.g. `America/Chicago`: the clock by which goods arrive; absent: dates are passed on as they are. */
  time_zone: z.string().refine(isTimeZone, 'is no IANA time zone such as America/Chicago').optional(),
});

export const settingsSchema = z
  .object({
    products: productSettings.prefault({}),
    wro: wroSettings.prefault({}),
    receipt: receiptSettings.prefault({}),
    shipments: shipmentsSettings.prefault({}),
    returns: returnsSettings.prefault({}),
    billing: billingSettings.prefault({}),
    inventory: inventorySettings.prefault({}),
    centres: z
      .array(centre)
      .default([])
      .describe(
        'ShipBob’s fulfilment centres and the Odoo warehouses (by code) that stand for them, each with its internal location and its time zone (IANA name) where it has them; `receives`: false for those that no WRO is made for.',
      ),
    fc: fcSettings.prefault({}),
    cutover: cutoverSettings.prefault({}),
    webhooks: z
      .object({
        strict_channel: z
          .boolean()
          .default(false)
          .describe('A correctly signed delivery of a foreign channel is answered with 403 instead of being stored.'),
        watch_minutes: z
          .number()
          .min(1)
          .max(1440)
          .default(60)
          .describe('How often ShipBob’s webhook subscriptions are compared with what they should be, and mended.'),
        secret_overlap_hours: z
          .number()
          .min(0)
          .max(168)
          .default(28)
          .describe(
            'How long deliveries signed with a replaced secret are still accepted. ShipBob tries for 27 h 35 min in all, and nobody knows whether it signs later tries with the new secret.',
          ),
      })
      .prefault({}),
    limits: z
      .object({
        poll_overlap_seconds: z
          .number()
          .int()
          .nonnegative()
          .default(900)
          .describe('How far before its mark each poll reads again, for what was committed late.'),
        full_read_hours: z
          .number()
          .min(1)
          .max(720)
          .default(24)
          .describe(
            'How often each of Odoo’s polls reads everything from the beginning and compares it by content: what a long import commits may be older than the overlap reaches back.',
          ),
        deletions_hours: z
          .number()
          .min(1)
          .max(720)
          .default(24)
          .describe(
            'How often Odoo is asked which of the products, bills of materials and packagings that polls have read it still has: a deletion leaves no stamp behind.',
          ),
        call_timeout_seconds: z
          .number()
          .min(1)
          .max(300)
          .default(30)
          .describe('Longest time one call to a remote may take.'),
        odoo_calls_at_once: z
          .number()
          .int()
          .min(1)
          .max(10)
          .optional()
          .describe('How many calls one process makes to Odoo at once; without it 1 on odoo.com and 2 elsewhere.'),
        odoo_call_interval_ms: z
          .number()
          .int()
          .min(0)
          .max(60_000)
          .optional()
          .describe(
            'Milliseconds between the starts of two calls to Odoo; without it 1000 on odoo.com and 0 elsewhere.',
          ),
        odoo_answer_mb_max: z
          .number()
          .min(1)
          .max(256)
          .default(32)
          .describe('Largest answer of Odoo that is read, in megabytes.'),
        odoo_settle_seconds: z
          .number()
          .nonnegative()
          .default(120)
          .describe('How long a call that lost its answer may still be running at Odoo.'),
        shipbob_settle_seconds: z
          .number()
          .nonnegative()
          .default(15)
          .describe('How long a call that lost its answer may still be running at ShipBob.'),
        second_look_seconds: z
          .number()
          .nonnegative()
          .default(6)
          .describe(
            'How long after a first look that found nothing the second one follows, before a write is made again.',
          ),
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
    /** ISO 8601: what happened before is taken as already true on both sides, and never executed. */
    live_from: string;
  };
  /** Odoo warehouses of the connection's company, to resolve `centres[].warehouse`. */
  warehouses: { id: number; code: string; lot_stock_id: number }[];
}

/** Increased when a rule changes, so that every lane of a flow is planned again. */
export const RULES_VERSION = 1;
