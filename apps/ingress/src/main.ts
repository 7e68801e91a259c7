import { explain, limits } from '@mlc/kernel';
import { openRuntime, queueLog } from '@mlc/platform';
import { bootApp, HealthModule } from '@mlc/platform/nest';
import { openQueues, parseQueueBackend } from '@mlc/queues';
import { Module } from '@nestjs/common';
import { takeRawBodies } from './http.js';
import { RefusalCounts } from './refusal-counts.js';
import { Rings } from './rings.js';
import { LOG, WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

await bootApp({
  name: 'ingress',
  bodyBytesMax: limits.webhookBodyBytesMax,
  parseBodies: false,
  async build(env, log) {
    const runtime = await openRuntime(env, log, { poolMax: 6 });
    const queues = await openQueues(parseQueueBackend(), { log: queueLog(log) });
    const counts = new RefusalCounts(runtime.store.events, log);
    const rings = new Rings(queues.doorbell, log);
    const webhooks = new WebhooksService({ runtime, counts, rings, log });

    @Module({
      imports: [HealthModule.with([{ name: 'postgres', check: () => runtime.store.ping() }])],
      controllers: [WebhooksController],
      providers: [
        { provide: WebhooksService, useValue: webhooks },
        { provide: LOG, useValue: log },
      ],
    })
    class IngressModule {}

    return {
      module: IngressModule,
      configure(app) {
        takeRawBodies(app.getHttpAdapter().getInstance(), (key, reason) => {
          webhooks
            .refusedUnread(key, reason)
            .catch((error: unknown) => log.warn('webhook.count_failed', { reason, message: explain(error) }));
        });
      },
      async close() {
        await counts.close();
        await queues.close();
        await runtime.close();
      },
    };
  },
});
