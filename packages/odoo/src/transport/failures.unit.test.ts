import { redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import failures from '../fixtures/failures.json' with { type: 'json' };
import { CannedDoor, html, json } from '../testing.js';
import { classifyFailure } from './failures.js';
import { Json2Transport } from './json2.transport.js';

const site = { model: 'purchase.order', method: 'button_confirm' };

describe('Odoo errors', () => {
  it.each(failures)(
    '$name "$message" is $code whatever the HTTP status',
    async ({ name, message, status, kind, code }) => {
      const error = classifyFailure({ name, message }, site);
      expect(error).toMatchObject({ name: kind, code });
      expect(error.message).toContain('purchase.order.button_confirm');
      expect(error.message).toContain(message.trim().replace(/\s+/g, ' '));
      expect(error.fix, 'each error says what to do').toBeTruthy();
      if (status < 400) return;
      const door = new CannedDoor(json({ name, message, arguments: [], context: {}, debug: '' }, status));
      const transport = new Json2Transport({ door, origin: 'https://odoo.test' }, 'demo', redact('KEY'));
      const call = transport.call({ ...site, context: {}, mutating: true, timeoutMs: 1000 });
      await expect(call).rejects.toMatchObject({ name: kind, code });
    },
  );

  it('a message of many pages is cut', () => {
    const error = classifyFailure({ name: 'odoo.exceptions.UserError', message: 'x'.repeat(100_000) }, site);
    expect(error.message.length).toBeLessThan(1000);
  });
});

describe('answers that are not of Odoo', () => {
  const answered = (canned: Parameters<typeof json>[0], mutating: boolean) => {
    const door = new CannedDoor(canned as ReturnType<typeof json>);
    const transport = new Json2Transport({ door, origin: 'https://odoo.test' }, 'demo', redact('KEY'));
    return transport.call({ ...site, context: {}, mutating, timeoutMs: 1000 });
  };

  it('a page of a proxy with 5xx leaves a write unknown and lets a read be tried again', async () => {
    await expect(answered(html(502), true)).rejects.toMatchObject({ name: 'OutcomeUnknown', code: 'odoo.gateway' });
    await expect(answered(html(504), false)).rejects.toMatchObject({ name: 'RetryLater', code: 'odoo.gateway' });
  });

  it('an answer that breaks off in its middle leaves a write unknown and lets a read be tried again', async () => {
    const half = json(Buffer.from('[{"id": 1, "na'));
    await expect(answered(half, true)).rejects.toMatchObject({
      name: 'OutcomeUnknown',
      code: 'odoo.gateway',
      message: expect.stringContaining('breaks off'),
    });
    await expect(answered(half, false)).rejects.toMatchObject({ name: 'RetryLater', code: 'odoo.gateway' });
  });

  it('a login page, a redirect and a JSON page of another program are named as no Odoo', async () => {
    for (const page of [html(200), html(403), json({ hello: 'world' }, 404), json({ error: 'x' }, 400)])
      await expect(answered(page, true)).rejects.toMatchObject({ name: 'NeedsAttention', code: 'odoo.not_odoo' });
    const moved = {
      ...html(301),
      headers: { 'content-type': 'text/html', location: 'https://new.test/web?token=s3cret' },
    };
    const failure = await answered(moved, true).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'odoo.not_odoo', fix: expect.stringContaining('https://new.test') });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('s3cret');
  });

  it('a database that does not exist is told apart from a server without JSON-2', async () => {
    const nodb = html(404, '<h1>Not Found</h1><p>No database is selected and the requested URL was not found</p>');
    await expect(answered(nodb, true)).rejects.toMatchObject({ code: 'odoo.wrong_database', field: 'odoo.database' });
    await expect(answered(html(404), true)).rejects.toMatchObject({ code: 'odoo.not_odoo', name: 'Json2Absent' });
  });
});
