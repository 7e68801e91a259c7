// Helpers of the door's tests; the name keeps them out of the build.
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import { redact } from '@mlc/kernel';
import { afterEach, expect } from 'vitest';
import { createDoor } from './door.js';
import type { DoorOptions, HttpRequest } from './types.js';

export const TOKEN = 'canary-3f9c1e';
export const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

/** A server on a free port that counts connections and requests. */
export async function serve(
  answer: (request: http.IncomingMessage, response: http.ServerResponse, count: number) => void,
) {
  const seen = {
    port: 0,
    connections: 0,
    requests: [] as { method: string; headers: http.IncomingHttpHeaders; body: string }[],
  };
  const sockets = new Set<Socket>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.requests.push({
        method: request.method ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      answer(request, response, seen.requests.length);
    });
  });
  server.on('connection', (socket) => {
    seen.connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  seen.port = (server.address() as AddressInfo).port;
  return seen;
}

export function open(port: number, more: Partial<DoorOptions> = {}) {
  const door = createDoor({ policy: { allow: [{ host: '127.0.0.1', port }] }, fence: 'open', ...more });
  cleanups.push(() => door.close());
  return door;
}

export const ask = (port: number, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: `http://127.0.0.1:${port}/thing?secret=${TOKEN}`,
  headers: { authorization: redact(`Bearer ${TOKEN}`) },
  timeoutMs: 5_000,
  idempotent: true,
  mutating: false,
  maxBodyBytes: 10_000,
  ...more,
});
export const write: Partial<HttpRequest> = { method: 'POST', body: '{"a": 1} ', idempotent: false, mutating: true };

export async function failure(
  promise: Promise<unknown>,
): Promise<{ name: string; code: string; fix?: string; afterMs?: number }> {
  const error: unknown = await promise.then(
    () => expect.unreachable('it should have failed'),
    (caught: unknown) => caught,
  );
  // Whatever is done with an error, the token is not in it.
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(TOKEN);
  return error as { name: string; code: string };
}
