import type { JsonObject } from '@mlc/kernel';
import type { PlannedCase, PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooPurchaseOrder, ShipBobUnidentifiedReceipt, ShipBobWro, UroSeen } from '../seen.js';
import { listed } from '../shared/text.js';

/** What a person must decide about goods that ShipBob has put away. */
export const found = (
  code: string,
  wro: ShipBobWro,
  cause: string,
  suggestions: string[],
  detail: JsonObject,
): PlannedCase => ({
  flow: 'receiving',
  code: `receiving.${code}`,
  cause: `WRO ${wro.id} (${wro.purchase_order_number ?? 'no number'}, ${wro.status}): ${cause}`,
  suggestions,
  detail: { wro_id: wro.id, number: wro.purchase_order_number, status: wro.status, ...detail },
});

/** The numbers of one product, in the product's UoM. */
export interface Numbers {
  sku: string;
  expected: number;
  stowed: number;
  done: number;
  /** Still open in Odoo before this plan. */
  open: number;
}

const rows = (numbers: Numbers[]): JsonObject[] => numbers.map((row) => ({ ...row }));

export const shortReceipt = (wro: ShipBobWro, numbers: (Numbers & { missing: number })[]): PlannedCase =>
  found(
    'short',
    wro,
    `completed short: ${listed(numbers.map(({ sku, expected, stowed, missing }) => `${sku} expected ${expected}, stowed ${stowed}, missing ${missing}`))}. What was stowed is booked; the rest is still open as a backorder.`,
    [
      'If the supplier sends the rest: leave the backorder open and announce it at ShipBob under this order’s next number; it is linked by itself.',
      'If it will not come: cancel the backorder in Odoo and claim the difference from the supplier.',
    ],
    { lines: numbers.map((row) => ({ ...row })) },
  );

/** `rule`: what was made of the surplus. */
export const overReceipt = (wro: ShipBobWro, numbers: Numbers[], rule: 'actual' | 'cap' | 'hold'): PlannedCase =>
  found(
    'over_receipt',
    wro,
    `more was stowed than is ordered: ${listed(numbers.map(({ sku, stowed, done, open }) => `${sku} stowed ${stowed}, booked ${done}, open ${open}`))}. ${OVER[rule]}`,
    [
      rule === 'actual'
        ? 'Raise the quantity on the purchase order to what came, which settles this.'
        : 'Raise the quantity on the purchase order; the stowed quantity is then booked by itself.',
      'Or have ShipBob remove the surplus, and return it to the supplier in Odoo.',
    ],
    { lines: rows(numbers) },
  );

const OVER = {
  actual: 'All of it is booked, more than the order says.',
  cap: 'Only what is ordered is booked for these products.',
  hold: 'Nothing is booked for these products.',
};

/** What ShipBob counted of a SKU, and put away of it. */
export interface CountGap {
  sku: string;
  counted: number;
  stowed: number;
}

export const countGapText = (lines: CountGap[]): string =>
  listed(lines.map(({ sku, counted, stowed }) => `${sku} counted ${counted}, put away ${stowed}`));

export const countGap = (wro: ShipBobWro, lines: CountGap[]): PlannedCase =>
  found(
    'count_gap',
    wro,
    `ShipBob counted more than it put away: ${countGapText(lines)}. What was put away is booked; the rest may be damaged, or is found later.`,
    [
      'Ask ShipBob what became of the rest; what it puts away later is booked, or asked about, by itself.',
      'Or dismiss this case, if it is settled between you.',
    ],
    { lines: lines.map((line) => ({ ...line })) },
  );

export const foundLater = (wro: ShipBobWro, numbers: Numbers[]): PlannedCase =>
  found(
    'found_later',
    wro,
    `more was stowed after its receipt was closed: ${listed(numbers.map(({ sku, stowed, done }) => `${sku} stowed ${stowed}, booked ${done}`))}. Nothing in Odoo waits for these goods.`,
    [
      'Agree to what is proposed here, if anything is.',
      'Or raise the purchase order’s quantity to what was stowed; the receipt that Odoo makes of it is then booked by itself, and not announced again.',
    ],
    { lines: rows(numbers) },
  );

export const beforeGoLive = (wro: ShipBobWro, numbers: (Numbers & { before: number })[]): PlannedCase =>
  found(
    'before_go_live',
    wro,
    `goods were stowed before this connection went live and are not done in Odoo: ${listed(numbers.map(({ sku, stowed, done, before }) => `${before} x ${sku} (stowed ${stowed}, done ${done})`))}. They are not booked by themselves; what is stowed from now on is.`,
    [
      'Agree to the receipt that is proposed, if they are in stock and Odoo does not know it yet.',
      'Or decline it, if they have come into Odoo’s stock in another way.',
    ],
    { lines: numbers.map((row) => ({ ...row })) },
  );

export const unmappedCentre = (wro: ShipBobWro, lines: { sku: string; stowed: number }[]): PlannedCase =>
  found(
    'unmapped_centre',
    wro,
    `its goods are at centre ${wro.fulfillment_center.id} (${wro.fulfillment_center.name || 'no name'}), which stands for no warehouse: ${listed(lines.map(({ sku, stowed }) => `${stowed} x ${sku}`))}. Nothing is booked.`,
    [
      'Add the centre to the settings (centres), with the warehouse and location that stand for it.',
      'Or set fc.unmapped to fallback, if the place in Odoo does not matter.',
    ],
    { centre_id: wro.fulfillment_center.id, lines },
  );

/** Goods on hold, with what that has cost so far, in dollars by the settings. */
export const unidentified = (
  uro: ShipBobUnidentifiedReceipt,
  clock: { days: number; cost: number; perDay: number },
): PlannedCase => ({
  flow: 'receiving',
  code: 'receiving.unidentified',
  cause: `ShipBob keeps goods on hold as unidentified receiving order ${uro.id} (${uro.reason ?? 'no reason given'}${uro.comment === null ? '' : `; ${uro.comment}`}) for ${clock.days} days: $${clock.cost} so far, and $${clock.perDay} for each further day.`,
  suggestions: [
    uro.linked_wro_id === null
      ? 'Tell ShipBob which WRO they belong to (associate the URO with it in the dashboard).'
      : `ShipBob has linked it to WRO ${uro.linked_wro_id}; ask what keeps it from being received.`,
    'Or announce the goods on a WRO of their own, or have ShipBob return or dispose of them.',
  ],
  detail: {
    uro_id: uro.id,
    wro_id: uro.linked_wro_id,
    reason: uro.reason,
    barcode: uro.barcode ?? uro.tracking_barcode,
    since: uro.created_date,
    days: clock.days,
    money_at_stake: clock.cost,
  },
});

/** Goods on hold that name nothing of ours, with the WROs that may be meant and what these lack. */
export function unclaimed(
  uro: ShipBobUnidentifiedReceipt,
  clock: { days: number; cost: number; perDay: number },
  { orders, product, short }: Pick<UroSeen, 'orders' | 'product' | 'short'>,
): PlannedCase {
  const common = unidentified(uro, clock);
  const sku = product?.sku ?? 'goods';
  const lacking = short.map(
    (wro) => `WRO ${wro.wro_id} of ${wro.order} (${wro.status}) lacks ${wro.expected - wro.stowed} x ${sku}`,
  );
  const ended = listed(orders.map(({ name }) => name));
  const named =
    ended === '' ? 'Nothing on them names a product or order of ours.' : `They name ${ended}, whose WROs have ended.`;
  const meant =
    product === null
      ? named
      : `They seem to be ${sku}. ${lacking.length === 0 ? 'No WRO of ours lacks it.' : `${listed(lacking)}.`}`;
  return {
    ...common,
    code: 'receiving.unclaimed',
    cause: `${common.cause} ${meant}`,
    suggestions: [
      'Add them to an order: agree to what is proposed here, if anything is, or associate the URO with the order’s WRO in ShipBob’s dashboard; what is stowed then is booked by the rules for goods over or beside an order.',
      'Or announce them on a WRO of their own: a purchase order (or a further receipt) in Odoo is enough.',
      'Or have ShipBob return or dispose of them; nothing of them is in Odoo’s stock, so nothing needs to be adjusted.',
    ],
    detail: {
      ...common.detail,
      comment: uro.comment,
      purchase_order_ids: orders.map(({ id }) => id),
      product: product?.sku ?? null,
      short: short.map((wro) => ({ ...wro, missing: wro.expected - wro.stowed })),
    },
  };
}

/** Ends the wait for what did not come. */
export const closeShortEffect = (
  order: OdooPurchaseOrder,
  open: OdooPicking[],
  wro: ShipBobWro,
  short: { sku: string; missing: number }[],
): PlannedEffect => ({
  flow: 'receiving',
  operation: 'odoo.receipt.close',
  target: 'odoo',
  kind: 'converge',
  businessKey: `purchase order ${order.id}`,
  title: `close ${listed(open.map(({ name }) => name))} of ${order.name} short`,
  before: Object.fromEntries(short.map(({ sku, missing }) => [sku, missing])),
  after: Object.fromEntries(short.map(({ sku }) => [sku, 0])),
  request: { purchase_order_id: order.id, picking_ids: open.map(({ id }) => id) },
  reason: `WRO ${wro.id} ended without ${listed(short.map(({ sku, missing }) => `${missing} x ${sku}`))}, and a person agreed`,
  link: null,
});

export const unexpectedSku = (
  wro: ShipBobWro,
  lines: { sku: string; inventory_id: number | null; stowed: number }[],
): PlannedCase =>
  found(
    'unexpected_sku',
    wro,
    `goods were stowed that are not on its receipt: ${listed(lines.map(({ sku, stowed }) => `${stowed} x ${sku}`))}. They are not booked.`,
    [
      'Add the product to the purchase order with the stowed quantity: what is here is then booked on that receipt by itself, and not announced again. With more than that the receipt is announced as new goods.',
      'Or correct the stock by hand, and take the matter up with ShipBob or the supplier.',
    ],
    { lines },
  );

export const lotsNeeded = (wro: ShipBobWro, numbers: (Numbers & { tracking: string })[]): PlannedCase =>
  found(
    'lots_needed',
    wro,
    `products tracked by lot or serial number were stowed, and booking them needs those numbers, which ShipBob’s boxes do not give for all of them (or not as they stand in Odoo): ${listed(numbers.map(({ sku, stowed, done, tracking }) => `${sku} (by ${tracking}) stowed ${stowed}, booked ${done}`))}.`,
    [
      'Receive these lines in Odoo by hand with the lots that ShipBob’s boxes show.',
      'Or have ShipBob name the lots of these boxes; what is named is booked by itself.',
    ],
    { lines: numbers.map((row) => ({ ...row })) },
  );

export const bookedByHand = (wro: ShipBobWro, numbers: Numbers[]): PlannedCase =>
  found(
    'booked_by_hand',
    wro,
    `Odoo’s receipt was done with other quantities than ShipBob stowed: ${listed(numbers.map(({ sku, stowed, done }) => `${sku} stowed ${stowed}, done in Odoo ${done}`))}. It is left as it is.`,
    [
      'Correct the done quantities in Odoo (a return, or the receipt’s moves).',
      'Or have ShipBob count again, if Odoo is right.',
    ],
    { lines: rows(numbers) },
  );

export const correctedDown = (wro: ShipBobWro, numbers: Numbers[]): PlannedCase =>
  found(
    'corrected_down',
    wro,
    `ShipBob lowered what it stowed after it was booked: ${listed(numbers.map(({ sku, stowed, done }) => `${sku} stowed ${stowed}, booked ${done}`))}. Nothing is taken back by itself.`,
    ['Return the difference to the supplier in Odoo, or adjust the stock, once the reason is known.'],
    { lines: rows(numbers) },
  );

export const otherUnit = (wro: ShipBobWro, lines: { sku: string; units: string }[]): PlannedCase =>
  found(
    'other_units',
    wro,
    `the receipt counts in other units than the product does, so ShipBob’s units cannot be booked: ${listed(lines.map(({ sku, units }) => `${sku} in ${units}`))}.`,
    ['Receive these lines by hand, or use the product’s own unit on the receipt.'],
    { lines },
  );

export const incomplete = (wro: ShipBobWro, lines: { sku: string; stowed: number }[]): PlannedCase =>
  found(
    'wro_incomplete',
    wro,
    `ShipBob ended it as incomplete: ${listed(lines.map(({ sku, stowed }) => `${sku} stowed ${stowed}`)) || 'nothing stowed'}. It is booked once it is Completed, or has been stowing for too long.`,
    ['Ask ShipBob what is missing.', 'Or receive what was stowed in Odoo by hand.'],
    { lines },
  );
