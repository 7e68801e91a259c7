import { groupBy } from '@mlc/kernel';
import type { BilledThing, SeenLink, ShipBobInvoice, ShipBobOrder, ShipBobTransaction } from '@mlc/mappings';
import type { ShipBobSource } from '../../ports/remotes.js';
import type { LookContext } from '../../subject.js';

const DAY_MS = 86_400_000;
/** Work is charged some days after it was done, and invoices are weekly. */
const BEFORE_DAYS = 14;
/** More is not listed in one look, which must be fresh when it is acted on; then nothing is said to be missing. */
const RECORDS_MAX = 5000;
/** Shipments that no list shows are asked for one by one, up to so many. */
const SINGLY_MAX = 50;
/** Invoices whose charges are for each kind of work. */
const KINDS = { Shipping: 'Shipment', Return: 'Return', 'Inbound Fee': 'WRO' } as const;

export interface Things {
  /** By `Shipment/12`. */
  known: Map<string, BilledThing>;
  /** False when not everything that was done could be listed. */
  complete: boolean;
}

interface Asked {
  invoices: ShipBobInvoice[];
  listed: ShipBobInvoice[];
  rows: ShipBobTransaction[];
}

/** What the charges are for, and what else was done in the invoices' weeks. */
export async function thingsOf(asked: Asked, context: LookContext): Promise<Things> {
  const things: Things = { known: new Map(), complete: true };
  const charged = groupBy(asked.rows, (row) => row.reference_type);
  const idsOf = (kind: BilledThing['kind']): number[] => [
    ...new Set(
      (charged.get(kind) ?? []).flatMap((row) => (/^\d+$/.test(row.reference_id) ? Number(row.reference_id) : [])),
    ),
  ];
  await shipments(things, idsOf('Shipment'), weeksOf(asked, 'Shipping'), context);
  await returns(things, idsOf('Return'), weeksOf(asked, 'Return'), context);
  await wros(things, idsOf('WRO'), weeksOf(asked, 'Inbound Fee'), context);
  return things;
}

/** From the first day of the earliest such invoice's weeks until now; null when there is none. */
function weeksOf({ invoices, rows }: Asked, type: keyof typeof KINDS): string | null {
  const dates = invoices.filter((one) => one.invoice_type === type).map((one) => one.invoice_date);
  const charges = rows.filter((row) => row.reference_type === KINDS[type]).map((row) => row.charge_date);
  const [first] = [...dates, ...charges].map((day) => day.slice(0, 10)).sort();
  return first === undefined ? null : new Date(Date.parse(first) - BEFORE_DAYS * DAY_MS).toISOString();
}

/** Ids that a poll of the source would find; null when there are too many. */
async function idsSince(source: ShipBobSource, from: string, { shipbob, plan }: LookContext): Promise<number[] | null> {
  const to = new Date(Date.parse(plan.now) + DAY_MS).toISOString();
  const ids = new Set<number>();
  let position: string | null = null;
  for (;;) {
    const page = await shipbob.page(source, { from, to, position });
    for (const row of page.rows) ids.add(row.id);
    if (ids.size > RECORDS_MAX) return null;
    if (page.last) return [...ids];
    position = page.nextPosition;
  }
}

async function shipments(things: Things, ids: number[], since: string | null, context: LookContext): Promise<void> {
  if (since === null) return;
  const { shipbob, ledger, connectionId } = context;
  const orderIds = await idsSince('shipbob.order', since, context);
  if (orderIds === null) things.complete = false;
  const orders = await shipbob.orders(orderIds ?? []);
  const skus = await skusOf(orders, context);
  for (const order of orders)
    for (const shipment of order.shipments)
      put(things, {
        kind: 'Shipment',
        id: String(shipment.id),
        exists: true,
        done_at:
          shipment.status === 'Completed'
            ? (shipment.actual_fulfillment_date ?? shipment.tracking?.shipping_date ?? shipment.created_date)
            : null,
        number: order.reference_id || order.order_number,
        channel: order.channel?.name ?? null,
        goods: shipment.items.map((item) => ({
          name: skus.get(item.inventory_id) ?? item.name,
          quantity: item.quantity,
        })),
        weight_oz: shipment.weight_oz ?? null,
        odoo: null,
      });
  const unknown = ids.filter((id) => !things.known.has(`Shipment/${id}`));
  const linked =
    unknown.length === 0
      ? []
      : await ledger.links(connectionId, { shipbobType: 'shipment', shipbobIds: unknown.map(String) });
  const linkOf = new Map(linked.map((link) => [link.shipbobId, link]));
  let asked = 0;
  for (const id of unknown) {
    const link = linkOf.get(String(id));
    let exists: boolean | null = link === undefined ? null : true;
    if (link === undefined && things.complete && asked < SINGLY_MAX) {
      asked += 1;
      exists = (await shipbob.shipmentTimeline(id)).length > 0;
    }
    put(things, { ...bare('Shipment', String(id), exists), odoo: odooOf(link) });
  }
}

/** SKUs of the linked variants, by inventory id. */
async function skusOf(orders: ShipBobOrder[], { ledger, connectionId }: LookContext): Promise<Map<number, string>> {
  const ids = new Set(
    orders.flatMap((order) => order.shipments.flatMap((one) => one.items.map((item) => item.inventory_id))),
  );
  if (ids.size === 0) return new Map();
  const links = await ledger.linksByInventoryId(connectionId, [...ids]);
  return new Map(
    links.flatMap(({ data }): [number, string][] =>
      typeof data['inventory_id'] === 'number' && typeof data['sku'] === 'string'
        ? [[data['inventory_id'], data['sku']]]
        : [],
    ),
  );
}

async function returns(things: Things, ids: number[], since: string | null, context: LookContext): Promise<void> {
  if (since === null) return;
  const listed = await idsSince('shipbob.return', since, context);
  if (listed === null) things.complete = false;
  const found = await context.shipbob.returns([...new Set([...ids, ...(listed ?? [])])]);
  for (const one of found)
    put(things, {
      kind: 'Return',
      id: String(one.id),
      exists: true,
      done_at: one.status === 'Completed' ? one.completed_date : null,
      number: one.store_order_id ?? one.reference_id,
      channel: one.channel?.name ?? null,
      goods: one.inventory.map((item) => ({ name: item.sku || item.name, quantity: item.quantity })),
      weight_oz: null,
      odoo: null,
    });
  for (const id of ids) if (!things.known.has(`Return/${id}`)) put(things, bare('Return', String(id), false));
}

async function wros(things: Things, ids: number[], since: string | null, context: LookContext): Promise<void> {
  if (since === null) return;
  const { shipbob, ledger, connectionId } = context;
  const listed = await idsSince('shipbob.receiving', since, context);
  if (listed === null) things.complete = false;
  const found = await shipbob.wros([...new Set([...ids, ...(listed ?? [])])]);
  const all = [...new Set([...ids, ...found.map((wro) => wro.id)])].map(String);
  const links = all.length === 0 ? [] : await ledger.links(connectionId, { shipbobType: 'wro', shipbobIds: all });
  const linkOf = new Map(links.map((link) => [link.shipbobId, link]));
  for (const wro of found)
    put(things, {
      ...bare('WRO', String(wro.id), true),
      done_at: wro.status === 'Completed' ? wro.last_updated_date : null,
      number: wro.purchase_order_number,
      goods: wro.inventory_quantities.map((line) => ({ name: line.sku, quantity: line.stowed_quantity })),
      odoo: odooOf(linkOf.get(String(wro.id))),
    });
  // Billing's ids of WROs may differ from receiving's (observed), so an unknown one tells nothing.
  for (const id of ids)
    if (!things.known.has(`WRO/${id}`))
      put(things, { ...bare('WRO', String(id), null), odoo: odooOf(linkOf.get(String(id))) });
}

const put = (things: Things, thing: BilledThing): void => {
  things.known.set(`${thing.kind}/${thing.id}`, thing);
};
const odooOf = (link: SeenLink | undefined): BilledThing['odoo'] =>
  link ? { model: link.odooModel, id: link.odooId } : null;
const bare = (kind: BilledThing['kind'], id: string, exists: boolean | null): BilledThing => ({
  kind,
  id,
  exists,
  done_at: null,
  number: null,
  channel: null,
  goods: [],
  weight_oz: null,
  odoo: null,
});
