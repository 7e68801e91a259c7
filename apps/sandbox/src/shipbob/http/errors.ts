import type { Json } from '@mlc/kernel';
import type { z } from 'zod';
import type { Answer } from '../../core/exchange.js';

/*
 * ShipBob answers errors in many shapes, and each call has its own (ShipBob docs "errors", OpenAPI 2026-01, observations of
 * integrators). A client that only knows one of them breaks on the others, so the sandbox keeps them apart.
 */

export const ok = (body: Json, effects: Answer['effects'] = [], status = 200): Answer => ({ status, body, effects });

/** No body at all: 401, 403 and the 404 of orders. */
export const empty = (status: number, headers: Record<string, string> = {}): Answer => ({ status, body: '', headers });

/** Map of field to messages; an empty key means the whole record. Orders, products, receiving. */
export const fieldErrors = (status: number, errors: Record<string, string[]>): Answer => ({ status, body: errors });

/** RFC 7807. Inventory and products. */
export const problem = (status: number, title: string, detail: string): Answer => ({
  status,
  body: { type: `https://httpstatuses.io/${status}`, title, status, detail, instance: null },
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
});

/** RFC 7807 with an `errors` map. Receiving's 404. */
export const validationProblem = (status: number, errors: Record<string, string[]>): Answer => ({
  status,
  body: {
    type: 'https://tools.ietf.org/html/rfc7231#section-6.5.4',
    title: 'One or more validation errors occurred.',
    status,
    detail: null,
    instance: null,
    errors,
  },
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
});

/** Returns have an error shape of their own, camelCase leak included (OpenAPI "Returns.ApiError"). */
export const apiError = (status: number, message: string, errors: string[]): Answer => ({
  status,
  body: { details: null, errors, message, stackTrace: null },
});

/** `{code, message}`: the calls that change a shipment (OpenAPI 2026-01). */
export const codedError = (status: number, code: string, message: string): Answer => ({
  status,
  body: { code, message },
});

/** A plain string, written as JSON. Tracking and the tracking-uploaded mark. */
export const textAnswer = (status: number, text: string): Answer => ({
  status,
  body: JSON.stringify(text),
  headers: { 'content-type': 'application/json; charset=utf-8' },
});

/** A serialised ASP.NET result object: what webhook subscriptions answer. */
export const objectResult = (status: number, value: Json): Answer => ({
  status,
  body: { value, formatters: [], content_types: [], declared_type: null, status_code: status },
});

/** The gateway in front of the API: rate limit and unknown resources. */
export const gateway = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: { statusCode: status, message },
  headers,
});

const pascal = (key: string): string =>
  key
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

/** `['boxes', 0, 'tracking_number']` -> `Boxes[0].TrackingNumber`, the key style of ASP.NET model state (inferred). */
const fieldKey = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((key, part) => {
    if (typeof part === 'number') return `${key}[${part}]`;
    return key === '' ? pascal(String(part)) : `${key}.${pascal(String(part))}`;
  }, '');

/** Zod issues as a field map. A missing or null member reads as ASP.NET words it ("The X field is required."). */
export function issuesAsFields(error: z.ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const key = fieldKey(issue.path);
    const name = pascal(String(issue.path.filter((part) => typeof part === 'string').at(-1) ?? 'body'));
    const missing = issue.code === 'invalid_type' && (issue.input === undefined || issue.input === null);
    const message = missing ? `The ${name} field is required.` : issue.message;
    fields[key] = [...(fields[key] ?? []), message];
  }
  return fields;
}
