import type { SendOutcome } from '@mlc/engine';
import { BadInput, explain, NeedsAttention, OutcomeUnknown, Rejected } from '@mlc/kernel';

/**
 * An operation's errors as outcomes. What is thrown on (RetryLater, NeedsAttention) promises that nothing was done, as
 * does a call that the fence or the policy refused.
 */
export async function settle(run: () => Promise<SendOutcome>): Promise<SendOutcome> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OutcomeUnknown) return { kind: 'unknown', message: error.message };
    if (error instanceof Rejected)
      return { kind: 'rejected', code: error.code, message: explain(error), detail: { field: error.field ?? null } };
    if (error instanceof BadInput) {
      const { code, field, fix } = error;
      throw new NeedsAttention(error.message, { code, field, fix }, error);
    }
    throw error;
  }
}
