import type { Cell } from './cells.js';
import type { Env } from './env.js';
import type { Rec } from './record.js';

type FieldType =
  | 'char'
  | 'text'
  | 'html'
  | 'binary'
  | 'integer'
  | 'float'
  | 'monetary'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'json'
  | 'selection'
  | 'many2one'
  | 'one2many'
  | 'many2many';

export interface FieldDef {
  type: FieldType;
  string: string;
  required: boolean;
  readonly: boolean;
  /** What `fields_get` says; whether this engine keeps a cell is decided by `compute`, `related` and `inverse`. */
  store: boolean;
  searchable: boolean;
  companyDependent: boolean;
  relation?: string;
  /** one2many: the many2one on the other model that points back. */
  inverse?: string;
  selection?: readonly (readonly [string, string])[];
  default?: Cell | ((env: Env) => Cell);
  compute?: (rec: Rec) => Cell;
  /** `many2one.field`: read and written through the related record. */
  related?: string;
  /** Kept by this engine for its own use; callers cannot see it. */
  hidden?: boolean;
  /** many2one: deleting the target deletes this record too. */
  ondelete?: 'cascade';
  /** The field exists only while this module is installed. */
  module?: string;
}

export type FieldOptions = Partial<Omit<FieldDef, 'type' | 'string'>>;

const make = (type: FieldType, string: string, options: FieldOptions = {}): FieldDef => ({
  type,
  string,
  required: false,
  readonly: false,
  store: true,
  searchable: true,
  companyDependent: false,
  ...options,
});

type Plain = (string: string, options?: FieldOptions) => FieldDef;
const plain =
  (type: FieldType): Plain =>
  (string, options) =>
    make(type, string, options);

export const f = {
  char: plain('char'),
  text: plain('text'),
  html: plain('html'),
  binary: plain('binary'),
  integer: plain('integer'),
  float: plain('float'),
  monetary: plain('monetary'),
  boolean: plain('boolean'),
  date: plain('date'),
  datetime: plain('datetime'),
  /** Kept as its text. */
  json: plain('json'),
  selection: (selection: readonly (readonly [string, string])[], string: string, options?: FieldOptions): FieldDef =>
    make('selection', string, { ...options, selection }),
  many2one: (relation: string, string: string, options?: FieldOptions): FieldDef =>
    make('many2one', string, { ...options, relation }),
  one2many: (relation: string, inverse: string, string: string, options?: FieldOptions): FieldDef =>
    make('one2many', string, { ...options, relation, inverse }),
  many2many: (relation: string, string: string, options?: FieldOptions): FieldDef =>
    make('many2many', string, { ...options, relation }),
};

/** A field computed on each read, that `fields_get` shows as stored. */
export const computed = (field: FieldDef, compute: (rec: Rec) => Cell): FieldDef => ({ ...field, compute });
/** A field read and written through a many2one; `fields_get` shows it as not stored. */
export const related = (path: string, field: FieldDef): FieldDef => ({ ...field, related: path, store: false });

/** True when the engine keeps a cell for the field itself. */
export const keepsCell = (field: FieldDef): boolean =>
  field.compute === undefined && field.related === undefined && field.type !== 'one2many';

/** The value of an unset cell. */
export function emptyCell(field: FieldDef): Cell {
  switch (field.type) {
    case 'integer':
    case 'float':
    case 'monetary':
      return 0;
    case 'boolean':
      return false;
    case 'one2many':
    case 'many2many':
      return [];
    default:
      return null;
  }
}
