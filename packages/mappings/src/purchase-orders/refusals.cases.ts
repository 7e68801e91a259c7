import type { PlannedCase } from '../plan.js';
import type { OdooPicking } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { counted, listed } from '../shared/text.js';
import { type HeavyItem, tooHeavy } from './heavy-items.js';
import { found } from './purchase-orders.cases.js';
import { feeOf } from './uro-fees.js';

/** Why a receipt cannot be announced as it is. */
export const centreUnknown = (picking: OdooPicking, warehouse: string, centreIds: number[]): PlannedCase =>
  found(
    'centre_unknown',
    `Receipt ${picking.name} goes to warehouse ${warehouse}, which stands for centres ${listed(centreIds.map(String))}; its destination location is none of theirs.`,
    [
      'Set the receipt’s destination in Odoo to the location of one centre.',
      'Or give each centre its own location in the settings (centres[].location), or say which of them receive (centres[].receives).',
    ],
    { picking: picking.name, warehouse, centre_ids: centreIds },
  );

export const centreMisnamed = (picking: OdooPicking, { field, text }: { field: string; text: string }): PlannedCase =>
  found(
    'centre_unknown',
    `Receipt ${picking.name}, or its order, names centre ${JSON.stringify(text)} (${field}), which is none of the mapped centres, or several.`,
    [
      `Name one centre in ${field}: by its id, the code of its warehouse or its location; or leave it empty.`,
      'Or add the centre to the settings (centres).',
    ],
    { picking: picking.name, field, named: text },
  );

export const lotsNeeded = (
  picking: OdooPicking,
  products: { sku: string; tracking: string; why: string }[],
  context: PlanContext,
): PlannedCase =>
  found(
    'lots_needed',
    `Receipt ${picking.name} holds goods tracked in Odoo by lot or serial number (${listed(products.map(({ sku, tracking, why }) => `${sku} by ${tracking}: ${why}`))}); ShipBob wants lot number and date with the announcement.`,
    [
      'Enter lots with their expiration dates on the receipt’s lines in Odoo; it is then announced by itself.',
      'Or make the WRO at ShipBob by hand with the lots and this order’s number; it is linked by itself.',
    ],
    {
      picking: picking.name,
      products,
      money_at_stake: feeOf(context.settings.wro.uro_fees.lots, context),
    },
  );

export const notWhole = (
  picking: OdooPicking,
  fractions: { sku: string; quantity: number; uom: string }[],
): PlannedCase =>
  found(
    'not_whole',
    `Receipt ${picking.name} expects fractions, and ShipBob counts whole units: ${listed(fractions.map(({ sku, quantity, uom }) => `${quantity} ${uom} of ${sku}`))}.`,
    ['Correct the quantity, or the unit of measure of the product, in Odoo.'],
    { picking: picking.name, fractions },
  );

export const productBlocked = (
  picking: OdooPicking,
  blocked: { product_id: number; sku: string; cause: string }[],
): PlannedCase =>
  found(
    'product_blocked',
    `Receipt ${picking.name} needs ${counted(blocked.length, 'product')} that cannot go to ShipBob: ${listed(blocked.map(({ sku, cause }) => `${sku} (${cause})`))}.`,
    ['Settle the named products in Odoo; the receipt is then announced by itself.'],
    { picking: picking.name, products: blocked },
  );

export const boxSizeUnknown = (picking: OdooPicking, skus: string[]): PlannedCase =>
  found(
    'box_size_unknown',
    `Receipt ${picking.name} comes in boxes of several SKUs, and nobody says how many units of ${listed(skus)} fill one.`,
    [
      'Fill the field of the product that wro.units_per_box_field names.',
      'Or say it for all products, or for those of the supplier, with units_per_box in the settings.',
    ],
    { picking: picking.name, skus },
  );

export const itemTooHeavy = (picking: OdooPicking, items: HeavyItem[], most: number): PlannedCase =>
  found(
    'item_too_heavy',
    `Receipt ${picking.name} holds goods that are too heavy for packages: a unit of ${listed(items.map((item) => tooHeavy(item, most)))}.`,
    [
      'Send them on pallets (wro.package, or that of the supplier in wro.suppliers).',
      'Or correct the weight in Odoo; or let it pass with wro.heavy_items.',
    ],
    { picking: picking.name, pounds_max: most, items: items.map((item) => ({ ...item })) },
  );

export const freightUnusable = (picking: OdooPicking, problems: string[]): PlannedCase =>
  found(
    'freight_unusable',
    `Receipt ${picking.name} names freight that ShipBob cannot take: ${listed(problems)}.`,
    ['Correct those fields in Odoo, or the settings wro.freight and wro.final_centre_field that name them.'],
    { picking: picking.name, problems },
  );
