import { isPlainObject } from '@mlc/kernel';

/** Readers for answers in tests: they fail loudly where the shape is not as expected. */
export function records(value: unknown): Record<string, unknown>[] {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  if (!Array.isArray(plain) || !plain.every(isPlainObject))
    throw new Error(`Not a list of records: ${JSON.stringify(plain)}`);
  return plain;
}

export function record(value: unknown): Record<string, unknown> {
  const first = records(value)[0];
  if (first === undefined) throw new Error('No record');
  return first;
}

export function numbers(value: unknown): number[] {
  if (!Array.isArray(value) || !value.every((item): item is number => typeof item === 'number')) {
    throw new Error(`Not a list of numbers: ${JSON.stringify(value)}`);
  }
  return value;
}

export function number(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`Not a number: ${JSON.stringify(value)}`);
  return value;
}

/** The JSON with each leaf replaced by its type; lists keep their first item. */
export function shape(value: unknown, without: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0], without)];
  if (isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !without.includes(name))
        .map(([name, item]) => [name, shape(item, without)]),
    );
  }
  return typeof value;
}
