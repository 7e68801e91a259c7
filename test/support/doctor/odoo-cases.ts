import { BOT, type BrokenSetup, type DoctorBench, OTHER_KEY } from './bench.js';
import { makeCertificate } from './certificates.js';

const row = (change: Partial<DoctorBench['setup']['connection']>) => (bench: DoctorBench) => {
  Object.assign(bench.setup.connection, change);
};

const settings = (change: Record<string, unknown>) => (bench: DoctorBench) => {
  const { connection } = bench.setup;
  connection.settings = { ...Object(connection.settings), ...change };
};

const centre = (change: Record<string, unknown>) =>
  settings({ centres: [{ fulfillment_center_id: 8, warehouse: 'SB', ...change }] });

const page =
  (status: number, headers: Record<string, string> = {}) =>
  async (bench: DoctorBench) => {
    bench.setup.connection.odooUrl = await bench.serve((_req, res) =>
      res.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<h1>A page</h1>'),
    );
  };

const version = (text: string) => (bench: DoctorBench) =>
  bench.answer('odoo', 'GET /web/version', { status: 200, body: { version: text, version_info: [] } });

const inDays = (bench: DoctorBench, days: number): string =>
  new Date(bench.sandbox.clock.clock.now().getTime() + days * 86_400_000).toISOString();

/** A new location, as an administrator makes it. */
function location(bench: DoctorBench, name: string, usage: string, parent: string): void {
  const { odoo } = bench.sandbox;
  const found = odoo.act({
    model: 'stock.location',
    method: 'search',
    named: { domain: [['complete_name', '=', parent]] },
  });
  const [parentId] = Array.isArray(found.result) ? found.result : [];
  odoo.act({ model: 'stock.location', method: 'create', positional: [[{ name, usage, location_id: parentId }]] });
}

const STOCK = 'stock.group_stock_user';
const BUY = 'purchase.group_purchase_user';
const SELL = 'sales_team.group_sale_salesman_all_leads';

export const ODOO_CASES: BrokenSetup[] = [
  {
    what: 'nobody listens at the address',
    code: 'egress.unreachable',
    field: 'odoo.url',
    break: async (bench) => {
      const url = await bench.serve((_req, res) => res.end());
      bench.setup.connection.odooUrl = url;
      bench.closeServers();
    },
    says: /127\.0\.0\.1:\d+/,
  },
  {
    what: 'the connection is cut before an answer',
    code: 'egress.no_answer',
    field: 'odoo.url',
    break: async (bench) => {
      bench.setup.connection.odooUrl = await bench.serve((req) => req.socket.destroy());
    },
  },
  {
    what: 'a private address that the operator did not open',
    code: 'egress.blocked',
    field: 'odoo.url',
    break: (bench) => {
      bench.setup.allow = bench.setup.allow.filter(({ port }) => port !== Number(new URL(bench.urls.odooUrl).port));
    },
    says: /EGRESS_ALLOW=127\.0\.0\.1:\d+/,
  },
  {
    what: 'a self-signed certificate',
    code: 'egress.tls_untrusted',
    field: 'odoo.url',
    break: async (bench) => {
      const tls = makeCertificate({ hosts: ['127.0.0.1'] });
      bench.setup.connection.odooUrl = await bench.serve((_req, res) => res.end(), tls);
    },
    says: /NODE_EXTRA_CA_CERTS/,
  },
  {
    what: 'https at a port without TLS',
    code: 'egress.tls',
    field: 'odoo.url',
    break: (bench) => row({ odooUrl: bench.urls.odooUrl.replace('http:', 'https:') })(bench),
    says: /http:\/\//,
  },
  { what: 'a shop answers with 200', code: 'odoo.not_odoo', field: 'odoo.url', break: page(200) },
  { what: 'a page answers with 404', code: 'odoo.not_odoo', field: 'odoo.url', break: page(404) },
  { what: "a proxy's sign-in page answers with 403", code: 'odoo.not_odoo', field: 'odoo.url', break: page(403) },
  {
    what: 'another host is meant',
    code: 'odoo.redirected',
    field: 'odoo.url',
    break: page(301, { location: 'https://erp.acme.example/web?session=secret' }),
    says: /Write https:\/\/erp\.acme\.example as odoo\.url/,
  },
  { what: 'the proxy does not reach Odoo', code: 'odoo.gateway', field: null, break: page(502) },
  {
    what: 'Odoo fails by itself',
    code: 'odoo.server_error',
    field: null,
    break: (bench) =>
      bench.answer('odoo', 'res.users.context_get', {
        status: 500,
        body: { name: 'builtins.RuntimeError', message: 'broken module' },
      }),
    says: /broken module/,
  },
  { what: 'Odoo 15', code: 'odoo.too_old', field: null, break: version('15.0-20231231'), says: /15\.0/ },
  { what: 'an Odoo nobody has measured', code: 'odoo.unknown_version', field: null, break: version('saas~20.1') },
  {
    what: 'JSON-2 is asked of Odoo 17',
    code: 'odoo.transport_absent',
    field: 'odoo.transport',
    on: '17',
    break: row({ odooTransport: 'json2' }),
  },
  {
    what: 'XML-RPC is used with Odoo 19',
    code: 'odoo.old_protocol',
    field: 'odoo.transport',
    break: row({ odooTransport: 'xmlrpc' }),
  },
  { what: 'a wrong database', code: 'odoo.wrong_database', field: 'odoo.database', break: row({ odooDatabase: 'no' }) },
  {
    what: 'a wrong database on a server of several',
    code: 'odoo.wrong_database',
    field: 'odoo.database',
    break: (bench) => {
      bench.odoo({ options: { otherDatabases: ['test', 'archive'] } });
      bench.setup.connection.odooDatabase = 'Demo';
    },
  },
  {
    what: 'a wrong database on Odoo 17',
    code: 'odoo.wrong_database',
    field: 'odoo.database',
    on: '17',
    break: row({ odooDatabase: 'no' }),
  },
  {
    what: 'no login on Odoo 17',
    code: 'odoo.login_needed',
    field: 'odoo.login',
    on: '17',
    break: row({ odooLogin: null }),
  },
  {
    what: 'a revoked key',
    code: 'odoo.invalid_key',
    field: 'odoo.api_key',
    break: (bench) => bench.bot({ apiKeys: [OTHER_KEY] }),
  },
  {
    what: 'an expired key',
    code: 'odoo.invalid_key',
    field: 'odoo.api_key',
    break: (bench) => bench.bot({ apiKeys: [{ key: bench.setup.odooKey, expires: inDays(bench, -1) }] }),
  },
  {
    what: "another user's login on Odoo 17",
    code: 'odoo.invalid_key',
    field: 'odoo.api_key',
    on: '17',
    break: row({ odooLogin: 'admin' }),
  },
  {
    what: 'a password instead of a key',
    code: 'odoo.not_a_key',
    field: 'odoo.api_key',
    break: (bench) => {
      bench.setup.odooKey = BOT.password ?? '';
    },
    says: /40 characters/,
  },
  {
    what: 'a password instead of a key on Odoo 17, which takes it',
    code: 'odoo.password_in_use',
    field: 'odoo.api_key',
    on: '17',
    break: (bench) => {
      bench.setup.odooKey = BOT.password ?? '';
    },
  },
  {
    what: 'an Odoo Online plan without the external API',
    code: 'odoo.online_plan',
    field: 'odoo.api_key',
    break: (bench) => {
      bench.setup.connection.odooUrl = bench.as('acme.odoo.com', bench.urls.odooUrl);
      bench.bot({ apiKeys: [] });
    },
    says: /Custom plan/,
  },
  {
    what: 'a key that ends in five days',
    code: 'odoo.key_expires',
    field: 'odoo.api_key',
    break: (bench) => bench.bot({ apiKeys: [{ key: bench.setup.odooKey, expires: inDays(bench, 5.5) }] }),
    says: /ends in 5 days/,
  },
  {
    what: "Odoo's clock is an hour behind",
    code: 'odoo.clock_differs',
    field: 'odoo.url',
    break: (bench) =>
      bench.answer('odoo', 'GET /web/version', {
        status: 200,
        body: { version: '19.0-20260402' },
        headers: { date: new Date(Date.now() - 3_600_000).toUTCString() },
      }),
    says: /60 minutes behind ours/,
  },
  {
    what: 'a company the bot may not use',
    code: 'odoo.company_not_allowed',
    field: 'odoo.company_id',
    break: (bench) => {
      bench.odoo({ company: 'Acme', otherCompanies: ['Acme Europe'], users: [{ ...BOT, companies: ['Acme'] }] });
      bench.setup.connection.odooCompanyId = 2;
    },
    says: /1 \(Acme\)/,
  },
  {
    what: 'a company that does not exist',
    code: 'odoo.company_not_allowed',
    field: 'odoo.company_id',
    on: '17',
    break: row({ odooCompanyId: 99 }),
  },
  {
    what: 'a bot without an e-mail address',
    code: 'odoo.bot_without_email',
    field: 'odoo.login',
    break: (bench) => bench.bot({ email: null }),
  },
  {
    what: 'a bot whose language is French',
    code: 'odoo.bot_language',
    field: 'odoo.login',
    break: (bench) => bench.bot({ language: 'fr_FR' }),
    says: /fr_FR/,
  },
  ...(
    [
      ['Purchase', 'purchase.order', ['stock', 'sale', 'delivery']],
      ['Sales', 'sale.order', ['stock', 'purchase', 'delivery']],
      ['Inventory', 'stock.picking', ['purchase', 'sale', 'delivery']],
      ['Delivery Costs', 'delivery.carrier', ['stock', 'purchase', 'sale']],
    ] as const
  ).map(
    ([app, model, modules]): BrokenSetup => ({
      what: `${app} is not installed`,
      code: 'odoo.module_missing',
      field: model,
      break: (bench) =>
        bench.odoo({
          options: { modules: [...modules] },
          carriers: [],
          ...(app === 'Inventory' ? { warehouses: [] } : {}),
        }),
      says: new RegExp(app),
    }),
  ),
  {
    what: 'Delivery is installed without its part for Inventory',
    code: 'odoo.tracking_field_missing',
    field: 'stock.picking',
    break: (bench) => bench.odoo({ options: { absentFields: ['stock.picking.carrier_tracking_ref'] } }),
    says: /stock_delivery/,
  },
  {
    what: 'a bot that is not in Inventory',
    code: 'odoo.no_inventory_rights',
    field: 'stock.lot',
    break: (bench) => bench.bot({ groups: [BUY, SELL] }),
    says: /Inventory \/ User/,
  },
  {
    what: 'stock that is to be set by a bot that is no administrator of Inventory',
    on: '17',
    code: 'odoo.no_count_rights',
    field: 'settings.inventory.adjust',
    break: settings({ inventory: { adjust: 'propose' } }),
    says: /Inventory \/ Administrator/,
  },
  {
    what: 'a bot that is not in Purchase',
    code: 'odoo.no_purchase_rights',
    field: 'purchase.order',
    break: (bench) => bench.bot({ groups: [STOCK, SELL] }),
    says: /Purchase \/ User/,
  },
  {
    what: 'a bot that may not see sale orders',
    code: 'odoo.no_sales_rights',
    field: 'sale.order',
    on: '17',
    break: (bench) => bench.odoo({ options: { denied: [{ model: 'sale.order', operation: 'read' }] } }),
    says: /Sales \/ User/,
  },
  ...(['17', '19'] as const).map(
    (on): BrokenSetup => ({
      what: `a bot of Odoo ${on} that sees its own sale orders only`,
      code: 'odoo.own_documents_only',
      field: 'sale.order',
      on,
      break: (bench) => bench.bot({ groups: [STOCK, BUY, 'sales_team.group_sale_salesman'] }),
      says: /All Documents/,
    }),
  ),
  {
    what: 'a right that was taken away from a group',
    code: 'odoo.access_denied_to_model',
    field: 'stock.move',
    break: (bench) => bench.odoo({ options: { denied: [{ model: 'stock.move', operation: 'write' }] } }),
    says: /may not write stock\.move/,
  },
  {
    what: 'a centre of an unknown warehouse',
    code: 'odoo.unknown_warehouse',
    field: 'settings.centres',
    break: centre({ warehouse: 'CHI' }),
    says: /CHI.*SB, WH/,
  },
  {
    what: 'a warehouse for ShipBob that receives in two steps',
    code: 'odoo.multi_step_warehouse',
    field: 'settings.centres',
    break: (bench) =>
      bench.odoo({
        warehouses: [
          { name: 'ShipBob', code: 'SB', receptionSteps: 'two_steps' },
          { name: 'Showroom', code: 'WH' },
        ],
      }),
    says: /SB stands for ShipBob and receives in several steps \(two_steps\)/,
  },
  {
    what: 'settings that name a field of nobody',
    code: 'odoo.unknown_field',
    field: 'settings.wro.freight.vessel_name',
    break: settings({ wro: { freight: { carrier: 'carrier_id', vessel_name: 'x_vessel' } } }),
    says: /x_vessel, which stock\.picking and purchase\.order do not have/,
  },
  {
    what: "a centre of another company's warehouse",
    code: 'odoo.unknown_warehouse',
    field: 'settings.centres',
    break: (bench) =>
      bench.odoo({
        company: 'Acme',
        otherCompanies: ['Acme Europe'],
        warehouses: [
          { name: 'ShipBob', code: 'SB', company: 'Acme Europe' },
          { name: 'Acme', code: 'WH', company: 'Acme' },
        ],
      }),
  },
  {
    what: 'a centre of an unknown location',
    code: 'odoo.unknown_location',
    field: 'settings.centres',
    break: centre({ location: 'SB/Stock/CHI' }),
    says: /Storage Locations/,
  },
  {
    what: 'a centre whose location is a view',
    code: 'odoo.location_not_internal',
    field: 'settings.centres',
    break: centre({ location: 'SB' }),
  },
  {
    what: 'a centre whose location is in transit',
    code: 'odoo.location_not_internal',
    field: 'settings.centres',
    break: (bench) => {
      location(bench, 'Sea', 'transit', 'SB');
      centre({ location: 'SB/Sea' })(bench);
    },
  },
  {
    what: "a centre whose location is another warehouse's",
    code: 'odoo.location_elsewhere',
    field: 'settings.centres',
    break: centre({ location: 'WH/Stock' }),
    says: /Showroom/,
  },
  {
    what: 'a tag that nobody has made',
    code: 'odoo.unknown_tag',
    field: 'settings.products.tag',
    break: settings({ products: { tag: 'To ShipBob' } }),
    says: /To ShipBob/,
  },
  {
    what: 'a carrier that Odoo does not have',
    code: 'odoo.unknown_carrier',
    field: 'settings.shipments.carrier_map',
    break: settings({ shipments: { carrier_map: { USPS: 'USPS', 'UPS Ground': 'UPS' } } }),
    says: /"UPS"/,
  },
  {
    what: 'a module that took a method away',
    code: 'odoo.contract',
    field: null,
    break: (bench) =>
      bench.answer('odoo', 'product.tag.search_read', {
        status: 500,
        body: { name: 'builtins.ValueError', message: "Invalid field 'name' on model 'product.tag'" },
      }),
    says: /Invalid field/,
  },
];
