import { explain } from '@mlc/kernel';
import type { Logger } from '@mlc/platform';
import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { WebhooksService } from './webhooks.service.js';

export const LOG = Symbol('log');

/** ShipBob gives up after 15 s and comes again; a database that hangs is told to it sooner, milliseconds. */
const ANSWER_MS = 8_000;

/** The one door in. The connection is named by an opaque key in the URL. */
@Controller('webhooks/shipbob')
export class WebhooksController {
  constructor(
    @Inject(WebhooksService) private readonly webhooks: WebhooksService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  @Post(':key')
  async receive(@Param('key') key: string, @Req() req: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const rawBody = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    try {
      const result = await inTime(this.webhooks.ingest({ webhookKey: key, headers: req.headers, rawBody }));
      await reply.code(result.status).send({ outcome: result.kind });
    } catch (error) {
      // Not known to be stored: the sender must try again. If it was after all, that one is a duplicate.
      this.log.error('webhook.unavailable', { message: explain(error) });
      await reply.code(503).header('retry-after', '5').send({ outcome: 'unavailable' });
    }
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was decided within ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
