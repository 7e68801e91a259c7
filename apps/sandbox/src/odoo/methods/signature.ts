import type { Vals } from '../engine/cells.js';
import { OdooError, typeError } from '../engine/errors.js';
import type { MethodDef } from '../engine/model.js';

interface Param {
  name: string;
  optional: boolean;
}

const paramsOf = (method: MethodDef): Param[] =>
  method.params.map((param) => ({ name: param.replace(/\?$/, ''), optional: param.endsWith('?') }));

/**
 * Binds arguments to a method as Python's `inspect.signature().bind` does.
 * Throws `bad_arguments` for a missing or unknown argument, and TypeError where the method hands unknown keywords on.
 */
export function bindArguments(method: MethodDef, positional: readonly unknown[], named: Vals): Vals {
  const params = paramsOf(method);
  if (positional.length > params.length) throw new OdooError('bad_arguments', 'too many positional arguments');
  const bound: Vals = {};
  for (const [index, value] of positional.entries()) {
    const param = params[index];
    if (param !== undefined) bound[param.name] = value;
  }
  for (const [name, value] of Object.entries(named)) {
    if (params.some((param) => param.name === name)) {
      if (name in bound) throw new OdooError('bad_arguments', `multiple values for argument '${name}'`);
      bound[name] = value;
    } else if (method.kwargs === true) bound[name] = value;
    else if (method.kwargs !== undefined) {
      throw typeError(`${method.kwargs}() got an unexpected keyword argument '${name}'`);
    } else throw new OdooError('bad_arguments', `got an unexpected keyword argument '${name}'`);
  }
  const missing = params.find((param) => !param.optional && !(param.name in bound));
  if (missing !== undefined) throw new OdooError('bad_arguments', `missing a required argument: '${missing.name}'`);
  return bound;
}
