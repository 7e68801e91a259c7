/** Files of our own in the form of the recorded ones, by their paths. Each kind of file and each protocol is here. */
const headers = {
  'Content-Type': 'application/json; charset=utf-8',
  Authorization: 'bearer <API_KEY>',
  'X-Odoo-Database': 'own',
};
const json2 = (path: string, body: unknown, status: number, answer: unknown) => ({
  request: { method: 'POST', path: `/json/2/${path}`, headers, body },
  response: { status, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: answer },
});
const common = (method: string, args: unknown[], result: unknown) => ({
  request: {
    method: 'POST',
    path: '/jsonrpc',
    headers: { 'Content-Type': 'application/json' },
    body: { jsonrpc: '2.0', method: 'call', id: 1, params: { service: 'common', method, args } },
  },
  response: { status: 200, headers: {}, body: { jsonrpc: '2.0', id: 1, result } },
});
const rpc = (call: unknown[], answer: Record<string, unknown>) => ({
  request: {
    method: 'POST',
    path: '/jsonrpc',
    headers: { 'Content-Type': 'application/json' },
    body: {
      jsonrpc: '2.0',
      method: 'call',
      id: 1,
      params: { service: 'object', method: 'execute_kw', args: ['own', 7, 'API_KEY', ...call] },
    },
  },
  response: { status: 200, headers: {}, body: { jsonrpc: '2.0', id: 1, ...answer } },
});
const string = (text: string) => `<value><string>${text}</string></value>`;
const int = (number: number) => `<value><int>${number}</int></value>`;
const array = (...values: string[]) => `<value><array><data>${values.join('\n')}</data></array></value>`;
const struct = (members: Record<string, string>) =>
  `<value><struct>${Object.entries(members)
    .map(([name, value]) => `<member><name>${name}</name>${value}</member>`)
    .join('')}</struct></value>`;
const request = (...values: string[]) =>
  `<?xml version='1.0'?>\n<methodCall>\n<methodName>execute_kw</methodName>\n<params>\n${[
    string('own'),
    int(6),
    string('API_KEY'),
    ...values,
  ]
    .map((value) => `<param>\n${value}\n</param>`)
    .join('\n')}\n</params>\n</methodCall>`;
const response = (value: string) =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${value}\n</param>\n</params>\n</methodResponse>`;
const fault = (code: number, text: string) =>
  `<?xml version='1.0'?>\n<methodResponse>\n<fault>\n${struct({ faultCode: int(code), faultString: string(text) })}\n</fault>\n</methodResponse>`;

const fields = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { type: name.endsWith('_id') ? 'many2one' : 'char', string: name }]));
const MOVE = ['state', 'picking_id', 'product_id', 'product_qty', 'product_uom', 'location_id', 'product_uom_qty'];

const lotLine = (lot_name: string, qty_done: number) => ({
  product_id: 11,
  picking_id: 7,
  location_id: 4,
  location_dest_id: 8,
  product_uom_id: 1,
  lot_name,
  qty_done,
});

export const ownFiles: Record<string, unknown> = {
  '19/json2-flow-receipt-2-move-write-quantity.json': json2(
    'stock.move/write',
    { ids: [3], vals: { quantity: 2, picked: true } },
    200,
    true,
  ),
  '19/json2-error-access-read.json': json2('purchase.order/search_read', { domain: [], fields: ['name'] }, 403, {
    name: 'odoo.exceptions.AccessError',
    message: "You are not allowed to access 'Purchase Order' (purchase.order) records.",
  }),
  '19/json2-error-array-body.json': json2('res.partner/search_read', '[]', 403, { name: 'x', message: 'y' }),
  '16/jsonrpc-flow-receipt-2-move-write-quantity.json': rpc(['stock.move', 'write', [[3], { quantity_done: 2 }], {}], {
    result: true,
  }),
  '16/jsonrpc-flow-lot-2-write-move-lines-with-lot_name.json': rpc(
    [
      'stock.move',
      'write',
      [
        [3],
        {
          move_line_ids: [
            [2, 5, 0],
            [0, 0, lotLine('L1', 6)],
            [0, 0, lotLine('L2', 3)],
          ],
        },
      ],
      {},
    ],
    { result: true },
  ),
  '16/jsonrpc-error-missing-record-write.json': rpc(['res.partner', 'write', [[9], { name: 'x' }], {}], {
    error: {
      code: 200,
      message: 'Odoo Server Error',
      data: { name: 'odoo.exceptions.MissingError', message: 'Record does not exist or has been deleted.' },
    },
  }),
  '17/xmlrpc-product.product-search_read.request.xml': request(
    string('product.product'),
    string('search_read'),
    array(array(array(string('default_code'), string('='), string('A')))),
    struct({ fields: array(string('id'), string('name')), limit: int(1) }),
  ),
  '17/xmlrpc-product.product-search_read.response.xml': response(
    array(struct({ id: int(1), name: string('A &amp; B') })),
  ),
  '17/xmlrpc-flow-receipt-5-button_validate-on-done.request.xml': request(
    string('stock.picking'),
    string('button_validate'),
    array(array(int(3))),
    struct({ context: struct({ skip_backorder: '<value><boolean>1</boolean></value>' }) }),
  ),
  '17/xmlrpc-flow-receipt-5-button_validate-on-done.response.xml': fault(2, 'Nothing to validate here.'),
  '17/xmlrpc-flow-po-6-cancel.request.xml': request(
    string('purchase.order'),
    string('button_cancel'),
    array(array(int(3))),
    struct({}),
  ),
  '17/xmlrpc-flow-po-6-cancel.response.xml': fault(1, 'TypeError: cannot marshal None unless allow_none is enabled'),
  '16/fields_get-stock.move.json': fields('id', ...MOVE, 'quantity_done'),
  '19/fields_get-stock.move.json': fields('id', ...MOVE, 'quantity', 'picked'),
  '19/http-web-version.response.json': { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0-own' },
  '18/jsonrpc-common-authenticate-apikey.json': common('authenticate', ['own', 'bot', 'API_KEY', {}], 7),
  '18/jsonrpc-common-authenticate-bad.json': common('authenticate', ['own', 'bot', 'nonsense', {}], false),
  '18/jsonrpc-common-version.json': common('version', [], { server_version: '18.0-own' }),
  'INDEX.tsv': '',
};
