import type {
  ShipBobBox,
  ShipBobBoxItem,
  ShipBobDistribution,
  ShipBobFreight,
  ShipBobUnidentifiedReceipt,
  ShipBobWro,
  ShipBobWroQuantity,
} from '@mlc/mappings';
import { z } from 'zod';
import {
  idSchema,
  linkedId,
  listOf,
  optionalId,
  optionalNumber,
  optionalText,
  quantity,
  record,
  textOrEmpty,
} from './shape.js';

const quantitySchema = record({
  inventory_id: idSchema,
  sku: optionalText,
  expected_quantity: optionalNumber,
  received_quantity: optionalNumber,
  stowed_quantity: optionalNumber,
});

/** As POST takes it (ShipBob docs, version 2026-07); that reads show it is inferred. */
const freightSchema = record({
  carrier: optionalText,
  bol_number: optionalText,
  container_number: optionalText,
  vessel_name: optionalText,
  freight_forwarder: optionalText,
  notes: optionalText,
}).transform((freight): ShipBobFreight => freight);

/** What the WRO itself says; its quantities may be missing, or lack what was stowed. */
export interface WroAnswer {
  wro: Omit<ShipBobWro, 'inventory_quantities'>;
  quantities: z.output<typeof quantitySchema>[];
}

/** A receiving order as GET, POST and :cancel answer it (OpenAPI 2026-01; observed answers). Unknown statuses are kept. */
export const wroSchema = record({
  id: idSchema,
  status: textOrEmpty,
  purchase_order_number: optionalText,
  fulfillment_center: z.object({ id: optionalId, name: z.string().nullish() }).nullish(),
  package_type: textOrEmpty,
  expected_arrival_date: optionalText,
  insert_date: optionalText,
  last_updated_date: optionalText,
  external_sync_timestamp: optionalText,
  status_history: listOf(record({ status: textOrEmpty, timestamp: optionalText })),
  inventory_quantities: listOf(quantitySchema),
  freight: freightSchema.nullish().catch(undefined),
  final_destination_fulfillment_center_id: linkedId.optional().catch(undefined),
}).transform(
  (answer): WroAnswer => ({
    wro: {
      id: answer.id,
      status: answer.status,
      purchase_order_number: answer.purchase_order_number,
      fulfillment_center: { id: answer.fulfillment_center?.id ?? 0, name: answer.fulfillment_center?.name ?? '' },
      package_type: answer.package_type,
      expected_arrival_date: answer.expected_arrival_date,
      insert_date: answer.insert_date,
      last_updated_date: answer.last_updated_date,
      external_sync: answer.external_sync_timestamp !== null,
      ...(answer.freight === undefined ? {} : { freight: answer.freight }),
      ...(answer.final_destination_fulfillment_center_id === undefined
        ? {}
        : { final_centre_id: answer.final_destination_fulfillment_center_id }),
      ...(answer.status_history.length > 0
        ? { status_history: answer.status_history.map(({ status, timestamp }) => ({ status, timestamp })) }
        : {}),
    },
    quantities: answer.inventory_quantities,
  }),
);

/** GET /receiving/{id}/boxes. Box items carry no SKU (OpenAPI 2026-01; observed answers), and one row for each lot. */
export const boxSchema = record({
  box_id: linkedId,
  box_number: optionalNumber,
  box_status: textOrEmpty,
  tracking_number: optionalText,
  arrived_date: optionalText,
  received_date: optionalText,
  counting_started_date: optionalText,
  box_items: listOf(
    record({
      inventory_id: idSchema,
      sku: optionalText,
      quantity,
      received_quantity: quantity,
      stowed_quantity: quantity,
      lot_number: optionalText,
      lot_date: optionalText,
    }).transform((item): ShipBobBoxItem => item),
  ),
}).transform((box): ShipBobBox => ({ ...box, box_id: box.box_id ?? 0 }));

/** GET /receiving/{id}/distributions, for accounts in the placement programme. */
export const distributionsSchema = record({
  distributions: listOf(
    record({
      inventory_id: idSchema,
      product_sku: textOrEmpty,
      lot_number: optionalText,
      lot_date: optionalText,
      fulfillment_center_id: idSchema,
      fulfillment_center_abbreviation: textOrEmpty,
      expected_quantity: quantity,
      received_quantity: quantity,
      stowed_quantity: quantity,
      status: textOrEmpty,
    }).transform((row): ShipBobDistribution => row),
  ),
});

/** A row of GET /unidentified-receiving-order (ShipBob docs, version 2026-07): 0 as a linked WRO means none. */
export const unidentifiedReceiptSchema = record({
  id: idSchema,
  barcode: optionalText,
  tracking_barcode: optionalText,
  reason: optionalText,
  comment: optionalText,
  created_date: optionalText,
  linked_wro_id: linkedId,
  linked_wro_date: optionalText,
}).transform((uro): ShipBobUnidentifiedReceipt => uro);

const UNDERWAY = new Set(['Processing', 'ProcessingAtHub', 'Completed', 'Incomplete']);

/**
 * Whether the WRO's own numbers are not enough and its boxes must be read: no quantities at all, or nothing said about
 * stowing once goods are being put away. Cancelled ones never need it.
 */
export const needsBoxes = ({ wro, quantities }: WroAnswer): boolean =>
  wro.status !== 'Cancelled' &&
  (quantities.length === 0 || (UNDERWAY.has(wro.status) && quantities.some((line) => line.stowed_quantity === null)));

/** The seen shape from the WRO's own numbers. */
export const seenWro = ({ wro, quantities }: WroAnswer): ShipBobWro => ({
  ...wro,
  inventory_quantities: quantities.map((line) => ({
    inventory_id: line.inventory_id,
    sku: line.sku ?? '',
    expected_quantity: line.expected_quantity ?? 0,
    received_quantity: line.received_quantity ?? 0,
    stowed_quantity: line.stowed_quantity ?? 0,
  })),
});

/** The seen shape with the boxes' sums where the WRO's own numbers are absent; `skus` names what boxes do not. */
export function seenWroWithBoxes(
  answer: WroAnswer,
  boxes: ShipBobBox[],
  skus: ReadonlyMap<number, string>,
): ShipBobWro {
  const sums = new Map<number, ShipBobWroQuantity>();
  for (const item of boxes.flatMap((box) => box.box_items)) {
    const sum = sums.get(item.inventory_id);
    sums.set(item.inventory_id, {
      inventory_id: item.inventory_id,
      sku: item.sku ?? sum?.sku ?? '',
      expected_quantity: (sum?.expected_quantity ?? 0) + item.quantity,
      received_quantity: (sum?.received_quantity ?? 0) + item.received_quantity,
      stowed_quantity: (sum?.stowed_quantity ?? 0) + item.stowed_quantity,
    });
  }
  const own = new Map(answer.quantities.map((line) => [line.inventory_id, line]));
  const ids = [...new Set([...own.keys(), ...sums.keys()])];
  const lines = ids.map((inventory_id): ShipBobWroQuantity => {
    const line = own.get(inventory_id);
    const sum = sums.get(inventory_id);
    return {
      inventory_id,
      sku: line?.sku ?? (sum?.sku || undefined) ?? skus.get(inventory_id) ?? '',
      expected_quantity: line?.expected_quantity ?? sum?.expected_quantity ?? 0,
      received_quantity: line?.received_quantity ?? sum?.received_quantity ?? 0,
      stowed_quantity: line?.stowed_quantity ?? sum?.stowed_quantity ?? 0,
    };
  });
  return { ...answer.wro, inventory_quantities: lines };
}

/** GET /fulfillment-center: a bare array (ShipBob docs). */
export const fulfillmentCenterSchema = z.object({
  id: idSchema,
  name: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
});

export type ShipBobFulfillmentCenter = z.output<typeof fulfillmentCenterSchema>;
