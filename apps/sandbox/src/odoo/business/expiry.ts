import type { Py, Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Rec } from '../engine/record.js';

const keepsExpiry = (product: Rec): boolean =>
  product.has('use_expiration_date') && product.bool('use_expiration_date');

/**
 * The expiry of a new line on a receipt: what was given, else the transfer's date, and none at all for goods that do not use
 * expiry dates, whatever was given (read in the code of 17 and 19, and observed).
 */
export function lineExpiry(move: Rec, vals: Vals): Vals {
  if (move.need('location_id').str('usage') !== 'supplier') return vals;
  if (!keepsExpiry(move.need('product_id'))) return { ...vals, expiration_date: false };
  return {
    ...vals,
    expiration_date: vals['expiration_date'] || (move.ref('picking_id')?.cell('scheduled_date') ?? false),
  };
}

const isPast = (rec: Rec | null, now: string): boolean => {
  const expiry = rec === null ? null : rec.cell('expiration_date');
  return typeof expiry === 'string' && expiry <= now;
};

/**
 * "Some lots have expired": asked on validation unless the context says `skip_expired`. 17 looks at lots that are known
 * already, 19 also at the date of lines that make a lot (observed).
 */
export function expiryQuestion(env: Env, pickings: readonly Rec[]): Py | null {
  if (env.context['skip_expired'] === true) return null;
  const now = env.tx.stamp;
  const lines = pickings.flatMap((picking) => picking.refs('move_ids')).flatMap((move) => move.refs('move_line_ids'));
  const expired = lines.filter((line) => isPast(line.ref('lot_id'), now) || (env.is19 && isPast(line, now)));
  if (expired.length === 0) return null;
  const view = env.is19 ? 2151 : 1742;
  return {
    name: 'Confirmation',
    type: 'ir.actions.act_window',
    res_model: 'expiry.picking.confirmation',
    view_mode: 'form',
    views: [[view, 'form']],
    view_id: view,
    target: 'new',
    context: {
      default_picking_ids: [[6, 0, pickings.map((picking) => picking.id)]],
      default_lot_ids: [[6, 0, expired.flatMap((line) => line.ref('lot_id')?.id ?? [])]],
    },
  };
}
