import { type Cell, isIds, parseStamp, pyRepr, pyTuple } from './cells.js';
import type { Test } from './domain.js';
import type { Env } from './env.js';
import { typeError, valueError } from './errors.js';
import type { FieldDef } from './fields.js';
import type { Rec } from './record.js';

const NEGATIVE: Readonly<Record<string, string>> = {
  '!=': '=',
  '<>': '=',
  'not in': 'in',
  'not like': 'like',
  'not ilike': 'ilike',
  'not =like': '=like',
  'not =ilike': '=ilike',
};

/** The test for one condition on a field of the record itself. */
export function leafTest(
  env: Env,
  name: string,
  field: FieldDef,
  operator: string,
  value: unknown,
  item: readonly unknown[],
): Test {
  const positive = NEGATIVE[operator];
  if (positive !== undefined) {
    const test = leafTest(env, name, field, positive, value, item);
    return (rec) => !test(rec);
  }
  switch (operator) {
    case '=':
    case '==':
      return Array.isArray(value) && field.type !== 'many2many' && field.type !== 'one2many'
        ? oneOf(env, name, field, value)
        : oneOf(env, name, field, Array.isArray(value) ? value : [value]);
    case 'in':
      // A boolean is tolerated by Odoo: `in True` means set.
      return typeof value === 'boolean'
        ? oneOf(env, name, field, [value])
        : oneOf(env, name, field, listOf(value, item));
    case '=?':
      return value === false || value === null ? () => true : oneOf(env, name, field, [value]);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(env, name, field, operator, value);
    case 'like':
    case 'ilike':
    case '=like':
    case '=ilike':
      return matching(name, field, operator, value);
    case 'child_of':
      return childOf(name, value);
    default:
      throw valueError(`Invalid operator ${pyRepr(operator)} in domain term ${pyTuple(item)}`);
  }
}

function listOf(value: unknown, item: readonly unknown[]): unknown[] {
  if (Array.isArray(value)) return value;
  throw valueError(`Invalid value ${pyRepr(value)} in domain term ${pyTuple(item)}`);
}

const cellsOf = (rec: Rec, name: string): readonly Cell[] => {
  const cell = name === 'id' ? rec.id : rec.cell(name);
  return isIds(cell) ? (cell.length === 0 ? [null] : cell) : [cell];
};

/** Brings a cell and a wanted value to one comparable form. */
function comparable(env: Env, field: FieldDef, value: unknown): Cell {
  if (field.type === 'boolean') return value === true;
  if (value === false || value === null || value === undefined || value === '') return null;
  if (field.type === 'datetime') {
    const stamp = stampFrom(env, value);
    // 19 compares whole seconds, 17 the stored microseconds (observed).
    return env.is19 ? stamp.slice(0, 19) : stamp;
  }
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function stampFrom(env: Env, value: unknown): string {
  const parsed = typeof value === 'string' ? parseStamp(value) : null;
  if (parsed === null) throw valueError(`time data ${pyRepr(value)} does not match format '%Y-%m-%d %H:%M:%S'`);
  if (parsed.zone && env.is19) throw valueError(`expecting only datetimes with no timezone: ${pyRepr(value)}`);
  return parsed.stamp;
}

function oneOf(env: Env, name: string, field: FieldDef, wanted: readonly unknown[]): Test {
  const named = field.relation !== undefined && wanted.some((value) => typeof value === 'string');
  if (named) {
    const texts = new Set(wanted);
    return (rec) => rec.targets(name).some((target) => texts.has(target.displayName));
  }
  const numeric = field.type === 'float' || field.type === 'integer' || field.type === 'monetary';
  const set = new Set(wanted.map((value) => (numeric && value === false ? 0 : comparable(env, field, value))));
  return (rec) => cellsOf(rec, name).some((cell) => set.has(comparable(env, field, cell)));
}

function ordered(env: Env, name: string, field: FieldDef, operator: string, value: unknown): Test {
  const bound = comparable(env, field, value);
  if (typeof bound === 'string' && (field.type === 'integer' || field.type === 'float' || field.type === 'many2one')) {
    throw typeError(`'${operator}' not supported between instances of 'float' and 'str'`);
  }
  return (rec) => {
    const cell = comparable(env, field, name === 'id' ? rec.id : rec.cell(name));
    if (cell === null || bound === null) return false;
    switch (operator) {
      case '<':
        return cell < bound;
      case '<=':
        return cell <= bound;
      case '>':
        return cell > bound;
      default:
        return cell >= bound;
    }
  };
}

/** SQL LIKE: `%` and `_`; without `=` in front the pattern is searched anywhere. */
function matching(name: string, field: FieldDef, operator: string, value: unknown): Test {
  const text = typeof value === 'string' ? value : value === false || value === null ? '' : String(value);
  const body = text
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[\\s\\S]*')
    .replaceAll('_', '[\\s\\S]');
  const flags = operator.endsWith('ilike') ? 'iu' : 'u';
  const pattern = new RegExp(operator.startsWith('=') ? `^${body}$` : body, flags);
  return (rec) =>
    field.relation === undefined
      ? pattern.test(rec.str(name))
      : rec.targets(name).some((target) => pattern.test(target.displayName));
}

/** The record, or what the field points at, is one of the roots or below one. */
function childOf(name: string, value: unknown): Test {
  const roots = new Set([value].flat());
  return (rec) => {
    const starts = name === 'id' ? [rec] : rec.targets(name);
    return starts.some((start) => {
      for (let node: Rec | null = start; node !== null; ) {
        if (roots.has(node.id)) return true;
        node = node.model.parent === undefined ? null : node.ref(node.model.parent);
      }
      return false;
    });
  };
}
