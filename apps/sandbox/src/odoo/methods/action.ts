import type { Py } from '../engine/cells.js';
import type { MethodCall, MethodDef } from '../engine/model.js';

/** A button: needs the right to write the records, then runs its steps without further checks, as Odoo's `sudo()` does. */
export const orderAction = (run: (call: MethodCall) => Py): MethodDef => ({
  on: 'records',
  params: [],
  kind: 'mutating',
  run: (call) => {
    call.env.require(call.model.name, 'write');
    const root = call.env.root();
    return run({ ...call, recs: call.recs.map((rec) => root.rec(rec.model.name, rec.id)) });
  },
});
