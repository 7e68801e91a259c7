import { openRuntime, queueLog, requireAdminToken } from '@mlc/platform';
import { bootApp, HealthModule } from '@mlc/platform/nest';
import { openQueues, parseQueueBackend } from '@mlc/queues';
import { Module } from '@nestjs/common';
import { guardWithToken } from './access.js';
import { serveApiDocs } from './api-docs.js';
import { ApprovalsController } from './approvals.controller.js';
import { serveBoard } from './board.js';
import { ConnectionsController } from './connections.controller.js';
import { ErrorsFilter } from './errors.filter.js';
import { OAuthController } from './oauth.controller.js';
import { DOORBELL, RUNTIME } from './shared.js';

await bootApp({
  name: 'admin',
  async build(env, log) {
    const token = requireAdminToken(env);
    const runtime = await openRuntime(env, log, { poolMax: 4, fence: 'read_only' });
    const queues = await openQueues(parseQueueBackend(), { log: queueLog(log) });

    @Module({
      imports: [HealthModule.with([{ name: 'postgres', check: () => runtime.store.ping() }])],
      controllers: [ConnectionsController, OAuthController, ApprovalsController],
      providers: [
        { provide: RUNTIME, useValue: runtime },
        { provide: DOORBELL, useValue: queues.doorbell },
      ],
    })
    class AdminModule {}

    return {
      module: AdminModule,
      async configure(app) {
        const server = app.getHttpAdapter().getInstance();
        guardWithToken(server, token);
        app.useGlobalFilters(
          new ErrorsFilter({
            report: (message) => log.error('request.failed', { message }),
            ping: () => runtime.store.ping(),
          }),
        );
        serveApiDocs(app);
        await serveBoard(server, queues.bull);
      },
      async close() {
        await queues.close();
        await runtime.close();
      },
    };
  },
});
