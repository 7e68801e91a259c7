/**
 * Errors say what to do. Each carries what a person needs: the record, the field, the shape of the value and the fix.
 * None may carry a secret.
 */
export interface Advice {
  /** A stable name for docs and tests, e.g. `odoo.invalid_key`. */
  code: string;
  /** One sentence with the fix. */
  fix?: string;
  /** The field or setting at fault, e.g. `odoo.url`. */
  field?: string;
}

abstract class ConnectorError extends Error {
  readonly code: string;
  readonly fix: string | undefined;
  readonly field: string | undefined;
  constructor(message: string, advice: Advice, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = advice.code;
    this.fix = advice.fix;
    this.field = advice.field;
  }
}

/** Nothing happened (or only reading failed): the same call may be made again after `afterMs`. */
export class RetryLater extends ConnectorError {
  constructor(
    message: string,
    readonly afterMs: number,
    advice: Advice,
    cause?: unknown,
  ) {
    super(message, advice, cause);
  }
}

/** A write was sent and no answer came: it may or may not have happened. Only looking resolves it. */
export class OutcomeUnknown extends ConnectorError {}

/** The remote refused: repeating the same request cannot help. */
export class Rejected extends ConnectorError {}

/** Credentials, rights or the address are wrong: the whole connection needs a person. */
export class NeedsAttention extends ConnectorError {}

/** What a person typed or configured is wrong; names the field and the fix. */
export class BadInput extends ConnectorError {}

/** A broken promise of our own code. */
export class Bug extends ConnectorError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'bug' }, cause);
  }
}

export type KnownError = RetryLater | OutcomeUnknown | Rejected | NeedsAttention | BadInput | Bug;

export function isKnownError(error: unknown): error is KnownError {
  return error instanceof ConnectorError;
}

/** Message and fix for people, never a stack. */
export function explain(error: unknown): string {
  if (isKnownError(error)) return error.fix ? `${error.message} Fix: ${error.fix}` : error.message;
  return error instanceof Error ? error.message : String(error);
}

/** For exhaustive switches: does not compile while a case is missing. */
export function never(value: never): never {
  throw new Bug(`Unexpected value ${JSON.stringify(value)}`);
}
