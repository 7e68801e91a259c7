import type { HttpDoor, HttpRequest, HttpResponse } from '@mlc/egress';
import { z } from 'zod';

/** One call as it went out and what came back. */
export interface Seen {
  method: string;
  /** Behind host and version, without the query, numbers as `{id}`. */
  call: string;
  status: number;
  headers: Record<string, string>;
  text: string;
  /** Undefined when the body is empty or no JSON. */
  json: unknown;
  mutating: boolean;
}

/** A door that keeps what passed, so that answers can be looked at as they were written. */
export class Recorder implements HttpDoor {
  readonly seen: Seen[] = [];

  /** With `rows`, every list is asked for so many rows a page, so that a small account has pages, too. */
  constructor(
    private readonly door: HttpDoor,
    private readonly rows: number | null = null,
    private readonly log: Seen[] = [],
  ) {}

  withPagesOf(rows: number): Recorder {
    return new Recorder(this.door, rows, this.seen);
  }

  async request(given: HttpRequest): Promise<HttpResponse> {
    const request = this.rows === null ? given : smaller(given, this.rows);
    const response = await this.door.request(request);
    const text = response.body.toString('utf8');
    const seen: Seen = {
      method: request.method,
      call: callOf(request.url),
      status: response.status,
      headers: response.headers,
      text,
      json: parsed(text),
      mutating: request.mutating,
    };
    this.seen.push(seen);
    if (this.log !== this.seen) this.log.push(seen);
    return response;
  }

  /** The answer that came last. */
  last(): Seen {
    const seen = this.seen.at(-1);
    if (seen === undefined) throw new Error('Nothing was asked yet.');
    return seen;
  }
}

const callOf = (url: string): string =>
  decodeURI(new URL(url).pathname)
    .replace(/^.*?\/\d{4}-\d\d(?=\/)/, '')
    .replace(/\/\d+(?=[/:]|$)/g, '/{id}');

function smaller(request: HttpRequest, rows: number): HttpRequest {
  const url = request.url.replace(/\b(PageSize|Limit|RecordsPerPage)=\d+/gi, `$1=${rows}`);
  if (request.body === undefined) return { ...request, url };
  const body = z.record(z.string(), z.unknown()).parse(JSON.parse(String(request.body)));
  return { ...request, url, body: JSON.stringify('page_size' in body ? { ...body, page_size: rows } : body) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
