import type { Json, JsonObject } from '@mlc/kernel';
import type {
  DeliveryMeans,
  LotStock,
  OdooPicking,
  OdooProduct,
  OdooPurchaseOrder,
  OdooSaleOrder,
  OperationName,
  OperationRequest,
  ShipBobOrder,
  ShipBobVariant,
  ShipBobWro,
} from '@mlc/mappings';
import type { OdooBooksReader } from './odoo-books.js';
import type { OdooReturnRecords } from './odoo-returns.js';
import type { OdooStatementRecords } from './odoo-statement.js';
import type { OdooStockRecords } from './odoo-stock.js';
import type { ShipBobRecords } from './shipbob-records.js';

export type { BillAsked, BooksAsked, OdooBooksReader } from './odoo-books.js';
export type { OdooReturnRecords } from './odoo-returns.js';
export type { OdooStatementRecords, TransferDone } from './odoo-statement.js';
export type { OdooStockRecords } from './odoo-stock.js';
export type { ShipBobRecords } from './shipbob-records.js';

/** What the engine needs of Odoo's reading side. Every method reads in batches; none is called once per record. */
export interface OdooReader extends OdooReturnRecords, OdooStockRecords, OdooBooksReader, OdooStatementRecords {
  /**
   * Products by id, with tags, kit flag, purchase flag and duplicates. Missing ids are absent from the map. The purchase
   * flag looks at orders into `warehouseIds`; it is not asked for, and false, where a product carries `unlessTagged`.
   */
  products(ids: number[], options: OdooProductOptions): Promise<Map<number, OdooProduct>>;
  /** Ids of the active variants of these templates. */
  variantIds(templateIds: number[]): Promise<number[]>;
  /**
   * Orders with lines, pickings and moves, and the lots that lines of open receipts name. Missing ids are absent; of
   * `fields`, those that Odoo has stand under `extra`.
   */
  purchaseOrders(ids: number[], fields?: PurchaseOrderFields): Promise<Map<number, OdooPurchaseOrder>>;
  /** Orders whose name or partner_ref equals one of the numbers, with the supplier's company; for finding a WRO's order. */
  purchaseOrdersByNumber(
    numbers: string[],
  ): Promise<{ id: number; name: string; supplier: string; partner_ref: string | null; state: string }[]>;
  /** Sale orders whose field equals one of the values, with deliveries and moves; none where Odoo has no such field. */
  saleOrdersBy(field: string, values: (string | number)[]): Promise<OdooSaleOrder[]>;
  /** Ids of the sale orders whose deliveries name one of these source documents. */
  saleOrderIdsByDelivery(origins: string[]): Promise<number[]>;
  /** Transfers by id, with moves, lots of what is done, note and sale order. Missing ids are absent. */
  pickings(ids: number[]): Promise<Map<number, OdooPicking>>;
  /** What deliveries without a sale order can be made of; contacts of that name, none when it is null. */
  deliveryMeans(partnerName: string | null): Promise<DeliveryMeans>;
  /** What lies of each lot of the products at these places and below. */
  lotStock(productIds: number[], rootIds: number[]): Promise<LotStock[]>;
  /** Our markers that begin with the prefix, of activities on the records; from 17 on also of those that are done. */
  activityMarkers(model: string, recordIds: number[], prefix: string): Promise<string[]>;
  carriers(): Promise<{ id: number; name: string }[]>;
  /** Internal locations, and those for goods in transit, by complete name. */
  locations(completeNames: string[]): Promise<{ id: number; complete_name: string }[]>;
  /** Loose stock at exactly these locations, product UoM; products that never lay there have no row. */
  stockAt(
    productIds: number[],
    locationIds: number[],
  ): Promise<{ product_id: number; location_id: number; lot: string | null; quantity: number }[]>;
  /** Kept for a while; read again when one of `codes` is not among them. */
  warehouses(codes?: readonly string[]): Promise<{ id: number; code: string; lot_stock_id: number }[]>;
  /** One page of a poll, see PollPage. */
  page(source: OdooSource, request: OdooPageRequest): Promise<PollPage>;
  /** Which of these records are no longer in Odoo; what a deleted bill of materials concerned is completed. */
  gone(source: OdooSource, known: KnownRow[]): Promise<KnownRow[]>;
}

/** Fields that only the settings name. */
export interface PurchaseOrderFields {
  order: string[];
  picking: string[];
  /** Of product.product: how many units fill a box. */
  unitsPerBox?: string | null;
}

/** What is read of a product beyond its own facts; the rest costs calls only where it is asked for. */
export interface OdooProductOptions {
  warehouseIds: number[];
  unlessTagged?: string | null;
  /** Names of the fields with length, width and height. */
  dimensionFields?: { length: string; width: string; height: string } | null;
  packagingBarcodes?: boolean;
  /** Open kits into their components, nested ones too. */
  kitComponents?: boolean;
}

/** What the poller reads of Odoo; each is one model (packagings are `product.uom` from 19 on). */
export type OdooSource =
  | 'product.product'
  | 'mrp.bom'
  | 'mrp.bom.line'
  | 'product.packaging'
  | 'purchase.order'
  | 'purchase.order.line'
  | 'stock.picking'
  | 'stock.move'
  | 'sale.order';

export interface OdooPageRequest {
  /** `YYYY-MM-DD HH:MM:SS`, UTC, Odoo's clock; null reads from the beginning. */
  from: string | null;
  afterId: number;
  limit: number;
  /** Of sale.order: further fields whose values stand in `refs`, where Odoo has them. */
  keys?: readonly string[];
}

export interface PollPage {
  rows: PollRow[];
  /** The server's clock when it answered this page, `YYYY-MM-DD HH:MM:SS` UTC (Odoo) or ISO 8601 (ShipBob). */
  serverTime: string;
  /** True when no further page follows. */
  last: boolean;
}

export interface PollRow {
  /** Id of the record as the remote has it. */
  id: number;
  /** Hash of the projected fields; equal hash = nothing new. */
  hash: string;
  /** The record's own stamp; null where it has none. */
  stamp: string | null;
  /**
   * What webhooks would have told of this record so far, e.g. `shipped` for one shipment and `delivered` for another, as
   * one text that changes with each such fact; null or absent where there is nothing a webhook would tell.
   */
  told?: string | null;
  /** Ids that decide which lane this row concerns, e.g. `{ order_id: 7 }` for a purchase line, several as `7,9`. */
  refs: Record<string, number | string | null>;
}

/** A record that a poll has read before, and what it concerned then. */
export type KnownRow = Pick<PollRow, 'id' | 'refs'>;

/** What the engine needs of ShipBob's reading side. */
export interface ShipBobReader extends ShipBobRecords {
  variantsBySku(skus: string[]): Promise<ShipBobVariant[]>;
  variantsByBarcode(barcodes: string[]): Promise<ShipBobVariant[]>;
  variantsById(variantIds: number[]): Promise<ShipBobVariant[]>;
  /** The variants that these, which have disappeared, were merged into. */
  mergeParents(variantIds: number[]): Promise<ShipBobVariant[]>;
  wros(ids: number[]): Promise<ShipBobWro[]>;
  wrosByNumber(numbers: string[]): Promise<ShipBobWro[]>;
  /** All that may still move, and those completed since then (ISO 8601). */
  livingWros(completedSince: string): Promise<ShipBobWro[]>;
  orders(ids: number[]): Promise<ShipBobOrder[]>;
  page(source: ShipBobSource, request: ShipBobPageRequest): Promise<PollPage & { nextPosition: string | null }>;
}

export type ShipBobSource =
  | 'shipbob.receiving'
  | 'shipbob.uro'
  | 'shipbob.order'
  | 'shipbob.return'
  | 'shipbob.invoice';

export interface ShipBobPageRequest {
  /** ISO 8601; null reads the last 90 days. */
  from: string | null;
  /** Fixed for the whole pass, ISO 8601. */
  to: string;
  position: string | null;
  /** How many days completed WROs are looked at again; 90 without it. */
  watchDays?: number;
}

/**
 * Runs operations on a remote. Promises settle with an outcome and reject only with RetryLater (nothing was sent) or a
 * Bug; a time-out after sending is the outcome `unknown`.
 */
export interface Executor {
  readonly operations: readonly OperationName[];
  send<N extends OperationName>(operation: N, request: OperationRequest<N>, call: CallContext): Promise<SendOutcome>;
  /**
   * Looks whether an earlier send of this request took effect. `found` confirms it, `absent` means it is not there *now*,
   * `conflict` means something else carries the key.
   */
  lookup<N extends OperationName>(
    operation: N,
    request: OperationRequest<N>,
    call: CallContext,
  ): Promise<LookupOutcome>;
}

export interface CallContext {
  /** Real time by which the request must have ended, milliseconds since the epoch. */
  deadlineMs: number;
  /** For the log and the remote's notes. */
  correlationId: string;
  /** On whose behalf a send writes; a lookup has none and writes nothing. */
  write?: { flow: string; approvalId: string | null };
}

export type SendOutcome =
  | { kind: 'confirmed'; result: EffectResult }
  /** The remote refused, nothing was changed. */
  | { kind: 'rejected'; code: string; message: string; detail: Json }
  /** The natural key exists already: look it up and compare. */
  | { kind: 'exists'; message: string }
  | { kind: 'unknown'; message: string };

export type LookupOutcome =
  | { kind: 'found'; result: EffectResult }
  | { kind: 'absent' }
  | { kind: 'conflict'; message: string; detail: Json };

export interface EffectResult {
  /** Id of the remote record. */
  remoteId: string;
  /** Kept with the link, e.g. `{ product_id, variant_id, inventory_id }`. */
  data: JsonObject;
  /** What was read back. */
  after: Json;
}

/** One connection's way to both sides. */
export interface Remotes {
  odoo: OdooReader;
  shipbob: ShipBobReader;
  executors: readonly Executor[];
}
