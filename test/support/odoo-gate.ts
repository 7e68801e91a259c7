import { type ClientRequest, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';

/** One call as it passed the gate. */
export interface GateCall {
  /** `model.method`, or the path of what is no JSON-2 call. */
  call: string;
  mutating: boolean;
  status: number;
  tookMs: number;
}

/** Stands before a real Odoo, passes every byte on, and counts: a real Odoo keeps no journal that could be the oracle. */
export interface OdooGate {
  url: string;
  calls: GateCall[];
  /** Calls since the given index that are not known to be reads. */
  mutatingSince(index: number): GateCall[];
  close(): Promise<void>;
}

/** What only reads. Everything else counts as mutating, so that a forgotten name makes a test fail rather than pass. */
const READS = new Set(['search_read', 'read', 'search', 'search_count', 'fields_get', 'context_get', 'has_access']);

const callOf = (path: string): string | null => {
  const [, model, method] = /^\/json\/2\/([^/]+)\/([^/?]+)/.exec(path) ?? [];
  return model !== undefined && method !== undefined ? `${model}.${method}` : null;
};

export async function openOdooGate(odooUrl: string): Promise<OdooGate> {
  const target = new URL(odooUrl);
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const calls: GateCall[] = [];
  const forward = (incoming: IncomingMessage, answer: (upstream: IncomingMessage) => void): ClientRequest =>
    send(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: target.host } },
      answer,
    );
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const call = callOf(path);
    const startedMs = Date.now();
    const upstream = forward(incoming, (answer) => {
      const mutating = call === null ? incoming.method !== 'GET' : !READS.has(call.slice(call.lastIndexOf('.') + 1));
      const status = answer.statusCode ?? 502;
      calls.push({ call: call ?? path, mutating, status, tookMs: Date.now() - startedMs });
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.once('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    mutatingSince: (index) => calls.slice(index).filter((call) => call.mutating),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
