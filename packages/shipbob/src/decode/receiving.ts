import type { ShipBobWro, ShipBobWroQuantity } from '@mlc/mappings';
import { z } from 'zod';
import { idSchema, optionalId, optionalNumber, optionalText } from './shape.js';

const quantitySchema = z.object({
  inventory_id: idSchema,
  sku: optionalText,
  expected_quantity: optionalNumber,
  received_quantity: optionalNumber,
  stowed_quantity: optionalNumber,
});

/** What the WRO itself says; its quantities may be missing, or lack what was stowed. */
export interface WroAnswer {
  wro: Omit<ShipBobWro, 'inventory_quantities'>;
  quantities: z.output<typeof quantitySchema>[];
}

/** A receiving order as GET, POST and :cancel answer it (OpenAPI 2026-01; observed answers). Unknown statuses are kept. */
export const wroSchema = z
  .object({
    id: idSchema,
    status: z.string().nullish(),
    purchase_order_number: optionalText,
    fulfillment_center: z.object({ id: optionalId, name: z.string().nullish() }).nullish(),
    package_type: z.string().nullish(),
    expected_arrival_date: optionalText,
    insert_date: optionalText,
    last_updated_date: optionalText,
    external_sync_timestamp: optionalText,
    inventory_quantities: z.array(quantitySchema).nullish(),
  })
  .transform(
    (answer): WroAnswer => ({
      wro: {
        id: answer.id,
        status: answer.status ?? '',
        purchase_order_number: answer.purchase_order_number,
        fulfillment_center: { id: answer.fulfillment_center?.id ?? 0, name: answer.fulfillment_center?.name ?? '' },
        package_type: answer.package_type ?? '',
        expected_arrival_date: answer.expected_arrival_date,
        insert_date: answer.insert_date,
        last_updated_date: answer.last_updated_date,
        external_sync: answer.external_sync_timestamp !== null,
      },
      quantities: answer.inventory_quantities ?? [],
    }),
  );

/** GET /receiving/{id}/boxes. Box items carry no SKU. */
export const boxSchema = z.object({
  box_items: z
    .array(
      z.object({
        inventory_id: idSchema,
        sku: optionalText,
        quantity: optionalNumber,
        received_quantity: optionalNumber,
        stowed_quantity: optionalNumber,
      }),
    )
    .nullish(),
});

export type BoxAnswer = z.output<typeof boxSchema>;

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
export function seenWroWithBoxes(answer: WroAnswer, boxes: BoxAnswer[], skus: ReadonlyMap<number, string>): ShipBobWro {
  const sums = new Map<number, ShipBobWroQuantity>();
  for (const item of boxes.flatMap((box) => box.box_items ?? [])) {
    const sum = sums.get(item.inventory_id);
    sums.set(item.inventory_id, {
      inventory_id: item.inventory_id,
      sku: item.sku ?? sum?.sku ?? '',
      expected_quantity: (sum?.expected_quantity ?? 0) + (item.quantity ?? 0),
      received_quantity: (sum?.received_quantity ?? 0) + (item.received_quantity ?? 0),
      stowed_quantity: (sum?.stowed_quantity ?? 0) + (item.stowed_quantity ?? 0),
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
