import { redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createOdooClient } from '../client/odoo-client.js';
import { HandlerDoor } from '../testing.js';
import { createOdooReader } from './odoo-reader.js';

const request = { from: '2026-11-25 11:45:00', afterId: 0, limit: 500 };
const described = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'char' }]));
const STAMP = '2026-11-25 12:00:00';

function readerOf(handlers: ConstructorParameters<typeof HandlerDoor>[0]) {
  const door = new HandlerDoor(handlers);
  const client = createOdooClient({ door, url: 'https://odoo.test', database: 'd', apiKey: redact('K'), companyId: 1 });
  return { reader: createOdooReader(client), door };
}

const order = (write_date: string) => ({
  ...{ id: 42, name: 'P00042', state: 'purchase', partner_id: [3, 'Orchard Ltd'], partner_ref: false },
  ...{ company_id: [1, 'Us'], currency_id: [1, 'USD'], date_planned: false, write_date },
});
const picking = (code: string, write_date: string) => ({
  ...{ id: 100, name: 'SB/IN/100', state: 'assigned', picking_type_id: [4, 'x'], picking_type_code: code },
  ...{ scheduled_date: false, date_done: false, backorder_id: false, location_id: [4, 'x'] },
  ...{ location_dest_id: [8, 'x'], origin: 'P00042', purchase_id: [42, 'P00042'], write_date },
});
const move = (id: number, line: number, write_date = STAMP) => ({
  ...{ id, state: 'assigned', picking_id: [100, 'x'], product_id: [1, 'x'], product_qty: 10 },
  ...{ product_uom: [1, 'Units'], purchase_line_id: [line, 'x'], write_date },
});

describe('what counts as a change', () => {
  it('of an order or an incoming receipt is every write, also of what the poll does not read; of other transfers is not', async () => {
    const hashes = async (write_date: string) => {
      const { reader } = readerOf({
        'purchase.order.fields_get': () => described('picking_ids'),
        'purchase.order.search_read': () => [order(write_date)],
        'stock.picking.fields_get': () => described('purchase_id'),
        'stock.picking.search_read': () => [
          picking('incoming', write_date),
          { ...picking('outgoing', write_date), id: 101 },
        ],
      });
      const [first] = (await reader.page('purchase.order', request)).rows;
      const pickings = (await reader.page('stock.picking', request)).rows;
      return [first, ...pickings].map((row) => row?.hash);
    };
    const [before, again, after] = [await hashes(STAMP), await hashes(STAMP), await hashes('2026-11-25 12:00:01')];
    expect(again).toEqual(before);
    expect(after?.map((hash, index) => hash === before?.[index])).toEqual([false, false, true]);
  });

  it('of a receipt is a write of its moves, too: lots are entered there, and each names the order of its line', async () => {
    let stamp = STAMP;
    const { reader, door } = readerOf({
      'stock.move.fields_get': () => described('purchase_line_id'),
      'stock.move.search_read': () => [move(1, 11, stamp), move(2, 12)],
      'purchase.order.line.fields_get': () => described('order_id'),
      'purchase.order.line.search_read': () => [{ id: 11, order_id: [42, 'P00042'] }],
    });
    const page = await reader.page('stock.move', request);
    expect(page.rows.map(({ id, refs }) => [id, refs])).toEqual([
      [1, { order_id: 42 }],
      [2, { order_id: null }],
    ]);
    expect(door.made('stock.move.search_read')[0]).toMatchObject({
      domain: [
        ['write_date', '>=', request.from],
        ['purchase_line_id', '!=', false],
        ['company_id', '=', 1],
      ],
    });
    const bare = readerOf({ 'stock.move.fields_get': () => described('name'), 'stock.move.search_read': () => [] });
    expect(await bare.reader.page('stock.move', request)).toMatchObject({ rows: [], last: true });
    expect(bare.door.made('stock.move.search_read')[0]?.['domain']).toContainEqual(['id', '=', 0]);
    stamp = '2026-11-25 12:00:01';
    const later = (await reader.page('stock.move', request)).rows;
    expect(later.map(({ hash }, index) => hash === page.rows[index]?.hash)).toEqual([false, true]);
  });
});
