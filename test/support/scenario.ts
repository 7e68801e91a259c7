import type { OdooWorld } from '@mlc/sandbox';
import type { ScenarioHand } from './scenario-hand.js';

/**
 * One golden scenario: what people do on both sides, and what must stand there afterwards. Its code is the beginning of
 * every SKU, name and order number of it (`A02-CUP`, `A02-PO`), so that one pair of sandboxes holds them all.
 */
export interface Scenario {
  code: string;
  family: 'products' | 'amendments' | 'receiving';
  /** What happens, in one sentence. */
  happens: string;
  /** What must stand in the journals, in one sentence. */
  stands: string;
  odoo?: Pick<OdooWorld, 'products' | 'purchaseOrders' | 'boms'>;
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
  /** Words that the cause of a case must hold, e.g. its numbers. */
  causes?: string[];
}

export type Step =
  /** Somebody does something on one of the sides. */
  | ((hand: ScenarioHand) => Promise<unknown>)
  /** A person agrees to, or declines, everything that the scenario's cases propose. */
  | 'agree'
  | 'decline'
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
