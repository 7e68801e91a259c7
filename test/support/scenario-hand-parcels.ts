import type { SandboxAdmin } from '@mlc/sandbox';
import { z } from 'zod';
import type { OdooHand } from './scenario-hand-odoo.js';

/** Where the goods of the scenarios lie: Cicero. */
const CENTRE_ID = 8;
type Goods = Record<string, number>;
type Action = { action: 'Restock' | 'Quarantine' | 'Dispose'; quantity: number; reason?: string };
type Part = { goods: Goods; lot?: string; centre?: number };
/** What comes back: of which order and lot, and to which centre if not to Cicero. */
type Announced = { sku: string; of?: string; lot?: string; centre?: number };
type More = { reference?: string; channel?: number; parts?: Part[] };

/** What happens to parcels: ShipBob packs and ships them, returns come back to it, and people book by hand in Odoo. */
export class ParcelHand {
  readonly #shipments = new Map<string, number[]>();

  constructor(
    readonly sandbox: SandboxAdmin,
    readonly odoo: OdooHand,
  ) {}

  /** An order reaches ShipBob under this number; `parts` says which parcels it becomes. */
  async order(number: string, goods: Goods, { reference = number, channel, parts }: More = {}): Promise<void> {
    const address = { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' };
    const order = await this.sandbox.shipbob.createOrder({
      ...(channel === undefined ? {} : { channel_id: channel }),
      body: {
        reference_id: number,
        order_number: reference,
        shipping_method: 'Standard',
        type: 'DTC',
        recipient: { name: 'Jane Golden', address },
        products: Object.entries(goods).map(([sku, quantity]) => ({ reference_id: sku, sku, name: sku, quantity })),
      },
    });
    this.odoo.call(`order:${order.id}`, number);
    this.#shipments.set(
      number,
      order.shipments.map(({ id }) => id),
    );
    if (parts !== undefined) await this.#pack(number, parts);
  }

  async #pack(number: string, parts: Part[]): Promise<void> {
    const shipments = parts.map(({ goods, lot, centre = CENTRE_ID }) => ({
      fulfillment_center_id: centre,
      items: Object.entries(goods).map(([sku, quantity]) => ({
        sku,
        quantity,
        ...(lot === undefined ? {} : { lot_number: lot, expiration_date: '2028-01-31T00:00:00Z' }),
      })),
    }));
    const order = await this.sandbox.shipbob.allocate({ reference_id: number, shipments });
    this.#shipments.set(
      number,
      order.shipments.map(({ id }) => id),
    );
  }

  /** One parcel, or all that are open, leave the building; with a label number of the order's name unless told otherwise. */
  async ship(number: string, { part, tracking }: { part?: number; tracking?: string | null } = {}): Promise<void> {
    await this.sandbox.shipbob.ship({ ...this.#which(number, part), tracking: label(number, tracking, part) });
  }

  /** An order that leaves at once, as one parcel. */
  async send(number: string, goods: Goods, more: More & { tracking?: string | null } = {}): Promise<void> {
    await this.order(number, goods, more);
    await this.ship(number, more.tracking === undefined ? {} : { tracking: more.tracking });
  }

  label = (number: string) =>
    this.sandbox.shipbob.label({ reference_id: number, tracking: label(number, undefined, undefined) });

  track = (number: string, tracking: string) =>
    this.sandbox.shipbob.track({ reference_id: number, tracking: carried(tracking) });

  deliver = (number: string) => this.sandbox.shipbob.deliver({ reference_id: number });

  hold = (number: string) =>
    this.sandbox.shipbob.setShipmentStatus({
      reference_id: number,
      status: 'OnHold',
      detail: { id: 401, name: 'InvalidAddress' },
    });

  cancel = (number: string) => this.sandbox.shipbob.setShipmentStatus({ reference_id: number, status: 'Cancelled' });

  #which = (number: string, part?: number): { reference_id: string; shipment_id?: number } =>
    part === undefined
      ? { reference_id: number }
      : { reference_id: number, shipment_id: this.shipmentId(number, part) };

  shipmentId(number: string, part = 0): number {
    const id = this.#shipments.get(number)?.[part];
    if (id === undefined) throw new Error(`Order ${number} has no parcel ${part}`);
    return id;
  }

  // At the returns desk.

  /** Goods of one SKU are announced as coming back, out of an order or of none. */
  async announceReturn(
    reference: string,
    { sku, quantity, of, lot, centre = CENTRE_ID }: Announced & { quantity: number },
  ): Promise<void> {
    const made = await this.sandbox.returns.create({
      body: {
        reference_id: reference,
        fulfillment_center: { id: centre },
        inventory: [
          {
            id: await this.odoo.inventoryId(sku),
            quantity,
            requested_action: 'Default',
            ...(lot === undefined ? {} : { lot_number: lot }),
          },
        ],
        ...(of === undefined ? {} : { original_shipment_id: this.shipmentId(of) }),
      },
    });
    this.odoo.call(`return:${made.id}`, reference);
  }

  /** They are dealt with, and the return is complete unless told otherwise. */
  deal = (reference: string, sku: string, actions: Action[], complete = true) =>
    this.sandbox.returns.process({ reference_id: reference, items: [{ sku, actions }], complete });

  /** Announced, come and dealt with in one go. */
  async comesBack(
    reference: string,
    { expected, actions, ...announced }: Announced & { expected?: number; actions: Action[] },
  ): Promise<void> {
    const quantity = expected ?? actions.reduce((sum, one) => sum + one.quantity, 0);
    await this.announceReturn(reference, { ...announced, quantity });
    await this.deal(reference, announced.sku, actions);
  }

  /** The carrier brings a parcel back; ShipBob puts all of it on the shelf. */
  async toSender(number: string, sku: string, quantity: number): Promise<void> {
    const made = await this.sandbox.returns.toSender({ shipment_id: this.shipmentId(number) });
    this.odoo.call(`return:${made.id}`, `${number}-RTS`);
    const items = [{ sku, actions: [{ action: 'Restock' as const, quantity }] }];
    await this.sandbox.returns.process({ return_id: made.id, items, complete: true });
  }

  cancelReturn = (reference: string) => this.sandbox.returns.cancel({ reference_id: reference });

  // In Odoo.

  /** The shop's order reaches Odoo after all, and is confirmed. */
  async importSale(name: string, goods: Goods, more: { warehouse?: string; confirm?: boolean } = {}): Promise<void> {
    const { confirm = true, warehouse = 'SB' } = more;
    const [partner_id] = await this.odoo.find('res.partner', [['name', '=', 'Jane Golden']]);
    const order_line = Object.entries(goods).map(([sku, product_uom_qty]) => [
      0,
      0,
      { product_id: this.odoo.id('products', sku), product_uom_qty, price_unit: 9 },
    ]);
    const vals = { name, partner_id, warehouse_id: this.odoo.id('warehouses', warehouse), order_line };
    const made = await this.odoo.do({ model: 'sale.order', method: 'create', args: [[vals]] });
    const ids = z.array(z.number()).parse(made.result);
    for (const id of ids) this.odoo.call(`sale.order,${id}`, name);
    if (confirm) await this.odoo.do({ model: 'sale.order', method: 'action_confirm', ids });
  }

  confirmSale = async (name: string) =>
    this.odoo.do({ model: 'sale.order', method: 'action_confirm', ids: await this.#sale(name) });

  /** Warehouse people validate what is open of an order, if anything is, as ordered or with these quantities. */
  async deliverByHand(name: string, counted: Goods = {}): Promise<void> {
    const open = [
      ['origin', '=', name],
      ['state', 'not in', ['done', 'cancel']],
    ];
    const pickings = (await this.odoo.read('stock.picking', open, z.object({ id: z.number() }))).map(({ id }) => id);
    if (pickings.length === 0) return;
    const moves = await this.odoo.read('stock.move', [['picking_id', 'in', pickings]], moveRow);
    for (const { id, product_id, product_uom_qty } of moves) {
      const sku = Object.keys(counted).find((one) => this.odoo.id('products', one) === product_id[0]);
      const quantity = sku === undefined ? product_uom_qty : (counted[sku] ?? 0);
      await this.odoo.do({ model: 'stock.move', method: 'write', ids: [id], args: [{ quantity, picked: true }] });
    }
    const context = { skip_backorder: true };
    await this.odoo.do({ model: 'stock.picking', method: 'button_validate', ids: pickings, context });
  }

  #sale = (name: string): Promise<number[]> => this.odoo.find('sale.order', [['name', '=', name]]);
}

const moveRow = z.object({
  id: z.number(),
  product_id: z.tuple([z.number(), z.string()]),
  product_uom_qty: z.number(),
});

const carried = (tracking_number: string) => ({
  carrier: 'UPS',
  tracking_number,
  tracking_url: `https://ups.example/${tracking_number}`,
});

/** `1Z-D01-SO`, and for the second parcel `1Z-D01-SO-2`. */
function label(number: string, tracking: string | null | undefined, part: number | undefined) {
  if (tracking === null) return null;
  return carried(tracking ?? `1Z-${number}${part === undefined ? '' : `-${part + 1}`}`);
}
