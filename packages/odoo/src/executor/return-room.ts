import { groupBy, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { float, int, many2one, requiredChar, requiredMany2one } from '../client/values.js';
import type { ReturnRequest } from './return-book.js';
import { isMore, rounded, type Transfer, type TransferMove } from './transfers.js';

/** A move that brings, or will bring, goods of a delivery back; in the product's UoM. */
export interface Returned {
  state: string;
  pickingId: number | null;
  pickingName: string;
  productId: number;
  originId: number;
  quantity: number;
}

/** The done quantity is `quantity`, on 16 `quantity_done`; an open move counts with what it asks for. */
const moveRow = z.object({
  id: int,
  state: requiredChar,
  picking_id: many2one,
  product_id: requiredMany2one,
  origin_returned_move_id: requiredMany2one,
  product_qty: float,
  product_uom_qty: float,
  quantity: float.optional(),
  quantity_done: float.optional(),
});

const doneMoves = (delivery: Transfer): TransferMove[] =>
  delivery.moves.filter((move) => move.state === 'done').toSorted((a, b) => a.id - b.id);

export async function readReturned(client: OdooClient, delivery: Transfer, deadlineMs: number): Promise<Returned[]> {
  const domain = [
    ['origin_returned_move_id', 'in', doneMoves(delivery).map((move) => move.id)],
    ['state', '!=', 'cancel'],
  ];
  const rows = await client.searchReadAll('stock.move', moveRow, { domain, deadlineMs });
  return rows.map((row) => {
    const factor = row.product_uom_qty > 0 ? row.product_qty / row.product_uom_qty : 1;
    const done = rounded((row.quantity ?? row.quantity_done ?? 0) * factor);
    return {
      state: row.state,
      pickingId: row.picking_id?.id ?? null,
      pickingName: row.picking_id?.name ?? 'a transfer',
      productId: row.product_id.id,
      originId: row.origin_returned_move_id.id,
      quantity: row.state === 'done' ? done : row.product_qty,
    };
  });
}

export interface Share {
  move: TransferMove;
  /** In the move's UoM, as the wizard takes it. */
  quantity: number;
}

/** Spreads what came back over what was delivered and is not returned yet. Odoo itself stops nobody (16-19). */
export function allot(lines: ReturnRequest['lines'], delivery: Transfer, returned: Returned[]): Share[] {
  const shares: Share[] = [];
  for (const [productId, wanted] of groupBy(lines, (line) => line.product_id)) {
    let need = rounded(wanted.reduce((sum, line) => sum + line.quantity, 0));
    const asked = need;
    for (const move of doneMoves(delivery).filter((one) => one.productId === productId)) {
      const back = returned.filter((one) => one.originId === move.id).reduce((sum, one) => sum + one.quantity, 0);
      const take = Math.min(need, rounded(move.quantity * move.factor - back));
      if (!isMore(take, 0)) continue;
      shares.push({ move, quantity: rounded(take / move.factor) });
      need = rounded(need - take);
    }
    if (isMore(need, 0)) throw tooMuch(wanted[0]?.sku ?? String(productId), { productId, asked }, delivery, returned);
  }
  return shares;
}

function tooMuch(
  sku: string,
  { productId, asked }: { productId: number; asked: number },
  delivery: Transfer,
  returned: Returned[],
): Rejected {
  const ofIt = doneMoves(delivery).filter((move) => move.productId === productId);
  const delivered = rounded(ofIt.reduce((sum, move) => sum + move.quantity * move.factor, 0));
  const back = returned.filter((move) => move.productId === productId);
  const names = [...new Set(back.map((move) => move.pickingName))].join(', ');
  const already = rounded(back.reduce((sum, move) => sum + move.quantity, 0));
  const so = back.length === 0 ? '' : `, ${already} of it came back or are on their way (${names})`;
  return new Rejected(`${asked} of ${sku} shall be returned, but ${delivery.name} delivered ${delivered}${so}.`, {
    code: 'odoo.return.over',
    field: sku,
    fix: 'Correct the delivery or the other return in Odoo, or take the surplus back without a delivery.',
  });
}
