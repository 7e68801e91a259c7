import type { Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { validationError } from '../engine/errors.js';
import type { Hooks, Version } from '../engine/model.js';
import type { Rec } from '../engine/record.js';

/** Kept on the variant; a template shows and passes on those of its only variant. */
const VARIANT_FIELDS = ['default_code', 'barcode', 'weight', 'volume', 'standard_price'] as const;
/** Variant fields whose template copy is a stored field, so that writing one moves the template's stamp (measured). */
const MIRRORED = ['default_code', 'weight', 'volume'] as const;

const pick = (vals: Vals, names: readonly string[]): Vals =>
  Object.fromEntries(Object.entries(vals).filter(([name]) => names.includes(name)));

const variantsOf = (template: Rec): Rec[] =>
  template.env.tx.db
    .table('product.product')
    .pointingAt('product_tmpl_id', template.id)
    .map((id) => template.env.rec('product.product', id));

/** The variant whose values a template shows as its own; null when there are several. */
export function onlyVariant(template: Rec): Rec | null {
  const variants = variantsOf(template);
  return variants.length === 1 ? (variants[0] ?? null) : null;
}

/** On 17 `type` and `detailed_type` are one value under two names. */
function sameKind(version: Version, vals: Vals): Vals {
  if (version === '19') return vals;
  if ('detailed_type' in vals) return { ...vals, type: vals['detailed_type'] };
  return 'type' in vals ? { ...vals, detailed_type: vals['type'] } : vals;
}

export const templateHooks = (version: Version): Hooks => ({
  create: (_env, vals) => {
    const kind =
      vals['detailed_type'] === 'consu' ? (vals['type'] ?? 'consu') : (vals['detailed_type'] ?? vals['type']);
    return version === '19' ? vals : { ...vals, type: kind, detailed_type: kind };
  },
  created: (template, vals) => {
    // A variant that made this template for itself comes with its own row.
    if (template.env.context['from_variant'] === true) return;
    template.env.make('product.product', { ...pick(vals, VARIANT_FIELDS), product_tmpl_id: template.id });
  },
  write: (_recs, vals) => sameKind(version, vals),
  written: (recs, vals) => {
    for (const template of recs) {
      if (template.env.context['from_variant'] === true) continue;
      const variants = variantsOf(template);
      const single = onlyVariant(template);
      const passed = single === null ? {} : pick(vals, VARIANT_FIELDS);
      if (single !== null && Object.keys(passed).length > 0) {
        template.env
          .root()
          .withContext({ from_template: true })
          .write([rebind(single, { from_template: true })], passed);
      }
      // 17 and later: any template write stamps its variants (measured); archiving the template archives them.
      for (const variant of variants) variant.set('active' in vals ? { active: Boolean(vals['active']) } : {});
    }
  },
});

const rebind = (rec: Rec, context: Vals): Rec => rec.env.root().withContext(context).rec(rec.model.name, rec.id);

function checkBarcodes(env: Env, recs: readonly Rec[], vals: Vals): void {
  if (!vals['barcode']) return;
  for (const rec of recs) {
    const barcode = rec.str('barcode');
    const others: Rec[] = [];
    for (const row of env.tx.db.table('product.product').rows()) {
      if (row['barcode'] === barcode && row.id !== rec.id) others.push(env.root().rec('product.product', row.id));
    }
    if (others.length === 0) continue;
    const names = [...others, rec].map((product) => product.displayName);
    const list = env.is19 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : names.join(', ');
    throw validationError(
      `Barcode(s) already assigned:\n\n- Barcode "${barcode}" already assigned to product(s): ${list}\n\nNote: products that you don't have access to will not be shown above.`,
    );
  }
}

/** Copies the mirrored values of an only variant up to its template. */
function mirrorUp(rec: Rec, vals: Vals): void {
  if (rec.env.context['from_template'] === true) return;
  const mirrored = MIRRORED.filter((name) => name in vals);
  if (mirrored.length === 0) return;
  const template = rec.need('product_tmpl_id');
  if (variantsOf(template).length === 1) {
    template.set(Object.fromEntries(mirrored.map((name) => [name, rec.cell(name)])));
  }
}

export const variantHooks = (_version: Version): Hooks => ({
  create: (env, vals) => {
    if (vals['product_tmpl_id']) return vals;
    const own = new Set<string>([
      ...VARIANT_FIELDS,
      'additional_product_tag_ids',
      'product_template_attribute_value_ids',
    ]);
    const shared = Object.fromEntries(Object.entries(vals).filter(([name]) => !own.has(name)));
    const made = env.withContext({ from_variant: true }).make('product.template', {
      ...shared,
      ...pick(vals, MIRRORED),
    });
    return {
      ...Object.fromEntries(Object.entries(vals).filter(([name]) => own.has(name) || name === 'active')),
      product_tmpl_id: made.id,
    };
  },
  created: (rec, vals) => {
    checkBarcodes(rec.env, [rec], vals);
    // A second variant ends the template's copy of the first one's values.
    const template = rec.need('product_tmpl_id');
    if (variantsOf(template).length > 1) template.set({ default_code: null, weight: 0, volume: 0 });
  },
  written: (recs, vals) => {
    const env = recs[0]?.env;
    if (env === undefined) return;
    checkBarcodes(env, recs, vals);
    for (const rec of recs) mirrorUp(rec, vals);
  },
});
