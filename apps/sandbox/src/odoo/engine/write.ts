import type { Cell, Row, Vals } from './cells.js';
import { applyLines, applyLinks, type Command, coerce, commands, linksOf } from './coerce.js';
import type { Env } from './env.js';
import { validationError } from './errors.js';
import { emptyCell, type FieldDef, keepsCell } from './fields.js';
import type { ModelDef } from './model.js';
import { mustHaveField } from './read.js';
import type { Rec } from './record.js';

interface Split {
  cells: Record<string, Cell>;
  links: [string, FieldDef, Command[]][];
  lines: [FieldDef, Command[]][];
  /** Values for the record behind a many2one, by that many2one. */
  through: Map<string, Vals>;
}

/** Sorts values by where they live. A computed field without a cell takes no value: Odoo ignores such writes too. */
function split(env: Env, model: ModelDef, vals: Vals): Split {
  const out: Split = { cells: {}, links: [], lines: [], through: new Map() };
  for (const [name, value] of Object.entries(vals)) {
    const field = model.fields[name];
    if (field === undefined || name === 'id') continue;
    if (field.related !== undefined) {
      const [via = '', target = ''] = field.related.split('.');
      if (!field.readonly) out.through.set(via, { ...out.through.get(via), [target]: value });
    } else if (field.type === 'one2many') out.lines.push([field, commands(model, name, value)]);
    else if (field.type === 'many2many' && keepsCell(field))
      out.links.push([name, field, commands(model, name, value)]);
    else if (keepsCell(field)) out.cells[name] = coerce(env, model, name, field, value);
  }
  return out;
}

function defaults(env: Env, model: ModelDef, vals: Vals): Vals {
  const out: Vals = { ...vals };
  for (const [name, field] of Object.entries(model.fields)) {
    if (out[name] !== undefined) continue;
    const fromContext = env.context[`default_${name}`];
    if (fromContext !== undefined) out[name] = fromContext;
    else if (field.default !== undefined && keepsCell(field)) {
      out[name] = typeof field.default === 'function' ? field.default(env) : field.default;
    }
  }
  return out;
}

/** Creates one record with its lines; runs the model's hooks. */
export function createRecord(env: Env, model: ModelDef, given: Vals): Rec {
  for (const name of Object.keys(given)) if (!hidden(model, name)) mustHaveField(env.version, model, name, 'write');
  const complete = defaults(env, model, given);
  const vals = model.hooks.create?.(env, complete) ?? complete;
  const parts = split(env, model, vals);
  const { stamp } = env.tx;
  const { uid } = env.account;
  const id = env.tx.db.table(model.name).nextId();
  const cells: Record<string, Cell> = {};
  for (const [name, field] of Object.entries(model.fields)) if (keepsCell(field)) cells[name] = emptyCell(field);
  env.tx.put(model.name, {
    ...cells,
    ...parts.cells,
    create_date: stamp,
    create_uid: uid,
    write_date: stamp,
    write_uid: uid,
    id,
  });
  const rec = env.rec(model.name, id);
  applyRelations(env, rec, parts);
  checkRequired(env, rec);
  model.hooks.created?.(rec, vals);
  return rec;
}

export function writeRecords(env: Env, model: ModelDef, recs: readonly Rec[], given: Vals): void {
  for (const name of Object.keys(given)) if (!hidden(model, name)) mustHaveField(env.version, model, name, 'write');
  const vals = model.hooks.write?.([...recs], { ...given }) ?? given;
  const before = new Map<number, Row>(recs.map((rec) => [rec.id, rec.row]));
  const parts = split(env, model, vals);
  for (const rec of recs) {
    rec.set(parts.cells);
    applyRelations(env, rec, parts);
    checkRequired(env, rec);
  }
  model.hooks.written?.([...recs], vals, before);
}

/** Business code may set the engine's own cells; a caller asking for one is told that there is no such field. */
const hidden = (model: ModelDef, name: string): boolean => model.fields[name]?.hidden === true;

function applyRelations(env: Env, rec: Rec, parts: Split): void {
  const links = parts.links.map(([name, field, list]): [string, Cell] => [
    name,
    applyLinks(env, field, linksOf(rec.row[name]), list),
  ]);
  if (links.length > 0) rec.set(Object.fromEntries(links));
  for (const [field, list] of parts.lines) applyLines(env, field, rec.id, list);
  for (const [via, vals] of parts.through) {
    const target = rec.ref(via);
    if (target !== null) env.write([target], vals);
  }
}

function checkRequired(env: Env, rec: Rec): void {
  const { row, model } = rec;
  for (const [name, field] of Object.entries(model.fields)) {
    if (!field.required || !keepsCell(field) || field.type === 'many2many' || row[name] !== null) continue;
    throw validationError(
      env.is19
        ? `The operation cannot be completed: Missing required value for the field '${field.string}' (${name}).\nModel: '${model.description}' (${model.name})\n- create/update: a mandatory field is not set\n- delete: another model requires the record being deleted, you can archive it instead\n`
        : `The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${model.description} (${model.name})\nField: ${field.string} (${name})\n`,
    );
  }
}

/** Deletes records: cascades to their lines, refuses while another record needs them, empties optional links. */
export function unlinkRecords(env: Env, model: ModelDef, recs: readonly Rec[]): void {
  model.hooks.unlink?.([...recs]);
  const rows = recs.map((rec) => rec.row);
  for (const rec of recs) {
    for (const other of env.site.registry.values()) {
      for (const [name, field] of Object.entries(other.fields)) {
        if (field.type !== 'many2one' || field.relation !== model.name || !keepsCell(field)) continue;
        release(env, rec, other, name, field);
      }
    }
    env.tx.remove(model.name, rec.id);
  }
  model.hooks.unlinked?.(env, rows);
}

function release(env: Env, rec: Rec, other: ModelDef, name: string, field: FieldDef): void {
  const pointing = env.tx.db.table(other.name).pointingAt(name, rec.id);
  if (pointing.length === 0) return;
  const recs = pointing.map((id) => env.rec(other.name, id));
  if (field.ondelete === 'cascade') {
    unlinkRecords(env, other, recs);
    return;
  }
  if (!field.required) {
    for (const line of recs) env.tx.put(other.name, { ...line.row, [name]: null });
    return;
  }
  throw validationError(
    env.is19
      ? `The operation cannot be completed: Another model is using the record you are trying to delete.\n\nThe troublemaker is: '${other.description}' (${other.name})\nThanks to the following constraint: '${field.string}' (${name})\nHow about archiving the record instead?`
      : `The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${other.description} (${other.name})\nConstraint: ${other.name.replaceAll('.', '_')}_${name}_fkey\n`,
  );
}
