import { type KnownError, OutcomeUnknown, RetryLater } from '@mlc/kernel';
import type { Exchange } from './exchange.js';
import { printable, type Target } from './target.js';
import type { HttpRequest } from './types.js';

const UNREACHABLE_RETRY_MS = 30_000;
const NO_ANSWER_RETRY_MS = 10_000;

/** What axios or Node said, reduced to a code: their errors hold headers, and their messages addresses. */
export interface WireFailure {
  code: string;
  tooLarge: boolean;
}

const isTls = (code: string): boolean => /CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO_/.test(code);

/** The error of a request whose answer did not come, by what may have happened at the remote. */
export function failureOf(request: HttpRequest, target: Target, exchange: Exchange, wire: WireFailure): KnownError {
  if (exchange.blocked && !exchange.sent) return exchange.blocked;
  const at = printable(target.host, target.port);
  if (!exchange.sent) return notSent(at, exchange, wire);
  const what = wire.tooLarge
    ? `${at} answered ${request.method} ${target.url.pathname} with more than ${request.maxBodyBytes} bytes`
    : `${at} gave no complete answer to ${request.method} ${target.url.pathname} (${cause(exchange, wire)})`;
  const code = wire.tooLarge ? 'egress.body_too_large' : 'egress.no_answer';
  if (request.mutating) return new OutcomeUnknown(`${what}; it may have been carried out.`, { code });
  const fix = wire.tooLarge
    ? 'Ask for less at once, e.g. smaller pages.'
    : `Nothing to do if it passes; otherwise check that ${at} answers within ${request.timeoutMs} ms.`;
  return new RetryLater(`${what}.`, NO_ANSWER_RETRY_MS, { code, fix });
}

function notSent(at: string, exchange: Exchange, wire: WireFailure): RetryLater {
  if (isTls(wire.code))
    return new RetryLater(`No secure connection to ${at} could be made (${wire.code}).`, UNREACHABLE_RETRY_MS, {
      ...tlsAdvice(wire.code, at),
      field: 'url',
    });
  return new RetryLater(`${at} could not be reached (${cause(exchange, wire)}).`, UNREACHABLE_RETRY_MS, {
    code: 'egress.unreachable',
    field: 'url',
    fix: `Check that the host and port ${at} are right, that it is running, and that this machine may connect to it.`,
  });
}

/** Node's codes for what is wrong with a certificate: each has another remedy. */
function tlsAdvice(code: string, at: string): { code: string; fix: string } {
  if (/SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED/.test(code))
    return {
      code: 'egress.tls_untrusted',
      fix: `Give ${at} a certificate of a public authority with its whole chain, or put your own authority's certificate into NODE_EXTRA_CA_CERTS and start again.`,
    };
  if (/EXPIRED|NOT_YET_VALID/.test(code))
    return {
      code: 'egress.tls_expired',
      fix: `Renew the certificate of ${at}; if it is valid, correct the clock of this machine.`,
    };
  if (/ALTNAME/.test(code))
    return {
      code: 'egress.tls_wrong_name',
      fix: `Write the address by a name that the certificate of ${at} holds, or give it a certificate for this name.`,
    };
  return {
    code: 'egress.tls',
    fix: `Check that ${at} speaks https there; an address without TLS begins with http://.`,
  };
}

const cause = (exchange: Exchange, wire: WireFailure): string =>
  exchange.cut === 'timeout' ? 'timed out' : exchange.cut === 'deadline' ? 'cut at its deadline' : wire.code;

/** No time was left to start an attempt. */
export const outOfTime = (target: Target): RetryLater =>
  new RetryLater(
    `The deadline of the call to ${printable(target.host, target.port)} had passed before it could start.`,
    0,
    {
      code: 'egress.deadline',
    },
  );

/** A later attempt of an idempotent write did nothing: what an earlier one did is still unknown. */
export function afterEarlierAttempts(
  error: KnownError,
  request: HttpRequest,
  target: Target,
  exchange: Exchange,
): KnownError {
  if (!(error instanceof RetryLater) || !exchange.unsettled || !request.mutating) return error;
  return new OutcomeUnknown(
    `${printable(target.host, target.port)} gave no answer to ${request.method} ${target.url.pathname}, and it could not be repeated: ${error.message}`,
    { code: 'egress.no_answer' },
  );
}
