import { chunks } from '@mlc/kernel';
import {
  announcedFacts,
  billedFacts,
  bothSides,
  type Flow,
  type FlowEvidence,
  productFacts,
  receivedFacts,
  returnedFacts,
  type Sides,
  stockFacts,
} from '@mlc/mappings';
import type { ConnectionWork } from '../engine.js';
import { lookInvoices } from '../flows/billing/invoices.look.js';
import { gatherCut } from '../flows/inventory/take-cut.js';
import { lookProducts } from '../flows/products/products.look.js';
import { lookPurchaseOrders } from '../flows/purchase-orders/purchase-orders.look.js';
import { lookReturns } from '../flows/returns/returns.look.js';
import type { LookContext } from '../subject.js';
import { lookContext } from '../work.js';
import { idsChanged, isWithin, type Period } from './period.js';
import { shipmentSides } from './shipments.js';
import { touchedOrders } from './touched-orders.js';

/** Records read together, as the worker does. */
const RECORDS_PER_LOOK = 200;
const DAY_MS = 86_400_000;

/** What a statement covers: all that the flows write, and stock as it is at this instant, whatever the period. */
export const STATED_FLOWS = [
  'products',
  'purchase-orders',
  'receiving',
  'shipments',
  'returns',
  'billing',
  'inventory',
] as const satisfies readonly Flow[];
export type StatedFlow = (typeof STATED_FLOWS)[number];

/**
 * Both sides, read anew for everything that either side touched in the period. Whole orders are compared, so that goods
 * that left on one day and were booked on the next do not count as a difference. Writes nothing anywhere.
 */
export async function gatherStatement(
  work: ConnectionWork,
  period: Period,
  flows: readonly StatedFlow[] = STATED_FLOWS,
): Promise<FlowEvidence[]> {
  const context = lookContext(work);
  const evidence: FlowEvidence[] = [];
  for (const flow of flows) {
    const { odoo, shipbob } = flow === 'inventory' ? await stock(work, context) : await sidesOf(flow, context, period);
    evidence.push({ flow, odoo: sorted(odoo), shipbob: sorted(shipbob) });
  }
  return evidence;
}

const sorted = (facts: Sides['odoo']): Sides['odoo'] => facts.toSorted((a, b) => (a.key < b.key ? -1 : 1));

async function stock({ ledger }: ConnectionWork, context: LookContext): Promise<Sides> {
  return stockFacts(await gatherCut({ context, ledger }, null), context.plan.settings.inventory);
}

function sidesOf(flow: Exclude<StatedFlow, 'inventory'>, context: LookContext, period: Period): Promise<Sides> {
  switch (flow) {
    case 'products':
      return products(context, period);
    case 'purchase-orders':
      return orders(context, period, announcedFacts, (line) => line.expected_quantity);
    case 'receiving':
      return orders(context, period, receivedFacts, (line) => line.stowed_quantity);
    case 'shipments':
      return shipmentSides(context, period);
    case 'returns':
      return returns(context, period);
    case 'billing':
      return billing(context, period);
  }
}

/** Looks in parts, so that no single read grows without bound. */
async function looked<Seen>(
  ids: number[],
  look: (ids: number[], context: LookContext) => Promise<Map<number, Seen>>,
  context: LookContext,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const part of chunks(ids, RECORDS_PER_LOOK)) seen.push(...(await look(part, context)).values());
  return seen;
}

async function products(context: LookContext, period: Period): Promise<Sides> {
  const ids = await idsChanged('product.product', context, period);
  const seen = await looked(ids, lookProducts, context);
  return bothSides(seen.map((one) => productFacts(one, context.plan)));
}

async function orders(
  context: LookContext,
  period: Period,
  facts: typeof receivedFacts,
  quantityOf: (line: { expected_quantity: number; stowed_quantity: number }) => number,
): Promise<Sides> {
  const { orderIds, loose } = await touchedOrders(context, period);
  const seen = await looked(orderIds, lookPurchaseOrders, context);
  const strangers = loose.flatMap((wro) =>
    wro.inventory_quantities
      .filter((line) => quantityOf(line) > 0)
      .map((line) => ({
        key: `WRO ${wro.id}/${line.sku}`,
        label: `WRO ${wro.id} (${wro.purchase_order_number ?? 'no number'}), ${line.sku}`,
        lane: `wro:${wro.id}`,
        fields: { quantity: quantityOf(line) },
      })),
  );
  return bothSides([...seen.map((one) => facts(one, context.plan)), { odoo: [], shipbob: strangers }]);
}

async function returns(context: LookContext, period: Period): Promise<Sides> {
  const ids = await idsChanged('shipbob.return', context, period);
  const done = (await context.shipbob.returns(ids)).filter((one) => isWithin(one.completed_date, period));
  const seen = await looked(
    done.map((one) => one.id),
    lookReturns,
    context,
  );
  return bothSides(seen.map(returnedFacts));
}

async function billing(context: LookContext, period: Period): Promise<Sides> {
  const days = { from: period.from.slice(0, 10), to: period.to.slice(0, 10) };
  const lastDay = new Date(Date.parse(period.to) - 1).toISOString().slice(0, 10);
  const end = new Date(Date.parse(lastDay) + DAY_MS).toISOString().slice(0, 10);
  const listed = await context.shipbob.invoices({ from: days.from, to: lastDay });
  const ids = listed.map((invoice) => invoice.invoice_id);
  const seen = await looked(ids, lookInvoices, context);
  const sides = bothSides(seen.map(billedFacts));
  const { vendor } = context.plan.settings.billing;
  if (vendor === null) return { odoo: [], shipbob: sides.shipbob };
  const asked = { vendor, journal: null, currencies: [], accounts: [], taxes: [], analytics: [] };
  const { vendor_ids } = await context.odoo.books(asked);
  const told = new Set(sides.odoo.map((fact) => fact.key));
  const strangers = (await context.odoo.vendorBills(vendor_ids, { from: days.from, to: end })).filter(
    (bill) => bill.ref !== null && /^SB-\d+$/.test(bill.ref) && !told.has(bill.ref),
  );
  return {
    shipbob: sides.shipbob,
    odoo: [
      ...sides.odoo,
      ...strangers
        .filter((bill) => !sides.shipbob.some((fact) => fact.key === bill.ref))
        .map((bill) => ({
          key: bill.ref ?? '',
          label: `bill ${bill.ref ?? ''}`,
          lane: null,
          fields: {
            total: bill.move_type === 'in_refund' ? -bill.amount_total : bill.amount_total,
            date: bill.invoice_date,
          },
        })),
    ],
  };
}
