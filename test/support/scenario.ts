import type { OdooWorld } from '@mlc/sandbox';
import type { ScenarioHand } from './scenario-hand.js';

/**
 * One golden scenario: what people do on both sides, and what must stand there afterwards. Its code is the beginning of
 * every SKU, name and order number of it (`A02-CUP`, `A02-PO`), so that one pair of sandboxes holds them all.
 */
export interface Scenario {
  code: string;
  family: 'products' | 'amendments' | 'receiving' | 'shipments' | 'returns' | 'billing' | 'inventory';
  /** The first version of Odoo in which people can do it; 17 when absent. */
  since?: 19;
  /** What happens, in one sentence. */
  happens: string;
  /** What must stand in the journals, in one sentence. */
  stands: string;
  odoo?: Pick<OdooWorld, 'products' | 'purchaseOrders' | 'saleOrders' | 'boms'>;
  /** Pieces by SKU that lie at ShipBob once its products are there, before the first step; Odoo has its own `onHand`. */
  shelf?: Record<string, number>;
  /** Products that ShipBob has before anything begins. */
  shipbob?: { name: string; sku: string; barcode?: string }[];
  /** WROs that somebody made by hand before anything begins. */
  wros?: { number: string; items: [sku: string, quantity: number][] }[];
  /** One after another; the connector comes to rest after each. */
  steps?: Step[];
  /** Every business fact of it that the journals hold, each as often as it stands here. See `factsOf`. */
  facts: string[];
  /** Open cases at the end, by code. */
  cases: string[];
  /** Done on receipts in Odoo by SKU, in the product's unit; nothing when absent. */
  done?: Record<string, number>;
  /** Still open on receipts in Odoo by SKU; nothing when absent. */
  open?: Record<string, number>;
  /** Delivered in all, as Odoo's sale orders show it, by SKU; not looked at when absent. */
  sold?: Record<string, number>;
  /** What lies in Odoo's own locations at the end, e.g. `SB/Stock D01-CUP` or `SB/Stock D11-JAR@OLD`; not looked at when absent. */
  lies?: Record<string, number>;
  /** Every delivery that is done, with its sale order or `apart`, and its tracking numbers; not looked at when absent. */
  deliveries?: string[];
  /**
   * Every draft bill or refund by the invoice's name (`M01-Shipping`), and every credit note by its return's, with its
   * total; not looked at when absent.
   */
  bills?: Record<string, number>;
  /** Every landed cost by the order of its receipt (`L01-PO`), with its total; not looked at when absent. */
  landed?: Record<string, number>;
  /** What the first cut that compared a SKU said of it; see `toldOf`. */
  cut?: Record<string, string>;
  /** Words that the cause of a case must hold, e.g. its numbers. */
  causes?: string[];
}

export type Step =
  /** Somebody does something on one of the sides. */
  | ((hand: ScenarioHand) => Promise<unknown>)
  /** A person agrees to, or declines, everything that the scenario's cases propose. */
  | 'agree'
  | 'decline'
  /** A cut of both sides' stock is taken. */
  | 'cut'
  /** Somebody adds a centre to the connection's settings. */
  | { map: { fulfillment_center_id: number; warehouse: string } }
  /** Nothing, while others go on. */
  | 'rest';

/** A product as most scenarios need it. */
export const item = (
  sku: string,
  more: Partial<NonNullable<OdooWorld['products']>[number]> = {},
): NonNullable<OdooWorld['products']>[number] => ({
  sku,
  name: `Thing ${sku}`,
  weight: 0.5,
  cost: 4,
  price: 10,
  tags: ['ShipBob'],
  hsCode: '732393',
  countryOfOrigin: 'TW',
  ...more,
});

type OrderMore = Partial<NonNullable<OdooWorld['purchaseOrders']>[number]>;

/** A confirmed order whose goods are far enough away for nobody to be warned. */
export const order = (
  name: string,
  lines: [sku: string, quantity: number, uom?: string][],
  more: OrderMore = {},
): NonNullable<OdooWorld['purchaseOrders']>[number] => ({
  name,
  supplier: 'Golden Supplies',
  warehouse: 'SB',
  datePlanned: '2027-03-01 12:00:00',
  lines: lines.map(([product, quantity, uom]) => ({ product, quantity, ...(uom === undefined ? {} : { uom }) })),
  ...more,
});

/** One sale order `<code>-SO` over the given goods, each a product of its own with so many pieces on both sides. */
export const sold = (
  code: string,
  goods: Record<string, number>,
  { pieces = 20, more = {} }: { pieces?: number; more?: Parameters<typeof item>[1] } = {},
): Pick<Scenario, 'odoo' | 'shelf'> => ({
  odoo: {
    products: Object.keys(goods).map((name) => item(`${code}-${name}`, { onHand: pieces, ...more })),
    saleOrders: [saleOrder(`${code}-SO`, goods, code)],
  },
  shelf: Object.fromEntries(Object.keys(goods).map((name) => [`${code}-${name}`, pieces])),
});

/** The same goods with no sale order in Odoo yet, or ever. */
export const unsold = (code: string, ...names: string[]): Pick<Scenario, 'odoo' | 'shelf'> => ({
  odoo: { products: names.map((name) => item(`${code}-${name}`, { onHand: 20 })) },
  shelf: Object.fromEntries(names.map((name) => [`${code}-${name}`, 20])),
});

export const saleOrder = (
  name: string,
  goods: Record<string, number>,
  code = name.slice(0, 3),
  more: Partial<NonNullable<OdooWorld['saleOrders']>[number]> = {},
): NonNullable<OdooWorld['saleOrders']>[number] => ({
  name,
  customer: 'Jane Golden',
  warehouse: 'SB',
  lines: Object.entries(goods).map(([good, quantity]) => ({ product: `${code}-${good}`, quantity })),
  ...more,
});

/** The facts of one parcel that is booked on its sale order's delivery: the goods, then its number. */
export const delivered = (code: string, goods: string, tracking = `1Z-${code}-SO`): string[] => [
  `delivery.done ${code}-SO ${goods}`,
  `tracking.written ${tracking}`,
];

/** The facts of goods that both sides know: each product made once at ShipBob. */
export const made = (code: string, ...names: string[]): string[] =>
  names.map((name) => `product.created ${code}-${name}`);

/** One order `<code>-PO` for the given goods, each a product of its own: what most scenarios begin with. */
export const ordered = (code: string, goods: Record<string, number>, more: OrderMore = {}): Scenario['odoo'] => ({
  products: Object.keys(goods).map((name) => item(`${code}-${name}`)),
  purchaseOrders: [
    order(
      `${code}-PO`,
      Object.entries(goods).map(([name, quantity]) => [`${code}-${name}`, quantity]),
      more,
    ),
  ],
});

/** The facts of a beginning by `ordered`: each product made once, and one WRO. */
export const announced = (code: string, ...names: string[]): string[] => [
  ...names.map((name) => `product.created ${code}-${name}`),
  `wro.created ${code}-PO`,
];
