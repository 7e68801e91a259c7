import { isPlainObject } from '@mlc/kernel';
import { type Cell, isIds, type Py, PyFloat, wireStamp } from './cells.js';
import { valueError } from './errors.js';
import type { FieldDef } from './fields.js';
import type { ModelDef, Version } from './model.js';
import type { Rec } from './record.js';

/** `''` gives a many2one as its bare id. */
export type Load = '_classic_read' | '';

export function mustHaveField(version: Version, model: ModelDef, name: string, mode: 'read' | 'write'): FieldDef {
  const field = model.fields[name];
  if (field !== undefined && field.hidden !== true) return field;
  const where = version === '17' ? 'on model' : mode === 'read' ? 'on' : 'in';
  throw valueError(`Invalid field '${name}' ${where} '${model.name}'`);
}

/** What callers can see of a model, in its order. */
export const visibleFields = (model: ModelDef): [string, FieldDef][] =>
  Object.entries(model.fields).filter(([, field]) => field.hidden !== true);

/** Reads records the way the API encodes them: `false` for empty, seconds for datetimes, `[id, name]` for many2one. */
export function readRecords(recs: readonly Rec[], fields: readonly string[], load: Load = '_classic_read'): Py[] {
  const first = recs[0];
  if (first === undefined) return [];
  const wanted = fields.map((name) => [name, mustHaveField(first.env.version, first.model, name, 'read')] as const);
  return recs.map((rec) => {
    const out: { [key: string]: Py } = { id: rec.id };
    for (const [name, field] of wanted) {
      if (name !== 'id') out[name] = encode(rec, name, field, load);
    }
    return out;
  });
}

function encode(rec: Rec, name: string, field: FieldDef, load: Load): Py {
  const cell = rec.cell(name);
  if (field.type === 'many2one') {
    const target = rec.ref(name);
    if (target === null) return false;
    return load === '' ? target.id : [target.id, target.displayName];
  }
  return encodeCell(field, cell);
}

function encodeCell(field: FieldDef, cell: Cell): Py {
  if (isIds(cell)) return [...cell];
  if (cell === null) return false;
  switch (field.type) {
    case 'float':
    case 'monetary':
      return new PyFloat(Number(cell));
    case 'datetime':
      return wireStamp(String(cell));
    case 'json':
      return parseJson(String(cell));
    case 'date':
      return String(cell).slice(0, 10);
    default:
      return cell;
  }
}

/** Only our own `JSON.stringify` wrote it; percentages are floats to Odoo. */
function parseJson(text: string): Py {
  const value: unknown = JSON.parse(text);
  if (!isPlainObject(value)) return text;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]): [string, Py] => [
      name,
      typeof item === 'number' ? new PyFloat(item) : String(item),
    ]),
  );
}

/** web_read: a specification names the fields, nested for relations. */
export function readSpecified(recs: readonly Rec[], specification: Record<string, unknown>): Py[] {
  return recs.map((rec) => {
    const out: { [key: string]: Py } = { id: rec.id };
    for (const [name, nested] of Object.entries(specification)) {
      const field = mustHaveField(rec.env.version, rec.model, name, 'read');
      const inner = nestedFields(nested);
      if (field.type === 'many2one') {
        const target = rec.ref(name);
        out[name] = target === null ? false : inner === null ? target.id : (readSpecified([target], inner)[0] ?? false);
      } else if (field.relation !== undefined && inner !== null) {
        out[name] = readSpecified(rec.refs(name), inner);
      } else {
        out[name] = encodeCell(field, rec.cell(name));
      }
    }
    return out;
  });
}

function nestedFields(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || !('fields' in value)) return null;
  const { fields } = value;
  return typeof fields === 'object' && fields !== null ? { ...fields } : null;
}
