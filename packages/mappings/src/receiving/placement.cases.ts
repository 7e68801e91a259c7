import type { PlannedCase } from '../plan.js';
import type { ShipBobDistribution, ShipBobWro } from '../seen.js';
import { listed } from '../shared/text.js';
import { found } from './receiving.cases.js';

/** What a person must decide about goods that go from a hub to several centres. */
export const noTransit = (wro: ShipBobWro, name: string): PlannedCase =>
  found(
    'no_transit',
    wro,
    `its goods go through a hub to several centres, and Odoo has no location ${name} for goods on their way. Nothing is booked.`,
    [
      `Make the location ${name} in Odoo (type Transit or Internal, with your company), or name another in receipt.in_transit_location.`,
      'Or set receipt.placement to at_completion, which needs no place in between.',
    ],
    { location: name },
  );

export const unmappedPlaces = (wro: ShipBobWro, rows: ShipBobDistribution[]): PlannedCase =>
  found(
    'unmapped_centre',
    wro,
    `ShipBob put goods away at centres that stand for no place in Odoo: ${listed(rows.map((row) => `${row.stowed_quantity} x ${row.product_sku} at ${row.fulfillment_center_abbreviation} (${row.fulfillment_center_id})`))}. They are not moved there.`,
    [
      'Add the centre to the settings (centres), with a warehouse or location that exists in Odoo.',
      'Or set fc.unmapped to fallback, if the place in Odoo does not matter.',
    ],
    {
      lines: rows.map((row) => ({
        sku: row.product_sku,
        centre_id: row.fulfillment_center_id,
        stowed: row.stowed_quantity,
      })),
    },
  );

export const lotsOfPlaces = (wro: ShipBobWro, skus: string[]): PlannedCase =>
  found(
    'placement_lots',
    wro,
    `ShipBob does not say which lots or serial numbers of ${listed(skus)} went to which centre. They stay where they were booked.`,
    ['Move them in Odoo by hand, with the lots that ShipBob’s boxes show.'],
    { skus },
  );

export const leftInTransit = (
  wro: ShipBobWro,
  place: string,
  lines: { sku: string; counted: number; stowed: number }[],
): PlannedCase =>
  found(
    'left_in_transit',
    wro,
    `its hub counted more than its centres put away: ${listed(lines.map(({ sku, counted, stowed }) => `${sku} counted ${counted}, put away ${stowed}`))}. The difference stays in ${place}.`,
    ['Ask ShipBob where the rest is; what is put away later is moved by itself.', 'Or scrap it there, and claim it.'],
    { lines },
  );
