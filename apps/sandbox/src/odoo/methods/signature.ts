import type { Vals } from '../engine/cells.js';
import { OdooError } from '../engine/errors.js';
import type { MethodDef } from '../engine/model.js';

interface Param {
  name: string;
  optional: boolean;
}

const paramsOf = (method: MethodDef): Param[] =>
  method.params.map((param) => ({ name: param.replace(/\?$/, ''), optional: param.endsWith('?') }));

/** Where a method that hands unknown keywords on finds the first of them: only its inner call refuses it. */
export const UNKNOWN = '**';

/**
 * Binds arguments to a method as Python's `inspect.signature().bind` does.
 * Throws `bad_arguments` for a missing or unknown argument.
 */
export function bindArguments(method: MethodDef, positional: readonly unknown[], named: Vals): Vals {
  const params = paramsOf(method);
  if (positional.length > params.length) throw new OdooError('bad_arguments', 'too many positional arguments');
  const bound: Vals = {};
  for (const [index, value] of positional.entries()) {
    const param = params[index];
    if (param !== undefined) bound[param.name] = value;
  }
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(named)) {
    if (params.some((param) => param.name === name)) {
      if (name in bound) throw new OdooError('bad_arguments', `multiple values for argument '${name}'`);
      bound[name] = value;
    } else if (method.kwargs === true) bound[name] = value;
    else unknown.push(name);
  }
  // Python names a missing argument before an unknown one.
  const missing = params.find((param) => !param.optional && !(param.name in bound));
  if (missing !== undefined) throw new OdooError('bad_arguments', `missing a required argument: '${missing.name}'`);
  const [first] = unknown;
  if (first === undefined) return bound;
  if (method.kwargs === undefined)
    throw new OdooError('bad_arguments', `got an unexpected keyword argument '${first}'`);
  return { ...bound, [UNKNOWN]: first };
}
