import { type Py, round, type Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { MethodCall } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { makeLossMove } from './loss-moves.js';
import { isStorable } from './stock-levels.js';
import { convert } from './units.js';

const first = (env: Env, model: string, domain: unknown): Rec | null =>
  env.root().search(model, domain, { order: 'id', limit: 1 })[0] ?? null;

/** Unit, place and scrap location as Odoo chooses them: 17 has a location that is marked for scrap, 19 takes the first loss. */
export function completeScrap(env: Env, vals: Vals): Vals {
  const product = typeof vals['product_id'] === 'number' ? env.rec('product.product', vals['product_id']) : null;
  const companyId = typeof vals['company_id'] === 'number' ? vals['company_id'] : env.companyId;
  const warehouse = first(env, 'stock.warehouse', [['company_id', '=', companyId]]);
  const loss = env.is19 ? ['usage', '=', 'inventory'] : ['scrap_location', '=', true];
  const scrapLocation = first(env, 'stock.location', [['company_id', '=', companyId], loss]);
  return {
    ...vals,
    product_uom_id: vals['product_uom_id'] || (product?.exists ? product.cell('uom_id') : false),
    location_id: vals['location_id'] || (warehouse?.cell('lot_stock_id') ?? false),
    scrap_location_id: vals['scrap_location_id'] || (scrapLocation?.id ?? false),
  };
}

/** 17 counts what lies below the location too, 19 only what lies at it. */
function liesThere(scrap: Rec): number {
  const env = scrap.env.root();
  const quants = env.search('stock.quant', [
    ['product_id', '=', scrap.cell('product_id')],
    ['location_id', env.is19 ? '=' : 'child_of', scrap.cell('location_id')],
    ...(scrap.cell('lot_id') === null && !env.is19 ? [] : [['lot_id', '=', scrap.cell('lot_id') ?? false]]),
  ]);
  return round(
    quants.reduce((sum, quant) => sum + quant.num('quantity'), 0),
    4,
  );
}

/** `action_validate`: true, or the question whether to scrap what is not there, with nothing done. */
export function validateScrap({ env, recs }: MethodCall): Py {
  env.require('stock.scrap', 'write');
  const root = env.root();
  for (const scrap of recs.map((rec) => root.rec('stock.scrap', rec.id))) {
    if (scrap.num('scrap_qty') <= 0) throw userError('You can only enter positive quantities.');
    const product = scrap.need('product_id');
    const quantity = convert(scrap.num('scrap_qty'), scrap.need('product_uom_id'), product.need('uom_id'));
    if (isStorable(product) && liesThere(scrap) < quantity) return question(env, scrap, quantity);
    if (product.str('tracking') !== 'none' && scrap.ref('lot_id') === null)
      throw userError(`You need to supply a Lot/Serial number for products ${product.displayName}.`);
    carryOut(scrap, quantity);
  }
  return true;
}

function carryOut(scrap: Rec, quantity: number): void {
  const { env } = scrap;
  const name = `SP/${String(env.tx.db.next('stock.scrap')).padStart(5, '0')}`;
  makeLossMove({
    product: scrap.need('product_id'),
    lot: scrap.ref('lot_id'),
    from: scrap.need('location_id'),
    to: scrap.need('scrap_location_id'),
    quantity,
    company: scrap.num('company_id'),
    more: {
      ...(env.is19 ? {} : { name: scrap.str('name'), scrapped: true }),
      origin: scrap.str('origin') || name,
      scrap_id: scrap.id,
    },
  });
  scrap.set({ name, state: 'done', date_done: env.tx.stamp });
  env.effect('scrap.done', name, {
    origin: scrap.str('origin'),
    sku: scrap.need('product_id').str('default_code'),
    quantity,
    lot: scrap.ref('lot_id')?.str('name') ?? null,
    location: scrap.need('location_id').displayName,
  });
}

const question = (env: Env, scrap: Rec, quantity: number): Py => {
  const product = scrap.need('product_id');
  return {
    name: `${product.displayName}: Insufficient Quantity To Scrap`,
    view_mode: 'form',
    res_model: 'stock.warn.insufficient.qty.scrap',
    view_id: env.is19 ? 900 : 800,
    type: 'ir.actions.act_window',
    context: {
      default_product_id: product.id,
      default_location_id: scrap.num('location_id'),
      default_scrap_id: scrap.id,
      default_quantity: quantity,
      default_product_uom_name: product.need('uom_id').str('name'),
    },
    target: 'new',
  };
};

export function keepDone(scraps: readonly Rec[]): void {
  if (scraps.some((scrap) => scrap.str('state') === 'done'))
    throw userError('You cannot delete a scrap which is done.');
}
