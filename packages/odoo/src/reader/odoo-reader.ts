import type { OdooReader } from '@mlc/engine';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, requiredChar, requiredMany2one } from '../client/values.js';
import { readActivityMarkers } from './activities.js';
import { readBills, readBooks } from './books.js';
import { readDeliveryMeans, readLotStock } from './delivery-means.js';
import { readGone } from './gone.js';
import { readLandedCosts } from './landed-costs.js';
import { readPage } from './page.js';
import { readPickings } from './pickings.js';
import { readProducts, readVariantIds } from './products.js';
import { readPurchaseOrders, readPurchaseOrdersByNumber } from './purchase-orders.js';
import { Reading } from './reading.js';
import { returnReads } from './returns.js';
import { readSaleOrderIdsByDelivery, readSaleOrdersBy } from './sale-orders.js';
import { statementReads } from './statement.js';
import { readStockAt } from './stock.js';
import { stockReads } from './stock-cut.js';

const carrierRow = z.object({ id: int, name: requiredChar });
const locationRow = z.object({ id: int, complete_name: requiredChar });
const warehouseRow = z.object({ id: int, code: requiredChar, lot_stock_id: requiredMany2one });

/** The engine's reading side of Odoo. What it learns of fields, tags, countries and operation types stays with the client. */
export function createOdooReader(client: OdooClient): OdooReader {
  const reading = Reading.of(client);
  return {
    products: (ids, options) => readProducts(reading, ids, options),
    variantIds: (templateIds) => readVariantIds(reading, templateIds),
    purchaseOrders: (ids, fields) => readPurchaseOrders(reading, ids, fields),
    purchaseOrdersByNumber: (numbers) => readPurchaseOrdersByNumber(reading, numbers),
    saleOrdersBy: (field, values) => readSaleOrdersBy(reading, field, values),
    saleOrderIdsByDelivery: (origins) => readSaleOrderIdsByDelivery(reading, origins),
    pickings: (ids) => readPickings(reading, ids),
    deliveryMeans: (partnerName) => readDeliveryMeans(reading, partnerName),
    lotStock: (productIds, rootIds) => readLotStock(reading, productIds, rootIds),
    activityMarkers: (model, ids, prefix) => readActivityMarkers(reading, model, ids, prefix),
    carriers: () =>
      reading.ifInstalled('delivery.carrier', [], () =>
        client.searchReadAll('delivery.carrier', carrierRow, { domain: reading.sharedCompany }),
      ),
    locations: async (completeNames) => {
      if (completeNames.length === 0) return [];
      const domain = [
        ['complete_name', 'in', [...new Set(completeNames)]],
        ['usage', 'in', ['internal', 'transit']],
        ...reading.sharedCompany,
      ];
      return client.searchReadAll('stock.location', locationRow, { domain });
    },
    stockAt: (productIds, locationIds) => readStockAt(reading, productIds, locationIds),
    warehouses: (codes = []) =>
      reading.list(
        'warehouses',
        () => readWarehouses(reading),
        (rows) => codes.every((code) => rows.some((row) => row.code === code)),
      ),
    ...returnReads(reading),
    books: (asked) => readBooks(reading, asked),
    bills: (vendorIds, asked) => readBills(reading, vendorIds, asked),
    landedCosts: (asked) => readLandedCosts(reading, asked),
    ...statementReads(reading),
    ...stockReads(reading),
    page: (source, request) => readPage(reading, source, request),
    gone: (source, known) => readGone(reading, source, known),
  };
}

async function readWarehouses(reading: Reading): Promise<{ id: number; code: string; lot_stock_id: number }[]> {
  const rows = await reading.client.searchReadAll('stock.warehouse', warehouseRow, { domain: reading.ownCompany });
  return rows.map(({ id, code, lot_stock_id }) => ({ id, code, lot_stock_id: lot_stock_id.id }));
}
