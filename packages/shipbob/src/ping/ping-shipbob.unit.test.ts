import { type Finding, ManualClock, RetryLater, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { FLOW_SCOPES, WEBHOOK_SCOPES } from './channel.js';
import { pingShipBob, type ShipBobPingOptions } from './ping-shipbob.js';

const allScopes = [...new Set([...Object.values(FLOW_SCOPES).flat(), ...WEBHOOK_SCOPES]), 'channels_read'];
const own = { id: 7, name: 'ours', application_name: 'SMA', scopes: allScopes };
const theirs = { id: 8, name: 'ShipBob Default', application_name: 'ShipBob', scopes: ['orders_read'] };
const centres = [{ id: 10, name: 'Moreno Valley (CA)' }];
const NOW = new Date('2026-11-25');

type Script = (call: ScriptedCall) => ScriptedAnswer;
const answering =
  (channels: unknown[], subscriptions: unknown[] = []): Script =>
  (call) => {
    if (call.path === '/channel') return { body: { items: channels, next: null } };
    if (call.path === '/invoices') return { body: { items: [], next: null } };
    if (call.path === '/webhook') return { body: { items: subscriptions, next: null } };
    return { body: call.path === '/fulfillment-center' ? centres : call.path === '/product' ? { items: [] } : [] };
  };

async function ping(script: Script, options: ShipBobPingOptions = {}) {
  const { client, door } = scriptedClient(script);
  const findings = await pingShipBob(client, { clock: new ManualClock(NOW), ...options });
  const troubles: Finding[] = findings.filter((finding) => finding.level !== 'ok');
  return { findings, troubles, codes: troubles.map((finding) => finding.code), door };
}

const jwt = (payload: object): string =>
  ['{"alg":"none"}', JSON.stringify(payload)]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')
    .concat('.s');

describe('a ping', () => {
  it('of a sound connection finds nothing wrong, in six reads, and writes nothing', async () => {
    const url = 'https://hooks.test/webhooks/shipbob/key';
    const subscription = { id: '1', url, topics: ['order.shipped'], enabled: true };
    const { codes, findings, door } = await ping(answering([theirs, own], [subscription]), {
      centreIds: [10],
      webhooks: { wanted: true, recorded: [{ id: '1', url }] },
    });
    expect(codes).toEqual([]);
    expect(findings.map((finding) => finding.code)).toEqual([
      'shipbob.reachable',
      'shipbob.version',
      'shipbob.channel',
      'shipbob.centres',
      'shipbob.webhooks',
    ]);
    expect(door.calls).toHaveLength(6);
    expect(door.writes).toHaveLength(0);
  });

  it('lists the channels, and the own one in the fix, when the registered one is not the token’s own', async () => {
    const readable = await ping(
      answering([
        { ...theirs, id: 7 },
        { ...own, id: 9 },
      ]),
    );
    expect(readable.troubles).toMatchObject([
      {
        code: 'shipbob.foreign_channel',
        message: expect.stringMatching(/only read channel 7.*7 \(ShipBob Default, read only\).*9 \(ours, own\)/),
        fix: expect.stringContaining('channel_id to 9'),
      },
    ]);
    expect((await ping(answering([theirs, { ...own, id: 9 }]))).codes).toEqual(['shipbob.wrong_channel']);
    expect((await ping(answering([theirs]))).codes).toEqual(['shipbob.read_only_token']);
  });

  it('tells of invoices whose charges the token may not see, and asks nothing without the scope', async () => {
    const billing = { ...own, scopes: [...allScopes, 'billing_read'] };
    const invoice = (invoice_id: number, amount: string) => ({
      ...{ invoice_id, invoice_date: '2026-11-23', invoice_type: 'Shipping', amount, currency_code: 'USD' },
    });
    const of = (rows: unknown[], invoices = [invoice(4, '-3.00'), invoice(5, '12.50')], channel = billing) =>
      ping((call) => {
        if (call.path === '/invoices') return { body: { items: invoices, next: null } };
        if (call.path === '/invoices/5/transactions') return { body: { items: rows, next: null } };
        return answering([channel])(call);
      });
    const hidden = await of([]);
    expect(hidden.troubles).toMatchObject([
      {
        ...{ code: 'shipbob.charges_hidden', level: 'warning' },
        message: 'Invoice 5 of 2026-11-23 is over 12.5, and shows not one transaction.',
      },
    ]);
    expect((await of([{ transaction_id: 'A' }])).codes).toEqual([]);
    expect((await of([], [invoice(4, '-3.00')])).codes).toEqual([]);
    const bare = await of([], undefined, own);
    expect([bare.codes, bare.door.calls.filter(({ path }) => path.startsWith('/invoices'))]).toEqual([[], []]);
  });

  it('names each missing scope with the flows that need it, and none of a flow that is not used', async () => {
    const scopes = allScopes.filter((scope) => scope !== 'products_read' && scope !== 'orders_read');
    const all = await ping(answering([{ ...own, scopes }]));
    expect(all.troubles.map((finding) => finding.message)).toEqual([
      expect.stringMatching(/lacks products_read.*products, purchase-orders, receiving/),
      expect.stringMatching(/lacks orders_read.*shipments/),
    ]);
    expect((await ping(answering([{ ...own, scopes }]), { flows: [] })).codes).toEqual([]);
  });

  it('asks for no scope of webhooks where none are wanted', async () => {
    const scopes = allScopes.filter((scope) => !scope.startsWith('webhooks'));
    const script = answering([{ ...own, scopes }]);
    expect((await ping(script)).codes).toEqual([]);
    expect((await ping(script, { webhooks: { wanted: true, recorded: [] } })).codes).toEqual([
      'shipbob.webhook_scope_missing',
    ]);
  });

  it('asks for none of what the token has no scope to', async () => {
    const scopes = ['channels_read', 'products_read', 'products_write'];
    const { door } = await ping(answering([{ ...own, scopes }]));
    expect(door.calls.map(({ path }) => path)).toEqual(['/channel', '/product']);
  });

  it.each([
    ['a bad token', { status: 401 }, 'shipbob.unauthorized'],
    [
      'a version that is not served',
      { status: 404, body: { statusCode: 404, message: 'Resource not found' } },
      'shipbob.wrong_address',
    ],
    ['a page instead of the API', { body: '<html></html>' }, 'shipbob.not_json'],
    ['another API', { body: { hello: 'world' } }, 'shipbob.unexpected_answer'],
    ['a sign-in page', { status: 302, headers: { location: 'https://web.shipbob.com/login' } }, 'shipbob.redirected'],
    ['no right to list channels', { status: 403 }, 'shipbob.channels_forbidden'],
  ])('reports %s with its fix and stops there', async (_name, answer, code) => {
    const { troubles, door } = await ping(() => answer);
    expect(troubles).toMatchObject([{ code, level: 'error', fix: expect.stringMatching(/./) }]);
    expect(door.calls).toHaveLength(1);
  });

  it('reports an unreachable host as a matter of the address', async () => {
    const { troubles } = await ping(() => {
      throw new RetryLater('no connection', 1000, { code: 'egress.unreachable', field: 'url', fix: 'Check it.' });
    });
    expect(troubles).toMatchObject([{ code: 'egress.unreachable', level: 'error', field: 'shipbob.url' }]);
  });

  it('never judges a token by what it says of itself while ShipBob accepts it, but for its end', async () => {
    const token = redact(jwt({ iss: 'https://authstage.shipbob.com', exp: NOW.getTime() / 1000 + 3600 }));
    const made = { url: 'https://api.shipbob.com', token };
    expect((await ping(answering([own]), { made })).codes).toEqual(['shipbob.short_lived_token']);
    expect((await ping(() => ({ status: 401 }), { made })).codes).toEqual(['shipbob.wrong_environment']);
    const opaque = { url: 'https://api.shipbob.com', token: redact('a.b.c') };
    expect((await ping(() => ({ status: 401 }), { made: opaque })).codes).toEqual(['shipbob.unauthorized']);
  });

  it('puts no token and no path of a webhook into what it says', async () => {
    const url = 'https://hooks.test/webhooks/shipbob/secret-key';
    const { findings } = await ping(
      answering([own], [{ id: '1', url: 'https://other.test/webhooks/shipbob/secret-key', topics: [], enabled: true }]),
      {
        made: { url: 'https://api.shipbob.com', token: redact(jwt({ iss: 'secret-key' })) },
        webhooks: { wanted: true, recorded: [{ id: '1', url }] },
      },
    );
    expect(findings.map(({ code }) => code)).toContain('shipbob.webhook_moved');
    expect(JSON.stringify(findings)).not.toMatch(/secret-key|eyJ/);
  });
});
