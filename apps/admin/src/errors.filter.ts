import { explain, isKnownError, isPlainObject, type KnownError } from '@mlc/kernel';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Every answer that is no success. */
export interface ApiError {
  /** A stable name, e.g. `connection.not_found`. */
  code: string;
  message: string;
  /** The parameter at fault. */
  field: string | null;
  /** One sentence. */
  fix: string | null;
}

const BY_STATUS: Record<number, { code: string; fix: string }> = {
  404: { code: 'http.not_found', fix: 'GET /openapi.json lists all routes.' },
};
const OTHER = { code: 'http.refused', fix: 'GET /openapi.json tells what each route takes.' };

/** Every error leaves as `{ code, message, field, fix }`; a fault of our own says no more than that it is one. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  /** `ping` rejects with the known error when the store is away, which an error of the driver does not say by itself. */
  constructor(private readonly needs: { report(message: string): void; ping(): Promise<void> }) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const { status, body } = await this.answerTo(error);
    await host.switchToHttp().getResponse<FastifyReply>().code(status).send(body);
  }

  private async answerTo(error: unknown): Promise<{ status: number; body: ApiError | object }> {
    // Nest also makes these of what the HTTP server refuses by itself: a body that is no JSON, or too large.
    if (error instanceof HttpException) {
      const own = error.getResponse();
      // A probe answers in its own words.
      if (isPlainObject(own) && 'checks' in own) return { status: error.getStatus(), body: own };
      return refused(error.getStatus(), error.message);
    }
    if (isKnownError(error) && error.name !== 'Bug') return { status: statusOf(error), body: bodyOf(error) };
    this.needs.report(explain(error));
    const away = await this.needs.ping().then(
      () => null,
      (why: unknown) => why,
    );
    if (isKnownError(away)) return { status: statusOf(away), body: bodyOf(away) };
    const body = { code: 'internal', message: 'The request failed; the log has the cause.', field: null, fix: null };
    return { status: 500, body };
  }
}

const refused = (status: number, message: string): { status: number; body: ApiError } => ({
  status,
  body: { ...(BY_STATUS[status] ?? OTHER), message, field: null },
});

function statusOf(error: KnownError): number {
  // What is wrong with our own database is not the caller's input.
  if (error.name !== 'BadInput' || error.code.startsWith('store.')) return 503;
  return error.code.endsWith('not_found') ? 404 : 400;
}

const bodyOf = ({ code, message, field, fix }: KnownError): ApiError => ({
  code,
  message,
  field: field ?? null,
  fix: fix ?? null,
});
