import { type Cell, isIds, parseStamp, pyRepr, type Vals } from './cells.js';
import type { Env } from './env.js';
import { missingError, valueError } from './errors.js';
import type { FieldDef } from './fields.js';
import type { ModelDef } from './model.js';

/** Brings a caller's value to what the field stores; Odoo's own messages for values it refuses. */
export function coerce(env: Env, model: ModelDef, name: string, field: FieldDef, value: unknown): Cell {
  const empty = value === false || value === null || value === undefined;
  switch (field.type) {
    case 'integer':
    case 'float':
    case 'monetary':
      return toNumber(field, value);
    case 'boolean':
      return Boolean(value) && value !== '0' && value !== 'False';
    case 'date':
    case 'datetime':
      return empty || value === '' ? null : toStamp(env, field, value);
    case 'selection':
      if (empty || value === '') return null;
      if (!field.selection?.some(([key]) => key === value)) {
        throw valueError(`Wrong value for ${model.name}.${name}: ${pyRepr(value)}`);
      }
      return String(value);
    case 'many2one':
      return toId(env, model, name, field, value);
    default:
      return empty ? null : typeof value === 'object' ? JSON.stringify(value) : String(value) || null;
  }
}

function toNumber(field: FieldDef, value: unknown): number {
  if (value === false || value === null || value === undefined || value === '') return 0;
  if (value === true) return 1;
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) {
    throw valueError(
      field.type === 'integer'
        ? `invalid literal for int() with base 10: ${pyRepr(value)}`
        : `could not convert string to float: ${pyRepr(value)}`,
    );
  }
  return field.type === 'integer' ? Math.trunc(number) : number;
}

function toStamp(env: Env, field: FieldDef, value: unknown): string {
  const parsed = typeof value === 'string' ? parseStamp(value) : null;
  if (parsed === null) throw valueError(`time data ${pyRepr(value)} does not match format '${formatFor(value)}'`);
  if (parsed.zone && env.is19) throw valueError(`expecting only datetimes with no timezone: ${pyRepr(value)}`);
  return field.type === 'date' ? parsed.stamp.slice(0, 10) : parsed.stamp;
}

/** Odoo cuts the format to the length of what it was given (observed on 19). */
const formatFor = (value: unknown): string => '%Y-%m-%d %H:%M:%S'.slice(0, Math.max(0, String(value).length - 2));

function toId(env: Env, model: ModelDef, name: string, field: FieldDef, value: unknown): number | null {
  if (value === false || value === null || value === undefined || value === 0) return null;
  const id: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof id !== 'number') throw valueError(`Wrong value for ${model.name}.${name}: ${pyRepr(value)}`);
  const relation = field.relation ?? '';
  if (env.hasModel(relation) && env.tx.db.table(relation).get(id) === undefined) {
    throw missingError(relation, id, env.account.uid);
  }
  return id;
}

/** One x2many command, `[code, id, value]`. */
export type Command = readonly [number, number, unknown];

/** Commands as sent; a bare list of ids links them. */
export function commands(model: ModelDef, name: string, value: unknown): Command[] {
  if (value === false || value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw valueError(`Wrong value for ${model.name}.${name}: ${pyRepr(value)}`);
  return value.map((item: unknown): Command => {
    if (typeof item === 'number') return [4, item, 0];
    if (Array.isArray(item) && typeof item[0] === 'number') {
      return [item[0], typeof item[1] === 'number' ? item[1] : 0, item[2]];
    }
    throw valueError(`Wrong value for ${model.name}.${name}: ${pyRepr(value)}`);
  });
}

const asVals = (value: unknown): Vals => (typeof value === 'object' && value !== null ? { ...value } : {});

/** The ids of a many2many after its commands. */
export function applyLinks(env: Env, field: FieldDef, current: readonly number[], list: readonly Command[]): number[] {
  const relation = field.relation ?? '';
  let ids = [...current];
  for (const [code, id, value] of list) {
    if (code === 0) ids.push(...env.create(relation, [asVals(value)]).map((rec) => rec.id));
    else if (code === 1) env.write([env.rec(relation, id)], asVals(value));
    else if (code === 2 || code === 3) ids = ids.filter((other) => other !== id);
    else if (code === 4) ids = ids.includes(id) ? ids : [...ids, id];
    else if (code === 5) ids = [];
    else if (code === 6)
      ids = Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : [];
  }
  if (!env.hasModel(relation)) return ids;
  const gone = ids.find((id) => env.tx.db.table(relation).get(id) === undefined);
  if (gone !== undefined) throw missingError(relation, gone, env.account.uid);
  return ids;
}

/** Applies commands to a one2many: its rows are records of the other model. */
export function applyLines(env: Env, field: FieldDef, parent: number, list: readonly Command[]): void {
  const relation = field.relation ?? '';
  const inverse = field.inverse ?? '';
  const lines = (): number[] => env.tx.db.table(relation).pointingAt(inverse, parent);
  for (const [code, id, value] of list) {
    if (code === 0) env.create(relation, [{ ...asVals(value), [inverse]: parent }]);
    else if (code === 1) env.write([env.rec(relation, id)], asVals(value));
    else if (code === 2 || code === 3) env.unlink([env.rec(relation, id)]);
    else if (code === 4) env.write([env.rec(relation, id)], { [inverse]: parent });
    else if (code === 5) env.unlink(lines().map((line) => env.rec(relation, line)));
    else if (code === 6) {
      const keep = Array.isArray(value) ? value : [];
      env.unlink(
        lines()
          .filter((line) => !keep.includes(line))
          .map((line) => env.rec(relation, line)),
      );
      for (const line of keep)
        if (typeof line === 'number') env.write([env.rec(relation, line)], { [inverse]: parent });
    }
  }
}

export const linksOf = (cell: Cell | undefined): readonly number[] => (isIds(cell) ? cell : []);
