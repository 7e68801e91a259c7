import type { Account } from '../account.js';
import type { NamedId, Variant } from '../records.js';
import type { NewVariant, VariantPatch } from './request.js';

export const REQUIREMENTS: Record<number, string> = {
  1: 'NoRequirements',
  2: 'Fragile',
  3: 'Foldable',
  4: 'Media',
  5: 'Book',
  6: 'Poster',
  7: 'Apparel',
  8: 'PackagingMaterial',
  9: 'ShipInOwnContainer',
};
export const MATERIALS: Record<number, string> = {
  1: 'Box',
  2: 'BubbleMailer',
  3: 'PolyMailer',
  5: 'PosterTube',
  6: 'CustomBox',
  7: 'Bookfold',
  8: 'ShipInOwn',
  9: 'CustomBubble',
  10: 'CustomPoly',
};
const ACTIONS: Record<number, string> = { 1: 'Restock', 2: 'Quarantine', 3: 'Dispose' };

const named = (names: Record<number, string>, id: number): NamedId => ({ id, name: names[id] ?? `Unknown ${id}` });

/** A variant as ShipBob fills it in when nothing was said (observed answers of new products). */
export function blankVariant(id: number, inventoryId: number | null, sku: string, name: string, at: string): Variant {
  return {
    id,
    sku,
    name,
    status: 'Active',
    upc: '',
    gtin: '',
    barcodes: [],
    inventory: { inventory_id: inventoryId, on_hand_qty: 0 },
    dimension: { length: 0, width: 0, height: 0, unit: 'inch', source: 'UserEntry', is_locked: false },
    weight: { weight: 0, unit: 'oz' },
    customs: {
      country_code_of_origin: '',
      hs_tariff_code: '',
      value: null,
      currency: 'USD',
      description: '',
      is321_eligible: false,
    },
    lot_information: { is_lot: false, minimum_shelf_life_days: null },
    return_preferences: {
      primary_action: named(ACTIONS, 2),
      backup_action: null,
      instructions: null,
      return_to_sender_primary_action: named(ACTIONS, 2),
      return_to_sender_backup_action: null,
    },
    packaging_requirement: named(REQUIREMENTS, 1),
    packaging_material_type: named(MATERIALS, 1),
    fulfillment_settings: {
      requires_prop65: false,
      serial_scan: { is_enabled: false, prefix: '', suffix: '', exact_character_length: null },
      dangerous_goods: false,
      msds_url: '',
      is_case_pick: false,
      is_bpm_parcel: false,
    },
    bundle_definition: [],
    channel_metadata: [],
    merge_children: [],
    is_digital: false,
    created_on: at,
    updated_on: at,
  };
}

/** Merge-style: a member that was not sent, or was sent as null, stays as it is. */
export function mergeVariant(account: Account, variant: Variant, given: NewVariant | VariantPatch, at: string): void {
  variant.sku = given.sku ?? variant.sku;
  variant.name = given.name ?? variant.name;
  variant.upc = given.upc ?? variant.upc;
  variant.gtin = given.gtin ?? variant.gtin;
  variant.is_digital = given.is_digital ?? variant.is_digital;
  if (given.status_id !== undefined && given.status_id !== null) {
    variant.status = given.status_id === 0 ? 'Active' : 'Inactive';
  }
  // The guide sends one `barcode`, the OpenAPI a list; the list wins.
  const barcodes = given.barcodes ?? (given.barcode ? [{ value: given.barcode }] : null);
  if (barcodes !== null) {
    variant.barcodes = barcodes.map((code) => ({ value: code.value, sticker_url: code.sticker_url ?? null }));
  }
  // After a validation by ShipBob's staff own measures no longer apply (inferred from the text of `is_locked`).
  if (!variant.dimension.is_locked) {
    variant.dimension = { ...variant.dimension, ...(given.dimension ?? {}) };
    variant.weight = { ...variant.weight, weight: given.weight ?? variant.weight.weight };
  }
  variant.customs = { ...variant.customs, ...withoutNull(given.customs ?? {}) };
  variant.lot_information = { ...variant.lot_information, ...withoutNull(given.lot_information ?? {}) };
  variant.fulfillment_settings = { ...variant.fulfillment_settings, ...withoutNull(given.fulfillment_settings ?? {}) };
  if (given.packaging_requirement_id)
    variant.packaging_requirement = named(REQUIREMENTS, given.packaging_requirement_id);
  if (given.packaging_material_type_id) {
    variant.packaging_material_type = named(MATERIALS, given.packaging_material_type_id);
  }
  mergeReturns(variant, given);
  if (given.bundle_definition) variant.bundle_definition = bundleOf(account, given.bundle_definition);
  if (given.channel_metadata) variant.channel_metadata = given.channel_metadata;
  variant.updated_on = at;
}

function mergeReturns(variant: Variant, given: NewVariant | VariantPatch): void {
  const wish = given.return_preferences;
  if (!wish) return;
  const action = (id: number | null | undefined, old: NamedId | null): NamedId | null =>
    id ? named(ACTIONS, id) : old;
  const old = variant.return_preferences;
  variant.return_preferences = {
    primary_action: action(wish.primary_action_id, old.primary_action),
    backup_action: action(wish.backup_action_id, old.backup_action),
    instructions: wish.instructions ?? old.instructions,
    return_to_sender_primary_action: action(
      wish.return_to_sender_primary_action_id,
      old.return_to_sender_primary_action,
    ),
    return_to_sender_backup_action: action(wish.return_to_sender_backup_action_id, old.return_to_sender_backup_action),
  };
}

export function bundleOf(
  account: Account,
  parts: { variant_id: number; quantity: number }[],
): Variant['bundle_definition'] {
  return parts.flatMap((part) => {
    const variant = account.variants.find((candidate) => candidate.id === part.variant_id);
    const product = account.productOf(part.variant_id);
    if (variant === undefined || product === undefined) return [];
    return [
      {
        product_id: product.id,
        variant_id: variant.id,
        variant_sku: variant.sku,
        variant_name: variant.name,
        quantity: part.quantity,
      },
    ];
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

function withoutNull<T extends object>(value: T): Present<T> {
  // The cast states what the filter did; TypeScript cannot see it.
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  ) as Present<T>;
}
