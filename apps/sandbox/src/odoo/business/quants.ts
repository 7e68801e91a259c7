import { allGroups } from '../engine/access.js';
import { type Py, round, type Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { accessError, userError } from '../engine/errors.js';
import type { Hooks, MethodCall } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { asValsList } from '../methods/arguments.js';
import { makeLossMove } from './loss-moves.js';

const isManager = (env: Env): boolean => env.account.admin || allGroups(env.account).has('stock.group_stock_manager');

/** Odoo's "inventory mode" is the caller's wish and his right. */
const inInventoryMode = (env: Env): boolean =>
  env.context['inventory_mode'] === true && (env.account.admin || allGroups(env.account).has('stock.group_stock_user'));

const COUNTS = ['inventory_quantity', 'inventory_quantity_auto_apply'];
const WRITABLE = [
  ...COUNTS,
  'inventory_diff_quantity',
  'inventory_date',
  'user_id',
  'inventory_quantity_set',
  'is_outdated',
];
const KEYS = ['product_id', 'location_id', 'lot_id', 'package_id', 'owner_id'];

/** With `inventory_mode` a second create for the same place finds the first quant; without it the rows double (observed). */
export function createQuants({ env, model, args }: MethodCall): Py {
  env.require(model.name, 'create');
  return asValsList(args['vals_list']).map((vals) => {
    if (!inInventoryMode(env) || !COUNTS.some((name) => name in vals)) {
      const rec = env.create(model.name, [vals])[0];
      if (rec === undefined) throw new Error('create gave no record');
      if ('inventory_quantity' in vals) counted(rec);
      env.effect('record.created', `stock.quant,${rec.id}`, null);
      return rec.id;
    }
    if (Object.keys(vals).some((name) => ![...KEYS, ...WRITABLE].includes(name))) {
      throw userError("Quant's creation is restricted, you can't do this operation.");
    }
    return countPlace(env, vals);
  });
}

function countPlace(env: Env, vals: Vals): number {
  const root = env.root();
  const key = ['product_id', 'location_id', 'lot_id', 'owner_id'].map((name) => [name, '=', vals[name] ?? false]);
  const old = root.search('stock.quant', key, { order: 'id', limit: 1 })[0];
  const place = Object.fromEntries(KEYS.filter((name) => vals[name]).map((name) => [name, vals[name]]));
  const quant = old ?? root.make('stock.quant', place);
  if ('inventory_quantity_auto_apply' in vals) autoApply(env, quant, Number(vals['inventory_quantity_auto_apply']));
  else {
    quant.set({ inventory_quantity: Number(vals['inventory_quantity']), user_id: env.account.uid });
    counted(quant);
  }
  env.effect(old === undefined ? 'record.created' : 'record.written', `stock.quant,${quant.id}`, null);
  return quant.id;
}

/** A count remembers the difference to what lay there: should that change, applying it is a conflict. */
function counted(quant: Rec): void {
  quant.set({
    inventory_quantity_set: true,
    inventory_diff_quantity: round(quant.num('inventory_quantity') - quant.num('quantity'), 4),
  });
}

export const quantHooks: Hooks = {
  write: (recs, vals) => {
    const [quant] = recs;
    if (quant === undefined || quant.env.sudo) return vals;
    if (inInventoryMode(quant.env) && KEYS.some((name) => name in vals)) {
      throw userError("Quant's editing is restricted, you can't do this operation.");
    }
    return vals;
  },
  written: (recs, vals) => {
    for (const quant of recs) {
      if ('inventory_quantity' in vals) counted(quant);
      if ('inventory_quantity_auto_apply' in vals)
        autoApply(quant.env, quant, Number(vals['inventory_quantity_auto_apply']));
    }
  },
};

/** One call that counts and applies; for Inventory Administrators only, on every version (observed). */
function autoApply(env: Env, quant: Rec, quantity: number): void {
  if (!isManager(env)) {
    throw accessError(
      `You do not have enough rights to access the fields "inventory_quantity_auto_apply" on Quants (stock.quant). Please contact your system administrator.\n\nOperation: write\nUser: ${env.account.uid}\nFields:\n- inventory_quantity_auto_apply (allowed for groups 'Inventory / Administrator')`,
    );
  }
  if (!inInventoryMode(env)) return;
  quant.set({ inventory_quantity: quantity });
  counted(quant);
  apply(quant);
}

const isOutdated = (quant: Rec): boolean =>
  quant.bool('inventory_quantity_set') &&
  round(quant.num('inventory_quantity') - quant.num('inventory_diff_quantity') - quant.num('quantity'), 4) !== 0;

const lacksLot = (quant: Rec): boolean =>
  quant.need('product_id').str('tracking') !== 'none' &&
  quant.ref('lot_id') === null &&
  quant.num('inventory_quantity') !== quant.num('quantity') &&
  quant.num('quantity') === 0;

const window = (name: string, res_model: string, context: { [key: string]: Py }): Py => ({
  name,
  type: 'ir.actions.act_window',
  view_mode: 'form',
  views: [[false, 'form']],
  res_model,
  target: 'new',
  context,
});

/**
 * Counts become stock, each with a move. Returns None, or a window with nothing done: when stock moved since the count, and
 * on 17 when a tracked product has no lot. To 17 only an Inventory Administrator may (observed).
 */
export function applyInventory({ env, recs }: MethodCall): Py {
  env.require('stock.quant', 'write');
  const ids = recs.map((rec): Py => rec.id);
  const outdated = recs.filter(isOutdated).map((rec): Py => rec.id);
  if (outdated.length > 0) {
    const context = { default_quant_ids: ids, default_quant_to_fix_ids: outdated };
    return window('Conflict in Inventory Adjustment', 'stock.inventory.conflict', context);
  }
  const bare = env.is19 ? [] : recs.filter(lacksLot).map((rec): Py => rec.num('product_id'));
  if (bare.length > 0) {
    const context = { default_quant_ids: ids, default_product_ids: bare };
    return window('Tracked Products in Inventory Adjustment', 'stock.track.confirmation', context);
  }
  if (!env.is19 && !isManager(env)) throw userError('Only a stock manager can validate an inventory adjustment.');
  for (const quant of recs) apply(env.root().rec('stock.quant', quant.id));
  return null;
}

/** An unset count is applied as what it shows: zero. */
function apply(quant: Rec): void {
  const env = quant.env.root();
  if (!quant.bool('inventory_quantity_set')) counted(quant);
  const before = quant.num('quantity');
  const difference = quant.num('inventory_diff_quantity');
  const place = quant.need('location_id');
  const loss = lossLocation(env, quant.num('company_id') || env.companyId);
  const given = env.context['inventory_name'];
  const user = env.rec('res.users', env.account.uid).displayName;
  const isNamed = typeof given === 'string' && given !== '';
  const what = isNamed ? given : 'Product Quantity Updated';
  // Odoo adds who counted; 19 only where the caller gives no name of its own (observed).
  const name = isNamed && env.is19 ? what : `${what} (${user})`;
  makeLossMove({
    product: quant.need('product_id'),
    lot: quant.ref('lot_id'),
    from: difference > 0 ? loss : place,
    to: difference > 0 ? place : loss,
    quantity: Math.abs(difference),
    company: quant.num('company_id') || env.companyId,
    more: {
      is_inventory: true,
      [env.is19 ? 'inventory_name' : 'name']: name,
    },
  });
  clear(quant);
  env.effect('stock.adjusted', quant.need('product_id').str('default_code'), {
    location: place.displayName,
    before,
    after: quant.num('quantity'),
  });
}

function lossLocation(env: Env, companyId: number): Rec {
  const found = env.search('stock.location', [
    ['usage', '=', 'inventory'],
    ['company_id', '=', companyId],
    ...(env.is19 ? [] : [['scrap_location', '=', false]]),
  ]);
  return (
    found[0] ?? env.make('stock.location', { name: 'Inventory adjustment', usage: 'inventory', company_id: companyId })
  );
}

const clear = (quant: Rec): void =>
  quant.set({ inventory_quantity: 0, inventory_diff_quantity: 0, inventory_quantity_set: false, user_id: null });

/** Takes counts back; nothing moves. */
export function clearInventory({ env, recs }: MethodCall): Py {
  env.require('stock.quant', 'write');
  for (const quant of recs) clear(quant);
  return null;
}
