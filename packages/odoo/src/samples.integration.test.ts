import { isPlainObject, type Json, type JsonObject } from '@mlc/kernel';
import type { OperationName, OperationRequest } from '@mlc/mappings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOdooExecutor } from './executor/odoo-executor.js';
import use from './fixtures/sample-use.json' with { type: 'json' };
import { callInRequest, folderIsHere, type Recorded, recorded, sampleFiles } from './samples/recorded.test.js';
import { openYard, sandboxIsBuilt, type Yard } from './samples/sandbox.test.js';

/** Members of recorded calls that our operations leave out, with the reason. */
const LEFT_OUT: Record<string, string> = {
  'context.active_id': 'the wizard is told its transfer by picking_id, which every version reads',
  'context.active_ids': 'the wizard is told its transfer by picking_id, which every version reads',
  'context.active_model': 'the wizard is told its transfer by picking_id, which every version reads',
};

const call = () => ({ deadlineMs: Date.now() + 30_000, correlationId: 'samples' });

/** Every operation once, in the ways that the recorded calls show. Each must be confirmed. */
async function operate(yard: Yard): Promise<void> {
  const executor = createOdooExecutor(yard.bot);
  const send = async <N extends OperationName>(name: N, request: OperationRequest<N>): Promise<void> => {
    const outcome = await executor.send(name, request, call());
    expect(outcome.kind, JSON.stringify([name, outcome])).toBe('confirmed');
  };
  const [mug, cup, flour] = [
    await yard.product('MUG'),
    await yard.product('CUP'),
    await yard.product('FLOUR', { tracking: 'lot', use_expiration_date: true }),
  ];
  const bought = (product_id: number) => ({ product_id, product_qty: 10, price_unit: 2 });
  const received = (product_id: number, goal: number, more: object = {}) => ({
    product_id,
    sku: 'X',
    done: 0,
    goal,
    ...more,
  });
  const part = await yard.confirmed('purchase.order', [bought(mug)]);
  const book = (order: typeof part, lines: ReturnType<typeof received>[], keep_backorder: boolean) =>
    send('odoo.receipt.book', { purchase_order_id: order.id, picking_id: order.pickingId, lines, keep_backorder });
  await book(part, [received(mug, 4)], true);
  await book(await yard.confirmed('purchase.order', [bought(mug)]), [received(mug, 4)], false);
  const more = await yard.confirmed('purchase.order', [bought(mug)]);
  await book(more, [received(mug, 10), received(cup, 2, { beyond_order: true })], true);
  const lots = [
    { name: 'L1', expiration_date: '2027-05-01T00:00:00Z', quantity: 6 },
    { name: 'L2', expiration_date: null, quantity: 4 },
  ];
  await book(await yard.confirmed('purchase.order', [bought(flour)]), [received(flour, 10, { lots })], true);

  await yard.put(cup, 20);
  const sold = await yard.confirmed('sale.order', [{ product_id: cup, product_uom_qty: 5, price_unit: 9 }]);
  const carrier_id = await yard.make('delivery.carrier', { name: 'USPS', delivery_type: 'fixed', product_id: mug });
  await send('odoo.delivery.ship', {
    sale_order_id: sold.id,
    picking_id: sold.pickingId,
    shipment_id: 80,
    lines: [{ product_id: cup, sku: 'CUP', quantity: 3 }],
    carrier_id,
    carrier_tracking_ref: '9400TRACK1',
    location_id: null,
    origin_marker: 'SB-60/80',
  });
  await send('odoo.return.book', {
    from: { delivery_id: sold.pickingId },
    lines: [{ product_id: cup, sku: 'CUP', quantity: 2, lot: null, location_dest_id: yard.stockId }],
    update_order: true,
    origin_marker: 'mlc:return:1',
  });
  const place = { product_id: mug, sku: 'MUG', location_id: yard.stockId, lot: null };
  await send('odoo.stock.adjust', { ...place, expected: 18, quantity: 17, reason: 'ShipBob recon 1' });
  const expense = { domain: [['account_type', '=', 'expense']], limit: 1 };
  const [account_id = 0] = await yard.admin.search('account.account', expense);
  const fee = { name: 'Fees', quantity: 1, account_id, tax_ids: [], analytic: null };
  await send('odoo.bill.draft', {
    external_id: 'shipbob.bill_1',
    partner_id: await yard.make('res.partner', { name: 'ShipBob' }),
    journal_id: null,
    currency_id: null,
    ref: 'SB-1',
    invoice_date: '2026-11-20',
    invoice_date_due: null,
    lines: [
      { ...fee, key: 'a', price_unit: 10.5 },
      { ...fee, key: 'b', price_unit: 2 },
    ],
  });
  await send('odoo.note.post', { model: 'purchase.order', record_id: part.id, body: 'Seen', marker: 'mlc:note:1' });
}

/** What of a recorded call ours lacks or says otherwise; ids, names and amounts do not count, kinds and flags do. */
function missing(theirs: Json | undefined, ours: Json | undefined, path = ''): string[] {
  if (path in LEFT_OUT || theirs === undefined) return [];
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return [path];
    // Commands of x2many fields and rows of tables: ours has one that says as much.
    const misses = theirs.map((one) => Math.min(...ours.map((other) => missing(one, other, `${path}[]`).length), 9));
    const isCommand = typeof theirs[0] === 'number' && theirs.length === 3;
    if (isCommand) return theirs[0] === ours[0] ? missing(theirs[2], ours[2], path) : [path];
    return misses.some((count) => count > 0) ? [`${path}: ${JSON.stringify(theirs)}`] : [];
  }
  if (isPlainObject(theirs)) {
    if (!isPlainObject(ours)) return [path];
    const said = ours as JsonObject;
    return Object.entries(theirs as JsonObject).flatMap(([key, value]) =>
      missing(value, said[key], path === '' ? key : `${path}.${key}`).concat(
        key in said || `${path}.${key}` in LEFT_OUT ? [] : [`${path}.${key}`],
      ),
    );
  }
  if (typeof theirs === 'boolean' || theirs === null) return theirs === ours ? [] : [path];
  return typeof theirs === typeof ours ? [] : [path];
}

const operations: Record<string, string> = use.operations;
/** What is written here, 16 says as 17 does but for done quantities (made in a unit test), and 18 as 19 does. */
const DIALECT: Record<string, '17' | '19'> = { 16: '17', 17: '17', 18: '19', 19: '19' };
const OF_16_ALONE = /16\/.*(receipt-2|lot-2)-/;
const samples = sampleFiles().flatMap((file) => {
  const stem = file.replace(/^(own\/)?\d\d\/(json2|jsonrpc|xmlrpc)-/, '').replace(/\.(json|response\.xml)$/, '');
  const dialect = DIALECT[file.replace(/^own\//, '').slice(0, 2)];
  const operation = operations[stem];
  const found = operation === undefined || dialect === undefined || OF_16_ALONE.test(file) ? null : recorded(file);
  return found === null ? [] : [{ file, dialect, operation, call: found.call }];
});

describe.skipIf(!sandboxIsBuilt).each(['19', '17'] as const)('our operations on the dialect of %s', (version) => {
  let yard: Yard;
  let made: Recorded['call'][] = [];
  beforeAll(async () => {
    yard = await openYard(version);
    await operate(yard);
    made = yard.door.requests.flatMap((request) => callInRequest(request) ?? []);
  });
  afterAll(() => yard.stop());

  it.each(samples.filter(({ dialect }) => dialect === version))(
    'make the call of $file ($operation)',
    ({ call: theirs }) => {
      const same = made.filter(({ model, method }) => method === theirs.method && isModel(model, theirs.model, method));
      expect(same.map(({ method }) => method)).toContain(theirs.method);
      const said = (one: Recorded['call']): JsonObject => ({
        ids: one.ids ?? null,
        context: one.context,
        ...one.params,
      });
      const misses = same.map((ours) => missing(said(theirs), said(ours)));
      expect(misses.toSorted((a, b) => a.length - b.length)[0]).toEqual([]);
    },
  );
});

/** Notes go to any record; everything else to its own model. */
const isModel = (ours: string, theirs: string, method: string): boolean => method === 'message_post' || ours === theirs;

it.skipIf(!folderIsHere)('every operation that a recorded call belongs to is looked at', () => {
  expect([...new Set(samples.map(({ operation }) => operation))].sort()).toEqual(
    [...new Set(Object.values(operations))].sort(),
  );
});
