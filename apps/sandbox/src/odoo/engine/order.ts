import type { Cell } from './cells.js';
import { valueError } from './errors.js';
import type { Rec } from './record.js';

interface Term {
  field: string;
  sign: 1 | -1;
}

function terms(recs: readonly Rec[], order: string): Term[] {
  const model = recs[0]?.model;
  return order.split(',').map((part) => {
    const [field = '', direction = 'asc'] = part.trim().split(/\s+/);
    if (model !== undefined && model.fields[field] === undefined) {
      throw valueError(`Invalid field ${model.name}.${field} in order ${JSON.stringify(order)}`);
    }
    return { field, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
}

/** The stored value, to the microsecond for datetimes; empty values sort last ascending, as NULLs in Postgres. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : 1;
  return Number(a) - Number(b);
}

function sortKey(rec: Rec, field: string): Cell {
  if (field === 'id') return rec.id;
  const def = rec.field(field);
  // Odoo orders a many2one by its record's own order; its name is the nearest single key.
  return def.type === 'many2one' ? (rec.ref(field)?.displayName ?? null) : rec.cell(field);
}

/** Sorts by an `order` clause such as `write_date desc, id`; ties keep id order. */
export function sortRecs(recs: readonly Rec[], order: string): Rec[] {
  if (recs.length < 2) return [...recs];
  const parsed = terms(recs, order);
  const keyed = recs.map((rec) => ({ rec, keys: parsed.map((term) => sortKey(rec, term.field)) }));
  keyed.sort((a, b) => {
    for (const [index, term] of parsed.entries()) {
      const difference = compare(a.keys[index] ?? null, b.keys[index] ?? null);
      if (difference !== 0) return difference * term.sign;
    }
    return a.rec.id - b.rec.id;
  });
  return keyed.map((entry) => entry.rec);
}
