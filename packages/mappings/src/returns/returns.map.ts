import type { Json } from '@mlc/kernel';
import type { Adoption, PlannedEffect } from '../plan.js';
import type { OdooDelivery, OdooMarkedTransfer, ReturnSeen, ShipBobReturn } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { listed } from '../shared/text.js';
import { type Done, returnMarker, scrapMarker } from './actions.js';

/** Goods of one return in their Odoo terms: which product, which lot, where they go. */
export interface Placed extends Done {
  product_id: number;
  sku: string;
  lot: string | null;
  location: { id: number; name: string };
  /** Why restocked goods are not put back into stock. */
  bad: string | null;
}

/** How a transfer comes about. */
export type Way = { delivery: OdooDelivery } | { operationType: { id: number; name: string } };

export interface Line {
  product_id: number;
  sku: string;
  quantity: number;
  lot: string | null;
  location_dest_id: number;
}

/** One line for each product, lot and place. */
export function linesOf(placed: readonly Placed[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { product_id, sku, lot, location, quantity } of placed) {
    const key = JSON.stringify([product_id, lot, location.id]);
    const line = lines.get(key) ?? { product_id, sku, quantity: 0, lot, location_dest_id: location.id };
    lines.set(key, { ...line, quantity: line.quantity + quantity });
  }
  return [...lines.values()];
}

export const aboutReturn = (returned: ShipBobReturn): string =>
  `${returned.return_type === 'ReturnToSender' ? 'return to sender' : 'return'} ${returned.id}${returned.reference_id === '' ? '' : ` (${returned.reference_id})`}`;

export function bookEffect(returned: ShipBobReturn, placed: readonly Placed[], way: Way): PlannedEffect {
  const lines = linesOf(placed);
  const goes = lines.map((line) => {
    const { location } = placed.find((one) => one.location.id === line.location_dest_id) ?? { location: null };
    return { sku: line.sku, quantity: line.quantity, lot: line.lot, to: location?.name ?? null };
  });
  const bad = placed.flatMap((one) => (one.bad === null ? [] : [`${one.sku}: ${one.bad}, so to quarantine`]));
  const from = 'delivery' in way ? way.delivery.name : way.operationType.name;
  return {
    flow: 'returns',
    operation: 'odoo.return.book',
    target: 'odoo',
    kind: 'create',
    businessKey: `return ${returned.id}`,
    title: `take back ${aboutReturn(returned)} ${'delivery' in way ? 'of' : 'as'} ${from}`,
    before: null,
    after: { state: 'done', from, goods: goes },
    request: {
      from:
        'delivery' in way
          ? { delivery_id: way.delivery.id }
          : { picking_type_id: way.operationType.id, partner_id: null },
      lines: lines.map((line) => ({ ...line })),
      update_order: 'delivery' in way,
      origin_marker: returnMarker(returned.id),
    },
    reason: `ShipBob completed ${aboutReturn(returned)}: ${listed(placed.map((one) => `${one.action} ${one.quantity} x ${one.sku}`))}${bad.length > 0 ? ` (${listed(bad)})` : ''}`,
    link: null,
  };
}

/** Scraps what was disposed of, there where the return put it; those whose mark is done already are left out. */
export function scrapEffects(
  returned: ShipBobReturn,
  placed: readonly Placed[],
  { scrapped }: Pick<ReturnSeen, 'scrapped'>,
  context: PlanContext,
): PlannedEffect[] {
  if (context.settings.returns.dispose === 'quarantine') return [];
  return placed
    .filter((one) => one.action === 'dispose')
    .map((one, index): PlannedEffect => {
      const marker = scrapMarker(returned.id, index + 1);
      const why = one.reason ?? 'disposed of by ShipBob';
      return {
        flow: 'returns',
        operation: 'odoo.scrap.book',
        target: 'odoo',
        kind: 'create',
        businessKey: marker,
        title: `scrap ${one.quantity} x ${one.sku} of ${aboutReturn(returned)}`,
        before: null,
        after: { scrapped: one.quantity, sku: one.sku, lot: one.lot, from: one.location.name, reason: why },
        request: {
          product_id: one.product_id,
          sku: one.sku,
          quantity: one.quantity,
          lot: one.lot,
          location_id: one.location.id,
          scrap_location_id: null,
          reason: why,
          origin_marker: marker,
        },
        reason: `ShipBob disposed of ${one.quantity} x ${one.sku} of ${aboutReturn(returned)}: ${why}`,
        link: null,
      };
    })
    .filter((effect) => !scrapped.includes(effect.businessKey));
}

export const goodsInWords = (placed: readonly Placed[]): string =>
  listed(linesOf(placed).map((line) => `${line.quantity} x ${line.sku}`));

/**
 * Somebody may have to give money back: a task for a person, or a note where the settings name none. It is written before
 * the goods are booked, so that no crash in between leaves a booked return without it.
 */
export function creditEffect(
  returned: ShipBobReturn,
  delivery: OdooDelivery,
  goods: string,
  context: PlanContext,
  name: 'credit' | 'credit-later' = 'credit',
): PlannedEffect {
  const user = context.settings.returns.activity_user_id;
  const text = `${goods} of ${delivery.name} came back to ShipBob (${aboutReturn(returned)}). Decide about a credit note.`;
  const marker = `${returnMarker(returned.id)}-${name}`;
  const record = { model: 'stock.picking', record_id: delivery.id };
  const task = {
    ...record,
    user_id: user,
    summary: `Credit note for ${aboutReturn(returned)}?`,
    note: text,
    date_deadline: (returned.completed_date ?? context.now).slice(0, 10),
    marker,
  };
  return {
    flow: 'returns',
    operation: user === null ? 'odoo.note.post' : 'odoo.activity.schedule',
    target: 'odoo',
    kind: 'converge',
    businessKey: marker,
    title: `ask for a credit note on ${delivery.name}`,
    before: null,
    after: { text },
    request: user === null ? { ...record, body: text, marker } : task,
    reason: `${aboutReturn(returned)} came back, and this credit note is a person's business`,
    link: null,
  };
}

/** `memory`: what the link is to remember of it. */
export const returnAdoption = (
  returned: ShipBobReturn,
  booked: OdooMarkedTransfer,
  memory: Record<string, Json> = {},
): Adoption => ({
  odooModel: 'stock.picking',
  odooId: booked.id,
  shipbobType: 'return',
  shipbobId: String(returned.id),
  data: { picking_id: booked.id, original_shipment_id: returned.original_shipment_id, ...memory },
  evidence: `${booked.name} carries the mark ${returnMarker(returned.id)} and is done`,
});
