/** Settings and versions of every kind. */

import fc from 'fast-check';
import { ownedFacts } from '../settings/products-settings.js';
import type { SettingsInput } from '../settings.js';
import { oneOf, rarely } from './evidence-parts.test.js';

export const settingsArb: fc.Arbitrary<SettingsInput> = fc.record({
  products: fc.record({
    tag: rarely<string | null>('ShipBob', null),
    match_barcode: oneOf('suggest' as const, 'off' as const, 'auto' as const),
    on_sku_change: oneOf('flag' as const, 'rename' as const, 'new' as const),
    owned_fields: oneOf(undefined, [...ownedFacts], []),
    drift: oneOf('off' as const, 'note' as const, 'case' as const),
    hs_code_warning: oneOf('note' as const, 'case' as const),
    dimension_fields: oneOf(null, { length: 'x_l', width: 'x_w', height: 'x_h' }),
    packaging_barcodes: fc.boolean(),
    return_action: oneOf(null, 'dispose' as const),
    serial_scan: fc.boolean(),
    minimum_shelf_life: oneOf('off' as const, 'removal_time' as const),
    on_archive: oneOf('when_empty' as const, 'ask' as const, 'ignore' as const),
    kits: oneOf('skip' as const, 'bundle' as const),
    group_variants: fc.boolean(),
    categories: rarely<string[]>([], ['All']),
    exclude_tag: rarely<string | null>(null, 'Other'),
  }),
  wro: fc.record({
    box_packaging: oneOf('EverythingInOneBox' as const, 'OneSkuPerBox' as const),
    create_on: rarely<'confirm' | 'approve'>('confirm', 'approve'),
    unit: oneOf('receipt' as const, 'order' as const),
    rounding: oneOf('refuse' as const, 'ceil' as const, 'floor' as const),
    lot_policy: oneOf('hold' as const, 'placeholder' as const),
    serials: oneOf('hold' as const, 'announce' as const),
    on_change: oneOf('propose' as const, 'auto' as const, 'never' as const),
    on_date_change: oneOf('propose' as const, 'auto' as const, 'never' as const),
    on_cancel: oneOf('cancel' as const, 'propose' as const, 'never' as const),
    uro_risk: oneOf('off' as const, 'note' as const, 'case' as const),
    suppliers: rarely<Record<string, { fulfillment_center_id: number }>>({}, { '#3': { fulfillment_center_id: 20 } }),
  }),
  shipments: fc.record({
    unmatched: oneOf('picking' as const, 'adjust' as const, 'ignore' as const, 'case' as const),
    lot_fallback: oneOf('fefo' as const, 'case' as const),
    wrong_warehouse: oneOf('case' as const, 'move' as const),
    short_stock: oneOf('book' as const, 'case' as const),
    replacement: oneOf('picking' as const, 'case' as const),
    on_exception: oneOf('case' as const, 'activity' as const, 'both' as const),
    tracking_checks_hours: oneOf([], [1, 4, 24], [1]),
    delivered_note: fc.boolean(),
    grace_hours: oneOf(0, 24, 48),
  }),
  receipt: fc.record({
    when: oneOf('completed' as const, 'stowed' as const),
    over: oneOf('actual' as const, 'cap' as const, 'hold' as const),
    qty: rarely<'stowed' | 'received'>('stowed', 'received'),
    placement: rarely<'in_transit' | 'at_completion' | 'off'>('in_transit', 'at_completion', 'off'),
    unexpected: oneOf('hold' as const, 'add_to_po' as const, 'child_receipt' as const, 'adjust_stock' as const),
    late: oneOf('hold' as const, 'add_to_po' as const, 'child_receipt' as const, 'adjust_stock' as const),
    set_external_sync: fc.boolean(),
  }),
  fc: fc.record({ unmapped: oneOf('hold' as const, 'fallback' as const) }),
});
export const versionArb = oneOf('2026-01', '2026-07');
