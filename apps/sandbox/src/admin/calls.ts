import { BadInput } from '@mlc/kernel';
import { z } from 'zod';

const envelopeSchema = z.object({ result: z.unknown() });
/** Our own refusals, and those of the Odoo side. */
const failureSchema = z.union([
  z.object({ error: z.object({ code: z.string(), message: z.string(), field: z.string().nullable() }) }),
  z
    .object({ error: z.string(), message: z.string() })
    .transform(({ error, message }) => ({ error: { code: error, message, field: null } })),
]);
/** Sandbox waits of up to five minutes are allowed; the socket must outlast them. */
const TIMEOUT_MS = 310_000;

/** Calls to `/__admin`, typed. Throws BadInput with the sandbox's own words when it refuses. */
export class AdminCalls {
  readonly #base: string;
  readonly #token: string | null;

  /** `adminUrl` as the sandbox printed it, e.g. `http://127.0.0.1:9000/__admin`. */
  constructor(adminUrl: string, token: string | null = null) {
    this.#base = adminUrl.replace(/\/+$/, '');
    this.#token = token;
  }

  /** The `result` of a command. */
  async post<T extends z.ZodType>(path: string, body: unknown, schema: T): Promise<z.output<T>> {
    return schema.parse(envelopeSchema.parse(await this.raw('POST', path, body ?? {})).result);
  }

  /** The `result` of a question. */
  async get<T extends z.ZodType>(
    path: string,
    query: Record<string, string | number | undefined>,
    schema: T,
  ): Promise<z.output<T>> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    return schema.parse(envelopeSchema.parse(await this.raw('GET', `${path}?${search.toString()}`)).result);
  }

  /** The whole answer, as the Odoo side gives it: without an envelope. */
  async raw(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (this.#token !== null) headers['authorization'] = `Bearer ${this.#token}`;
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    const failure = failureSchema.safeParse(answer);
    const { code, message, field } = failure.success
      ? failure.data.error
      : { code: 'sandbox.failed', message: `HTTP ${response.status}`, field: null };
    throw new BadInput(`Sandbox admin: ${message}`, field === null ? { code } : { code, field });
  }
}
