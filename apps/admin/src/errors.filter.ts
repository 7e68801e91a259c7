import { explain, isKnownError } from '@mlc/kernel';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Every error leaves as `{ code, message, field, fix }`; a fault of our own says no more than that it is one. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(private readonly report: (message: string) => void) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof HttpException) {
      void reply.code(error.getStatus()).send(error.getResponse());
      return;
    }
    if (isKnownError(error) && error.name !== 'Bug') {
      const status = error.name === 'BadInput' ? (error.code.endsWith('not_found') ? 404 : 400) : 503;
      void reply
        .code(status)
        .send({ code: error.code, message: error.message, field: error.field ?? null, fix: error.fix ?? null });
      return;
    }
    this.report(explain(error));
    void reply
      .code(500)
      .send({ code: 'internal', message: 'The request failed; the log has the cause.', field: null, fix: null });
  }
}
