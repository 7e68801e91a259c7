import {
  livingWroId,
  type OdooPurchaseOrder,
  type Placement,
  type PurchaseOrderSeen,
  placementMark,
  type SeenLink,
  type ShipBobDistribution,
  type ShipBobWro,
  transitName,
  wentThroughHub,
} from '@mlc/mappings';
import type { LookContext } from '../../subject.js';

type Placements = Pick<PurchaseOrderSeen, 'placements' | 'transits'>;

/**
 * Where ShipBob spreads goods that went through a hub, and what Odoo has moved on already; one call for each such WRO, and
 * none where no WRO went through one.
 */
export async function lookPlacements(
  orders: OdooPurchaseOrder[],
  links: SeenLink[],
  wros: ShipBobWro[],
  context: LookContext,
): Promise<Placements> {
  if (context.plan.settings.receipt.placement === 'off') return {};
  const throughHub = new Set(wros.filter(wentThroughHub).map((wro) => wro.id));
  const spread = links.filter((link) => throughHub.has(livingWroId(link)));
  if (spread.length === 0) return {};
  const byReceipt = new Map<number, ShipBobDistribution[]>();
  for (const link of spread) {
    const rows = await context.shipbob.distributions(livingWroId(link));
    byReceipt.set(link.odooId, [...(byReceipt.get(link.odooId) ?? []), ...rows]);
  }
  // Further WROs of a large receipt are linked to it, too: all of them are followed under the first one's mark.
  const heads = links.filter((link) => link.odooModel === 'stock.picking' && byReceipt.get(link.odooId)?.length);
  if (heads.length === 0) return {};
  const marks = heads.map((link) => placementMark(link.shipbobId));
  const [moved, transits] = await Promise.all([
    context.odoo.markedTransfers(marks),
    context.odoo.locations(transitNames(orders, context)),
  ]);
  const placements = heads.map((link): [string, Placement] => {
    const done = (moved.get(placementMark(link.shipbobId)) ?? []).filter(({ state }) => state === 'done');
    const distributions = byReceipt.get(link.odooId) ?? [];
    return [link.shipbobId, { distributions, moved: done.flatMap(({ placed }) => placed) }];
  });
  return {
    placements: Object.fromEntries(placements),
    transits: Object.fromEntries(transits.map(({ complete_name, id }) => [complete_name, id])),
  };
}

function transitNames(orders: OdooPurchaseOrder[], { plan }: LookContext): string[] {
  const used = new Set(
    orders.flatMap((order) => [order.warehouse_id, ...order.pickings.map((picking) => picking.warehouse_id)]),
  );
  return plan.warehouses.filter(({ id }) => used.has(id)).map(({ code }) => transitName(code, plan));
}
