import { isKnownError } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { type ScriptedAnswer, scriptedClient } from '../testing/scripted-door.js';
import { refusalText } from './refusal.js';

/**
 * ShipBob's ten shapes of an error body, each met by a read, a look for one record and a write: what becomes of it and that
 * ShipBob's own words stay. Status and body as documented or observed.
 */
interface Shape {
  shape: string;
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  words: string;
  read: string;
  one: string;
  write: string;
}

const business = { read: 'Rejected shipbob.bad_request', one: 'Rejected shipbob.bad_request', write: 'refused' };
const missing = { read: 'NeedsAttention shipbob.wrong_address', one: 'missing', write: 'refused' };
const transient = {
  read: 'RetryLater shipbob.server_error',
  one: 'RetryLater shipbob.server_error',
  write: 'ambiguous',
};
const everywhere = (outcome: string) => ({ read: outcome, one: outcome, write: outcome });

const shapes: Shape[] = [
  {
    shape: 'S1 map of fields, 400',
    status: 400,
    body: { Limit: ['Too large.'] },
    words: 'Limit: Too large.',
    ...business,
  },
  {
    shape: 'S1 with the empty key, 422',
    status: 422,
    body: { '': ['No such SKU'] },
    words: 'No such SKU',
    ...business,
  },
  {
    shape: 'S1 that says the key is taken',
    status: 422,
    body: { PurchaseOrderNumber: ['PO reference already exists'] },
    words: 'PurchaseOrderNumber: PO reference already exists',
    ...business,
    write: 'duplicate',
  },
  { shape: 'S2 wrapper', status: 422, body: { errors: ['one', 'two'] }, words: 'one; two', ...business },
  {
    shape: 'S3 problem details, 404',
    status: 404,
    body: { type: 't', title: 'Not Found', status: 404, detail: 'There is no inventory 7.' },
    words: 'There is no inventory 7.',
    ...missing,
  },
  {
    shape: 'S4 validation problem, 404',
    status: 404,
    body: { title: 'One or more errors', status: 404, errors: { Id: ['Unknown receiving order.'] } },
    words: 'Id: Unknown receiving order.',
    ...missing,
  },
  {
    shape: 'S5 error of returns',
    status: 422,
    body: { details: null, errors: ['Return is completed.'], message: 'Unprocessable', stackTrace: 'at X' },
    words: 'Return is completed.; Unprocessable',
    ...business,
  },
  {
    shape: 'S6 code and message, 409',
    status: 409,
    body: { code: 'CONFLICT', message: 'Shipment is being picked.' },
    words: 'CONFLICT, Shipment is being picked.',
    ...business,
  },
  { shape: 'S7 plain string', status: 400, body: '"Invalid shipment ids"', words: 'Invalid shipment ids', ...business },
  {
    shape: 'S8 result object',
    status: 422,
    body: { value: { Topics: ['Unknown topic.'] }, status_code: 422, formatters: [], content_types: [] },
    words: 'Topics: Unknown topic.',
    ...business,
  },
  {
    shape: 'S9 gateway, 429',
    status: 429,
    body: { statusCode: 429, message: 'Rate limit is exceeded. Try again in 25 seconds.' },
    headers: { 'x-retry-after': '25' },
    words: 'rate limit',
    ...everywhere('RetryLater shipbob.rate_limited'),
  },
  {
    shape: 'S9 gateway, 404',
    status: 404,
    body: { statusCode: 404, message: 'Resource not found' },
    words: 'Resource not found',
    ...everywhere('NeedsAttention shipbob.wrong_address'),
  },
  {
    shape: 'S10 OAuth',
    status: 400,
    body: { error: 'invalid_grant', error_description: 'The token was used.' },
    words: 'invalid_grant, The token was used.',
    ...business,
  },
  { shape: 'an empty 401', status: 401, words: 'HTTP 401', ...everywhere('NeedsAttention shipbob.unauthorized') },
  { shape: 'an empty 403', status: 403, words: 'HTTP 403', ...everywhere('NeedsAttention shipbob.forbidden') },
  { shape: 'an empty 404', status: 404, words: 'wrong', ...missing },
  {
    shape: 'a page, 524',
    status: 524,
    body: '<html><title>524: A timeout occurred</title>',
    words: '524: A timeout',
    ...transient,
  },
  { shape: 'an empty 500', status: 500, words: 'HTTP 500', ...transient },
  { shape: 'text, 503', status: 503, body: 'upstream is gone', words: 'upstream is gone', ...transient },
];

/** What became of a call, with the words that people read. */
async function outcomeOf(run: () => Promise<{ is: string; words: string }>): Promise<{ is: string; words: string }> {
  try {
    return await run();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return { is: `${error.name} ${error.code}`, words: error.message };
  }
}

describe.each(shapes)('$shape', (shape) => {
  const answer: ScriptedAnswer = { status: shape.status, body: shape.body, headers: shape.headers };
  const client = () => scriptedClient((call) => (call.path === '/channel' ? { status: 401 } : answer)).client;
  const read = { path: '/receiving', priority: 'receipts' } as const;

  it(`is ${shape.read} for a list`, async () => {
    const got = await outcomeOf(async () => {
      await client().read(read);
      return { is: 'read', words: '' };
    });
    expect(got.is).toBe(shape.read);
    if (shape.words !== 'wrong') expect(got.words).toContain(shape.words);
  });

  it(`is ${shape.one} for one record`, async () => {
    const got = await outcomeOf(async () => {
      const found = await client().readOne({ ...read, path: '/receiving/7' });
      return { is: found === null ? 'missing' : 'read', words: shape.words };
    });
    expect(got.is).toBe(shape.one);
    if (shape.words !== 'wrong') expect(got.words).toContain(shape.words);
  });

  it(`is ${shape.write} for a write`, async () => {
    const got = await outcomeOf(async () => {
      const sent = await client().write({
        method: 'POST',
        path: '/receiving',
        priority: 'receipts',
        idempotent: false,
      });
      if (sent.kind === 'unknown') return { is: 'ambiguous', words: sent.message };
      if (sent.kind === 'answered') return { is: 'answered', words: '' };
      return { is: sent.refusal.duplicate ? 'duplicate' : 'refused', words: refusalText(sent.refusal) };
    });
    expect(got.is).toBe(shape.write);
    if (shape.words !== 'wrong') expect(got.words).toContain(shape.words);
  });
});
