import { redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createOdooClient } from '../client/odoo-client.js';
import { HandlerDoor } from '../testing.js';
import { createOdooReader } from './odoo-reader.js';

const described = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'char' }]));
const product = (id: number, more: object = {}) => ({
  id,
  product_tmpl_id: [id + 100, `[P-${id}] Product ${id}`],
  active: true,
  default_code: `P-${id}`,
  barcode: false,
  display_name: `Product ${id}`,
  type: 'consu',
  is_storable: true,
  is_kits: false,
  weight: 1,
  uom_id: [1, 'Units'],
  categ_id: [4, 'All / Kitchen'],
  standard_price: 1,
  list_price: 2,
  company_id: false,
  write_date: '2026-11-23 02:42:45',
  ...more,
});

function readerOf(handlers: ConstructorParameters<typeof HandlerDoor>[0]) {
  const door = new HandlerDoor(handlers);
  const client = createOdooClient({ door, url: 'https://odoo.test', database: 'd', apiKey: redact('K'), companyId: 1 });
  return { reader: createOdooReader(client), door };
}
const idsIn = (body: Record<string, unknown>, field: string): number[] => {
  const leaf = (body['domain'] as unknown[]).find((one) => Array.isArray(one) && one[0] === field);
  return Array.isArray(leaf) ? (leaf[2] as number[]) : [];
};

describe('facts of goods', () => {
  it('category, template and expiration times come with the product, and cost no call', async () => {
    const dated = { use_expiration_date: true, use_time: 5, removal_time: 10, alert_time: 0, expiration_time: 30 };
    const { reader, door } = readerOf({
      'product.product.fields_get': () => described('is_storable', 'is_kits', 'categ_id', ...Object.keys(dated)),
      'product.product.search_read': (body) =>
        (body['fields'] as string[]).includes('weight')
          ? [product(1, dated), product(2, { use_expiration_date: false })]
          : [],
    });
    const found = await reader.products([1, 2], { warehouseIds: [] });
    expect(found.get(1)).toMatchObject({
      category: 'All / Kitchen',
      template: { id: 101, name: 'Product 1' },
      shelf_life_days: { use_time: 5, removal_time: 10, alert_time: 0, expiration_time: 30 },
    });
    expect(found.get(2)?.shelf_life_days).toBeNull();
    expect(door.made('product.product.search_read')).toHaveLength(2);
  });

  it('dimensions and packaging barcodes are read only when asked for', async () => {
    const { reader, door } = readerOf({
      'product.product.fields_get': () => described('is_storable', 'is_kits', 'x_l', 'x_w', 'x_h', 'product_uom_ids'),
      'product.product.search_read': (body) => {
        const fields = body['fields'] as string[];
        if (fields.includes('x_l')) return [{ id: 1, x_l: 10, x_w: false, x_h: 3 }];
        return fields.includes('weight') ? [product(1)] : [];
      },
      'product.uom.fields_get': () => described('product_id', 'barcode'),
      'product.uom.search_read': () => [{ id: 1, product_id: [1, 'x'], barcode: 'CASE-1' }],
    });
    const dimensionFields = { length: 'x_l', width: 'x_w', height: 'x_h' };
    const asked = await reader.products([1], { warehouseIds: [], dimensionFields, packagingBarcodes: true });
    expect(asked.get(1)).toMatchObject({
      dimensions: { length: 10, width: 0, height: 3 },
      packaging_barcodes: ['CASE-1'],
    });
    const calls = door.made('product.uom.search_read').length;
    expect((await reader.products([1], { warehouseIds: [] })).get(1)).not.toHaveProperty('dimensions');
    expect(door.made('product.uom.search_read')).toHaveLength(calls);
  });
});

describe('kits', () => {
  const kitOf = (boms: object[], lines: object[], parts: Record<number, object> = {}) =>
    readerOf({
      'product.product.fields_get': () => described('is_storable', 'is_kits'),
      'product.product.search_read': (body) => {
        if ((body['fields'] as string[]).includes('weight')) return [product(1, { is_kits: true })];
        return idsIn(body, 'id').map((id) => ({
          id,
          product_tmpl_id: [id + 100, 'x'],
          uom_id: [1, 'Units'],
          ...parts[id],
        }));
      },
      'uom.uom.fields_get': () => described('factor'),
      'uom.uom.search_read': () => [
        { id: 1, factor: 1 },
        { id: 2, factor: 12 },
      ],
      'mrp.bom.fields_get': () => described('active', 'sequence'),
      'mrp.bom.search_read': (body) => boms.filter((bom) => idsIn(body, 'product_tmpl_id').includes(tmplOf(bom))),
      'mrp.bom.line.fields_get': () => described('product_qty'),
      'mrp.bom.line.search_read': (body) => lines.filter((line) => idsIn(body, 'bom_id').includes(bomOf(line))),
    })
      .reader.products([1], { warehouseIds: [], kitComponents: true })
      .then((found) => found.get(1)?.kit);
  const bom = (id: number, product_id: number, more: object = {}) => ({
    id,
    active: true,
    sequence: 1,
    product_tmpl_id: [product_id + 100, 'x'],
    product_id: false,
    product_qty: 1,
    product_uom_id: [1, 'Units'],
    ...more,
  });
  const part = (id: number, bomId: number, product_id: number, product_qty: number, uom = 1) => ({
    id,
    bom_id: [bomId, 'x'],
    product_id: [product_id, 'x'],
    product_qty,
    product_uom_id: [uom, 'x'],
  });
  const tmplOf = (row: object): number => (row as { product_tmpl_id: [number] }).product_tmpl_id[0];
  const bomOf = (row: object): number => (row as { bom_id: [number] }).bom_id[0];

  it('are opened into whole pieces: dozens, bills for several kits, and kits in kits', async () => {
    const lines = [part(1, 1, 2, 1, 2), part(2, 1, 3, 4), part(3, 2, 2, 3)];
    expect(await kitOf([bom(1, 1, { product_qty: 2 }), bom(2, 3)], lines)).toEqual({
      components: [{ product_id: 2, quantity: 12 }],
      problem: null,
    });
  });

  it('with a part of a piece name it exactly', async () => {
    expect(await kitOf([bom(1, 1, { product_qty: 2 })], [part(1, 1, 2, 1)])).toMatchObject({
      problem: 'it holds 0.5 of product 2',
    });
  });

  it('that contain themselves are told, not followed for ever', async () => {
    const made = await kitOf([bom(1, 1), bom(2, 2)], [part(1, 1, 2, 1), part(2, 2, 1, 1)]);
    expect(made?.problem).toContain('it contains itself');
  });

  it('take the variant’s own bill before the template’s', async () => {
    const own = bom(2, 1, { product_id: [1, 'x'], sequence: 9 });
    expect(await kitOf([bom(1, 1), own], [part(1, 1, 2, 1), part(2, 2, 3, 5)])).toMatchObject({
      components: [{ product_id: 3, quantity: 5 }],
    });
  });
});

describe('polls of what a product’s own stamp does not tell', () => {
  const request = { from: null, afterId: 0, limit: 10 };
  const stamp = '2026-11-23 02:42:45';
  const pageOf = (source: 'mrp.bom' | 'mrp.bom.line' | 'product.packaging', handlers: Handlers) =>
    readerOf(handlers).reader.page(source, request);
  const bill = (id: number, template: number, more: object = {}) => ({
    ...{ id, active: true, type: 'phantom', product_tmpl_id: [template, 'x'], product_id: false, product_qty: 1 },
    ...{ product_uom_id: [1, 'Units'], bom_line_ids: [], write_date: stamp, ...more },
  });
  const line = (id: number, bomId: number, product_id: number) => ({
    ...{ id, bom_id: [bomId, 'x'], product_id: [product_id, 'x'], product_qty: 1, product_uom_id: [1, 'Units'] },
    write_date: stamp,
  });
  /** Bill 1 makes both variants of template 100, bill 2 variant 3 of them, bill 3 variant 5 of these and itself. */
  const boms = [bill(1, 100), bill(2, 200, { product_id: [3, 'x'] }), bill(3, 300, { product_id: [5, 'x'] })];
  const lines = [line(11, 1, 9), line(12, 2, 1), line(13, 3, 3), line(14, 3, 5)];
  const handlers: Handlers = {
    'mrp.bom.fields_get': () => described('bom_line_ids', 'type'),
    'mrp.bom.search_read': (body) =>
      hasLeaf(body, 'id') ? boms.filter(({ id }) => idsIn(body, 'id').includes(id)) : boms,
    'mrp.bom.line.fields_get': () => described('product_qty'),
    'mrp.bom.line.search_read': (body) =>
      hasLeaf(body, 'product_id')
        ? lines.filter((one) => idsIn(body, 'product_id').includes(Number(one.product_id[0])))
        : lines,
    'product.product.fields_get': () => described('is_storable'),
    'product.product.search_read': (body) =>
      [1, 2]
        .filter(() => idsIn(body, 'product_tmpl_id').includes(100))
        .map((id) => ({ id, product_tmpl_id: [100, 'x'] })),
  };

  it('a bill concerns the variants it makes, and every kit that holds them, however deep', async () => {
    const { rows } = await pageOf('mrp.bom', handlers);
    expect(rows.map(({ id, refs }) => [id, refs['product_ids']])).toEqual([
      [1, '1,2,3,5'],
      [2, '3,5'],
      [3, '5'],
    ]);
  });

  it('a line of a bill concerns what its bill makes', async () => {
    const { rows } = await pageOf('mrp.bom.line', handlers);
    expect(rows.map(({ id, refs }) => [id, refs['product_ids']])).toEqual([
      [11, '1,2,3,5'],
      [12, '3,5'],
      [13, '5'],
      [14, '5'],
    ]);
  });

  it('a bill whose lines are others has changed; no bill costs no further call', async () => {
    const hashOf = async (bom_line_ids: number[]) =>
      (await pageOf('mrp.bom', { ...handlers, 'mrp.bom.search_read': () => [bill(1, 100, { bom_line_ids })] })).rows[0]
        ?.hash;
    expect(await hashOf([11, 12])).toBe(await hashOf([12, 11]));
    expect(await hashOf([11])).not.toBe(await hashOf([11, 12]));
    const { 'mrp.bom.fields_get': fields } = handlers;
    const none = { 'mrp.bom.fields_get': fields ?? (() => ({})), 'mrp.bom.search_read': () => [] };
    expect((await pageOf('mrp.bom', none)).rows).toEqual([]);
  });

  it.each([
    ['product.uom', 'product_uom_ids'],
    ['product.packaging', 'packaging_ids'],
  ])('packagings are read of %s where products have %s', async (model, field) => {
    const { rows } = await pageOf('product.packaging', {
      'product.product.fields_get': () => described(field),
      [`${model}.fields_get`]: () => described('product_id', 'barcode'),
      [`${model}.search_read`]: () => [{ id: 4, product_id: [7, 'x'], barcode: 'CASE-1', write_date: stamp }],
    });
    expect(rows).toMatchObject([{ id: 4, refs: { product_ids: '7' } }]);
  });
});

type Handlers = Parameters<typeof readerOf>[0];
const hasLeaf = (body: Record<string, unknown>, field: string): boolean =>
  (body['domain'] as unknown[]).some((one) => Array.isArray(one) && one[0] === field && one[1] === 'in');

describe('records that are gone', () => {
  const rows = (body: Record<string, unknown>, there: number[]) =>
    idsIn(body, 'id').flatMap((id) => (there.includes(id) ? [{ id }] : []));

  it('are those that Odoo does not show by their ids, archived ones shown; packagings by the model of the version', async () => {
    const { reader, door } = readerOf({
      'product.product.fields_get': () => described('product_uom_ids'),
      'product.product.search_read': (body) => rows(body, [1]),
      'product.uom.fields_get': () => described('product_id', 'barcode'),
      'product.uom.search_read': (body) => rows(body, []),
    });
    const known = [
      { id: 1, refs: {} },
      { id: 2, refs: {} },
    ];
    expect(await reader.gone('product.product', known)).toEqual([{ id: 2, refs: {} }]);
    expect(door.made('product.product.search_read')[0]).toMatchObject({ context: { active_test: false } });
    const packaging = { id: 5, refs: { product_ids: '7' } };
    expect(await reader.gone('product.packaging', [packaging])).toEqual([packaging]);
    expect(await reader.gone('product.packaging', [])).toEqual([]);
  });

  it('of bills of materials concern what they made and every kit above it, as kits lie by now', async () => {
    const { reader, door } = readerOf({
      'mrp.bom.fields_get': () => described('product_tmpl_id', 'product_id'),
      'mrp.bom.line.fields_get': () => described('bom_id', 'product_id'),
      'product.product.fields_get': () => described('product_tmpl_id'),
      'mrp.bom.search_read': (body) =>
        (body['fields'] as string[]).includes('product_tmpl_id') && idsIn(body, 'id').includes(30)
          ? [{ id: 30, product_tmpl_id: [109, 'Set'], product_id: [9, 'Set'] }]
          : rows(body, [1]),
      'mrp.bom.line.search_read': (body) =>
        idsIn(body, 'product_id').includes(7) ? [{ id: 1, bom_id: [30, 'Set'], product_id: [7, 'Box'] }] : [],
      'product.product.search_read': () => [],
    });
    const known = [
      { id: 1, refs: { product_ids: '4' } },
      { id: 2, refs: { product_ids: '7,8' } },
    ];
    expect(await reader.gone('mrp.bom', known)).toEqual([{ id: 2, refs: { product_ids: '7,8,9' } }]);
    const calls = door.made('mrp.bom.line.search_read').length;
    expect(await reader.gone('mrp.bom', known.slice(0, 1))).toEqual([]);
    expect(door.made('mrp.bom.line.search_read')).toHaveLength(calls);
  });
});
