import { announced, delivered, item, made, ordered, type Scenario, type Step, unsold } from '../../support/scenario.js';
import { BILLING_SETTINGS } from './billing.scenarios.js';

/** What leaves without a sale order is one delivery a day, and what comes back is credited. */
export const OUT_SETTINGS = { shipments: { unmatched: 'daily' }, returns: { credit_note: 'draft' } };

/** A day's delivery is booked when the order has waited for a day, the day of that is over, and two hours more. */
const UNTIL_DAY_IS_BOOKED: Step[] = ['rest', 'rest', 'rest', 'rest'];

const soldAndSent =
  (code: string): Step =>
  async (hand) => {
    await hand.parcels.importSale(`${code}-SO`, { [`${code}-CUP`]: 5 });
    await hand.parcels.send(`${code}-SO`, { [`${code}-CUP`]: 5 });
  };
const comesBack =
  (code: string): Step =>
  (hand) =>
    hand.parcels.comesBack(`${code}-RET`, {
      sku: `${code}-CUP`,
      of: `${code}-SO`,
      actions: [{ action: 'Restock', quantity: 2 }],
    });
const credited = (code: string): string[] => [
  ...made(code, 'CUP'),
  ...delivered(code, `${code}-CUP=5`),
  `return.created ${code}-CUP=2`,
  `receipt.done - ${code}-CUP=2`,
  `credit.drafted ${code}-RET`,
];
/** Two of the five at 9.00 less a tenth. */
const TWO_CREDITED = -16.2;

/** What leaves and comes back, where settings take the other road. Half a day and an hour go by from step to step. */
export const outBySettingScenarios: Scenario[] = [
  {
    code: 'T01',
    family: 'shipments',
    happens: 'three orders never reach Odoo; two days after the day was booked one of them does',
    stands: 'they leave as one delivery; the one’s pieces are taken out of it and leave on its own',
    ...unsold('T01', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.send('T01-A', { 'T01-CUP': 3 });
        await hand.parcels.send('T01-SO', { 'T01-CUP': 2 });
        await hand.parcels.send('T01-C', { 'T01-CUP': 4 });
      },
      ...UNTIL_DAY_IS_BOOKED,
      (hand) => hand.parcels.importSale('T01-SO', { 'T01-CUP': 2 }),
    ],
    facts: [
      ...made('T01', 'CUP'),
      'delivery.done by-day T01-CUP=9',
      'return.created T01-CUP=2',
      'receipt.done - T01-CUP=2',
      ...delivered('T01', 'T01-CUP=2'),
    ],
    cases: [],
    sold: { 'T01-CUP': 2 },
    lies: { 'SB/Stock T01-CUP': 11 },
    deliveries: ['by-day, 2 of 9 brought back', 'T01-SO 1Z-T01-SO'],
  },
  {
    code: 'T02',
    family: 'returns',
    happens: 'goods come back that were invoiced to the customer',
    stands: 'they are in stock again; one draft credit note over what was charged for them',
    ...unsold('T02', 'CUP'),
    steps: [soldAndSent('T02'), (hand) => hand.money.invoiceSale('T02-SO'), comesBack('T02')],
    facts: credited('T02'),
    cases: [],
    sold: { 'T02-CUP': 3 },
    lies: { 'SB/Stock T02-CUP': 17 },
    bills: { 'T02-RET': TWO_CREDITED },
  },
  {
    code: 'T03',
    family: 'returns',
    happens: 'goods come back, and are invoiced to the customer only then',
    stands: 'they are in stock again; a draft credit note follows the invoice, once',
    ...unsold('T03', 'CUP'),
    steps: [
      soldAndSent('T03'),
      comesBack('T03'),
      (hand) => hand.money.invoiceSale('T03-SO'),
      // It is looked for once a day.
      'rest',
      'rest',
    ],
    facts: credited('T03'),
    cases: [],
    sold: { 'T03-CUP': 3 },
    lies: { 'SB/Stock T03-CUP': 17 },
    bills: { 'T03-RET': TWO_CREDITED },
  },
];

/** Inbound fees become landed costs. */
export const LANDED_SETTINGS = {
  billing: {
    ...BILLING_SETTINGS.billing,
    account_map: { ...BILLING_SETTINGS.billing.account_map, 'WRO Receiving Fee': '600000' },
    landed_cost: 'record',
    landed_cost_product: 'L01-INBOUND',
  },
};

/** What receiving costs, where settings want it on the goods. A week goes by from step to step. */
export const landedCostScenarios: Scenario[] = [
  {
    code: 'L01',
    family: 'billing',
    happens: 'ShipBob charges for receiving an order’s goods',
    stands: 'a draft over it, and a draft landed cost over it on the receipt',
    odoo: {
      ...ordered('L01', { CUP: 20 }),
      products: [item('L01-CUP'), item('L01-INBOUND', { kind: 'service', tags: [] })],
    },
    steps: [
      async (hand) => {
        await hand.complete('L01-PO', ['L01-CUP', 20]);
        await hand.money.invoice('L01');
      },
    ],
    facts: [
      ...announced('L01', 'CUP'),
      'receipt.done L01-PO L01-CUP=20',
      'external_sync.set L01-PO',
      'bill.drafted L01-InboundFee',
      'landed_cost.drafted L01-InboundFee',
    ],
    cases: [],
    done: { 'L01-CUP': 20 },
    bills: { 'L01-InboundFee': 25 },
    landed: { 'L01-PO': 25 },
  },
];
