import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { WebhooksService } from './webhooks.service.js';

/** The one door in. The connection is named by an opaque key in the URL. */
@Controller('webhooks/shipbob')
export class WebhooksController {
  constructor(@Inject(WebhooksService) private readonly webhooks: WebhooksService) {}

  @Post(':key')
  async receive(@Param('key') key: string, @Req() req: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const rawBody = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    try {
      const result = await this.webhooks.ingest({ webhookKey: key, headers: req.headers, rawBody });
      await reply.code(result.status).send({ outcome: result.kind });
    } catch {
      // Nothing was stored: the sender must try again.
      await reply.code(503).header('retry-after', '5').send({ outcome: 'unavailable' });
    }
  }
}
