import { contentHash, type JsonObject } from '@mlc/kernel';
import { linkRef, type PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { hoursAfter, instant, nextBusinessDay } from '../shared/dates.js';
import { filled, listed } from '../shared/text.js';

export interface WroItem {
  product_id: number;
  sku: string;
  /** Null while the product is not linked: the effect then waits for the link. */
  inventory_id: number | null;
  quantity: number;
}

interface NewWro {
  order: OdooPurchaseOrder;
  picking: OdooPicking;
  number: string;
  centreId: number;
  items: WroItem[];
}

/** The one write that announces a receipt to ShipBob. */
export function createWroEffect(wro: NewWro, context: PlanContext): PlannedEffect {
  const { order, picking, number, centreId } = wro;
  const { settings } = context;
  const arrival = arrivalOf(order, picking, new Date(context.now));
  const facts: JsonObject = {
    purchase_order_number: number,
    fulfillment_center_id: centreId,
    package_type: settings.wro.package,
    box_packaging_type: settings.wro.box_packaging,
    expected_arrival_date: arrival.at.toISOString(),
    boxes: boxesOf(wro, context),
  };
  const moved = arrival.planned === null ? '' : `; its planned arrival ${arrival.planned} has passed`;
  return {
    flow: 'purchase-orders',
    operation: 'shipbob.wro.create',
    target: 'shipbob',
    kind: 'create',
    businessKey: number,
    title: `WRO ${number} at centre ${centreId}`,
    before: null,
    after: facts,
    request: { ...facts, notes: notesOf(wro, context) },
    reason: `receipt ${picking.name} of ${order.name} from ${order.partner.name} brings ${listed(wro.items.map((item) => `${item.quantity} x ${item.sku}`))} to centre ${centreId}${moved}`,
    link: { odooModel: 'stock.picking', odooId: picking.id, shipbobType: 'wro' },
  };
}

/** One box with everything, or one for each SKU. ShipBob wants a tracking number on each. */
function boxesOf({ number, items }: NewWro, { settings }: PlanContext): JsonObject[] {
  const { box_packaging, tracking_placeholder } = settings.wro;
  const boxes = box_packaging === 'OneSkuPerBox' ? items.map((item) => [item]) : [items];
  const tracking = tracking_placeholder.replaceAll('{number}', number) || number;
  return boxes.map((box, index) => ({
    tracking_number: boxes.length === 1 ? tracking : `${tracking}-${index + 1}`,
    items: box.map((item) => ({
      sku: item.sku,
      inventory_id: item.inventory_id ?? linkRef('product.product', item.product_id, 'inventory_id'),
      quantity: item.quantity,
    })),
  }));
}

/**
 * When the goods are expected, by the receipt, else by the order. ShipBob takes future dates only: what has passed, or
 * passes within the hour, becomes noon UTC of the next weekday.
 */
function arrivalOf(
  order: Pick<OdooPurchaseOrder, 'date_planned'>,
  picking: Pick<OdooPicking, 'scheduled_date'>,
  now: Date,
): { at: Date; planned: string | null } {
  const planned = instant(picking.scheduled_date) ?? instant(order.date_planned);
  if (planned !== null && planned > hoursAfter(now, 1)) return { at: planned, planned: null };
  return { at: nextBusinessDay(now), planned: planned?.toISOString() ?? null };
}

/** A WRO has no supplier field; the notes tell people who sends the goods, and us which receipt this is. */
function notesOf({ order, picking, number, centreId, items }: NewWro, context: PlanContext): string {
  const content = items.map(({ sku, quantity }) => ({ sku, quantity }));
  const fingerprint = contentHash({ number, centreId, content }).slice(0, 12);
  const marker = `mlc:${context.connection.id}:${picking.id}:${fingerprint}`;
  return [filled(order.partner.name)?.slice(0, 100), filled(order.partner_ref)?.slice(0, 60), marker]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** The inventory id a link holds. */
export function inventoryIdOf(known: PurchaseOrderSeen['products'][string]): number | null {
  const id = known.link?.data['inventory_id'];
  return typeof id === 'number' ? id : null;
}
