import { chunks } from '@mlc/kernel';
import type { ShipBobTimelineEntry, ShipBobTracking } from '@mlc/mappings';
import { z } from 'zod';
import { decode } from '../decode/shape.js';
import { timelineSchema, trackingSchema } from '../decode/tracking.js';
import type { ShipBobClient } from '../http/client.js';
import { endpoints, hasEndpoint, pathOf } from '../versions.js';

/**
 * GET /shipments-tracking, 2026-01 and later: 25 ids a call, the parameter repeated, since a comma list is answered with
 * 400 (observed). Needs `tracking_read`, which tokens of before 2026 do not have.
 */
export async function readShipmentTracking(
  client: ShipBobClient,
  shipmentIds: number[],
): Promise<ShipBobTracking[] | null> {
  if (!hasEndpoint(client.version, 'shipmentTracking')) return null;
  const { path, limit } = endpoints.shipmentTracking;
  const wanted = new Set(shipmentIds);
  const found: ShipBobTracking[] = [];
  for (const part of chunks([...wanted], limit)) {
    const answer = await client.read({ path, query: { ShipmentIds: { each: part } }, priority: 'shipments' });
    const rows = decode(z.array(trackingSchema), answer.json, `list ${path}`);
    found.push(...rows.filter((row) => wanted.has(row.shipment_id)));
  }
  return found;
}

/** GET /shipment/{id}/timeline; nothing for a shipment that is gone. Needs `orders_read`. */
export async function readShipmentTimeline(client: ShipBobClient, shipmentId: number): Promise<ShipBobTimelineEntry[]> {
  const path = pathOf('shipmentTimeline', shipmentId);
  const answer = await client.readOne({ path, priority: 'shipments' });
  return answer === null ? [] : decode(z.array(timelineSchema), answer.json, `list ${path}`);
}
