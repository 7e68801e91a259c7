import type { ShipBobReader } from '@mlc/engine';
import type { ShipBobBox, ShipBobOrder } from '@mlc/mappings';
import { orderSchema } from '../decode/order.js';
import type { ShipBobClient } from '../http/client.js';
import { readPages } from '../http/paging.js';
import { chunkValues } from '../http/query.js';
import { endpoints } from '../versions.js';
import { invoiceTransactions, readInvoices, readTransactionFees, transactions } from './billing.js';
import { readDistributions, readLocations, readUnidentifiedReceipts } from './centres.js';
import { inventoryHistory, readInventoryLevels, readInventoryLots } from './inventory.js';
import { pollPage } from './poll.js';
import { readReturns, readReturnsOfShipments } from './returns.js';
import { readShipmentTimeline, readShipmentTracking } from './shipments.js';
import { mergeParents, searchVariants, skuKey } from './variants.js';
import { readBoxes, readLivingWros, readWros } from './wros.js';

/**
 * The engine's view of ShipBob. Every method takes many keys and makes as few calls as the length of a query allows;
 * none reads record by record, but boxes (one call for each WRO). Throws RetryLater, NeedsAttention and Rejected as the
 * client does.
 */
export function createShipBobReader(client: ShipBobClient): ShipBobReader {
  return {
    variantsBySku(skus) {
      const wanted = new Set(skus.map(skuKey));
      return searchVariants(client, {
        filter: 'SKU',
        single: 'Search',
        values: [...wanted],
        matches: (variant) => wanted.has(skuKey(variant.sku)),
        priority: 'products',
      });
    },
    variantsByBarcode(barcodes) {
      const wanted = new Set(barcodes.map((barcode) => barcode.trim()));
      return searchVariants(client, {
        filter: 'Barcodes',
        single: 'Barcode',
        values: [...wanted],
        matches: (variant) =>
          [...variant.barcodes, variant.upc, variant.gtin].some((code) => code !== null && wanted.has(code.trim())),
        priority: 'products',
      });
    },
    variantsById(variantIds) {
      const wanted = new Set(variantIds);
      return searchVariants(client, {
        filter: 'VariantId',
        single: null,
        values: [...wanted],
        matches: (variant) => wanted.has(variant.variant_id),
        priority: 'products',
      });
    },
    mergeParents: (variantIds) => mergeParents(client, variantIds),
    wros: async (ids) => {
      const wanted = new Set(ids);
      const found = await readWros(client, 'IDs', ids, { priority: 'receipts' });
      return found.filter((wro) => wanted.has(wro.id));
    },
    wrosByNumber: async (numbers) => {
      // A comma would cut the number in the list; such numbers are never made by us and not looked for.
      const wanted = new Set(numbers.map((number) => number.trim()).filter((number) => !number.includes(',')));
      const found = await readWros(client, 'PurchaseOrderNumbers', [...wanted], { priority: 'receipts' });
      return found.filter((wro) => wanted.has(wro.purchase_order_number?.trim() ?? ''));
    },
    livingWros: (completedSince) => readLivingWros(client, completedSince),
    orders: (ids) => readOrders(client, ids),
    boxes: async (wroIds) => {
      const boxes = new Map<number, ShipBobBox[]>();
      for (const id of new Set(wroIds)) boxes.set(id, await readBoxes(client, id, { priority: 'receipts' }));
      return boxes;
    },
    distributions: (wroId) => readDistributions(client, wroId),
    unidentifiedReceipts: () => readUnidentifiedReceipts(client),
    locations: () => readLocations(client),
    shipmentTracking: (ids) => readShipmentTracking(client, ids),
    shipmentTimeline: (id) => readShipmentTimeline(client, id),
    returns: (ids) => readReturns(client, ids),
    returnsOfShipments: (ids) => readReturnsOfShipments(client, ids),
    invoices: (days) => readInvoices(client, days),
    transactions: (query) => transactions(client, query),
    invoiceTransactions: (invoiceId) => invoiceTransactions(client, invoiceId),
    transactionFees: () => readTransactionFees(client),
    inventoryLevels: (ids) => readInventoryLevels(client, ids),
    inventoryLots: (ids) => readInventoryLots(client, ids),
    inventoryHistory: (query) => inventoryHistory(client, query),
    page: (source, request) => pollPage(client, source, request),
  };
}

async function readOrders(client: ShipBobClient, ids: number[]): Promise<ShipBobOrder[]> {
  const wanted = new Set(ids);
  const found = new Map<number, ShipBobOrder>();
  for (const chunk of chunkValues([...wanted], { countMax: endpoints.orders.limit })) {
    const orders = await readPages(
      client,
      { path: endpoints.orders.path, query: { IDs: chunk }, priority: 'shipments' },
      orderSchema,
    );
    for (const order of orders) if (wanted.has(order.id)) found.set(order.id, order);
  }
  return [...found.values()];
}
