import { limits, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Canned, CannedDoor, html, json } from '../testing.js';
import { createOdooClient, type OdooClient, type OdooClientOptions } from './odoo-client.js';
import { bool, char, float, ids, int, iso, many2one, odooStamp, stamp } from './values.js';

const clientOf = (door: CannedDoor, more: Partial<OdooClientOptions> = {}): OdooClient =>
  createOdooClient({
    door,
    url: 'https://odoo.test/odoo/',
    database: 'demo',
    apiKey: redact('KEY'),
    companyId: 3,
    ...more,
  });

const row = z.object({
  id: int,
  name: char,
  weight: float,
  active: bool,
  at: stamp,
  uom_id: many2one,
  tag_ids: ids,
  is_storable: bool.optional(),
  detailed_type: char.optional(),
});
const fields = (...names: string[]): Canned => json(Object.fromEntries(names.map((name) => [name, { type: 'char' }])));
const known = fields('id', 'name', 'weight', 'active', 'at', 'uom_id', 'tag_ids', 'is_storable');

describe('OdooClient', () => {
  it('asks only for fields the model has, pins the company, never sends a language, and decodes empty values', async () => {
    const raw = {
      id: 1,
      name: false,
      weight: 0,
      active: true,
      at: false,
      uom_id: [4, 'Units'],
      tag_ids: [9],
      is_storable: true,
    };
    const door = new CannedDoor(known, json([raw]));
    const rows = await clientOf(door).searchRead('product.product', row, { domain: [['id', '=', 1]], limit: 5 });
    expect(rows).toEqual([
      {
        id: 1,
        name: null,
        weight: 0,
        active: true,
        at: null,
        uom_id: { id: 4, name: 'Units' },
        tag_ids: [9],
        is_storable: true,
      },
    ]);
    expect(door.sent(1)).toEqual({
      domain: [['id', '=', 1]],
      fields: ['id', 'name', 'weight', 'active', 'at', 'uom_id', 'tag_ids', 'is_storable'],
      limit: 5,
      context: { allowed_company_ids: [3] },
    });
    expect(door.requests.map((request) => [request.mutating, request.idempotent])).toEqual([
      [false, true],
      [false, true],
    ]);
    expect(door.requests[0]?.url).toBe('https://odoo.test/json/2/product.product/fields_get');
  });

  it('learns the fields once, and again when one of them has vanished', async () => {
    const refused = json({ name: 'builtins.ValueError', message: "Invalid field 'is_storable'" }, 500);
    const raw = { id: 1, name: 'x', weight: 0, active: true, at: false, uom_id: false, tag_ids: [] };
    const without = fields('id', 'name', 'weight', 'active', 'at', 'uom_id', 'tag_ids');
    const door = new CannedDoor(known, json([]), json([]), refused, without, json([raw]));
    const client = clientOf(door);
    await client.searchRead('product.product', row, { domain: [] });
    await client.searchRead('product.product', row, { domain: [] });
    expect(await client.searchRead('product.product', row, { domain: [] })).toEqual([
      { ...raw, at: null, uom_id: null },
    ]);
    expect(door.requests).toHaveLength(6);
  });

  it('reads every row of a large domain, page by page after the last id', async () => {
    const idRow = z.object({ id: int });
    const page = Array.from({ length: 5000 }, (_, n) => ({ id: n + 1 }));
    const door = new CannedDoor(json(page), json([{ id: 7000 }]));
    const rows = await clientOf(door).searchReadAll('res.partner', idRow, { domain: [['active', '=', true]] });
    expect(rows).toHaveLength(5001);
    expect(door.sent(1)).toMatchObject({
      domain: [
        ['id', '>', 5000],
        ['active', '=', true],
      ],
      order: 'id asc',
    });
  });

  it('names the field when an answer has an unknown form', async () => {
    const door = new CannedDoor(json([{ id: 'one' }]));
    const read = clientOf(door).searchRead('res.partner', z.object({ id: int }), { domain: [] });
    await expect(read).rejects.toMatchObject({ code: 'odoo.contract', field: '0.id', name: 'Rejected' });
  });

  it('gives the ids of a create and the messages of a refused upsert', async () => {
    const door = new CannedDoor(
      json([7]),
      json({ ids: false, messages: [{ type: 'error', message: 'No such country' }] }),
    );
    const client = clientOf(door);
    expect(await client.create('res.partner', [{ name: 'Acme' }])).toEqual([7]);
    expect(await client.load('res.partner', ['id', 'name'], [['x.1', 'Acme']])).toEqual({
      messages: ['No such country'],
    });
    expect(door.requests.map((request) => request.mutating)).toEqual([true, true]);
  });
});

describe('limits and results', () => {
  it('a batch too large for one transaction is refused before anything is sent; equal writes go in parts', async () => {
    const door = new CannedDoor(json(true), json(true));
    const client = clientOf(door);
    const many = Array.from({ length: 501 }, (_, n) => n + 1);
    await expect(
      client.create(
        'res.partner',
        many.map((n) => ({ name: `${n}` })),
      ),
    ).rejects.toMatchObject({
      name: 'BadInput',
      code: 'odoo.batch_too_large',
      field: 'res.partner',
    });
    expect(door.requests).toHaveLength(0);
    await client.write('res.partner', many, { active: false });
    expect(door.requests.map((_, n) => (door.sent(n) as { ids: number[] }).ids.length)).toEqual([500, 1]);
  });

  it('time-out and answer size are those of the connection', async () => {
    const door = new CannedDoor(json([]), json([]));
    await clientOf(door, { timeoutMs: 1234, answerBytesMax: 99 }).search('res.partner', { domain: [] });
    await clientOf(door).search('res.partner', { domain: [] });
    expect(door.requests.map(({ timeoutMs, maxBodyBytes }) => [timeoutMs, maxBodyBytes])).toEqual([
      [1234, 99],
      [limits.remoteCallTimeoutMs, limits.remoteBodyBytesMax],
    ]);
  });

  it('an id is an id, whether the version answers it alone or in a list', async () => {
    const client = clientOf(new CannedDoor(json(7), json([8]), json([])));
    const post = () => client.callForId('purchase.order', 'message_post', { ids: [1] });
    expect([await post(), await post()]).toEqual([7, 8]);
    await expect(post()).rejects.toMatchObject({ code: 'odoo.contract' });
  });

  it('a write that Odoo does not understand makes the client learn the fields anew', async () => {
    const refused = json({ name: 'builtins.ValueError', message: "Invalid field 'x' in 'res.partner'" }, 500);
    const door = new CannedDoor(fields('id', 'x'), refused, fields('id'));
    const client = clientOf(door);
    expect((await client.fieldsGet('res.partner')).has('x')).toBe(true);
    await expect(client.write('res.partner', [1], { x: 1 })).rejects.toMatchObject({ code: 'odoo.contract' });
    expect((await client.fieldsGet('res.partner')).has('x')).toBe(false);
  });
});

describe('which protocol is spoken', () => {
  const rpc = (result: unknown): Canned => json({ jsonrpc: '2.0', id: 1, result });
  const older = html(404, '<title>404 Not Found</title>');

  it('a server without JSON-2 is asked for its version once and then spoken to over JSON-RPC', async () => {
    const version = rpc({ server_version: '17.0-20240709' });
    const door = new CannedDoor(older, html(404), version, rpc(6), rpc([]), rpc([]));
    const client = clientOf(door, { login: 'bot' });
    await client.search('res.partner', { domain: [] });
    await client.search('res.partner', { domain: [] });
    expect(client.transport).toBe('json-rpc');
    expect(await client.major()).toBe(17);
    expect(await client.version()).toEqual({ major: 17, text: '17.0-20240709' });
    expect(door.requests.map((request) => new URL(request.url).pathname)).toEqual([
      '/json/2/res.partner/search',
      '/web/version',
      '/jsonrpc',
      '/jsonrpc',
      '/jsonrpc',
      '/jsonrpc',
    ]);
  });

  it('Odoo 19 costs no question about its version', async () => {
    const door = new CannedDoor(json([]));
    const client = clientOf(door);
    await client.search('res.partner', { domain: [] });
    expect([client.transport, await client.major()]).toEqual(['json-2', 19]);
    expect(door.requests).toHaveLength(1);
  });

  it('an older Odoo without a login, and an Odoo 19 that knows no such database, are named with their field', async () => {
    const version = rpc({ server_version: '18.0' });
    const noLogin = clientOf(new CannedDoor(older, html(404), version)).search('res.partner', { domain: [] });
    await expect(noLogin).rejects.toMatchObject({ code: 'odoo.login_needed', field: 'odoo.login' });
    const nineteen = new CannedDoor(older, json({ version: '19.0-20260402' }));
    const wrong = clientOf(nineteen, { login: 'bot' }).search('res.partner', { domain: [] });
    await expect(wrong).rejects.toMatchObject({ code: 'odoo.wrong_database' });
  });

  it('the version of Odoo Online is read too', async () => {
    const client = clientOf(new CannedDoor(html(404), rpc({ server_version: 'saas~18.3+e' })));
    expect((await client.version()).major).toBe(18);
  });

  it('an address that is none is refused with its field and without repeating it', () => {
    for (const url of ['odoo.test', 'ftp://odoo.test', 'https://user:s3cret@odoo.test']) {
      const make = (): OdooClient => clientOf(new CannedDoor(), { url });
      expect(make).toThrow(expect.objectContaining({ code: 'odoo.url_invalid', field: 'odoo.url' }));
      expect(make).not.toThrow('s3cret');
    }
  });
});

describe('times', () => {
  it('are ISO 8601 for plans and Odoo strings for polls', () => {
    expect(iso('2026-11-23 02:42:45')).toBe('2026-11-23T02:42:45Z');
    expect(odooStamp(Date.parse('2026-11-23T02:42:45.999Z'))).toBe('2026-11-23 02:42:45');
  });
});
