import { type OperationName, type OperationRequest, operations } from '@mlc/mappings';
import { z } from 'zod';
import type { ShipBobClient } from '../../http/client.js';
import { createShipBobReader } from '../../read/reader.js';
import { subscribeToAll } from '../../webhooks/subscribe.js';
import { createShipBobExecutor } from '../../write/executor.js';
import type { At } from './folder.js';

export interface RequestSample {
  /** `METHOD path` behind the version, with the query where there is one. */
  call: string;
  /** Asks our client for the business operation that the sample's body describes. */
  asks: (client: ShipBobClient, at: At) => Promise<unknown>;
  /** Which of the calls it makes, where it makes several. */
  nth?: number;
  /** What ShipBob answers meanwhile. */
  answers?: unknown;
  /** Members of the sample that we do not send, with the reason; below an object, all of it. */
  leftOut?: Record<string, string>;
  /** Members that we send and the sample lacks, with the reason. */
  added?: Record<string, string>;
  /** Members whose value in the sample is a mere placeholder, so that only their presence is compared. */
  placeholders?: string[];
}

const context = { deadlineMs: Number.MAX_SAFE_INTEGER, correlationId: 'sample' };
const send = <N extends OperationName>(client: ShipBobClient, name: N, request: unknown) =>
  createShipBobExecutor(client).send(name, operations[name].parse(request) as OperationRequest<N>, context);

async function untilDone(pages: AsyncIterable<unknown[]> | null): Promise<void> {
  for await (const page of pages ?? []) if (page.length === 0) return;
}

const variantOf = (at: At) => ({
  sku: at('variants.0.sku'),
  name: at('variants.0.name'),
  barcodes: [at('variants.0.barcodes.0.value') ?? at('variants.0.barcode')],
  upc: at('variants.0.upc') ?? null,
  gtin: at('variants.0.gtin') ?? null,
  weight_oz: at('variants.0.weight') ?? null,
  customs: {
    country_code_of_origin: at('variants.0.customs.country_code_of_origin'),
    hs_tariff_code: at('variants.0.customs.hs_tariff_code'),
    value: Number(at('variants.0.customs.value')),
  },
  is_lot: at('variants.0.lot_information.is_lot') ?? false,
  is_active: (at('variants.0.status_id') ?? 0) === 0,
  dimensions_in: at('variants.0.dimension'),
  // The specification's placeholder of 0 is refused by our own schema.
  minimum_shelf_life_days: at('variants.0.lot_information.minimum_shelf_life_days') || undefined,
  serial_scan: at('variants.0.fulfillment_settings.serial_scan.is_enabled'),
  return_preferences:
    at('variants.0.return_preferences') === undefined
      ? undefined
      : {
          primary: 'restock',
          backup: 'quarantine',
          instructions: at('variants.0.return_preferences.instructions'),
        },
});

const shipBobs = 'decided in ShipBob: Odoo does not know it';
const ownCode = 'Odoo knows no such flag';
const bundle = 'a regular product has no parts';
const variantLeftOut = {
  'variants.*.additional_hazmat_attributes': shipBobs,
  'variants.*.fulfillment_settings.dangerous_goods': shipBobs,
  'variants.*.fulfillment_settings.is_bpm_parcel': shipBobs,
  'variants.*.fulfillment_settings.is_case_pick': shipBobs,
  'variants.*.fulfillment_settings.msds_url': ownCode,
  'variants.*.fulfillment_settings.requires_prop65': ownCode,
  'variants.*.fulfillment_settings.serial_scan.exact_character_length': ownCode,
  'variants.*.fulfillment_settings.serial_scan.prefix': ownCode,
  'variants.*.fulfillment_settings.serial_scan.suffix': ownCode,
  'variants.*.is_digital': 'digital goods are never sent',
  'variants.*.packaging_material_type_id': shipBobs,
  'variants.*.packaging_requirement_id': shipBobs,
  'variants.*.return_preferences.return_to_sender_primary_action_id': 'follows the first choice unless told otherwise',
  'variants.*.return_preferences.return_to_sender_backup_action_id': 'follows the first choice unless told otherwise',
  'variants.*.lot_information.minimum_shelf_life_days': 'sent where it is more than 0',
  'variants.*.bundle_definition': bundle,
  'variants.*.channel_metadata': 'belongs to the sales channels',
  'variants.*.barcodes.*.sticker_url': shipBobs,
  'variants.*.customs.description': 'Odoo has no such text',
  'variants.*.customs.is321_eligible': shipBobs,
  taxonomy_id: shipBobs,
};
const ids = [
  'type_id',
  'variants.*.status_id',
  'variants.*.return_preferences.primary_action_id',
  'variants.*.return_preferences.backup_action_id',
];

const newWro: Pick<RequestSample, 'call' | 'asks'> = {
  call: 'POST /receiving',
  asks: (client, at) =>
    send(client, 'shipbob.wro.create', {
      purchase_order_number: at('purchase_order_number'),
      fulfillment_center_id: at('fulfillment_center.id'),
      package_type: at('package_type'),
      box_packaging_type: at('box_packaging_type'),
      expected_arrival_date: at('expected_arrival_date'),
      boxes: [
        {
          tracking_number: at('boxes.0.tracking_number'),
          items: [
            {
              sku: 'A',
              inventory_id: at('boxes.0.box_items.0.inventory_id'),
              quantity: at('boxes.0.box_items.0.quantity'),
              lot_number: at('boxes.0.box_items.0.lot_number'),
              lot_date: at('boxes.0.box_items.0.lot_date'),
            },
          ],
        },
      ],
      notes: '',
    }),
};
const sync: RequestSample = {
  call: 'POST /receiving:setExternalSync',
  asks: (client, at) => send(client, 'shipbob.wro.set_external_sync', { wro_ids: at('ids') }),
};
const strings = z.array(z.string());

export const requestSamples: Record<string, RequestSample> = {
  'api-2026-01-product-post-request': {
    call: 'POST /product',
    asks: (client, at) => send(client, 'shipbob.product.create', variantOf(at)),
    leftOut: { ...variantLeftOut, is_quarantine: 'the pseudo product of quarantined goods is made by ShipBob itself' },
    placeholders: ids,
  },
  'docs-product-post-request': {
    call: 'POST /product',
    asks: (client, at) => send(client, 'shipbob.product.create', variantOf(at)),
    leftOut: { ...variantLeftOut, 'variants.*.barcode': "the guide's one barcode: the specification has the list" },
    added: {
      'variants.*.barcodes': "the specification's list, which the guide does not show",
      'variants.*.lot_information': 'said of every product, so that no default decides',
      'variants.*.status_id': 'said of every product, so that no default decides',
    },
  },
  'docs-product-bundle-post-request_partial': {
    call: 'POST /product',
    asks: (client, at) =>
      send(client, 'shipbob.bundle.create', {
        name: at('name'),
        sku: at('variants.0.sku'),
        barcodes: [],
        components: at('variants.0.bundle_definition'),
      }),
    added: {
      'variants.*.name': 'a bundle is called as its one variant is',
      'variants.*.status_id': 'said of every product, so that no default decides',
    },
  },
  'api-2026-01-product-patch-request': {
    call: 'PATCH /product/7',
    asks: (client, at) => {
      client.products.remember(7, 1);
      const { weight_oz, ...facts } = variantOf(at);
      return send(client, 'shipbob.product.update', {
        product_id: 7,
        variant_id: at('variants.0.id'),
        ...facts,
        ...(weight_oz === null ? {} : { weight_oz }),
      });
    },
    leftOut: {
      ...variantLeftOut,
      id: 'stands in the path',
      type_id: 'a product never becomes a bundle, or the other way round',
    },
    placeholders: ids,
  },
  'api-2026-01-receiving-post-request': newWro,
  'docs-receiving-post-request': newWro,
  'api-2026-01-receiving-setexternalsync-request': sync,
  'docs-receiving-setexternalsync-request': sync,
  'api-2026-01-webhook-post-request': {
    call: 'POST /webhook',
    asks: (client, at) =>
      subscribeToAll(client, strings.parse(at('topics')), {
        url: String(at('url')),
        description: String(at('description')),
        secret: () => String(at('secret')),
      }),
    answers: { id: '1' },
  },
  'api-2026-01-transactions-query-request': {
    call: 'POST /transactions:query',
    asks: (client, at) =>
      untilDone(
        createShipBobReader(client).transactions({
          from_date: String(at('from_date')),
          to_date: String(at('to_date')),
          invoice_ids: strings.parse(at('invoice_ids')),
          invoiced_status: at('invoiced_status') === true,
          reference_ids: strings.parse(at('reference_ids')),
          reference_types: strings.parse(at('reference_types')),
          transaction_fees: strings.parse(at('transaction_fees')),
          transaction_types: strings.parse(at('transaction_types')),
        }),
      ),
    answers: { items: [], next: null },
    // The last day goes as its last second, so that it is in.
    placeholders: ['page_size', 'to_date'],
  },
  'api-2026-01-inventory-history-query-request': {
    call: 'POST /inventory/history:query?cursor=0',
    asks: (client, at) =>
      untilDone(
        createShipBobReader(client).inventoryHistory({
          facility_id: Number(at('facility_id')),
          start_date: String(at('start_date')),
          end_date: String(at('end_date')),
          inventory_ids: z.array(z.number()).parse(at('inventory_ids')),
          event_category: String(at('event_category')),
        }),
      ).catch(() => undefined),
    // The second page is what carries a cursor; the same page again ends the reading.
    nth: 1,
    answers: { data: [{ inventory_audit_event_id: 0, inventory_id: 1 }], next: 'more' },
    leftOut: { merchant_user_id: "the token's own user is the only one there is" },
  },
};
