import { isPlainObject } from '@mlc/kernel';
import type { Vals } from '../engine/cells.js';
import { pyRepr } from '../engine/cells.js';
import { typeError } from '../engine/errors.js';

const unset = (value: unknown): boolean => value === undefined || value === null || value === false;

/** Readers for arguments that come from a caller; a wrong shape is Python's TypeError, as on a real server. */
export const asInteger = (value: unknown): number | undefined => {
  if (unset(value)) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw typeError(`'${typeof value}' object cannot be interpreted as an integer`);
};

export const asText = (value: unknown): string | undefined => {
  if (unset(value)) return undefined;
  if (typeof value === 'string') return value;
  throw typeError(`expected str, got ${pyRepr(value)}`);
};

export const asNames = (value: unknown): string[] | undefined => {
  if (unset(value)) return undefined;
  if (Array.isArray(value)) return value.map((item) => asText(item) ?? '');
  throw typeError(`expected list of str, got ${pyRepr(value)}`);
};

export const asVals = (value: unknown): Vals => {
  if (isPlainObject(value)) return value;
  throw typeError(`expected dict, got ${pyRepr(value)}`);
};

export const asValsList = (value: unknown): Vals[] => (Array.isArray(value) ? value.map(asVals) : [asVals(value)]);

export const asIds = (value: unknown): number[] => {
  if (unset(value)) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((id) => {
    if (typeof id === 'number' && Number.isInteger(id)) return id;
    throw typeError(`expected int, got ${pyRepr(id)}`);
  });
};
