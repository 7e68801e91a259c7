import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen, SeenLink, ShipBobWro } from '../seen.js';
import { addLateReceipts } from './late-receipts.js';
import { livingWroId } from './links.js';
import { type Chain, incoming } from './receipts.js';

/**
 * One chain for each linked receipt, in the order of the receipts. Receipts without a link of their own may belong to one,
 * too: see `late-receipts.ts`.
 */
export function chainsOf(
  seen: PurchaseOrderSeen,
  order: OdooPurchaseOrder,
  unit: 'receipt' | 'order' = 'receipt',
): Chain[] {
  const pickings = incoming(order);
  const linkOf = linksByPicking(seen);
  const wros = new Map(seen.wros.map((wro) => [wro.id, wro]));
  const chains = pickings.flatMap((head): Chain[] => {
    const link = linkOf.get(head.id);
    if (!link) return [];
    const parts = seen.links.filter((part) => isPart(part.odooModel) && part.odooId === head.id);
    const found = [link, ...parts].map((one) => wros.get(livingWroId(one)) ?? null);
    const all = found.filter((wro) => wro !== null);
    const wro = all.length < found.length ? null : sumOfWros(all);
    return [{ link, wroId: livingWroId(link), wro, wros: all, head, pickings: [] }];
  });
  for (const picking of pickings) {
    const head = headOf(picking, pickings, linkOf);
    chains.find((chain) => chain.head.id === head)?.pickings.push(picking);
  }
  addLateReceipts(chains, pickings, seen.products, unit);
  return chains;
}

/** Several WROs of one receipt as one: cancelled ones count for nothing beside living ones, the slowest decides. */
function sumOfWros(all: ShipBobWro[]): ShipBobWro | null {
  const alive = all.filter((wro) => wro.status !== 'Cancelled');
  const counted = alive.length > 0 ? alive : all;
  const [first] = counted;
  if (first === undefined || all.length === 1) return first ?? null;
  const statuses = new Set(counted.map((wro) => wro.status));
  return {
    ...first,
    status: statuses.size === 1 ? first.status : 'Processing',
    external_sync: counted.every((wro) => wro.external_sync),
    inventory_quantities: counted.flatMap((wro) => wro.inventory_quantities),
    ...(counted.some((wro) => wro.boxes) ? { boxes: counted.flatMap((wro) => wro.boxes ?? []) } : {}),
  };
}

const isPart = (model: string): boolean => /^stock\.picking#\d+$/.test(model);

const linksByPicking = (seen: PurchaseOrderSeen): Map<number, SeenLink> =>
  new Map(
    seen.links
      .filter((link) => link.odooModel === 'stock.picking' && link.shipbobType === 'wro')
      .map((link) => [link.odooId, link]),
  );

/** The linked receipt whose WRO such a mark names. */
function headByMark(origin: string | null, linkOf: Map<number, SeenLink>): number | null {
  const wroId = Number(/\[WRO-(\d+)\]\s*$/.exec(origin ?? '')?.[1] ?? Number.NaN);
  for (const [pickingId, link] of linkOf)
    if (livingWroId(link) === wroId || link.shipbobId === String(wroId)) return pickingId;
  return null;
}

/** The nearest linked receipt on the way from a backorder to its origin, itself included; null when there is none. */
function headOf(picking: OdooPicking, all: OdooPicking[], linkOf: Map<number, SeenLink>): number | null {
  const passed = new Set<number>();
  for (let at: OdooPicking | undefined = picking; at && !passed.has(at.id); ) {
    if (linkOf.has(at.id)) return at.id;
    const own = headByMark(at.origin, linkOf);
    if (own !== null) return own;
    passed.add(at.id);
    const origin: number | null = at.backorder_id;
    at = all.find((candidate) => candidate.id === origin);
  }
  return null;
}
