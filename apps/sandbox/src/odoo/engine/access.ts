import type { Env } from './env.js';
import { accessError } from './errors.js';
import type { ModelDef, Version } from './model.js';

export type Access = 'read' | 'write' | 'create' | 'unlink';

/** Somebody who may log in. */
export interface Account {
  uid: number;
  login: string;
  password: string | null;
  apiKeys: readonly { key: string; expires: string | null }[];
  /** XML ids such as `stock.group_stock_user`. */
  groups: readonly string[];
  admin: boolean;
  companyIds: readonly number[];
}

/** A right that is taken away whatever the groups say; `login` limits it to one user. */
export interface Denial {
  model: string;
  operation: Access;
  login?: string;
}

const NAMES: Readonly<Record<string, string>> = {
  'base.group_system': 'Administration/Settings',
  'account.group_account_invoice': 'Accounting/Invoicing',
  'account.group_account_manager': 'Invoicing/Billing Administrator',
  'base.group_partner_manager': 'Contact/Creation',
  'base.group_erp_manager': 'Role / Access Rights',
  'product.group_product_manager': 'Products/Create',
  'purchase.group_purchase_user': 'Purchase/User',
  'purchase.group_purchase_manager': 'Purchase/Administrator',
  'sales_team.group_sale_salesman': 'Sales/User: Own Documents Only',
  'sales_team.group_sale_salesman_all_leads': 'Sales/User: All Documents',
  'sales_team.group_sale_manager': 'Sales/Administrator',
  'stock.group_stock_user': 'Inventory/User',
  'stock.group_stock_manager': 'Inventory/Administrator',
};

/** A manager group holds the rights of its user group. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  'purchase.group_purchase_manager': ['purchase.group_purchase_user'],
  'sales_team.group_sale_salesman_all_leads': ['sales_team.group_sale_salesman'],
  'sales_team.group_sale_manager': ['sales_team.group_sale_salesman_all_leads', 'sales_team.group_sale_salesman'],
  'stock.group_stock_manager': ['stock.group_stock_user'],
  'account.group_account_manager': ['account.group_account_invoice'],
};

const BILL = 'account.group_account_invoice';
const SETTINGS = 'base.group_system';
const MAKES_GOODS = 'product.group_product_manager';
const BILL_ADMIN = 'account.group_account_manager';
const STOCK = 'stock.group_stock_user';
const STOCK_ADMIN = 'stock.group_stock_manager';
const BUY = 'purchase.group_purchase_user';
const BUY_ADMIN = 'purchase.group_purchase_manager';
const SELL = 'sales_team.group_sale_salesman';
const SELL_ADMIN = 'sales_team.group_sale_manager';

type Rule = Partial<Record<Access, readonly string[]>> & { edit?: readonly string[] };

/** Groups that have the right (measured matrix of rights); a right that is not listed belongs to every internal user. */
function rule(model: string, version: Version): Rule {
  const orders = [STOCK, BUY];
  switch (model) {
    case 'product.product':
    case 'product.template':
      return { edit: version === '19' ? [MAKES_GOODS] : [SETTINGS, STOCK_ADMIN, BILL_ADMIN, BUY_ADMIN, SELL_ADMIN] };
    case 'product.tag':
    case 'product.supplierinfo':
      return { edit: version === '19' ? [MAKES_GOODS] : [STOCK_ADMIN, BUY_ADMIN, SELL_ADMIN] };
    case 'res.partner':
      return { edit: ['base.group_partner_manager'] };
    case 'purchase.order':
    case 'purchase.order.line':
      return { read: orders, edit: [BUY] };
    case 'sale.order':
    case 'sale.order.line':
      return { read: [STOCK, SELL], write: [STOCK, SELL], create: [SELL], unlink: [SELL] };
    case 'stock.picking':
    case 'stock.move':
      return { read: [...orders, SELL], edit: orders };
    case 'stock.lot':
    case 'stock.quant':
      return { edit: [STOCK] };
    case 'stock.return.picking':
    case 'stock.return.picking.line':
    case 'stock.scrap':
      return { read: [STOCK], edit: [STOCK] };
    case 'stock.landed.cost':
    case 'stock.landed.cost.lines':
      return { read: [STOCK_ADMIN], edit: [STOCK_ADMIN] };
    case 'account.move':
      return { read: [BUY, BILL], edit: [BUY, BILL] };
    case 'account.move.line':
      return { read: [BUY, BILL], write: [BUY, BILL], create: [BUY, BILL], unlink: [BUY_ADMIN, BILL] };
    case 'account.journal':
      return { read: [BUY, BILL], edit: [BILL_ADMIN] };
    case 'account.account':
    case 'account.tax':
    case 'account.analytic.plan':
    case 'account.analytic.account':
      return { edit: [BILL_ADMIN] };
    case 'delivery.carrier':
      return { read: [STOCK, SELL], edit: [STOCK_ADMIN, SELL_ADMIN] };
    case 'mrp.bom':
    case 'mrp.bom.line':
      return { read: [STOCK, BUY, SELL], edit: [STOCK_ADMIN] };
    case 'ir.model.data':
      return { read: ['base.group_erp_manager'], edit: ['base.group_erp_manager'] };
    case 'stock.warehouse':
    case 'stock.location':
    case 'stock.picking.type':
    case 'uom.uom':
      return { edit: [STOCK_ADMIN] };
    case 'res.company':
    case 'res.users':
      return { edit: ['base.group_erp_manager'] };
    default:
      return {};
  }
}

export function allGroups(account: Account): ReadonlySet<string> {
  return new Set(account.groups.flatMap((group) => [group, ...(IMPLIED[group] ?? [])]));
}

export function mayAccess(env: Env, model: ModelDef, access: Access): boolean {
  if (env.sudo) return true;
  const denied = env.site.denied.some(
    (denial) =>
      denial.model === model.name &&
      denial.operation === access &&
      (denial.login === undefined ? !env.account.admin : denial.login === env.account.login),
  );
  if (denied) return false;
  if (env.account.admin) return true;
  const groups = groupsFor(model.name, access, env.version);
  const held = allGroups(env.account);
  return groups === null || groups.some((group) => held.has(group));
}

function groupsFor(model: string, access: Access, version: Version): readonly string[] | null {
  const found = rule(model, version);
  return found[access] ?? (access === 'read' ? null : (found.edit ?? null));
}

const VERBS: Record<Access, string> = { read: 'access', write: 'modify', create: 'create', unlink: 'delete' };

export function requireAccess(env: Env, model: ModelDef, access: Access): void {
  if (mayAccess(env, model, access)) return;
  const groups = (groupsFor(model.name, access, env.version) ?? ['base.group_erp_manager'])
    .map((group) => NAMES[group] ?? group)
    .sort()
    .map((group) => `\t- ${group}`)
    .join('\n');
  throw accessError(
    `You are not allowed to ${VERBS[access]} '${model.description}' (${model.name}) records.\n\n` +
      `This operation is allowed for the following groups:\n${groups}\n\n` +
      'Contact your administrator to request access if necessary.',
  );
}
