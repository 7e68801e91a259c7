import {
  billRef,
  planBilling,
  planDay,
  planInventory,
  planProducts,
  planPurchaseOrders,
  planReceiving,
  planReturns,
  planShipments,
  planUro,
  planWro,
} from '@mlc/mappings';
import { lookInvoices } from './flows/billing/invoices.look.js';
import { lookStock } from './flows/inventory/stock.look.js';
import { lookProducts } from './flows/products/products.look.js';
import { lookPurchaseOrders } from './flows/purchase-orders/purchase-orders.look.js';
import { lookUros } from './flows/receiving/uro.look.js';
import { lookWros } from './flows/receiving/wro.look.js';
import { lookReturns } from './flows/returns/returns.look.js';
import { lookDays } from './flows/shipments/days.look.js';
import { numbersOf } from './flows/shipments/sale-orders.look.js';
import { lookShipments } from './flows/shipments/shipments.look.js';
import { defineSubject, type SubjectEngine } from './subject.js';

/** Every subject and its flows, in the order in which a batch works on them. A new flow is one line here. */
export const subjects: readonly SubjectEngine[] = [
  defineSubject({
    subject: 'product',
    look: lookProducts,
    flows: [{ name: 'products', plan: planProducts }],
    labels: ({ product, linked }) => [product?.default_code ?? '', product?.barcode ?? '', linked?.sku ?? ''],
  }),
  defineSubject({
    subject: 'purchase-order',
    look: lookPurchaseOrders,
    flows: [
      { name: 'purchase-orders', plan: planPurchaseOrders },
      { name: 'receiving', plan: planReceiving },
    ],
    labels: ({ order, wros }) => [
      order?.name ?? '',
      order?.partner_ref ?? '',
      ...(order?.pickings.map((picking) => picking.name) ?? []),
      ...wros.map((wro) => `WRO ${wro.id}`),
    ],
  }),
  defineSubject({
    subject: 'wro',
    look: lookWros,
    flows: [{ name: 'receiving', plan: planWro }],
    labels: ({ wro }) => [wro ? `WRO ${wro.id}` : '', wro?.purchase_order_number ?? ''],
  }),
  defineSubject({
    subject: 'uro',
    look: lookUros,
    flows: [{ name: 'receiving', plan: planUro }],
    labels: ({ uro }) => [uro ? `URO ${uro.id}` : '', uro?.barcode ?? '', uro?.tracking_barcode ?? ''],
  }),
  defineSubject({
    subject: 'order',
    look: lookShipments,
    flows: [{ name: 'shipments', plan: planShipments }],
    labels: ({ order, saleOrders }) => [
      ...(order ? [`order ${order.id}`, ...numbersOf(order)] : []),
      ...saleOrders.map((found) => found.order.name),
    ],
  }),
  defineSubject({
    subject: 'day',
    look: lookDays,
    flows: [{ name: 'shipments', plan: planDay }],
    labels: ({ day, delivery }) => [`${day.date} at centre ${day.centre_id}`, delivery?.name ?? ''],
  }),
  defineSubject({
    subject: 'return',
    look: lookReturns,
    flows: [{ name: 'returns', plan: planReturns }],
    labels: ({ returned, booked }) => [
      ...(returned ? [`return ${returned.id}`, returned.reference_id, returned.store_order_id ?? ''] : []),
      ...booked.map((transfer) => transfer.name),
    ],
  }),
  defineSubject({
    subject: 'invoice',
    look: lookInvoices,
    flows: [{ name: 'billing', plan: planBilling }],
    labels: ({ invoice, bills }) => [
      ...(invoice ? [`invoice ${invoice.invoice_id}`, billRef(invoice.invoice_id)] : []),
      ...bills.map((bill) => bill.name ?? ''),
    ],
  }),
  defineSubject({
    subject: 'stock',
    look: lookStock,
    flows: [{ name: 'inventory', plan: planInventory }],
    labels: ({ inventory_id, rows }) => [`inventory ${inventory_id}`, ...rows.map((row) => row.sku)],
  }),
];
