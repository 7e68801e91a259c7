import { BadInput, NeedsAttention, OutcomeUnknown, Redacted, Rejected, RetryLater, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { type ScriptedAnswer, scriptedClient, TEST_TOKEN } from '../testing/scripted-door.js';
import { createShipBobClient } from './client.js';

const read = { path: '/receiving', priority: 'receipts' } as const;
const post = { method: 'POST', path: '/receiving', body: { a: 1 }, priority: 'receipts', idempotent: false } as const;
const html = '<html><title>Sign in</title></html>';

async function failureOf(answer: ScriptedAnswer, path = '/receiving'): Promise<unknown> {
  const { client } = scriptedClient(() => answer);
  return client.read({ ...read, path }).then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

describe('every call', () => {
  it('carries token, channel and budget, to the versioned address', async () => {
    const { client, door } = scriptedClient(() => ({ body: [] }), '2026-07');
    await client.read({ ...read, query: { IDs: [1, 2] }, deadlineMs: 5 });
    const [call] = door.calls;
    expect(call?.request.url).toBe('https://api.shipbob.test/2026-07/receiving?IDs=1,2');
    expect(call?.request.headers['shipbob_channel_id']).toBe('7');
    const { authorization } = call?.request.headers ?? {};
    expect(authorization instanceof Redacted && authorization.reveal()).toBe(`Bearer ${TEST_TOKEN}`);
    expect(call?.request).toMatchObject({
      budget: { accountId: 'acc', priority: 'receipts' },
      mutating: false,
      idempotent: true,
      deadlineMs: 5,
    });
    expect(JSON.stringify(call?.request)).not.toContain(TEST_TOKEN);
  });

  it('sends the colon of an action as it is', async () => {
    const { client, door } = scriptedClient(() => ({ body: {} }));
    await client.write({ ...post, path: '/receiving/7:cancel' });
    expect(door.calls[0]?.request.url).toMatch(/\/receiving\/7:cancel$/);
  });
});

describe('a read', () => {
  it.each([
    ['401', { status: 401 }, 'shipbob.unauthorized'],
    ['a redirect to a sign-in page', { status: 302, body: html }, 'shipbob.redirected'],
    [
      '404 of the gateway',
      { status: 404, body: { statusCode: 404, message: 'Resource not found' } },
      'shipbob.wrong_address',
    ],
    ['404 as a page', { status: 404, body: html }, 'shipbob.wrong_address'],
    ['405', { status: 405 }, 'shipbob.wrong_address'],
    ['403', { status: 403 }, 'shipbob.forbidden'],
  ])('that meets %s needs a person', async (_name, answer, code) => {
    const error = await failureOf(answer);
    expect(error).toBeInstanceOf(NeedsAttention);
    expect(error).toMatchObject({ code });
  });

  it.each([408, 500, 502, 503, 504, 524])('that meets %i may be made again', async (status) => {
    const error = await failureOf({ status, body: html });
    expect(error).toBeInstanceOf(RetryLater);
    expect(error).toMatchObject({ code: 'shipbob.server_error' });
  });

  it('waits as long as x-retry-after says', async () => {
    const error = await failureOf({ status: 503, headers: { 'x-retry-after': '25' } });
    expect(error).toMatchObject({ afterMs: 25_000 });
  });

  it('takes a success without JSON for a broken transport', async () => {
    expect(await failureOf({ body: html })).toMatchObject({ code: 'shipbob.not_json' });
    expect(await failureOf({ body: '[{"id":1' })).toBeInstanceOf(RetryLater);
    expect(await failureOf({})).toMatchObject({ code: 'shipbob.not_json' });
  });

  it('that is refused tells the fields', async () => {
    const error = await failureOf({ status: 400, body: { Limit: ['must be between 1 and 250.'] } });
    expect(error).toBeInstanceOf(Rejected);
    expect(error).toMatchObject({ message: expect.stringContaining('Limit: must be between 1 and 250.') });
  });

  it('of one record is null when ShipBob does not have it, and a wrong address all the same', async () => {
    const none = { status: 404, body: { title: 'x', status: 404, errors: { Id: ['no such'] } } };
    await expect(scriptedClient(() => none).client.readOne(read)).resolves.toBeNull();
    await expect(scriptedClient(() => ({ status: 404 })).client.readOne(read)).resolves.toBeNull();
    const gateway = { status: 404, body: { statusCode: 404, message: 'Resource not found' } };
    await expect(scriptedClient(() => gateway).client.readOne(read)).rejects.toMatchObject({
      code: 'shipbob.wrong_address',
    });
  });

  it('never shows the query, which may hold names, in an error', async () => {
    const { client } = scriptedClient(() => ({ status: 500 }));
    await expect(client.read({ ...read, query: { Search: 'Jane Doe' } })).rejects.not.toThrow(/Jane/);
  });
});

describe('a 403', () => {
  const channels = (items: unknown[]) =>
    scriptedClient((call) => (call.path === '/channel' ? { body: { items, next: null } } : { status: 403 })).client;

  it('names the missing scope', async () => {
    const client = channels([{ id: 7, name: 'ours', scopes: ['orders_write'] }]);
    await expect(client.write(post)).rejects.toMatchObject({
      code: 'shipbob.forbidden',
      field: 'shipbob.token',
      message: expect.stringContaining('receiving_write'),
    });
  });

  it('names the channel when it is not the token’s own', async () => {
    const client = channels([
      { id: 7, name: 'theirs', scopes: ['receiving_read'] },
      { id: 8, name: 'own', scopes: ['receiving_write'] },
    ]);
    await expect(client.write(post)).rejects.toMatchObject({
      field: 'shipbob.channel_id',
      message: expect.stringMatching(/channel 7 .* own \(8\)/),
    });
  });
});

describe('a write', () => {
  it.each([500, 503, 524, 408])('answered with %i may have happened', async (status) => {
    await expect(scriptedClient(() => ({ status })).client.write(post)).resolves.toMatchObject({ kind: 'unknown' });
  });

  it('whose success is no JSON may have happened', async () => {
    await expect(scriptedClient(() => ({ body: html })).client.write(post)).resolves.toMatchObject({ kind: 'unknown' });
  });

  it('whose answer was lost may have happened, and is not sent again', async () => {
    const { client, door } = scriptedClient(() => {
      throw new OutcomeUnknown('reset', { code: 'egress.no_answer' });
    });
    await expect(client.write(post)).resolves.toEqual({ kind: 'unknown', message: 'reset' });
    expect(door.calls).toHaveLength(1);
    expect(door.calls[0]?.request).toMatchObject({ mutating: true, idempotent: false });
  });

  it.each([
    ['POST', false],
    ['PATCH', true],
    ['PUT', true],
    ['DELETE', true],
  ] as const)('as %s that its caller calls safe may be repeated by the door: %s', async (method, idempotent) => {
    const { client, door } = scriptedClient(() => ({ body: {} }));
    await client.write({ ...post, method, idempotent: true });
    await client.write({ ...post, method, idempotent: false });
    expect(door.calls.map((call) => call.request.idempotent)).toEqual([idempotent, false]);
  });

  it('that met the rate limit did not happen', async () => {
    const { client } = scriptedClient(() => ({ status: 429, headers: { 'x-retry-after': '3' } }));
    await expect(client.write(post)).rejects.toMatchObject({ code: 'shipbob.rate_limited', afterMs: 3000 });
  });

  it('that the fence or the policy stopped did not happen and needs a person', async () => {
    const { client } = scriptedClient(() => {
      throw new BadInput('read only', { code: 'egress.fenced', fix: 'Switch the flow to live.' });
    });
    const error: unknown = await client.write(post).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NeedsAttention);
    expect(error).toMatchObject({ code: 'egress.fenced', fix: 'Switch the flow to live.' });
  });

  it('that is refused tells why', async () => {
    const answer = { status: 422, body: { PurchaseOrderNumber: ['PO reference already exists'] } };
    await expect(scriptedClient(() => answer).client.write(post)).resolves.toMatchObject({
      kind: 'refused',
      refusal: { status: 422, duplicate: true, messages: [{ field: 'PurchaseOrderNumber' }] },
    });
  });

  it('may be answered without a body', async () => {
    await expect(scriptedClient(() => ({ status: 204 })).client.write(post)).resolves.toMatchObject({
      kind: 'answered',
      answer: { status: 204, json: undefined },
    });
  });
});

describe('a client', () => {
  const make = (baseUrl: string, version = '2026-01') =>
    createShipBobClient({
      door: { request: () => Promise.reject(new Error('not called')) },
      baseUrl,
      version,
      token: async () => redact('t'),
      channelId: 7,
      accountId: 'a',
    });

  it.each(['', 'api.shipbob.com', 'ftp://api.shipbob.com', 'https://api.shipbob.com/2026-01', 'https://x.test/?a=1'])(
    'is not made with the address %j',
    (url) => {
      expect(() => make(url)).toThrow(BadInput);
    },
  );

  it('is not made with a version it does not speak', () => {
    expect(() => make('https://api.shipbob.com', '2.0')).toThrow(/2\.0/);
  });
});
