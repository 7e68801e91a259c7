import type { CallContext, LookupOutcome, SendOutcome } from '@mlc/engine';
import { isKnownError, toJson } from '@mlc/kernel';
import type { OperationName, OperationRequest } from '@mlc/mappings';
import type { ShipBobClient } from '../http/client.js';
import { type Refusal, refusalText } from '../http/refusal.js';

/** How one operation is sent to ShipBob and looked for. */
export interface Handler<N extends OperationName> {
  send(client: ShipBobClient, request: OperationRequest<N>, call: CallContext): Promise<SendOutcome>;
  lookup(client: ShipBobClient, request: OperationRequest<N>, call: CallContext): Promise<LookupOutcome>;
}

/** A field that came back otherwise than asked. */
export interface Difference {
  field: string;
  asked: unknown;
  got: unknown;
}

export const differenceText = (differences: Difference[]): string =>
  differences
    .map(({ field, asked, got }) => `${field}: asked ${JSON.stringify(asked)}, got ${JSON.stringify(got)}`)
    .join('; ');

/** The read-back record, with what came back otherwise under `differences` when anything did. */
export const readBack = (record: object, differences: Difference[]): ReturnType<typeof toJson> =>
  toJson(differences.length === 0 ? record : { ...record, differences });

export function rejected(refusal: Refusal, code = 'shipbob.rejected'): SendOutcome {
  return {
    kind: 'rejected',
    code: refusal.code === null ? code : `shipbob.${refusal.code.toLowerCase()}`,
    message: refusalText(refusal),
    detail: toJson({ status: refusal.status, messages: refusal.messages, raw: refusal.raw }),
  };
}

/**
 * A refused create: `exists` when ShipBob says so, or when its natural key turns out to be taken (the answer to a
 * duplicate SKU is documented nowhere), else `rejected`.
 */
export async function refusedCreate(refusal: Refusal, lookup: () => Promise<LookupOutcome>): Promise<SendOutcome> {
  if (refusal.duplicate) return { kind: 'exists', message: refusalText(refusal) };
  const found = await lookup();
  return found.kind === 'absent' ? rejected(refusal) : { kind: 'exists', message: refusalText(refusal) };
}

/**
 * For reads that follow an answered write. RetryLater and NeedsAttention would say that nothing was done, which is no
 * longer true: a failing read leaves the outcome unknown, to be looked for.
 */
export async function afterSending(read: () => Promise<SendOutcome>): Promise<SendOutcome> {
  try {
    return await read();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return { kind: 'unknown', message: `ShipBob answered, but could not be read back: ${error.message}` };
  }
}
