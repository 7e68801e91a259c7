import { redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createShipBobClient, type ShipBobClientOptions } from '../http/client.js';
import { type ScriptedAnswer, type ScriptedCall, ScriptedDoor } from '../testing/scripted-door.js';

const bearerOf = ({ request }: ScriptedCall): string => {
  const header = request.headers['authorization'];
  return typeof header === 'string' ? header : (header?.reveal() ?? '');
};

function clientWith(script: (call: ScriptedCall) => ScriptedAnswer, more: Partial<ShipBobClientOptions>) {
  const door = new ScriptedDoor(script);
  const client = createShipBobClient({
    door,
    baseUrl: 'https://api.shipbob.test',
    version: '2026-01',
    token: async () => redact('old'),
    channelId: 7,
    accountId: 'host/user/oauth',
    ...more,
  });
  return { door, client };
}

const write = { method: 'POST', path: '/product', body: {}, priority: 'products', idempotent: false } as const;

describe('the tokens of a ShipBob client', () => {
  it('a refused one is renewed and the call made once more, a create too, since a 401 did nothing', async () => {
    const { door, client } = clientWith(
      (call) => (bearerOf(call) === 'Bearer new' ? { body: { id: 1 } } : { status: 401 }),
      {
        renewToken: async (refused) => (refused.reveal() === 'old' ? redact('new') : null),
      },
    );
    expect((await client.write(write)).kind).toBe('answered');
    expect(door.calls.map(bearerOf)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('a renewed one that is refused as well needs a person, and is not renewed again', async () => {
    let renewals = 0;
    const { door, client } = clientWith(() => ({ status: 401 }), {
      renewToken: async () => {
        renewals += 1;
        return redact('new');
      },
    });
    await expect(client.write(write)).rejects.toMatchObject({ code: 'shipbob.unauthorized' });
    expect([renewals, door.calls.length]).toEqual([1, 2]);
  });

  it('a personal one that is refused needs a person at once', async () => {
    const { door, client } = clientWith(() => ({ status: 401 }), {});
    await expect(client.write(write)).rejects.toMatchObject({ code: 'shipbob.unauthorized' });
    expect(door.calls).toHaveLength(1);
  });

  it('billing goes with its own token, budget and no channel of another application; everything else does not', async () => {
    const billing = { token: async () => redact('pat'), accountId: 'host/user/pat' };
    const { door, client } = clientWith(() => ({ body: { items: [] } }), { billing });
    const paths = [
      '/invoices',
      '/transactions:query',
      '/transaction-fees',
      '/invoices/7/transactions',
      '/order',
      '/transactionsx',
    ];
    for (const path of paths) await client.read({ path, priority: 'backfill' });
    const made = door.calls.map((call) => [
      bearerOf(call),
      call.request.budget?.accountId,
      call.request.headers['shipbob_channel_id'],
    ]);
    const [own, others] = [
      ['Bearer pat', 'host/user/pat', undefined],
      ['Bearer old', 'host/user/oauth', '7'],
    ];
    expect(made).toEqual([own, own, own, own, others, others]);
  });

  it('billing goes with the one token there is when it has none of its own', async () => {
    const { door, client } = clientWith(() => ({ body: { items: [] } }), {});
    await client.read({ path: '/invoices', priority: 'backfill' });
    expect(door.calls.map(bearerOf)).toEqual(['Bearer old']);
  });
});
