import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Started } from '../testing/started.js';
import { defaultShipBobWorld } from './seed.js';

let shipbob: Started;
beforeAll(async () => {
  shipbob = await Started.start();
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
});

const order = { reference_id: 'R1', shipping_method: 'Standard', type: 'DTC' };

describe('who may call what', () => {
  test('no token and an unknown token are 401 with an empty body', async () => {
    for (const authorization of ['', 'Bearer nobody', 'Basic c2FuZGJveC1wYXQ=']) {
      expect(await shipbob.call('GET', '2026-07/channel', undefined, { authorization })).toMatchObject({
        status: 401,
        text: '',
      });
    }
  });

  test('a token without the scope gets 403 with an empty body', async () => {
    const headers = { authorization: 'Bearer sandbox-pat-read-only' };
    expect((await shipbob.call('GET', '2026-07/product', undefined, headers)).status).toBe(200);
    const write = await shipbob.call('POST', '2026-07/product', { name: 'x', variants: [{ sku: 'x' }] }, headers);
    expect(write).toMatchObject({ status: 403, text: '' });
  });

  test('only the own channel shows write scopes', async () => {
    const { json } = await shipbob.call('GET', '2026-07/channel');
    expect(json).toMatchObject({
      items: [
        { id: 100102, scopes: expect.arrayContaining(['orders_write']) },
        { id: 100103, scopes: expect.not.arrayContaining(['orders_write']) },
      ],
      next: null,
      prev: null,
    });
  });

  test('channels page by token, with the version in `next`', async () => {
    const first = await shipbob.call('GET', '2026-01/channel?RecordsPerPage=1');
    expect(first.json).toMatchObject({
      items: [{ id: 100102 }],
      next: expect.stringMatching(/^\/2026-01\/channel\?cursor=/),
    });
  });

  test('a foreign or unknown channel in the header refuses a write with 403; its own passes', async () => {
    for (const id of ['100103', '4711']) {
      const answer = await shipbob.call('POST', '2026-07/order', order, { shipbob_channel_id: id });
      expect(answer).toMatchObject({ status: 403, text: '' });
    }
    const own = await shipbob.call('POST', '2026-07/order', order, { shipbob_channel_id: '100102' });
    expect(own.status).toBe(400);
    expect(own.json).toMatchObject({ Recipient: ['The Recipient field is required.'] });
  });

  test('creating an order without the channel header is a 400 that names the header', async () => {
    const answer = await shipbob.call('POST', '2026-07/order', order);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ shipbob_channel_id: ['The shipbob_channel_id header is required.'] });
  });

  test('versions that ended and plural names are 404; paths ignore case', async () => {
    for (const path of ['2.0/product', '1.0/order', '2026-07/products', '2026-07/returns', '2026-07/invoice']) {
      expect((await shipbob.call('GET', path)).status, path).toBe(404);
    }
    expect((await shipbob.call('GET', '2026-07/Product')).status).toBe(200);
    expect((await shipbob.call('PUT', '2026-07/product')).status).toBe(405);
  });

  test('a world may begin its numbers elsewhere, so that what another one left in an Odoo is never meant', async () => {
    const made = async (id_offset: number): Promise<number> => {
      await shipbob.admin.seed({ shipbob: { ...defaultShipBobWorld, id_offset } });
      const address = { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' };
      const products = [{ reference_id: 'A', sku: 'A', name: 'A', quantity: 1 }];
      return (
        await shipbob.admin.shipbob.createOrder({ body: { ...order, products, recipient: { name: 'J', address } } })
      ).id;
    };
    expect((await made(7000)) - (await made(0))).toBe(7000);
  });

  test('one account never sees the records of another', async () => {
    const first = defaultShipBobWorld.accounts[0];
    if (first === undefined) throw new Error('The default world has no account');
    const second = {
      ...first,
      user_id: 1002,
      channels: [{ id: 7, name: 'Other' }],
      tokens: [{ token: 'other', channel_id: 7 }],
    };
    await shipbob.admin.seed({ shipbob: { accounts: [first, second] } });
    await shipbob.product('MINE');
    const theirs = await shipbob.call('GET', '2026-07/product', undefined, { authorization: 'Bearer other' });
    expect(theirs.json).toMatchObject({ items: [] });
  });
});

describe('the budget of calls', () => {
  test('counts down in x-remaining-calls and answers the documented 429 when it is used up', async () => {
    await shipbob.admin.shipbob.setOptions({ rateLimitMax: 3 });
    const left: (string | null)[] = [];
    for (let n = 0; n < 3; n += 1)
      left.push((await shipbob.call('GET', '2026-07/channel')).headers.get('x-remaining-calls'));
    expect(left).toEqual(['2', '1', '0']);
    const refused = await shipbob.call('GET', '2026-07/nothing-here');
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('x-retry-after'));
    expect(seconds).toBeGreaterThan(55);
    expect(refused.json).toEqual({
      statusCode: 429,
      message: `Rate limit is exceeded. Try again in ${seconds} seconds.`,
    });
    await shipbob.admin.shipbob.setOptions({ rateLimitMax: 150 });
  });

  test('belongs to a user and application: another application of the same user has its own', async () => {
    await shipbob.admin.shipbob.setOptions({ rateLimitMax: 1 });
    await shipbob.call('GET', '2026-07/channel');
    expect((await shipbob.call('GET', '2026-07/channel')).status).toBe(429);
    const other = await shipbob.call('GET', '2026-07/channel', undefined, {
      authorization: 'Bearer sandbox-pat-foreign',
    });
    expect(other.status).toBe(200);
    await shipbob.admin.shipbob.setOptions({ rateLimitMax: 150 });
  });

  test('is not refilled by moving the sandbox clock', async () => {
    await shipbob.admin.shipbob.setOptions({ rateLimitMax: 1 });
    await shipbob.call('GET', '2026-07/channel');
    await shipbob.admin.advanceClock(3_600_000);
    expect((await shipbob.call('GET', '2026-07/channel')).status).toBe(429);
    await shipbob.admin.shipbob.setOptions({ rateLimitMax: 150 });
  });
});

describe('faults', () => {
  test('commit_then_reset: the socket breaks, yet the product exists and the journal says so', async () => {
    await shipbob.admin.armFaults({
      side: 'shipbob',
      call: 'POST /2026-07/product',
      action: { type: 'commit_then_reset' },
    });
    const body = { name: 'Lost', variants: [{ sku: 'LOST' }] };
    await expect(shipbob.call('POST', '2026-07/product', body)).rejects.toThrow();
    expect(await shipbob.admin.effects()).toMatchObject([{ type: 'product.created', key: 'LOST' }]);
    const again = await shipbob.call('POST', '2026-07/product', body);
    expect(again.status).toBe(422);
    const { entries } = await shipbob.admin.journal();
    expect(entries.map(({ outcome, fault }) => ({ outcome, fault }))).toEqual([
      { outcome: 'committed', fault: 'commit_then_reset' },
      { outcome: 'refused', fault: null },
    ]);
  });

  test('reset_before and status: nothing was changed', async () => {
    await shipbob.admin.armFaults(
      { side: 'shipbob', kind: 'mutating', action: { type: 'reset_before' } },
      { side: 'shipbob', kind: 'mutating', action: { type: 'status', status: 503 } },
    );
    const body = { name: 'A', variants: [{ sku: 'A' }] };
    await expect(shipbob.call('POST', '2026-07/product', body)).rejects.toThrow();
    expect((await shipbob.call('POST', '2026-07/product', body)).status).toBe(503);
    expect(await shipbob.admin.shipbob.products()).toEqual([]);
    expect(await shipbob.admin.counts()).toMatchObject({ calls: 2, mutating: 2 });
  });

  test('truncated answers are no JSON', async () => {
    await shipbob.admin.armFaults({ side: 'shipbob', action: { type: 'truncated' } });
    const answer = await shipbob.call('GET', '2026-07/channel');
    expect(answer).toMatchObject({ status: 200, json: undefined });
  });

  test('skip and times choose which calls are struck, and a reset disarms', async () => {
    await shipbob.admin.armFaults({ side: 'shipbob', skip: 1, times: 2, action: { type: 'status', status: 503 } });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await shipbob.call('GET', '2026-07/channel')).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    await shipbob.admin.armFaults({ side: 'shipbob', action: { type: 'html' } });
    await shipbob.admin.reset();
    expect((await shipbob.call('GET', '2026-07/channel')).status).toBe(200);
  });
});
