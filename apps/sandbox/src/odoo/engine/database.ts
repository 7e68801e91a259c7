import type { Row } from './cells.js';

/** The rows of one model, with an index on each many2one so that one2many reads need no scan. */
export class Table {
  readonly #rows = new Map<number, Row>();
  readonly #indexes = new Map<string, Map<number, Set<number>>>();
  #lastId = 0;

  constructor(indexed: readonly string[]) {
    for (const field of indexed) this.#indexes.set(field, new Map());
  }

  /** Ids are never given twice, not even after a rollback: as a Postgres sequence. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  get(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  put(row: Row): void {
    this.remove(row.id);
    this.#rows.set(row.id, row);
    for (const [field, index] of this.#indexes) {
      const target = row[field];
      if (typeof target !== 'number') continue;
      const ids = index.get(target) ?? new Set<number>();
      ids.add(row.id);
      index.set(target, ids);
    }
  }

  remove(id: number): void {
    const old = this.#rows.get(id);
    if (old === undefined) return;
    this.#rows.delete(id);
    for (const [field, index] of this.#indexes) {
      const target = old[field];
      if (typeof target === 'number') index.get(target)?.delete(id);
    }
  }

  /** Ids of the rows whose many2one `field` points at `target`, ascending. */
  pointingAt(field: string, target: number): number[] {
    return [...(this.#indexes.get(field)?.get(target) ?? [])].sort((a, b) => a - b);
  }
}

export interface Change {
  model: string;
  id: number;
  before: Row | undefined;
  after: Row | undefined;
}

/** Tables and named sequences of one Odoo database. */
export class Database {
  readonly #tables = new Map<string, Table>();
  readonly #sequences = new Map<string, number>();

  addTable(model: string, indexed: readonly string[]): void {
    if (!this.#tables.has(model)) this.#tables.set(model, new Table(indexed));
  }

  table(model: string): Table {
    const table = this.#tables.get(model);
    if (table === undefined) throw new Error(`No table for model ${model}`);
    return table;
  }

  /** The next number of a sequence, from 1. */
  next(sequence: string): number {
    const value = (this.#sequences.get(sequence) ?? 0) + 1;
    this.#sequences.set(sequence, value);
    return value;
  }
}

/**
 * One transaction: every row it writes carries its start time, and a failure restores what was there.
 * Rows are replaced, never changed in place, so the first row seen is the row to restore.
 */
export class Transaction {
  readonly #before = new Map<string, Map<number, Row | undefined>>();

  constructor(
    readonly db: Database,
    /** Start of the transaction, microseconds. */
    readonly stamp: string,
  ) {}

  put(model: string, row: Row): void {
    this.#remember(model, row.id);
    this.db.table(model).put(row);
  }

  remove(model: string, id: number): void {
    this.#remember(model, id);
    this.db.table(model).remove(id);
  }

  rollback(): void {
    for (const change of this.changes()) {
      if (change.before === undefined) this.db.table(change.model).remove(change.id);
      else this.db.table(change.model).put(change.before);
    }
    this.#before.clear();
  }

  changes(): Change[] {
    return [...this.#before].flatMap(([model, rows]) =>
      [...rows].map(([id, before]) => ({ model, id, before, after: this.db.table(model).get(id) })),
    );
  }

  #remember(model: string, id: number): void {
    const rows = this.#before.get(model) ?? new Map<number, Row | undefined>();
    if (!rows.has(id)) rows.set(id, this.db.table(model).get(id));
    this.#before.set(model, rows);
  }
}

/**
 * Commits what a rolled-back transaction would have written. Only the cells that it changed are set, so that a row written
 * by somebody else in between keeps the rest.
 */
export function replay(db: Database, changes: readonly Change[]): void {
  for (const { model, id, before, after } of changes) {
    const table = db.table(model);
    if (after === undefined) {
      table.remove(id);
      continue;
    }
    const now = table.get(id);
    if (now === undefined || before === undefined) {
      table.put(after);
      continue;
    }
    const changed = Object.entries(after).filter(([field, cell]) => before[field] !== cell);
    table.put({ ...now, ...Object.fromEntries(changed), id });
  }
}
