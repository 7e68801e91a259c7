import { listSubscriptions, newestServedVersion, readChannels, SHIPBOB_VERSIONS } from '@mlc/shipbob';
import { describe, expect } from 'vitest';
import { type Check, Undecided } from '../report.js';
import { about, atLeastOne, type Look, NOBODY, outcome } from './look.js';
import type { Target } from './target.js';

/** What the flows need; writing is asked for by name, never tried. */
const SCOPES = [
  ...['channels_read', 'products_read', 'products_write', 'orders_read', 'receiving_read', 'receiving_write'],
  ...['returns_read', 'inventory_read', 'locations_read', 'webhooks_read', 'webhooks_write', 'billing_read'],
];

/** The token, its channel, its limits, and what refuses it. */
export function accountSuite(target: Target, checkAll: Check, at: () => Look): void {
  describe('the account', () => {
    const check = about('the account', checkAll);
    check('the token sees its channels, and the named one is its own', async (note) => {
      const { client, channelId } = at().access;
      const channels = await readChannels(client, 'interactive');
      const own = channels.find(({ id }) => id === channelId);
      expect(own, `channel ${channelId} is not listed`).toBeDefined();
      const scopes = own?.scopes ?? [];
      note('scopes', new Set(scopes));
      if (!scopes.some((scope) => scope.endsWith('_write')))
        throw new Undecided('not allowed', 'the channel has no scope to write: another’s, or the token may only read');
    });

    check('the channel has every scope that the flows need', async () => {
      const { client, channelId, hasBillingToken } = at().access;
      const own = (await readChannels(client, 'interactive')).find(({ id }) => id === channelId);
      const needed = [...SCOPES, ...(target.version === '2025-07' ? [] : ['tracking_read'])];
      const missing = needed
        .filter((scope) => !own?.scopes.includes(scope))
        .filter((scope) => !hasBillingToken || scope !== 'billing_read');
      if (missing.length > 0) throw new Undecided('not allowed', `the channel lacks ${missing.join(', ')}`);
    });

    check('the list of channels goes on page by page', async () => {
      const all = await readChannels(at().access.client, 'interactive');
      if (all.length < 2) throw new Undecided('nothing there', 'the token sees one channel only');
      expect(await readChannels(at().access.small(1).client, 'interactive')).toEqual(all);
    });

    check('the newest version that is served is found by asking', async (note) => {
      const found = await newestServedVersion(async (version) => at().access.as({ version }));
      expect(SHIPBOB_VERSIONS.indexOf(found)).toBeGreaterThanOrEqual(SHIPBOB_VERSIONS.indexOf(target.version));
      note('version', new Set([found]));
    });

    check('each answer tells how many calls are left of at most 150, or nothing of it', async (note) => {
      await at().rows('/channel', { RecordsPerPage: 1 });
      const left = at().last().headers['x-remaining-calls'];
      note('has x-remaining-calls', left !== undefined);
      if (left !== undefined) expect(left).toMatch(/^\d+$/);
      if (left !== undefined && target.isReal) expect(Number(left)).toBeLessThanOrEqual(150);
    });

    check('each answer carries the time, and it is ours within five minutes', async () => {
      await at().rows('/channel', { RecordsPerPage: 1 });
      const ms = Date.parse(at().last().headers['date'] ?? '');
      expect(Math.abs(ms - Date.now()), 'milliseconds apart').toBeLessThan(300_000);
    });

    check('webhook subscriptions are listed with address, topics and whether they are enabled', async (note) => {
      const found = atLeastOne(await listSubscriptions(at().access.client), 'there is no subscription');
      for (const { id, url, topics } of found) expect([id, url, topics.length > 0]).toEqual([id, url, true]);
      expect(found.every(({ enabled }) => typeof enabled === 'boolean')).toBe(true);
      if (found.length > 1) expect(await listSubscriptions(at().access.small(1).client)).toEqual(found);
      note('followed by pages', found.length > 1);
    });
  });

  describe('refusals', () => {
    const check = about('refusals', checkAll);
    const wrongly = (work: () => Promise<unknown>): Promise<string> => at().access.onPurpose(() => outcome(work()));

    check('a token that is none is 401 and needs a person', async (note) => {
      const stranger = at().access.as({ token: NOBODY.text });
      expect(await wrongly(() => readChannels(stranger, 'interactive'))).toBe('NeedsAttention shipbob.unauthorized');
      note('said', new Set(bodyOf(at())));
    });

    check(
      'a channel that the token does not see is refused or does not matter, and is never a server’s failure',
      async (note) => {
        const foreign = at().access.as({ channelId: NOBODY.id });
        const call = { path: '/order', query: { Page: 1, Limit: 1 }, priority: 'interactive' } as const;
        const seen = await wrongly(() => foreign.read(call));
        note('reading orders', seen);
        expect(['answered', 'NeedsAttention shipbob.forbidden']).toContain(seen);
      },
    );

    check('an address that is none is told as that', async (note) => {
      const call = { path: '/orders', priority: 'interactive' } as const;
      expect(await wrongly(() => at().access.client.read(call))).toBe('NeedsAttention shipbob.wrong_address');
      note('said', new Set(bodyOf(at())));
    });

    const ids: [what: string, path: string][] = [
      ['product', `/product/${NOBODY.id}`],
      ['WRO', `/receiving/${NOBODY.id}`],
      ['WRO’s boxes', `/receiving/${NOBODY.id}/boxes`],
      ['shipment’s timeline', `/shipment/${NOBODY.id}/timeline`],
    ];
    for (const [what, path] of ids)
      check(`an unknown ${what} is told as missing`, async (note) => {
        const seen = await wrongly(() => at().access.client.readOne({ path, priority: 'interactive' }));
        note('said', new Set(bodyOf(at())));
        expect(seen).toBe('null');
      });

    const wrong: [what: string, path: string, query: Record<string, string | number>][] = [
      ['a status that is none', '/receiving', { Statuses: 'Nonsense' }],
      ['a text where ids of WROs stand', '/receiving', { IDs: 'abc' }],
      ['a text where ids of orders stand', '/order', { IDs: 'abc' }],
      ['a page that is none', '/order', { Page: 0, Limit: 1 }],
      ['a kind of invoice that is none', '/invoices', { InvoiceTypes: 'Nonsense' }],
      ['a return status that is none', '/return', { Status: 'Nonsense', Cursor: 1, Limit: 1 }],
    ];
    for (const [what, path, query] of wrong)
      check(`${what} is refused or matches nothing, and is not asked again and again`, async (note) => {
        const seen = await wrongly(() => at().access.client.read({ path, query, priority: 'interactive' }));
        note('what became of it', seen);
        note('said', new Set(bodyOf(at())));
        expect(['answered', 'Rejected shipbob.bad_request']).toContain(seen);
      });
  });
}

/** Status and shape of the last answer: which members it has, never what they say. */
function bodyOf(look: Look): string[] {
  const { status, text, json } = look.last();
  const kind =
    text.trim() === '' ? 'empty' : json === undefined ? 'no JSON' : Array.isArray(json) ? 'a list' : typeof json;
  const members = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.keys(json) : [];
  return [`HTTP ${status}`, kind, ...members];
}
