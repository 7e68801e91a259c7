import type { Py } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { Rec } from '../engine/record.js';
import { finishPicking, requireLots } from './done.js';
import { expiryQuestion } from './expiry.js';
import { isOpen } from './stock-levels.js';
import { confirmPicking } from './transfers.js';

const nothing = (env: Env): Error =>
  userError(
    env.is19
      ? "Transfer trouble alert! Validating a zero quantity transfer? You're not moving invisible goods around are you?\nSet some quantities and let's get moving!"
      : 'You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities.',
  );

const openMoves = (picking: Rec): Rec[] => picking.refs('move_ids').filter(isOpen);

/**
 * What a validation counts. With no move picked everything prefilled counts; once one is picked, only picked moves do.
 * This is the trap of 17 and later (measured): a quantity written without `picked` receives the other lines in full.
 */
function countedMoves(picking: Rec): Rec[] {
  const open = openMoves(picking);
  const picked = open.filter((move) => move.bool('picked'));
  return picked.length > 0 ? picked : open;
}

function leavesRest(picking: Rec, counted: readonly Rec[]): boolean {
  const ids = new Set(counted.map((move) => move.id));
  return openMoves(picking).some((move) => !ids.has(move.id) || move.num('quantity') < move.num('product_uom_qty'));
}

const idsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * `button_validate`. Returns `true`, or the backorder question as an action with nothing done.
 * Context: `skip_backorder` answers the question with a backorder, `picking_ids_not_to_backorder` with none; an operation
 * type that says always or never overrides both (observed on 17 and 19).
 */
export function validatePickings(env: Env, pickings: readonly Rec[]): Py {
  const root = env.root();
  const todo: { picking: Rec; counted: Rec[]; keepRest: boolean }[] = [];
  const asks: Rec[] = [];
  for (const picking of pickings.map((one) => root.rec('stock.picking', one.id))) {
    if (picking.str('state') === 'done' && env.is19) continue;
    if (picking.str('state') === 'done' || picking.str('state') === 'cancel') throw nothing(env);
    if (picking.str('state') === 'draft') confirmPicking(picking);
    const counted = countedMoves(picking);
    if (counted.every((move) => move.num('quantity') <= 0)) throw nothing(env);
    requireLots(counted);
    const policy = picking.need('picking_type_id').str('create_backorder');
    const dropped = idsOf(env.context['picking_ids_not_to_backorder']).includes(picking.id);
    if (policy === 'ask' && leavesRest(picking, counted) && env.context['skip_backorder'] !== true) asks.push(picking);
    todo.push({ picking, counted, keepRest: policy === 'always' || (policy === 'ask' && !dropped) });
  }
  if (asks.length > 0) return backorderQuestion(env, pickings, asks);
  const expired = expiryQuestion(
    env,
    todo.map(({ picking }) => picking),
  );
  if (expired !== null) return expired;
  for (const { picking, counted, keepRest } of todo) finishPicking(picking, counted, keepRest);
  return true;
}

function backorderQuestion(env: Env, pickings: readonly Rec[], asks: readonly Rec[]): Py {
  const view = env.is19 ? 939 : 843;
  const plain = Object.fromEntries(
    Object.entries(env.context).flatMap(([name, value]): [string, Py][] =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [],
    ),
  );
  return {
    name: 'Create Backorder?',
    type: 'ir.actions.act_window',
    view_mode: 'form',
    res_model: 'stock.backorder.confirmation',
    views: [[view, 'form']],
    view_id: view,
    target: 'new',
    context: {
      ...plain,
      button_validate_picking_ids: pickings.map((picking) => picking.id),
      default_show_transfers: false,
      default_pick_ids: asks.map((picking): Py => [4, picking.id]),
    },
  };
}
