import { newOpaqueKey } from '@mlc/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionRow, openStoreBench, type StoreBench } from '../testing/store-bench.js';

describe('connections', () => {
  let bench: StoreBench;
  beforeAll(async () => {
    bench = await openStoreBench();
  });
  afterAll(async () => {
    await bench.close();
  });

  it('come back as they were saved, by id, name and webhook key', async () => {
    const saved = await bench.newConnection({ settings: { products: { tag: null } }, odooLogin: 'bot' });
    const { connections } = bench.store;
    expect(await connections.byId(saved.id)).toEqual(saved);
    expect(await connections.byName(saved.name)).toEqual(saved);
    expect(await connections.byWebhookKey(saved.webhookKey)).toEqual(saved);
    expect(await connections.list()).toContainEqual(saved);
    expect(await connections.byWebhookKey('x'.repeat(32))).toBeNull();
  });

  it('change in place, under the account they name, and leave an audit row without the webhook key', async () => {
    const saved = await bench.newConnection();
    bench.clock.advanceMs(1000);
    const account = `api.shipbob.example/team/one/oauth`;
    await bench.store.connections.save({ ...saved, shipbobChannelId: 7, shipbobAccountId: account }, 'anna');
    const now = await bench.store.connections.byId(saved.id);
    expect(now).toEqual({ ...saved, shipbobChannelId: 7, shipbobAccountId: account, updatedAt: bench.clock.now() });
    const [row] = await bench.database.sql('SELECT * FROM shipbob_account WHERE id = $1', [account]);
    expect(row).toMatchObject({ host: 'api.shipbob.example', user_key: 'team/one', application: 'oauth' });
    const audit = await bench.database.sql('SELECT * FROM audit_entry WHERE connection_id = $1 ORDER BY id', [
      saved.id,
    ]);
    expect(audit.map((entry) => entry['action'])).toEqual(['connection.created', 'connection.changed']);
    expect(audit[1]).toMatchObject({ actor: 'anna', after: { shipbobChannelId: 7 } });
    expect(JSON.stringify(audit)).not.toContain(saved.webhookKey);
  });

  it('refuse a taken name, naming the field', async () => {
    const { name } = await bench.newConnection();
    const twin = connectionRow(bench.clock.now(), { name });
    await expect(bench.store.connections.save(twin)).rejects.toMatchObject({
      code: 'connection.name_taken',
      field: 'name',
    });
  });

  it('stand still while paused: nobody is told of their lanes', async () => {
    const { id } = await bench.newConnection();
    await bench.store.ledger.raise(id, [{ laneKey: 'product:1', source: 'poll', fingerprint: null, reason: 'r' }]);
    const due = () => bench.store.ledger.connectionsWithDueLanes(bench.clock.now());
    expect(await due()).toContain(id);
    await bench.store.connections.setState(id, 'needs_attention', 'the key was refused');
    await bench.store.connections.setState(id, 'needs_attention', 'the key was refused');
    expect(await due()).not.toContain(id);
    expect(await bench.store.connections.byId(id)).toMatchObject({ stateReason: 'the key was refused' });
    await bench.store.connections.setState(id, 'active', null);
    expect(await due()).toContain(id);
    const audit = await bench.database.sql(
      "SELECT action FROM audit_entry WHERE connection_id = $1 AND action NOT LIKE '%created' ORDER BY id",
      [id],
    );
    expect(audit.map((entry) => entry['action'])).toEqual(['connection.needs_attention', 'connection.active']);
  });

  it('keep needs_reconnect over the failure of a call that was under way with the old token', async () => {
    const { id } = await bench.newConnection();
    await bench.store.connections.setState(id, 'needs_reconnect', 'the refresh token is not taken again');
    await bench.store.connections.setState(id, 'needs_attention', 'HTTP 401');
    const kept = { state: 'needs_reconnect', stateReason: 'the refresh token is not taken again' };
    expect(await bench.store.connections.byId(id)).toMatchObject(kept);
  });

  it('remember their webhook subscriptions as the latest set', async () => {
    const { id } = await bench.newConnection();
    const url = `https://hooks.example/${newOpaqueKey()}`;
    const one = { shipbobId: '1', topics: ['order.shipped'], url, secretVersion: 1 };
    const two = { shipbobId: '2', topics: ['return.created'], url, secretVersion: 2 };
    await bench.store.connections.saveSubscriptions(id, [one, two]);
    await bench.store.connections.saveSubscriptions(id, [{ ...two, topics: ['return.completed'] }]);
    expect(await bench.store.connections.subscriptions(id)).toEqual([{ ...two, topics: ['return.completed'] }]);
  });

  it('own an account-wide flow alone, until they release it', async () => {
    const first = await bench.newConnection();
    const second = await bench.newConnection({ shipbobAccountId: first.shipbobAccountId });
    const stranger = await bench.newConnection();
    const { connections } = bench.store;
    await connections.claimFlow(first.id, 'receiving');
    await connections.claimFlow(first.id, 'receiving');
    await connections.claimFlow(stranger.id, 'receiving');
    await expect(connections.claimFlow(second.id, 'receiving')).rejects.toThrow(first.name);
    await connections.claimFlow(second.id, 'billing');
    await connections.releaseFlow(first.id, 'receiving');
    await connections.claimFlow(second.id, 'receiving');
    await expect(connections.claimFlow(first.id, 'receiving')).rejects.toMatchObject({ code: 'connection.flow_taken' });
  });
});

describe('schedules', () => {
  let bench: StoreBench;
  beforeAll(async () => {
    bench = await openStoreBench();
  });
  afterAll(async () => {
    await bench.close();
  });

  it('grow a version with every change and with nothing else', async () => {
    const { id } = await bench.newConnection();
    const { schedules } = bench.store;
    const every = { everySeconds: 60, cron: null, timeZone: 'UTC', enabled: true };
    expect(await schedules.set(id, 'sale.order', every)).toBe(true);
    expect(await schedules.set(id, 'sale.order', every)).toBe(false);
    const cron = { everySeconds: null, cron: '0 6 * * *', timeZone: 'America/Chicago', enabled: true };
    expect(await schedules.set(id, 'sale.order', cron)).toBe(true);
    expect(await schedules.list(id)).toEqual([{ connectionId: id, source: 'sale.order', version: 2, ...cron }]);
    await schedules.remove(id, 'sale.order');
    expect(await schedules.list(id)).toEqual([]);
  });

  it('are either an interval or a cron expression', async () => {
    const { id } = await bench.newConnection();
    for (const when of [
      { everySeconds: null, cron: null },
      { everySeconds: 5, cron: '* * * * *' },
    ]) {
      const setting = bench.store.schedules.set(id, 'sale.order', { ...when, timeZone: 'UTC', enabled: true });
      await expect(setting).rejects.toMatchObject({ code: 'schedule.when', field: 'schedules.sale.order' });
    }
  });
});

describe('secrets', () => {
  let bench: StoreBench;
  beforeAll(async () => {
    bench = await openStoreBench();
  });
  afterAll(async () => {
    await bench.close();
  });
  const secret = (connectionId: string, byte: number) => ({
    connectionId,
    name: 'odoo.api_key',
    keyId: 'k1',
    sealed: Uint8Array.from([byte, 0, 255]),
    validUntil: null,
  });

  it('get a version of their own each, however closely they are written', async () => {
    const { id } = await bench.newConnection();
    const added = await Promise.all([1, 2, 3, 4].map((byte) => bench.store.secrets.add(secret(id, byte))));
    expect(added.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
    const active = await bench.store.secrets.active(id, 'odoo.api_key', bench.clock.now());
    expect(active.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect([...(active[0]?.sealed ?? [])].slice(1)).toEqual([0, 255]);
  });

  it('end at their time, with an overlap that a second rotation cannot prolong', async () => {
    const { id } = await bench.newConnection();
    const { secrets } = bench.store;
    await secrets.add(secret(id, 1));
    await secrets.add(secret(id, 2));
    const at = (ms: number) => new Date(bench.clock.now().getTime() + ms);
    await secrets.retire(id, 'odoo.api_key', { version: 2, validUntil: at(1000) });
    await secrets.retire(id, 'odoo.api_key', { version: 2, validUntil: at(9000) });
    const versions = async (ms: number) =>
      (await secrets.active(id, 'odoo.api_key', at(ms))).map(({ version }) => version);
    expect(await versions(999)).toEqual([2, 1]);
    expect(await versions(1000)).toEqual([2]);
    expect(await secrets.active(id, 'shipbob.token', at(0))).toEqual([]);
  });

  it('are found page by page until all stand under the new key', async () => {
    await bench.database.sql('TRUNCATE secret');
    const { id } = await bench.newConnection();
    const { secrets } = bench.store;
    for (const byte of [1, 2, 3]) await secrets.add(secret(id, byte));
    let pages = 0;
    for (;;) {
      const page = await secrets.notSealedUnder('k2', 2);
      if (page.length === 0) break;
      for (const one of page) await secrets.reseal({ ...one, keyId: 'k2', sealed: Uint8Array.from([9]) });
      pages += 1;
    }
    expect(pages).toBe(2);
    const active = await secrets.active(id, 'odoo.api_key', bench.clock.now());
    expect(active.map(({ keyId, sealed }) => [keyId, [...sealed]])).toEqual(Array(3).fill(['k2', [9]]));
  });
});
