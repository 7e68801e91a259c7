import { announced, ordered, type Scenario } from '../../support/scenario.js';

const synced = (code: string): string => `external_sync.set ${code}-PO`;

/** More than was ordered, what is found later, and what days of waiting do; one of them moves the clock by a fortnight. */
export const laterScenarios: Scenario[] = [
  {
    code: 'R12',
    family: 'receiving',
    happens: 'ShipBob ends the WRO as Incomplete',
    stands: 'a case with what was stowed, which is received once after five days',
    odoo: ordered('R12', { CUP: 20 }),
    steps: [
      async (hand) => {
        await hand.stow('R12-PO', ['R12-CUP', 12]);
        await hand.status('R12-PO', 'Incomplete');
      },
    ],
    facts: [...announced('R12', 'CUP'), 'receipt.done R12-PO R12-CUP=12'],
    cases: ['receiving.wro_incomplete'],
    causes: ['R12-CUP stowed 12'],
    done: { 'R12-CUP': 12 },
    open: { 'R12-CUP': 8 },
  },
  {
    code: 'R19',
    family: 'receiving',
    happens: 'more comes than was ordered',
    stands: 'all of it is received once; a case tells of the surplus',
    odoo: ordered('R19', { CUP: 20 }),
    steps: [(hand) => hand.complete('R19-PO', ['R19-CUP', 25])],
    facts: [...announced('R19', 'CUP'), 'receipt.done R19-PO R19-CUP=25', synced('R19')],
    cases: ['receiving.over_receipt'],
    causes: ['R19-CUP stowed 25'],
    done: { 'R19-CUP': 25 },
  },
  {
    code: 'R20',
    family: 'receiving',
    happens: 'more comes than was ordered, and a person raises the order to what came',
    stands: 'all of it is received once, nothing is announced a second time; the case is gone',
    odoo: ordered('R20', { CUP: 20 }),
    steps: [(hand) => hand.complete('R20-PO', ['R20-CUP', 25]), (hand) => hand.orderQuantity('R20-PO', 'R20-CUP', 25)],
    facts: [...announced('R20', 'CUP'), 'receipt.done R20-PO R20-CUP=25', synced('R20')],
    cases: [],
    done: { 'R20-CUP': 25 },
  },
  {
    code: 'R21',
    family: 'receiving',
    happens: 'more is found after the receipt was closed, and a person agrees to count it up',
    stands: 'the receipt stays as it is, the stock is counted up once; the case is gone',
    odoo: ordered('R21', { CUP: 20 }),
    steps: [
      (hand) => hand.complete('R21-PO', ['R21-CUP', 20]),
      (hand) => hand.recount('R21-PO', ['R21-CUP', 23]),
      'agree',
    ],
    facts: [...announced('R21', 'CUP'), 'receipt.done R21-PO R21-CUP=20', synced('R21'), 'stock.adjusted R21-CUP'],
    cases: [],
    done: { 'R21-CUP': 20 },
  },
  {
    code: 'R22',
    family: 'receiving',
    happens: 'nothing more comes for a fortnight after a short WRO, and a person agrees to close the receipt',
    stands: 'what came stays received, nothing is open; the case is gone',
    odoo: ordered('R22', { CUP: 20 }),
    steps: [
      (hand) => hand.complete('R22-PO', ['R22-CUP', 15]),
      'rest',
      'rest',
      (hand) => hand.sandbox.advanceClock(15 * 86_400_000),
      'agree',
    ],
    facts: [...announced('R22', 'CUP'), 'receipt.done R22-PO R22-CUP=15', synced('R22')],
    cases: [],
    done: { 'R22-CUP': 15 },
  },
  {
    code: 'R23',
    family: 'receiving',
    happens: 'stowing begins, and ShipBob never says that it ended',
    stands: 'after five days what was stowed is received once; the rest stays open, nobody is asked',
    odoo: ordered('R23', { CUP: 20 }),
    steps: [(hand) => hand.stow('R23-PO', ['R23-CUP', 12])],
    facts: [...announced('R23', 'CUP'), 'receipt.done R23-PO R23-CUP=12'],
    cases: [],
    done: { 'R23-CUP': 12 },
    open: { 'R23-CUP': 8 },
  },
  {
    code: 'R24',
    family: 'receiving',
    happens: 'goods come short into a warehouse that receives in two steps',
    stands: 'the first step is received once; the second is left to Odoo',
    odoo: ordered('R24', { CUP: 20 }, { warehouse: 'SBW' }),
    steps: [(hand) => hand.complete('R24-PO', ['R24-CUP', 18])],
    facts: [...announced('R24', 'CUP'), 'receipt.done R24-PO R24-CUP=18', synced('R24')],
    cases: ['receiving.short'],
    done: { 'R24-CUP': 18 },
    open: { 'R24-CUP': 2 },
  },
];
