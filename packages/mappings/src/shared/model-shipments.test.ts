/** A ShipBob order’s deliveries after a plan’s writes. */
import { operations } from '../operations.js';
import type { Plan, PlannedEffect } from '../plan.js';
import type { OdooMove, OdooPicking, ShipmentsSeen } from '../seen.js';
import { madeLink } from './model-orders.test.js';
import { FIRST_NEW_ID, isOpen, validate } from './model-transfers.test.js';

export function afterShipments(seen: ShipmentsSeen, plan: Pick<Plan, 'adoptions' | 'effects'>): ShipmentsSeen {
  const next = structuredClone(seen);
  next.links.push(...plan.adoptions.map((adoption) => ({ ...adoption, data: { ...adoption.data } })));
  const pickings = [...new Map(next.saleOrders.map(({ order }) => [order.id, order])).values()].map(
    (order) => order.pickings,
  );
  for (const effect of plan.effects) {
    if (effect.operation === 'odoo.delivery.ship') ship(next, pickings, effect);
    else if (effect.operation === 'odoo.delivery.anonymous') deliverApart(next, effect);
    else if (effect.operation === 'odoo.delivery.reverse') reverse(next, effect);
    else if (effect.operation === 'odoo.activity.schedule') schedule(next, effect);
    else track([...pickings, next.apart ?? []], effect);
  }
  return next;
}

function ship(next: ShipmentsSeen, orders: OdooPicking[][], effect: PlannedEffect): void {
  const request = operations['odoo.delivery.ship'].parse(effect.request);
  const pickings = orders.find((all) => all.some((picking) => picking.id === request.picking_id));
  const picking = pickings?.find((candidate) => candidate.id === request.picking_id);
  if (!pickings || !picking || !isOpen(picking)) throw new Error(`delivery ${request.picking_id} is not open`);
  const withLots = request.lines.every((line) => !line.lots || sumOfLots(line.lots) === line.quantity);
  validate(
    pickings,
    picking,
    new Map(request.lines.map((line) => [line.product_id, line.quantity])),
    new Set(),
    withLots,
  );
  append(picking, request.carrier_tracking_ref);
  appendNotes(picking, request.origin_marker, request.notes);
  next.links.push(madeLink(effect, request.shipment_id));
}

const sumOfLots = (lots: { quantity: number }[]): number => lots.reduce((sum, lot) => sum + lot.quantity, 0);

/** What `next.apart` holds: deliveries of their own, and the transfers that bring them back. */
function deliverApart(next: ShipmentsSeen, effect: PlannedEffect): void {
  const request = operations['odoo.delivery.anonymous'].parse(effect.request);
  const all = next.apart ?? [];
  if (all.some((picking) => picking.origin === request.origin)) throw new Error(`${request.origin} is there already`);
  const id = FIRST_NEW_ID + 1000 + all.length;
  const moves = request.lines.map((line, index): OdooMove => {
    const tracked = Object.values(next.productByInventoryId).find(({ product_id }) => product_id === line.product_id);
    if (tracked && tracked.tracking !== 'none' && sumOfLots(line.lots ?? []) !== line.quantity)
      throw new Error(`${line.sku} needs lots`);
    const unit = { id: 1, name: 'Units' };
    return {
      id: id * 10 + index,
      state: 'done',
      product_id: line.product_id,
      sku: line.sku,
      tracking: tracked?.tracking ?? 'none',
      product_qty: line.quantity,
      quantity: line.quantity,
      picked: true,
      product_uom: unit,
      product_base_uom: unit,
      purchase_line_id: null,
      sale_line_id: null,
      ...(line.lots ? { done_lots: line.lots.map(({ name, quantity }) => ({ name, quantity })) } : {}),
    };
  });
  const picking: OdooPicking = {
    ...{ id, name: `SB/OUT/${id}`, state: 'done', picking_type_code: 'outgoing', create_backorder: 'ask' },
    ...{ scheduled_date: null, date_done: null, backorder_id: null, return_id: null, warehouse_id: null },
    location_id: request.location_id,
    location_dest_id: request.location_dest_id,
    carrier_id: request.carrier_id,
    carrier_tracking_ref: request.carrier_tracking_ref,
    origin: request.origin,
    note: null,
    moves,
  };
  appendNotes(picking, `[${request.origin}]`, request.notes);
  next.apart = [...all, picking];
  next.apartLinks = [...(next.apartLinks ?? []), madeLink(effect, request.shipment_id ?? 0, id)];
}

function reverse(next: ShipmentsSeen, effect: PlannedEffect): void {
  const request = operations['odoo.delivery.reverse'].parse(effect.request);
  const from = 'delivery_id' in request.from ? request.from.delivery_id : 0;
  const picking = next.apart?.find(({ id }) => id === from);
  if (!picking || next.apart?.some(({ return_id }) => return_id === from))
    throw new Error(`no delivery ${from} to return`);
  const lines = request.lines.map(({ product_id, quantity }) => [product_id, quantity]);
  const done = picking.moves.flatMap((move) =>
    (move.done_lots ?? [move]).map(({ quantity }) => [move.product_id, quantity]),
  );
  if (JSON.stringify(lines) !== JSON.stringify(done)) throw new Error('not all of it comes back');
  const id = FIRST_NEW_ID + 2000 + (next.apart?.length ?? 0);
  next.apart = [
    ...(next.apart ?? []),
    { ...picking, id, picking_type_code: 'incoming', return_id: from, origin: null },
  ];
  next.apartLinks = [...(next.apartLinks ?? []), madeLink(effect, request.shipment_id, id)];
}

function schedule(next: ShipmentsSeen, effect: PlannedEffect): void {
  const { marker } = operations['odoo.activity.schedule'].parse(effect.request);
  if (next.activities?.includes(marker)) throw new Error(`${marker} is scheduled already`);
  next.activities = [...(next.activities ?? []), marker];
}

function track(orders: OdooPicking[][], effect: PlannedEffect): void {
  const request = operations['odoo.delivery.track'].parse(effect.request);
  const picking = orders.flat().find((candidate) => candidate.id === request.picking_id);
  if (!picking) throw new Error(`no delivery ${request.picking_id}`);
  append(picking, request.carrier_tracking_ref);
  appendNotes(picking, request.origin_marker ?? '', request.notes);
}

function append(picking: OdooPicking, ref: string | null): void {
  if (ref === null) return;
  picking.carrier_tracking_ref = picking.carrier_tracking_ref === null ? ref : `${picking.carrier_tracking_ref},${ref}`;
}

function appendNotes(picking: OdooPicking, marker: string, notes: string[] | undefined): void {
  if (picking.note === undefined) return;
  picking.note = [picking.note ?? '', ...(notes ?? []).map((note) => `<p>${marker} ${note}</p>`)].join('');
}
