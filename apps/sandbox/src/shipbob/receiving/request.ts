import { z } from 'zod';
import type { Account } from '../account.js';
import { issuesAsFields } from '../http/errors.js';
import type { Shop } from '../shop.js';
import { type ApiVersion, VERSION_TRAITS } from '../versions.js';

const PACKAGE_TYPES = ['Package', 'Pallet', 'FloorLoadedContainer'] as const;
const PACKING = ['EverythingInOneBox', 'OneSkuPerBox', 'MultipleSkuPerBox'] as const;
const INT32_MAX = 2_147_483_647;
const BOXES_MAX = 50;
const SKUS_MAX = 10_000;

const fullDateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/** A date-time; from 2026-07 a bare date is refused (ShipBob release notes), before it reads as midnight UTC. */
const arrivalSchema = (version: ApiVersion) =>
  z
    .string()
    .refine(
      (text) =>
        (!VERSION_TRAITS[version].fullArrivalDate || fullDateTime.test(text)) && !Number.isNaN(Date.parse(text)),
      'The ExpectedArrivalDate field must be a full RFC 3339 date-time.',
    );

const itemSchema = (version: ApiVersion) =>
  z.object({
    // From 2026-07 an item may name the SKU instead.
    inventory_id: VERSION_TRAITS[version].wroItemBySku ? z.number().int().nullish() : z.number().int(),
    sku: z.string().nullish(),
    quantity: z.number().int().min(1, 'Quantity must be between 1 and 2147483647.').max(INT32_MAX),
    lot_number: z.string().nullish(),
    lot_date: z.string().nullish(),
  });

const boxesSchema = (version: ApiVersion) =>
  z.array(z.object({ tracking_number: z.string(), box_items: z.array(itemSchema(version)).min(1) })).min(1);

/** Who brings the goods (2026-07); all of it is text. */
const freightSchema = z.object({
  carrier: z.string().nullish(),
  bol_number: z.string().nullish(),
  container_number: z.string().nullish(),
  vessel_name: z.string().nullish(),
  freight_forwarder: z.string().nullish(),
  notes: z.string().nullish(),
});

export const newWroSchema = (version: ApiVersion) =>
  z.object({
    // Before 2026-07 unknown members, hence ignored.
    freight: VERSION_TRAITS[version].freight
      ? freightSchema.nullish()
      : z
          .unknown()
          .optional()
          .transform(() => null),
    final_destination_fulfillment_center_id: VERSION_TRAITS[version].freight
      ? z.number().int().nullish()
      : z
          .unknown()
          .optional()
          .transform(() => null),
    fulfillment_center: z.object({ id: z.number().int() }),
    package_type: z.enum(PACKAGE_TYPES),
    box_packaging_type: z.enum(PACKING),
    expected_arrival_date: arrivalSchema(version),
    purchase_order_number: z.string().min(1).max(300).nullish(),
    boxes: boxesSchema(version),
  });
export type NewWro = z.infer<ReturnType<typeof newWroSchema>>;

export const wroPatchSchema = z.object({
  fulfillment_center: z.object({ id: z.number().int() }).nullish(),
  expected_arrival_date: arrivalSchema('2026-07').nullish(),
  purchase_order_number: z.string().min(1).max(300).nullish(),
  boxes: boxesSchema('2026-07').nullish(),
});

export interface Refusal {
  status: number;
  errors: Record<string, string[]>;
}

/** An item whose inventory item is known. */
interface ResolvedItem {
  inventoryId: number;
  quantity: number;
  lotNumber: string | null;
  lotDate: string | null;
}
export interface ResolvedBox {
  trackingNumber: string;
  items: ResolvedItem[];
}

/** Validation errors are 400 up to 2026-01 and 422 from 2026-07; business rules are 422 always. */
const validationStatus = (version: ApiVersion): number => VERSION_TRAITS[version].receivingValidation;

export const schemaRefusal = (version: ApiVersion, error: z.ZodError): Refusal => ({
  status: validationStatus(version),
  errors: issuesAsFields(error),
});

export function arrivalRefusal(shop: Shop, version: ApiVersion, arrival: string): Refusal | null {
  return Date.parse(arrival) > shop.clock.now().getTime()
    ? null
    : {
        status: validationStatus(version),
        errors: { ExpectedArrivalDate: ['Arrival date must be in the future.'] },
      };
}

/**
 * Unique for ever in an account, also against cancelled WROs: whether ShipBob frees the number of a cancelled one is
 * unknown, and the strict reading is the one a client must survive.
 */
export function numberRefusal(account: Account, number: string | null | undefined, ownId?: number): Refusal | null {
  const taken = account.wros.some((wro) => wro.purchaseOrderNumber === number && wro.id !== ownId);
  const text = 'Request could not be completed, PO reference already exists and must be a unique value';
  return number && taken ? { status: 422, errors: { PurchaseOrderNumber: [text] } } : null;
}

/** Finds each item's inventory item and checks lots and limits. */
export function resolveBoxes(
  account: Account,
  version: ApiVersion,
  packageType: string,
  boxes: NewWro['boxes'],
): ResolvedBox[] | Refusal {
  const invalid = validationStatus(version);
  if (packageType === 'Package' && boxes.length > BOXES_MAX) {
    return { status: invalid, errors: { Boxes: [`A Package order takes at most ${BOXES_MAX} boxes.`] } };
  }
  const unknown: string[] = [];
  const wrongLots: number[] = [];
  const resolved = boxes.map((box) => ({
    trackingNumber: box.tracking_number,
    items: box.box_items.flatMap((item) => {
      const variant = item.inventory_id
        ? account.variantByInventory(item.inventory_id)
        : item.sku && VERSION_TRAITS[version].wroItemBySku
          ? account.variantBySku(item.sku)
          : undefined;
      const inventoryId = variant?.inventory.inventory_id;
      if (variant === undefined || !inventoryId) {
        unknown.push(String(item.inventory_id ?? item.sku ?? 'none'));
        return [];
      }
      const lotNumber = item.lot_number || null;
      const lotDate = item.lot_date || null;
      const hasLot = lotNumber !== null || lotDate !== null;
      const lotOk = variant.lot_information.is_lot ? lotNumber !== null && lotDate !== null : !hasLot;
      if (!lotOk) wrongLots.push(inventoryId);
      return [{ inventoryId, quantity: item.quantity, lotNumber, lotDate }];
    }),
  }));
  if (unknown.length > 0) {
    return { status: invalid, errors: { Boxes: [`Invalid inventory items: ${unknown.join(',')}`] } };
  }
  if (wrongLots.length > 0) {
    const ids = [...new Set(wrongLots)].join(',');
    return { status: 422, errors: { Boxes: [`Wrong Lot Information Provided For Inventory IDs: ${ids}`] } };
  }
  const skus = new Set(resolved.flatMap((box) => box.items.map((item) => item.inventoryId)));
  if (skus.size > SKUS_MAX) return { status: 422, errors: { Boxes: ['WRO_UNIQUE_SKU_LIMIT_EXCEEDED'] } };
  return resolved;
}
