import type { Account } from '../account.js';
import type { Order, Shipment, ShipmentLine, StatusDetail } from '../order-records.js';
import type { Variant } from '../records.js';
import type { Shop } from '../shop.js';

/** A need of one inventory item for one order product. */
interface Need {
  variant: Variant;
  stocked: Variant;
  inventoryId: number;
  quantity: number;
}

export const detail = (id: number, name: string, description = name): StatusDetail => ({
  id,
  name,
  description,
  inventory_id: null,
  exception_fulfillment_center_id: null,
  extra_information: null,
});

export function newShipment(shop: Shop, centreId: number | null, lines: ShipmentLine[], id?: number): Shipment {
  const at = shop.stamp();
  return {
    id: id ?? shop.id('shipment'),
    status: 'Processing',
    details: [],
    centreId,
    tracking: null,
    lines,
    cartons: [],
    createdDate: at,
    lastUpdate: at,
    lastTrackingUpdate: null,
    actualFulfillment: null,
    delivered: null,
    isTrackingUploaded: false,
    invoiceAmount: null,
    shipOption: null,
    recipient: null,
    carrierEvents: [],
    log: [{ typeId: 603, name: 'Inserted', text: 'Order was placed', timestamp: at }],
  };
}

/** Bundles are exploded into their components; digital goods need nothing from a shelf. */
function needsOf(account: Account, order: Order): Need[] {
  return order.products.flatMap((product) => {
    const variant = account.variants.find((candidate) => candidate.id === product.variantId);
    if (variant === undefined || variant.is_digital) return [];
    const parts = variant.bundle_definition.map((part) => ({ id: part.variant_id, quantity: part.quantity }));
    const components = parts.length > 0 ? parts : [{ id: variant.id, quantity: 1 }];
    return components.flatMap((part) => {
      const stocked = account.variants.find((candidate) => candidate.id === part.id);
      const inventoryId = stocked?.inventory.inventory_id;
      if (stocked === undefined || !inventoryId) return [];
      return [{ variant, stocked, inventoryId, quantity: part.quantity * product.quantity }];
    });
  });
}

/**
 * Decides which centre ships what: the wanted centre, else the first that has everything, else a split over centres in
 * their order. What no shelf holds makes one shipment in status Exception (303 OutOfStock), an inactive SKU 302.
 */
export function allocate(shop: Shop, account: Account, order: Order, wantedCentre: number | null): Shipment[] {
  const needs = needsOf(account, order);
  if (needs.length === 0) return [newShipment(shop, wantedCentre, [])];
  const centres = account.centres
    .filter((centre) => centre.active && centre.shipping && (wantedCentre === null || centre.id === wantedCentre))
    .map((centre) => centre.id);
  const first = centres[0] ?? account.centres[0]?.id ?? null;
  const inactive = needs.find((need) => need.stocked.status === 'Inactive' || need.variant.status === 'Inactive');
  if (inactive !== undefined) return [troubled(shop, first, needs, detail(302, 'InactiveSku'), inactive)];

  const free = new Map<string, number>();
  const freeAt = (need: Need, centreId: number): number => {
    const key = `${need.inventoryId}/${centreId}`;
    const known = free.get(key);
    if (known !== undefined) return known;
    return account.onHand(need.inventoryId, centreId) - account.committed(need.inventoryId, centreId);
  };
  const take = (need: Need, centreId: number, quantity: number): ShipmentLine[] => {
    free.set(`${need.inventoryId}/${centreId}`, freeAt(need, centreId) - quantity);
    return linesFor(account, need, centreId, quantity);
  };
  const whole = centres.find((centreId) => needs.every((need) => freeAt(need, centreId) >= totalOf(needs, need)));
  if (whole !== undefined) {
    return [
      newShipment(
        shop,
        whole,
        needs.flatMap((need) => take(need, whole, need.quantity)),
      ),
    ];
  }
  const short = needs.find(
    (need) => centres.reduce((sum, centreId) => sum + Math.max(0, freeAt(need, centreId)), 0) < totalOf(needs, need),
  );
  if (short !== undefined) return [troubled(shop, first, needs, detail(303, 'OutOfStock'), short)];

  const lines = new Map<number, ShipmentLine[]>();
  for (const need of needs) {
    let left = need.quantity;
    for (const centreId of centres) {
      const quantity = Math.min(left, Math.max(0, freeAt(need, centreId)));
      if (quantity === 0) continue;
      lines.set(centreId, [...(lines.get(centreId) ?? []), ...take(need, centreId, quantity)]);
      left -= quantity;
    }
  }
  return [...lines].map(([centreId, own]) => newShipment(shop, centreId, own));
}

const totalOf = (needs: Need[], need: Need): number =>
  needs.filter((other) => other.inventoryId === need.inventoryId).reduce((sum, other) => sum + other.quantity, 0);

function troubled(shop: Shop, centreId: number | null, needs: Need[], why: StatusDetail, cause: Need): Shipment {
  const lines = needs.map((need) => lineOf(need, need.quantity, 0, null, null));
  return {
    ...newShipment(shop, centreId, lines),
    status: 'Exception',
    details: [{ ...why, inventory_id: cause.inventoryId, exception_fulfillment_center_id: centreId }],
  };
}

const lineOf = (
  need: Need,
  quantity: number,
  committed: number,
  lot: string | null,
  expiration: string | null,
): ShipmentLine => ({
  variantId: need.variant.id,
  inventoryId: need.inventoryId,
  quantity,
  committed,
  lot,
  expiration,
  serials: [],
});

/** One row per lot, first expiring first (FEFO is inferred). */
function linesFor(account: Account, need: Need, centreId: number, quantity: number): ShipmentLine[] {
  const shelves = account.stock
    .filter((row) => row.inventoryId === need.inventoryId && row.centreId === centreId && row.onHand > 0)
    .toSorted((a, b) => (a.lotDate ?? '9999').localeCompare(b.lotDate ?? '9999'));
  const lines: ShipmentLine[] = [];
  let left = quantity;
  for (const shelf of shelves) {
    const taken = Math.min(left, shelf.onHand);
    if (taken <= 0) break;
    lines.push(lineOf(need, taken, taken, shelf.lotNumber, shelf.lotDate));
    left -= taken;
  }
  if (left > 0) lines.push(lineOf(need, left, left, null, null));
  return lines;
}

/** Orders that waited for stock are allocated anew once it is there. */
export function recoverExceptions(shop: Shop, account: Account): void {
  for (const order of account.orders) {
    const waiting = order.shipments.filter(
      (shipment) => shipment.status === 'Exception' && shipment.details.some((why) => why.id === 303),
    );
    if (waiting.length === 0 || waiting.length !== order.shipments.length) continue;
    const again = allocate(shop, account, order, null);
    if (again.some((shipment) => shipment.status === 'Exception')) continue;
    // The shipment keeps its id: the same parcel is now possible.
    order.shipments = again.map((shipment, index) => ({ ...shipment, id: waiting[index]?.id ?? shipment.id }));
  }
}
