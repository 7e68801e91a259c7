import type { Json, JsonObject } from '@mlc/kernel';
import type { OdooCall } from './transport.js';

/** Methods whose named parameters the older protocols want by position (`create` must: observed on Odoo 16-18). */
const POSITIONAL: Record<string, readonly string[]> = {
  create: ['vals_list'],
  write: ['vals'],
  load: ['fields', 'data'],
};

/** Arguments of `execute_kw` after model and method: positional ones, then keywords with the context among them. */
export function executeKwArguments(
  call: Pick<OdooCall, 'method' | 'ids' | 'params' | 'context'>,
): [Json[], JsonObject] {
  const params = { ...call.params };
  const args: Json[] = call.ids === undefined ? [] : [call.ids];
  for (const name of POSITIONAL[call.method] ?? []) {
    args.push(params[name] ?? null);
    delete params[name];
  }
  return [args, Object.keys(call.context).length === 0 ? params : { ...params, context: call.context }];
}
