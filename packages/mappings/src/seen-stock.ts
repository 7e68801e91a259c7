import { z } from 'zod';
import type { SeenLink } from './seen-link.js';

/** What lies at one internal location of Odoo, or below it; in the product's UoM. */
export interface OdooQuant {
  product_id: number;
  /** Exactly here. */
  location_id: number;
  lot: string | null;
  quantity: number;
}

/** A done movement of stock in Odoo, in the product's UoM. */
export interface OdooStockMove {
  product_id: number;
  lot: string | null;
  quantity: number;
  /** ISO 8601. */
  date: string;
  location_id: number;
  location_dest_id: number;
  picking_id: number | null;
  /** Of the picking's purchase order. */
  purchase_id: number | null;
  /** The picking's name, or what an adjustment is called. */
  reference: string;
}

const CAUSES = [
  'shipped_not_booked',
  'stowed_not_booked',
  'return_not_booked',
  'booked_not_shipped',
  'booked_not_stowed',
  'booked_not_returned',
  'booked_differently',
  'shipbob_adjusted',
  'shipbob_relabelled',
  'shipbob_transfer',
  'shipbob_kitting',
  'shipbob_other',
  'odoo_only',
  'merged',
] as const;

/** Why stock differs. `units` is what the cause adds to ShipBob's stock minus Odoo's. */
export interface StockCause {
  kind: (typeof CAUSES)[number];
  /** The lane of the record, e.g. `order:12`; null for what belongs to none. */
  subject: string | null;
  units: number;
  /** For people: the category or the transfer's name. */
  what: string;
}

/** The same goods at the same place on both sides, at the instant of a cut. */
export interface CutRow {
  inventory_id: number;
  sku: string;
  product_id: number;
  location_id: number;
  location: string;
  /** Centres whose stock lies there. */
  centre_ids: number[];
  lot: string | null;
  /** On hand at ShipBob and in Odoo. */
  shipbob: number;
  odoo: number;
  /** What is known to be on its way into Odoo's books; part of the causes. */
  in_flight: number;
  /** ShipBob minus Odoo minus what is in flight. */
  difference: number;
  /**
   * `moving`: something moved just before the cut, so nothing is compared. `differs`: seen in this cut; `confirmed`: the same
   * difference in the cut before, too.
   */
  state: 'equal' | 'moving' | 'differs' | 'confirmed';
  causes: StockCause[];
  /** What no cause explains. */
  unknown: number;
  /** SKU of the other side of a merge at ShipBob. */
  merged_with: string | null;
  /** The item on the other side: this one went `into` it, or took what came `from` it. */
  merge?: { inventory_id: number; side: 'from' | 'into' } | undefined;
  /** Shown, not compared. */
  shown: { committed: number; fulfillable: number; awaiting: number; internal_transfer: number };
}

export interface StockCut {
  /** Product time; nothing that happened later is in it. */
  at: string;
  /** From when on movements were read; null where the version has no history. */
  history_from: string | null;
  compared: number;
  equal: number;
  /** Every row that is not equal. */
  rows: CutRow[];
  /** Stock at ShipBob that no product in Odoo is linked to. */
  unmapped: { inventory_id: number; sku: string; centre_id: number; on_hand: number }[];
  /** Stock at centres that no warehouse in Odoo stands for. */
  unmapped_centres: { centre_id: number; name: string; on_hand: number }[];
  /** ShipBob folds all goods in quarantine into one item without a product; Odoo's are those in its quarantine locations. */
  quarantine: {
    shipbob: number;
    odoo: number;
    /** The same for each quarantine in Odoo and its centres, as far as ShipBob tells the centre; absent in old cuts. */
    places?: QuarantineBalance[] | undefined;
  };
}

export interface QuarantineBalance {
  /** Null for centres whose warehouse has no quarantine in Odoo. */
  location: string | null;
  centre_ids: number[];
  shipbob: number;
  odoo: number;
}

/** Evidence of one inventory item: its rows of the latest cut, and what both sides say now. */
export interface StockSeen {
  inventory_id: number;
  link: SeenLink | null;
  /** Null before the first cut. */
  cut_at: string | null;
  rows: CutRow[];
  /** Now, for the rows' goods and places. */
  now: { location_id: number; lot: string | null; shipbob: number; odoo: number; odoo_below: number }[];
  /** Cost of one unit, in the company's currency. */
  cost: number;
  tracking: 'none' | 'lot' | 'serial';
  /** Items on the other side of a merge of this one's rows, as the same cut and both sides now see them. */
  merged: Pick<StockSeen, 'inventory_id' | 'rows' | 'now' | 'cost' | 'tracking'>[];
}

const units = z.number();
const cutRow: z.ZodType<CutRow> = z.object({
  inventory_id: z.number(),
  sku: z.string(),
  product_id: z.number(),
  location_id: z.number(),
  location: z.string(),
  centre_ids: z.array(z.number()),
  lot: z.string().nullable(),
  shipbob: units,
  odoo: units,
  in_flight: units,
  difference: units,
  state: z.enum(['equal', 'moving', 'differs', 'confirmed']),
  causes: z.array(z.object({ kind: z.enum(CAUSES), subject: z.string().nullable(), units, what: z.string() })),
  unknown: units,
  merged_with: z.string().nullable(),
  merge: z.object({ inventory_id: z.number(), side: z.enum(['from', 'into']) }).optional(),
  shown: z.object({ committed: units, fulfillable: units, awaiting: units, internal_transfer: units }),
});

/** A cut as it was stored. */
export const stockCutSchema: z.ZodType<StockCut> = z.object({
  at: z.string(),
  history_from: z.string().nullable(),
  compared: z.number(),
  equal: z.number(),
  rows: z.array(cutRow),
  unmapped: z.array(z.object({ inventory_id: z.number(), sku: z.string(), centre_id: z.number(), on_hand: units })),
  unmapped_centres: z.array(z.object({ centre_id: z.number(), name: z.string(), on_hand: units })),
  quarantine: z.object({
    shipbob: units,
    odoo: units,
    places: z
      .array(
        z.object({ location: z.string().nullable(), centre_ids: z.array(z.number()), shipbob: units, odoo: units }),
      )
      .optional(),
  }),
});
