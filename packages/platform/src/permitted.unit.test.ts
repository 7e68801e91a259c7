import { createDoor } from '@mlc/egress';
import type { CallContext, Executor } from '@mlc/engine';
import type { Mode } from '@mlc/mappings';
import { expect, it } from 'vitest';
import { permitted } from './permitted.js';

/** Port 9 takes no connection: a write that passes the fence ends unreachable, one that does not ends fenced. */
const door = createDoor({ policy: { allow: [{ host: '127.0.0.1', port: 9 }] }, fence: 'permitted' });
const request = { method: 'POST', url: 'http://127.0.0.1:9/', headers: {}, timeoutMs: 1000, maxBodyBytes: 1 } as const;

const executor: Executor = {
  operations: ['shipbob.wro.cancel'],
  send: async () => {
    const code = await door.request({ ...request, idempotent: false, mutating: true }).then(
      () => 'sent',
      (error: { code: string }) => error.code,
    );
    return { kind: 'unknown', message: code };
  },
  lookup: async () => ({ kind: 'absent' }),
};

it.each<[Mode | undefined, CallContext['write'], boolean]>([
  ['live', { flow: 'receiving', approvalId: null }, true],
  ['approve', { flow: 'receiving', approvalId: 'yes' }, true],
  ['approve', { flow: 'receiving', approvalId: null }, false],
  ['preview', { flow: 'receiving', approvalId: 'yes' }, false],
  [undefined, { flow: 'receiving', approvalId: 'yes' }, false],
  ['live', { flow: 'products', approvalId: null }, false],
  ['live', undefined, false],
])('with receiving %s, a write of %o reaches the socket: %s', async (mode, write, reaches) => {
  const modes: Record<string, Mode> = mode === undefined ? {} : { receiving: mode };
  const call = { deadlineMs: Date.now() + 2000, correlationId: 'c', ...(write ? { write } : {}) };
  const sent = await permitted(executor, modes).send('shipbob.wro.cancel', { wro_id: 1 }, call);
  expect(sent).toEqual({ kind: 'unknown', message: reaches ? 'egress.unreachable' : 'egress.fenced' });
});
