import type { OdooPurchaseOrder } from '../seen.js';
import type { PlanContext, Settings } from '../settings.js';

type Wro = Settings['wro'];
type Ordered = Pick<OdooPurchaseOrder, 'partner' | 'commercial_partner'>;

export interface SupplierRules {
  package: Wro['package'];
  box_packaging: Wro['box_packaging'];
  units_per_box: number | null;
  /** The centre its goods go to whatever the receipt says; null: by the receipt. */
  centreId: number | null;
  isExcluded: boolean;
}

/** Who sends the goods: the company (Odoo's commercial partner) whose contact the order names. */
export function supplierOf({ partner, commercial_partner }: Ordered): { id: number; name: string } {
  const { id, name } = commercial_partner ?? { id: partner.id, name: companyOf(partner.name) };
  return { id, name: name.trim() };
}

/**
 * What holds for an order's supplier. Settings name it by its name or `#<id>`; rules of one contact go before those of its
 * company.
 */
export function supplierRules(order: Ordered, context: PlanContext): SupplierRules {
  const { suppliers, ...all } = context.settings.wro;
  const { partner } = order;
  const company = supplierOf(order);
  const names = [`#${partner.id}`, partner.name.trim(), `#${company.id}`, company.name];
  const own = names.map((name) => suppliers[name]).find((rules) => rules !== undefined);
  return {
    package: own?.package ?? all.package,
    box_packaging: own?.box_packaging ?? all.box_packaging,
    units_per_box: own?.units_per_box ?? all.units_per_box,
    centreId: own?.fulfillment_center_id ?? null,
    isExcluded: own?.exclude ?? false,
  };
}

/** Odoo writes the company before its contact: `Orchard Ltd, Ann Smith`. For evidence that does not name the company. */
const companyOf = (name: string): string => (name.split(', ')[0] ?? name).trim();
