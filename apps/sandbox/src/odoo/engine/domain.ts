import { pyTuple } from './cells.js';
import type { Env } from './env.js';
import { typeError, valueError } from './errors.js';
import { keepsCell } from './fields.js';
import { leafTest } from './leaf.js';
import type { ModelDef } from './model.js';
import type { Rec } from './record.js';

export type Test = (rec: Rec) => boolean;

export interface Compiled {
  /** Ids worth testing: all rows, or fewer where a leading condition names them. */
  candidates: number[];
  accepts: Test;
}

type Leaf = readonly [string, string, unknown];

const isLeaf = (item: unknown): item is Leaf =>
  Array.isArray(item) && item.length === 3 && typeof item[0] === 'string' && typeof item[1] === 'string';

/** Reads a domain in prefix notation and adds the archived-records rule. */
export function compileDomain(env: Env, model: ModelDef, domain: unknown): Compiled {
  const items = domain === false || domain === null || domain === undefined ? [] : domain;
  if (!Array.isArray(items)) {
    if (typeof items === 'string')
      throw typeError(`Domain() invalid argument type for domain: ${pyTuple([items]).slice(1, -1)}`);
    throw typeError('Domain() invalid argument type for domain');
  }
  const accepts = parse(env, model, items);
  const namesActive = items.some((item) => isLeaf(item) && item[0] === 'active');
  const hidesArchived = env.activeTest && model.fields['active'] !== undefined && !namesActive;
  return {
    candidates: candidates(env, model, items),
    accepts: hidesArchived ? (rec) => rec.cell('active') === true && accepts(rec) : accepts,
  };
}

function parse(env: Env, model: ModelDef, items: readonly unknown[]): Test {
  // Prefix notation read from its end: operands wait on the stack for their operator; what is left is and-ed.
  const stack: Test[] = [];
  const take = (): Test => {
    const operand = stack.pop();
    if (operand === undefined) throw valueError(`Domain() invalid domain: ${pyTuple(items)}`);
    return operand;
  };
  for (const item of [...items].reverse()) {
    if (item === '!') {
      const operand = take();
      stack.push((rec) => !operand(rec));
    } else if (item === '&' || item === '|') {
      const left = take();
      const right = take();
      stack.push(item === '&' ? (rec) => left(rec) && right(rec) : (rec) => left(rec) || right(rec));
    } else if (isLeaf(item)) {
      stack.push(leaf(env, model, item));
    } else {
      throw valueError(`Domain() invalid item in domain: ${pyTuple([item]).slice(1, -1)}`);
    }
  }
  return (rec) => stack.every((test) => test(rec));
}

function leaf(env: Env, model: ModelDef, item: Leaf): Test {
  const [path, operator, value] = item;
  // (1,'=',1) is a number on the left and never reaches here; its text form is the usual "all".
  const steps = path.split('.');
  const name = steps[0] ?? '';
  const field = model.fields[name];
  if (field === undefined || field.hidden === true) throw invalidField(env, model, name, item);
  if (steps.length === 1) {
    if (operator === 'any' || operator === 'not any') {
      const inner = compileDomain(env, env.model(field.relation ?? ''), value).accepts;
      return (rec) => rec.targets(name).some(inner) === (operator === 'any');
    }
    return leafTest(env, name, field, operator, value, item);
  }
  if (field.relation === undefined) throw invalidField(env, model, path, item);
  const rest = leaf(env, env.model(field.relation), [steps.slice(1).join('.'), operator, value]);
  return (rec) => rec.targets(name).some(rest);
}

const invalidField = (env: Env, model: ModelDef, field: string, item: Leaf): Error =>
  valueError(`Invalid field ${model.name}.${field} in ${env.is19 ? 'condition' : 'leaf'} ${pyTuple(item)}`);

/** Uses ids and many2one indexes where a plain leading `and` names them, so that reading a few rows scans a few. */
function candidates(env: Env, model: ModelDef, items: readonly unknown[]): number[] {
  const table = env.tx.db.table(model.name);
  const onlyAnd = items.every((item) => isLeaf(item) || item === '&');
  if (onlyAnd) {
    for (const item of items) {
      if (!isLeaf(item) || (item[1] !== '=' && item[1] !== 'in')) continue;
      const wanted = [item[2]].flat();
      if (!wanted.every((id): id is number => typeof id === 'number')) continue;
      if (item[0] === 'id') return wanted.filter((id) => table.get(id) !== undefined);
      const field = model.fields[item[0]];
      if (field?.type !== 'many2one' || !keepsCell(field)) continue;
      const name = item[0];
      return wanted.flatMap((id) => table.pointingAt(name, id));
    }
  }
  return [...table.rows()].map((row) => row.id);
}
