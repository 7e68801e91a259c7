import type { Json } from '@mlc/kernel';
import { toJson } from '@mlc/kernel';
import { mayAccess, requireAccess } from '../engine/access.js';
import type { Py, Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import { accessError, typeError, valueError } from '../engine/errors.js';
import type { MethodDef, ModelDef, Version } from '../engine/model.js';
import { type Load, mustHaveField, readRecords, readSpecified, visibleFields } from '../engine/read.js';
import type { Rec } from '../engine/record.js';
import { asInteger, asNames, asText, asVals, asValsList } from './arguments.js';
import { describeFields } from './fields-get.js';
import { load } from './load.js';
import { UNKNOWN } from './signature.js';

const reader = (
  on: MethodDef['on'],
  params: readonly string[],
  run: MethodDef['run'],
  kwargs?: MethodDef['kwargs'],
): MethodDef => ({ on, params, run, kind: 'read', ...(kwargs === undefined ? {} : { kwargs }) });

const writer = (on: MethodDef['on'], params: readonly string[], run: MethodDef['run']): MethodDef => ({
  on,
  params,
  run,
  kind: 'mutating',
});

const found = (env: Env, model: ModelDef, args: Vals): Rec[] =>
  env.search(model.name, args['domain'] ?? [], {
    offset: asInteger(args['offset']) ?? 0,
    limit: asInteger(args['limit']) ?? null,
    order: asText(args['order']) ?? null,
  });

/** All visible fields; for a partner or user an ordinary user is refused, because one of "all" is not theirs (observed). */
function allFields(env: Env, model: ModelDef): string[] {
  if (!env.account.admin && !env.sudo && (model.name === 'res.partner' || model.name === 'res.users')) {
    throw accessError(
      `Failed to read field ${model.name}.rtc_session_ids\nYou are not allowed to access 'Mail RTC session' (discuss.channel.rtc.session) records.\n\nThis operation is allowed for the following groups:\n\t- Role / Administrator\n\nContact your administrator to request access if necessary.`,
    );
  }
  return visibleFields(model).map(([name]) => name);
}

function rows(env: Env, model: ModelDef, recs: Rec[], args: Vals): Py[] {
  const fields = asNames(args['fields']) ?? [];
  for (const name of fields) mustHaveField(env.version, model, name, 'read');
  const names = fields.length > 0 || recs.length === 0 ? fields : allFields(env, model);
  const extra = args[UNKNOWN];
  if (typeof extra === 'string') {
    throw typeError(`BaseModel._read_format() got an unexpected keyword argument '${extra}'`);
  }
  const loading: Load = args['load'] === '' || args['load'] === false ? '' : '_classic_read';
  return readRecords(recs, names, loading);
}

const key = (rec: Rec): string => `${rec.model.name},${rec.id}`;

/** Journals a direct write; the fields that mean something to the business get a name of their own. */
function noteWrite(env: Env, recs: readonly Rec[], vals: Vals): void {
  for (const rec of recs) {
    if (rec.model.name === 'stock.picking' && 'carrier_tracking_ref' in vals) {
      const detail: Json = {
        tracking: rec.str('carrier_tracking_ref'),
        carrier: rec.ref('carrier_id')?.displayName ?? null,
      };
      env.effect('tracking.written', rec.str('name'), detail);
    } else env.effect('record.written', key(rec), toJson(vals));
  }
}

function checkNames(env: Env, model: ModelDef, vals: Vals): void {
  for (const name of Object.keys(vals)) mustHaveField(env.version, model, name, 'write');
}

/** The methods that every model has, with the argument names of the version. */
export function ormMethods(version: Version): Record<string, MethodDef> {
  const is19 = version === '19';
  const search = ['domain', 'offset?', 'limit?', 'order?'];
  return {
    search: reader('model', search, ({ env, model, args }) => found(env, model, args).map((rec) => rec.id)),
    search_count: reader('model', ['domain', 'limit?'], ({ env, model, args }) => found(env, model, args).length),
    search_read: reader(
      'model',
      ['domain?', 'fields?', 'offset?', 'limit?', 'order?', 'load?'],
      ({ env, model, args }) => rows(env, model, found(env, model, args), args),
      'late',
    ),
    read: reader('records', ['fields?', 'load?'], ({ env, model, recs, args }) => {
      env.require(model.name, 'read');
      const there = recs.filter((rec) => rec.exists);
      const foreign = there.find((rec) => !env.visible(rec));
      if (foreign !== undefined) {
        throw accessError(
          `Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, user (id=${env.account.uid}) doesn't have 'read' access to:\n- ${model.description} (${model.name})`,
        );
      }
      return rows(env, model, there, args);
    }),
    name_search: reader(
      'model',
      ['name?', is19 ? 'domain?' : 'args?', 'operator?', 'limit?'],
      ({ env, model, args }) => {
        const text = asText(args['name']) ?? '';
        const term = text === '' ? [] : [['display_name', asText(args['operator']) ?? 'ilike', text]];
        const extra = args['domain'] ?? args['args'] ?? [];
        const domain = Array.isArray(extra) ? [...extra, ...term] : term;
        const recs = env.search(model.name, domain, { limit: asInteger(args['limit']) ?? 100 });
        return recs.map((rec): Py => [rec.id, rec.displayName]);
      },
    ),
    fields_get: reader('model', ['allfields?', 'attributes?'], ({ model, args }) =>
      describeFields(model, asNames(args['allfields']), asNames(args['attributes'])),
    ),
    web_read: reader('records', ['specification'], ({ env, model, recs, args }) => {
      env.require(model.name, 'read');
      return readSpecified(
        recs.filter((rec) => rec.exists),
        asVals(args['specification']),
      );
    }),
    web_search_read: reader(
      'model',
      ['domain', 'specification', 'offset?', 'limit?', 'order?', 'count_limit?'],
      ({ env, model, args }) => ({
        length: env.search(model.name, args['domain']).length,
        records: readSpecified(found(env, model, args), asVals(args['specification'])),
      }),
    ),
    ...(is19
      ? {
          has_access: reader('records', ['operation'], ({ env, model, args }) =>
            mayAccess(env, model, operation(args['operation'])),
          ),
        }
      : {
          check_access_rights: reader('model', ['operation', 'raise_exception?'], ({ env, model, args }) => {
            const wanted = operation(args['operation']);
            if (args['raise_exception'] !== false) requireAccess(env, model, wanted);
            return mayAccess(env, model, wanted);
          }),
        }),
    get_external_id: reader('records', [], ({ env, recs }) =>
      Object.fromEntries(recs.map((rec) => [String(rec.id), externalId(env, rec)])),
    ),
    create: writer('model', ['vals_list'], ({ env, model, args }) => {
      const list = asValsList(args['vals_list']);
      env.require(model.name, 'create');
      for (const vals of list) checkNames(env, model, vals);
      const recs = env.create(model.name, list);
      for (const [index, rec] of recs.entries()) env.effect('record.created', key(rec), toJson(list[index]));
      return recs.map((rec) => rec.id);
    }),
    write: writer('records', ['vals'], ({ env, model, recs, args }) => {
      const vals = asVals(args['vals']);
      env.require(model.name, 'write');
      checkNames(env, model, vals);
      env.write(recs, vals);
      noteWrite(env, recs, vals);
      return true;
    }),
    unlink: writer('records', [], ({ env, recs }) => {
      env.unlink(recs);
      for (const rec of recs) env.effect('record.deleted', key(rec), null);
      return true;
    }),
    action_archive: writer('records', [], (call) => setActive(call.env, call.recs, false)),
    action_unarchive: writer('records', [], (call) => setActive(call.env, call.recs, true)),
    load: writer('model', ['fields', 'data'], (call) => load(call)),
  };
}

function operation(value: unknown): 'read' | 'write' | 'create' | 'unlink' {
  if (value === 'read' || value === 'write' || value === 'create' || value === 'unlink') return value;
  throw valueError(`Invalid operation ${String(value)}`);
}

function setActive(env: Env, recs: readonly Rec[], active: boolean): Py {
  env.write(recs, { active });
  for (const rec of recs) env.effect('record.written', key(rec), { active });
  return null;
}

function externalId(env: Env, rec: Rec): string {
  const domain = [
    ['model', '=', rec.model.name],
    ['res_id', '=', rec.id],
  ];
  const data = env.root().search('ir.model.data', domain)[0];
  return data === undefined ? '' : `${data.str('module')}.${data.str('name')}`;
}
