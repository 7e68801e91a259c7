/** Evidence of every kind, sensible or not, for the property tests of the plans. */
import fc from 'fast-check';
import { wroNumbersOf } from '../purchase-orders/wro-numbers.js';
import type {
  OdooMove,
  OdooPicking,
  Placement,
  ProductSeen,
  PurchaseOrderSeen,
  ShipmentsSeen,
  WroSeen,
} from '../seen.js';
import { ownedFacts } from '../settings/products-settings.js';
import type { SettingsInput } from '../settings.js';
import * as f from './fixtures.test.js';

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const rarely = <T>(usual: T, ...rare: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: oneOf(...rare) });
const sku = oneOf('A-1', 'a-1', 'B-2');
const barcode = oneOf(null, '4006381333931', '036000291452', '036000291453', '10614141000415', 'STICKER');

const kitArb = fc.record({
  components: fc.uniqueArray(fc.record({ product_id: oneOf(3, 4, 5), quantity: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 2,
    selector: (part) => part.product_id,
  }),
  problem: rarely<string | null>(null, '2.5 of component 3'),
});

const productArb = fc
  .record({
    id: oneOf(1, 2),
    active: rarely(true, false),
    default_code: fc.oneof({ weight: 6, arbitrary: sku }, { weight: 1, arbitrary: oneOf(null, ' ', ' A-1 ') }),
    barcode,
    name: oneOf('Apple', ' Apple', 'Pear'),
    storable: rarely(true, false),
    tracking: rarely<'none' | 'lot' | 'serial'>('none', 'lot', 'serial'),
    weight: oneOf(0, 0.2, 3),
    weight_uom_name: oneOf('kg', 'lb', 'g'),
    hs_code: oneOf(null, '0808.10', '080810'),
    country_of_origin: oneOf(null, 'DE', 'fr'),
    standard_price: oneOf(0, 0.4, 12.345),
    list_price: oneOf(0, 9.99),
    company_id: rarely<number | null>(null, 1, 2),
    tags: rarely<string[]>(['ShipBob'], [], ['Other']),
    kit: fc.option(kitArb, { freq: 1 }),
    uom: rarely({ id: 1, name: 'Units' }, { id: 3, name: 'kg' }),
    category: oneOf('All / Shoes', 'All', null),
    packaging_barcodes: oneOf([], ['CASE-1'], ['4006381333931', ' ']),
    dimensions: oneOf(null, { length: 10, width: 20, height: 5 }, { length: 1, width: 0, height: 5 }),
    shelf_life_days: oneOf(null, { use_time: 5, removal_time: 10, alert_time: 2.5, expiration_time: 30 }),
    template: fc.constant({ id: 50, name: 'Apples' }),
    on_purchase_order: fc.boolean(),
    same_code_ids: rarely<number[]>([], [9]),
  })
  .map((more) => f.product({ ...more, is_kit: more.kit !== null }));

const variantArb = fc
  .record({
    variant_id: oneOf(901, 902),
    inventory_id: rarely<number | null>(1001, null),
    sku: fc.oneof(sku, oneOf(' A-1 ')),
    name: oneOf('Apple', 'Pear'),
    status: rarely('Active', 'Inactive', 'inactive', 'New'),
    is_bundle: rarely(false, true),
    barcodes: fc.uniqueArray(oneOf('4006381333931', '036000291452', '10614141000415', 'STICKER')),
    upc: oneOf(null, '036000291452', '036000291453'),
    gtin: oneOf(null, '4006381333931', '10614141000415'),
    customs: oneOf(
      null,
      { country_code_of_origin: 'de', hs_tariff_code: '080810', value: 12.35 },
      { country_code_of_origin: null, hs_tariff_code: null, value: 12 },
    ),
    is_lot: rarely(false, true),
    on_hand_qty: oneOf(0, 3),
    awaiting_qty: rarely(0, 7),
    weight_oz: oneOf(null, 7.0548, 105.8219),
    dimensions_in: oneOf(undefined, null, { length: 4, width: 8, height: 2 }),
    measures_locked: rarely(false, true),
    minimum_shelf_life_days: oneOf(undefined, null, 10),
    serial_scan: oneOf(undefined, true, false),
    return_actions: oneOf(undefined, { primary: 'quarantine', backup: null, instructions: null }),
    bundle: oneOf(undefined, [], [{ variant_id: 903, quantity: 2 }]),
  })
  .map((more) => f.variant(more));

export const productSeenArb: fc.Arbitrary<ProductSeen> = fc
  .record({
    product: fc.option(productArb, { freq: 10 }),
    isLinked: fc.boolean(),
    linked: fc.option(variantArb, { freq: 6 }),
    bySku: fc.array(variantArb, { maxLength: 2 }),
    byBarcode: fc.array(variantArb, { maxLength: 2 }),
    mergedInto: fc.option(variantArb, { freq: 1 }),
    sibling: fc.option(productArb),
    hasLinkedSibling: fc.boolean(),
    linkedParts: fc.uniqueArray(oneOf(3, 4, 5)),
  })
  .map(({ product, isLinked, linked, mergedInto, sibling, hasLinkedSibling, linkedParts, ...more }) => {
    const isSame = linked?.sku.trim() === product?.default_code?.trim();
    const sku = product?.default_code?.trim();
    const siblingLink = hasLinkedSibling ? f.link('product.product', 9, 'variant', 990, { product_id: 980 }) : null;
    return {
      product,
      link: isLinked ? f.link('product.product', product?.id ?? 1, 'variant', linked?.variant_id ?? 901) : null,
      linked: isLinked ? linked : null,
      mergedInto: isLinked && linked === null ? mergedInto : null,
      // Only what the look can find: variants of the product's SKU, and that only where the link does not tell.
      bySku: isLinked && isSame ? [] : more.bySku.map((variant) => ({ ...variant, sku: sku ?? variant.sku })),
      byBarcode: isLinked ? [] : more.byBarcode.map((variant) => ({ ...variant, variant_id: variant.variant_id + 50 })),
      siblings: sibling === null ? [] : [{ product: { ...sibling, id: 9 }, link: siblingLink }],
      components: Object.fromEntries(linkedParts.map((id) => [String(id), f.productLink(id)])),
    };
  });

const moveArb = fc
  .record({
    product_id: oneOf(1, 2, 3),
    product_qty: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 1, arbitrary: oneOf(2.5) },
    ),
    isDropped: rarely(false, true),
    lots: oneOf([], ['L1'], ['L2', 'L1']),
    date: rarely<string | null>('2027-06-01T00:00:00Z', null),
  })
  .map(({ product_id, product_qty, isDropped, lots, date }) =>
    f.move(product_id, product_qty, {
      ...(isDropped ? { state: 'cancel' } : {}),
      lots: lots.map((name, index) => ({
        name,
        expiration_date: date,
        quantity: index === 0 ? product_qty - (lots.length - 1) : 1,
      })),
    }),
  );

type Tracking = OdooMove['tracking'];
/** How each of the products 1 to 3 is tracked. */
const trackingArb = fc.tuple(...[1, 2, 3].map(() => rarely<Tracking>('none', 'none', 'lot', 'serial')));

const tracked = (pickings: OdooPicking[], tracking: Tracking[]): OdooPicking[] =>
  pickings.map((picking) => ({
    ...picking,
    moves: picking.moves.map((move) => ({ ...move, tracking: tracking[move.product_id - 1] ?? 'none' })),
  }));

/** Pickings as Odoo has them: a done one has done moves, a cancelled one cancelled ones, ids and move ids unique. */
const pickingsArb = (code: 'incoming' | 'outgoing', otherCode: 'incoming' | 'outgoing'): fc.Arbitrary<OdooPicking[]> =>
  fc
    .array(
      fc.record({
        moves: fc.array(moveArb, { minLength: 1, maxLength: 3 }),
        state: fc.oneof(
          { weight: 4, arbitrary: oneOf('assigned', 'confirmed') },
          { weight: 2, arbitrary: oneOf('done', 'cancel') },
          { weight: 1, arbitrary: oneOf('waiting', 'draft') },
        ),
        warehouse_id: rarely<number | null>(f.SB.id, f.OTHER.id, null),
        isBackorder: rarely(false, true),
        isOther: rarely(false, false, true),
        scheduled_date: oneOf(null, '2026-01-01T00:00:00Z', '2026-12-24T00:00:00Z', 'nonsense'),
        carrier_tracking_ref: oneOf(null, 'OLD', '1Z1', 'OLD, 1Z2', '1Z999AA1, FedEx, 1Z999AA2'),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) =>
      all.map(({ moves, state, isBackorder, isOther, ...more }, index) =>
        f.picking(100 + index, stated(moves, state, index), {
          ...more,
          state,
          picking_type_code: isOther ? otherCode : code,
          // A backorder comes out of a receipt that is done.
          backorder_id: isBackorder && index > 0 && all[index - 1]?.state === 'done' ? 99 + index : null,
        }),
      ),
    );

const stated = (moves: OdooMove[], state: string, picking: number): OdooMove[] =>
  moves.map((move, index) => ({
    ...move,
    id: picking * 10 + index,
    state: state === 'done' && move.state !== 'cancel' ? 'done' : state === 'cancel' ? 'cancel' : move.state,
    quantity: move.product_qty,
  }));

const lineArb = fc
  .tuple(oneOf(1, 2, 3, 4), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 14 }))
  .map(([id, expected, stowed]) => f.line(id, expected, stowed));

const status = fc.oneof(
  { weight: 3, arbitrary: oneOf('Awaiting', 'Completed', 'Processing') },
  { weight: 1, arbitrary: oneOf('Arrived', 'Cancelled', 'Incomplete', 'InternalTransfer', 'New') },
);

export const orderSeenArb: fc.Arbitrary<PurchaseOrderSeen> = fc
  .record({
    state: rarely('purchase', 'done', 'draft', 'cancel'),
    partner_ref: oneOf(null, 'REF 1'),
    untracked: pickingsArb('incoming', 'outgoing'),
    tracking: trackingArb,
    unlinked: fc.uniqueArray(oneOf(1, 2, 3)),
    hasTransit: rarely(true, false),
    wros: fc.array(
      fc.record({
        status,
        number: fc.nat(8),
        centre: rarely(10, 20, 999),
        lines: fc.array(lineArb, { maxLength: 3 }),
        /** A picking whose open goods it expects exactly, or none. */
        twin: fc.option(fc.nat(2)),
        linkedTo: fc.option(fc.nat(2)),
        external_sync: fc.boolean(),
        arrival: oneOf(null, '2026-11-26T12:00:00Z', '2026-12-24T00:00:00Z'),
        tracking: oneOf(undefined, ['P00042'], ['1Z1']),
        gap: oneOf(0, 0, 3),
        settled: oneOf(0, 0, 2),
        /** Product, centre and pieces that a hub sent on; never more than was stowed. */
        spread: fc.array(fc.tuple(oneOf(1, 2, 3), rarely(10, 20, 999), fc.integer({ min: 1, max: 8 })), {
          maxLength: 2,
        }),
        since: oneOf(null, '2025-12-01T00:00:00Z', '2026-11-01T00:00:00Z', '2026-11-24T00:00:00Z'),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ state, partner_ref, untracked, tracking, unlinked, hasTransit, wros }) => {
    const pickings = tracked(untracked, tracking);
    const order = f.purchaseOrder({ state, partner_ref, pickings });
    const numbers = wroNumbersOf(order, f.context());
    const linkedPickings = new Set<number>();
    const links: PurchaseOrderSeen['links'] = [];
    const made = wros.map((one, index) => {
      const twin = one.twin === null ? undefined : pickings[one.twin];
      const lines = twin ? twin.moves.map((move) => f.line(move.product_id, move.product_qty, 0)) : one.lines;
      const picking = one.linkedTo === null ? undefined : pickings[one.linkedTo];
      if (picking?.picking_type_code === 'incoming' && !linkedPickings.has(picking.id)) {
        linkedPickings.add(picking.id);
        const gap = one.gap > 0 ? { before_go_live: { '1': one.gap } } : {};
        const settled = one.settled > 0 ? { settled: { '2': one.settled } } : {};
        const tracking = one.tracking ? { tracking: one.tracking } : {};
        links.push({ ...f.wroLink(picking.id, 10 + index), data: { ...tracking, ...gap, ...settled } });
      }
      return f.wro(10 + index, {
        status: one.status,
        purchase_order_number: numbers[(one.number + index) % numbers.length] ?? null,
        fulfillment_center: { id: one.centre, name: 'C' },
        inventory_quantities: lines,
        external_sync: one.external_sync,
        expected_arrival_date: one.arrival,
        insert_date: one.since,
        last_updated_date: one.since,
      });
    });
    // Numbers are unique at ShipBob.
    const seen = new Set<string>();
    for (const wro of made) {
      if (wro.purchase_order_number !== null && seen.has(wro.purchase_order_number)) wro.purchase_order_number = null;
      else if (wro.purchase_order_number !== null) seen.add(wro.purchase_order_number);
    }
    const onHold = { reason: 'Overage', comment: null, barcode: null, tracking_barcode: null, linked_wro_date: null };
    const unidentified = made
      .slice(2)
      .map(({ id }) => ({ ...onHold, id, created_date: '2026-11-20T10:00:00Z', linked_wro_id: id }));
    const placements = Object.fromEntries(
      links.flatMap((link): [string, Placement][] => {
        const spread = wros[Number(link.shipbobId) - 10]?.spread ?? [];
        const lines = made.find(({ id }) => String(id) === link.shipbobId)?.inventory_quantities ?? [];
        const distributions = spread.map(([id, centre, quantity], index) => {
          const stowed = lines.filter((line) => line.inventory_id === 1000 + id).map((line) => line.stowed_quantity);
          const own = stowed.reduce((sum, one) => sum + one, 0);
          return f.spread(id, centre, index === 0 ? Math.min(quantity, own) : 0);
        });
        return spread.length === 0 ? [] : [[link.shipbobId, { distributions, moved: [] }]];
      }),
    );
    const transits: Record<string, number> = hasTransit ? { 'SB/In transit': 77 } : {};
    const strangers = { '1004': { product_id: 4, sku: 'D-4', tracking: 'none' as const } };
    const loose = { strangers, stock: { '1@70': 5 }, unidentified };
    return { order, products: f.products(unlinked), links, wros: made, ...loose, placements, transits };
  });

export const shipmentsSeenArb: fc.Arbitrary<ShipmentsSeen> = fc
  .record({
    channel: rarely<number | null>(500, 999, null),
    untracked: pickingsArb('outgoing', 'incoming'),
    saleState: rarely('sale', 'done', 'draft', 'cancel'),
    copies: rarely(1, 0, 2),
    shipments: fc.array(
      fc.record({
        status: rarely('Completed', 'Processing', 'Cancelled', 'Exception', 'New'),
        centre: rarely<number | null>(10, 20, 99, null),
        items: fc.array(fc.tuple(rarely(1, 2, 3, 9), fc.integer({ min: 0, max: 6 })), { maxLength: 3 }),
        hasTracking: fc.boolean(),
        label: oneOf(null, '2026-11-25T08:00:00Z', '2026-11-20T08:00:00Z'),
        linkedTo: fc.option(fc.nat(2), { freq: 1 }),
        lot: oneOf(null, 'L1', 'L2'),
        delivered: oneOf(null, '2026-11-25T09:00:00Z'),
      }),
      { maxLength: 4 },
    ),
    tracking: trackingArb,
    stock: fc.array(fc.tuple(oneOf(1, 2, 3), oneOf('L1', 'L2', 'L3'), fc.integer({ min: 1, max: 6 })), {
      maxLength: 4,
    }),
    user_id: oneOf(null, 2),
    hasNote: fc.boolean(),
  })
  .map(({ channel, untracked, saleState, copies, shipments, tracking, stock, user_id, hasNote }) => {
    const pickings = tracked(untracked, tracking).map((one) => ({ ...one, ...(hasNote ? { note: null } : {}) }));
    const links: ShipmentsSeen['links'] = [];
    const used = new Set<number>();
    const made = shipments.map((one, index) => {
      const picking = one.linkedTo === null ? undefined : pickings[one.linkedTo];
      if (picking?.state === 'done' && !used.has(picking.id)) {
        used.add(picking.id);
        links.push(f.shipmentLink(picking.id, index + 1));
      }
      return f.shipment(index + 1, {
        status: one.status,
        location: one.centre === null ? null : { id: one.centre, name: 'C' },
        items: one.items.map(([id, quantity]) => f.item(id, quantity, one.lot)),
        delivery_date: one.delivered,
        actual_fulfillment_date: one.label,
        ...(one.hasTracking ? {} : { tracking: null }),
      });
    });
    const sale = f.saleOrder({ state: saleState, pickings, user_id });
    const others = [{ by: 'name', order: { ...f.saleOrder(), id: 70 } }];
    return f.shipmentsSeen({
      order: f.shipbobOrder(made, { channel: channel === null ? null : { id: channel, name: 'x' } }),
      saleOrders: copies === 0 ? [] : [{ by: 'name', order: sale }, ...(copies === 2 ? others : [])],
      productByInventoryId: Object.fromEntries(
        tracking.map((how, index) => {
          const id = index + 1;
          return [String(1000 + id), { product_id: id, sku: `${f.letter(id)}-${id}`, tracking: how }];
        }),
      ),
      links,
      lotStock: stock.map(([product_id, lot, quantity]) => ({
        ...{ product_id, lot, quantity, root_id: f.SB.lot_stock_id },
        expiration_date: lot === 'L1' ? null : `2027-01-0${lot.slice(1)}T00:00:00Z`,
      })),
    });
  });

export const wroSeenArb: fc.Arbitrary<WroSeen> = fc
  .record({
    wro: fc.option(status),
    states: fc.array(oneOf('purchase', 'draft', 'cancel'), { maxLength: 3 }),
    isLinked: fc.boolean(),
  })
  .map(({ wro, states, isLinked }) => ({
    wro: wro === null ? null : f.wro(5, { status: wro }),
    candidates: states.map((state, index) => ({ id: index, name: `P${index}`, state })),
    link: isLinked ? f.wroLink(100, 5) : null,
  }));

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
