import { type Finding, isKnownError } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';
import { appOf } from '../transport/modules.js';
import { found } from './catalogue.js';

/** The models our flows need, each brought by one app. */
const NEEDED = ['product.product', 'purchase.order', 'stock.picking', 'sale.order', 'delivery.carrier'] as const;

export async function checkModels(client: OdooClient): Promise<Finding[]> {
  const findings: Finding[] = [];
  const installed: string[] = [];
  for (const model of NEEDED) {
    const { app, trouble } = await checkModel(client, model);
    if (trouble === null) installed.push(app);
    else findings.push(trouble);
  }
  if (findings.length > 0) return findings;
  return [found.ok('odoo.modules', `Installed: ${installed.join(', ')}.`), ...(await checkTracking(client))];
}

async function checkModel(client: OdooClient, model: string): Promise<{ app: string; trouble: Finding | null }> {
  const app = appOf(model)?.app ?? model;
  try {
    await client.fieldsGet(model);
    return { app, trouble: null };
  } catch (error) {
    if (!isKnownError(error)) throw error;
    if (error.code !== 'odoo.module_missing') return { app, trouble: found.ofError(error, 'odoo.url') };
    const trouble = found.wrong(
      'odoo.module_missing',
      `The app ${app} is not installed in this database (there is no ${model}).`,
      { field: model, fix: error.fix },
    );
    return { app, trouble };
  }
}

/** `delivery` alone gives carriers; that a transfer has one, and a tracking reference, is another module's (17 and later). */
async function checkTracking(client: OdooClient): Promise<Finding[]> {
  if ((await client.fieldsGet('stock.picking')).has('carrier_tracking_ref')) return [];
  return [
    found.wrong('odoo.tracking_field_missing', 'stock.picking has no field carrier_tracking_ref.', {
      field: 'stock.picking',
    }),
  ];
}

type Operation = 'read' | 'write' | 'create';

/** One right that tells whether the user is in a group; the rights below come with a group. */
const GROUPS = [
  {
    code: 'odoo.no_inventory_rights',
    group: 'Inventory / User',
    model: 'stock.lot',
    operation: 'create',
    brings: /^(stock|purchase)\./,
  },
  {
    code: 'odoo.no_sales_rights',
    group: 'Sales / User',
    model: 'sale.order',
    operation: 'read',
    brings: /^(sale|delivery)\./,
  },
  {
    code: 'odoo.no_purchase_rights',
    group: 'Purchase / User',
    model: 'purchase.order',
    operation: 'write',
    brings: null,
  },
] as const;

const RIGHTS: readonly (readonly [model: string, operation: Operation])[] = [
  ['product.product', 'read'],
  ['purchase.order', 'read'],
  ['purchase.order.line', 'read'],
  ['stock.picking', 'read'],
  ['stock.picking', 'write'],
  ['stock.move', 'write'],
  ['sale.order.line', 'read'],
  ['delivery.carrier', 'read'],
];

/**
 * A group that is missing is told once; a right that is missing although its group is there, by itself. Whoever may not read
 * a model of Purchase without being in Inventory needs no second word.
 */
export async function checkRights(client: OdooClient, uid: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const explained: RegExp[] = [];
  for (const { code, group, model, operation, brings } of GROUPS) {
    if (!(await client.has(model)) || (await mayUse(client, model, operation))) continue;
    const message = `The bot user is not in ${group}: it may not ${operation} ${model}.`;
    findings.push(found.wrong(code, message, { field: model }));
    if (brings !== null) explained.push(brings);
  }
  for (const [model, operation] of RIGHTS) {
    if (explained.some((pattern) => pattern.test(model))) continue;
    if (!(await client.has(model)) || (await mayUse(client, model, operation))) continue;
    const message = `The bot user may not ${operation} ${model}.`;
    findings.push(found.wrong('odoo.access_denied_to_model', message, { field: model }));
  }
  findings.push(...(await checkDocuments(client, uid)));
  return findings.length > 0 ? findings : [found.ok('odoo.rights', 'The bot user has the rights it needs.')];
}

const OWN_DOCUMENTS = 'sales_team.group_sale_salesman';
const ALL_DOCUMENTS = 'sales_team.group_sale_salesman_all_leads';

/**
 * The lesser group of Sales takes more than it gives: its record rule hides other people's orders even from a user who reads
 * all of them by Inventory's right (observed on Odoo 17 and 19).
 */
async function checkDocuments(client: OdooClient, uid: number): Promise<Finding[]> {
  if (!(await isIn(client, uid, OWN_DOCUMENTS)) || (await isIn(client, uid, ALL_DOCUMENTS))) return [];
  const message = 'The bot user is in Sales / User: Own Documents Only, so it sees no sale order of other people.';
  return [found.wrong('odoo.own_documents_only', message, { field: 'sale.order' })];
}

const STOCK_MANAGER = 'stock.group_stock_manager';

/** Up to 17 applying a count is kept for administrators of Inventory; from 18 on a user may (observed on 17 and 19). */
export async function mayApplyCounts(client: OdooClient): Promise<boolean> {
  return (await client.major()) >= 18 || isIn(client, 0, STOCK_MANAGER);
}

/** A method of the model up to 17, of a user from 18 on. */
async function isIn(client: OdooClient, uid: number, group_ext_id: string): Promise<boolean> {
  const ids = (await client.major()) >= 18 ? { ids: [uid] } : {};
  return (await client.call('res.users', 'has_group', { ...ids, params: { group_ext_id }, mutating: false })) === true;
}

async function mayUse(client: OdooClient, model: string, operation: Operation): Promise<boolean> {
  const modern = (await client.major()) >= 18;
  const answer = modern
    ? await client.call(model, 'has_access', { ids: [], params: { operation }, mutating: false })
    : await client.call(model, 'check_access_rights', {
        params: { operation, raise_exception: false },
        mutating: false,
      });
  return answer === true;
}
