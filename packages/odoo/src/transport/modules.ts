/** Which Odoo app brings a model, in the words of Odoo's Apps page. */
const APPS: readonly (readonly [RegExp, string, string])[] = [
  [/^purchase\./, 'Purchase', 'purchase'],
  [/^stock\./, 'Inventory', 'stock'],
  [/^sale\./, 'Sales', 'sale_management'],
  [/^delivery\./, 'Delivery Costs', 'stock_delivery'],
  [/^mrp\./, 'Manufacturing', 'mrp'],
  [/^account\./, 'Invoicing', 'account'],
  [/^product\./, 'Products', 'product'],
];

export function appOf(model: string): { app: string; module: string } | null {
  const found = APPS.find(([pattern]) => pattern.test(model));
  return found ? { app: found[1], module: found[2] } : null;
}
