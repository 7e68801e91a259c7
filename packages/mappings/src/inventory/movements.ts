import type { OdooStockMove, ShipBobInventoryEvent } from '../seen.js';
import { filled } from '../shared/text.js';
import type { CutPlace, CutProduct } from './compare.js';
import type { Movement } from './explain.js';

/** Which lane a record belongs to, by its links. */
export interface Subjects {
  /** By WRO id: the purchase order's lane. */
  wros: Record<string, string>;
  /** By stock.picking id: the lane of the shipment or return that is booked on it. */
  pickings: Record<string, string>;
  /** By stock.picking id, of a transfer for several records: how much of it each of them is, in the product's UoM. */
  shares?: Record<string, MovementShare[]>;
}

export interface MovementShare {
  lane: string;
  product_id: number;
  lot: string | null;
  quantity: number;
}

interface Told {
  events: ShipBobInventoryEvent[];
  moves: OdooStockMove[];
  subjects: Subjects;
}

type Lot = string | null | undefined;

/** What ShipBob did to these goods at this place's centres; of one lot, or (undefined) of all. */
export function shipbobMovements(
  { events, subjects }: Told,
  product: CutProduct,
  place: CutPlace,
  lot: Lot,
): Movement[] {
  return events
    .filter((event) => event.inventory_id === product.inventory_id)
    .flatMap((event) => {
      const units = [
        ...(event.increment ? [{ side: event.increment, sign: 1 }] : []),
        ...(event.decrement ? [{ side: event.decrement, sign: -1 }] : []),
      ]
        .filter(({ side }) => place.centre_ids.includes(side.facility_id ?? Number.NaN))
        .filter(({ side }) => lot === undefined || filled(side.lot_number) === lot)
        .reduce((sum, { side, sign }) => sum + sign * Math.abs(side.quantity_change), 0);
      if (units === 0) return [];
      const { subject, note } = subjectOf(event, subjects);
      return [{ subject, units, at: event.event_datetime ?? '', what: event.event_category, note }];
    });
}

/** The record an event names; ShipBob's keys of references are not published, so they are told by what is in them. */
function subjectOf(event: ShipBobInventoryEvent, { wros }: Subjects): { subject: string | null; note: string | null } {
  const named = (word: RegExp): string | null =>
    filled(event.additional_reference.find(({ key, value }) => word.test(key) && /^\d+$/.test(value ?? ''))?.value);
  if (event.shipbob_order_id !== null) return { subject: `order:${event.shipbob_order_id}`, note: null };
  const wro = named(/wro|receiving/i);
  if (wro !== null && event.event_category !== 'AttributeUpdated')
    return { subject: wros[wro] ?? `wro:${wro}`, note: null };
  const returned = named(/return/i);
  if (returned !== null) return { subject: `return:${returned}`, note: null };
  return {
    subject: null,
    note: filled(event.additional_reference.find(({ key }) => /reason|comment|note/i.test(key))?.value),
  };
}

/** What moved these goods into or out of this place in Odoo. */
export function odooMovements({ moves, subjects }: Told, product: CutProduct, place: CutPlace, lot: Lot): Movement[] {
  return moves
    .filter((move) => move.product_id === product.product_id && (lot === undefined || move.lot === lot))
    .flatMap((move) => {
      const came = place.location_ids.includes(move.location_dest_id) ? move.quantity : 0;
      const went = place.location_ids.includes(move.location_id) ? move.quantity : 0;
      const linked = subjects.pickings[String(move.picking_id ?? '')];
      const subject = linked ?? (move.purchase_id === null ? null : `purchase-order:${move.purchase_id}`);
      const whole = { subject, units: came - went, at: move.date, what: move.reference, note: null };
      return sharedOut(whole, move, subjects.shares?.[String(move.picking_id ?? '')] ?? []);
    });
}

/** A movement as parts of the records that share it; what none of them claims stays as it was. */
function sharedOut(whole: Movement, move: OdooStockMove, shares: MovementShare[]): Movement[] {
  const own = shares.filter((share) => share.product_id === move.product_id && share.lot === move.lot);
  let left = Math.abs(whole.units);
  const parts: Movement[] = [];
  for (const { lane, quantity } of own) {
    const units = Math.min(left, quantity);
    if (units <= 0) continue;
    left -= units;
    parts.push({ ...whole, subject: lane, units: Math.sign(whole.units) * units });
  }
  return left > 0 ? [...parts, { ...whole, units: Math.sign(whole.units) * left }] : parts;
}
