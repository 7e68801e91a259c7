import { type Cell, type Py, round, type Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { MethodCall } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { isOpen } from './stock-levels.js';
import { confirmPicking, makeMove, makePicking } from './transfers.js';

/** The transfer of the values, or of the client's context; only what is done can be returned. */
export function startReturn(env: Env, vals: Vals): Vals {
  const { active_id: active, active_model: model } = env.context;
  const id = vals['picking_id'] ?? (model === 'stock.picking' ? active : undefined);
  if (typeof id !== 'number') return vals;
  const picking = env.rec('stock.picking', id);
  if (picking.exists && picking.str('state') !== 'done') throw userError('You may only return Done pickings.');
  return { ...vals, picking_id: id };
}

/** What came back of a move already, as the wizard of 17 counts it. */
const returnedOf = (move: Rec): number =>
  move
    .refs('move_dest_ids')
    .filter((one) => one.cell('origin_returned_move_id') === move.id && one.str('state') !== 'cancel')
    .reduce((sum, one) => sum + one.num('quantity'), 0);

/**
 * Without lines of its own the wizard takes one for each done move: 17 with all that may still be returned, 19 with
 * nothing. Lines that were sent keep 17 from choosing its place as well (one computation fills all of it).
 */
export function completeReturn(wizard: Rec, vals: Vals): void {
  const picking = wizard.ref('picking_id');
  if (picking === null || vals['product_return_moves'] !== undefined) return;
  const { env } = wizard;
  for (const move of picking.refs('move_ids').filter((one) => one.str('state') !== 'cancel')) {
    env.make('stock.return.picking.line', {
      wizard_id: wizard.id,
      product_id: move.cell('product_id'),
      move_id: move.id,
      quantity: env.is19 ? 0 : round(move.num('quantity') - returnedOf(move), 4),
    });
  }
  if (env.is19) return;
  const from = picking.cell('location_id');
  wizard.set({ original_location_id: from, ...(vals['location_id'] ? {} : { location_id: from }) });
}

/** The wizard's button: a transfer the other way, confirmed. Nothing stops more than was delivered (observed). */
export function createReturn({ env, recs }: MethodCall): Py {
  env.require('stock.return.picking', 'write');
  const root = env.root();
  const [wizard] = recs.map((rec) => root.rec('stock.return.picking', rec.id));
  if (wizard === undefined) throw userError('Expected singleton: stock.return.picking()');
  const picking = wizard.need('picking_id');
  const lines = wizard.refs('product_return_moves');
  if (!env.is19 && lines.some((line) => line.ref('move_id') === null)) {
    throw userError('You have manually created product lines, please delete them to proceed.');
  }
  const wanted = lines.filter((line) => line.num('quantity') !== 0);
  if (wanted.length === 0) throw userError('Please specify at least one non-zero quantity.');
  const made = returnTransfer(wizard, picking);
  for (const line of wanted) returnMove(line, wizard, made);
  confirmPicking(made);
  for (const move of made.refs('move_ids')) takeLotsOfOrigin(move);
  env.effect('return.created', made.str('name'), {
    of: picking.str('name'),
    lines: wanted.map((line) => ({
      sku: line.need('product_id').str('default_code'),
      quantity: line.num('quantity'),
    })),
  });
  return window(env, picking, made);
}

function returnTransfer(wizard: Rec, picking: Rec): Rec {
  const { env } = wizard;
  const type = picking.need('picking_type_id').ref('return_picking_type_id') ?? picking.need('picking_type_id');
  const to = env.is19
    ? type.str('code') === 'incoming'
      ? type.need('default_location_dest_id')
      : picking.need('location_id')
    : (wizard.ref('location_id') ?? picking.need('location_dest_id'));
  return makePicking(env, {
    type,
    partner: picking.ref('partner_id'),
    origin: `Return of ${picking.str('name')}`,
    from: picking.need('location_dest_id'),
    to,
    company: picking.num('company_id'),
    scheduled: env.tx.stamp,
    more: { return_id: picking.id, note: picking.cell('note') ?? false },
  });
}

function returnMove(line: Rec, wizard: Rec, made: Rec): void {
  const { env } = line;
  const origin = line.ref('move_id');
  const to = env.is19
    ? made.cell('location_dest_id')
    : (wizard.cell('location_id') ?? origin?.cell('location_id') ?? null);
  const copied: Vals = {};
  for (const name of ['sale_line_id', 'purchase_line_id', 'group_id', 'product_uom'])
    if (origin?.has(name) && origin.cell(name) !== null) copied[name] = origin.cell(name);
  if (origin?.has('reference_ids')) copied['reference_ids'] = [[6, 0, origin.ids('reference_ids')]];
  makeMove(env, {
    picking: made,
    product: line.need('product_id'),
    quantity: line.num('quantity'),
    date: env.tx.stamp,
    more: {
      ...copied,
      location_id: origin?.cell('location_dest_id') ?? made.cell('location_id'),
      location_dest_id: to,
      to_refund: line.bool('to_refund'),
      origin_returned_move_id: origin?.id ?? false,
      move_orig_ids: origin === null ? [] : [[6, 0, [origin.id]]],
    },
  });
}

/** The prefilled lines of a tracked product carry the lots that were delivered. */
function takeLotsOfOrigin(move: Rec): void {
  const origin = move.ref('origin_returned_move_id');
  if (origin === null || move.need('product_id').str('tracking') === 'none') return;
  const root = move.env.root();
  let open = move.num('product_uom_qty');
  const shares = origin.refs('move_line_ids').flatMap((line): [Cell, number][] => {
    const taken = Math.min(open, line.num('quantity'));
    open = round(open - taken, 4);
    return taken > 0 ? [[line.cell('lot_id'), taken]] : [];
  });
  root.unlink(move.refs('move_line_ids'));
  for (const [lot, quantity] of shares)
    root.make('stock.move.line', { move_id: move.id, quantity, lot_id: lot ?? false });
  move.set({ state: 'assigned' });
}

function window(env: Env, picking: Rec, made: Rec): Py {
  const action: { [key: string]: Py } = {
    name: 'Returned Picking',
    view_mode: env.is19 ? 'form' : 'form,tree,calendar',
    res_model: 'stock.picking',
    res_id: made.id,
    type: 'ir.actions.act_window',
  };
  const filters = ['draft', 'assigned', 'confirmed', 'ready', 'planning_issues', 'available'];
  const searches = Object.fromEntries(filters.map((name): [string, Py] => [`search_default_${name}`, false]));
  const context: { [key: string]: Py } = env.is19
    ? {}
    : {
        default_partner_id: picking.ref('partner_id')?.id ?? false,
        search_default_picking_type_id: made.num('picking_type_id'),
        ...searches,
      };
  return { ...action, context };
}

/** A transfer's new place is the place of what is still open on it. */
export function spreadPlaces(pickings: readonly Rec[], vals: Vals): void {
  const moved = ['location_id', 'location_dest_id'].filter((name) => vals[name]);
  if (moved.length === 0) return;
  for (const move of pickings.flatMap((picking) => picking.refs('move_ids')).filter(isOpen)) {
    const picking = move.need('picking_id');
    const cells = Object.fromEntries(moved.map((name): [string, Cell] => [name, picking.cell(name)]));
    move.set(cells);
    for (const line of move.refs('move_line_ids')) line.set(cells);
  }
}
