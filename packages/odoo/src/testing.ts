import type { HttpDoor, HttpRequest, HttpResponse } from '@mlc/egress';
import { Redacted } from '@mlc/kernel';

/** An answer as fixtures and recorded samples hold it. */
export interface Canned {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** A door that answers from a list and remembers what was asked; for tests of what goes over the wire. */
export class CannedDoor implements HttpDoor {
  readonly requests: HttpRequest[] = [];
  readonly #answers: (Canned | Error)[];
  constructor(...answers: (Canned | Error)[]) {
    this.#answers = answers;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const answer = this.#answers.shift();
    if (!answer) throw new Error(`No answer is left for ${request.method} ${request.url}`);
    if (answer instanceof Error) throw answer;
    const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    const text = typeof answer.body === 'string' && isText(answer) ? answer.body : JSON.stringify(answer.body);
    // Bytes go as they are: half an answer is no JSON.
    const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(text);
    return { status: answer.status, headers: Object.fromEntries(headers), body };
  }

  /** The body of the n-th request as JSON. */
  sent(n = 0): unknown {
    const body = this.requests[n]?.body;
    return body === undefined ? undefined : JSON.parse(body.toString());
  }

  header(name: string, n = 0): string | undefined {
    const value = this.requests[n]?.headers[name];
    return value instanceof Redacted ? value.reveal() : value;
  }
}

const isText = (answer: Canned): boolean =>
  Object.entries(answer.headers ?? {}).some(
    ([name, value]) => name.toLowerCase() === 'content-type' && !value.startsWith('application/json'),
  );

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Canned => ({
  status,
  headers: { ...JSON_TYPE, date: 'Mon, 23 Nov 2026 02:50:00 GMT', ...headers },
  body,
});
export const html = (status: number, body = '<!doctype html><title>x</title>'): Canned => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});

type Handler = (body: Record<string, unknown>) => unknown;

/** A door that answers JSON-2 calls by `model.method`; a handler may throw a Canned answer or an error of the door. */
export class HandlerDoor implements HttpDoor {
  readonly calls: { call: string; body: Record<string, unknown> }[] = [];
  constructor(private readonly handlers: Record<string, Handler>) {}

  async request(request: HttpRequest): Promise<HttpResponse> {
    const call = new URL(request.url).pathname.replace('/json/2/', '').replace('/', '.');
    const body = JSON.parse(request.body?.toString() ?? '{}') as Record<string, unknown>;
    this.calls.push({ call, body });
    const handler = this.handlers[call];
    if (!handler) throw new Error(`Nobody answers ${call}`);
    let answer: Canned;
    try {
      answer = json(handler(body));
    } catch (thrown) {
      if (thrown instanceof Error) throw thrown;
      answer = thrown as Canned;
    }
    return new CannedDoor(answer).request(request);
  }

  /** Answers a call differently from now on. */
  on(call: string, handler: Handler): void {
    this.handlers[call] = handler;
  }

  made(call: string): Record<string, unknown>[] {
    return this.calls.filter((made) => made.call === call).map((made) => made.body);
  }
}

/** Odoo's error answer over JSON-2. */
export const refusal = (name: string, message: string, status = 422): Canned => json({ name, message }, status);
