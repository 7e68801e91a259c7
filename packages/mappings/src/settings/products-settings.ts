import { z } from 'zod';

/** What ShipBob does with a returned unit (ShipBob docs "products", return preferences). */
export const returnActions = ['restock', 'quarantine', 'dispose'] as const;

/** Facts of a product that Odoo may keep owning once ShipBob has the product. */
export const ownedFacts = [
  'name',
  'barcode',
  'customs',
  'lot',
  'shelf_life',
  'serial_scan',
  'returns',
  'weight',
  'dimensions',
] as const;

/** Units that Odoo's own data counts by weight, length, area, volume or time: no pieces to put on a shelf. */
const MEASURED = ['kg', 'g', 't', 'lb', 'oz', 'L', 'm', 'cm', 'mm', 'km', 'ft', 'in', 'm²', 'm³', 'Hours', 'Days'];

const text = z.string().min(1);

/** Settings of the flow products; each `describe` is its row on the settings page. */
export const productSettings = z.object({
  tag: text
    .nullable()
    .default('ShipBob')
    .describe('Products with this tag go to ShipBob; null: every storable product with an internal reference does.'),
  exclude_tag: text.nullable().default(null).describe('Products with this tag never go, not even on a purchase order.'),
  categories: z
    .array(text)
    .default([])
    .describe(
      'Only products of these categories, or of categories below them, go (complete names such as `All / Kitchen`); empty: of all.',
    ),
  auto_include_po: z
    .boolean()
    .default(true)
    .describe('Products on a confirmed purchase order into a mapped warehouse go as well, without the tag.'),
  measured_uoms: z
    .array(text)
    .default(MEASURED)
    .describe('Units of measure that count no pieces. A product kept in one of them is a case: ShipBob counts pieces.'),
  group_variants: z
    .boolean()
    .default(false)
    .describe('Variants of one Odoo template become variants of one ShipBob product, instead of a product each.'),
  match_barcode: z
    .enum(['off', 'suggest', 'auto'])
    .default('suggest')
    .describe(
      'A product whose SKU ShipBob does not know, but whose barcode it does: not looked for, a case, or linked when the match is unique.',
    ),
  on_sku_change: z
    .enum(['flag', 'rename', 'new'])
    .default('flag')
    .describe(
      'The internal reference of a linked product changed: a case; the variant at ShipBob is renamed; or a new variant is made and the old one left as it is.',
    ),
  owned_fields: z
    .array(z.enum(ownedFacts))
    .default(['name', 'barcode', 'customs', 'lot', 'shelf_life', 'serial_scan', 'returns'])
    .describe(
      'Facts that are brought to Odoo’s value whenever they differ. The others are told once, when the product is made, and are ShipBob’s from then on.',
    ),
  drift: z
    .enum(['off', 'note', 'case'])
    .default('note')
    .describe('ShipBob measures another weight or size than Odoo states: said nowhere, in the pass, or as a case.'),
  drift_share: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe('From which share on a measure counts as drifted (0.1 = a tenth).'),
  customs_value: z
    .enum(['standard_price', 'list_price'])
    .default('standard_price')
    .describe('The price that is declared as the customs value.'),
  hs_code_warning: z
    .enum(['off', 'note', 'case'])
    .default('note')
    .describe(
      'A product without an HS code (its international orders are put on hold): said nowhere, in the pass, or as a case beside the write.',
    ),
  dimension_fields: z
    .object({
      length: text,
      width: text,
      height: text,
      unit: z.enum(['mm', 'cm', 'm', 'in']).default('cm'),
    })
    .nullable()
    .default(null)
    .describe(
      'Names of the fields of product.product that hold length, width and height, and their unit; Odoo itself has none. Sent when all three are filled.',
    ),
  packaging_barcodes: z
    .boolean()
    .default(false)
    .describe('Barcodes of a product’s packagings are barcodes of its variant at ShipBob, too.'),
  return_action: z
    .enum(returnActions)
    .nullable()
    .default(null)
    .describe('What ShipBob does with a returned unit; null: left as it is at ShipBob, which may restock everything.'),
  return_backup_action: z
    .enum(returnActions)
    .nullable()
    .default(null)
    .describe('What ShipBob does with a returned unit that cannot take the first action.'),
  return_instructions: text
    .nullable()
    .default(null)
    .describe('Instructions for inspecting returned units; ShipBob takes none with quarantine.'),
  return_warning_categories: z
    .array(text)
    .default(['Apparel', 'Clothing', 'Shoes'])
    .describe(
      'While `return_action` is null, a new product whose category’s name holds one of these words is told so.',
    ),
  serial_scan: z
    .boolean()
    .default(false)
    .describe('ShipBob scans serial numbers when it ships products tracked by serial number.'),
  minimum_shelf_life: z
    .enum(['off', 'use_time', 'removal_time', 'alert_time', 'expiration_time'])
    .default('off')
    .describe('The time of Odoo’s expiration settings, in days, that is the minimum shelf life of a lot at ShipBob.'),
  on_archive: z
    .enum(['when_empty', 'ask', 'ignore'])
    .default('when_empty')
    .describe(
      'A linked product was archived: set inactive when nothing is there or awaited, else a case; always a case; or nothing.',
    ),
  kits: z
    .enum(['skip', 'bundle'])
    .default('skip')
    .describe(
      'Kits (phantom bills of materials) do not go, or become bundles at ShipBob, made anew when the bill changes.',
    ),
});
