import { announced, delivered, made, ordered, type Scenario, type Step, sold, unsold } from '../../support/scenario.js';

export const INVENTORY_SETTINGS = {
  inventory: { adjust: 'auto', auto_units: 5, auto_value: 1000, history_days: 4, cut_hours: 168 },
};

/** Two cuts agree on a difference, and a third sees what became of it. */
const CUTS: Step[] = ['cut', 'cut', 'cut'];

/** Histories that make the stock of both sides differ; in each some pieces are taken from the shelf without a trace. */
export const inventoryScenarios: Scenario[] = [
  {
    code: 'I01',
    family: 'inventory',
    happens: 'an order is shipped and booked, and four pieces are stolen',
    stands: 'the four are unknown; they are set once two cuts agree',
    ...sold('I01', { CUP: 5 }, { pieces: 50 }),
    steps: [
      async (hand) => {
        await hand.parcels.send('I01-SO', { 'I01-CUP': 5 });
        await hand.stock.steal('I01-CUP', 4);
      },
      ...CUTS,
    ],
    facts: [...made('I01', 'CUP'), ...delivered('I01', 'I01-CUP=5'), 'stock.adjusted I01-CUP'],
    cases: [],
    cut: { 'I01-CUP': '-4: -4 unknown' },
    lies: { 'SB/Stock I01-CUP': 45 },
  },
  {
    code: 'I02',
    family: 'inventory',
    happens: 'an order is shipped that has not reached Odoo, and two pieces are stolen',
    stands: 'the shipped ones are on their way, the two are unknown; only those are set',
    ...unsold('I02', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.send('I02-WEB', { 'I02-CUP': 3 });
        await hand.stock.steal('I02-CUP', 2);
      },
      ...CUTS,
    ],
    facts: [...made('I02', 'CUP'), 'stock.adjusted I02-CUP'],
    cases: [],
    cut: { 'I02-CUP': '-2 (-3 on the way): -3 shipped_not_booked, -2 unknown' },
    lies: { 'SB/Stock I02-CUP': 20 },
  },
  {
    code: 'I03',
    family: 'inventory',
    happens: 'ShipBob corrects its stock by three damaged pieces, and one is stolen',
    stands: 'three are explained, one is unknown; all four are set',
    ...unsold('I03', 'CUP'),
    steps: [
      async (hand) => {
        await hand.stock.adjust('I03-CUP', -3);
        await hand.stock.steal('I03-CUP', 1);
      },
      ...CUTS,
    ],
    facts: [...made('I03', 'CUP'), 'stock.adjusted I03-CUP'],
    cases: [],
    cut: { 'I03-CUP': '-4: -3 shipbob_adjusted, -1 unknown' },
    lies: { 'SB/Stock I03-CUP': 17 },
  },
  {
    code: 'I04',
    family: 'inventory',
    happens: 'somebody counts six pieces more in Odoo, one is stolen, and nobody decides',
    stands: 'six are explained, one is unknown; seven are beyond the limit, so that a case proposes to set them',
    ...unsold('I04', 'CUP'),
    steps: [
      async (hand) => {
        await hand.stock.count('I04-CUP', 26);
        await hand.stock.steal('I04-CUP', 1);
      },
      ...CUTS,
    ],
    facts: made('I04', 'CUP'),
    cases: ['inventory.difference'],
    cut: { 'I04-CUP': '-7: -6 odoo_only, -1 unknown' },
    lies: { 'SB/Stock I04-CUP': 27 },
  },
  {
    code: 'I05',
    family: 'inventory',
    happens: 'two pieces of an open return are on the shelf again, and one is stolen',
    stands: 'the returned ones are on their way, the one is unknown; only that is set',
    ...unsold('I05', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.announceReturn('I05-RET', { sku: 'I05-CUP', quantity: 2 });
        await hand.parcels.deal('I05-RET', 'I05-CUP', [{ action: 'Restock', quantity: 2 }], false);
        await hand.stock.steal('I05-CUP', 1);
      },
      ...CUTS,
    ],
    facts: [...made('I05', 'CUP'), 'stock.adjusted I05-CUP'],
    cases: [],
    cut: { 'I05-CUP': '-1 (+2 on the way): +2 return_not_booked, -1 unknown' },
    lies: { 'SB/Stock I05-CUP': 20 },
  },
  {
    code: 'I06',
    family: 'inventory',
    happens: 'ten pieces of an open WRO are on the shelf, and three are stolen',
    stands: 'the stowed ones are on their way, the three are unknown; only those are set',
    ...withPieces(ordered('I06', { CUP: 20 })),
    shelf: { 'I06-CUP': 20 },
    steps: [
      async (hand) => {
        await hand.stow('I06-PO', ['I06-CUP', 10]);
        await hand.stock.steal('I06-CUP', 3);
      },
      ...CUTS,
    ],
    facts: [...announced('I06', 'CUP'), 'stock.adjusted I06-CUP'],
    cases: [],
    open: { 'I06-CUP': 20 },
    cut: { 'I06-CUP': '-3 (+10 on the way): +10 stowed_not_booked, -3 unknown' },
    lies: { 'SB/Stock I06-CUP': 20 },
  },
  {
    code: 'I07',
    family: 'inventory',
    happens: 'an order is shipped and booked, and nothing is stolen',
    stands: 'both sides are equal, and nothing is said',
    ...sold('I07', { CUP: 5 }),
    steps: [(hand) => hand.parcels.send('I07-SO', { 'I07-CUP': 5 }), ...CUTS],
    facts: [...made('I07', 'CUP'), ...delivered('I07', 'I07-CUP=5')],
    cases: [],
    cut: {},
    lies: { 'SB/Stock I07-CUP': 15 },
  },
  {
    code: 'I08',
    family: 'inventory',
    happens: 'seven pieces are stolen, which is beyond the limit, and a person agrees to set them',
    stands: 'they are set once; the case is gone',
    ...unsold('I08', 'CUP'),
    steps: [(hand) => hand.stock.steal('I08-CUP', 7), 'cut', 'cut', 'agree'],
    facts: [...made('I08', 'CUP'), 'stock.adjusted I08-CUP'],
    cases: [],
    cut: { 'I08-CUP': '-7: -7 unknown' },
    lies: { 'SB/Stock I08-CUP': 20 },
  },
];

function withPieces(odoo: Scenario['odoo']): Pick<Scenario, 'odoo'> {
  return { odoo: { ...odoo, products: (odoo?.products ?? []).map((product) => ({ ...product, onHand: 20 })) } };
}
