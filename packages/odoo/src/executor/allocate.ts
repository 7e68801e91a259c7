import { isMore, isOpen, rounded, type Transfer } from './transfers.js';

export interface Wanted {
  productId: number;
  sku: string;
  /** In the product's UoM. */
  quantity: number;
}

export interface Allocation {
  /** Per transfer: what each of its moves is to have, in the move's own UoM. Transfers with nothing are left out. */
  byTransfer: { transfer: Transfer; quantities: Map<number, number> }[];
  /** What no open move has room for, in the product's UoM. */
  over: Wanted[];
}

/**
 * Spreads quantities over the open moves, transfers in the given order and moves by id: one order line may own several
 * moves over several transfers (observed on Odoo 16-19).
 */
export function allocate(wanted: Wanted[], transfers: Transfer[]): Allocation {
  const left = new Map(wanted.map((want) => [want.productId, want.quantity]));
  const byTransfer = transfers.filter(isOpen).map((transfer) => {
    const quantities = new Map<number, number>();
    for (const move of transfer.moves.filter(isOpen).toSorted((a, b) => a.id - b.id)) {
      const need = left.get(move.productId) ?? 0;
      const take = Math.min(need, move.demand);
      if (!isMore(take, 0)) continue;
      quantities.set(move.id, rounded(take / move.factor));
      left.set(move.productId, need - take);
    }
    return { transfer, quantities };
  });
  const over = wanted
    .map((want) => ({ ...want, quantity: rounded(left.get(want.productId) ?? 0) }))
    .filter((want) => isMore(want.quantity, 0));
  return { byTransfer: byTransfer.filter(({ quantities }) => quantities.size > 0), over };
}
