import { isPlainObject, limits } from '@mlc/kernel';

/** The ten shapes in which ShipBob answers an error (ShipBob docs "errors", OpenAPI files, observations). */
export type RefusalShape =
  | 'empty'
  | 'field_map'
  | 'errors_list'
  | 'problem'
  | 'validation_problem'
  | 'returns_error'
  | 'code_message'
  | 'text'
  | 'object_result'
  | 'gateway'
  | 'oauth'
  | 'html'
  | 'unknown';

export interface Refusal {
  status: number;
  shape: RefusalShape;
  /** ShipBob's own error code, where it gives one. */
  code: string | null;
  messages: { field: string | null; text: string }[];
  /** The natural key (reference id, SKU, purchase order number) is taken. */
  duplicate: boolean;
  /** Start of the raw body (4 kB), secrets removed. */
  raw: string;
}

const DUPLICATE = /existing ReferenceId|duplicate|already exists|must be (a )?unique|already (in use|taken|been used)/i;

/** Reads an error body of any shape; never throws. */
export function parseRefusal(status: number, body: Buffer): Refusal {
  const text = body.toString('utf8');
  const found = readText(text);
  return {
    status,
    shape: found.shape,
    code: found.code,
    messages: found.messages.map((message) => ({ ...message, text: withoutSecrets(message.text) })),
    duplicate: found.messages.some((message) => DUPLICATE.test(message.text)),
    raw: rawText(text),
  };
}

/** The messages in one line, e.g. `PurchaseOrderNumber: already exists; Boxes[0]: ...`. */
export function refusalText(refusal: Refusal): string {
  const parts = refusal.messages.map(({ field, text }) => (field ? `${field}: ${text}` : text));
  const shown = parts.length === 0 ? 'no reason given' : parts.join('; ');
  return `HTTP ${refusal.status}${refusal.code ? ` ${refusal.code}` : ''}, ${shown.slice(0, 1000)}`;
}

/** The start of a body as it may be kept. Secrets go before the cut, which would else leave half of one. */
export const rawText = (text: string): string =>
  withoutSecrets(text.slice(0, 4 * limits.remoteErrorBodyBytesKept)).slice(0, limits.remoteErrorBodyBytesKept);

/** Tokens and webhook secrets that an answer may echo. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/whsec_[A-Za-z0-9+/=_-]+/g, '[redacted]')
    .replace(/Bearer\s+[^\s"',]+/gi, 'Bearer [redacted]')
    .replace(/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g, '[redacted]')
    .replace(
      /\b((?:access|refresh|id)_token|client_secret|code_verifier)("?\s*[:=]\s*"?)[^"&\s,}]+/gi,
      '$1$2[redacted]',
    );

interface Found {
  shape: RefusalShape;
  code: string | null;
  messages: { field: string | null; text: string }[];
}

function readText(text: string): Found {
  if (text.trim() === '') return { shape: 'empty', code: null, messages: [] };
  if (/^\s*</.test(text)) return { shape: 'html', code: null, messages: [{ field: null, text: htmlTitle(text) }] };
  try {
    return readValue(JSON.parse(text), 0);
  } catch {
    return { shape: 'text', code: null, messages: [{ field: null, text: text.trim().slice(0, 1000) }] };
  }
}

function htmlTitle(text: string): string {
  const title = /<title[^>]*>([^<]*)<|<h1[^>]*>([^<]*)</i.exec(text);
  return `an HTML page${title ? ` "${(title[1] ?? title[2] ?? '').trim()}"` : ''}`;
}

function readValue(value: unknown, depth: number): Found {
  if (typeof value === 'string') return { shape: 'text', code: null, messages: [{ field: null, text: value }] };
  if (Array.isArray(value)) return { shape: 'errors_list', code: null, messages: texts(value, null) };
  if (!isPlainObject(value) || depth > 3) return { shape: 'unknown', code: null, messages: [] };
  const has = (key: string): boolean => key in value;
  if (has('formatters') || (has('value') && has('status_code'))) {
    return { ...readValue(value['value'], depth + 1), shape: 'object_result' };
  }
  if (has('statusCode') && has('message')) return found('gateway', texts(value['message'], null));
  if (typeof value['error'] === 'string') {
    return found('oauth', texts(value['error_description'] ?? value['error'], null), value['error']);
  }
  const inErrors = isPlainObject(value['errors']) ? mapTexts(value['errors']) : texts(value['errors'], null);
  if (has('stackTrace') || has('details')) {
    return found('returns_error', [...inErrors, ...texts(value['message'], null), ...texts(value['details'], null)]);
  }
  if (has('title') || (has('type') && has('status'))) {
    const own = [
      ...texts(value['detail'], null),
      ...(has('detail') && value['detail'] ? [] : texts(value['title'], null)),
    ];
    return found(has('errors') ? 'validation_problem' : 'problem', [...inErrors, ...own]);
  }
  if (has('errors')) return found('errors_list', [...inErrors, ...texts(value['message'], null)]);
  if (has('message')) {
    const code = typeof value['code'] === 'string' ? value['code'] : null;
    return found(code === null ? 'unknown' : 'code_message', texts(value['message'], null), code);
  }
  const fields = mapTexts(value);
  return found(fields.length === 0 ? 'unknown' : 'field_map', fields);
}

const found = (shape: RefusalShape, messages: Found['messages'], code: string | null = null): Found => ({
  shape,
  code,
  messages,
});

/** Strings of a value, however nested, under one field name. */
function texts(value: unknown, field: string | null): Found['messages'] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [{ field, text: value.trim() }];
  if (Array.isArray(value)) return value.flatMap((item) => texts(item, field));
  if (isPlainObject(value)) return mapTexts(value).map((message) => ({ ...message, field: message.field ?? field }));
  return [];
}

/** A map of field to messages; an empty key means the whole record. */
const mapTexts = (map: Record<string, unknown>): Found['messages'] =>
  Object.entries(map).flatMap(([key, value]) => texts(value, key === '' ? null : key));
