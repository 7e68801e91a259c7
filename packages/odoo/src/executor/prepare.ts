import { groupBy, type JsonObject, Rejected, stableStringify } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';
import { type LotShare, otherLots, writeLots } from './lots.js';
import { isOpen, isSame, readMoves, type Transfer, type TransferMove } from './transfers.js';

/**
 * Writes what each open move of a transfer shall have done, and unticks every other one. From 17 on a transfer with no
 * ticked move receives everything that was prefilled, so quantity and tick are always written together (observed on
 * Odoo 17-19). Moves that already stand so are not written. Moves with lots get their quantity by their lines.
 */
export async function prepareMoves(
  client: OdooClient,
  transfer: Transfer,
  quantities: Map<number, number>,
  deadlineMs: number,
  lots: ReadonlyMap<number, LotShare[]> = NO_LOTS,
): Promise<void> {
  const changes = transfer.moves
    .filter((move) => isOpen(move) && !lots.has(move.id))
    .flatMap((move) => {
      const values = valuesFor(move, quantities.get(move.id));
      return values === null ? [] : [{ id: move.id, values }];
    });
  for (const group of groupBy(changes, (change) => stableStringify(change.values)).values()) {
    const [first] = group;
    const moveIds = group.map((change) => change.id);
    if (first) await client.write('stock.move', moveIds, first.values, { deadlineMs });
  }
  await writeLots(client, transfer, lots, deadlineMs);
}

const NO_LOTS: ReadonlyMap<number, LotShare[]> = new Map();

function valuesFor(move: TransferMove, quantity: number | undefined): JsonObject | null {
  if (move.legacy) {
    const goal = quantity ?? 0;
    return isSame(move.quantity, goal) ? null : { quantity_done: goal };
  }
  if (quantity === undefined) return move.picked ? { picked: false } : null;
  return move.picked && isSame(move.quantity, quantity) ? null : { quantity, picked: true };
}

/** Reads the moves again before anything is validated: exactly these quantities (and lots) will be done, nothing else. */
export async function verifyPrepared(
  client: OdooClient,
  transfer: Transfer,
  quantities: Map<number, number>,
  deadlineMs: number,
  lots: ReadonlyMap<number, LotShare[]> = NO_LOTS,
): Promise<void> {
  const moves = (await readMoves(client, [['picking_id', '=', transfer.id]], deadlineMs)).filter(isOpen);
  const wrong = moves.find((move) => !standsAs(move, quantities.get(move.id)));
  const gone = [...quantities.keys()].find((id) => !moves.some((move) => move.id === id));
  if (wrong)
    throw changed(
      transfer,
      `stock.move ${wrong.id} stands at ${wrong.quantity}${wrong.picked ? ' (picked)' : ''} instead of ${quantities.get(wrong.id) ?? 'nothing'}`,
    );
  if (gone !== undefined) throw changed(transfer, `stock.move ${gone} is no longer open`);
  const other = await otherLots(client, lots, deadlineMs);
  if (other === null) return;
  const wanted = (lots.get(other.moveId) ?? []).map((lot) => `${lot.quantity} of ${lot.name}`).join(', ');
  throw changed(transfer, `stock.move ${other.moveId} holds ${other.found} instead of ${wanted}`);
}

const changed = (transfer: Transfer, what: string): Rejected =>
  new Rejected(`${transfer.name} did not take the quantities, so it was not validated: ${what}.`, {
    code: 'odoo.transfer.changed',
    field: transfer.name,
    fix: 'See whether somebody is working on this transfer in Odoo or its unit of measure rounds, then replay this record.',
  });

const standsAs = (move: TransferMove, quantity: number | undefined): boolean =>
  quantity === undefined ? !move.picked : move.picked && isSame(move.quantity, quantity);
