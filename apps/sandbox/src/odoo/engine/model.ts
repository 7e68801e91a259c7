import type { Cell, Py, Row, Vals } from './cells.js';
import type { Env } from './env.js';
import { type FieldDef, f } from './fields.js';
import type { Rec } from './record.js';

export type Version = '17' | '19';

export interface MethodCall {
  env: Env;
  model: ModelDef;
  /** The records the method runs on; empty for a method of the model. */
  recs: Rec[];
  /** Named arguments as bound to the signature; an argument not given is absent. */
  args: Vals;
}

export interface MethodDef {
  /** `model`: `@api.model`, takes no ids. */
  on: 'model' | 'records';
  /** Names in positional order; a trailing `?` marks an optional one. */
  params: readonly string[];
  /** `true`: takes any keyword. `late`: takes it, but an inner call refuses it after the search. */
  kwargs?: 'late' | true;
  kind: 'read' | 'mutating';
  run: (call: MethodCall) => Py;
}

/** What a model adds to plain records. Every hook runs inside the caller's transaction. */
export interface Hooks {
  /** Completes or rewrites the values of one record before it is made. */
  create?: (env: Env, vals: Vals) => Vals;
  created?: (rec: Rec, vals: Vals) => void;
  /** Rewrites values before they are stored. */
  write?: (recs: Rec[], vals: Vals) => Vals;
  /** `before` holds the rows as they were. */
  written?: (recs: Rec[], vals: Vals, before: ReadonlyMap<number, Row>) => void;
  unlink?: (recs: Rec[]) => void;
  unlinked?: (env: Env, rows: Row[]) => void;
}

export interface ModelDef {
  name: string;
  /** What messages and `ir.model` call it, e.g. `Purchase Order`. */
  description: string;
  order: string;
  fields: Readonly<Record<string, FieldDef>>;
  methods: Readonly<Record<string, MethodDef>>;
  hooks: Hooks;
  displayName: (rec: Rec) => string;
  /** The many2one that makes a tree, for `child_of`. */
  parent?: string;
  /** The model exists only while this module is installed. */
  module?: string;
}

export interface ModelInput {
  name: string;
  description: string;
  order?: string;
  fields: Record<string, FieldDef>;
  methods?: Record<string, MethodDef>;
  hooks?: Hooks;
  displayName?: (rec: Rec) => string;
  parent?: string;
  module?: string;
}

/** Completes a model with the fields and methods that every model has. */
export function defineModel(
  version: Version,
  common: Readonly<Record<string, MethodDef>>,
  modules: ReadonlySet<string>,
  input: ModelInput,
): ModelDef {
  const displayName = input.displayName ?? ((rec: Rec): string => rec.str('name'));
  const fields: Record<string, FieldDef> = {
    id: f.integer('ID', { readonly: true }),
    display_name: f.char('Display Name', {
      readonly: true,
      store: false,
      searchable: version === '19',
      compute: (rec): Cell => rec.displayName,
    }),
    create_date: f.datetime('Created on', { readonly: true }),
    create_uid: f.many2one('res.users', 'Created by', { readonly: true }),
    write_date: f.datetime(version === '19' ? 'Last Updated on' : 'Last Updated on', { readonly: true }),
    write_uid: f.many2one('res.users', 'Last Updated by', { readonly: true }),
    ...input.fields,
  };
  for (const [name, field] of Object.entries(fields)) {
    if (field.module !== undefined && !modules.has(field.module)) delete fields[name];
  }
  return {
    name: input.name,
    description: input.description,
    order: input.order ?? 'id',
    fields,
    methods: { ...common, ...input.methods },
    hooks: input.hooks ?? {},
    displayName,
    ...(input.parent === undefined ? {} : { parent: input.parent }),
    ...(input.module === undefined ? {} : { module: input.module }),
  };
}
