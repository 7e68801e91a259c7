import { RetryLater } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { FLOW_SCOPES, type PingOptions, pingShipBob } from './ping.js';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from './testing/scripted-door.js';

const allScopes = [...new Set(Object.values(FLOW_SCOPES).flat()), 'channels_read'];
const own = { id: 7, name: 'ours', application_name: 'SMA', scopes: allScopes };
const theirs = { id: 8, name: 'ShipBob Default', application_name: 'ShipBob', scopes: ['orders_read'] };
const centres = [{ id: 10, name: 'Moreno Valley (CA)' }];

const answering =
  (channels: unknown[]) =>
  (call: ScriptedCall): ScriptedAnswer =>
    call.path === '/channel' ? { body: { items: channels, next: null } } : { body: centres };

async function ping(script: (call: ScriptedCall) => ScriptedAnswer, options: PingOptions = {}) {
  const { client, door } = scriptedClient(script);
  const result = await pingShipBob(client, { now: new Date('2026-11-25'), ...options });
  const troubles = result.findings.filter((finding) => finding.level !== 'ok');
  return { result, troubles, codes: troubles.map((finding) => finding.code), door };
}

describe('a ping', () => {
  it('of a sound connection finds nothing wrong, in two reads', async () => {
    const { codes, result, door } = await ping(answering([theirs, own]), { centreIds: [10] });
    expect(codes).toEqual([]);
    expect(result.findings.map((finding) => finding.code)).toEqual([
      'shipbob.reachable',
      'shipbob.version',
      'shipbob.channel',
      'shipbob.centres',
    ]);
    expect(result.fulfillmentCenters).toEqual(centres);
    expect(door.calls).toHaveLength(2);
    expect(door.writes).toHaveLength(0);
  });

  it('lists the channels when the registered one is not the token’s own', async () => {
    const readable = await ping(
      answering([
        { ...theirs, id: 7 },
        { ...own, id: 9 },
      ]),
    );
    expect(readable.troubles).toMatchObject([
      {
        code: 'shipbob.wrong_channel',
        message: expect.stringMatching(/only read channel 7.*7 \(ShipBob Default, read only\).*9 \(ours, own\)/),
        fix: expect.stringContaining('channel_id to 9'),
      },
    ]);
    const unseen = await ping(answering([theirs]));
    expect(unseen.troubles).toMatchObject([
      { code: 'shipbob.wrong_channel', message: expect.stringMatching(/not see/) },
    ]);
  });

  it('names each flow whose scopes are missing, and no flow that is not used', async () => {
    const scopes = allScopes.filter((scope) => scope !== 'webhooks_write' && scope !== 'orders_read');
    const all = await ping(answering([{ ...own, scopes }]));
    expect(all.troubles.map((finding) => finding.message)).toEqual([
      expect.stringMatching(/shipments needs orders_read/),
      expect.stringMatching(/webhooks needs webhooks_write/),
    ]);
    expect((await ping(answering([{ ...own, scopes }]), { flows: ['products'] })).codes).toEqual([]);
  });

  it('names a centre that the account does not have', async () => {
    const { troubles } = await ping(answering([own]), { centreIds: [10, 11] });
    expect(troubles).toMatchObject([{ code: 'shipbob.unknown_centre', message: expect.stringMatching(/11/) }]);
  });

  it('warns when the version’s support ends soon', async () => {
    expect((await ping(answering([own]), { now: new Date('2027-12-20') })).codes).toEqual(['shipbob.version_ends']);
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
  ])('reports %s with its fix and stops there', async (_name, answer, code) => {
    const { troubles, door } = await ping(() => answer);
    expect(troubles).toMatchObject([{ code, level: 'problem', fix: expect.stringMatching(/./) }]);
    expect(door.calls).toHaveLength(1);
  });

  it('reports an unreachable host', async () => {
    const { codes } = await ping(() => {
      throw new RetryLater('no connection', 1000, { code: 'egress.unreachable', fix: 'Check shipbob.url.' });
    });
    expect(codes).toEqual(['egress.unreachable']);
  });

  it('goes on when only the channel list is forbidden', async () => {
    const { codes, result } = await ping((call) => (call.path === '/channel' ? { status: 403 } : { body: centres }));
    expect(codes).toEqual(['shipbob.forbidden']);
    expect(result.fulfillmentCenters).toEqual(centres);
  });
});
