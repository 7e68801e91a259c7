import type { Py, Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { OdooError, valueError } from '../engine/errors.js';
import type { FieldDef } from '../engine/fields.js';
import type { MethodCall, MethodDef, ModelDef } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { asNames } from './arguments.js';

/** A value that `load` cannot resolve; becomes a message, never an error of the call. */
class LoadProblem extends Error {
  constructor(
    readonly field: string,
    readonly definition: FieldDef,
    message: string,
  ) {
    super(message);
  }
}

/**
 * `load(fields, data)`: creates or updates by external id, all rows or none. Bad values come back as messages with
 * `ids: false` and HTTP 200. One2many rows without an id of their own are appended each time (observed on 17 and 19).
 */
export function load({ env, model, args }: MethodCall): Py {
  const fields = asNames(args['fields']) ?? [];
  const data: unknown = args['data'];
  if (!Array.isArray(data)) throw valueError('load expects a list of rows');
  const table = data.map((line): string[] => (Array.isArray(line) ? line.map((cell) => text(cell)) : []));
  const ids: number[] = [];
  const effects = env.effects.length;
  for (const group of groups(model, fields, table)) {
    try {
      ids.push(loadRecord(env, model, fields, group.rows).id);
    } catch (error) {
      if (!(error instanceof LoadProblem) && !(error instanceof OdooError && error.kind !== 'access')) throw error;
      env.tx.rollback();
      env.effects.length = effects;
      return {
        ids: false,
        messages: [message(env, error, group.from, group.from + group.rows.length - 1)],
        nextrow: 0,
      };
    }
  }
  return { ids, messages: [], nextrow: 0 };
}

const text = (cell: unknown): string => (cell === false || cell === null || cell === undefined ? '' : String(cell));

/** A record's first row fills a column of its own; rows that only fill one2many columns belong to the one before. */
function groups(
  model: ModelDef,
  fields: readonly string[],
  table: readonly string[][],
): { from: number; rows: string[][] }[] {
  const own = fields.flatMap((field, column) => (isOfLine(model, field) ? [] : [column]));
  const out: { from: number; rows: string[][] }[] = [];
  for (const [index, row] of table.entries()) {
    const last = out.at(-1);
    if (last !== undefined && own.every((column) => (row[column] ?? '') === '')) last.rows.push(row);
    else out.push({ from: index, rows: [row] });
  }
  return out;
}

const isSub = (field: string): boolean => {
  const [, next] = field.split('/');
  return next !== undefined && next !== 'id' && next !== '.id';
};

/** A column of a one2many, also the one with its rows' own ids. */
const isOfLine = (model: ModelDef, field: string): boolean =>
  isSub(field) || model.fields[field.split('/')[0] ?? '']?.type === 'one2many';

function loadRecord(
  env: Env,
  model: ModelDef,
  fields: readonly string[],
  rows: readonly string[][],
  extra: Vals = {},
): Rec {
  const first = rows[0] ?? [];
  const vals: Vals = { ...extra };
  let external = '';
  const lines = new Map<string, { columns: number[]; fields: string[] }>();
  for (const [column, field] of fields.entries()) {
    const [name = '', ...rest] = field.split('/');
    const value = first[column] ?? '';
    if (field === 'id') external = value;
    else if (field === '.id') vals['.id'] = value;
    else if (isOfLine(model, field)) {
      const sub = lines.get(name) ?? { columns: [], fields: [] };
      sub.columns.push(column);
      sub.fields.push(rest.join('/'));
      lines.set(name, sub);
    } else vals[name] = resolve(env, model, name, rest[0], value);
  }
  const rec = upsert(env, model, external, vals);
  for (const [name, sub] of lines) {
    const definition = model.fields[name];
    if (definition?.relation === undefined) throw valueError(`Invalid field '${name}' in '${model.name}'`);
    for (const row of rows) {
      const cells = sub.columns.map((column) => row[column] ?? '');
      if (cells.every((cell) => cell === '')) continue;
      const back = { [definition.inverse ?? '']: rec.id };
      loadLine(definition.string, () =>
        loadRecord(env, env.model(definition.relation ?? ''), sub.fields, [cells], back),
      );
    }
  }
  return rec;
}

/** A line's problem names the field by its path, as in `Invoice lines/Account` (observed). */
function loadLine(lines: string, load: () => Rec): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof LoadProblem)) throw error;
    const message = error.message.replace(" in field '", ` in field '${lines}/`);
    throw new LoadProblem(error.field, error.definition, message);
  }
}

function resolve(env: Env, model: ModelDef, name: string, how: string | undefined, value: string): unknown {
  const field = model.fields[name];
  if (field === undefined) throw valueError(`Invalid field '${name}' in '${model.name}'`);
  if (field.type !== 'many2one' && field.type !== 'many2many') {
    if (field.type === 'boolean') return ['1', 'true', 'yes'].includes(value.toLowerCase());
    return value === '' ? false : value;
  }
  if (value === '') return field.type === 'many2many' ? [[6, 0, []]] : false;
  const ids = (field.type === 'many2many' ? value.split(',') : [value]).map((part) =>
    target(env, name, field, how, part),
  );
  return field.type === 'many2many' ? [[6, 0, ids]] : ids[0];
}

function target(env: Env, name: string, field: FieldDef, how: string | undefined, value: string): number {
  const relation = field.relation ?? '';
  const root = env.root();
  const fail = (kind: string): LoadProblem =>
    new LoadProblem(name, field, `No matching record found for ${kind} '${value}' in field '${field.string}'`);
  if (how === '.id') {
    const id = Number(value);
    if (!Number.isInteger(id) || !root.rec(relation, id).exists) throw fail('database id');
    return id;
  }
  if (how === 'id') {
    const data = findExternal(env, value);
    if (data === null || data.str('model') !== relation) throw fail('external id');
    return data.num('res_id');
  }
  const rec = root.search(relation, []).find((candidate) => candidate.displayName === value);
  if (rec === undefined) throw fail('name');
  return rec.id;
}

function findExternal(env: Env, external: string): Rec | null {
  const dot = external.indexOf('.');
  const module = dot === -1 ? '__import__' : external.slice(0, dot);
  const name = external.slice(dot + 1);
  for (const row of env.tx.db.table('ir.model.data').rows()) {
    if (row['name'] === name && row['module'] === module) return env.root().rec('ir.model.data', row.id);
  }
  return null;
}

/** Open to everybody who may read the record, whatever the rights on `ir.model.data` (observed on 19). */
export const externalIdMethods: Record<string, MethodDef> = {
  check_object_reference: {
    on: 'model',
    params: ['module', 'xml_id', 'raise_on_access_error?'],
    kind: 'read',
    run: ({ env, args }): Py => {
      const external = `${String(args['module'])}.${String(args['xml_id'])}`;
      const data = findExternal(env, external);
      const rec = data === null ? null : env.root().rec(data.str('model'), data.num('res_id'));
      if (!rec?.exists) throw valueError(`External ID not found in the system: ${external}`);
      env.require(rec.model.name, 'read');
      return [rec.model.name, env.visible(rec) ? rec.id : false];
    },
  },
};

function upsert(env: Env, model: ModelDef, external: string, given: Vals): Rec {
  const { '.id': databaseId, ...vals } = given;
  const data = external === '' ? null : findExternal(env, external);
  const id = data?.num('res_id') ?? (typeof databaseId === 'string' && databaseId !== '' ? Number(databaseId) : 0);
  const old = id === 0 ? null : env.rec(model.name, id);
  if (old?.exists) {
    env.write([old], vals);
    env.effect('record.written', `${model.name},${old.id}`, { external });
    return old;
  }
  const rec = env.create(model.name, [vals])[0];
  if (rec === undefined) throw new Error('create gave no record');
  env.effect('record.created', `${model.name},${rec.id}`, { external });
  // Odoo drops the id of a record that is deleted; here it is given to the new one.
  if (data !== null) data.set({ res_id: rec.id });
  else if (external !== '') {
    const dot = external.indexOf('.');
    const link = { module: dot === -1 ? '__import__' : external.slice(0, dot), name: external.slice(dot + 1) };
    env.root().make('ir.model.data', { ...link, model: model.name, res_id: rec.id });
  }
  return rec;
}

function message(env: Env, error: LoadProblem | OdooError, from: number, to: number): Py {
  const base = { rows: { from, to }, type: 'error', record: from };
  if (error instanceof OdooError) return { ...base, message: error.message };
  return {
    ...base,
    field: error.field,
    message: error.message,
    moreinfo: {
      name: 'Possible Values',
      type: 'ir.actions.act_window',
      target: 'new',
      view_mode: env.is19 ? 'list,form' : 'tree,form',
      views: [
        [false, 'list'],
        [false, 'form'],
      ],
      context: { create: false },
      help: 'See all possible values',
      res_model: error.definition.relation ?? '',
    },
    field_name: error.definition.string,
  };
}
