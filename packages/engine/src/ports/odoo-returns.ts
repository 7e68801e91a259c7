import type { OdooDelivery, OdooInvoiced, OdooLot, OdooMarkedTransfer, OdooOperationType } from '@mlc/mappings';

/** What the engine reads of Odoo for goods that come back; in batches, like everything. */
export interface OdooReturnRecords {
  /** Deliveries by id with what left and what came back, in the products' UoM. Missing ids are absent. */
  deliveries(ids: number[]): Promise<Map<number, OdooDelivery>>;
  /** Transfers whose source document carries one of the marks and that are not cancelled, by mark, oldest first. */
  markedTransfers(marks: string[]): Promise<Map<string, OdooMarkedTransfer[]>>;
  /** Those of the marks that a done scrap order carries. */
  scrapped(marks: string[]): Promise<string[]>;
  /** Lots and serial numbers of these names, of these products. */
  lotsNamed(productIds: number[], names: string[]): Promise<OdooLot[]>;
  /** What of these deliveries was sold, invoiced and credited, by delivery; needs the right Invoicing. */
  invoiced(deliveryIds: number[]): Promise<Map<number, OdooInvoiced>>;
  /** Operation types for incoming goods, of the company; kept for a while. */
  incomingTypes(): Promise<OdooOperationType[]>;
}
