import { delivered, item, made, type Scenario, type Step, saleOrder, sold, unsold } from '../../support/scenario.js';

/** Five cups are sold and leave; then something comes back. */
const sent =
  (code: string): Step =>
  (hand) =>
    hand.parcels.send(`${code}-SO`, { [`${code}-CUP`]: 5 });
const left = (code: string): string[] => [...made(code, 'CUP'), ...delivered(code, `${code}-CUP=5`)];
const back = (code: string, quantity: number): string[] => [
  `return.created ${code}-CUP=${quantity}`,
  `receipt.done - ${code}-CUP=${quantity}`,
];

/** What comes back to ShipBob, with the settings as they come. */
export const returnScenarios: Scenario[] = [
  {
    code: 'B01',
    family: 'returns',
    happens: 'goods come back and are restocked',
    stands: 'they are in stock again, and no longer delivered',
    ...sold('B01', { CUP: 5 }),
    steps: [
      sent('B01'),
      (hand) =>
        hand.parcels.comesBack('B01-RET', {
          sku: 'B01-CUP',
          of: 'B01-SO',
          actions: [{ action: 'Restock', quantity: 2 }],
        }),
    ],
    facts: [...left('B01'), ...back('B01', 2)],
    cases: [],
    sold: { 'B01-CUP': 3 },
    lies: { 'SB/Stock B01-CUP': 17 },
  },
  {
    code: 'B02',
    family: 'returns',
    happens: 'goods come back and are quarantined',
    stands: 'they lie in quarantine, and are no longer delivered',
    ...sold('B02', { CUP: 5 }),
    steps: [
      sent('B02'),
      (hand) =>
        hand.parcels.comesBack('B02-RET', {
          sku: 'B02-CUP',
          of: 'B02-SO',
          actions: [{ action: 'Quarantine', quantity: 3 }],
        }),
    ],
    facts: [...left('B02'), ...back('B02', 3)],
    cases: [],
    sold: { 'B02-CUP': 2 },
    lies: { 'SB/Stock B02-CUP': 15, 'SB/Quarantine B02-CUP': 3 },
  },
  {
    code: 'B03',
    family: 'returns',
    happens: 'goods come back and are disposed of',
    stands: 'they are returned and scrapped, once',
    ...sold('B03', { CUP: 5 }),
    steps: [
      sent('B03'),
      (hand) =>
        hand.parcels.comesBack('B03-RET', {
          sku: 'B03-CUP',
          of: 'B03-SO',
          actions: [{ action: 'Dispose', quantity: 2, reason: 'mouldy' }],
        }),
    ],
    facts: [...left('B03'), ...back('B03', 2), 'scrap.done B03-CUP=2'],
    cases: [],
    sold: { 'B03-CUP': 3 },
    lies: { 'SB/Stock B03-CUP': 15 },
  },
  {
    code: 'B04',
    family: 'returns',
    happens: 'of four that were announced, one is restocked, one quarantined, one disposed of, and one never comes',
    stands: 'each of the three is where it belongs; a case tells of the fourth',
    ...sold('B04', { CUP: 5 }),
    steps: [
      sent('B04'),
      (hand) =>
        hand.parcels.comesBack('B04-RET', {
          sku: 'B04-CUP',
          of: 'B04-SO',
          expected: 4,
          actions: [
            { action: 'Restock', quantity: 1 },
            { action: 'Quarantine', quantity: 1 },
            { action: 'Dispose', quantity: 1, reason: 'torn' },
          ],
        }),
    ],
    facts: [...left('B04'), 'return.created B04-CUP=3', 'receipt.done - B04-CUP=3', 'scrap.done B04-CUP=1'],
    cases: ['returns.quantity_differs'],
    sold: { 'B04-CUP': 2 },
    lies: { 'SB/Stock B04-CUP': 16, 'SB/Quarantine B04-CUP': 1 },
  },
  {
    code: 'B05',
    family: 'returns',
    happens: 'the carrier brings a parcel back to its sender',
    stands: 'all of it is taken back from the delivery it left with',
    ...sold('B05', { CUP: 5 }),
    steps: [sent('B05'), (hand) => hand.parcels.toSender('B05-SO', 'B05-CUP', 5)],
    facts: [...left('B05'), ...back('B05', 5)],
    cases: [],
    sold: {},
    lies: { 'SB/Stock B05-CUP': 20 },
  },
  {
    code: 'B06',
    family: 'returns',
    happens: 'goods come back that belong to no known shipment',
    stands: 'they come in once, on a transfer of their own',
    ...unsold('B06', 'CUP'),
    steps: [
      (hand) => hand.parcels.comesBack('B06-RET', { sku: 'B06-CUP', actions: [{ action: 'Restock', quantity: 1 }] }),
    ],
    facts: [...made('B06', 'CUP'), 'receipt.done - B06-CUP=1'],
    cases: [],
    lies: { 'SB/Stock B06-CUP': 21 },
  },
  {
    code: 'B07',
    family: 'returns',
    happens: 'more comes back than was delivered',
    stands: 'it is refused: nothing is booked, a case with the numbers',
    ...sold('B07', { CUP: 5 }),
    steps: [
      sent('B07'),
      (hand) =>
        hand.parcels.comesBack('B07-RET', {
          sku: 'B07-CUP',
          of: 'B07-SO',
          actions: [{ action: 'Restock', quantity: 6 }],
        }),
    ],
    facts: left('B07'),
    cases: ['returns.over'],
    sold: { 'B07-CUP': 5 },
    lies: { 'SB/Stock B07-CUP': 15 },
  },
  {
    code: 'B08',
    family: 'returns',
    happens: 'two returns of one shipment are together more than was delivered, and a person agrees to the second',
    stands: 'the first is taken back from the delivery, the second comes in by itself; the case is gone',
    ...sold('B08', { CUP: 5 }),
    steps: [
      sent('B08'),
      async (hand) => {
        for (const reference of ['B08-RET-1', 'B08-RET-2'])
          await hand.parcels.comesBack(reference, {
            sku: 'B08-CUP',
            of: 'B08-SO',
            actions: [{ action: 'Restock', quantity: 3 }],
          });
      },
      'agree',
    ],
    facts: [...left('B08'), ...back('B08', 3), 'receipt.done - B08-CUP=3'],
    cases: [],
    sold: { 'B08-CUP': 2 },
    lies: { 'SB/Stock B08-CUP': 21 },
  },
  {
    code: 'B09',
    family: 'returns',
    happens: 'a lot comes back that Odoo does not know',
    stands: 'it lies in quarantine under its own name',
    odoo: { products: [item('B09-JAR', { tracking: 'lot' })] },
    steps: [
      (hand) =>
        hand.parcels.comesBack('B09-RET', {
          sku: 'B09-JAR',
          lot: 'L-9',
          actions: [{ action: 'Restock', quantity: 2 }],
        }),
    ],
    facts: [...made('B09', 'JAR'), 'receipt.done - B09-JAR=2@L-9'],
    cases: [],
    lies: { 'SB/Quarantine B09-JAR@L-9': 2 },
  },
  {
    code: 'B10',
    family: 'returns',
    happens: 'goods come back before the sale order of their shipment has reached Odoo',
    stands: 'they wait for it, and are then taken back from its delivery',
    ...unsold('B10', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.send('B10-SO', { 'B10-CUP': 5 });
        await hand.parcels.comesBack('B10-RET', {
          sku: 'B10-CUP',
          of: 'B10-SO',
          actions: [{ action: 'Restock', quantity: 2 }],
        });
      },
      (hand) => hand.parcels.importSale('B10-SO', { 'B10-CUP': 5 }),
      'rest',
    ],
    facts: [...left('B10'), ...back('B10', 2)],
    cases: [],
    sold: { 'B10-CUP': 3 },
    lies: { 'SB/Stock B10-CUP': 17 },
  },
  {
    code: 'B11',
    family: 'returns',
    happens: 'a return is announced and cancelled',
    stands: 'nothing is booked, nobody is asked',
    ...sold('B11', { CUP: 5 }),
    steps: [
      sent('B11'),
      (hand) => hand.parcels.announceReturn('B11-RET', { sku: 'B11-CUP', quantity: 2, of: 'B11-SO' }),
      (hand) => hand.parcels.cancelReturn('B11-RET'),
    ],
    facts: left('B11'),
    cases: [],
    sold: { 'B11-CUP': 5 },
    lies: { 'SB/Stock B11-CUP': 15 },
  },
  {
    code: 'B12',
    family: 'returns',
    happens: 'goods come back in two visits',
    stands: 'nothing is booked until ShipBob has done with the return, then all of it once',
    ...sold('B12', { CUP: 5 }),
    steps: [
      sent('B12'),
      async (hand) => {
        await hand.parcels.announceReturn('B12-RET', { sku: 'B12-CUP', quantity: 3, of: 'B12-SO' });
        await hand.parcels.deal('B12-RET', 'B12-CUP', [{ action: 'Restock', quantity: 1 }], false);
      },
      (hand) => hand.parcels.deal('B12-RET', 'B12-CUP', [{ action: 'Restock', quantity: 2 }]),
    ],
    facts: [...left('B12'), ...back('B12', 3)],
    cases: [],
    sold: { 'B12-CUP': 2 },
    lies: { 'SB/Stock B12-CUP': 18 },
  },
  {
    code: 'B13',
    family: 'returns',
    happens: 'one of two lots that were sold comes back',
    stands: 'that lot is in stock again',
    odoo: {
      products: [item('B13-JAR', { tracking: 'lot' })],
      saleOrders: [saleOrder('B13-SO', { JAR: 5 })],
    },
    steps: [
      (hand) => hand.stock.countLots('B13-JAR', { OLD: 3, NEW: 10 }),
      (hand) =>
        hand.parcels.send(
          'B13-SO',
          { 'B13-JAR': 5 },
          {
            parts: [{ goods: { 'B13-JAR': 5 }, lot: 'NEW' }],
          },
        ),
      (hand) =>
        hand.parcels.comesBack('B13-RET', {
          sku: 'B13-JAR',
          of: 'B13-SO',
          lot: 'NEW',
          actions: [{ action: 'Restock', quantity: 2 }],
        }),
    ],
    facts: [
      ...made('B13', 'JAR'),
      ...delivered('B13', 'B13-JAR=5@NEW'),
      'return.created B13-JAR=2',
      'receipt.done - B13-JAR=2@NEW',
    ],
    cases: [],
    sold: { 'B13-JAR': 3 },
    lies: { 'SB/Stock B13-JAR@OLD': 3, 'SB/Stock B13-JAR@NEW': 7 },
  },
  {
    code: 'B14',
    family: 'returns',
    happens: 'what left one centre comes back to another, which restocks some and quarantines the rest',
    stands: 'it lies in the other centre’s stock and quarantine, and is no longer delivered',
    ...sold('B14', { CUP: 5 }),
    steps: [
      sent('B14'),
      (hand) =>
        hand.parcels.comesBack('B14-RET', {
          sku: 'B14-CUP',
          of: 'B14-SO',
          centre: 10,
          actions: [
            { action: 'Restock', quantity: 1 },
            { action: 'Quarantine', quantity: 3 },
          ],
        }),
    ],
    facts: [...left('B14'), ...back('B14', 4)],
    cases: [],
    sold: { 'B14-CUP': 1 },
    lies: { 'SB/Stock B14-CUP': 15, 'SBW/Stock B14-CUP': 1, 'SBW/Quarantine B14-CUP': 3 },
  },
  {
    code: 'B15',
    family: 'returns',
    happens: 'a part of an order comes back that never reached Odoo',
    stands: 'it comes in at once, on a transfer of its own; what left by itself is left as it is',
    ...unsold('B15', 'CUP'),
    steps: [
      (hand) => hand.parcels.send('B15-WEB', { 'B15-CUP': 5 }),
      'rest',
      'rest',
      (hand) =>
        hand.parcels.comesBack('B15-RET', {
          sku: 'B15-CUP',
          of: 'B15-WEB',
          actions: [{ action: 'Restock', quantity: 2 }],
        }),
    ],
    facts: [
      ...made('B15', 'CUP'),
      'delivery.done apart B15-CUP=5',
      'tracking.written 1Z-B15-WEB',
      'receipt.done - B15-CUP=2',
    ],
    cases: [],
    lies: { 'SB/Stock B15-CUP': 17 },
    deliveries: ['apart 1Z-B15-WEB'],
  },
];
