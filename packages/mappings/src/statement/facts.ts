import { signedTotal } from '../billing/bill-standing.js';
import { livingBillId } from '../billing/judge-bill.js';
import { amountOf, micros } from '../billing/money.js';
import { laneKey } from '../lanes.js';
import { asHandedOver } from '../receiving/placement.js';
import type { InvoiceSeen, OdooPicking, ProductSeen, PurchaseOrderSeen, ReturnSeen, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { isItemOf, livingWroId } from '../shared/links.js';
import type { Fact } from './statement.js';

/** Both sides of one record, from the same evidence that its plan reads. */
export interface Sides {
  odoo: Fact[];
  shipbob: Fact[];
}

type Context = Pick<PlanContext, 'warehouses' | 'settings'>;
const isMapped = (warehouseId: number | null, { warehouses, settings }: Context): boolean => {
  const code = warehouses.find((one) => one.id === warehouseId)?.code;
  return settings.centres.some((centre) => centre.warehouse === code);
};

const none = (): Sides => ({ odoo: [], shipbob: [] });
export const together = (all: Sides[]): Sides => ({
  odoo: all.flatMap((one) => one.odoo),
  shipbob: all.flatMap((one) => one.shipbob),
});

type Sums = Map<string, number>;
const add = (sums: Sums, sku: string, quantity: number): void => {
  sums.set(sku, (sums.get(sku) ?? 0) + quantity);
};

/** A fact for each SKU with a quantity; zero is nothing. */
const perSku = (sums: Sums, prefix: string, lane: string | null): Fact[] =>
  [...sums]
    .filter(([, quantity]) => quantity !== 0)
    .map(([sku, quantity]) => ({ key: `${prefix}/${sku}`, label: `${prefix}, ${sku}`, lane, fields: { quantity } }));

/** Goods of this picking that were moved, by SKU. */
function doneOf(pickings: OdooPicking[], sums: Sums, sign: 1 | -1): void {
  for (const picking of pickings)
    for (const move of picking.moves)
      if (move.state === 'done') add(sums, move.sku ?? `product ${move.product_id}`, sign * move.quantity);
}

/** SKU of the linked product for an inventory id of ShipBob's. */
const skuOf = (seen: PurchaseOrderSeen, inventoryId: number, sku: string): string => {
  const entry = Object.values(seen.products).find(({ link }) => isItemOf(link, inventoryId));
  return entry?.product.default_code ?? (sku || `inventory ${inventoryId}`);
};

function wrosOf(seen: PurchaseOrderSeen): PurchaseOrderSeen['wros'] {
  const linked = new Set(seen.links.filter((link) => link.shipbobType === 'wro').map(livingWroId));
  // Once one is linked, others that merely carry a number of the order are told by their own lanes.
  const own = linked.size > 0 ? seen.wros.filter((wro) => linked.has(wro.id)) : seen.wros;
  return own.filter((wro) => wro.status !== 'Cancelled');
}

/** Announced: what the receipts of a purchase order ask for, and what its WROs expect. */
export function announcedFacts(seen: PurchaseOrderSeen, context: Context): Sides {
  const { order } = seen;
  if (order === null || !isMapped(order.warehouse_id, context)) return none();
  const [wanted, expected]: [Sums, Sums] = [new Map(), new Map()];
  for (const picking of order.pickings)
    if (picking.picking_type_code === 'incoming')
      for (const move of picking.moves)
        if (move.state !== 'cancel') add(wanted, move.sku ?? `product ${move.product_id}`, move.product_qty);
  for (const wro of wrosOf(seen))
    for (const line of wro.inventory_quantities)
      add(expected, skuOf(seen, line.inventory_id, line.sku), line.expected_quantity);
  const lane = laneKey('purchase-order', order.id);
  return { odoo: perSku(wanted, order.name, lane), shipbob: perSku(expected, order.name, lane) };
}

/** Received: what is done on the receipts of a purchase order, and what ShipBob stowed. */
export function receivedFacts(seen: PurchaseOrderSeen, context: Context): Sides {
  const { order } = seen;
  if (order === null || !isMapped(order.warehouse_id, context)) return none();
  const [done, stowed]: [Sums, Sums] = [new Map(), new Map()];
  doneOf(
    order.pickings.filter((one) => one.picking_type_code === 'incoming'),
    done,
    1,
  );
  doneOf(
    order.pickings.filter((one) => one.picking_type_code === 'outgoing'),
    done,
    -1,
  );
  for (const wro of wrosOf(seen))
    for (const line of asHandedOver(wro, seen).inventory_quantities)
      add(stowed, skuOf(seen, line.inventory_id, line.sku), line.stowed_quantity);
  const lane = laneKey('purchase-order', order.id);
  return { odoo: perSku(done, order.name, lane), shipbob: perSku(stowed, order.name, lane) };
}

/** Goods out: what left ShipBob under an order, and what is done on its deliveries; and under which tracking numbers. */
export function shippedFacts(seen: ShipmentsSeen, anonymous: { sku: string; quantity: number }[]): Sides {
  const { order } = seen;
  if (order === null) return none();
  const [gone, done]: [Sums, Sums] = [new Map(), new Map()];
  const shipments = order.shipments.filter((shipment) => shipment.status === 'Completed');
  for (const shipment of shipments)
    for (const item of shipment.items)
      add(
        gone,
        seen.productByInventoryId[String(item.inventory_id)]?.sku ?? `inventory ${item.inventory_id}`,
        item.quantity,
      );
  const deliveries = new Map(
    seen.saleOrders.flatMap(({ order: sale }) => sale.pickings).map((picking) => [picking.id, picking]),
  );
  const left = [...deliveries.values()].filter(
    (picking) => picking.picking_type_code === 'outgoing' && picking.state === 'done',
  );
  doneOf(left, done, 1);
  for (const { sku, quantity } of anonymous) add(done, sku, quantity);
  const prefix = order.reference_id || `order ${order.id}`;
  const lane = laneKey('order', order.id);
  const sides = { odoo: perSku(done, prefix, lane), shipbob: perSku(gone, prefix, lane) };
  const numbers = (texts: (string | null)[]): string =>
    [...new Set(texts.flatMap((text) => (text ?? '').split(',').map((one) => one.trim())))]
      .filter(Boolean)
      .sort()
      .join(', ');
  const tracked = (tracking: string): Fact[] =>
    tracking === '' ? [] : [{ key: `${prefix}/tracking`, label: `${prefix}, tracking`, lane, fields: { tracking } }];
  // An order without a sale order has no delivery that could carry a number.
  if (left.length > 0) {
    sides.odoo.push(...tracked(numbers(left.map((picking) => picking.carrier_tracking_ref))));
    sides.shipbob.push(...tracked(numbers(shipments.map((shipment) => shipment.tracking?.tracking_number ?? null))));
  }
  return sides;
}

/** A delivery that left our warehouse in Odoo and that no ShipBob order stands for. */
export function looseDeliveryFacts(picking: OdooPicking): Fact[] {
  const done: Sums = new Map();
  doneOf([picking], done, 1);
  return perSku(done, picking.origin ?? picking.name, null);
}

/** Goods back: what ShipBob dealt with, and what the transfer with the return's mark brought back. */
export function returnedFacts(seen: ReturnSeen): Sides {
  const { returned } = seen;
  if (returned === null || returned.status !== 'Completed') return none();
  const [dealt, booked]: [Sums, Sums] = [new Map(), new Map()];
  const skuById = new Map(Object.values(seen.productByInventoryId).map((one) => [one.product_id, one.sku]));
  for (const item of returned.inventory)
    for (const taken of item.action_taken)
      add(
        dealt,
        seen.productByInventoryId[String(item.id)]?.sku ?? (item.sku || `inventory ${item.id}`),
        taken.quantity_processed,
      );
  for (const transfer of seen.booked)
    if (transfer.state === 'done')
      for (const line of transfer.placed)
        add(booked, skuById.get(line.product_id) ?? `product ${line.product_id}`, line.quantity);
  const lane = laneKey('return', returned.id);
  return { odoo: perSku(booked, `return ${returned.id}`, lane), shipbob: perSku(dealt, `return ${returned.id}`, lane) };
}

/** Money: ShipBob's invoices and the bills for them. */
export function billedFacts(seen: InvoiceSeen): Sides {
  const { invoice, books } = seen;
  if (invoice === null || /^(payment|balance\s?adjustment)$/i.test(invoice.invoice_type)) return none();
  const lane = laneKey('invoice', invoice.invoice_id);
  const base = {
    key: `SB-${invoice.invoice_id}`,
    label: `invoice ${invoice.invoice_id} (${invoice.invoice_type})`,
    lane,
  };
  const living = seen.link === null ? null : livingBillId(seen.link);
  const standing = seen.bills.filter((bill) => bill.state !== 'cancel');
  const bill = standing.find((one) => one.id === living) ?? standing.find((one) => one.ours) ?? standing[0];
  const code = Object.entries(books?.currencies ?? {}).find(([, id]) => id === bill?.currency_id)?.[0];
  return {
    shipbob: [
      {
        ...base,
        fields: {
          total: amountOf(micros(invoice.amount)),
          date: invoice.invoice_date.slice(0, 10),
          currency: invoice.currency_code,
        },
      },
    ],
    odoo: bill
      ? [
          {
            ...base,
            fields: {
              total: amountOf(signedTotal(bill)),
              date: bill.invoice_date,
              currency: code ?? `currency ${bill.currency_id}`,
            },
          },
        ]
      : [],
  };
}

/** Products that are linked: what both sides call them. */
export function productFacts(seen: ProductSeen, { settings }: Pick<PlanContext, 'settings'>): Sides {
  const { product, link, linked } = seen;
  if (product === null || link === null || !product.active) return none();
  const lane = laneKey('product', product.id);
  const base = { key: `product ${product.id}`, label: product.default_code ?? product.name, lane };
  const named = settings.products.owned_fields.includes('name') && !settings.products.group_variants;
  const fields = (sku: string | null, name: string) => ({
    sku: sku?.trim() ?? null,
    ...(named ? { name: name.trim() } : {}),
  });
  return {
    odoo: [{ ...base, fields: fields(product.default_code, product.name) }],
    shipbob: linked === null ? [] : [{ ...base, fields: fields(linked.sku, linked.name) }],
  };
}
