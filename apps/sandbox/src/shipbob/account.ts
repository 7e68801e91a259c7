import type { Invoice, Transaction } from './billing/records.js';
import type { InventoryEvent } from './inventory/history.js';
import { LevelLag } from './inventory/lag.js';
import type { Order, Shipment } from './order-records.js';
import type { NamedId, Product, StockRow, Subscription, Uro, Variant, Wro } from './records.js';
import type { ReturnOrder } from './returns/records.js';
import type { Centre, Channel, Token } from './seed.js';

/** All that one ShipBob user owns. Nothing crosses from one account to another. */
export class Account {
  readonly products: Product[] = [];
  readonly wros: Wro[] = [];
  readonly orders: Order[] = [];
  readonly stock: StockRow[] = [];
  readonly subscriptions: Subscription[] = [];
  readonly shippingMethods: NamedId[] = [];
  readonly returns: ReturnOrder[] = [];
  readonly uros: Uro[] = [];
  /** Every movement on a shelf, oldest first. */
  readonly history: InventoryEvent[] = [];
  readonly lag = new LevelLag();
  readonly transactions: Transaction[] = [];
  readonly invoices: Invoice[] = [];
  /** What was billed already, as `type/id/fee`. */
  readonly charged = new Set<string>();
  /** Sandbox time of the next weekly invoice run; null until the account was looked at. */
  nextInvoiceRunMs: number | null = null;
  /** Enrolled in the Inventory Placement Program: its WROs have distributions. */
  placementProgram = false;

  constructor(
    readonly userId: number,
    readonly channels: Channel[],
    readonly tokens: Token[],
    readonly centres: Centre[],
  ) {}

  get variants(): Variant[] {
    return this.products.flatMap((product) => product.variants);
  }

  variantBySku(sku: string): Variant | undefined {
    const wanted = sku.toLowerCase();
    return this.variants.find((variant) => variant.sku.toLowerCase() === wanted);
  }

  variantByInventory(inventoryId: number): Variant | undefined {
    return this.variants.find((variant) => variant.inventory.inventory_id === inventoryId);
  }

  productOf(variantId: number): Product | undefined {
    return this.products.find((product) => product.variants.some((variant) => variant.id === variantId));
  }

  centre(id: number): Centre | undefined {
    return this.centres.find((centre) => centre.id === id);
  }

  channel(id: number): Channel | undefined {
    return this.channels.find((channel) => channel.id === id);
  }

  shipment(id: number): { order: Order; shipment: Shipment } | undefined {
    for (const order of this.orders) {
      const shipment = order.shipments.find((candidate) => candidate.id === id);
      if (shipment !== undefined) return { order, shipment };
    }
    return undefined;
  }

  /** Puts pieces on (or, negative, takes them off) a shelf. Callers go through `movePieces`, which writes the history, too. */
  moveStock(row: Omit<StockRow, 'onHand'>, quantity: number): void {
    const known = this.stock.find(
      (candidate) =>
        candidate.inventoryId === row.inventoryId &&
        candidate.centreId === row.centreId &&
        candidate.lotNumber === row.lotNumber,
    );
    if (known === undefined) this.stock.push({ ...row, onHand: quantity });
    else known.onHand += quantity;
    const variant = this.variantByInventory(row.inventoryId);
    if (variant !== undefined) variant.inventory.on_hand_qty = this.onHand(row.inventoryId);
  }

  onHand(inventoryId: number, centreId?: number): number {
    return this.stock
      .filter((row) => row.inventoryId === inventoryId && (centreId === undefined || row.centreId === centreId))
      .reduce((sum, row) => sum + row.onHand, 0);
  }

  /** Pieces counted at a hub and on their way to the centre. */
  internalTransfer(inventoryId: number, centreId?: number): number {
    return this.wros
      .filter((wro) => wro.status === 'InternalTransfer' && (centreId === undefined || wro.centreId === centreId))
      .flatMap((wro) => wro.boxes.flatMap((box) => box.box_items))
      .filter((item) => item.inventory_id === inventoryId)
      .reduce((sum, item) => sum + Math.max(0, item.received_quantity - item.stowed_quantity), 0);
  }

  /** Pieces that orders in trouble need. */
  inException(inventoryId: number): number {
    return this.orders
      .flatMap((order) => order.shipments)
      .filter((shipment) => shipment.status === 'Exception')
      .flatMap((shipment) => shipment.lines)
      .filter((line) => line.inventoryId === inventoryId)
      .reduce((sum, line) => sum + line.quantity, 0);
  }

  /** Pieces reserved for shipments that have not left yet. */
  committed(inventoryId: number, centreId?: number, lotNumber?: string | null): number {
    const open = ['Processing', 'OnHold', 'Exception', 'LabeledCreated', 'ImportReview', 'None'];
    return this.orders
      .flatMap((order) => order.shipments)
      .filter(
        (shipment) => open.includes(shipment.status) && (centreId === undefined || shipment.centreId === centreId),
      )
      .flatMap((shipment) => shipment.lines)
      .filter((line) => line.inventoryId === inventoryId && (lotNumber === undefined || line.lot === lotNumber))
      .reduce((sum, line) => sum + line.committed, 0);
  }

  /** Ordered beyond stock. */
  backordered(inventoryId: number): number {
    return this.orders
      .flatMap((order) => order.shipments)
      .filter((shipment) => shipment.status === 'Exception')
      .flatMap((shipment) => shipment.lines)
      .filter((line) => line.inventoryId === inventoryId)
      .reduce((sum, line) => sum + line.quantity - line.committed, 0);
  }

  /** Announced by open WROs and not yet on a shelf. */
  awaiting(inventoryId: number, centreId?: number): number {
    return this.wros
      .filter((wro) => wro.status !== 'Completed' && wro.status !== 'Cancelled')
      .filter((wro) => centreId === undefined || wro.centreId === centreId)
      .flatMap((wro) => wro.boxes.flatMap((box) => box.box_items))
      .filter((item) => item.inventory_id === inventoryId)
      .reduce((sum, item) => sum + Math.max(0, item.quantity - item.stowed_quantity), 0);
  }
}
