import type { PlannedCase, PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooPurchaseOrder, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { listed } from '../shared/text.js';
import type { Risk } from './uro-fees.js';
import type { WroMark } from './wro-mark.js';
import { type Difference, differencesText } from './wro-match.js';

/** What a person must decide about a receipt and its WRO. */
export const found = (
  code: string,
  cause: string,
  suggestions: string[],
  detail: PlannedCase['detail'],
): PlannedCase => ({
  flow: 'purchase-orders',
  code: `purchase_orders.${code}`,
  cause,
  suggestions,
  detail,
});

const lines = (differences: Difference[]) => differences.map((line) => ({ ...line }));

/** One product of a receipt whose goods have come, in the product's UoM. */
export interface AskedLine {
  sku: string;
  ordered: number;
  /** Received so far, less what went back. */
  came: number;
  /** What the receipt waits for. */
  open: number;
}

export const askedTwice = (picking: OdooPicking, rows: AskedLine[]): PlannedCase =>
  found(
    'asked_twice',
    `Receipt ${picking.name} waits for goods that have come already: ${listed(rows.map(({ sku, ordered, came, open }) => `${sku} ordered ${ordered}, received ${came}, and ${open} still open`))}. It is not announced.`,
    [
      'Agree to close it, if the goods were received beyond the order before.',
      'Or raise the quantity on the purchase order, if more is to come; the receipt is then announced by itself.',
    ],
    { picking: picking.name, lines: rows.map((row) => ({ ...row })) },
  );

export const historyDiffers = (
  order: OdooPurchaseOrder,
  picking: OdooPicking,
  wro: ShipBobWro,
  differences: Difference[],
): PlannedCase =>
  found(
    'before_go_live',
    `WRO ${wro.id} (${wro.status}) carries number ${wro.purchase_order_number} of ${order.name} and ended before this connection went live, but Odoo received other quantities on ${picking.name} than it stowed: ${differencesText(differences)}. Nothing is booked for it.`,
    [
      'If Odoo is right, nothing is to be done.',
      'Else correct Odoo’s receipts (a return, or a receipt by hand); the WRO is linked once they are what it stowed.',
    ],
    { picking: picking.name, wro_id: wro.id, number: wro.purchase_order_number, lines: lines(differences) },
  );

export const numberTaken = (
  picking: OdooPicking,
  wro: ShipBobWro,
  { centreId, differences, foreign }: { centreId: number; differences: Difference[]; foreign: WroMark | null },
): PlannedCase => {
  const centre =
    wro.fulfillment_center.id === centreId
      ? ''
      : ` Centre: Odoo ${centreId}, ShipBob ${wro.fulfillment_center.id} (${wro.fulfillment_center.name}).`;
  const goods = differences.length === 0 ? '' : ` Goods: ${differencesText(differences)}.`;
  const maker =
    foreign === null
      ? ''
      : ` By its notes, connection ${foreign.connectionId} made it for stock.picking ${foreign.pickingId}.`;
  return found(
    'number_taken',
    `WRO ${wro.id} (${wro.status}) at ShipBob carries number ${wro.purchase_order_number}, but is not the same as receipt ${picking.name}.${centre}${goods}${maker}`,
    [
      'Make both equal, in Odoo or at ShipBob; the WRO is then linked by itself.',
      'Or cancel that WRO at ShipBob; the receipt then gets the next number.',
    ],
    {
      picking: picking.name,
      wro_id: wro.id,
      number: wro.purchase_order_number,
      centre: { odoo: centreId, shipbob: wro.fulfillment_center.id },
      differences: lines(differences),
      ...(foreign === null ? {} : { made_for: { ...foreign } }),
    },
  );
};

export const numbersUsedUp = (order: OdooPurchaseOrder, picking: OdooPicking, taken: string[]): PlannedCase =>
  found(
    'numbers_used_up',
    `Receipt ${picking.name} of ${order.name} needs a WRO number, and ${listed(taken)} are taken at ShipBob.`,
    ['Make the WRO at ShipBob by hand under another number and give it to the order as supplier reference.'],
    { picking: picking.name, taken },
  );

export const severalWros = (picking: OdooPicking, wros: ShipBobWro[]): PlannedCase =>
  found(
    'several_wros',
    `WROs ${listed(wros.map((wro) => `${wro.id} (${wro.purchase_order_number})`))} all fit receipt ${picking.name}: same centre, same goods.`,
    ['Cancel the ones that are not meant at ShipBob; the remaining one is linked by itself.'],
    { picking: picking.name, wro_ids: wros.map((wro) => wro.id) },
  );

export const backorderWithoutWro = (order: OdooPurchaseOrder, picking: OdooPicking, number: string): PlannedCase =>
  found(
    'backorder',
    `Receipt ${picking.name} of ${order.name} is the rest of one that was received without a WRO; whether ShipBob is to expect it is not known.`,
    [
      `If it goes to ShipBob: make the WRO there under number ${number}; it is linked by itself.`,
      'If it does not: receive or cancel it in Odoo.',
    ],
    { picking: picking.name, number },
  );

export const wroGone = (picking: OdooPicking, wroId: number): PlannedCase =>
  found(
    'wro_gone',
    `Receipt ${picking.name} is linked to WRO ${wroId}, which ShipBob no longer shows.`,
    ['Look for it at ShipBob.', 'Or remove the link, so that the receipt is announced again.'],
    { picking: picking.name, wro_id: wroId },
  );

export const wroCancelled = (picking: OdooPicking, wro: ShipBobWro): PlannedCase =>
  found(
    'wro_cancelled',
    `WRO ${wro.id} (${wro.purchase_order_number}) was cancelled at ShipBob, and receipt ${picking.name} is still expected in Odoo.`,
    [
      'Cancel the receipt in Odoo.',
      'Or remove the link, so that the receipt is announced again under the next number.',
    ],
    { picking: picking.name, wro_id: wro.id, number: wro.purchase_order_number },
  );

export const quantityChanged = (
  picking: OdooPicking,
  wro: ShipBobWro,
  differences: Difference[],
  risks: Risk[],
): PlannedCase =>
  found(
    'quantity_changed',
    `Receipt ${picking.name} no longer equals WRO ${wro.id} (${wro.purchase_order_number}, ${wro.status}): ${differencesText(differences)}.${riskText(risks)}`,
    [
      wro.status === 'Awaiting'
        ? 'Change the WRO at ShipBob, or cancel it there and announce the receipt anew; tell the supplier if labels change.'
        : 'The goods are on their way or there: settle the difference with ShipBob, or set the quantities back in Odoo.',
    ],
    {
      picking: picking.name,
      wro_id: wro.id,
      status: wro.status,
      differences: lines(differences),
      ...(risks.length === 0 ? {} : { risks: risks.map((risk) => ({ ...risk })), money_at_stake: sumOf(risks) }),
    },
  );

const sumOf = (risks: Risk[]): number => risks.reduce((sum, { fee }) => sum + fee, 0);
const riskText = (risks: Risk[]): string =>
  risks.length === 0 ? '' : ` At stake: $${sumOf(risks)}, since ${listed(risks.map(({ what }) => what))}.`;

/** As told by the setting; none when it says to tell nothing. */
export const uroRisk = (picking: OdooPicking, risks: Risk[], { settings }: PlanContext): PlannedCase[] =>
  settings.wro.uro_risk !== 'case' || risks.length === 0
    ? []
    : [
        found(
          'uro_risk',
          `ShipBob may put the goods of receipt ${picking.name} on hold (unidentified receiving order).${riskText(risks)}`,
          [
            'Enter what is missing (tracking numbers, one for each box; lots with their dates) in Odoo or at ShipBob.',
            'Or, if the supplier’s boxes carry ShipBob’s labels, close this case.',
          ],
          { picking: picking.name, risks: risks.map((risk) => ({ ...risk })), money_at_stake: sumOf(risks) },
        ),
      ];

export const awaitingApproval = (picking: OdooPicking, numbers: string, effects: PlannedEffect[]): PlannedCase =>
  found(
    'awaiting_approval',
    `Receipt ${picking.name} is to be announced to ShipBob as WRO ${numbers} (${effects.map((effect) => effect.reason).join('; ')}), once a person agrees.`,
    ['Approve it.', 'Or let WROs be made by themselves with the setting wro.create_on.'],
    { picking: picking.name, numbers },
  );

export const cancelledAwaiting = (picking: OdooPicking, wro: ShipBobWro): PlannedCase =>
  found(
    'cancelled_awaiting',
    `Receipt ${picking.name} is cancelled in Odoo, and WRO ${wro.id} (${wro.purchase_order_number}) still waits for its goods at ShipBob.`,
    ['Cancel the WRO at ShipBob.', 'Or confirm the purchase again in Odoo, if the goods come.'],
    { picking: picking.name, wro_id: wro.id, number: wro.purchase_order_number },
  );

export const dateChanged = (picking: OdooPicking, wro: ShipBobWro, date: { from: Date; to: Date }): PlannedCase =>
  found(
    'date_changed',
    `Receipt ${picking.name} is now planned for ${date.to.toISOString()}, and WRO ${wro.id} (${wro.purchase_order_number}) says ${date.from.toISOString()}.`,
    ['Change the date of the WRO at ShipBob.'],
    { picking: picking.name, wro_id: wro.id, odoo: date.to.toISOString(), shipbob: date.from.toISOString() },
  );

export const centreChanged = (picking: OdooPicking, wro: ShipBobWro, centreId: number): PlannedCase =>
  found(
    'centre_changed',
    `Receipt ${picking.name} now goes to centre ${centreId}, but WRO ${wro.id} (${wro.status}) is for centre ${wro.fulfillment_center.id} (${wro.fulfillment_center.name}).`,
    ['Set the destination back in Odoo.', 'Or change the centre at ShipBob while the WRO is Awaiting.'],
    { picking: picking.name, wro_id: wro.id, centre: { odoo: centreId, shipbob: wro.fulfillment_center.id } },
  );

export const cancelledInMotion = (picking: OdooPicking, wro: ShipBobWro): PlannedCase => {
  const stowed = wro.inventory_quantities.map(({ sku, stowed_quantity }) => ({ sku, stowed: stowed_quantity }));
  const there = stowed.filter((line) => line.stowed > 0);
  const goods =
    there.length === 0 ? 'nothing stowed yet' : listed(there.map(({ sku, stowed: n }) => `${n} x ${sku} stowed`));
  return found(
    'cancelled_in_motion',
    `Receipt ${picking.name} is cancelled in Odoo, but WRO ${wro.id} is ${wro.status} at ShipBob (${goods}) and can no longer be cancelled.`,
    ['Confirm the purchase again in Odoo for what arrived.', 'Or have ShipBob send the goods back or remove them.'],
    { picking: picking.name, wro_id: wro.id, status: wro.status, stowed },
  );
};

export function receiptGone(order: OdooPurchaseOrder, pickingId: number, wro: ShipBobWro): PlannedCase {
  const goods = wro.inventory_quantities.map(({ sku, expected_quantity: expected, stowed_quantity: stowed }) => ({
    ...{ sku, expected, stowed },
  }));
  return found(
    'receipt_gone',
    `Receipt ${pickingId} of ${order.name} was deleted in Odoo, and its WRO ${wro.id} (${wro.purchase_order_number}) is ${wro.status} at ShipBob: ${listed(goods.map(({ sku, expected, stowed }) => `${sku} expected ${expected}, stowed ${stowed}`))}. Nothing of it can be booked.`,
    [
      wro.status === 'Awaiting'
        ? 'Agree to cancel the WRO, if the goods are not to come.'
        : 'Ask ShipBob to return or dispose of the goods, if they are not to be kept.',
      'Or receive in Odoo by hand what comes; a receipt is cancelled, not deleted, to have its WRO follow.',
    ],
    { purchase_order: order.name, picking_id: pickingId, wro_id: wro.id, status: wro.status, lines: goods },
  );
}
