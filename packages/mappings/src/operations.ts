import { z } from 'zod';
import { deliveryAnonymous, deliveryReverse, deliveryShip, deliveryTrack } from './operations-deliveries.js';
import {
  boxes,
  bundleCreate,
  bundleDelete,
  freight,
  productCreate,
  productUpdate,
  receiptBook,
  wroUpdate,
} from './operations-goods-in.js';
import {
  activitySchedule,
  billDraft,
  creditDraft,
  goodsMove,
  landedCostDraft,
  notePost,
  returnBook,
  scrapBook,
  stockAdjust,
} from './operations-odoo.js';

/**
 * Every write the product can make, with its input. The inputs are plain JSON so that a plan can be shown, stored,
 * compared and executed unchanged; ids that do not exist yet are LinkRefs until the effect runs.
 */
export const operations = {
  /** Create one product with one variant. */
  'shipbob.product.create': productCreate,
  /** Bring a linked variant's facts that Odoo owns to these values; absent keys stay as they are. */
  'shipbob.product.update': productUpdate,
  /** Create a bundle of variants that exist. */
  'shipbob.bundle.create': bundleCreate,
  /** Delete a bundle, so that it can be made anew; ShipBob deletes nothing else. */
  'shipbob.bundle.delete': bundleDelete,
  /** Create one warehouse receiving order. */
  'shipbob.wro.create': z.object({
    purchase_order_number: z.string(),
    fulfillment_center_id: z.number().int(),
    package_type: z.enum(['Package', 'Pallet', 'FloorLoadedContainer']),
    box_packaging_type: z.enum(['EverythingInOneBox', 'OneSkuPerBox', 'MultipleSkuPerBox']),
    /** ISO 8601 date-time, in the future. */
    expected_arrival_date: z.string(),
    boxes,
    /** Supplier, reference and our marker; sent as freight notes where the version has them (2026-07). */
    notes: z.string(),
    freight: freight.optional(),
    /** Where the goods end, when another centre receives them (2026-07). */
    final_destination_fulfillment_center_id: z.number().int().optional(),
  }),
  /** Change a WRO that is still Awaiting (ShipBob from 2026-07 on). */
  'shipbob.wro.update': wroUpdate,
  /** Cancel a WRO that is still Awaiting. */
  'shipbob.wro.cancel': z.object({ wro_id: z.number().int() }),
  /** Tell ShipBob which WRO goods belong to that it keeps on hold (from 2026-07 on). Never undone. */
  'shipbob.uro.associate': z.object({ uro_id: z.number().int(), wro_id: z.number().int() }),
  /** Tell ShipBob that a WRO's receipt is in the ERP. A hint for other tools, never our truth. */
  'shipbob.wro.set_external_sync': z.object({ wro_ids: z.array(z.number().int()) }),
  /**
   * Bring the done quantities of a purchase order's receipts to these cumulative goals (product UoM). The executor
   * re-reads, books only the positive difference, lets Odoo make the backorder, and reads back.
   */
  'odoo.receipt.book': receiptBook,
  /** Bring what was moved from one place of ours to others to these cumulative goals. */
  'odoo.goods.move': goodsMove,
  /** Stop waiting for what these receipts of a purchase order still ask for. */
  'odoo.receipt.close': z.object({
    purchase_order_id: z.number().int(),
    picking_ids: z.array(z.number().int()).min(1),
  }),
  /** Ship quantities of one open delivery and write its tracking, then validate it with a backorder for the rest. */
  'odoo.delivery.ship': deliveryShip,
  /** Write tracking, or lines of its note, on a delivery that is already done. */
  'odoo.delivery.track': deliveryTrack,
  /** One done delivery of its own for a shipment that belongs to no sale order's delivery, or for all such of a day. */
  'odoo.delivery.anonymous': deliveryAnonymous,
  /** Bring back what such a delivery took, all of it. */
  'odoo.delivery.reverse': deliveryReverse,
  /** Take goods back from a customer: exact quantities and lots, each to its own place. */
  'odoo.return.book': returnBook,
  /** Scrap what lies at one location. */
  'odoo.scrap.book': scrapBook,
  /** Set what lies at one location, unless it moved since the plan saw it. */
  'odoo.stock.adjust': stockAdjust,
  /** One draft vendor bill, or refund; never posted, never touched once it is. */
  'odoo.bill.draft': billDraft,
  /** One draft credit note for lines of a customer invoice, made once. */
  'odoo.credit.draft': creditDraft,
  /** One draft landed cost on receipts, made once; never validated. */
  'odoo.landed_cost.draft': landedCostDraft,
  /** An internal note in a record's chatter. */
  'odoo.note.post': notePost,
  /** Something to do for a person, on a record. */
  'odoo.activity.schedule': activitySchedule,
} as const;

export type OperationName = keyof typeof operations;
export type OperationRequest<N extends OperationName> = z.infer<(typeof operations)[N]>;
export const operationNames = Object.keys(operations) as OperationName[];
export const targetOf = (name: OperationName): 'odoo' | 'shipbob' => (name.startsWith('odoo.') ? 'odoo' : 'shipbob');
