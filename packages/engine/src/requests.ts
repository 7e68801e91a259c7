import { Bug, issuesText } from '@mlc/kernel';
import { type OperationName, type OperationRequest, operations } from '@mlc/mappings';

/** Parses an operation's input; a plan that does not fit its operation is our own mistake. */
export function parseRequest<N extends OperationName>(operation: N, request: unknown): OperationRequest<N> {
  const parsed = operations[operation].safeParse(request);
  if (!parsed.success) throw new Bug(`${operation} was planned with an unfit request: ${issuesText(parsed.error)}`);
  return parsed.data as OperationRequest<N>;
}
