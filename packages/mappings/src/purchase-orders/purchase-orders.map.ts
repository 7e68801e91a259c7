import { contentHash, type JsonObject } from '@mlc/kernel';
import { linkRef, type PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooPurchaseOrder, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { partModel } from '../shared/receipts.js';
import { filled, listed } from '../shared/text.js';
import type { Arrival } from './arrival.js';
import { type Box, goodsOf } from './boxes.js';
import type { Freight } from './freight.js';
import { type SupplierRules, supplierOf } from './suppliers.js';
import { boxNumbers } from './tracking.js';
import type { WroItem } from './wro-items.js';
import { markText } from './wro-mark.js';

interface NewWro {
  order: OdooPurchaseOrder;
  picking: OdooPicking;
  number: string;
  centreId: number;
  arrival: Arrival;
  rules: SupplierRules;
  boxes: Box[];
  /** Tracking numbers of its boxes, as far as they are known. */
  tracking: string[];
  /** 1 unless the receipt is too large for one WRO. */
  part: number;
  freight: Freight;
  /** False when the receipt has a link already, which then takes the new WRO over. */
  links: boolean;
}

/** The one write that announces a receipt, or a part of it, to ShipBob. */
export function createWroEffect(wro: NewWro, context: PlanContext): PlannedEffect {
  const { order, picking, number, centreId, arrival, rules, part } = wro;
  const facts: JsonObject = {
    purchase_order_number: number,
    fulfillment_center_id: centreId,
    package_type: rules.package,
    box_packaging_type: rules.box_packaging,
    expected_arrival_date: arrival.at.toISOString(),
    boxes: boxesOf(wro, context),
    ...freightFacts(wro.freight),
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
    reason: `receipt ${picking.name} of ${order.name} from ${supplierOf(order).name} brings ${listed(goodsOf(wro.boxes).map(inWords))} to centre ${centreId}${part > 1 ? ` (part ${part})` : ''}${moved}`,
    link: wro.links ? { odooModel: partModel(part), odooId: picking.id, shipbobType: 'wro' } : null,
  };
}

const inWords = ({ quantity, sku, lot }: WroItem): string =>
  `${quantity} x ${sku}${lot ? ` of lot ${lot.number}` : ''}`;

/** ShipBob wants a tracking number on each box. */
export function boxesOf(
  { number, boxes, tracking }: Pick<NewWro, 'number' | 'boxes' | 'tracking'>,
  context: PlanContext,
): JsonObject[] {
  const numbers = boxNumbers(boxes.length, tracking, number, context);
  return boxes.map((box, index) => ({
    tracking_number: numbers[index] ?? number,
    items: box.map((item) => ({
      sku: item.sku,
      inventory_id: item.inventory_id ?? linkRef('product.product', item.product_id, 'inventory_id'),
      quantity: item.quantity,
      ...(item.lot ? { lot_number: item.lot.number, lot_date: item.lot.date } : {}),
    })),
  }));
}

const freightFacts = ({ facts, finalCentreId }: Freight): JsonObject => ({
  ...(Object.keys(facts).length > 0 ? { freight: { ...facts } } : {}),
  ...(finalCentreId === null ? {} : { final_destination_fulfillment_center_id: finalCentreId }),
});

/**
 * A WRO has no supplier field; the notes tell people who sends the goods, and us which receipt this is. The mark goes
 * before the free words: nobody knows how much of the notes ShipBob keeps.
 */
function notesOf({ order, picking, number, centreId, boxes, freight }: NewWro, context: PlanContext): string {
  if (!context.settings.wro.freight_notes) return '';
  const content = goodsOf(boxes).map(({ sku, quantity }) => ({ sku, quantity }));
  const fingerprint = contentHash({ number, centreId, content }).slice(0, 12);
  const mark = markText({ connectionId: context.connection.id, pickingId: picking.id, fingerprint });
  return [filled(supplierOf(order).name)?.slice(0, 100), filled(order.partner_ref)?.slice(0, 60), mark, freight.notes]
    .filter((part) => part !== undefined && part !== null)
    .join(', ');
}

export const cancelEffect = (wro: ShipBobWro, reason: string): PlannedEffect => ({
  flow: 'purchase-orders',
  operation: 'shipbob.wro.cancel',
  target: 'shipbob',
  kind: 'converge',
  businessKey: `wro ${wro.id}`,
  title: `cancel WRO ${wro.purchase_order_number ?? wro.id}`,
  before: { status: wro.status },
  after: { status: 'Cancelled' },
  request: { wro_id: wro.id },
  reason,
  link: null,
});
