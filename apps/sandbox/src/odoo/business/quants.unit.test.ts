import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';

const USERS = [
  { login: 'bot', email: 'bot@example.com' },
  { login: 'manager', email: 'm@example.com', groups: ['stock.group_stock_manager'] },
];

/** Twenty of A lie in stock; the hands count as the given user, in inventory mode unless told otherwise. */
function stocked(version: '17' | '19', login = 'manager') {
  const box = testSandbox({ version }, { users: USERS, products: [{ sku: 'A', name: 'Alpha', onHand: 20 }] });
  const [place = 0] = numbers(
    box.call('stock.location', 'search', undefined, { domain: [['complete_name', '=', 'WH/Stock']] }),
  );
  const act = (method: string, ids: number[] | undefined, named: Record<string, unknown>, mode = true, name?: string) =>
    box.odoo.act(
      {
        model: 'stock.quant',
        method,
        ids,
        named,
        context: { ...(mode ? { inventory_mode: true } : {}), ...(name === undefined ? {} : { inventory_name: name }) },
      },
      login,
    ).result;
  const create = (vals: Record<string, unknown>, mode = true) =>
    numbers(
      act(
        'create',
        undefined,
        { vals_list: [{ product_id: box.ids.products['A'], location_id: place, ...vals }] },
        mode,
      ),
    )[0] ?? 0;
  const read = (id: number) =>
    record(
      box.call('stock.quant', 'read', [id], {
        fields: ['quantity', 'inventory_quantity_set', 'inventory_diff_quantity'],
      }),
    );
  const moves = () =>
    records(
      box.call('stock.move', 'search_read', undefined, {
        domain: [['is_inventory', '=', true]],
        fields: ['reference', 'quantity', 'location_id', 'location_dest_id', 'state'],
      }),
    );
  return {
    ...box,
    place,
    act,
    create,
    read,
    moves,
    apply: (id: number, name?: string) => act('action_apply_inventory', [id], {}, true, name),
  };
}

describe.each(['17', '19'] as const)('counts of Odoo %s', (version) => {
  it('find the place’s quant in inventory mode, and double its row without', () => {
    const box = stocked(version);
    const first = box.create({ inventory_quantity: 5 });
    expect(box.create({ inventory_quantity: 6 })).toBe(first);
    expect(box.create({ inventory_quantity: 6 }, false)).not.toBe(first);
    expect(() => box.create({ inventory_quantity: 6, quantity: 6 })).toThrow(
      "Quant's creation is restricted, you can't do this operation.",
    );
    expect(() => box.act('write', [first], { vals: { location_id: box.place } })).toThrow(
      "Quant's editing is restricted, you can't do this operation.",
    );
  });

  it('leave a move when they are applied, called as the caller says, and return None', () => {
    const box = stocked(version);
    const id = box.create({ inventory_quantity: 26 });
    expect(box.read(id)).toMatchObject({ quantity: 20, inventory_quantity_set: true, inventory_diff_quantity: 6 });
    expect(box.apply(id, 'ShipBob sync')).toBe(null);
    expect(box.read(id)).toMatchObject({ quantity: 26, inventory_quantity_set: false, inventory_diff_quantity: 0 });
    box.create({ inventory_quantity: 4 });
    box.apply(id);
    expect(box.moves()).toMatchObject([
      {
        reference: version === '19' ? 'ShipBob sync' : 'ShipBob sync (manager)',
        quantity: 6,
        state: 'done',
        location_dest_id: [box.place, 'WH/Stock'],
      },
      {
        reference: 'Product Quantity Updated (manager)',
        quantity: 22,
        state: 'done',
        location_id: [box.place, 'WH/Stock'],
      },
    ]);
    expect(box.read(id)).toMatchObject({ quantity: 4 });
  });

  it('are a conflict when stock moved since, and nothing happens', () => {
    const box = stocked(version);
    const id = box.create({ inventory_quantity: 26 });
    const scrap = { product_id: box.ids.products['A'], scrap_qty: 3, location_id: box.place };
    const made = numbers(box.call('stock.scrap', 'create', undefined, { vals_list: [scrap] }));
    expect(box.call('stock.scrap', 'action_validate', made)).toBe(true);
    expect(box.apply(id)).toMatchObject({ res_model: 'stock.inventory.conflict', type: 'ir.actions.act_window' });
    expect(box.read(id)).toMatchObject({ quantity: 17, inventory_quantity_set: true });
    expect(box.act('action_clear_inventory_quantity', [id], {})).toBe(null);
    expect(box.read(id)).toMatchObject({ quantity: 17, inventory_quantity_set: false });
  });

  it('an unset count is applied as zero', () => {
    const box = stocked(version);
    const id = box.create({ inventory_quantity: 26 });
    box.act('action_clear_inventory_quantity', [id], {});
    box.apply(id);
    expect(box.read(id)).toMatchObject({ quantity: 0 });
  });

  it('a stock user may apply them on 19 only, and in one call on neither', () => {
    const box = stocked(version, 'bot');
    const id = box.create({ inventory_quantity: 26 });
    if (version === '17') {
      expect(() => box.apply(id)).toThrow('Only a stock manager can validate an inventory adjustment.');
      expect(box.read(id)).toMatchObject({ quantity: 20 });
    } else expect(box.apply(id)).toBe(null);
    expect(() => box.act('write', [id], { vals: { inventory_quantity_auto_apply: 5 } })).toThrow(
      'You do not have enough rights to access the fields "inventory_quantity_auto_apply"',
    );
    const manager = stocked(version);
    const own = manager.create({ inventory_quantity: 20 });
    expect(manager.act('write', [own], { vals: { inventory_quantity_auto_apply: 5 } })).toBe(true);
    expect(manager.read(own)).toMatchObject({ quantity: 5 });
  });
});

describe.each(['17', '19'] as const)('scrap of Odoo %s', (version) => {
  const scrapped = (quantity: number) => {
    const box = stocked(version);
    const vals = { product_id: box.ids.products['A'], scrap_qty: quantity, origin: 'Crushed' };
    const [id = 0] = numbers(box.call('stock.scrap', 'create', undefined, { vals_list: [vals] }));
    const answer = box.call('stock.scrap', 'action_validate', [id]);
    const fields = ['name', 'state', 'origin', 'scrap_location_id', 'location_id'];
    return { ...box, id, answer, row: record(box.call('stock.scrap', 'read', [id], { fields })) };
  };

  it('takes the goods out of stock into the version’s scrap location', () => {
    const { answer, row, call } = scrapped(3);
    expect(answer).toBe(true);
    expect(row).toMatchObject({
      name: 'SP/00001',
      state: 'done',
      location_id: [expect.any(Number), 'WH/Stock'],
      scrap_location_id: [expect.any(Number), version === '19' ? 'Inventory adjustment' : 'Virtual Locations/Scrap'],
    });
    const scrapLocation = number([row['scrap_location_id']].flat()[0]);
    const domain = [['location_id', '=', scrapLocation]];
    expect(records(call('stock.quant', 'search_read', undefined, { domain, fields: ['quantity'] }))).toMatchObject([
      { quantity: 3 },
    ]);
  });

  it('asks instead of scrapping what is not there, and keeps what is done', () => {
    const asked = scrapped(21);
    expect(asked.answer).toMatchObject({
      name: '[A] Alpha: Insufficient Quantity To Scrap',
      res_model: 'stock.warn.insufficient.qty.scrap',
    });
    expect(asked.row).toMatchObject({ name: 'New', state: 'draft' });
    const done = scrapped(1);
    expect(() => done.call('stock.scrap', 'unlink', [done.id])).toThrow('You cannot delete a scrap which is done.');
  });
});
