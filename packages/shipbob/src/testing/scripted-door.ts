import type { HttpDoor, HttpRequest, HttpResponse } from '@mlc/egress';
import { redact } from '@mlc/kernel';
import { createShipBobClient, type ShipBobClient } from '../http/client.js';

/** What a scripted ShipBob answers: JSON, raw text, or an error the door would throw. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is a string. Absent: no body. */
  body?: unknown;
}

export interface ScriptedCall {
  method: string;
  /** Behind host and version, without the query. */
  path: string;
  /** As sent, with its question mark. */
  search: string;
  query: URLSearchParams;
  body: unknown;
  request: HttpRequest;
}

export const TEST_TOKEN = 'pat-0123456789abcdef';

/** A door for tests: records every call and answers what `script` says. Opens no socket. */
export class ScriptedDoor implements HttpDoor {
  readonly calls: ScriptedCall[] = [];
  constructor(private readonly script: (call: ScriptedCall) => ScriptedAnswer) {}

  async request(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    const call: ScriptedCall = {
      method: request.method,
      path: decodeURI(url.pathname).replace(/^\/[^/]+/, ''),
      search: request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '',
      query: url.searchParams,
      body: request.body === undefined ? undefined : JSON.parse(String(request.body)),
      request,
    };
    this.calls.push(call);
    const { status = 200, headers = {}, body } = this.script(call);
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    return { status, headers, body: Buffer.from(text) };
  }

  get writes(): ScriptedCall[] {
    return this.calls.filter((call) => call.request.mutating);
  }
}

/** A client over a scripted door: channel 7, version 2026-01. */
export function scriptedClient(
  script: (call: ScriptedCall) => ScriptedAnswer,
  version = '2026-01',
): { client: ShipBobClient; door: ScriptedDoor } {
  const door = new ScriptedDoor(script);
  const client = createShipBobClient({
    door,
    baseUrl: 'https://api.shipbob.test',
    version,
    token: async () => redact(TEST_TOKEN),
    channelId: 7,
    accountId: 'acc',
  });
  return { client, door };
}
