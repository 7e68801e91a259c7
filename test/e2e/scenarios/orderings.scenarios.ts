import { delivered, made, type Scenario, type Step, unsold } from '../../support/scenario.js';

type Event = 'ships' | 'imported' | 'validated';
const PIECES = 5;

const WORDS: Record<Event, string> = {
  ships: 'ShipBob ships',
  imported: 'the sale order reaches Odoo',
  validated: 'a person validates its delivery',
};
/** A day or more lies between the events, so that a shipment without its sale order is booked by itself meanwhile. */
const A_DAY: Step[] = ['rest', 'rest'];

/** Every order in which ShipBob ships, the sale order reaches Odoo and a person validates its delivery. */
const ORDERINGS: [code: string, ...events: Event[]][] = [
  ['D01', 'ships', 'imported', 'validated'],
  ['D02', 'ships', 'validated', 'imported'],
  ['D03', 'imported', 'ships', 'validated'],
  ['D04', 'imported', 'validated', 'ships'],
  ['D05', 'validated', 'ships', 'imported'],
  ['D06', 'validated', 'imported', 'ships'],
];

export const orderingScenarios: Scenario[] = ORDERINGS.map(([code, ...events]) => {
  const sale = `${code}-SO`;
  const goods = { [`${code}-CUP`]: PIECES };
  const before = (first: Event, then: Event): boolean => events.indexOf(first) < events.indexOf(then);
  // A person can validate only what is there: who wants to do it first does so at the very moment of the import.
  const waitsForImport = before('validated', 'imported');
  const steps: Record<Event, Step> = {
    ships: (hand) => hand.parcels.send(sale, goods),
    imported: async (hand) => {
      await hand.parcels.importSale(sale, goods);
      if (waitsForImport) await hand.parcels.deliverByHand(sale);
    },
    validated: waitsForImport ? 'rest' : (hand) => hand.parcels.deliverByHand(sale),
  };
  const isLate = before('ships', 'imported');
  const byHand = waitsForImport || before('validated', 'ships');
  return {
    code,
    family: 'shipments',
    happens: `${events.map((event) => WORDS[event]).join(', then ')}${waitsForImport ? ' (as soon as it is there)' : ''}`,
    stands: `${isLate ? 'what was booked by itself is brought back; ' : ''}exactly one delivery stands, with its tracking number, and the goods left once`,
    ...unsold(code, 'CUP'),
    steps: events.flatMap((event, at) => (at === 0 ? [steps[event]] : [...A_DAY, steps[event]])),
    facts: [
      ...made(code, 'CUP'),
      ...(isLate
        ? [
            `delivery.done apart ${code}-CUP=${PIECES}`,
            `tracking.written 1Z-${sale}`,
            `return.created ${code}-CUP=${PIECES}`,
            `receipt.done - ${code}-CUP=${PIECES}`,
          ]
        : []),
      ...(byHand ? [`tracking.written 1Z-${sale}`] : delivered(code, `${code}-CUP=${PIECES}`)),
    ],
    cases: [],
    sold: { [`${code}-CUP`]: PIECES },
    lies: { [`SB/Stock ${code}-CUP`]: 20 - PIECES },
    deliveries: [`${sale} 1Z-${sale}`, ...(isLate ? [`apart 1Z-${sale}, brought back`] : [])],
  };
});
