/** Receipts and deliveries of every kind, sensible or not. */

import fc from 'fast-check';
import type { OdooMove, OdooPicking } from '../seen.js';
import { oneOf, rarely } from './evidence-parts.test.js';
import * as f from './fixtures.test.js';

const moveArb = fc
  .record({
    product_id: oneOf(1, 2, 3),
    product_qty: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 1, arbitrary: oneOf(2.5) },
    ),
    isDropped: rarely(false, true),
    lots: oneOf([], ['L1'], ['L2', 'L1']),
    date: rarely<string | null>('2027-06-01T00:00:00Z', null),
  })
  .map(({ product_id, product_qty, isDropped, lots, date }) =>
    f.move(product_id, product_qty, {
      ...(isDropped ? { state: 'cancel' } : {}),
      lots: lots.map((name, index) => ({
        name,
        expiration_date: date,
        quantity: index === 0 ? product_qty - (lots.length - 1) : 1,
      })),
    }),
  );

type Tracking = OdooMove['tracking'];
/** How each of the products 1 to 3 is tracked. */
export const trackingArb = fc.tuple(...[1, 2, 3].map(() => rarely<Tracking>('none', 'none', 'lot', 'serial')));

export const tracked = (pickings: OdooPicking[], tracking: Tracking[]): OdooPicking[] =>
  pickings.map((picking) => ({
    ...picking,
    moves: picking.moves.map((move) => ({ ...move, tracking: tracking[move.product_id - 1] ?? 'none' })),
  }));

/** Pickings as Odoo has them: a done one has done moves, a cancelled one cancelled ones, ids and move ids unique. */
export const pickingsArb = (
  code: 'incoming' | 'outgoing',
  otherCode: 'incoming' | 'outgoing',
): fc.Arbitrary<OdooPicking[]> =>
  fc
    .array(
      fc.record({
        moves: fc.array(moveArb, { minLength: 1, maxLength: 3 }),
        state: fc.oneof(
          { weight: 4, arbitrary: oneOf('assigned', 'confirmed') },
          { weight: 2, arbitrary: oneOf('done', 'cancel') },
          { weight: 1, arbitrary: oneOf('waiting', 'draft') },
        ),
        warehouse_id: rarely<number | null>(f.SB.id, f.OTHER.id, null),
        isBackorder: rarely(false, true),
        isOther: rarely(false, false, true),
        scheduled_date: oneOf(null, '2026-01-01T00:00:00Z', '2026-12-24T00:00:00Z', 'nonsense'),
        carrier_tracking_ref: oneOf(null, 'OLD', '1Z1', 'OLD, 1Z2', '1Z999AA1, FedEx, 1Z999AA2'),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) =>
      all.map(({ moves, state, isBackorder, isOther, ...more }, index) =>
        f.picking(100 + index, stated(moves, state, index), {
          ...more,
          state,
          picking_type_code: isOther ? otherCode : code,
          // A backorder comes out of a receipt that is done.
          backorder_id: isBackorder && index > 0 && all[index - 1]?.state === 'done' ? 99 + index : null,
        }),
      ),
    );

const stated = (moves: OdooMove[], state: string, picking: number): OdooMove[] =>
  moves.map((move, index) => ({
    ...move,
    id: picking * 10 + index,
    state: state === 'done' && move.state !== 'cancel' ? 'done' : state === 'cancel' ? 'cancel' : move.state,
    quantity: move.product_qty,
  }));
