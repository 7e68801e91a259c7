import { allGroups } from '../engine/access.js';
import { type Py, round } from '../engine/cells.js';
import { userError } from '../engine/errors.js';
import type { Hooks, MethodCall } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { asValsList } from '../methods/arguments.js';

/** With `inventory_mode` a second create for the same place finds the first quant; without it the rows double (observed). */
export function createQuants({ env, model, args }: MethodCall): Py {
  env.require(model.name, 'create');
  return asValsList(args['vals_list']).map((vals) => {
    const key = [
      ['product_id', '=', vals['product_id'] ?? false],
      ['location_id', '=', vals['location_id'] ?? false],
      ['lot_id', '=', vals['lot_id'] ?? false],
    ];
    const old = env.context['inventory_mode'] === true ? env.search(model.name, key)[0] : undefined;
    if (old !== undefined) env.write([old], vals);
    const rec = old ?? env.make(model.name, vals);
    if ('inventory_quantity' in vals) rec.set({ inventory_quantity_set: true });
    env.effect(old === undefined ? 'record.created' : 'record.written', `stock.quant,${rec.id}`, null);
    return rec.id;
  });
}

export const quantHooks: Hooks = {
  write: (_recs, vals) => ('inventory_quantity' in vals ? { ...vals, inventory_quantity_set: true } : vals),
};

/** Counts become stock. Returns None; on 17 only an Inventory Administrator may (observed). */
export function applyInventory({ env, recs }: MethodCall): Py {
  env.require('stock.quant', 'write');
  if (!env.is19 && !env.account.admin && !allGroups(env.account).has('stock.group_stock_manager')) {
    throw userError('Only a stock manager can validate an inventory adjustment.');
  }
  for (const quant of recs) apply(quant);
  return null;
}

function apply(quant: Rec): void {
  const before = quant.num('quantity');
  const after = quant.num('inventory_quantity');
  quant.set({ quantity: round(after, 4), inventory_quantity: 0, inventory_quantity_set: false });
  quant.env.effect('stock.adjusted', quant.need('product_id').str('default_code'), {
    location: quant.need('location_id').displayName,
    before,
    after,
  });
}
