import { isMore, isOpen, rounded, type Transfer, type TransferMove } from './transfers.js';

export interface Wanted {
  productId: number;
  sku: string;
  /** In the product's UoM. */
  quantity: number;
  /** What no open move has room for goes on top of one of them, if there is any. */
  beyond?: boolean;
}

export interface Allocation {
  /** Per transfer: what each of its moves is to have, in the move's own UoM. Transfers with nothing are left out. */
  byTransfer: { transfer: Transfer; quantities: Map<number, number> }[];
  /** What no open move has room for (or, beyond the order: no open move is for), in the product's UoM. */
  over: Wanted[];
}

/**
 * Spreads quantities over the open moves, transfers in the given order and moves by id: one order line may own several
 * moves over several transfers (observed on Odoo 16-19).
 */
export function allocate(wanted: Wanted[], transfers: Transfer[]): Allocation {
  const left = new Map(wanted.map((want) => [want.productId, want.quantity]));
  const open = transfers.filter(isOpen).map((transfer) => ({ transfer, quantities: new Map<number, number>() }));
  for (const { transfer, quantities } of open) {
    for (const move of openMoves(transfer)) {
      const need = left.get(move.productId) ?? 0;
      const take = Math.min(need, move.demand);
      if (!isMore(take, 0)) continue;
      quantities.set(move.id, rounded(take / move.factor));
      left.set(move.productId, need - take);
    }
  }
  for (const want of wanted.filter(({ beyond }) => beyond === true)) {
    const surplus = left.get(want.productId) ?? 0;
    const place = open.find(({ transfer }) => openMoves(transfer).some((move) => move.productId === want.productId));
    const move = place && openMoves(place.transfer).findLast(({ productId }) => productId === want.productId);
    if (!place || !move || !isMore(surplus, 0)) continue;
    place.quantities.set(move.id, rounded((place.quantities.get(move.id) ?? 0) + surplus / move.factor));
    left.set(want.productId, 0);
  }
  const over = wanted
    .map((want) => ({ ...want, quantity: rounded(left.get(want.productId) ?? 0) }))
    .filter((want) => isMore(want.quantity, 0));
  return { byTransfer: open.filter(({ quantities }) => quantities.size > 0), over };
}

const openMoves = (transfer: Transfer): TransferMove[] => transfer.moves.filter(isOpen).toSorted((a, b) => a.id - b.id);
