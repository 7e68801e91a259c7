import { NeedsAttention, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { CannedDoor, json, refusal } from '../testing.js';
import { createOdooClient } from './odoo-client.js';

const denied = refusal('werkzeug.exceptions.Unauthorized', 'Invalid apikey', 401);
const rpc = (result: unknown) => json({ jsonrpc: '2.0', id: 1, result });
const rpcDenied = json({
  jsonrpc: '2.0',
  id: 1,
  error: { message: 'Odoo Server Error', data: { name: 'odoo.exceptions.AccessDenied', message: 'Access Denied' } },
});

function client(door: CannedDoor, keys: string[], transport: 'json-2' | 'json-rpc' = 'json-2') {
  const asked: string[] = [];
  const apiKey = async () => {
    const key = keys.length > 1 ? (keys.shift() ?? '') : (keys[0] ?? '');
    asked.push(key);
    return redact(key);
  };
  const made = createOdooClient({
    door,
    url: 'https://replaced.test',
    database: 'd',
    login: 'bot',
    transport,
    companyId: 1,
    apiKey,
  });
  return { asked, call: () => made.call('res.partner', 'search_count', { params: { domain: [] }, mutating: false }) };
}

describe('an API key that is replaced', () => {
  it('is used from the next call on, by a client that was built before', async () => {
    const door = new CannedDoor(json(1), json(2));
    const { call } = client(door, ['old', 'new']);
    await call();
    await call();
    expect([door.header('authorization', 0), door.header('authorization', 1)]).toEqual(['bearer old', 'bearer new']);
  });

  it('is tried once more with the new one when the old one ended while the call was on its way', async () => {
    const door = new CannedDoor(denied, json(7));
    const { call } = client(door, ['old', 'new']);
    expect(await call()).toBe(7);
    expect(door.requests).toHaveLength(2);
  });

  it('is not tried again when it is the newest', async () => {
    const door = new CannedDoor(denied);
    const { call } = client(door, ['only']);
    await expect(call()).rejects.toBeInstanceOf(NeedsAttention);
    expect(door.requests).toHaveLength(1);
  });

  it('logs in again on the older protocols, whose user is known by the key', async () => {
    const door = new CannedDoor(rpc(5), rpc(1), rpcDenied, rpc(5), rpc(2));
    const { call } = client(door, ['old', 'old', 'new'], 'json-rpc');
    await call();
    expect(await call()).toBe(2);
    const secrets = door.requests.map((_request, n) => JSON.stringify(door.sent(n)).includes('"new"'));
    expect(secrets).toEqual([false, false, false, true, true]);
  });
});
