import { z } from 'zod';
import { returnBook } from './operations-odoo.js';

/** Inputs of the writes that take goods out of Odoo's stock; see `operations.ts`. */
const id = z.number().int();
const lines = z.array(
  z.object({
    product_id: id,
    sku: z.string(),
    /** Product UoM. */
    quantity: z.number().positive(),
    /** For products by lot or serial number: all of the quantity. Lots that Odoo does not know are made. */
    lots: z
      .array(
        z.object({
          name: z.string().min(1),
          /** ISO 8601. */
          expiration_date: z.string().nullable(),
          quantity: z.number().positive(),
        }),
      )
      .optional(),
  }),
);
const carrying = {
  carrier_id: id.nullable(),
  /** The existing reference is kept; new numbers are appended, joined by commas. */
  carrier_tracking_ref: z.string().nullable(),
  /** Lines for the delivery's note, each put behind the marker once. */
  notes: z.array(z.string()).optional(),
};

export const deliveryShip = z.object({
  sale_order_id: id,
  picking_id: id,
  shipment_id: id,
  lines,
  ...carrying,
  /** Source location in Odoo, when the centre maps to one. */
  location_id: id.nullable(),
  /** Marker by which a look can find the picking that holds this shipment. */
  origin_marker: z.string(),
});

export const deliveryTrack = z.object({
  picking_id: id,
  shipment_id: id,
  ...carrying,
  /** Needed with notes. */
  origin_marker: z.string().optional(),
});

export const deliveryAnonymous = z.object({
  /** Absent for the delivery of a centre's whole day. */
  shipment_id: id.optional(),
  picking_type_id: id,
  partner_id: id.nullable(),
  location_id: id,
  location_dest_id: id,
  lines: lines.min(1),
  ...carrying,
  /** `SB-<order>/<shipment>` or `SB-day-<channel>-<centre>-<date>`: the source document, by which it is found again. */
  origin: z.string().regex(/^SB-(\d+\/\d+|day-\d+-\d+-\d{4}-\d\d-\d\d)$/),
});

/** All that the delivery took, back to where it came from; never touches a sale order. */
export const deliveryReverse = returnBook.extend({ shipment_id: id });
