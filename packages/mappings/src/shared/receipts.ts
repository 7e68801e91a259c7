import type { OdooMove, OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen, SeenLink, ShipBobWro } from '../seen.js';
import { isItemOf, livingWroId } from './links.js';
import { type Quantities, sumOf } from './quantities.js';
import { filled } from './text.js';

const CLOSED = new Set(['done', 'cancel']);

export const isClosed = (record: { state: string }): boolean => CLOSED.has(record.state);

/** Moves that still wait for goods. */
export const openMoves = (picking: OdooPicking): OdooMove[] =>
  isClosed(picking) ? [] : picking.moves.filter((move) => !isClosed(move) && move.product_qty > 0);

const doneMoves = (picking: OdooPicking): OdooMove[] => picking.moves.filter((move) => move.state === 'done');

export const openDemand = (pickings: OdooPicking[]): Quantities =>
  sumOf(pickings.flatMap(openMoves), (move) => [move.product_id, move.product_qty]);

/** What was received or shipped, in the moves' UoM, which is the product's unless `otherUnits` says so. */
export const doneQuantities = (pickings: OdooPicking[]): Quantities =>
  sumOf(pickings.flatMap(doneMoves), (move) => [move.product_id, move.quantity]);

/** Ordered of a product, in its UoM: by the order's lines, else (a kit's component) by what its receipts asked for. */
export function orderedQuantity(order: OdooPurchaseOrder, productId: number): number {
  const lines = order.lines.filter((line) => line.product_id === productId);
  if (lines.length > 0) return lines.reduce((sum, line) => sum + line.product_uom_qty, 0);
  const moves = incoming(order).flatMap((picking) => picking.moves);
  return moves
    .filter((move) => move.product_id === productId && move.state !== 'cancel')
    .reduce((sum, move) => sum + move.product_qty, 0);
}

/** Products whose moves are counted in another unit than the product's own: their done quantities cannot be compared. */
export const otherUnits = (pickings: OdooPicking[]): Map<number, string> =>
  new Map(
    pickings
      .flatMap((picking) => [...openMoves(picking), ...doneMoves(picking)])
      .filter((move) => move.product_uom.id !== move.product_base_uom.id)
      .map((move) => [move.product_id, `${move.product_uom.name} instead of ${move.product_base_uom.name}`]),
  );

export const incoming = (order: OdooPurchaseOrder): OdooPicking[] =>
  order.pickings.filter((picking) => picking.picking_type_code === 'incoming').sort((a, b) => a.id - b.id);

/**
 * A linked receipt with the backorders that came out of it and have no WRO of their own, and with receipts that were made
 * for further goods of its WRO: what one WRO stands for.
 */
export interface Chain {
  link: SeenLink;
  wroId: number;
  /** Null when ShipBob no longer shows the WRO, or one of them. Of several WROs, their sum. */
  wro: ShipBobWro | null;
  /** The WROs as ShipBob shows them: several where the receipt was too large for one. */
  wros: ShipBobWro[];
  head: OdooPicking;
  pickings: OdooPicking[];
}

/** Further WROs of a receipt are linked under the model `stock.picking#2`, `stock.picking#3` and so on. */
export const partModel = (part: number): string => (part === 1 ? 'stock.picking' : `stock.picking#${part}`);

/** What a receipt's WROs are known to ShipBob by. */
export const isLinkedWro = (seen: PurchaseOrderSeen, wro: ShipBobWro): boolean =>
  seen.links.some((link) => link.shipbobId === String(wro.id) || livingWroId(link) === wro.id);

/** Stands, in brackets, at the end of the source document of a receipt that was made for what one WRO put away. */
export const ownReceiptMark = (wroId: number): string => `WRO-${wroId}`;

/**
 * The Odoo product a WRO's line means: by the linked inventory id, else by its SKU, which ShipBob keeps when it merges
 * items under a new id. Null when it is none of the order's products.
 */
export function productOfLine(
  line: { inventory_id: number; sku: string },
  products: PurchaseOrderSeen['products'],
): number | null {
  const all = Object.values(products);
  const linked = all.find(({ link }) => isItemOf(link, line.inventory_id));
  if (linked) return linked.product.id;
  const sku = line.sku.trim();
  const named = all.filter(({ product }) => sku !== '' && skuOf(product.id, products) === sku);
  const [only] = named;
  return only && named.length === 1 ? only.product.id : null;
}

/** The SKU people know a product by, else its id. */
export function skuOf(productId: number, products: PurchaseOrderSeen['products']): string {
  const known = products[String(productId)];
  const linked = known?.link?.data['sku'];
  return (typeof linked === 'string' ? filled(linked) : null) ?? filled(known?.product.default_code) ?? `#${productId}`;
}
