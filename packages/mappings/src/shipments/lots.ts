import type { LotStock, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { instant } from '../shared/dates.js';
import type { Quantities } from '../shared/quantities.js';
import { filled, listed } from '../shared/text.js';
import { moreThan } from '../shared/units.js';
import { skuIn } from './shipped-goods.js';

export interface LotPart {
  name: string;
  /** ISO 8601. */
  expiration_date: string | null;
  /** In the product's UoM. */
  quantity: number;
}

interface LotPlan {
  /** Lots of each tracked product, in all its whole quantity. */
  lots: Map<number, LotPart[]>;
  /** What nobody named and was chosen here, in words; empty when ShipBob named all. */
  chosen: string[];
  /** Tracked goods for which there is no lot to take. */
  missing: { sku: string; tracking: string }[];
}

/** What earlier shipments of the pass took of the lots in stock: `product/lot` -> quantity. */
export type LotsTaken = Map<string, number>;

/**
 * The lots that left: those that ShipBob names; for the rest those that expire first of what Odoo has where the goods
 * left. More than Odoo has goes on the last of them, since the goods are gone; serial numbers are never stretched so.
 */
export function lotsOf(
  { shipment, seen }: { shipment: ShipBobShipment; seen: ShipmentsSeen },
  tracked: ReadonlyMap<number, 'lot' | 'serial'>,
  goods: Quantities,
  from: { rootId: number | null; taken: LotsTaken },
  context: PlanContext,
): LotPlan {
  const plan: LotPlan = { lots: new Map(), chosen: [], missing: [] };
  for (const [productId, tracking] of tracked) {
    const quantity = goods.get(productId) ?? 0;
    const parts = named(shipment, seen, productId, tracking, quantity);
    const rest = rounded(quantity - total(parts));
    const sku = skuIn(seen, productId);
    const open = rest > 0 && context.settings.shipments.lot_fallback === 'fefo';
    const stock = open ? stockOf(seen, productId, from, parts) : [];
    const picked = open ? pick(stock, rest, tracking) : [];
    if (moreThan(rest, total(picked))) {
      plan.missing.push({ sku, tracking });
      continue;
    }
    plan.lots.set(productId, merged([...parts, ...picked]));
    for (const part of picked)
      from.taken.set(key(productId, part.name), takenOf(from, productId, part) + part.quantity);
    const short = rounded(rest - total(stock));
    if (picked.length > 0) {
      const what = listed(picked.map((part) => `${part.quantity} of ${part.name}`));
      const beyond = short > 0 ? `, ${short} more than Odoo has` : '';
      plan.chosen.push(`${sku}: ${what}${beyond}`);
    }
  }
  return plan;
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
const total = (parts: { quantity: number }[]): number => rounded(parts.reduce((sum, part) => sum + part.quantity, 0));
const key = (productId: number, lot: string): string => `${productId}/${lot}`;
const takenOf = ({ taken }: { taken: LotsTaken }, productId: number, { name }: { name: string }): number =>
  taken.get(key(productId, name)) ?? 0;

function named(
  shipment: ShipBobShipment,
  seen: ShipmentsSeen,
  productId: number,
  tracking: 'lot' | 'serial',
  quantity: number,
): LotPart[] {
  const items = shipment.items.filter(
    (item) => seen.productByInventoryId[String(item.inventory_id)]?.product_id === productId && item.quantity > 0,
  );
  if (tracking === 'serial') {
    const serials = new Set(items.flatMap((item) => item.serial_numbers).flatMap((serial) => filled(serial) ?? []));
    return [...serials].slice(0, quantity).map((name) => ({ name, expiration_date: null, quantity: 1 }));
  }
  return merged(
    items.flatMap((item): LotPart[] => {
      const name = filled(item.lot);
      const expiration_date = instant(item.expiration_date)?.toISOString() ?? null;
      return name === null ? [] : [{ name, expiration_date, quantity: item.quantity }];
    }),
  );
}

/** What is left of each lot, those that expire first at the front. */
function stockOf(
  seen: ShipmentsSeen,
  productId: number,
  from: { rootId: number | null; taken: LotsTaken },
  given: LotPart[],
): LotPart[] {
  const byLot = new Map<string, LotPart>();
  for (const stock of seen.lotStock ?? []) {
    if (stock.product_id !== productId || stock.root_id !== from.rootId) continue;
    const known = byLot.get(stock.lot);
    byLot.set(stock.lot, { ...asPart(stock), quantity: stock.quantity + (known?.quantity ?? 0) });
  }
  return [...byLot.values()]
    .map((part) => {
      const gone = takenOf(from, productId, part) + total(given.filter(({ name }) => name === part.name));
      return { ...part, quantity: Math.max(0, rounded(part.quantity - gone)) };
    })
    .sort((a, b) => expiry(a) - expiry(b) || (a.name < b.name ? -1 : 1));
}

const asPart = ({ lot, expiration_date, quantity }: LotStock): LotPart => ({ name: lot, expiration_date, quantity });
const expiry = ({ expiration_date }: LotPart): number => instant(expiration_date)?.getTime() ?? Number.MAX_SAFE_INTEGER;

function pick(stock: LotPart[], quantity: number, tracking: 'lot' | 'serial'): LotPart[] {
  const picked: LotPart[] = [];
  let need = quantity;
  for (const part of stock) {
    const most = tracking === 'serial' ? Math.min(1, Math.floor(part.quantity)) : part.quantity;
    const take = Math.min(most, need);
    if (take > 0) picked.push({ ...part, quantity: take });
    need = rounded(need - take);
  }
  const last = stock.at(-1);
  if (need > 0 && last && tracking === 'lot') picked.push({ ...last, quantity: need });
  return merged(picked);
}

function merged(parts: LotPart[]): LotPart[] {
  const byName = new Map<string, LotPart>();
  for (const part of parts)
    byName.set(part.name, { ...part, quantity: rounded(part.quantity + (byName.get(part.name)?.quantity ?? 0)) });
  return [...byName.values()];
}
