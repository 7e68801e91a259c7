import type {
  ShipBobBox,
  ShipBobDistribution,
  ShipBobInventoryEvent,
  ShipBobInventoryLevel,
  ShipBobInventoryQuery,
  ShipBobInvoice,
  ShipBobLocation,
  ShipBobLotLevel,
  ShipBobReturn,
  ShipBobTimelineEntry,
  ShipBobTracking,
  ShipBobTransaction,
  ShipBobTransactionQuery,
  ShipBobUnidentifiedReceipt,
} from '@mlc/mappings';

/**
 * ShipBob's records beside products, WROs and orders: what returns, billing, stock and corrections are planned from. Lists
 * are read to their end. Null, where a method may answer it, means that the connection's version cannot tell; an empty
 * list means that there is nothing.
 */
export interface ShipBobRecords {
  /** Boxes with their lots, one call for each WRO; a WRO that is gone has none. */
  boxes(wroIds: number[]): Promise<Map<number, ShipBobBox[]>>;
  /** Where a hub sends the goods of a WRO on to. */
  distributions(wroId: number): Promise<ShipBobDistribution[]>;
  /** Goods that came unannounced and are not settled yet. */
  unidentifiedReceipts(): Promise<ShipBobUnidentifiedReceipt[] | null>;
  /** Centres with what each can do, inactive ones too. */
  locations(): Promise<ShipBobLocation[]>;

  /** What carriers say; shipments nobody tracks are absent. */
  shipmentTracking(shipmentIds: number[]): Promise<ShipBobTracking[] | null>;
  shipmentTimeline(shipmentId: number): Promise<ShipBobTimelineEntry[]>;

  /** Returns by id. New and changed ones are found by `page('shipbob.return')`. */
  returns(ids: number[]): Promise<ShipBobReturn[]>;
  /** Every return of these shipments. */
  returnsOfShipments(shipmentIds: number[]): Promise<ShipBobReturn[]>;

  /** Invoices of the days, both `YYYY-MM-DD` and inclusive. */
  invoices(days: { from: string; to: string }): Promise<ShipBobInvoice[]>;
  /** Page by page, since a month may hold hundreds of thousands. A page that fails ends the reading with its error. */
  transactions(query: ShipBobTransactionQuery): AsyncIterable<ShipBobTransaction[]>;
  invoiceTransactions(invoiceId: number): AsyncIterable<ShipBobTransaction[]>;
  /** The names of all fees there are. */
  transactionFees(): Promise<string[]>;

  /** Stock by centre, of the named inventory items or of all. */
  inventoryLevels(inventoryIds: number[] | 'all'): Promise<ShipBobInventoryLevel[]>;
  /** Stock by lot and centre, of the named inventory items or of all. */
  inventoryLots(inventoryIds: number[] | 'all'): Promise<ShipBobLotLevel[]>;
  /** Every change of stock at one centre, page by page, oldest first; null where the version has no history. */
  inventoryHistory(query: ShipBobInventoryQuery): AsyncIterable<ShipBobInventoryEvent[]> | null;
}
