import { qualify } from '../products/products.qualify.js';
import type { OdooPicking, PurchaseOrderSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { instant } from '../shared/dates.js';
import { nonZero, type Quantities } from '../shared/quantities.js';
import { openMoves, skuOf } from '../shared/receipts.js';
import { filled } from '../shared/text.js';
import { sameQuantity, wholeBy, wholeUnits } from '../shared/units.js';
import type { SupplierRules } from './suppliers.js';
import { unitsPerBox } from './units-per-box.js';

/** What is in a box of one SKU and lot. */
export interface WroItem {
  product_id: number;
  sku: string;
  /** Null while the product is not linked: the effect then waits for the link. */
  inventory_id: number | null;
  quantity: number;
  /** How many of it fill a box; null when nobody says. */
  per_box: number | null;
  lot?: { number: string; date: string };
}

interface Blocked {
  product_id: number;
  sku: string;
  cause: string;
}
interface Fraction {
  sku: string;
  quantity: number;
  uom: string;
}

export type ItemsFound =
  | { kind: 'items'; items: WroItem[]; hasPlaceholders: boolean }
  | { kind: 'blocked'; blocked: Blocked[] }
  | { kind: 'fractions'; fractions: Fraction[] }
  | { kind: 'tracked'; tracked: { sku: string; tracking: string; why: string }[] };

interface Goods {
  pickings: OdooPicking[];
  demand: Quantities;
  seen: PurchaseOrderSeen;
  /** Day of arrival, and the number the placeholder lots carry. */
  arrival: Date;
  number: string;
  rules: Pick<SupplierRules, 'units_per_box'>;
}

/** What a WRO for these goods holds, or why it cannot be announced. */
export function itemsFor(goods: Goods, context: PlanContext): ItemsFound {
  const { pickings, seen } = goods;
  const tracked = trackedWithout(goods, context);
  if (tracked.length > 0) return { kind: 'tracked', tracked };
  const demand = nonZero(goods.demand);
  const { rounding } = context.settings.wro;
  const fractions = [...demand].flatMap(([id, quantity]) =>
    wholeBy(quantity, rounding) === null ? [{ sku: skuOf(id, seen.products), quantity, uom: uomOf(id, pickings) }] : [],
  );
  if (fractions.length > 0) return { kind: 'fractions', fractions };
  const blocked: Blocked[] = [];
  const items: WroItem[] = [];
  let hasPlaceholders = false;
  for (const [productId, quantity] of demand) {
    const whole = wholeBy(quantity, rounding) ?? 0;
    if (whole === 0) continue;
    const item = itemOf(productId, whole, goods, context);
    if ('cause' in item) {
      blocked.push(item);
      continue;
    }
    const lots = lotsOf(productId, whole, goods);
    if (lots !== null) items.push(...lots.map((lot) => ({ ...item, quantity: lot.quantity, lot: lot.lot })));
    else if (isByLot(productId, goods)) {
      hasPlaceholders = true;
      items.push({ ...item, lot: placeholder(goods, context) });
    } else items.push(item);
  }
  return blocked.length > 0 ? { kind: 'blocked', blocked } : { kind: 'items', items, hasPlaceholders };
}

const uomOf = (productId: number, pickings: OdooPicking[]): string =>
  pickings.flatMap((picking) => picking.moves).find((move) => move.product_id === productId)?.product_base_uom.name ??
  'units';

/** The item, or why the product cannot be ordered. A product not linked yet is one that its own lane will make. */
function itemOf(productId: number, quantity: number, goods: Goods, context: PlanContext): WroItem | Blocked {
  const { seen, rules } = goods;
  const per_box = unitsPerBox(movesOf(productId, goods)[0] ?? {}, rules);
  const sku = skuOf(productId, seen.products);
  const blocked = (cause: string): Blocked => ({ product_id: productId, sku, cause });
  const known = seen.products[String(productId)];
  if (!known) return blocked('not found in Odoo');
  if (known.link !== null) {
    const inventory_id = inventoryIdOf(known);
    return inventory_id === null
      ? blocked('linked to a ShipBob variant without an inventory item')
      : { product_id: productId, sku, inventory_id, quantity, per_box };
  }
  if (known.product.is_kit) return blocked('a kit, which is received as its components');
  const verdict = qualify(known.product, context);
  if (verdict.kind === 'qualifies')
    return { product_id: productId, sku: verdict.sku, inventory_id: null, quantity, per_box };
  if (verdict.kind === 'archived') return blocked('archived in Odoo');
  return blocked(verdict.kind === 'case' ? verdict.case.cause : verdict.reason);
}

/** The inventory id a link holds. */
function inventoryIdOf(known: PurchaseOrderSeen['products'][string]): number | null {
  const id = known.link?.data['inventory_id'];
  return typeof id === 'number' ? id : null;
}

const movesOf = (productId: number, { pickings }: Goods) =>
  pickings.flatMap(openMoves).filter((move) => move.product_id === productId);

const isByLot = (productId: number, goods: Goods): boolean =>
  movesOf(productId, goods).some((move) => move.tracking === 'lot');

/** Tracked goods that cannot be announced: lots that nobody has named yet, serial numbers by the setting. */
function trackedWithout(goods: Goods, { settings }: PlanContext): { sku: string; tracking: string; why: string }[] {
  const { lot_policy, serials } = settings.wro;
  const { products } = goods.seen;
  return [...nonZero(goods.demand)].flatMap(([id, quantity]) => {
    const tracking = movesOf(id, goods).find((move) => move.tracking !== 'none')?.tracking;
    const told = { sku: skuOf(id, products), tracking: tracking ?? 'none' };
    if (tracking === 'serial') return serials === 'hold' ? [{ ...told, why: 'ShipBob takes no serial numbers' }] : [];
    if (tracking !== 'lot' || lot_policy === 'placeholder') return [];
    return lotsOf(id, wholeUnits(quantity) ?? 0, goods) === null
      ? [{ ...told, why: whyNoLots(id, quantity, goods) }]
      : [];
  });
}

function whyNoLots(productId: number, quantity: number, goods: Goods): string {
  const lots = movesOf(productId, goods).flatMap((move) => move.lots ?? []);
  if (lots.length === 0) return 'no lot is named on the receipt';
  const undated = lots.filter((lot) => instant(lot.expiration_date) === null);
  if (undated.length > 0) return `lot ${undated[0]?.name} has no date`;
  return `its lots add up to ${lots.reduce((sum, lot) => sum + lot.quantity, 0)} of ${quantity}`;
}

/** Lots with their dates when they account for the whole quantity, each as one item; null when they do not. */
function lotsOf(
  productId: number,
  quantity: number,
  goods: Goods,
): { quantity: number; lot: { number: string; date: string } }[] | null {
  if (!isByLot(productId, goods)) return null;
  const sums = new Map<string, { quantity: number; date: string }>();
  for (const lot of movesOf(productId, goods).flatMap((move) => move.lots ?? [])) {
    const [number, date] = [filled(lot.name), instant(lot.expiration_date)];
    if (number === null || date === null) return null;
    const sum = sums.get(number)?.quantity ?? 0;
    sums.set(number, { quantity: sum + lot.quantity, date: date.toISOString() });
  }
  const total = [...sums.values()].reduce((sum, lot) => sum + lot.quantity, 0);
  const rows = [...sums].map(([number, lot]) => ({ number, date: lot.date, quantity: wholeUnits(lot.quantity) }));
  if (!sameQuantity(total, quantity)) return null;
  return rows.some((row) => row.quantity === null || row.quantity < 1)
    ? null
    : rows
        .sort((a, b) => (a.number < b.number ? -1 : 1))
        .map(({ number, date, quantity: pieces }) => ({ quantity: pieces ?? 0, lot: { number, date } }));
}

const DAY_MS = 86_400_000;

function placeholder({ arrival, number }: Goods, { settings }: PlanContext): { number: string; date: string } {
  const { lot_placeholder, lot_placeholder_days } = settings.wro;
  const date = new Date(arrival.getTime() + lot_placeholder_days * DAY_MS);
  return { number: lot_placeholder.replaceAll('{number}', number), date: date.toISOString() };
}
