import type { Py } from '../engine/cells.js';
import type { FieldDef } from '../engine/fields.js';
import type { ModelDef } from '../engine/model.js';
import { visibleFields } from '../engine/read.js';

function describe(name: string, field: FieldDef): { [key: string]: Py } {
  return {
    type: field.type,
    string: field.string,
    name,
    required: field.required,
    readonly: field.readonly,
    store: field.store,
    searchable: field.searchable,
    sortable: field.store,
    company_dependent: field.companyDependent,
    ...(field.relation === undefined ? {} : { relation: field.relation }),
    ...(field.inverse === undefined ? {} : { relation_field: field.inverse }),
    ...(field.related === undefined ? {} : { related: field.related }),
    ...(field.selection === undefined ? {} : { selection: field.selection.map((pair): Py => [...pair]) }),
  };
}

/** `fields_get`: field name -> attributes. An unknown name in `only` is silently left out, as Odoo does. */
export function describeFields(model: ModelDef, only?: readonly string[], attributes?: readonly string[]): Py {
  const out: { [key: string]: Py } = {};
  for (const [name, field] of visibleFields(model)) {
    if (only !== undefined && only.length > 0 && !only.includes(name)) continue;
    const all = describe(name, field);
    out[name] =
      attributes === undefined || attributes.length === 0
        ? all
        : Object.fromEntries(Object.entries(all).filter(([attribute]) => attributes.includes(attribute)));
  }
  return out;
}
