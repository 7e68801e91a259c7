import { type JsonObject, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createOdooClient } from './client/odoo-client.js';
import { writeLots } from './executor/lots.js';
import { prepareMoves } from './executor/prepare.js';
import type { Transfer, TransferMove } from './executor/transfers.js';
import { recorded, sampleFiles } from './samples/recorded.test.js';
import { HandlerDoor } from './testing.js';

/** The sandbox speaks 17 and 19; what 16 says in other words (`quantity_done`, `qty_done`) is made here as it was recorded. */
const move = (more: Partial<TransferMove>): TransferMove => ({
  id: 1,
  state: 'assigned',
  productId: 11,
  uomId: 1,
  locationId: 4,
  destinationId: 8,
  demand: 10,
  quantity: 0,
  picked: false,
  factor: 1,
  legacy: true,
  ...more,
});
const transfer = (id: number, moves: TransferMove[]): Transfer => ({
  id,
  name: 'WH/IN/1',
  state: 'assigned',
  typeCode: 'incoming',
  locationId: 4,
  destinationId: 8,
  backorderOf: null,
  note: null,
  carrierId: null,
  trackingRef: null,
  moves,
});

const fields = { qty_done: { type: 'float' }, lot_id: { type: 'many2one' }, lot_name: { type: 'char' } };
function openDoor(standing: number[], moveId: number) {
  const door = new HandlerDoor({
    'stock.move.line.fields_get': () => fields,
    'stock.move.line.search_read': () =>
      standing.map((id) => ({ id, move_id: [moveId, 'x'], lot_id: false, lot_name: false, qty_done: 0 })),
    'stock.move.write': () => true,
  });
  const options = { url: 'https://odoo.test', database: 'own', apiKey: redact('KEY'), companyId: 1 };
  return { door, client: createOdooClient({ door, ...options }) };
}
const written = (door: HandlerDoor): unknown => {
  const { context: _pinned, ...call } = door.made('stock.move.write')[0] ?? {};
  return call;
};
const of16 = (stem: string) =>
  sampleFiles()
    .filter((file) => /^(own\/)?16\//.test(file) && file.includes(stem))
    .map((file) => ({ file, call: recorded(file)?.call }));

describe('on 16', () => {
  it.each(of16('flow-receipt-2-move-write-quantity'))('$file is what prepares a move', async ({ call }) => {
    const [id = 0] = call?.ids ?? [];
    const { quantity_done } = z.object({ quantity_done: z.number() }).parse(call?.params?.['vals']);
    const { door, client } = openDoor([], id);
    await prepareMoves(client, transfer(3, [move({ id })]), new Map([[id, quantity_done]]), Date.now() + 1000);
    expect(written(door)).toEqual({ ids: call?.ids, ...call?.params });
  });

  it.each(of16('flow-lot-2-write-move-lines'))('$file is what gives a move its lots', async ({ call }) => {
    const [id = 0] = call?.ids ?? [];
    const commands = z
      .array(z.tuple([z.number(), z.number(), z.json()]))
      .parse(z.object({ move_line_ids: z.json() }).parse(call?.params?.['vals']).move_line_ids);
    const line = z.object({
      product_id: z.number(),
      picking_id: z.number(),
      lot_name: z.string(),
      qty_done: z.number(),
    });
    const lines = commands.filter(([code]) => code === 0).map(([, , values]) => line.parse(values));
    const { door, client } = openDoor(
      commands.filter(([code]) => code === 2).map(([, lineId]) => lineId),
      id,
    );
    const first: JsonObject & z.output<typeof line> = lines[0] ?? {
      product_id: 0,
      picking_id: 0,
      lot_name: '',
      qty_done: 0,
    };
    const shares = lines.map((one) => ({ name: one.lot_name, expiration_date: null, quantity: one.qty_done }));
    const picking = transfer(first.picking_id, [move({ id, productId: first.product_id })]);
    await writeLots(client, picking, new Map([[id, shares]]), Date.now() + 1000);
    expect(written(door)).toEqual({ ids: call?.ids, ...call?.params });
  });
});
