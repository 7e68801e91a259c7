import type { OdooBill, OdooPicking } from '@mlc/mappings';

/** A transfer that was done, with what it was done for. */
export interface TransferDone {
  picking: OdooPicking;
  purchase_id: number | null;
  sale_id: number | null;
}

/** What a statement reads of Odoo beyond what plans read: everything of a period, whoever did it. */
export interface OdooStatementRecords {
  /** Receipts and deliveries of these warehouses that were done in the period (ISO 8601, to exclusive). */
  transfersDone(asked: { warehouseIds: number[]; from: string; to: string }): Promise<TransferDone[]>;
  /** Bills and refunds of the vendors dated in the days (to exclusive), without their lines; cancelled ones not. */
  vendorBills(vendorIds: number[], days: { from: string; to: string }): Promise<OdooBill[]>;
  /** Billed quantity of these orders' lines, in the products' UoM, by line id. */
  billedQuantities(orderIds: number[]): Promise<Record<string, number>>;
}
