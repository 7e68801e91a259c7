import { type WroSeen, wroNumberCandidates } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';

/** WROs that no purchase order is linked to yet, with the orders whose number they may carry. */
export async function lookWros(ids: number[], context: LookContext): Promise<Map<number, WroSeen>> {
  const [wros, links] = await Promise.all([
    context.shipbob.wros(ids),
    context.ledger.links(context.connectionId, { shipbobType: 'wro', shipbobIds: ids.map(String) }),
  ]);
  const wroOf = new Map(wros.map((wro) => [wro.id, wro]));
  const linkOf = new Map(links.map((link) => [link.shipbobId, link]));
  const numbers = [...new Set(wros.flatMap((wro) => wroNumberCandidates(wro.purchase_order_number)))];
  const orders = numbers.length > 0 ? await context.odoo.purchaseOrdersByNumber(numbers) : [];
  return new Map(
    ids.map((id): [number, WroSeen] => {
      const wro = wroOf.get(id) ?? null;
      const candidates = new Set(wroNumberCandidates(wro?.purchase_order_number ?? null));
      const matching = orders.filter(
        (order) => candidates.has(order.name) || (order.partner_ref !== null && candidates.has(order.partner_ref)),
      );
      return [
        id,
        {
          wro,
          candidates: matching.map(({ id: orderId, name, state, supplier }) => ({
            id: orderId,
            name,
            state,
            supplier,
          })),
          link: linkOf.get(String(id)) ?? null,
        },
      ];
    }),
  );
}
