import { limits } from '@mlc/kernel';
import { bootApp, HealthModule, openRuntime, queueLog } from '@mlc/platform';
import { openQueues, parseQueueBackend } from '@mlc/queues';
import { Module } from '@nestjs/common';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

await bootApp({
  name: 'ingress',
  bodyBytesMax: limits.webhookBodyBytesMax,
  parseBodies: false,
  async build(env, log) {
    const runtime = await openRuntime(env, log, { poolMax: 6 });
    const queues = await openQueues(parseQueueBackend(), { log: queueLog(log) });

    @Module({
      imports: [HealthModule.with([{ name: 'postgres', check: () => runtime.store.ping() }])],
      controllers: [WebhooksController],
      providers: [{ provide: WebhooksService, useValue: new WebhooksService(runtime, queues.doorbell, log) }],
    })
    class IngressModule {}

    return {
      module: IngressModule,
      configure(app) {
        // Raw bytes for every content type: the signature covers bytes, and a broken body must still be stored.
        const server = app.getHttpAdapter().getInstance();
        server.removeAllContentTypeParsers();
        server.addContentTypeParser(
          '*',
          { parseAs: 'buffer' },
          (_req: unknown, body: Buffer, done: (error: Error | null, body: Buffer) => void) => done(null, body),
        );
      },
      async close() {
        await queues.close();
        await runtime.close();
      },
    };
  },
});
