import { groupBy } from '@mlc/kernel';
import { z } from 'zod';
import { int, many2one, requiredMany2one } from '../client/values.js';
import type { Reading } from './reading.js';

const bomRow = z.object({ id: int, product_tmpl_id: requiredMany2one, product_id: many2one });
const lineRow = z.object({ id: int, bom_id: requiredMany2one, product_id: requiredMany2one });
const variantRow = z.object({ id: int, product_tmpl_id: requiredMany2one });
type Bom = z.output<typeof bomRow>;

/** Kits in kits are followed this far up; what lies further is a loop. */
const HEIGHT_MAX = 6;

/**
 * The products that bills of materials make, by the bill's id, and those that such products are in, however deep: whatever
 * a change of the bill changes. Three calls for each level of kits in kits, none without bills.
 */
export async function readProductsOfBoms(reading: Reading, bomIds: number[]): Promise<Map<number, number[]>> {
  const made = await readMade(reading, bomIds);
  const above = await readAbove(reading, [...made.values()].flat());
  return new Map([...made].map(([bomId, products]) => [bomId, withAll(products, above)]));
}

/** These products and all that they are in, however deep, by the product's id; for what a bill made that is gone by now. */
export async function readKitsOver(reading: Reading, productIds: number[]): Promise<Map<number, number[]>> {
  const above = await readAbove(reading, productIds);
  return new Map(productIds.map((id) => [id, withAll([id], above)]));
}

/** By a product's id: the products whose bills name it, level by level. */
async function readAbove(reading: Reading, productIds: number[]): Promise<Map<number, Set<number>>> {
  const above = new Map<number, Set<number>>();
  let pending = [...new Set(productIds)];
  for (let height = 0; height < HEIGHT_MAX && pending.length > 0; height += 1) {
    const lines = await reading.among('mrp.bom.line', lineRow, 'product_id', pending);
    const ofBom = await readMade(
      reading,
      lines.map((line) => line.bom_id.id),
    );
    const found = new Set<number>();
    for (const line of lines) {
      const kits = above.get(line.product_id.id) ?? new Set();
      above.set(line.product_id.id, kits);
      for (const kit of ofBom.get(line.bom_id.id) ?? []) {
        kits.add(kit);
        found.add(kit);
      }
    }
    pending = [...found].filter((id) => !above.has(id));
  }
  return above;
}

/** Variants that each of the bills makes: the named one, else all of its template. */
async function readMade(reading: Reading, bomIds: number[]): Promise<Map<number, number[]>> {
  const boms: Bom[] = await reading.among('mrp.bom', bomRow, 'id', bomIds);
  const templateIds = boms.filter((bom) => bom.product_id === null).map((bom) => bom.product_tmpl_id.id);
  const rows = await reading.among('product.product', variantRow, 'product_tmpl_id', templateIds);
  const variants = groupBy(rows, (row) => row.product_tmpl_id.id);
  const madeBy = ({ product_id, product_tmpl_id }: Bom): number[] =>
    product_id === null ? (variants.get(product_tmpl_id.id) ?? []).map((row) => row.id) : [product_id.id];
  return new Map(boms.map((bom) => [bom.id, madeBy(bom)]));
}

function withAll(products: number[], above: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  const all = new Set<number>();
  const pending = [...products];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (all.has(id)) continue;
    all.add(id);
    pending.push(...(above.get(id) ?? []));
  }
  return [...all].sort((a, b) => a - b);
}
