import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Started } from '../testing/started.js';

let shipbob: Started;
beforeAll(async () => {
  // Nothing listens there: the clock must move all the same.
  shipbob = await Started.start({ databaseUrl: 'postgresql://nobody@127.0.0.1:1/none' });
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
});

describe('the admin side', () => {
  test('moves the clock of answers and of stamps; an unreachable database is a warning, not an error', async () => {
    const moved = await shipbob.admin.setClockOffset(86_400_000);
    expect(moved.warning).toContain('product_clock');
    const { headers } = await shipbob.call('GET', '2026-07/channel');
    expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(86_000_000);
    expect(await shipbob.admin.advanceClock(1_000)).toMatchObject({ offsetMs: 86_401_000 });
  });

  test('refuses bad input with the member that is wrong, and an unknown option by its name', async () => {
    await expect(shipbob.admin.armFaults({ side: 'shipbob', action: { type: 'delay', delayMs: -1 } })).rejects.toThrow(
      'faults.0.action.delayMs',
    );
    await expect(shipbob.admin.calls.post('/shipbob/options', { rateLimit: 3 }, Started.anything)).rejects.toThrow(
      'rateLimit',
    );
    await expect(
      shipbob.admin.shipbob.stow({ purchase_order_number: 'P9', items: [{ sku: 'A', stowed: 1 }] }),
    ).rejects.toThrow('There is no WRO P9');
    await expect(
      shipbob.admin.calls.post('/shipbob/webhooks/knobs', { knobs: [{ duplicate: 1 }] }, Started.anything),
    ).rejects.toThrow('duplicate');
    await expect(shipbob.admin.seed({ shipbob: { accounts: [] } })).rejects.toThrow('The ShipBob world is not usable');
  });

  test('changing one option leaves the others, and a reset brings all back', async () => {
    await shipbob.admin.shipbob.setOptions({ rateLimitMax: 7 });
    await shipbob.admin.shipbob.setOptions({ readLagMs: 5 });
    expect(shipbob.sandbox.shipbob.shop.options).toMatchObject({ rateLimitMax: 7, readLagMs: 5 });
    await shipbob.admin.reset();
    expect(shipbob.sandbox.shipbob.shop.options).toMatchObject({ rateLimitMax: 150, readLagMs: 0 });
  });

  test('the journal holds calls only, never what people do, and keeps counting over a reset', async () => {
    await shipbob.product('A');
    expect((await shipbob.admin.journal()).entries).toEqual([]);
    await shipbob.call('GET', '2026-07/product/5?x=1');
    const { lastSeq, entries } = await shipbob.admin.journal();
    expect(entries).toMatchObject([
      {
        side: 'shipbob',
        kind: 'read',
        call: 'GET /2026-07/product/{id}',
        outcome: 'refused',
        request: { path: '/2026-07/product/5', query: { x: '1' } },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('sandbox-pat');
    await shipbob.admin.reset();
    await shipbob.call('GET', '2026-07/channel');
    expect((await shipbob.admin.journal({ sinceSeq: lastSeq })).entries).toHaveLength(1);
    expect((await shipbob.admin.journal({ side: 'odoo' })).entries).toEqual([]);
  });

  test('unknown members appear in answers when told to', async () => {
    await shipbob.admin.shipbob.setOptions({ unknownMembers: true });
    expect((await shipbob.call('GET', '2026-07/channel')).json).toHaveProperty('x_member_of_tomorrow');
  });
});

describe('both sides together', () => {
  const search = (key: string) =>
    fetch(`${shipbob.odooUrl}/json/2/product.product/search_read`, {
      method: 'POST',
      headers: { authorization: `bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ domain: [['default_code', '=', 'A']], fields: ['default_code'] }),
    });

  test('a seeded Odoo answers on its own port and shares journal, faults and clock', async () => {
    const ids = await shipbob.admin.odoo.seed({ products: [{ name: 'Alpha', sku: 'A' }] });
    expect(ids.products).toHaveProperty('A');
    await shipbob.admin.setClockOffset(86_400_000);
    const answer = await search('demo-odoo-key');
    expect(await answer.json()).toEqual([{ id: ids.products['A'], default_code: 'A' }]);
    expect(Date.parse(answer.headers.get('date') ?? '') - Date.now()).toBeGreaterThan(86_000_000);
    await shipbob.admin.armFaults({ side: 'odoo', action: { type: 'status', status: 503 } });
    expect((await search('demo-odoo-key')).status).toBe(503);
    expect(await shipbob.admin.counts({ side: 'odoo' })).toMatchObject({ calls: 2, mutating: 0 });
    expect(await shipbob.admin.counts({ side: 'shipbob' })).toMatchObject({ calls: 0 });
  });

  test('people act in Odoo without an entry, and a reset takes their work back', async () => {
    const made = await shipbob.admin.odoo.execute({
      model: 'product.product',
      method: 'create',
      args: [[{ name: 'Beta', default_code: 'B' }]],
    });
    expect(made.result).toEqual([expect.any(Number)]);
    expect((await shipbob.admin.journal()).entries).toEqual([]);
    expect(JSON.stringify(await shipbob.admin.odoo.dump())).toContain('Beta');
    await shipbob.admin.reset();
    expect(JSON.stringify(await shipbob.admin.odoo.dump())).not.toContain('Beta');
  });

  test('a world without a needed member is refused with its path, and an unknown model by its name', async () => {
    await expect(shipbob.admin.seed({ odoo: { products: [{ sku: 'A' }] } })).rejects.toThrow('products.0.name');
    await expect(shipbob.admin.odoo.execute({ model: 'no.such', method: 'read' })).rejects.toThrow('no.such');
  });
});
