import type { OperationRequest, ShipBobVariant } from '@mlc/mappings';
import { customsValue, type VersionTraits } from '../versions.js';
import type { Difference } from './handler.js';

type Create = OperationRequest<'shipbob.product.create'>;
type Update = OperationRequest<'shipbob.product.update'>;
type Customs = NonNullable<Create['customs']>;

type ReturnAction = NonNullable<Create['return_preferences']>['primary'];

const REGULAR = 1;
const BUNDLE = 2;
/** `status_id` of the request; the answer says `Active` or `Inactive` (OpenAPI 2026-01). */
const statusId = (isActive: boolean): number => (isActive ? 0 : 1);

/** ShipBob's ids of what becomes of a returned unit (ShipBob docs "products"). */
const RETURN_ACTIONS: Record<ReturnAction, number> = { restock: 1, quarantine: 2, dispose: 3 };

/** Body of POST /product: one product with one variant. What is null is left out. */
export function createBody(traits: VersionTraits, request: Create): object {
  return {
    name: request.product_name ?? request.name,
    type_id: REGULAR,
    variants: [newVariant(traits, request)],
  };
}

/** A new variant, as POST /product takes it in a list, and POST /product/{id}/variants as the list itself. */
export const newVariant = (traits: VersionTraits, request: Create): object => ({
  name: request.name,
  sku: request.sku,
  barcodes: request.barcodes.map((value) => ({ value })),
  upc: request.upc ?? undefined,
  gtin: request.gtin ?? undefined,
  weight: request.weight_oz ?? undefined,
  customs: request.customs === null ? undefined : newCustoms(traits, request.customs),
  ...goodsBody(request),
  lot_information: { is_lot: request.is_lot, minimum_shelf_life_days: request.minimum_shelf_life_days },
  status_id: statusId(request.is_active),
});

/** Body of POST /product for a bundle. It has no stock, so nothing is said of measures, customs or lots. */
export const bundleBody = (request: OperationRequest<'shipbob.bundle.create'>): object => ({
  name: request.name,
  type_id: BUNDLE,
  variants: [
    {
      name: request.name,
      sku: request.sku,
      barcodes: request.barcodes.map((value) => ({ value })),
      bundle_definition: request.components.map(({ variant_id, quantity }) => ({ variant_id, quantity })),
      status_id: statusId(true),
    },
  ],
});

function goodsBody(request: Pick<Create, 'dimensions_in' | 'serial_scan' | 'return_preferences'>): object {
  const { dimensions_in: box, serial_scan, return_preferences: returns } = request;
  return {
    dimension: box && { length: box.length, width: box.width, height: box.height },
    fulfillment_settings: serial_scan === undefined ? undefined : { serial_scan: { is_enabled: serial_scan } },
    return_preferences: returns && {
      primary_action_id: RETURN_ACTIONS[returns.primary],
      backup_action_id: returns.backup === null ? undefined : RETURN_ACTIONS[returns.backup],
      instructions: returns.instructions ?? undefined,
    },
  };
}

const newCustoms = (traits: VersionTraits, customs: Customs): object => ({
  country_code_of_origin: customs.country_code_of_origin ?? undefined,
  hs_tariff_code: customs.hs_tariff_code ?? undefined,
  value: customsValue(traits, customs.value) ?? undefined,
});

/**
 * Body of PATCH /product/{id}: merge-style, the variant named by its id (ShipBob docs). A null would mean "leave it", so
 * a text is emptied by an empty string; a customs value cannot be emptied.
 */
export function updateBody(traits: VersionTraits, request: Update, nameProduct: boolean): object {
  const { customs } = request;
  return {
    name: nameProduct ? request.name : undefined,
    variants: [
      {
        id: request.variant_id,
        sku: request.sku,
        name: request.name,
        barcodes: request.barcodes?.map((value) => ({ value })),
        upc: request.upc === null ? '' : request.upc,
        gtin: request.gtin === null ? '' : request.gtin,
        customs: customs && {
          country_code_of_origin: customs.country_code_of_origin ?? '',
          hs_tariff_code: customs.hs_tariff_code ?? '',
          value: customsValue(traits, customs.value) ?? undefined,
        },
        weight: request.weight_oz,
        ...goodsBody(request),
        lot_information: lotBody(request),
        status_id: request.is_active === undefined ? undefined : statusId(request.is_active),
      },
    ],
  };
}

const lotBody = ({ is_lot, minimum_shelf_life_days }: Update): object | undefined =>
  is_lot === undefined && minimum_shelf_life_days === undefined ? undefined : { is_lot, minimum_shelf_life_days };

/** What a variant has otherwise than asked; only members that were asked for are compared. */
export function variantDifferences(traits: VersionTraits, asked: Partial<Create>, got: ShipBobVariant): Difference[] {
  const differences: Difference[] = [];
  const compare = (field: string, wanted: unknown, there: unknown, isSame: boolean): void => {
    if (!isSame) differences.push({ field, asked: wanted, got: there });
  };
  const text = (field: 'name' | 'upc' | 'gtin'): void => {
    const wanted = asked[field];
    if (wanted !== undefined) compare(field, wanted, got[field], (wanted ?? '').trim() === (got[field] ?? '').trim());
  };
  text('name');
  text('upc');
  text('gtin');
  if (asked.barcodes) compare('barcodes', asked.barcodes, got.barcodes, sameSet(asked.barcodes, got.barcodes));
  if (asked.customs) compare('customs', asked.customs, got.customs, sameCustoms(traits, asked.customs, got.customs));
  if (asked.is_active !== undefined) {
    compare('is_active', asked.is_active, got.status, asked.is_active === (got.status.toLowerCase() === 'active'));
  }
  if (asked.is_lot !== undefined) compare('is_lot', asked.is_lot, got.is_lot, asked.is_lot === got.is_lot);
  if (asked.weight_oz !== undefined && asked.weight_oz !== null) {
    const isClose = got.weight_oz !== null && Math.abs(got.weight_oz - asked.weight_oz) < 0.01;
    compare('weight_oz', asked.weight_oz, got.weight_oz, isClose);
  }
  if (asked.sku !== undefined) compare('sku', asked.sku, got.sku, asked.sku.trim() === got.sku.trim());
  compareGoods(asked, got, compare);
  return differences;
}

type Compare = (field: string, wanted: unknown, there: unknown, isSame: boolean) => void;

/** Facts that ShipBob's answer does not tell are not compared. */
function compareGoods(asked: Partial<Create>, got: ShipBobVariant, compare: Compare): void {
  const { dimensions_in: box, minimum_shelf_life_days: days, serial_scan, return_preferences: returns } = asked;
  if (box && got.dimensions_in !== undefined) {
    const there = got.dimensions_in;
    const isSame =
      there !== null && (['length', 'width', 'height'] as const).every((side) => near(box[side], there[side]));
    compare('dimensions_in', box, there, isSame);
  }
  if (days !== undefined && got.minimum_shelf_life_days !== undefined)
    compare('minimum_shelf_life_days', days, got.minimum_shelf_life_days, days === got.minimum_shelf_life_days);
  if (serial_scan !== undefined && got.serial_scan !== undefined)
    compare('serial_scan', serial_scan, got.serial_scan, serial_scan === got.serial_scan);
  if (returns && got.return_actions !== undefined)
    compare('return_preferences', returns, got.return_actions, returns.primary === got.return_actions.primary);
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.01;

const sameSet = (a: string[], b: string[]): boolean =>
  new Set(a).size === new Set(b).size && a.every((value) => b.includes(value));

/** Dots in a tariff code and the case of a country do not count; a value we cannot send is not compared. */
function sameCustoms(traits: VersionTraits, asked: Customs, got: ShipBobVariant['customs']): boolean {
  const code = (text: string | null | undefined): string => (text ?? '').replaceAll('.', '').trim();
  const value = customsValue(traits, asked.value);
  return (
    (asked.country_code_of_origin ?? '').toUpperCase() === (got?.country_code_of_origin ?? '').toUpperCase() &&
    code(asked.hs_tariff_code) === code(got?.hs_tariff_code) &&
    (value === null || (got?.value !== null && got?.value !== undefined && Math.abs(got.value - value) < 0.005))
  );
}
