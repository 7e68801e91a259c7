import { announced, item, order, ordered, type Scenario } from '../../support/scenario.js';

/** Settings that take the other road wherever there is one. */
export const CHOSEN_SETTINGS = {
  products: { kits: 'bundle', on_sku_change: 'rename', match_barcode: 'auto', on_archive: 'ask' },
  wro: {
    on_change: 'auto',
    on_date_change: 'auto',
    on_cancel: 'propose',
    lot_policy: 'placeholder',
    uro_risk: 'note',
    box_packaging: 'OneSkuPerBox',
    create_on: 'confirm',
  },
  receipt: { when: 'stowed' },
};

/** The same questions, answered by other settings. */
export const chosenScenarios: Scenario[] = [
  {
    code: 'S01',
    family: 'products',
    happens: 'a kit becomes a bundle by setting',
    stands: 'its components once, then the bundle once',
    odoo: {
      products: [item('S01-KIT'), item('S01-CUP'), item('S01-LID')],
      boms: [
        {
          product: 'S01-KIT',
          lines: [
            { product: 'S01-CUP', quantity: 1 },
            { product: 'S01-LID', quantity: 2 },
          ],
        },
      ],
    },
    facts: ['product.created S01-CUP', 'product.created S01-LID', 'product.created S01-KIT'],
    cases: [],
  },
  {
    code: 'S02',
    family: 'products',
    happens: 'a renamed SKU is renamed at ShipBob by setting',
    stands: 'one product, renamed once, nobody asked',
    odoo: { products: [item('S02-CUP')] },
    steps: [(hand) => hand.product('S02-CUP', { default_code: 'S02-MUG' })],
    facts: ['product.created S02-CUP', 'product.updated S02-MUG'],
    cases: [],
  },
  {
    code: 'S03',
    family: 'products',
    happens: 'a unique barcode match is linked by setting',
    stands: 'no second product; each side keeps its SKU, the name is brought over once',
    odoo: { products: [item('S03-CUP', { barcode: '4006381334099' })] },
    shipbob: [{ name: 'Cup', sku: 'S03-OLD', barcode: '4006381334099' }],
    facts: ['product.updated S03-OLD'],
    cases: [],
  },
  {
    code: 'S04',
    family: 'products',
    happens: 'an archived product is asked about by setting',
    stands: 'it stays active; a case',
    odoo: { products: [item('S04-CUP')] },
    steps: [(hand) => hand.product('S04-CUP', { active: false })],
    facts: ['product.created S04-CUP'],
    cases: ['products.archived'],
  },
  {
    code: 'S05',
    family: 'amendments',
    happens: 'a quantity beyond the tolerance is written by itself while the goods are far away',
    stands: 'the WRO is changed once, nobody asked',
    odoo: ordered('S05', { CUP: 10 }),
    steps: [(hand) => hand.orderQuantity('S05-PO', 'S05-CUP', 60)],
    facts: [...announced('S05', 'CUP'), 'wro.updated S05-PO'],
    cases: [],
    open: { 'S05-CUP': 60 },
  },
  {
    code: 'S06',
    family: 'amendments',
    happens: 'the same with the goods only four days away',
    stands: 'the WRO is untouched; a person is asked',
    odoo: ordered('S06', { CUP: 10 }, { datePlanned: soon(4) }),
    steps: [(hand) => hand.orderQuantity('S06-PO', 'S06-CUP', 60)],
    facts: announced('S06', 'CUP'),
    cases: ['purchase_orders.quantity_changed'],
    open: { 'S06-CUP': 60 },
  },
  {
    code: 'S07',
    family: 'amendments',
    happens: 'another planned day is written by itself',
    stands: 'the WRO is changed once',
    odoo: ordered('S07', { CUP: 10 }),
    steps: [(hand) => hand.receipt('S07-PO', { scheduled_date: '2027-04-12 12:00:00' })],
    facts: [...announced('S07', 'CUP'), 'wro.updated S07-PO'],
    cases: [],
    open: { 'S07-CUP': 10 },
  },
  {
    code: 'S08',
    family: 'amendments',
    happens: 'a cancelled order’s WRO is cancelled once a person agrees',
    stands: 'the WRO is cancelled, once',
    odoo: ordered('S08', { CUP: 10 }),
    steps: [(hand) => hand.cancelOrder('S08-PO'), 'agree'],
    facts: [...announced('S08', 'CUP'), 'wro.cancelled S08-PO'],
    cases: [],
  },
  {
    code: 'S09',
    family: 'receiving',
    happens: 'each of three visits is booked by setting',
    stands: 'three receipts that add up to what was stowed; ShipBob is told once, at the end',
    odoo: ordered('S09', { CUP: 20 }),
    steps: [
      (hand) => hand.stow('S09-PO', ['S09-CUP', 8]),
      (hand) => hand.stow('S09-PO', ['S09-CUP', 15]),
      (hand) => hand.complete('S09-PO', ['S09-CUP', 20]),
    ],
    facts: [
      ...announced('S09', 'CUP'),
      'receipt.done S09-PO S09-CUP=8',
      'receipt.done S09-PO S09-CUP=7',
      'receipt.done S09-PO S09-CUP=5',
      'external_sync.set S09-PO',
    ],
    cases: [],
    done: { 'S09-CUP': 20 },
  },
  {
    code: 'S10',
    family: 'receiving',
    happens: 'two products are stowed in turn, and one ends short',
    stands: 'what came is received once, visit by visit; a case with the numbers',
    odoo: ordered('S10', { CUP: 10, LID: 10 }),
    steps: [(hand) => hand.stow('S10-PO', ['S10-LID', 10]), (hand) => hand.complete('S10-PO', ['S10-CUP', 9])],
    facts: [
      ...announced('S10', 'CUP', 'LID'),
      'receipt.done S10-PO S10-LID=10',
      'receipt.done S10-PO S10-CUP=9',
      'external_sync.set S10-PO',
    ],
    cases: ['receiving.short'],
    causes: ['S10-CUP expected 10, stowed 9, missing 1'],
    done: { 'S10-LID': 10, 'S10-CUP': 9 },
    open: { 'S10-CUP': 1 },
  },
  {
    code: 'S11',
    family: 'receiving',
    happens: 'lots that nobody knew at order time are read by ShipBob',
    stands: 'one receipt with the lot that was read',
    odoo: {
      products: [item('S11-TEA', { tracking: 'lot' })],
      purchaseOrders: [order('S11-PO', [['S11-TEA', 10]])],
    },
    steps: [(hand) => hand.complete('S11-PO', ['S11-TEA', 10, 'LOT-7'])],
    facts: [...announced('S11', 'TEA'), 'receipt.done S11-PO S11-TEA=10@LOT-7', 'external_sync.set S11-PO'],
    cases: [],
    done: { 'S11-TEA': 10 },
  },
  {
    code: 'S12',
    family: 'receiving',
    happens: 'two lots of one product come, one after the other',
    stands: 'a receipt for each visit, each with its lot',
    odoo: {
      products: [item('S12-TEA', { tracking: 'lot' })],
      purchaseOrders: [order('S12-PO', [['S12-TEA', 10]])],
    },
    steps: [
      (hand) => hand.stow('S12-PO', ['S12-TEA', 4, 'LOT-A']),
      (hand) => hand.complete('S12-PO', ['S12-TEA', 6, 'LOT-B']),
    ],
    facts: [
      ...announced('S12', 'TEA'),
      'receipt.done S12-PO S12-TEA=4@LOT-A',
      'receipt.done S12-PO S12-TEA=6@LOT-B',
      'external_sync.set S12-PO',
    ],
    cases: [],
    done: { 'S12-TEA': 10 },
  },
];

/** Noon of a day so many days from now, on the clock that the sandbox starts with. */
function soon(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)} 12:00:00`;
}
