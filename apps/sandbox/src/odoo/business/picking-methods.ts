import type { Py } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { Hooks, MethodCall, MethodDef } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { refreshPicking, unreserveMove } from './reservation.js';
import { assignPicking, cancelPicking, confirmPicking, pickingName } from './transfers.js';
import { validatePickings } from './validate.js';

const action = (run: (call: MethodCall) => Py): MethodDef => ({
  on: 'records',
  params: [],
  kind: 'mutating',
  run: (call) => {
    call.env.require(call.model.name, 'write');
    return run({ ...call, recs: call.recs.map((rec) => call.env.root().rec(rec.model.name, rec.id)) });
  },
});

const noted = (rec: Rec, state: string): void => rec.env.effect(`picking.${state}`, rec.str('name'), null);

export const pickingMethods: Record<string, MethodDef> = {
  button_validate: action(({ env, recs }) => validatePickings(env, recs)),
  action_confirm: action(({ recs }) => {
    for (const picking of recs) {
      confirmPicking(picking);
      noted(picking, 'confirmed');
    }
    return true;
  }),
  action_assign: action(({ recs }) => {
    for (const picking of recs) {
      assignPicking(picking);
      noted(picking, 'assigned');
    }
    return true;
  }),
  action_cancel: action(({ recs }) => {
    for (const picking of recs) {
      cancelPicking(picking);
      noted(picking, 'cancelled');
    }
    return true;
  }),
  // Returns None: JSON-2 says null, XML-RPC cannot (observed).
  do_unreserve: action(({ recs }) => {
    for (const picking of recs) {
      for (const move of picking.refs('move_ids')) unreserveMove(move);
      refreshPicking(picking);
      noted(picking, 'unreserved');
    }
    return null;
  }),
};

/** States in which a transfer takes another operation type; 17 takes it in none but the first (observed). */
const takesType = (env: Env, state: string): boolean =>
  state === 'draft' || (env.is19 && !['done', 'cancel'].includes(state));

export const pickingHooks: Hooks = {
  written: (pickings, vals) => {
    if (!vals['picking_type_id']) return;
    if (pickings.some((picking) => !takesType(picking.env, picking.str('state'))))
      throw userError('Changing the operation type of this record is forbidden at this point.');
  },
  create: (env, vals) => {
    const type =
      typeof vals['picking_type_id'] === 'number' ? env.rec('stock.picking.type', vals['picking_type_id']) : null;
    if (!type?.exists) return vals;
    return {
      ...vals,
      name: vals['name'] || pickingName(env, type),
      location_id: vals['location_id'] || (type.cell('default_location_src_id') ?? false),
      location_dest_id: vals['location_dest_id'] || (type.cell('default_location_dest_id') ?? false),
    };
  },
};
