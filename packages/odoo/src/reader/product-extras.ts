import type { OdooProductOptions } from '@mlc/engine';
import type { OdooGoodsFacts } from '@mlc/mappings';
import { z } from 'zod';
import { char, float, int, many2one } from '../client/values.js';
import { readKitComponents } from './kits.js';
import type { ProductRow } from './product-row.js';
import type { Reading } from './reading.js';

type Extras = Pick<OdooGoodsFacts, 'dimensions' | 'packaging_barcodes' | 'kit'>;

/** What the settings ask for beyond a product's own row; a call or two for each that is asked for, none otherwise. */
export async function readExtras(
  reading: Reading,
  rows: ProductRow[],
  kits: ReadonlySet<number>,
  options: OdooProductOptions,
): Promise<(id: number) => Extras> {
  const ids = rows.map((row) => row.id);
  const dimensions = options.dimensionFields ? await readDimensions(reading, ids, options.dimensionFields) : null;
  const barcodes = options.packagingBarcodes ? await readPackagingBarcodes(reading, ids) : null;
  const opened = options.kitComponents
    ? await readKitComponents(
        reading,
        rows.filter((row) => kits.has(row.id)),
      )
    : null;
  return (id) => ({
    ...(dimensions ? { dimensions: dimensions.get(id) ?? null } : {}),
    ...(barcodes ? { packaging_barcodes: barcodes.get(id) ?? [] } : {}),
    ...(opened ? { kit: opened.get(id) ?? null } : {}),
  });
}

/** A field that Odoo does not have stays unread, and nothing is said of dimensions. */
async function readDimensions(
  reading: Reading,
  ids: number[],
  fields: { length: string; width: string; height: string },
): Promise<Map<number, NonNullable<Extras['dimensions']>>> {
  const names = [fields.length, fields.width, fields.height];
  const row = z.object({ id: int, ...Object.fromEntries(names.map((name) => [name, float.optional()])) });
  const found = await reading.among('product.product', row, 'id', ids);
  return new Map(
    found.map((read: Record<string, unknown>) => {
      const of = (name: string): number => (typeof read[name] === 'number' ? read[name] : 0);
      return [Number(read['id']), { length: of(fields.length), width: of(fields.width), height: of(fields.height) }];
    }),
  );
}

const packagingRow = z.object({ id: int, product_id: many2one, barcode: char });

/** Barcodes stand on packagings (a model of their own up to 18), or on a product's other units (19). */
export async function packagingModel(reading: Reading): Promise<'product.uom' | 'product.packaging'> {
  const known = await reading.client.fieldsGet('product.product');
  return known.has('product_uom_ids') ? 'product.uom' : 'product.packaging';
}

async function readPackagingBarcodes(reading: Reading, ids: number[]): Promise<Map<number, string[]>> {
  const model = await packagingModel(reading);
  const read = (): Promise<z.output<typeof packagingRow>[]> =>
    reading.among(model, packagingRow, 'product_id', ids, [['barcode', '!=', false]]);
  const barcodes = new Map<number, string[]>();
  for (const { product_id, barcode } of await reading.ifInstalled(model, [], read, 'fallback'))
    if (product_id && barcode) barcodes.set(product_id.id, [...(barcodes.get(product_id.id) ?? []), barcode]);
  return barcodes;
}
