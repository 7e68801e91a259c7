import { isPlainObject } from '@mlc/kernel';
import type { Reply } from './started.js';

/** A member of an answer, deep inside; throws when it is not there, so that no later call asks for `undefined`. */
export function pick(reply: Reply, ...path: (string | number)[]): string {
  let value: unknown = reply.json;
  for (const key of path) {
    value = Array.isArray(value) ? value[Number(key)] : isPlainObject(value) ? value[key] : undefined;
  }
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  throw new Error(`No ${path.join('.')} in ${reply.status} ${reply.text.slice(0, 300)}`);
}
