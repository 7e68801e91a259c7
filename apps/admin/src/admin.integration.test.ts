import { openQueues, parseQueueBackend } from '@mlc/queues';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type AdminBench, basic, bearer, openAdminBench, SECRETS, TOKEN } from './admin-bench.test.js';
import { startApp } from './app-process.test.js';

const GETS = [
  '/api/connections',
  '/api/connections/acme/status',
  '/api/connections/acme/records/order:100',
  '/api/connections/acme/cases',
  '/api/connections/acme/modes',
  '/api/connections/acme/approvals',
  '/docs',
  '/openapi.json',
  '/queues',
  '/queues/',
  '/queues/api/queues',
];
const POSTS = [
  '/api/connections/acme/records/order:100/replay',
  '/api/connections/acme/pause',
  '/api/connections/acme/resume',
];

const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }))),
});

describe('the admin app', () => {
  let bench: AdminBench;
  beforeAll(async () => {
    bench = await openAdminBench();
  });
  afterAll(async () => {
    await bench.close();
  });
  const stateOf = async (): Promise<unknown> =>
    (await bench.runtime.store.connections.byName('acme'))?.state ?? 'unknown';
  const dirtySeq = async (): Promise<unknown> => {
    const [row] = await bench.database.sql("SELECT dirty_seq::int FROM lane WHERE key = 'order:100'");
    return row?.['dirty_seq'];
  };
  /** An error in the shape all of them have. */
  const problem = (code: string, field: string | null) => ({
    code,
    message: expect.stringMatching(/./),
    field,
    fix: expect.stringMatching(/./),
  });

  describe('without the token', () => {
    const wrong: Record<string, string>[] = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${TOKEN}x` },
      { authorization: TOKEN },
      { authorization: 'Bearer' },
      { authorization: `Digest ${TOKEN}` },
      basic('wrong'),
      basic('', TOKEN),
      { authorization: 'Basic %%%' },
    ];

    it.each([...GETS, '/', '/nowhere', '/healthz/', '//healthz', '/readyz%20', '/queues/static/js/main.js'])(
      'tells nothing of %s',
      async (path) => {
        for (const headers of wrong) {
          const { status, json } = await bench.get(path, headers);
          expect(status, JSON.stringify(headers)).toBe(401);
          expect(json).toEqual(problem('admin.token', 'authorization'));
        }
      },
    );

    it('changes nothing', async () => {
      const before = await dirtySeq();
      for (const path of POSTS)
        for (const headers of wrong) expect((await bench.post(path, { headers })).status, path).toBe(401);
      expect(await stateOf()).toBe('active');
      expect(await dirtySeq()).toBe(before);
    });

    it('asks a browser for it', async () => {
      const { headers } = await bench.get('/queues', {});
      expect(headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    });

    it('answers the probes', async () => {
      expect((await bench.get('/healthz', {})).json).toEqual({ status: 'ok' });
      expect((await bench.get('/readyz', {})).json).toEqual({ status: 'ok', checks: { postgres: 'ok' } });
      expect((await bench.get('/healthz?x=1', {})).status).toBe(200);
    });

    it('does not start when none is set, and names the variable', async () => {
      for (const token of ['', 'short', undefined]) {
        const start = startApp({ ...bench.env, MLC_ADMIN_TOKEN: token });
        await expect(start, String(token)).rejects.toThrow(/ended with 78.*MLC_ADMIN_TOKEN/);
      }
    });
  });

  it.each(GETS)(
    'shows %s to the token, as Bearer and as the password of Basic, and keeps it out of caches',
    async (path) => {
      for (const headers of [bearer, basic(TOKEN), basic(TOKEN, ''), { authorization: `bearer ${TOKEN}` }]) {
        const answer = await bench.get(path, headers);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('cache-control')).toContain('no-store');
      }
    },
  );

  it('lists every route in its OpenAPI document, with the refusals of each', async () => {
    const { paths } = document.parse((await bench.get('/openapi.json')).json);
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'GET /api/connections',
      'GET /api/connections/{name}/approvals',
      'GET /api/connections/{name}/cases',
      'GET /api/connections/{name}/modes',
      'GET /api/connections/{name}/records/{key}',
      'GET /api/connections/{name}/status',
      'GET /healthz',
      'GET /readyz',
      'POST /api/connections/{name}/approvals',
      'POST /api/connections/{name}/pause',
      'POST /api/connections/{name}/records/{key}/replay',
      'POST /api/connections/{name}/resume',
      'PUT /api/connections/{name}/modes',
    ]);
    for (const [path, methods] of Object.entries(paths).filter(([path]) => path.startsWith('/api')))
      for (const { responses } of Object.values(methods))
        expect(Object.keys(responses), path).toEqual(expect.arrayContaining(['401', '404', '503']));
  });

  it('shows modes, changes those that are named, and plans every record again', async () => {
    const shown = async () => (await bench.get('/api/connections/acme/modes')).json;
    const before = await shown();
    expect(before).toMatchObject({ products: 'preview', receiving: 'preview' });
    const seq = Number(await dirtySeq());
    const changed = await bench.send('PUT', '/api/connections/acme/modes', { products: 'approve' });
    expect([changed.status, changed.json]).toEqual([200, { ...before, products: 'approve' }]);
    expect(Number(await dirtySeq())).toBe(seq + 1);
    for (const body of [{ products: 'slow' }, { prices: 'live' }, []])
      expect(await bench.send('PUT', '/api/connections/acme/modes', body)).toMatchObject({
        status: 400,
        json: { code: 'admin.body' },
      });
    expect(await shown()).toEqual({ ...before, products: 'approve' });
  });

  it('tells what waits, and that what does not wait cannot be decided', async () => {
    expect(JSON.parse((await bench.get('/api/connections/acme/approvals')).text)).toEqual([]);
    const decide = (body: unknown) => bench.send('POST', '/api/connections/acme/approvals', body);
    expect(await decide({ ids: ['nobody'], decision: 'approved' })).toMatchObject({
      status: 400,
      json: { code: 'approval.not_waiting', field: 'approval' },
    });
    for (const body of [{ ids: [], decision: 'approved' }, { ids: ['a'], decision: 'perhaps' }, { ids: 'a' }])
      expect(await decide(body)).toMatchObject({ status: 400, json: { code: 'admin.body' } });
  });

  it('shows connections, their state and the story of a record', async () => {
    const list = await bench.get('/api/connections');
    expect(JSON.parse(list.text)).toMatchObject([{ name: 'acme', state: 'active', shipbob: { channelId: 101 } }]);
    const { json: status } = await bench.get('/api/connections/acme/status');
    expect(status).toMatchObject({ connection: { name: 'acme' }, lanes: { open: 1 }, events: { total: 1 } });
    for (const key of ['order:100', '100', 'order%20%23100']) {
      const { json } = await bench.get(`/api/connections/acme/records/${key}`);
      expect(json, key).toMatchObject({ lanes: ['order:100'] });
      expect(json?.['entries']).toContainEqual(expect.objectContaining({ kind: 'webhook' }));
    }
    expect(JSON.parse((await bench.get('/api/connections/acme/cases?state=all')).text)).toEqual([]);
  });

  it('says what it does not know, and what to do, in one shape', async () => {
    const asked: [string, number, object][] = [
      ['/api/connections/nobody/status', 404, problem('connection.not_found', 'name')],
      ['/api/connections/%00/status', 404, problem('connection.not_found', 'name')],
      ['/api/connections/acme/records/PO-none', 404, problem('record.not_found', 'key')],
      ['/api/connections/acme/records/%00', 404, problem('record.not_found', 'key')],
      ["/api/connections/acme/records/' OR 1=1 --", 404, problem('record.not_found', 'key')],
      ['/api/connections/acme/cases?state=lost', 400, problem('admin.state', 'state')],
      ['/api/connections/acme/cases?state=open&state=all', 400, problem('admin.state', 'state')],
      ['/api/nowhere', 404, problem('http.not_found', null)],
    ];
    for (const [path, status, body] of asked) {
      const answer = await bench.get(path);
      expect({ status: answer.status, body: answer.json }, path).toEqual({ status, body });
    }
    const bodies: [string, string, number][] = [
      ['application/json', '{"a":', 400],
      ['application/json', `"${'x'.repeat(1024 * 1024)}"`, 413],
      ['application/x-odd', 'a', 415],
    ];
    for (const [type, body, status] of bodies) {
      const answer = await bench.post('/api/connections/acme/pause', {
        headers: { ...bearer, 'content-type': type },
        body,
      });
      expect({ status: answer.status, body: answer.json }, type).toEqual({
        status,
        body: problem('http.refused', null),
      });
    }
    expect(await stateOf()).toBe('active');
    expect((await bench.post('/api/connections/acme/records/none/replay')).status).toBe(404);
  });

  it('replays a record: its lane is dirty, the bell rings, the audit says who', async () => {
    const before = Number(await dirtySeq());
    const queues = await openQueues(parseQueueBackend(bench.env));
    try {
      const { status, json } = await bench.post('/api/connections/acme/records/100/replay');
      expect({ status, json }).toEqual({ status: 202, json: { lanes: ['order:100'] } });
      expect(await dirtySeq()).toBe(before + 1);
      const rung = async () => (await queues.inspect()).find(({ queue }) => queue === 'work')?.waiting;
      await vi.waitFor(async () => expect(await rung()).toBe(1), { timeout: 10_000 });
    } finally {
      await queues.close();
    }
    const audit = await bench.database.sql("SELECT actor, reason FROM audit_entry WHERE action = 'lane.replayed'");
    expect(audit).toEqual([{ actor: 'admin', reason: 'replayed through the admin API' }]);
  });

  it('pauses and resumes a connection, with a reason people can read', async () => {
    const paused = await bench.post('/api/connections/acme/pause');
    expect(paused.json).toMatchObject({ state: 'paused', reason: 'paused through the admin API' });
    expect(await stateOf()).toBe('paused');
    expect((await bench.get('/api/connections/acme/status')).json).toMatchObject({ connection: { state: 'paused' } });
    const resumed = await bench.post('/api/connections/acme/resume');
    expect(resumed.json).toMatchObject({ state: 'active', reason: null });
    expect(await stateOf()).toBe('active');
  });

  it('takes no change that a page of another site asks for with the token a browser remembers', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await bench.post('/api/connections/acme/pause', {
        headers: { ...basic(TOKEN), 'sec-fetch-site': site },
      });
      expect(answer.status).toBe(403);
      expect(answer.json).toEqual(problem('admin.cross_site', 'sec-fetch-site'));
    }
    expect(await stateOf()).toBe('active');
    const own = { headers: { ...basic(TOKEN), 'sec-fetch-site': 'same-origin' } };
    expect((await bench.post('/api/connections/acme/resume', own)).status).toBe(200);
  });

  it('serves the board with a policy that lets nothing in from elsewhere, and only to look at', async () => {
    const page = await bench.get('/queues/');
    expect(page.headers.get('content-type')).toContain('text/html');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|script-src|\*/);
    const queues = z
      .object({ queues: z.array(z.object({ name: z.string(), readOnlyMode: z.boolean() })) })
      .parse((await bench.get('/queues/api/queues')).json);
    expect(queues.queues.map(({ name }) => name).sort()).toEqual(['poll', 'sweep', 'work']);
    expect(queues.queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    for (const path of [
      '/queues/api/queues/work/pause',
      '/queues/api/queues/work/empty',
      '/queues/api/queues/work/clean/completed',
    ]) {
      const response = await fetch(`${bench.app.url}${path}`, { method: 'PUT', headers: bearer });
      expect(response.status, path).toBeGreaterThanOrEqual(400);
      expect(response.status, path).not.toBe(500);
    }
  });

  it('holds no secret in any answer and in no log line', async () => {
    const answers = await Promise.all([...GETS, '/readyz'].map((path) => bench.get(path)));
    const posts = await Promise.all(POSTS.map((path) => bench.post(path)));
    const password = new URL(bench.env['DATABASE_URL'] ?? '').password;
    const kept = [...SECRETS, TOKEN, bench.connection.webhookKey, bench.env['MLC_KEYS']?.slice(3) ?? '', password];
    const said = [...answers, ...posts].map(({ text }) => text).join('\n') + JSON.stringify(bench.app.log);
    expect(said).toContain('acme');
    for (const secret of kept.filter((one) => one !== '')) expect(said).not.toContain(secret);
  });
});

describe('the admin app without its database', () => {
  it('says that it is away instead of a fault of its own', async () => {
    const bench = await openAdminBench();
    try {
      await bench.database.drop();
      const { status, json } = await bench.get('/api/connections');
      expect({ status, code: json?.['code'] }).toEqual({ status: 503, code: expect.stringMatching(/^store\./) });
      const ready = await bench.get('/readyz', {});
      expect(ready).toMatchObject({ status: 503, json: { status: 'unready', checks: { postgres: 'failed' } } });
      expect((await bench.get('/healthz', {})).status).toBe(200);
    } finally {
      await bench.close();
    }
  });
});
