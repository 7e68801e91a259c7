import type { ShipBobLocation } from '@mlc/mappings';
import { flag, idSchema, listOf, named, optionalText, record, textOrEmpty } from './shape.js';

/** GET /location: a bare array (OpenAPI 2026-01). */
export const locationSchema = record({
  id: idSchema,
  name: textOrEmpty,
  abbreviation: textOrEmpty,
  is_active: flag,
  is_receiving_enabled: flag,
  is_shipping_enabled: flag,
  access_granted: flag,
  timezone: optionalText,
  region: named,
  services: listOf(record({ service_type: textOrEmpty, enabled: flag })),
}).transform((location): ShipBobLocation => location);
