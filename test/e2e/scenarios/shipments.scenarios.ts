import { delivered, item, made, type Scenario, saleOrder, sold, unsold } from '../../support/scenario.js';

/** What leaves ShipBob, with the settings as they come. Half a day and an hour go by from step to step. */
export const shipmentScenarios: Scenario[] = [
  {
    code: 'D07',
    family: 'shipments',
    happens: 'the sale order reaches Odoo half a day after ShipBob shipped',
    stands: 'it was waited for: one delivery, nothing booked by itself',
    ...unsold('D07', 'CUP'),
    steps: [
      (hand) => hand.parcels.send('D07-SO', { 'D07-CUP': 5 }),
      (hand) => hand.parcels.importSale('D07-SO', { 'D07-CUP': 5 }),
    ],
    facts: [...made('D07', 'CUP'), ...delivered('D07', 'D07-CUP=5')],
    cases: [],
    sold: { 'D07-CUP': 5 },
    lies: { 'SB/Stock D07-CUP': 15 },
    deliveries: ['D07-SO 1Z-D07-SO'],
  },
  {
    code: 'D08',
    family: 'shipments',
    happens: 'an order never reaches Odoo, and its tracking number comes a day later',
    stands: 'after a day it leaves once, by itself; the number follows, once',
    ...unsold('D08', 'CUP'),
    steps: [
      (hand) => hand.parcels.send('D08-WEB', { 'D08-CUP': 2 }, { tracking: null }),
      'rest',
      'rest',
      (hand) => hand.parcels.track('D08-WEB', '1Z-D08-LATE'),
    ],
    facts: [...made('D08', 'CUP'), 'delivery.done apart D08-CUP=2', 'tracking.written 1Z-D08-LATE'],
    cases: [],
    lies: { 'SB/Stock D08-CUP': 18 },
    deliveries: ['apart 1Z-D08-LATE'],
  },
  {
    code: 'D09',
    family: 'shipments',
    happens: 'an order leaves in two parcels on one day',
    stands: 'a delivery and its backorder, each with the number of its parcel',
    ...sold('D09', { CUP: 5 }),
    steps: [
      async (hand) => {
        const parts = [{ goods: { 'D09-CUP': 3 } }, { goods: { 'D09-CUP': 2 } }];
        await hand.parcels.order('D09-SO', { 'D09-CUP': 5 }, { parts });
        await hand.parcels.ship('D09-SO', { part: 0 });
        await hand.parcels.ship('D09-SO', { part: 1 });
      },
    ],
    facts: [
      ...made('D09', 'CUP'),
      ...delivered('D09', 'D09-CUP=3', '1Z-D09-SO-1'),
      ...delivered('D09', 'D09-CUP=2', '1Z-D09-SO-2'),
    ],
    cases: [],
    sold: { 'D09-CUP': 5 },
    lies: { 'SB/Stock D09-CUP': 15 },
    deliveries: ['D09-SO 1Z-D09-SO-1', 'D09-SO 1Z-D09-SO-2'],
  },
  {
    code: 'D10',
    family: 'shipments',
    happens: 'a person validates the whole delivery, and ShipBob sends it in two parcels',
    stands: 'nothing leaves twice; both numbers stand on the one delivery',
    ...sold('D10', { CUP: 5 }),
    steps: [
      (hand) => hand.parcels.deliverByHand('D10-SO'),
      async (hand) => {
        const parts = [{ goods: { 'D10-CUP': 3 } }, { goods: { 'D10-CUP': 2 } }];
        await hand.parcels.order('D10-SO', { 'D10-CUP': 5 }, { parts });
        await hand.parcels.ship('D10-SO', { part: 0 });
        await hand.parcels.ship('D10-SO', { part: 1 });
      },
    ],
    facts: [...made('D10', 'CUP'), 'tracking.written 1Z-D10-SO-1', 'tracking.written 1Z-D10-SO-1,1Z-D10-SO-2'],
    cases: [],
    sold: { 'D10-CUP': 5 },
    lies: { 'SB/Stock D10-CUP': 15 },
    deliveries: ['D10-SO 1Z-D10-SO-1,1Z-D10-SO-2'],
  },
  {
    code: 'D11',
    family: 'shipments',
    happens: 'goods by lot leave, and ShipBob names no lot',
    stands: 'the lots that come first are taken',
    odoo: {
      products: [item('D11-JAR', { tracking: 'lot' })],
      saleOrders: [saleOrder('D11-SO', { JAR: 5 })],
    },
    steps: [
      (hand) => hand.stock.countLots('D11-JAR', { L1: 3, L2: 10 }),
      (hand) => hand.parcels.send('D11-SO', { 'D11-JAR': 5 }, { parts: [{ goods: { 'D11-JAR': 5 } }] }),
    ],
    facts: [...made('D11', 'JAR'), ...delivered('D11', 'D11-JAR=3@L1+2@L2')],
    cases: [],
    sold: { 'D11-JAR': 5 },
    lies: { 'SB/Stock D11-JAR@L2': 8 },
  },
  {
    code: 'D12',
    family: 'shipments',
    happens: 'goods by lot leave, and ShipBob names a lot that would not come first',
    stands: 'that lot is taken',
    odoo: {
      products: [item('D12-JAR', { tracking: 'lot' })],
      saleOrders: [saleOrder('D12-SO', { JAR: 5 })],
    },
    steps: [
      (hand) => hand.stock.countLots('D12-JAR', { OLD: 3, NEW: 10 }),
      (hand) => hand.parcels.send('D12-SO', { 'D12-JAR': 5 }, { parts: [{ goods: { 'D12-JAR': 5 }, lot: 'NEW' }] }),
    ],
    facts: [...made('D12', 'JAR'), ...delivered('D12', 'D12-JAR=5@NEW')],
    cases: [],
    sold: { 'D12-JAR': 5 },
    lies: { 'SB/Stock D12-JAR@OLD': 3, 'SB/Stock D12-JAR@NEW': 5 },
  },
  {
    code: 'D13',
    family: 'shipments',
    happens: 'a kit is sold, and ShipBob ships its components',
    stands: 'the components leave once, and the kit counts as delivered',
    odoo: {
      products: [item('D13-KIT', { tags: [] }), item('D13-CUP', { onHand: 20 }), item('D13-LID', { onHand: 20 })],
      boms: [
        {
          product: 'D13-KIT',
          lines: [
            { product: 'D13-CUP', quantity: 1 },
            { product: 'D13-LID', quantity: 2 },
          ],
        },
      ],
      saleOrders: [saleOrder('D13-SO', { KIT: 3 })],
    },
    shelf: { 'D13-CUP': 20, 'D13-LID': 20 },
    steps: [(hand) => hand.parcels.send('D13-SO', { 'D13-CUP': 3, 'D13-LID': 6 })],
    facts: [...made('D13', 'CUP', 'LID'), ...delivered('D13', 'D13-CUP=3 D13-LID=6')],
    cases: [],
    sold: { 'D13-KIT': 3 },
    lies: { 'SB/Stock D13-CUP': 17, 'SB/Stock D13-LID': 14 },
  },
  {
    code: 'D14',
    family: 'shipments',
    happens: 'a parcel is labelled, and ShipBob never says that it left',
    stands: 'after a day it counts as gone, once',
    ...sold('D14', { CUP: 5 }),
    steps: [
      async (hand) => {
        await hand.parcels.order('D14-SO', { 'D14-CUP': 5 });
        await hand.parcels.label('D14-SO');
      },
      'rest',
      'rest',
    ],
    facts: [...made('D14', 'CUP'), ...delivered('D14', 'D14-CUP=5')],
    cases: [],
    sold: { 'D14-CUP': 5 },
    lies: { 'SB/Stock D14-CUP': 15 },
    deliveries: ['D14-SO 1Z-D14-SO'],
  },
  {
    code: 'D15',
    family: 'shipments',
    happens: 'a shipment stands still at ShipBob over an address',
    stands: 'the salesperson is told once, and a case names the reason',
    ...unsold('D15', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.importSale('D15-SO', { 'D15-CUP': 5 });
        await hand.parcels.order('D15-SO', { 'D15-CUP': 5 });
        await hand.parcels.hold('D15-SO');
      },
      'rest',
    ],
    facts: [...made('D15', 'CUP'), 'activity.scheduled D15-SO'],
    cases: ['shipments.exception'],
    causes: ['InvalidAddress'],
    sold: {},
    lies: { 'SB/Stock D15-CUP': 20 },
  },
  {
    code: 'D16',
    family: 'shipments',
    happens: 'a shipment stands still, and goes on after a while',
    stands: 'it is delivered once; the case is gone',
    ...unsold('D16', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.importSale('D16-SO', { 'D16-CUP': 5 });
        await hand.parcels.order('D16-SO', { 'D16-CUP': 5 });
        await hand.parcels.hold('D16-SO');
      },
      (hand) => hand.parcels.ship('D16-SO'),
    ],
    facts: [...made('D16', 'CUP'), 'activity.scheduled D16-SO', ...delivered('D16', 'D16-CUP=5')],
    cases: [],
    sold: { 'D16-CUP': 5 },
    lies: { 'SB/Stock D16-CUP': 15 },
  },
  {
    code: 'D17',
    family: 'shipments',
    happens: 'a shipment is cancelled at ShipBob after it was booked',
    stands: 'nothing is taken back; a case says so',
    ...sold('D17', { CUP: 5 }),
    steps: [(hand) => hand.parcels.send('D17-SO', { 'D17-CUP': 5 }), (hand) => hand.parcels.cancel('D17-SO')],
    facts: [...made('D17', 'CUP'), ...delivered('D17', 'D17-CUP=5')],
    cases: ['shipments.cancelled_after_booking'],
    sold: { 'D17-CUP': 5 },
    lies: { 'SB/Stock D17-CUP': 15 },
  },
  {
    code: 'D18',
    family: 'shipments',
    happens: 'a shipment that was never in Odoo is cancelled after it was booked, and a person agrees to take it back',
    stands: 'it is brought back, once; the case is gone',
    ...unsold('D18', 'CUP'),
    steps: [
      (hand) => hand.parcels.send('D18-WEB', { 'D18-CUP': 5 }),
      'rest',
      'rest',
      (hand) => hand.parcels.cancel('D18-WEB'),
      'agree',
    ],
    facts: [
      ...made('D18', 'CUP'),
      'delivery.done apart D18-CUP=5',
      'tracking.written 1Z-D18-WEB',
      'return.created D18-CUP=5',
      'receipt.done - D18-CUP=5',
    ],
    cases: [],
    lies: { 'SB/Stock D18-CUP': 20 },
    deliveries: ['apart 1Z-D18-WEB, brought back'],
  },
  {
    code: 'D19',
    family: 'shipments',
    happens: 'the open delivery leaves another warehouse than the parcel did',
    stands: 'nothing is booked; a case names both',
    odoo: {
      products: [item('D19-CUP', { onHand: 20 })],
      saleOrders: [saleOrder('D19-SO', { CUP: 5 }, 'D19', { warehouse: 'WH' })],
    },
    shelf: { 'D19-CUP': 20 },
    steps: [(hand) => hand.parcels.send('D19-SO', { 'D19-CUP': 5 })],
    facts: made('D19', 'CUP'),
    cases: ['shipments.wrong_warehouse'],
    sold: {},
    lies: { 'SB/Stock D19-CUP': 20 },
  },
  {
    code: 'D20',
    family: 'shipments',
    happens: 'ShipBob ships again what was delivered already',
    stands: 'the replacement leaves once, on a delivery of its own',
    ...sold('D20', { CUP: 5 }),
    steps: [
      async (hand) => {
        const parts = [{ goods: { 'D20-CUP': 5 } }, { goods: { 'D20-CUP': 1 } }];
        await hand.parcels.order('D20-SO', { 'D20-CUP': 5 }, { parts });
        await hand.parcels.ship('D20-SO', { part: 0 });
      },
      (hand) => hand.parcels.ship('D20-SO', { part: 1 }),
    ],
    facts: [
      ...made('D20', 'CUP'),
      ...delivered('D20', 'D20-CUP=5', '1Z-D20-SO-1'),
      'delivery.done apart D20-CUP=1',
      'tracking.written 1Z-D20-SO-2',
    ],
    cases: [],
    sold: { 'D20-CUP': 5 },
    lies: { 'SB/Stock D20-CUP': 14 },
    deliveries: ['D20-SO 1Z-D20-SO-1', 'apart 1Z-D20-SO-2'],
  },
  {
    code: 'D21',
    family: 'shipments',
    happens: 'a person validates less than ShipBob then ships',
    stands: 'the delivery is left as it is; a case with both quantities',
    ...sold('D21', { CUP: 5 }),
    steps: [
      (hand) => hand.parcels.deliverByHand('D21-SO', { 'D21-CUP': 4 }),
      (hand) => hand.parcels.send('D21-SO', { 'D21-CUP': 5 }),
    ],
    facts: made('D21', 'CUP'),
    cases: ['shipments.quantity_differs'],
    causes: ['D21-CUP: shipped 5, Odoo 4'],
    sold: { 'D21-CUP': 4 },
    lies: { 'SB/Stock D21-CUP': 16 },
  },
  {
    code: 'D22',
    family: 'shipments',
    happens: 'ShipBob ships more than was sold',
    stands: 'nothing is booked; a case with both quantities',
    ...sold('D22', { CUP: 5 }),
    steps: [(hand) => hand.parcels.send('D22-SO', { 'D22-CUP': 7 })],
    facts: made('D22', 'CUP'),
    cases: ['shipments.over_shipped'],
    causes: ['D22-CUP: shipped 7, Odoo 5'],
    sold: {},
    lies: { 'SB/Stock D22-CUP': 20 },
  },
  {
    code: 'D23',
    family: 'shipments',
    happens: 'ShipBob ships something that the sale order does not sell',
    stands: 'nothing is booked; a case names it',
    odoo: {
      products: [item('D23-CUP', { onHand: 20 }), item('D23-MUG', { onHand: 20 })],
      saleOrders: [saleOrder('D23-SO', { CUP: 5 })],
    },
    shelf: { 'D23-CUP': 20, 'D23-MUG': 20 },
    steps: [(hand) => hand.parcels.send('D23-SO', { 'D23-CUP': 5, 'D23-MUG': 1 })],
    facts: made('D23', 'CUP', 'MUG'),
    cases: ['shipments.item_not_on_order'],
    causes: ['1 x D23-MUG'],
    sold: {},
    lies: { 'SB/Stock D23-CUP': 20, 'SB/Stock D23-MUG': 20 },
  },
  {
    code: 'D24',
    family: 'shipments',
    happens: 'more leaves than Odoo has in stock',
    stands: 'it is booked all the same, since the goods are gone',
    odoo: {
      products: [item('D24-CUP', { onHand: 3 })],
      saleOrders: [saleOrder('D24-SO', { CUP: 5 })],
    },
    shelf: { 'D24-CUP': 20 },
    steps: [(hand) => hand.parcels.send('D24-SO', { 'D24-CUP': 5 })],
    facts: [...made('D24', 'CUP'), ...delivered('D24', 'D24-CUP=5')],
    cases: [],
    sold: { 'D24-CUP': 5 },
    lies: { 'SB/Stock D24-CUP': -2 },
  },
  {
    code: 'D25',
    family: 'shipments',
    happens: 'a parcel leaves a centre that stands for no warehouse',
    stands: 'it is held: nothing is booked, a case names the centre',
    ...sold('D25', { CUP: 5 }),
    steps: [
      (hand) => hand.parcels.send('D25-SO', { 'D25-CUP': 5 }, { parts: [{ goods: { 'D25-CUP': 5 }, centre: 12 }] }),
    ],
    facts: made('D25', 'CUP'),
    cases: ['shipments.unknown_centre'],
    causes: ['Bethlehem'],
    sold: {},
    lies: { 'SB/Stock D25-CUP': 20 },
  },
  {
    code: 'D26',
    family: 'shipments',
    happens: 'ShipBob ships while Odoo has only a quotation, which is confirmed two days later',
    stands: 'nothing is booked meanwhile; then one delivery, and the case is gone',
    ...unsold('D26', 'CUP'),
    steps: [
      async (hand) => {
        await hand.parcels.importSale('D26-SO', { 'D26-CUP': 5 }, { confirm: false });
        await hand.parcels.send('D26-SO', { 'D26-CUP': 5 });
      },
      'rest',
      'rest',
      (hand) => hand.parcels.confirmSale('D26-SO'),
    ],
    facts: [...made('D26', 'CUP'), ...delivered('D26', 'D26-CUP=5')],
    cases: [],
    sold: { 'D26-CUP': 5 },
    lies: { 'SB/Stock D26-CUP': 15 },
    deliveries: ['D26-SO 1Z-D26-SO'],
  },
  {
    code: 'D27',
    family: 'shipments',
    happens: 'another shop of the same account ships the same goods',
    stands: 'nothing is booked, nobody is asked',
    ...unsold('D27', 'CUP'),
    steps: [(hand) => hand.parcels.send('D27-WEB', { 'D27-CUP': 5 }, { channel: 100103 }), 'rest', 'rest'],
    facts: made('D27', 'CUP'),
    cases: [],
    lies: { 'SB/Stock D27-CUP': 20 },
  },
  {
    code: 'D28',
    family: 'shipments',
    happens: 'an order is cancelled before anything leaves',
    stands: 'nothing is booked, nobody is asked',
    ...sold('D28', { CUP: 5 }),
    steps: [(hand) => hand.parcels.order('D28-SO', { 'D28-CUP': 5 }), (hand) => hand.parcels.cancel('D28-SO')],
    facts: made('D28', 'CUP'),
    cases: [],
    sold: {},
    lies: { 'SB/Stock D28-CUP': 20 },
  },
];
