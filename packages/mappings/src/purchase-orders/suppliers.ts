import type { OdooPurchaseOrder } from '../seen.js';
import type { PlanContext, Settings } from '../settings.js';

type Wro = Settings['wro'];

export interface SupplierRules {
  package: Wro['package'];
  box_packaging: Wro['box_packaging'];
  /** The centre its goods go to whatever the receipt says; null: by the receipt. */
  centreId: number | null;
  isExcluded: boolean;
}

/**
 * What holds for an order's supplier. Settings name it by its name or `#<id>`; a contact of a company counts as the
 * company, which Odoo writes before it: `Orchard Ltd, Ann Smith`.
 */
export function supplierRules({ partner }: Pick<OdooPurchaseOrder, 'partner'>, context: PlanContext): SupplierRules {
  const { suppliers, ...all } = context.settings.wro;
  const names = [`#${partner.id}`, partner.name.trim(), companyOf(partner.name)];
  const own = names.map((name) => suppliers[name]).find((rules) => rules !== undefined);
  return {
    package: own?.package ?? all.package,
    box_packaging: own?.box_packaging ?? all.box_packaging,
    centreId: own?.fulfillment_center_id ?? null,
    isExcluded: own?.exclude ?? false,
  };
}

const companyOf = (name: string): string => (name.split(', ')[0] ?? name).trim();
