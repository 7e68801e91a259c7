import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';

function box(version: '17' | '19') {
  const { core, odoo, ids, call } = testSandbox({ version });
  const stamp = (model: string, id: number) => odoo.server.db.table(model).get(id)?.['write_date'];
  /** Which of the records were stamped by the work, a second later. */
  const bumped = (targets: [string, number][], work: () => unknown): string[] => {
    const before = targets.map(([model, id]) => stamp(model, id));
    core.clock.advanceMs(1_000);
    work();
    return targets.filter(([model, id], index) => stamp(model, id) !== before[index]).map(([model]) => model);
  };
  return { core, odoo, ids, call, stamp, bumped };
}

describe.each(['17', '19'] as const)('write_date on Odoo %s', (version) => {
  it('is kept in microseconds, shown in seconds, and shared by all rows of one transaction', () => {
    const { call, stamp } = box(version);
    const made = numbers(
      call('res.partner', 'create', undefined, {
        vals_list: Array.from({ length: 250 }, (_, n) => ({ name: `P${n}` })),
      }),
    );
    const stamps = new Set(made.map((id) => stamp('res.partner', id)));
    expect([...stamps]).toEqual([expect.stringMatching(/^2026-11-23 02:50:00\.5\d{5}$/)]);
    expect(record(call('res.partner', 'read', made.slice(0, 1), { fields: ['write_date'] }))['write_date']).toBe(
      '2026-11-23 02:50:00',
    );
  });

  it('compares as the version does with the second that the API gave', () => {
    const { call, ids } = box(version);
    const id = ids.partners['Acme Supply'] ?? 0;
    const matches = (operator: string) =>
      number(
        call('res.partner', 'search_count', undefined, {
          domain: [
            ['id', '=', id],
            ['write_date', operator, '2026-11-23 02:50:00'],
          ],
        }),
      ) === 1;
    const wanted =
      version === '19'
        ? { '>': false, '>=': true, '=': true, '<=': true }
        : { '>': true, '>=': true, '=': false, '<=': false };
    expect({ '>': matches('>'), '>=': matches('>='), '=': matches('='), '<=': matches('<=') }).toEqual(wanted);
  });

  it('moves even when nothing changed', () => {
    const { call, ids, bumped } = box(version);
    const id = ids.products['A'] ?? 0;
    expect(
      bumped([['product.product', id]], () => call('product.product', 'write', [id], { vals: { weight: 0.25 } })),
    ).toEqual(['product.product']);
  });

  it.each([
    ['product.template', { name: 'N' }, ['product.template', 'product.product']],
    ['product.template', { list_price: 4 }, ['product.template', 'product.product']],
    ['product.template', { barcode: 'X1' }, ['product.template', 'product.product']],
    ['product.template', { active: false }, ['product.template', 'product.product']],
    ['product.product', { name: 'N' }, ['product.template', 'product.product']],
    ['product.product', { default_code: 'Z' }, ['product.template', 'product.product']],
    ['product.product', { weight: 3 }, ['product.template', 'product.product']],
    ['product.product', { barcode: 'X2' }, ['product.product']],
    ['product.product', { standard_price: 3 }, ['product.product']],
    ['product.product', { active: false }, ['product.product']],
  ])('of %s: writing %j stamps %j', (model, vals, expected) => {
    const { call, ids, bumped } = box(version);
    const product = ids.products['A'] ?? 0;
    const template = number(
      record(call('product.product', 'read', [product], { fields: ['product_tmpl_id'], load: '' }))['product_tmpl_id'],
    );
    const target = model === 'product.product' ? product : template;
    expect(
      bumped(
        [
          ['product.template', template],
          ['product.product', product],
        ],
        () => call(model, 'write', [target], { vals }),
      ),
    ).toEqual(expected);
  });

  it('of an order follows its lines, but not their description, and not the chatter', () => {
    const { call, ids, bumped, odoo } = box(version);
    const po =
      numbers(
        call('purchase.order', 'create', undefined, {
          vals_list: [
            {
              partner_id: ids.partners['Acme Supply'],
              order_line: [[0, 0, { product_id: ids.products['A'], product_qty: 5 }]],
            },
          ],
        }),
      )[0] ?? 0;
    const line =
      numbers(record(call('purchase.order', 'read', [po], { fields: ['order_line'] }))['order_line'])[0] ?? 0;
    const both: [string, number][] = [
      ['purchase.order', po],
      ['purchase.order.line', line],
    ];
    const edit = (vals: Record<string, unknown>) =>
      bumped(both, () => call('purchase.order.line', 'write', [line], { vals }));
    expect(edit({ product_qty: 6 })).toEqual(['purchase.order', 'purchase.order.line']);
    expect(edit({ price_unit: 6 })).toEqual(['purchase.order', 'purchase.order.line']);
    expect(edit({ name: 'x' })).toEqual(['purchase.order.line']);
    expect(bumped(both, () => call('purchase.order', 'write', [po], { vals: { partner_ref: 'r' } }))).toEqual([
      'purchase.order',
    ]);
    expect(bumped(both, () => call('purchase.order', 'button_confirm', [po]))).toEqual(
      version === '19' ? ['purchase.order'] : ['purchase.order', 'purchase.order.line'],
    );
    expect(
      bumped(both, () =>
        odoo.act({ model: 'purchase.order', method: 'message_post', ids: [po], named: { body: 'hi' } }, 'bot'),
      ),
    ).toEqual([]);
    const [picking] = records(
      call('stock.picking', 'search_read', undefined, { domain: [['purchase_id', '=', po]], fields: ['move_ids'] }),
    );
    const all: [string, number][] = [
      ...both,
      ['stock.picking', number(picking?.['id'])],
      ['stock.move', numbers(picking?.['move_ids'])[0] ?? 0],
    ];
    expect(bumped(all, () => call('stock.picking', 'button_validate', [number(picking?.['id'])]))).toEqual(
      all.map(([model]) => model),
    );
  });

  it('of a held transaction appears behind what was committed meanwhile', () => {
    const { core, call, ids, odoo } = box(version);
    const [a = 0, b = 0] = [ids.products['A'], ids.products['B']];
    const held = odoo.server.open(odoo.server.admin, [
      { model: 'product.product', method: 'write', ids: [a], named: { vals: { weight: 7 } } },
    ]);
    core.clock.advanceMs(9_000);
    call('product.product', 'write', [b], { vals: { weight: 8 } });
    const seen = () =>
      records(
        call('product.product', 'search_read', undefined, {
          domain: [['weight', '>', 6]],
          fields: ['default_code', 'write_date'],
          order: 'id',
        }),
      );
    expect(seen()).toMatchObject([{ default_code: 'B', write_date: '2026-11-23 02:50:09' }]);
    expect(odoo.server.commit(held.id)?.effects).toMatchObject([
      { type: 'record.written', key: `product.product,${a}` },
    ]);
    expect(seen()).toMatchObject([
      { default_code: 'A', write_date: '2026-11-23 02:50:00' },
      { default_code: 'B', write_date: '2026-11-23 02:50:09' },
    ]);
    expect(odoo.server.commit(held.id)).toBeNull();
  });

  it('of a held transaction takes nothing back that others wrote to the same record', () => {
    const { call, ids, odoo } = box(version);
    const id = ids.products['A'] ?? 0;
    const write = (vals: Record<string, unknown>) => ({
      model: 'product.product',
      method: 'write',
      ids: [id],
      named: { vals },
    });
    const held = odoo.server.open(odoo.server.admin, [write({ weight: 7 })]);
    odoo.act(write({ barcode: 'NEW' }));
    odoo.server.commit(held.id);
    expect(record(call('product.product', 'read', [id], { fields: ['weight', 'barcode'] }))).toMatchObject({
      weight: 7,
      barcode: 'NEW',
    });
  });

  it('keeps ids that a held transaction took, and leaves no trace when it is rolled back', () => {
    const { call, odoo } = box(version);
    const create = { model: 'res.partner', method: 'create', named: { vals_list: [{ name: 'Held' }] } };
    const held = odoo.server.open(odoo.server.admin, [create]);
    const later = numbers(call('res.partner', 'create', undefined, { vals_list: [{ name: 'Later' }] }))[0] ?? 0;
    expect(odoo.server.rollback(held.id)).toBe(true);
    expect(call('res.partner', 'search_count', undefined, { domain: [['name', '=', 'Held']] })).toBe(0);
    const second = odoo.server.open(odoo.server.admin, [create]);
    odoo.server.commit(second.id);
    const [row] = records(
      call('res.partner', 'search_read', undefined, { domain: [['name', '=', 'Held']], fields: ['name'] }),
    );
    expect(number(row?.['id'])).toBeGreaterThan(later);
  });

  it('lets the portable paging see every row of one stamp', () => {
    const { call } = box(version);
    call('res.partner', 'create', undefined, {
      vals_list: Array.from({ length: 250 }, (_, n) => ({ name: `Page ${n}` })),
    });
    let last = 0;
    const found: number[] = [];
    for (;;) {
      const page = records(
        call('res.partner', 'search_read', undefined, {
          domain: [
            ['write_date', '>=', '2026-11-23 02:49:00'],
            ['id', '>', last],
            ['name', 'like', 'Page'],
          ],
          fields: ['write_date'],
          order: 'id asc',
          limit: 100,
        }),
      );
      found.push(...page.map((row) => number(row['id'])));
      last = found.at(-1) ?? last;
      if (page.length < 100) break;
    }
    expect(new Set(found).size).toBe(250);
  });
});

describe.each(['17', '19'] as const)('deleting on Odoo %s', (version) => {
  it('takes the lines of a draft order along and leaves no tombstone', () => {
    const { call, ids } = box(version);
    const po = numbers(
      call('purchase.order', 'create', undefined, {
        vals_list: [
          {
            partner_id: ids.partners['Acme Supply'],
            order_line: [[0, 0, { product_id: ids.products['A'], product_qty: 5 }]],
          },
        ],
      }),
    );
    expect(call('purchase.order', 'unlink', po)).toBe(true);
    expect(call('purchase.order', 'read', po, { fields: ['name'] })).toEqual([]);
    expect(call('purchase.order.line', 'search_count', undefined, { domain: [] })).toBe(0);
  });

  it('refuses a product that a move needs', () => {
    const { call, ids } = box(version);
    const po = numbers(
      call('purchase.order', 'create', undefined, {
        vals_list: [
          {
            partner_id: ids.partners['Acme Supply'],
            order_line: [[0, 0, { product_id: ids.products['B'], product_qty: 5 }]],
          },
        ],
      }),
    );
    call('purchase.order', 'button_confirm', po);
    const text =
      version === '19' ? /The troublemaker is: 'Stock Move' \(stock\.move\)/ : /Model: Stock Move \(stock\.move\)/;
    expect(() => call('product.product', 'unlink', [ids.products['B'] ?? 0])).toThrow(text);
  });
});
