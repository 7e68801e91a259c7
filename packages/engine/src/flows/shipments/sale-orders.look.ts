import type { OdooSaleOrder, SeenLink, ShipBobOrder, ShipmentsSeen } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';

type Found = ShipmentsSeen['saleOrders'];

/** The numbers by which Odoo may know the order, its reference first. */
export const numbersOf = (order: ShipBobOrder): string[] => [
  ...new Set([order.reference_id, order.order_number ?? ''].filter((number) => number !== '')),
];

/** Sale orders by ShipBob order: by each configured key, and by the deliveries that their shipments are linked to. */
export async function lookSaleOrders(
  orders: ShipBobOrder[],
  links: SeenLink[],
  context: LookContext,
): Promise<Map<number, Found>> {
  const numbers = [...new Set(orders.flatMap(numbersOf))];
  const keys = context.plan.settings.shipments.match_keys;
  const byKey = await Promise.all(
    keys.filter((key) => key !== 'link').map(async (by) => ({ by, found: await saleOrdersBy(by, numbers, context) })),
  );
  const found = new Map(
    orders.map((order): [number, Found] => {
      const numbers = numbersOf(order);
      return [
        order.id,
        byKey.flatMap(({ by, found: sales }) =>
          sales.flatMap((sale) => {
            const carried = carriedBy(sale, by);
            const number = numbers.find((one) => carried.includes(one));
            return number === undefined ? [] : [{ by, number, order: sale }];
          }),
        ),
      ];
    }),
  );
  if (keys.includes('link')) await addLinked(orders, links, found, context);
  return found;
}

/** What a sale order says under a key. */
const carriedBy = (sale: OdooSaleOrder, by: string): (string | null)[] =>
  by === 'picking_origin'
    ? sale.pickings.filter((picking) => picking.picking_type_code === 'outgoing').map((picking) => picking.origin)
    : [fieldOf(sale, by)];

function fieldOf(sale: OdooSaleOrder, by: string): string | null {
  if (by === 'name') return sale.name;
  if (by === 'client_order_ref') return sale.client_order_ref;
  if (by === 'origin') return sale.origin;
  return sale.found_by ?? null;
}

async function saleOrdersBy(by: string, numbers: string[], context: LookContext): Promise<OdooSaleOrder[]> {
  if (numbers.length === 0) return [];
  if (by !== 'picking_origin') return context.odoo.saleOrdersBy(by, numbers);
  return context.odoo.saleOrdersBy('id', await context.odoo.saleOrderIdsByDelivery(numbers));
}

/** Sale orders of linked deliveries that no number led to, because somebody renamed them or the number moved on. */
async function addLinked(
  orders: ShipBobOrder[],
  links: SeenLink[],
  found: Map<number, Found>,
  context: LookContext,
): Promise<void> {
  const known = new Set([...found.values()].flat().flatMap(({ order }) => order.pickings.map((picking) => picking.id)));
  const unknown = links.filter((link) => !known.has(link.odooId)).map((link) => link.odooId);
  if (unknown.length === 0) return;
  const pickings = await context.odoo.pickings([...new Set(unknown)]);
  const saleIds = [...pickings.values()].flatMap((picking) => picking.sale_id ?? []);
  const sales = await context.odoo.saleOrdersBy('id', [...new Set(saleIds)]);
  for (const order of orders) {
    const shipments = new Set(order.shipments.map((shipment) => String(shipment.id)));
    const own = new Set(links.filter((link) => shipments.has(link.shipbobId)).map((link) => link.odooId));
    const linked = sales.filter((sale) => sale.pickings.some((picking) => own.has(picking.id)));
    found.set(order.id, [...(found.get(order.id) ?? []), ...linked.map((sale) => ({ by: 'link', order: sale }))]);
  }
}
