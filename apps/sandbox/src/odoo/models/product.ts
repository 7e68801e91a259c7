import { kitOf } from '../business/kits.js';
import { available, incoming, onHand, outgoing } from '../business/stock-levels.js';
import type { Cell } from '../engine/cells.js';
import { computed, type FieldDef, f, related } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { chatterMethod } from '../methods/chatter.js';
import { active, company } from './base.js';
import { onlyVariant, templateHooks, variantHooks } from './product-hooks.js';

const kinds = (version: Version): [string, string][] =>
  version === '19'
    ? [
        ['consu', 'Goods'],
        ['service', 'Service'],
        ['combo', 'Combo'],
      ]
    : [
        ['consu', 'Consumable'],
        ['service', 'Service'],
        ['product', 'Storable Product'],
      ];

export const trackings = (version: Version): [string, string][] => [
  ['serial', 'By Unique Serial Number'],
  ['lot', 'By Lots'],
  ['none', version === '19' ? 'By Quantity' : 'No Tracking'],
];

const unitName = (version: Version): string => (version === '19' ? 'Unit' : 'Unit of Measure');

/** Fields that live on the template; a variant reads and writes them through it. */
function sharedFields(version: Version): Record<string, FieldDef> {
  const is19 = version === '19';
  return {
    name: f.char('Name', { required: true }),
    type: f.selection(kinds(version), is19 ? 'Product Type' : 'Type', { required: is19, default: 'consu' }),
    ...(is19
      ? { is_storable: f.boolean('Track Inventory') }
      : { detailed_type: f.selection(kinds(version), 'Product Type', { required: true, default: 'consu' }) }),
    tracking: f.selection(trackings(version), 'Tracking', { required: true, default: 'none' }),
    uom_id: f.many2one('uom.uom', unitName(version), { required: true, default: 1 }),
    ...(is19 ? {} : { uom_po_id: f.many2one('uom.uom', 'Purchase UoM', { required: true, default: 1 }) }),
    categ_id: f.many2one('product.category', 'Product Category', is19 ? {} : { required: true, default: 1 }),
    list_price: f.float('Sales Price', { default: 1 }),
    sale_ok: f.boolean(is19 ? 'Sales' : 'Can be Sold', { default: true }),
    purchase_ok: f.boolean(is19 ? 'Purchase' : 'Can be Purchased', { default: true }),
    description_sale: f.text('Sales Description'),
    hs_code: f.char('HS Code', { module: 'delivery' }),
    country_of_origin: f.many2one('res.country', 'Origin of Goods', { module: 'delivery' }),
    company_id: company(false),
    product_tag_ids: f.many2many('product.tag', is19 ? 'Tags' : 'Product Template Tags'),
    use_expiration_date: f.boolean('Use Expiration Date'),
    taxes_id: f.many2many('account.tax', is19 ? 'Sales Taxes' : 'Customer Taxes', { compute: (): Cell => [] }),
  };
}

const throughTemplate = (version: Version): Record<string, FieldDef> =>
  Object.fromEntries(
    Object.entries(sharedFields(version)).map(([name, { default: _, compute: __, ...field }]) => [
      name,
      related(`product_tmpl_id.${name}`, field),
    ]),
  );

const computedFloat = (string: string, compute: (rec: Rec) => number, readonly: boolean): FieldDef =>
  f.float(string, { readonly, store: false, compute });

const levels = (
  version: Version,
  sum: (rec: Rec, level: (variant: Rec) => number) => number,
): Record<string, FieldDef> => ({
  qty_available: computedFloat('Quantity On Hand', (rec) => sum(rec, onHand), version === '17'),
  virtual_available: computedFloat(
    'Forecasted Quantity',
    (rec) => sum(rec, (v) => onHand(v) + incoming(v) - outgoing(v)),
    true,
  ),
  incoming_qty: computedFloat('Incoming', (rec) => sum(rec, incoming), true),
  outgoing_qty: computedFloat('Outgoing', (rec) => sum(rec, outgoing), true),
});

const weightUnit = (): FieldDef =>
  f.char('Weight unit of measure label', {
    readonly: true,
    store: false,
    searchable: false,
    compute: (rec): Cell => rec.env.site.weightUnit,
  });

const count = (of: (rec: Rec) => Rec | null): FieldDef =>
  f.integer('# Product Variants', {
    readonly: true,
    store: false,
    searchable: false,
    compute: (rec): Cell => of(rec)?.ids('product_variant_ids').length ?? 0,
  });

const coded = (rec: Rec, name: string): string => {
  const code = rec.str('default_code');
  return code === '' ? name : `[${code}] ${name}`;
};

/** `[CODE] Name (Red, L)`. */
function variantName(rec: Rec): string {
  const values = rec.targets('product_template_attribute_value_ids').map((value) => value.str('name'));
  return coded(rec, values.length === 0 ? rec.str('name') : `${rec.str('name')} (${values.join(', ')})`);
}

const template = (version: Version): ModelInput => ({
  name: 'product.template',
  description: 'Product',
  order: 'name',
  displayName: (rec) => coded(rec, rec.str('name')),
  hooks: templateHooks(version),
  methods: { message_post: chatterMethod },
  fields: {
    ...sharedFields(version),
    default_code: f.char('Internal Reference'),
    barcode: f.char('Barcode', { store: false, compute: (rec) => onlyVariant(rec)?.cell('barcode') ?? null }),
    weight: f.float('Weight'),
    volume: f.float('Volume'),
    standard_price: f.float('Cost', { store: false, compute: (rec) => onlyVariant(rec)?.cell('standard_price') ?? 0 }),
    weight_uom_name: weightUnit(),
    active: active(),
    product_variant_ids: f.one2many('product.product', 'product_tmpl_id', 'Products', { required: true }),
    product_variant_id: f.many2one('product.product', 'Product', {
      readonly: true,
      store: false,
      searchable: false,
      compute: (rec): Cell => rec.ids('product_variant_ids')[0] ?? null,
    }),
    product_variant_count: count((rec) => rec),
    seller_ids: f.one2many('product.supplierinfo', 'product_tmpl_id', 'Vendors'),
    image_128: f.binary('Image 128', { readonly: true }),
    ...levels(version, (rec, level) =>
      rec.refs('product_variant_ids').reduce((sum, variant) => sum + level(variant), 0),
    ),
  },
});

const variant = (version: Version): ModelInput => ({
  name: 'product.product',
  description: 'Product Variant',
  order: 'default_code, name, id',
  displayName: variantName,
  hooks: variantHooks(version),
  methods: { message_post: chatterMethod },
  fields: {
    ...throughTemplate(version),
    product_tmpl_id: f.many2one('product.template', 'Product Template', { required: true, ondelete: 'cascade' }),
    // Of Manufacturing, from 17 on: has a phantom bill of materials.
    is_kits: f.boolean('Is Kits', {
      readonly: true,
      store: false,
      module: 'mrp',
      compute: (rec): Cell => kitOf(rec) !== null,
    }),
    default_code: f.char('Internal Reference'),
    code: f.char('Reference', {
      readonly: true,
      store: false,
      searchable: false,
      compute: (rec) => rec.cell('default_code'),
    }),
    barcode: f.char('Barcode'),
    weight: f.float('Weight'),
    volume: f.float('Volume'),
    standard_price: f.float('Cost', { store: version === '19', companyDependent: true }),
    lst_price: { ...related('product_tmpl_id.list_price', f.float('Sales Price')), searchable: false },
    weight_uom_name: weightUnit(),
    volume_uom_name: f.char('Volume unit of measure label', {
      readonly: true,
      store: false,
      searchable: false,
      compute: (): Cell => 'm³',
    }),
    uom_name: f.char(version === '19' ? 'Unit Name' : 'Unit of Measure Name', {
      readonly: true,
      store: false,
      compute: (rec): Cell => rec.need('uom_id').str('name'),
    }),
    active: active(),
    additional_product_tag_ids: f.many2many(
      'product.tag',
      version === '19' ? 'Variant Tags' : 'Additional Product Tags',
    ),
    all_product_tag_ids: f.many2many('product.tag', 'All Product Tag', {
      readonly: true,
      store: false,
      compute: (rec): Cell => [...new Set([...rec.ids('product_tag_ids'), ...rec.ids('additional_product_tag_ids')])],
    }),
    product_template_attribute_value_ids: f.many2many('product.template.attribute.value', 'Attribute Values'),
    ...(version === '19'
      ? { product_uom_ids: f.one2many('product.uom', 'product_id', 'Unit Barcode') }
      : { packaging_ids: f.one2many('product.packaging', 'product_id', 'Product Packages') }),
    product_variant_count: count((rec) => rec.ref('product_tmpl_id')),
    seller_ids: related('product_tmpl_id.seller_ids', f.one2many('product.supplierinfo', 'product_tmpl_id', 'Vendors')),
    image_128: f.binary('Image 128', { readonly: true, store: false, searchable: false, compute: (): Cell => null }),
    free_qty: computedFloat('Free To Use Quantity ', available, true),
    ...levels(version, (rec, level) => level(rec)),
  },
});

/** Products, their variants, tags, categories and vendor prices. */
/** Packages of several units: a model of their own up to 18, barcodes of a product's other units in 19. */
const packaging = (version: Version): ModelInput => {
  const common = {
    product_id: f.many2one('product.product', 'Product', { required: true, ondelete: 'cascade' }),
    barcode: f.char('Barcode', { required: version === '19' }),
    company_id: company(false),
  };
  return version === '19'
    ? {
        name: 'product.uom',
        description: 'Link between products and their UoMs',
        displayName: (rec) => rec.str('barcode'),
        fields: { ...common, uom_id: f.many2one('uom.uom', 'Unit', { required: true }) },
      }
    : {
        name: 'product.packaging',
        description: 'Product Packaging',
        order: 'product_id, sequence, id',
        fields: {
          ...common,
          name: f.char('Product Packaging', { required: true }),
          sequence: f.integer('Sequence', { default: 1 }),
          qty: f.float('Contained Quantity', { default: 1 }),
        },
      };
};

export const productModels = (version: Version): ModelInput[] => [
  template(version),
  variant(version),
  packaging(version),
  {
    name: 'product.category',
    description: 'Product Category',
    order: 'name',
    fields: { name: f.char('Name', { required: true }), parent_id: f.many2one('product.category', 'Parent Category') },
    parent: 'parent_id',
  },
  {
    name: 'product.tag',
    description: 'Product Tag',
    order: 'name',
    fields: {
      name: f.char('Name', { required: true }),
      product_template_ids: computed(f.many2many('product.template', 'Product Templates'), (rec) =>
        [...rec.env.tx.db.table('product.template').rows()]
          .filter((row) => [row['product_tag_ids']].flat().includes(rec.id))
          .map((row) => row.id),
      ),
    },
  },
  {
    name: 'product.template.attribute.value',
    description: 'Product Template Attribute Value',
    fields: {
      name: f.char('Value', { required: true }),
      product_tmpl_id: f.many2one('product.template', 'Product Template', { ondelete: 'cascade' }),
    },
  },
  {
    name: 'product.supplierinfo',
    description: 'Supplier Pricelist',
    order: 'sequence, min_qty desc, price, id',
    displayName: (rec) => rec.need('partner_id').displayName,
    fields: {
      sequence: f.integer('Sequence', { default: 1 }),
      partner_id: f.many2one('res.partner', 'Vendor', { required: true }),
      product_tmpl_id: f.many2one('product.template', 'Product Template', {
        required: version === '19',
        ondelete: 'cascade',
      }),
      product_id: f.many2one('product.product', 'Product Variant'),
      product_code: f.char('Vendor Product Code'),
      product_name: f.char('Vendor Product Name'),
      min_qty: f.float('Quantity', { required: true }),
      price: f.float(version === '19' ? 'Unit Price' : 'Price', { required: version === '17' }),
      currency_id: f.many2one('res.currency', 'Currency', { required: true, default: 1 }),
      delay: f.integer('Lead Time', { required: true, default: 1 }),
      company_id: company(false),
      ...(version === '19'
        ? { product_uom_id: f.many2one('uom.uom', 'Unit', { required: true, default: 1 }) }
        : {
            product_uom: f.many2one('uom.uom', 'Unit of Measure', {
              readonly: true,
              store: false,
              compute: (rec): Cell => rec.ref('product_tmpl_id')?.ref('uom_po_id')?.id ?? null,
            }),
          }),
      date_start: f.date('Start Date'),
      date_end: f.date('End Date'),
    },
  },
];
