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
