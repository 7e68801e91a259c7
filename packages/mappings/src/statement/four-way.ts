import { asHandedOver } from '../receiving/placement.js';
import type { OdooPurchaseLine, PurchaseOrderSeen } from '../seen.js';
import { isItemOf, livingWroId } from '../shared/links.js';

/** One line of a purchase order against everything that became of it, in the product's UoM. */
export interface MatchedLine {
  order: string;
  line_id: number | null;
  sku: string;
  ordered: number;
  /** Announced to ShipBob by WROs. */
  declared: number;
  /** Put on ShipBob's shelves. */
  counted: number;
  /** Done on the receipts in Odoo. */
  booked: number;
  /** On vendor bills. */
  billed: number;
  /** For one unit of the product, in the order's currency. */
  price: number;
  currency: string;
  findings: Finding[];
  /** Paid for what is not there, and stock that is worth otherwise than Odoo says. */
  money_at_stake: number;
}

export type Finding =
  | 'not_declared'
  | 'declared_short'
  | 'declared_over'
  | 'not_counted'
  | 'counted_short'
  | 'counted_over'
  | 'not_on_order'
  | 'not_booked'
  | 'booked_short'
  | 'booked_over'
  | 'billed_over_counted'
  | 'billed_over_ordered'
  | 'not_billed'
  | 'billed_short';

/** Billed quantity of purchase lines, in the product's UoM, by line id. */
export type Billed = Readonly<Record<string, number>>;

/** Ordered, declared to ShipBob, counted by ShipBob, booked in Odoo and billed by the supplier, line by line. */
export function fourWayMatch(seen: PurchaseOrderSeen, billed: Billed): MatchedLine[] {
  const { order } = seen;
  if (order === null) return [];
  const lines = order.lines.filter((line) => line.display_type === null);
  const done = bookedByLine(seen);
  const wros = wroQuantities(seen);
  const rows: MatchedLine[] = [];
  for (const [productId, ofProduct] of grouped(lines)) {
    const entry = seen.products[String(productId)];
    const sku = entry?.product.default_code ?? `product ${productId}`;
    const at = wros.get(productId) ?? { declared: 0, counted: 0 };
    const ordered = ofProduct.map((line) => line.product_uom_qty);
    const declared = spread(at.declared, ordered);
    const counted = spread(at.counted, ordered);
    const booked = spread(done.get(productId) ?? 0, ordered);
    for (const [index, line] of ofProduct.entries())
      rows.push(
        judged({
          order: order.name,
          line_id: line.id,
          sku,
          ordered: line.product_uom_qty,
          declared: declared[index] ?? 0,
          counted: counted[index] ?? 0,
          booked: booked[index] ?? 0,
          billed: billed[String(line.id)] ?? 0,
          price: unitPrice(line),
          currency: order.currency,
        }),
      );
  }
  const known = new Set(lines.map((line) => line.product_id));
  for (const [productId, at] of wros)
    if (!known.has(productId))
      rows.push(
        judged({
          order: order.name,
          line_id: null,
          sku: at.sku,
          ordered: 0,
          declared: at.declared,
          counted: at.counted,
          booked: done.get(productId) ?? 0,
          billed: 0,
          price: seen.products[String(productId)]?.product.standard_price ?? 0,
          currency: order.currency,
        }),
      );
  return rows.sort((a, b) => (a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : 0));
}

const unitPrice = (line: OdooPurchaseLine): number =>
  line.product_uom_qty === 0 ? line.price_unit : (line.price_unit * line.product_qty) / line.product_uom_qty;

function grouped(lines: OdooPurchaseLine[]): Map<number, OdooPurchaseLine[]> {
  const groups = new Map<number, OdooPurchaseLine[]>();
  for (const line of [...lines].sort((a, b) => a.id - b.id))
    if (line.product_id !== null) groups.set(line.product_id, [...(groups.get(line.product_id) ?? []), line]);
  return groups;
}

/** Several lines of one product: each gets what it asks for in turn, and the last one the rest. */
function spread(quantity: number, wanted: number[]): number[] {
  let left = quantity;
  return wanted.map((want, index) => {
    const part = index === wanted.length - 1 ? left : Math.min(left, want);
    left -= part;
    return part;
  });
}

function bookedByLine(seen: PurchaseOrderSeen): Map<number, number> {
  const done = new Map<number, number>();
  for (const picking of seen.order?.pickings ?? []) {
    const sign = picking.picking_type_code === 'incoming' ? 1 : picking.picking_type_code === 'outgoing' ? -1 : 0;
    for (const move of picking.moves)
      if (move.state === 'done') done.set(move.product_id, (done.get(move.product_id) ?? 0) + sign * move.quantity);
  }
  return done;
}

/** Of goods that no product of Odoo is linked to the key is below zero: nothing can be booked of them. */
function wroQuantities(seen: PurchaseOrderSeen): Map<number, { sku: string; declared: number; counted: number }> {
  const linked = new Set(seen.links.filter((link) => link.shipbobType === 'wro').map(livingWroId));
  const wros = linked.size > 0 ? seen.wros.filter((wro) => linked.has(wro.id)) : seen.wros;
  const sums = new Map<number, { sku: string; declared: number; counted: number }>();
  for (const wro of wros.filter((one) => one.status !== 'Cancelled'))
    for (const line of asHandedOver(wro, seen).inventory_quantities) {
      const entry = Object.entries(seen.products).find(([, { link }]) => isItemOf(link, line.inventory_id));
      const key = entry === undefined ? -line.inventory_id : Number(entry[0]);
      const sum = sums.get(key) ?? { sku: entry?.[1].product.default_code ?? line.sku, declared: 0, counted: 0 };
      sum.declared += line.expected_quantity;
      sum.counted += line.stowed_quantity;
      sums.set(key, sum);
    }
  return sums;
}

function judged(row: Omit<MatchedLine, 'findings' | 'money_at_stake'>): MatchedLine {
  const { ordered, declared, counted, booked, billed, price, line_id } = row;
  const findings: Finding[] = [];
  const compare = (less: boolean, is: Finding, none: Finding, part: number): void => {
    if (less) findings.push(part === 0 ? none : is);
  };
  if (line_id === null) findings.push('not_on_order');
  else {
    compare(declared < ordered, 'declared_short', 'not_declared', declared);
    if (declared > ordered) findings.push('declared_over');
  }
  compare(counted < declared, 'counted_short', 'not_counted', counted);
  if (counted > declared) findings.push('counted_over');
  compare(booked < counted, 'booked_short', 'not_booked', booked);
  if (booked > counted) findings.push('booked_over');
  if (billed > counted) findings.push('billed_over_counted');
  if (billed > ordered) findings.push('billed_over_ordered');
  compare(billed < Math.min(counted, ordered), 'billed_short', 'not_billed', billed);
  const stake = (Math.max(0, billed - counted) + Math.abs(booked - counted)) * price;
  return { ...row, findings, money_at_stake: Math.round(stake * 100) / 100 };
}
