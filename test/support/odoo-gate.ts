import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';

/** One call as it passed the gate. */
export interface GateCall {
  /** `model.method`, or the path of what is no call of a model. */
  call: string;
  mutating: boolean;
  status: number;
  tookMs: number;
  /** Its arguments: by name over JSON-2, by position over JSON-RPC, null where they cannot be told. */
  input: unknown;
  /** What Odoo answered to it, null where that cannot be told. */
  output: unknown;
}

/** Stands before a real Odoo, passes every byte on, and counts: a real Odoo keeps no journal that could be the oracle. */
export interface OdooGate {
  url: string;
  calls: GateCall[];
  /** Calls since the given index that are not known to be reads. */
  mutatingSince(index: number): GateCall[];
  /** The next call of this name is passed on and answered by Odoo, and its answer is lost. */
  dropAnswer(call: string): void;
  /** The next call of this name reaches Odoo only when it is let go, whether or not somebody still waits for its answer. */
  hold(call: string): HeldCall;
  close(): Promise<void>;
}

export interface HeldCall {
  arrived: Promise<void>;
  /** Passes the call on; resolves when Odoo has answered. */
  letGo(): Promise<void>;
}

/** What only reads. Everything else counts as mutating, so that a forgotten name makes a test fail rather than pass. */
const READS = new Set([
  'search_read',
  'read',
  'search',
  'search_count',
  'fields_get',
  'context_get',
  'has_access',
  'check_access_rights',
  'authenticate',
  'version',
]);

const rpcSchema = z.object({ params: z.object({ method: z.string(), args: z.array(z.unknown()) }) });

/** What a call hands over, beside its context. */
function inputOf(path: string, body: string): unknown {
  if (path.startsWith('/json/2/')) return JSON.parse(body);
  if (!path.startsWith('/jsonrpc')) return null;
  const parsed = rpcSchema.safeParse(JSON.parse(body));
  return parsed.success ? (parsed.data.params.args[5] ?? null) : null;
}

/** What a call is answered with, without its envelope. */
function outputOf(path: string, text: string): unknown {
  if (path.startsWith('/json/2/')) return JSON.parse(text);
  if (!path.startsWith('/jsonrpc')) return null;
  return z.looseObject({ result: z.unknown().optional() }).parse(JSON.parse(text)).result ?? null;
}

/** `model.method` of JSON-2 by its path, of the older protocols by their body. */
function callOf(path: string, body: string): string | null {
  const [, model, method] = /^\/json\/2\/([^/]+)\/([^/?]+)/.exec(path) ?? [];
  if (model !== undefined && method !== undefined) return `${model}.${method}`;
  if (path.startsWith('/jsonrpc')) {
    const parsed = rpcSchema.safeParse(JSON.parse(body));
    if (!parsed.success) return null;
    const { method: name, args } = parsed.data.params;
    return name === 'execute_kw' ? `${String(args[3])}.${String(args[4])}` : `common.${name}`;
  }
  if (!path.startsWith('/xmlrpc/2/')) return null;
  const name = /<methodName>([^<]+)</.exec(body)?.[1] ?? '';
  if (name !== 'execute_kw') return `common.${name}`;
  const texts = [...body.matchAll(/<param><value><string>([^<]*)<\/string>/g)].map((match) => match[1]);
  // Database, key, model, method.
  return `${texts[2]}.${texts[3]}`;
}

export async function openOdooGate(odooUrl: string): Promise<OdooGate> {
  const target = new URL(odooUrl);
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const calls: GateCall[] = [];
  const dropped: string[] = [];
  const held: { call: string; came: () => void; letGo: Promise<void>; done: () => void }[] = [];

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = incoming.url ?? '/';
    const body = await bodyOf(incoming);
    const call = callOf(path, body.toString('utf8'));
    const startedMs = Date.now();
    const waits = take(held, (one) => one.call === call);
    waits?.came();
    await waits?.letGo;
    const isLost = take(dropped, (one) => one === call) !== undefined;
    const headers = { ...incoming.headers, host: target.host };
    const upstream = send(new URL(path, target), { method: incoming.method ?? 'GET', headers }, (answer) => {
      const mutating = call === null ? incoming.method !== 'GET' : !READS.has(call.slice(call.lastIndexOf('.') + 1));
      const status = answer.statusCode ?? 502;
      const { 'transfer-encoding': _, ...given } = answer.headers;
      bodyOf(answer)
        .then((text) => {
          const input = mutating ? inputOf(path, body.toString('utf8')) : null;
          const output = mutating && status === 200 ? outputOf(path, text.toString('utf8')) : null;
          calls.push({ call: call ?? path, mutating, status, tookMs: Date.now() - startedMs, input, output });
          if (isLost) outgoing.destroy();
          else outgoing.writeHead(status, given).end(text);
        })
        .catch(() => outgoing.destroy())
        .finally(() => waits?.done());
    });
    upstream.once('error', () => outgoing.destroy());
    upstream.end(body);
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    mutatingSince: (index) => calls.slice(index).filter((call) => call.mutating),
    dropAnswer: (call) => void dropped.push(call),
    hold: (call) => {
      const [arrived, came] = signal();
      const [released, release] = signal();
      const [ended, done] = signal();
      held.push({ call, came, letGo: released, done });
      return {
        arrived,
        letGo: () => {
          release();
          return ended;
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function signal(): [promise: Promise<void>, resolve: () => void] {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

function take<T>(list: T[], fits: (one: T) => boolean): T | undefined {
  const at = list.findIndex(fits);
  return at === -1 ? undefined : list.splice(at, 1)[0];
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
