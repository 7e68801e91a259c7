import { made, type Scenario, type Step, unsold } from '../../support/scenario.js';

export const BILLING_SETTINGS = {
  billing: {
    vendor: 'ShipBob',
    suspense_account: '612000',
    account_map: {
      Shipping: '600000',
      'Warehousing Fee': '600000',
      'Return Processed by Operations Fee': '600000',
      'Return to sender - Processing Fees': '600000',
      'Address Correction': '600000',
      Credit: '600000',
    },
    tax_map: { GST: '15%' },
  },
};

const DAY_MS = 86_400_000;

/** One cup leaves under each of these numbers; ShipBob charges 8.10 for each. */
const ships =
  (code: string, ...numbers: string[]): Step =>
  async (hand) => {
    for (const number of numbers) await hand.parcels.send(`${code}-${number}`, { [`${code}-CUP`]: 1 });
    await hand.money.invoice(code);
  };
const drafted = (code: string, ...types: string[]): string[] => [
  ...made(code, 'CUP'),
  ...types.map((type) => `bill.drafted ${code}-${type}`),
];

/** ShipBob's invoices, each over what one scenario makes it charge. A week goes by from step to step. */
export const billingScenarios: Scenario[] = [
  {
    code: 'M01',
    family: 'billing',
    happens: 'three parcels are charged',
    stands: 'one draft over exactly the total',
    ...unsold('M01', 'CUP'),
    steps: [ships('M01', 'A', 'B', 'C')],
    facts: drafted('M01', 'Shipping'),
    cases: [],
    bills: { 'M01-Shipping': 24.3 },
  },
  {
    code: 'M02',
    family: 'billing',
    happens: 'a parcel comes back to its sender, and both ways are charged',
    stands: 'a draft for each invoice',
    ...unsold('M02', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.send('M02-A', { 'M02-CUP': 1 });
        await hand.parcels.toSender('M02-A', 'M02-CUP', 1);
        await hand.money.invoice('M02');
      },
    ],
    facts: drafted('M02', 'Shipping', 'Return'),
    cases: [],
    bills: { 'M02-Shipping': 8.1, 'M02-Return': 3 },
  },
  {
    code: 'M03',
    family: 'billing',
    happens: 'one parcel is charged twice',
    stands: 'a draft over what was invoiced; a case with the money and the days left to claim it',
    ...unsold('M03', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.send('M03-A', { 'M03-CUP': 1 });
        await hand.money.double(hand.parcels.shipmentId('M03-A'));
        await hand.money.invoice('M03');
      },
    ],
    facts: drafted('M03', 'Shipping'),
    cases: ['billing.double_charge'],
    causes: ['8.10'],
    bills: { 'M03-Shipping': 16.2 },
  },
  {
    code: 'M04',
    family: 'billing',
    happens: 'one of two parcels is never charged',
    stands: 'a draft over the other; once ShipBob has had its time, a case names the parcel',
    ...unsold('M04', 'CUP'),
    // In a week of its own: what is missing is told on the first invoice of its week.
    steps: [
      'rest',
      async (hand) => {
        for (const number of ['M04-A', 'M04-B']) await hand.parcels.send(number, { 'M04-CUP': 1 });
        await hand.money.forget(hand.parcels.shipmentId('M04-B'));
        // An invoice tells what is missing of the days before its own.
        await hand.sandbox.advanceClock(DAY_MS);
        await hand.money.invoice('M04');
      },
      'rest',
      'rest',
    ],
    facts: drafted('M04', 'Shipping'),
    cases: ['billing.event_without_fee'],
    causes: ['M04-B'],
    bills: { 'M04-Shipping': 8.1 },
  },
  {
    code: 'M05',
    family: 'billing',
    happens: 'a fee is charged that stands for no account',
    stands: 'a draft with it on the suspense account; a case names the fee',
    ...unsold('M05', 'CUP'),
    steps: [
      async (hand) => {
        await hand.money.charge('M05', 'Kitting Fee', 30.5);
        await hand.money.invoice('M05');
      },
    ],
    facts: drafted('M05', 'AdditionalFee'),
    cases: ['billing.unmapped_fee'],
    causes: ['Kitting Fee'],
    bills: { 'M05-AdditionalFee': 30.5 },
  },
  {
    code: 'M06',
    family: 'billing',
    happens: 'a return is charged that ShipBob itself does not know',
    stands: 'a draft over it; a case with the money',
    ...unsold('M06', 'CUP'),
    steps: [
      async (hand) => {
        const of = { reference_type: 'Return' as const, reference_id: '999999' };
        await hand.money.charge('M06', 'Return Processed by Operations Fee', 3, of);
        await hand.money.invoice('M06');
      },
    ],
    facts: drafted('M06', 'Return'),
    cases: ['billing.fee_without_event'],
    causes: ['3.00'],
    bills: { 'M06-Return': 3 },
  },
  {
    code: 'M07',
    family: 'billing',
    happens: 'ShipBob gives a credit',
    stands: 'a draft refund over it',
    ...unsold('M07', 'CUP'),
    steps: [
      async (hand) => {
        await hand.money.charge('M07', 'Credit', -12.25, { type: 'Credit' });
        await hand.money.invoice('M07');
      },
    ],
    facts: drafted('M07', 'Credits'),
    cases: [],
    bills: { 'M07-Credits': -12.25 },
  },
  {
    code: 'M08',
    family: 'billing',
    happens: 'an invoice is over more than its charges',
    stands: 'a draft over the whole total, with a line of what is not itemised; a case with the amount',
    ...unsold('M08', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.send('M08-A', { 'M08-CUP': 1 });
        await hand.money.charge('M08', 'Shipping', 4.4, { hidden: true });
        await hand.money.invoice('M08');
      },
    ],
    facts: drafted('M08', 'Shipping'),
    cases: ['billing.unitemised'],
    causes: ['4.40'],
    bills: { 'M08-Shipping': 12.5 },
  },
  {
    code: 'M09',
    family: 'billing',
    happens: 'a charge carries a tax that Odoo knows',
    stands: 'a draft with that tax and over exactly the total',
    ...unsold('M09', 'CUP'),
    steps: [
      async (hand) => {
        const taxes = [{ type: 'GST', rate: 15, amount: 1.5 }];
        await hand.money.charge('M09', 'Address Correction', 10, { taxes });
        await hand.money.invoice('M09');
      },
    ],
    facts: drafted('M09', 'AdditionalFee'),
    cases: [],
    bills: { 'M09-AdditionalFee': 11.5 },
  },
  {
    code: 'M10',
    family: 'billing',
    happens: 'a charge carries a tax that stands for none in Odoo',
    stands: 'a draft with the tax as a line of its own; a case names it',
    ...unsold('M10', 'CUP'),
    steps: [
      async (hand) => {
        const taxes = [{ type: 'PST', rate: 7, amount: 0.7 }];
        await hand.money.charge('M10', 'Address Correction', 10, { taxes });
        await hand.money.invoice('M10');
      },
    ],
    facts: drafted('M10', 'AdditionalFee'),
    cases: ['billing.unmapped_tax'],
    causes: ['PST'],
    bills: { 'M10-AdditionalFee': 10.7 },
  },
  {
    code: 'M11',
    family: 'billing',
    happens: 'a payment is invoiced',
    stands: 'no bill, nobody is asked',
    ...unsold('M11', 'CUP'),
    steps: [
      async (hand) => {
        await hand.money.charge('M11', 'Payment', -100, { type: 'Payment' });
        await hand.money.invoice('M11');
      },
    ],
    facts: drafted('M11'),
    cases: [],
    bills: {},
  },
  {
    code: 'M12',
    family: 'billing',
    happens: 'a parcel is charged twice, and the second charge is given back a week later',
    stands: 'a draft and a draft refund; the case is gone',
    ...unsold('M12', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.send('M12-A', { 'M12-CUP': 1 });
        await hand.money.double(hand.parcels.shipmentId('M12-A'));
        await hand.money.invoice('M12');
      },
      async (hand) => {
        const reference_id = String(hand.parcels.shipmentId('M12-A'));
        const of = { type: 'Refund' as const, reference_type: 'Shipment' as const, reference_id };
        await hand.money.charge('M12', 'Shipping', -8.1, of);
        await hand.money.invoice('M12');
      },
    ],
    facts: drafted('M12', 'Shipping', 'Credits'),
    cases: [],
    bills: { 'M12-Shipping': 16.2, 'M12-Credits': -8.1 },
  },
  {
    code: 'M13',
    family: 'billing',
    happens: 'storage is charged for the same centre on two days',
    stands: 'one draft over both, and no double charge',
    ...unsold('M13', 'CUP'),
    steps: [
      async (hand) => {
        const of = { reference_type: 'FC' as const, reference_id: '8' };
        await hand.money.charge('M13', 'Warehousing Fee', 12.34, of);
        await hand.money.charge('M13', 'Warehousing Fee', 12.34, { ...of, charge_date: await hand.money.day(-1) });
        await hand.money.invoice('M13');
      },
    ],
    facts: drafted('M13', 'WarehouseStorage'),
    cases: [],
    bills: { 'M13-WarehouseStorage': 24.68 },
  },
  {
    code: 'M14',
    family: 'billing',
    happens: 'an accountant has entered the bill by hand, over the same total',
    stands: 'it is linked; no second one is drafted',
    ...unsold('M14', 'CUP'),
    steps: [
      async (hand) => {
        await hand.money.charge('M14', 'Address Correction', 7.5);
        await hand.money.invoice('M14');
        await hand.money.enterBill('M14-AdditionalFee', 7.5);
      },
    ],
    facts: drafted('M14'),
    cases: [],
    bills: { 'M14-AdditionalFee': 7.5 },
  },
  {
    code: 'M15',
    family: 'billing',
    happens: 'an accountant deletes the draft, and agrees to a new one',
    stands: 'one draft over the total; the case is gone',
    ...unsold('M15', 'CUP'),
    steps: [ships('M15', 'A'), (hand) => hand.money.deleteBill('M15-Shipping'), 'agree'],
    facts: drafted('M15', 'Shipping', 'Shipping'),
    cases: [],
    bills: { 'M15-Shipping': 8.1 },
  },
  {
    code: 'M16',
    family: 'billing',
    happens: 'an accountant changes a price of the draft',
    stands: 'the draft is left as it is; a case with both totals',
    ...unsold('M16', 'CUP'),
    steps: [ships('M16', 'A'), (hand) => hand.money.editBill('M16-Shipping', 9)],
    facts: drafted('M16', 'Shipping'),
    cases: ['billing.total_differs'],
    bills: { 'M16-Shipping': 9 },
  },
  {
    code: 'M17',
    family: 'billing',
    happens: 'an accountant posts the bill',
    stands: 'it is left as it is, nobody is asked',
    ...unsold('M17', 'CUP'),
    steps: [ships('M17', 'A'), (hand) => hand.money.postBill('M17-Shipping')],
    facts: drafted('M17', 'Shipping'),
    cases: [],
    bills: { 'M17-Shipping posted': 8.1 },
  },
];
