import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter as BoardAdapter } from '@bull-board/fastify';
import { bootApp, HealthModule, openRuntime, queueLog, requireAdminToken } from '@mlc/platform';
import { openQueues, parseQueueBackend } from '@mlc/queues';
import { Module } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { guardWithToken } from './access.js';
import { ConnectionsController, DOORBELL, RUNTIME } from './connections.controller.js';
import { ErrorsFilter } from './errors.filter.js';

await bootApp({
  name: 'admin',
  async build(env, log) {
    requireAdminToken(env);
    const runtime = await openRuntime(env, log, { poolMax: 4, fence: 'read_only' });
    const queues = await openQueues(parseQueueBackend(), { log: queueLog(log) });

    @Module({
      imports: [HealthModule.with([{ name: 'postgres', check: () => runtime.store.ping() }])],
      controllers: [ConnectionsController],
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
        guardWithToken(server, requireAdminToken(env));
        app.useGlobalFilters(new ErrorsFilter((message) => log.error('request.failed', { message })));
        const config = new DocumentBuilder().setTitle('ml-connector admin').setVersion('0.1').addBearerAuth().build();
        SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, config), {
          jsonDocumentUrl: 'openapi.json',
        });
        const board = new BoardAdapter();
        createBullBoard({
          queues: Object.values(queues.bull).map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
          serverAdapter: board,
        });
        board.setBasePath('/queues');
        await server.register(board.registerPlugin(), { prefix: '/queues' });
      },
      async close() {
        await queues.close();
        await runtime.close();
      },
    };
  },
});
