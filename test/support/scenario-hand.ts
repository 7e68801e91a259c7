import type { SandboxAdmin, SeededOdooIds } from '@mlc/sandbox';
import { MoneyHand } from './scenario-hand-money.js';
import { OdooHand } from './scenario-hand-odoo.js';
import { ParcelHand } from './scenario-hand-parcels.js';
import { StockHand } from './scenario-hand-stock.js';

type Stowed = [sku: string, total: number, lot?: string];

/** What people do in the scenarios: staff at ShipBob, and buyers and warehouse people in Odoo. */
export class ScenarioHand {
  readonly odoo: OdooHand;
  readonly parcels: ParcelHand;
  readonly money: MoneyHand;
  readonly stock: StockHand;

  constructor(
    readonly sandbox: SandboxAdmin,
    ids: SeededOdooIds,
  ) {
    this.odoo = new OdooHand(sandbox, ids);
    this.parcels = new ParcelHand(sandbox, this.odoo);
    this.money = new MoneyHand(sandbox, this.odoo);
    this.stock = new StockHand(sandbox, this.odoo);
  }

  // At ShipBob.

  /** Puts goods on the shelf: totals so far. The WRO stays open. */
  stow = (number: string, ...items: Stowed[]) =>
    this.sandbox.shipbob.stow({
      purchase_order_number: number,
      items: items.map(([sku, stowed, lot_number]) => ({
        sku,
        stowed,
        ...(lot_number === undefined ? {} : { lot_number, lot_date: '2028-01-31T00:00:00Z' }),
      })),
    });

  /** Puts goods on the shelf and ends the WRO; with no goods it only ends it. */
  async complete(number: string, ...items: Stowed[]): Promise<void> {
    if (items.length > 0) await this.stow(number, ...items);
    await this.sandbox.shipbob.completeWro({ purchase_order_number: number });
  }

  /** Staff look again at a WRO that had ended. */
  async recount(number: string, ...items: Stowed[]): Promise<void> {
    await this.status(number, 'Processing');
    await this.complete(number, ...items);
  }

  status = (number: string, status: Parameters<SandboxAdmin['shipbob']['setWroStatus']>[0]['status']) =>
    this.sandbox.shipbob.setWroStatus({ purchase_order_number: number, status });

  /** A hub counts the goods and sends them on. */
  async throughHub(number: string, ...items: [sku: string, counted: number][]): Promise<void> {
    for (const at of ['ArrivedAtHub', 'ProcessingAtHub'] as const) await this.status(number, at);
    await this.sandbox.shipbob.stow({
      purchase_order_number: number,
      items: items.map(([sku, received]) => ({ sku, stowed: 0, received })),
    });
    await this.status(number, 'InternalTransfer');
  }

  /** Centres put away what a hub sent on: totals so far. */
  spread = (number: string, ...items: [sku: string, centre: number, stowed: number][]) =>
    this.sandbox.warehouse.spread({
      purchase_order_number: number,
      items: items.map(([sku, fulfillment_center_id, stowed]) => ({ sku, fulfillment_center_id, stowed })),
    });

  /** Goods that ShipBob keeps on hold. */
  hold = (wish: Parameters<SandboxAdmin['warehouse']['addUro']>[0]) => this.sandbox.warehouse.addUro(wish);

  merge = (into: string, ...skus: string[]) => this.sandbox.warehouse.merge({ into, skus });

  cancelWro = (number: string) => this.sandbox.shipbob.cancelWro({ purchase_order_number: number });

  /** A WRO that somebody makes in ShipBob's dashboard. */
  async makeWro(number: string, items: [sku: string, quantity: number][]): Promise<void> {
    const inventory = await this.odoo.inventoryIds();
    await this.sandbox.shipbob.createWro({
      fulfillment_center: { id: 8 },
      package_type: 'Package',
      box_packaging_type: 'EverythingInOneBox',
      expected_arrival_date: '2027-03-01T12:00:00Z',
      purchase_order_number: number,
      boxes: [
        {
          tracking_number: `1Z-${number}`,
          box_items: items.map(([sku, quantity]) => ({ inventory_id: inventory.get(sku), quantity })),
        },
      ],
    });
  }

  // In Odoo.

  product = (sku: string, vals: Record<string, unknown>) =>
    this.odoo.do({ model: 'product.product', method: 'write', ids: [this.odoo.id('products', sku)], args: [vals] });

  deleteProduct = (sku: string) =>
    this.odoo.do({ model: 'product.product', method: 'unlink', ids: [this.odoo.id('products', sku)] });

  /** Buyers change the ordered quantity of one line. */
  async orderQuantity(po: string, sku: string, product_qty: number): Promise<void> {
    const line = await this.odoo.find('purchase.order.line', [
      ['order_id', '=', this.odoo.id('purchaseOrders', po)],
      ['product_id', '=', this.odoo.id('products', sku)],
    ]);
    await this.odoo.do({ model: 'purchase.order.line', method: 'write', ids: line, args: [{ product_qty }] });
  }

  addLine = (po: string, sku: string, product_qty: number) =>
    this.odoo.do({
      model: 'purchase.order.line',
      method: 'create',
      args: [
        [
          {
            order_id: this.odoo.id('purchaseOrders', po),
            product_id: this.odoo.id('products', sku),
            product_qty,
            price_unit: 4,
          },
        ],
      ],
    });

  cancelOrder = (po: string) =>
    this.odoo.do({ model: 'purchase.order', method: 'button_cancel', ids: [this.odoo.id('purchaseOrders', po)] });

  /** Changes the open receipt itself: its date, its tracking numbers, its operation type. */
  receipt = async (po: string, vals: Record<string, unknown>) =>
    this.odoo.do({ model: 'stock.picking', method: 'write', ids: await this.#openReceipts(po), args: [vals] });

  cancelReceipt = async (po: string) =>
    this.odoo.do({ model: 'stock.picking', method: 'action_cancel', ids: await this.#openReceipts(po) });

  /** The open receipt goes to another warehouse. */
  async sendTo(po: string, warehouse: string): Promise<void> {
    const [type] = await this.odoo.find('stock.picking.type', [
      ['code', '=', 'incoming'],
      ['warehouse_id', '=', this.odoo.id('warehouses', warehouse)],
    ]);
    await this.receipt(po, { picking_type_id: type });
  }

  /** Warehouse people validate the open receipt with these quantities; the rest becomes a backorder. */
  async receiveByHand(po: string, counted: Record<string, number>): Promise<void> {
    const receipt = await this.#openReceipts(po);
    for (const [sku, quantity] of Object.entries(counted)) {
      const move = await this.odoo.find('stock.move', [
        ['picking_id', 'in', receipt],
        ['product_id', '=', this.odoo.id('products', sku)],
      ]);
      await this.odoo.do({ model: 'stock.move', method: 'write', ids: move, args: [{ quantity, picked: true }] });
    }
    const context = { skip_backorder: true };
    await this.odoo.do({ model: 'stock.picking', method: 'button_validate', ids: receipt, context });
  }

  #openReceipts = (po: string) =>
    this.odoo.find('stock.picking', [
      ['origin', '=', po],
      ['state', 'not in', ['done', 'cancel']],
    ]);
}
