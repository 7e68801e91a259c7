import { isKnownError } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';
import { appOf } from '../transport/modules.js';
import { failed, type OdooFinding } from './finding.js';

/** The models our flows need, each brought by one app. */
const NEEDED = ['product.product', 'purchase.order', 'stock.picking', 'sale.order', 'delivery.carrier'] as const;

export async function checkModels(client: OdooClient): Promise<OdooFinding[]> {
  const findings: OdooFinding[] = [];
  for (const model of NEEDED) findings.push(await checkModel(client, model));
  return findings;
}

async function checkModel(client: OdooClient, model: string): Promise<OdooFinding> {
  const app = appOf(model)?.app ?? model;
  try {
    await client.fieldsGet(model);
    return { code: 'odoo.module', ok: true, message: `The app ${app} is installed.`, fix: null, field: null };
  } catch (error) {
    if (!isKnownError(error)) throw error;
    if (error.code !== 'odoo.module_missing') return failed(error.message, error);
    return failed(`The app ${app} is not installed in this database (there is no ${model}).`, error);
  }
}

const RIGHTS = [
  ['product.product', 'read', 'any internal user'],
  ['purchase.order', 'read', 'Purchase / User or Inventory / User'],
  ['purchase.order.line', 'read', 'Purchase / User or Inventory / User'],
  ['stock.picking', 'read', 'Inventory / User'],
  ['stock.picking', 'write', 'Inventory / User'],
  ['stock.move', 'write', 'Inventory / User'],
  ['sale.order', 'read', 'Sales / User: All Documents'],
  ['delivery.carrier', 'read', 'any internal user'],
] as const;

/** Only rights that are missing become findings of their own; a model that is not installed was told already. */
export async function checkRights(client: OdooClient): Promise<OdooFinding[]> {
  const missing: OdooFinding[] = [];
  for (const [model, operation, group] of RIGHTS) {
    if (!(await client.has(model))) continue;
    if (await mayUse(client, model, operation)) continue;
    missing.push(
      failed(`The bot user may not ${operation} ${model}.`, {
        code: 'odoo.access_denied_to_model',
        field: model,
        fix: `Give the bot user the group ${group}.`,
      }),
    );
  }
  if (missing.length > 0) return missing;
  return [{ code: 'odoo.rights', ok: true, message: 'The bot user has the rights it needs.', fix: null, field: null }];
}

async function mayUse(client: OdooClient, model: string, operation: string): Promise<boolean> {
  const modern = (await client.major()) >= 18;
  const answer = modern
    ? await client.call(model, 'has_access', { ids: [], params: { operation }, mutating: false })
    : await client.call(model, 'check_access_rights', {
        params: { operation, raise_exception: false },
        mutating: false,
      });
  return answer === true;
}
