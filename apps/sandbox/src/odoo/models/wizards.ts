import { validatePickings } from '../business/validate.js';
import type { Py } from '../engine/cells.js';
import { f } from '../engine/fields.js';
import type { MethodCall, MethodDef, ModelInput } from '../engine/model.js';

const process = (keepRest: boolean): MethodDef => ({
  on: 'records',
  params: [],
  kind: 'mutating',
  run: ({ env, recs }: MethodCall): Py => {
    const pickings = recs.flatMap((wizard) => wizard.refs('pick_ids'));
    const dropped = keepRest ? {} : { picking_ids_not_to_backorder: pickings.map((picking) => picking.id) };
    return validatePickings(env.withContext({ skip_backorder: true, ...dropped }), pickings);
  },
});

/** The question that a partial validation asks, as a record. */
export const wizardModels = (): ModelInput[] => [
  {
    name: 'stock.backorder.confirmation',
    description: 'Backorder Confirmation',
    module: 'stock',
    displayName: (rec) => `stock.backorder.confirmation,${rec.id}`,
    methods: { process: process(true), process_cancel_backorder: process(false) },
    fields: {
      pick_ids: f.many2many('stock.picking', 'Pick'),
      show_transfers: f.boolean('Show Transfers'),
    },
  },
];
