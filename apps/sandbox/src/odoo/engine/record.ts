import { type Cell, isIds, type Row } from './cells.js';
import type { Env } from './env.js';
import { missingError } from './errors.js';
import { emptyCell, type FieldDef } from './fields.js';
import type { ModelDef } from './model.js';
import { sortRecs } from './order.js';

/** One record seen through a user's environment. Holds no values: each read goes to the tables. */
export class Rec {
  constructor(
    readonly env: Env,
    readonly model: ModelDef,
    readonly id: number,
  ) {}

  get exists(): boolean {
    return this.env.tx.db.table(this.model.name).get(this.id) !== undefined;
  }

  get row(): Row {
    const row = this.env.tx.db.table(this.model.name).get(this.id);
    if (row === undefined) throw missingError(this.model.name, this.id, this.env.account.uid);
    return row;
  }

  get displayName(): string {
    return this.model.displayName(this);
  }

  field(name: string): FieldDef {
    const field = this.model.fields[name];
    if (field === undefined) throw new Error(`Model ${this.model.name} has no field ${name}`);
    return field;
  }

  has(name: string): boolean {
    return this.model.fields[name] !== undefined;
  }

  cell(name: string): Cell {
    const field = this.field(name);
    if (field.related !== undefined) {
      const [via = '', target = ''] = field.related.split('.');
      const parent = this.ref(via);
      return parent === null ? emptyCell(field) : parent.cell(target);
    }
    if (field.compute !== undefined) return field.compute(this);
    if (field.type === 'one2many') return this.#pointing(field);
    const cell = this.row[name] ?? emptyCell(field);
    if (field.type === 'many2many' && isIds(cell)) return this.#live(field.relation ?? '', cell);
    return cell;
  }

  /** Text of the field, `''` when empty. */
  str(name: string): string {
    const cell = this.cell(name);
    return cell === null || cell === false ? '' : String(cell);
  }

  num(name: string): number {
    const cell = this.cell(name);
    return typeof cell === 'number' ? cell : 0;
  }

  bool(name: string): boolean {
    return this.cell(name) === true;
  }

  ids(name: string): readonly number[] {
    const cell = this.cell(name);
    return isIds(cell) ? cell : [];
  }

  ref(name: string): Rec | null {
    const cell = this.cell(name);
    return typeof cell === 'number' ? this.env.rec(this.field(name).relation ?? '', cell) : null;
  }

  /** The many2one's record, where business rules make sure there is one. */
  need(name: string): Rec {
    const target = this.ref(name);
    if (target === null) throw new Error(`${this.model.name}(${this.id}) has no ${name}`);
    return target;
  }

  /** The records behind any relational field, one or many. */
  targets(name: string): Rec[] {
    const one = this.field(name).type === 'many2one' ? this.ref(name) : null;
    return one === null ? this.refs(name) : [one];
  }

  refs(name: string): Rec[] {
    const relation = this.field(name).relation ?? '';
    return this.ids(name).map((id) => this.env.rec(relation, id));
  }

  /** Stores cells as they are, past hooks and rights, and stamps the row. For business code. */
  set(cells: Readonly<Record<string, Cell>>): void {
    const { tx, account } = this.env;
    tx.put(this.model.name, { ...this.row, ...cells, write_date: tx.stamp, write_uid: account.uid });
  }

  /** Moves `write_date` as a recomputed stored field does. */
  touch(): void {
    this.set({});
  }

  #pointing(field: FieldDef): number[] {
    const relation = field.relation ?? '';
    const ids = this.env.tx.db.table(relation).pointingAt(field.inverse ?? '', this.id);
    const recs = this.#live(relation, ids).map((id) => this.env.rec(relation, id));
    return sortRecs(recs, this.env.model(relation).order).map((rec) => rec.id);
  }

  /** Drops deleted and, unless the context says otherwise, archived records: as Odoo reads relations. */
  #live(relation: string, ids: readonly number[]): number[] {
    const table = this.env.tx.db.table(relation);
    const hidesArchived = this.env.activeTest && this.env.model(relation).fields['active'] !== undefined;
    return ids.filter((id) => {
      const row = table.get(id);
      return row !== undefined && !(hidesArchived && row['active'] === false);
    });
  }
}
