import { hasEndpoint } from '@mlc/shipbob';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { type Check, Undecided } from '../report.js';
import { about, atLeastOne, inDays, type Look, NOBODY, pagesOf } from './look.js';
import type { Target } from './target.js';

/** Products, stock and centres. */
export function catalogueSuite(target: Target, checkAll: Check, at: () => Look): void {
  /** Variants with a SKU that a list of values can hold. */
  const variants = async () => {
    const all = (await at().some('product')).flatMap((product) => product.variants);
    const named = all.flatMap((one) => (one.sku && !/[,:]/.test(one.sku) ? [{ ...one, sku: one.sku }] : []));
    return atLeastOne(named, 'no product has a SKU');
  };
  const stocked = async () => {
    const ids = (await variants()).flatMap(({ inventory }) => inventory?.inventory_id ?? []);
    return atLeastOne([...new Set(ids)], 'no product is kept in stock');
  };

  describe('products', () => {
    const check = about('products', checkAll);
    check('several are found by their SKUs in one question, over pages of one, each once', async (note) => {
      const skus = (await variants()).slice(0, 3).map(({ sku }) => sku);
      if (skus.length < 2) throw new Undecided('nothing there', 'there is one product only');
      const found = await at().access.small(1).variantsBySku(skus);
      expect(new Set(found.map(({ variant_id }) => variant_id)).size).toBe(found.length);
      expect(found.map(({ sku }) => sku)).toEqual(expect.arrayContaining(skus));
      const nexts = at().access.recorder.seen.flatMap(({ call, json }) => (call === '/product' ? nextOf(json) : []));
      note('form of next', new Set(nexts));
    });

    check('a filter by SKU, barcode, variant or inventory item that matches nothing answers nothing', async () => {
      for (const SKU of [`any:${NOBODY.text}`, `any:${NOBODY.text},${NOBODY.text}-2`])
        await at().minds('/product', { SKU, PageSize: 50 });
      await at().minds('/product', { Barcodes: `any:${NOBODY.id}`, PageSize: 50 });
      await at().minds('/product', { Barcode: String(NOBODY.id), PageSize: 50 });
      await at().minds('/product', { Search: NOBODY.text, PageSize: 50 });
      await at().minds('/product', { VariantId: `any:${NOBODY.id}`, PageSize: 50 });
      await at().minds('/product', { InventoryId: `any:${NOBODY.id}`, PageSize: 50 });
    });

    check('one is found by its SKU, by its variant, by its inventory item and by a search', async (note) => {
      const [one] = await variants();
      const { reader } = at().access;
      expect((await reader.variantsBySku([one.sku])).map(({ variant_id }) => variant_id)).toContain(one.id);
      expect((await reader.variantsById([one.id])).map(({ variant_id }) => variant_id)).toEqual([one.id]);
      const holds = async (filter: string, value: string | number): Promise<boolean> =>
        JSON.stringify(await at().rows('/product', { [filter]: value, PageSize: 50 })).includes(`"id":${one.id},`);
      const inventoryId = one.inventory?.inventory_id;
      if (inventoryId) expect(await holds('InventoryId', `any:${inventoryId}`), 'by InventoryId').toBe(true);
      expect(await holds('Search', one.sku), 'by Search').toBe(true);
      note('a part of a SKU finds it', await holds('SKU', `any:${one.sku.slice(0, -1)}`));
      note('a SKU in small letters finds it', await holds('SKU', `any:${one.sku.toLowerCase()}`));
    });

    check('one is found by its barcode', async () => {
      const coded = (await variants()).flatMap((one) =>
        (one.barcodes ?? []).map(({ value }) => ({ id: one.id, value })),
      );
      const [{ id, value }] = atLeastOne(
        coded.filter((one) => one.value),
        'no product has a barcode',
      );
      const found = await at().access.reader.variantsByBarcode([value ?? '']);
      expect(found.map(({ variant_id }) => variant_id)).toContain(id);
      await at().rows('/product', { Barcode: value ?? '', PageSize: 50 });
    });

    check('one is read by its id, as it is listed', async () => {
      const [one] = await at().some('product');
      const answer = await at().access.client.readOne({ path: `/product/${one.id}`, priority: 'interactive' });
      expect(answer?.json).toMatchObject({ id: one.id, variants: one.variants.map(({ id, sku }) => ({ id, sku })) });
    });

    check('a weight that is there is one that can be read', async (note) => {
      const weighed = (await variants()).filter(
        ({ weight }) => typeof weight?.weight === 'number' && weight.weight > 0,
      );
      const [first, ...more] = atLeastOne(weighed, 'no product has a weight');
      const read = await at().access.reader.variantsById([first, ...more].slice(0, 20).map(({ id }) => id));
      expect(read.filter(({ weight_oz }) => weight_oz === null).map(({ variant_id }) => variant_id)).toEqual([]);
      note('units', new Set([first, ...more].map(({ weight }) => weight?.unit ?? 'none')));
    });

    check('the words for kinds and statuses are known ones', async (note) => {
      const found = await at().some('product');
      const words = [...found.map(({ type }) => type), ...found.flatMap((one) => one.variants.map((v) => v.status))];
      note('words', new Set(words.map(String)));
      expect(words.filter((word) => !['Regular', 'Bundle', 'Active', 'Inactive'].includes(String(word)))).toEqual([]);
    });
  });

  describe('stock', () => {
    const check = about('stock', checkAll);
    check('is told by centre for the items that were asked for, and for no other', async () => {
      const ids = (await stocked()).slice(0, 2);
      const found = await at().access.reader.inventoryLevels(ids);
      expect(found.map(({ inventory_id }) => inventory_id).sort()).toEqual([...ids].sort());
      const answered = await at().rows('/inventory-level/locations', { InventoryIds: ids, PageSize: 250 });
      expect(answered, 'rows that were answered').toHaveLength(ids.length);
      await at().minds('/inventory-level/locations', { InventoryIds: NOBODY.id, PageSize: 250 });
    });

    check('goes on page by page, each item once', async () => {
      const ids = (await stocked()).slice(0, 3);
      if (ids.length < 2) throw new Undecided('nothing there', 'there is one item only');
      const found = await at().access.small(1).inventoryLevels(ids);
      expect(found.map(({ inventory_id }) => inventory_id).sort()).toEqual([...ids].sort());
    });

    check('is told by lot, and the lots sum up to what lies at the centres', async (note) => {
      const ids = (await stocked()).slice(0, 20);
      const { reader } = at().access;
      const [levels, lots] = [await reader.inventoryLevels(ids), await reader.inventoryLots(ids)];
      await at().minds('/inventory-level/lots', { InventoryIds: NOBODY.id, PageSize: 250 });
      const withLots = atLeastOne(
        lots.filter(({ lots: own }) => own.length > 0),
        'no item has lots',
      );
      const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
      const differing = withLots.filter((item) => {
        const level = levels.find(({ inventory_id }) => inventory_id === item.inventory_id);
        const onHand = sum((level?.locations ?? []).map((row) => row.on_hand_quantity));
        return sum(item.lots.map((lot) => lot.on_hand_quantity)) !== onHand;
      });
      note('lots sum up', differing.length === 0);
      expect(differing.map(({ inventory_id }) => inventory_id)).toEqual([]);
    });

    check(
      'has a history of one centre between two times, whose events come once',
      async (note) => {
        const centres = z.array(z.object({ id: z.number() })).parse(await at().rows('/fulfillment-center', {}));
        const [start_date, end_date] = [inDays(-30), inDays(0)];
        const events = [];
        for (const { id: facility_id } of centres.slice(0, 5)) {
          const pages = at().access.reader.inventoryHistory({ facility_id, start_date, end_date });
          events.push(...(await pagesOf(pages, 3)).flat());
        }
        const found = atLeastOne(events, 'nothing changed within 30 days');
        const ids = found.map(({ inventory_audit_event_id }) => inventory_audit_event_id);
        expect(new Set(ids).size).toBe(ids.length);
        const late = found.filter(({ event_datetime: time }) => {
          const ms = Date.parse(time ?? '');
          return !(ms >= Date.parse(start_date) - 1000 && ms <= Date.parse(end_date) + 60_000);
        });
        expect(late.map(({ event_datetime }) => event_datetime)).toEqual([]);
        note('categories', new Set(found.map(({ event_category }) => event_category)));
      },
      { unless: !hasEndpoint(target.version, 'inventoryHistory') && 'this version has no history' },
    );
  });

  describe('centres', () => {
    const check = about('centres', checkAll);
    check('are listed with id and name, and each is among the locations', async (note) => {
      const row = z.object({ id: z.number(), name: z.string().min(1) });
      const centres = atLeastOne(z.array(row).parse(await at().rows('/fulfillment-center', {})), 'there is no centre');
      const locations = await at().access.reader.locations();
      const known = new Set(locations.map(({ id }) => id));
      expect(centres.filter(({ id }) => !known.has(id)).map(({ id }) => id)).toEqual([]);
      note('services', new Set(locations.flatMap(({ services }) => services.map(({ service_type }) => service_type))));
    });
  });
}

/** How `next` is written: a bare token, or a path with the names of its parameters. */
function nextOf(json: unknown): string[] {
  const parsed = z.object({ next: z.string().min(1) }).safeParse(json);
  if (!parsed.success) return [];
  const { next } = parsed.data;
  const [path = '', query] = next.split('?');
  if (query === undefined) return ['a token'];
  const names = query.split('&').map((part) => part.split('=')[0]);
  return [`${path.replace(/^https?:\/\/[^/]+/, '<host>').replace(/\d{4}-\d\d/, '<version>')}?${names.join('&')}`];
}
