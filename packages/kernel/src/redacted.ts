import { inspect } from 'node:util';

/** A secret on its way from the vault to the socket. Printing, logging or serialising it shows `[redacted]`. */
export class Redacted<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** The only way to the value; call it where the bytes leave for the socket. */
  reveal(): T {
    return this.#value;
  }
  toString(): string {
    return '[redacted]';
  }
  toJSON(): string {
    return '[redacted]';
  }
  [inspect.custom](): string {
    return '[redacted]';
  }
}

export const redact = <T>(value: T): Redacted<T> => new Redacted(value);
