import type { OdooQuant, OdooStockMove } from '@mlc/mappings';

/** What the engine reads of Odoo's stock; in batches, like everything. */
export interface OdooStockRecords {
  /** Each location with all internal ones below it, itself among them. */
  locationsBelow(locationIds: number[]): Promise<Map<number, number[]>>;
  /** What lies at exactly these locations, by product and lot; of the named products, or of all. */
  allStockAt(locationIds: number[], productIds: number[] | 'all'): Promise<OdooQuant[]>;
  /** What was moved into or out of these locations since `from` (ISO 8601). */
  stockMoves(locationIds: number[], from: string): Promise<OdooStockMove[]>;
}
