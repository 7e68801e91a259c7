import { livingWroId, type SeenLink, type ShipBobWro } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';

/**
 * Links of WROs that carry an order's number and are linked to no receipt of the orders: to one that was deleted, or to
 * another order's.
 */
export async function strayLinks(
  wros: ShipBobWro[],
  pickingLinks: Map<number, SeenLink[]>,
  context: LookContext,
): Promise<{ links: SeenLink[]; vanished: Set<number> }> {
  const linked = new Set(
    [...pickingLinks.values()].flat().flatMap((link) => [link.shipbobId, String(livingWroId(link))]),
  );
  const shipbobIds = wros.map((wro) => String(wro.id)).filter((id) => !linked.has(id));
  if (shipbobIds.length === 0) return { links: [], vanished: new Set() };
  const links = await context.ledger.links(context.connectionId, { shipbobType: 'wro', shipbobIds });
  const ids = links.map((link) => link.odooId);
  const there = ids.length === 0 ? new Map() : await context.odoo.pickings([...new Set(ids)]);
  return { links, vanished: new Set(ids.filter((id) => !there.has(id))) };
}
