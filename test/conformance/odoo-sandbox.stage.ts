import { createDoor, type HttpDoor, parseEgressAllow } from '@mlc/egress';
import { redact } from '@mlc/kernel';
import { createOdooClient, createOdooReader, type OdooClient } from '@mlc/odoo';
import { createSandbox, type FaultAction, type OdooOptionsInput, type OdooWorld, type Sandbox } from '@mlc/sandbox';

/** Our Odoo client against the sandbox over sockets: 19 over JSON-2, 17 over JSON-RPC and over XML-RPC. */
type Way = readonly ['17' | '19', 'auto' | 'xml-rpc'];
export const WAYS: Way[] = [
  ['19', 'auto'],
  ['17', 'auto'],
  ['17', 'xml-rpc'],
];

export const KEY = 'demo-odoo-key';
/** The discard port of this machine: nobody listens. */
export const CLOSED_URL = 'http://127.0.0.1:9';
const running: { stop(): Promise<void> }[] = [];
/** To be called after each test. */
export const stopAll = async (): Promise<void> => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
};

const WORLD: OdooWorld = {
  tags: ['ShipBob'],
  partners: [
    { name: 'Acme', supplier: true },
    { name: 'Jane', isCompany: false },
  ],
  products: [
    { sku: 'A', name: 'Alpha', tags: ['ShipBob'], weight: 0.25, countryOfOrigin: 'CN', hsCode: '9503', onHand: 20 },
    { sku: 'B', name: 'Beta' },
    { sku: 'LOT', name: 'Lotted', tracking: 'lot' },
    { key: 'twin', sku: 'B', name: 'Beta again' },
  ],
  carriers: [{ name: 'USPS via ShipBob' }],
  purchaseOrders: [
    {
      name: 'P1',
      supplier: 'Acme',
      supplierReference: 'AC-1',
      lines: [
        { product: 'A', quantity: 10 },
        { product: 'LOT', quantity: 4 },
      ],
    },
    { name: 'P2', supplier: 'Acme', lines: [{ product: 'A', quantity: 2, uom: 'Dozens' }] },
    {
      name: 'P3',
      supplier: 'Acme',
      lines: [
        { product: 'A', quantity: 10 },
        { product: 'B', quantity: 5 },
      ],
    },
  ],
  saleOrders: [{ name: 'S1', customer: 'Jane', clientOrderRef: 'REF-1', lines: [{ product: 'A', quantity: 5 }] }],
};

interface Setup {
  sandbox: Sandbox;
  client: OdooClient;
  door: HttpDoor;
  url: string;
  /** A server that is no Odoo, at an address that is allowed. */
  otherUrl: string;
  products: Record<string, number>;
  orders: Record<string, number>;
  sales: Record<string, number>;
  fault(call: string, action: FaultAction, more?: { skip?: number; kind?: 'read' | 'mutating' }): void;
  calls(run: () => Promise<unknown>): Promise<string[]>;
  effects(type: string): number;
}

export async function setUp([version, transport]: Way, options: OdooOptionsInput = {}, world = WORLD): Promise<Setup> {
  const sandbox = createSandbox({ odoo: { ...options, version } });
  const ids = sandbox.odoo.seed(world);
  const { odooUrl: url, shipbobUrl: otherUrl } = await sandbox.start();
  const allowed = [url, otherUrl, CLOSED_URL].map((one) => one.replace('http://', '')).join(',');
  const door = createDoor({ policy: { allow: parseEgressAllow(allowed) }, fence: 'open' });
  running.push(sandbox, { stop: async () => door.close() });
  const client = createOdooClient({
    door,
    url,
    database: 'demo',
    apiKey: redact(KEY),
    login: 'bot',
    companyId: 1,
    transport,
  });
  const { journal, faults } = sandbox.core;
  return {
    sandbox,
    client,
    door,
    url,
    otherUrl,
    products: ids.products,
    orders: ids.purchaseOrders,
    sales: ids.saleOrders,
    fault: (call, action, more) =>
      faults.arm({ side: 'odoo', call, kind: more?.kind ?? 'any', skip: more?.skip ?? 0, times: 1, action }),
    calls: async (run) => {
      const since = journal.entries().at(-1)?.seq ?? 0;
      await run();
      return journal.entries({ sinceSeq: since, side: 'odoo' }).map((entry) => entry.call);
    },
    effects: (type) =>
      journal
        .entries()
        .flatMap((entry) => entry.effects)
        .filter((effect) => effect.type === type).length,
  };
}

export const context = () => ({ deadlineMs: Date.now() + 20_000, correlationId: 'test' });

export async function receipt(setup: Setup, order: string, goals: [string, number][], keep = true) {
  const id = setup.orders[order] ?? 0;
  const seen = (await createOdooReader(setup.client).purchaseOrders([id])).get(id);
  return {
    purchase_order_id: id,
    picking_id: seen?.pickings[0]?.id ?? 0,
    lines: goals.map(([sku, goal]) => ({ product_id: setup.products[sku] ?? 0, sku, done: 0, goal })),
    keep_backorder: keep,
  };
}

export async function shipment(setup: Setup, quantity: number) {
  const [sale] = await createOdooReader(setup.client).saleOrdersBy('client_order_ref', ['REF-1']);
  const [carrier] = await createOdooReader(setup.client).carriers();
  return {
    sale_order_id: sale?.id ?? 0,
    picking_id: sale?.pickings[0]?.id ?? 0,
    shipment_id: 71,
    lines: [{ product_id: setup.products['A'] ?? 0, sku: 'A', quantity }],
    carrier_id: carrier?.id ?? null,
    carrier_tracking_ref: '9400A',
    location_id: null,
    origin_marker: 'mlc:shipment:71',
  };
}
