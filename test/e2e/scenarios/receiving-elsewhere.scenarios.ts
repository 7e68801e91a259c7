import { announced, ordered, type Scenario } from '../../support/scenario.js';

const synced = (code: string): string => `external_sync.set ${code}-PO`;

/** Goods that are not where, or what, they were announced as: hubs, goods on hold, merged products. */
export const elsewhereScenarios: Scenario[] = [
  {
    code: 'R25',
    family: 'receiving',
    happens: 'a hub counts the goods and sends them on to two centres',
    stands: 'they are received into transit once, and moved to each centre as it puts them away',
    odoo: ordered('R25', { CUP: 20 }),
    steps: [
      (hand) => hand.throughHub('R25-PO', ['R25-CUP', 20]),
      (hand) => hand.spread('R25-PO', ['R25-CUP', 8, 12]),
      async (hand) => {
        await hand.spread('R25-PO', ['R25-CUP', 8, 12], ['R25-CUP', 10, 8]);
        await hand.status('R25-PO', 'Completed');
      },
    ],
    facts: [
      ...announced('R25', 'CUP'),
      'receipt.done R25-PO R25-CUP=20',
      'transfer.done R25-PO R25-CUP=12@SB/Stock',
      'transfer.done R25-PO R25-CUP=8@SBW/Stock',
      synced('R25'),
    ],
    cases: [],
    done: { 'R25-CUP': 20 },
  },
  {
    code: 'R26',
    family: 'receiving',
    happens: 'more comes than ShipBob takes, and it keeps the surplus on hold',
    stands: 'what was put away is received once; the goods on hold are a case of their order',
    odoo: ordered('R26', { CUP: 20 }),
    steps: [
      async (hand) => {
        await hand.stow('R26-PO', ['R26-CUP', 20]);
        await hand.hold({ reason: 'Overage', comment: 'R26-PO 5 x R26-CUP' });
      },
    ],
    facts: [...announced('R26', 'CUP'), 'receipt.done R26-PO R26-CUP=20'],
    cases: ['receiving.unidentified'],
    causes: ['R26-PO 5 x R26-CUP'],
    done: { 'R26-CUP': 20 },
  },
  {
    code: 'R27',
    family: 'receiving',
    happens: 'a carton without papers is kept on hold, and a person agrees to whose it is',
    stands: 'ShipBob is told the one WRO that lacks such goods, once; the case is gone',
    odoo: ordered('R27', { CUP: 20 }),
    steps: [
      async (hand) => {
        await hand.stow('R27-PO', ['R27-CUP', 15]);
        await hand.hold({ barcode: 'R27-CUP', comment: 'label torn' });
      },
      'agree',
      (hand) => hand.complete('R27-PO', ['R27-CUP', 20]),
    ],
    facts: [...announced('R27', 'CUP'), 'uro.associated R27-CUP', 'receipt.done R27-PO R27-CUP=20', synced('R27')],
    cases: [],
    done: { 'R27-CUP': 20 },
  },
  {
    code: 'R28',
    family: 'receiving',
    happens: 'a centre that nobody had mapped puts goods away, and is mapped then',
    stands: 'its goods wait in transit, and are moved once it is mapped; the case is gone',
    odoo: ordered('R28', { CUP: 10 }),
    steps: [
      (hand) => hand.throughHub('R28-PO', ['R28-CUP', 10]),
      async (hand) => {
        await hand.spread('R28-PO', ['R28-CUP', 8, 6], ['R28-CUP', 12, 4]);
        await hand.status('R28-PO', 'Completed');
      },
      { map: { fulfillment_center_id: 12, warehouse: 'WH' } },
    ],
    facts: [
      ...announced('R28', 'CUP'),
      'receipt.done R28-PO R28-CUP=10',
      'transfer.done R28-PO R28-CUP=6@SB/Stock',
      'transfer.done R28-PO R28-CUP=4@WH/Stock',
      synced('R28'),
    ],
    cases: [],
    done: { 'R28-CUP': 10 },
  },
  {
    code: 'R29',
    family: 'receiving',
    happens: 'the product is merged into another at ShipBob while its WRO is open',
    stands: 'the link follows and brings Odoo’s facts over, and what comes is received once on the order',
    odoo: ordered('R29', { CUP: 20 }),
    shipbob: [{ name: 'Thing R29-CUP', sku: 'R29-MUG' }],
    steps: [(hand) => hand.merge('R29-MUG', 'R29-CUP'), (hand) => hand.complete('R29-PO', ['R29-MUG', 20])],
    facts: [...announced('R29', 'CUP'), 'product.updated R29-MUG', 'receipt.done R29-PO R29-CUP=20', synced('R29')],
    cases: [],
    done: { 'R29-CUP': 20 },
  },
];
