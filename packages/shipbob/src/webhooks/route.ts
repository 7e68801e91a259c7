import { isPlainObject } from '@mlc/kernel';
import type { WebhookHeaders } from './signature.js';

/** What a delivery is about. Nothing else of its body is believed: the record is read again. */
export type WebhookSubject =
  | { kind: 'order'; orderId: number }
  | { kind: 'shipment'; orderId: number; shipmentId: number }
  | { kind: 'wro'; wroId: number }
  | { kind: 'return'; returnId: number }
  /** A charge, refund or credit; which invoice it comes to stand on is not known yet. */
  | { kind: 'billing' }
  | { kind: 'unknown'; reason: string };

/**
 * Finds the record a delivery is about. ShipBob's bodies are the bare resource and the topic stands in a header only;
 * which of order and shipment comes with a topic is told differently by different pages (ShipBob docs, SDK), so the keys
 * decide: `shipments[]` is an order, `order_id` a shipment. Pure; never throws.
 */
export function routeWebhook(topic: string | null, body: unknown): WebhookSubject {
  if (!isPlainObject(body)) return { kind: 'unknown', reason: 'body_not_an_object' };
  const family = topic?.toLowerCase().split(/[._]/)[0] ?? '';
  if (family === 'wro') return wroSubject(body);
  if (family === 'return') return returnSubject(body);
  if (family === 'billing') return { kind: 'billing' };
  return orderSubject(body) ?? wroByKeys(body) ?? { kind: 'unknown', reason: 'no_record_id' };
}

function orderSubject(body: Record<string, unknown>): WebhookSubject | null {
  const id = idOf(body['id']);
  if (Array.isArray(body['shipments']) && id !== null) return { kind: 'order', orderId: id };
  const orderId = idOf(body['order_id']);
  if (orderId !== null) {
    const shipmentId = idOf(body['shipment_id']) ?? id;
    return shipmentId === null ? { kind: 'order', orderId } : { kind: 'shipment', orderId, shipmentId };
  }
  return isPlainObject(body['order']) ? orderSubject({ shipments: [], ...body['order'] }) : null;
}

/** `wro.*` bodies are unpublished: the WRO itself, or for boxes `{ wro_id, box }` (inferred). */
function wroSubject(body: Record<string, unknown>): WebhookSubject {
  const inner = isPlainObject(body['wro']) ? body['wro']['id'] : undefined;
  const isBox = 'box_id' in body || 'box_number' in body;
  const wroId = idOf(body['wro_id']) ?? idOf(body['receiving_id']) ?? idOf(inner) ?? (isBox ? null : idOf(body['id']));
  return wroId === null ? { kind: 'unknown', reason: 'no_record_id' } : { kind: 'wro', wroId };
}

function returnSubject(body: Record<string, unknown>): WebhookSubject {
  const returnId = idOf(body['id']) ?? idOf(body['return_id']);
  return returnId === null ? { kind: 'unknown', reason: 'no_record_id' } : { kind: 'return', returnId };
}

function wroByKeys(body: Record<string, unknown>): WebhookSubject | null {
  const isWro = ['wro_id', 'inventory_quantities', 'box_labels_uri', 'box_packaging_type'].some((key) => key in body);
  return isWro ? wroSubject(body) : null;
}

/** A positive whole number that JavaScript holds exactly, also as text. */
function idOf(value: unknown): number | null {
  const id = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : null;
}

/**
 * The channel a delivery belongs to: the header `shipbob_channel_id` where there is one, else the order's channel. Null
 * when the delivery names none (shipments and WROs carry no channel).
 */
export function channelOf(headers: WebhookHeaders, body: unknown): number | null {
  const header = Object.entries(headers).find(([name]) => /^shipbob[_-]channel[_-]id$/i.test(name))?.[1];
  const fromHeader = idOf(typeof header === 'string' ? header.trim() : header?.[0]?.trim());
  if (fromHeader !== null) return fromHeader;
  if (!isPlainObject(body)) return null;
  if (isPlainObject(body['channel'])) return idOf(body['channel']['id']);
  if (isPlainObject(body['order'])) return channelOf({}, body['order']);
  return idOf(body['channel_id']);
}

/** A delivery's body as JSON; undefined when the bytes are none, which routes to `body_not_an_object`. */
export function webhookBody(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
