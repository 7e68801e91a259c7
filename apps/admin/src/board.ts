import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Queues } from '@mlc/queues';
import type { FastifyInstance } from 'fastify';

const PATH = '/queues';

/** Serves Bull Board at /queues: to look at, not to touch, since a job is only a ring of the bell. */
export async function serveBoard(server: FastifyInstance, bull: Queues['bull']): Promise<void> {
  const board = new FastifyAdapter();
  createBullBoard({
    queues: Object.values(bull).map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'ml-connector' } },
  });
  board.setBasePath(PATH);
  await server.register(board.registerPlugin(), { prefix: PATH });
}
