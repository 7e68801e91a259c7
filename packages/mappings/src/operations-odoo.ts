import { z } from 'zod';

/** What else the product can write to Odoo: returns, scrap, stock counts, vendor bills, notes and activities. */
const id = z.number().int().positive();
/** A mark of ours by which a look finds what an earlier call made; one word, so that no mark is part of another. */
const marker = z.string().regex(/^[\w:.-]{3,120}$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/**
 * Take goods back from a customer in one done transfer: exactly these quantities (product UoM) and lots, each to its own
 * place. A return of a delivery lowers what its sale order shows as delivered; more than was delivered is refused.
 */
export const returnBook = z.object({
  from: z.union([
    z.object({ delivery_id: id }),
    /** The delivery is not known: an incoming transfer of its own, of this operation type. */
    z.object({ picking_type_id: id, partner_id: id.nullable() }),
  ]),
  /** One for each product, lot and place. */
  lines: z
    .array(
      z.object({
        product_id: id,
        sku: z.string(),
        quantity: z.number().positive(),
        /** Lot or serial number; it is made when Odoo does not know it. */
        lot: z.string().min(1).nullable(),
        location_dest_id: id,
      }),
    )
    .min(1),
  /** Lower the delivered quantity of the sale order; only for a return of a delivery. */
  update_order: z.boolean(),
  /** Stands in the transfer's source document. */
  origin_marker: marker,
});

/** Scrap a quantity (product UoM) that lies at one location. Refused when less lies there. */
export const scrapBook = z.object({
  product_id: id,
  sku: z.string(),
  quantity: z.number().positive(),
  lot: z.string().min(1).nullable(),
  location_id: id,
  /** Null takes Odoo's own scrap location. */
  scrap_location_id: id.nullable(),
  /** For people; stands beside the marker in the scrap's source document. */
  reason: z.string(),
  origin_marker: marker,
});

/**
 * Bring what was moved from one place of ours to others to these goals: cumulative over all done internal transfers that
 * carry the mark, so that a repeated call finds nothing left to move. Refused when less lies at the source than is missing.
 */
export const goodsMove = z.object({
  /** Whose operation type for internal transfers is used. */
  warehouse_id: id,
  /** Where the goods lie. */
  location_id: id,
  /** One for each product, lot and place; quantities in the product's UoM. */
  lines: z
    .array(
      z.object({
        product_id: id,
        sku: z.string(),
        lot: z.string().min(1).nullable(),
        location_dest_id: id,
        /** Moved so far, as the plan saw it. */
        done: z.number(),
        goal: z.number().positive(),
      }),
    )
    .min(1),
  /** For people; stands beside the mark in the transfer's source document. */
  reason: z.string(),
  origin_marker: marker,
});

/** Set what lies at one location (product UoM), unless it has moved since the plan saw it. */
export const stockAdjust = z.object({
  product_id: id,
  sku: z.string(),
  location_id: id,
  lot: z.string().min(1).nullable(),
  /** What the plan saw lying there. */
  expected: z.number(),
  quantity: z.number().nonnegative(),
  /** What the stock move is called, on the versions that take a name for it. */
  reason: z.string().min(1),
});

/**
 * One draft vendor bill with exactly these lines; a refund when they sum up below zero. Never posted by us, and never
 * touched once somebody posted it.
 */
export const billDraft = z.object({
  /** `module.name`; each line's own is made of it and the line's key. */
  external_id: z.string().regex(/^[a-z][a-z0-9_]*\.[\w-]+$/),
  partner_id: id,
  /** Null leaves journal and currency to Odoo's defaults. */
  journal_id: id.nullable(),
  currency_id: id.nullable(),
  /** The vendor's number; a bill of this vendor that somebody entered under it is never doubled. */
  ref: z.string().min(1),
  invoice_date: day,
  invoice_date_due: day.nullable(),
  lines: z
    .array(
      z.object({
        key: z.string().regex(/^[\w-]+$/),
        name: z.string().min(1),
        quantity: z.number(),
        /** In whole cents; credits are negative. */
        price_unit: z.number(),
        account_id: id,
        /** Exactly these; empty for none. */
        tax_ids: z.array(id),
        /** Analytic account id to percent. */
        analytic: z.record(z.string(), z.number()).nullable(),
      }),
    )
    .min(1)
    // What one call may load.
    .max(500),
});

/**
 * One draft credit note for lines of one posted customer invoice, made once: whatever becomes of it afterwards is an
 * accountant's business, and it is never made a second time.
 */
export const creditDraft = z.object({
  /** `module.name`; each line's own is made of it and the line's key. */
  external_id: z.string().regex(/^[a-z][a-z0-9_]*\.[\w-]+$/),
  /** The invoice that it reverses in part. */
  invoice_id: id,
  partner_id: id,
  journal_id: id,
  currency_id: id,
  ref: z.string().min(1),
  /** The sale order's name, as on the invoice. */
  invoice_origin: z.string().nullable(),
  invoice_date: day,
  lines: z
    .array(
      z.object({
        key: z.string().regex(/^[\w-]+$/),
        name: z.string().min(1),
        product_id: id,
        uom_id: id,
        quantity: z.number().positive(),
        price_unit: z.number(),
        /** Percent. */
        discount: z.number(),
        account_id: id,
        tax_ids: z.array(id),
        sale_line_ids: z.array(id),
        analytic: z.record(z.string(), z.number()).nullable(),
      }),
    )
    .min(1)
    .max(500),
});

/** One draft landed cost on receipts, made once; never validated by us. */
export const landedCostDraft = z.object({
  external_id: z.string().regex(/^[a-z][a-z0-9_]*\.[\w-]+$/),
  date: day,
  picking_ids: z.array(id).min(1),
  /** The service product that stands for the cost. */
  product_id: id,
  name: z.string().min(1),
  /** In the company's currency. */
  price_unit: z.number(),
  split_method: z.enum(['equal', 'by_quantity', 'by_current_cost_price', 'by_weight', 'by_volume']),
});

/** An internal note in a record's chatter. */
export const notePost = z.object({
  model: z.string(),
  record_id: id,
  /** Plain text; lines are kept. */
  body: z.string().min(1),
  /** Stands below the text. */
  marker,
});

/** Something to do for a person, on a record. */
export const activitySchedule = z.object({
  model: z.string(),
  record_id: id,
  user_id: id,
  summary: z.string().min(1),
  /** Plain text; lines are kept. */
  note: z.string(),
  date_deadline: day,
  marker,
});
