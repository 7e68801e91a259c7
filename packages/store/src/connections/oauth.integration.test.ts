import type { SavedPair, SealedSecret } from '@mlc/engine';
import { OAUTH_PAIR } from '@mlc/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

const APPLICATION = {
  authUrl: 'https://auth.example',
  clientId: 'app',
  redirectUri: 'https://admin.example/oauth/shipbob/callback',
  scopes: ['openid', 'orders_read'],
};
const LEASE = { generation: 1, owner: 'one', seconds: 30 };
const WHY = { actor: 'refresh', reason: 'renewed' };

describe('grants of OAuth', () => {
  let bench: StoreBench;
  beforeAll(async () => {
    bench = await openStoreBench();
  });
  afterAll(async () => {
    await bench.close();
  });

  const pair = (connectionId: string, after: number, mark = 0): SavedPair => ({
    after,
    sealed: {
      connectionId,
      name: OAUTH_PAIR,
      version: after + 1,
      keyId: 'k1',
      sealed: Uint8Array.of(after + 1, mark),
      validUntil: null,
    } satisfies SealedSecret,
    obtainedAt: bench.clock.now(),
    accessExpiresAt: new Date(bench.clock.now().getTime() + 3_600_000),
  });
  const grants = () => bench.store.oauth;
  const stateOf = async (id: string) => (await bench.store.connections.byId(id))?.state;
  const auditOf = (id: string) =>
    bench.database.sql('SELECT actor, action, reason FROM audit_entry WHERE connection_id = $1 ORDER BY id', [id]);

  async function ready(): Promise<string> {
    const { id } = await bench.newConnection();
    await grants().register(id, APPLICATION);
    await grants().save(id, pair(id, 0), { actor: 'authorize', reason: 'a person allowed it' });
    return id;
  }

  it('of twenty that save after the same generation one wins, and what it saved is what is read', async () => {
    const id = await ready();
    const saved = await Promise.all(Array.from({ length: 20 }, (_, mark) => grants().save(id, pair(id, 1, mark), WHY)));
    expect(saved.filter(Boolean)).toHaveLength(1);
    expect(await grants().byConnection(id)).toMatchObject({
      generation: 2,
      state: 'ready',
      sealed: { version: 2, sealed: Uint8Array.of(2, saved.indexOf(true)) },
    });
    const rows = await bench.database.sql('SELECT version FROM secret WHERE connection_id = $1', [id]);
    expect(rows).toEqual([{ version: 2 }]);
  });

  it('of twenty that ask for the lease one gets it, counted; it ends by itself, by saving, and by being given back', async () => {
    const id = await ready();
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, n) => grants().lease(id, { ...LEASE, owner: String(n) })),
    );
    expect(asked.filter((count) => count !== null)).toEqual([1]);
    const owner = String(asked.indexOf(1));
    await grants().release(id, { generation: 1, owner, sent: true, restSeconds: 0 });
    expect(await grants().lease(id, { ...LEASE, seconds: 0 })).toBe(2);
    expect(await grants().lease(id, LEASE)).toBe(3);
    await grants().release(id, { generation: 1, owner: LEASE.owner, sent: false, restSeconds: 0 });
    expect(await grants().lease(id, LEASE)).toBe(3);
    await grants().save(id, pair(id, 1), WHY);
    expect(await grants().lease(id, LEASE)).toBeNull();
    expect(await grants().lease(id, { ...LEASE, generation: 2 })).toBe(1);
  });

  it('gives no lease while it rests, and only its owner gives one back', async () => {
    const id = await ready();
    await grants().lease(id, LEASE);
    await grants().release(id, { generation: 1, owner: 'other', sent: true, restSeconds: 0 });
    expect(await grants().lease(id, { ...LEASE, owner: 'other' })).toBeNull();
    await grants().release(id, { generation: 1, owner: LEASE.owner, sent: true, restSeconds: 60 });
    expect(await grants().lease(id, LEASE)).toBeNull();
    const restsMs = (await grants().byConnection(id))?.restsMs ?? 0;
    expect(restsMs).toBeGreaterThan(55_000);
    expect(restsMs).toBeLessThanOrEqual(60_000);
  });

  it('giving up stops the connection once and for all waits, until a pair is saved: even a late one', async () => {
    const id = await ready();
    expect(await grants().giveUp(id, 1, 'not taken any more')).toBe(true);
    expect(await grants().giveUp(id, 1, 'said again')).toBe(true);
    expect(await bench.store.connections.byId(id)).toMatchObject({
      state: 'needs_reconnect',
      stateReason: 'not taken any more',
    });
    expect(await grants().lease(id, LEASE)).toBeNull();
    expect(await grants().save(id, pair(id, 1), WHY)).toBe(true);
    expect(await bench.store.connections.byId(id)).toMatchObject({ state: 'active', stateReason: null });
    expect(await grants().giveUp(id, 1, 'too late')).toBe(false);
    expect(await stateOf(id)).toBe('active');
    expect((await auditOf(id)).map((row) => `${row['actor']} ${row['action']}`)).toEqual([
      'person connection.created',
      'authorize connection.authorized',
      'worker connection.needs_reconnect',
      'refresh connection.active',
    ]);
  });

  it('leaves a paused connection paused, whatever becomes of its tokens', async () => {
    const id = await ready();
    await bench.store.connections.setState(id, 'paused', 'by a person');
    await grants().giveUp(id, 1, 'gone');
    expect(await stateOf(id)).toBe('paused');
    await grants().save(id, pair(id, 1), WHY);
    expect(await stateOf(id)).toBe('paused');
  });

  it('an hourly renewal leaves no audit row', async () => {
    const id = await ready();
    const before = await auditOf(id);
    await grants().save(id, pair(id, 1), WHY);
    expect(await auditOf(id)).toEqual(before);
  });

  it('another application ends what was allowed to the former one; a changed scope does not', async () => {
    const id = await ready();
    expect(await grants().register(id, APPLICATION)).toBe('unchanged');
    expect(await grants().register(id, { ...APPLICATION, scopes: ['openid'] })).toBe('changed');
    expect((await grants().byConnection(id))?.state).toBe('ready');
    expect(await grants().register(id, { ...APPLICATION, clientId: 'another' })).toBe('changed');
    expect(await grants().byConnection(id)).toMatchObject({ state: 'pending', sealed: null });
    // A renewal of the former application that was under way.
    expect(await grants().save(id, pair(id, 1), WHY)).toBe(false);
    expect(await bench.database.sql('SELECT FROM secret WHERE connection_id = $1', [id])).toEqual([]);
    expect(await grants().remove(id)).toBe(true);
    expect(await grants().byConnection(id)).toBeNull();
  });

  it('a state is good once, until its end, and its verifier is not kept', async () => {
    const { id } = await bench.newConnection();
    const expiresAt = new Date(bench.clock.now().getTime() + 600_000);
    const request = { connectionId: id, nonceHash: 'n', keyId: 'k1', sealedVerifier: Uint8Array.of(7), expiresAt };
    await grants().openRequest({ ...request, stateHash: 'a' });
    await grants().openRequest({ ...request, stateHash: 'b' });
    const taken = await Promise.all(Array.from({ length: 5 }, () => grants().takeRequest('a')));
    expect(taken.map(({ kind }) => kind).sort()).toEqual(['taken', 'used', 'used', 'used', 'used']);
    expect(taken.find(({ kind }) => kind === 'taken')).toMatchObject({ request: { sealedVerifier: Uint8Array.of(7) } });
    await grants().endRequest('a', 'failed', 'said no');
    expect(await grants().request('a')).toMatchObject({
      outcome: 'failed',
      reason: 'said no',
      sealedVerifier: new Uint8Array(),
    });
    bench.clock.advanceMs(600_000);
    expect(await grants().takeRequest('b')).toEqual({ kind: 'expired' });
    expect(await grants().takeRequest('c')).toEqual({ kind: 'unknown' });
    bench.clock.advanceMs(25 * 3_600_000);
    await grants().openRequest({ ...request, stateHash: 'd' });
    expect(await grants().request('a')).toBeNull();
  });
});
