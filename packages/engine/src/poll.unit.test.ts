import { NeedsAttention } from '@mlc/kernel';
import { settingsSchema } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { noticesFor } from './notices.js';
import { finalMark, lowerBound, readSource } from './poll.js';
import { maySkip, POLL_SOURCES, pollsWanted } from './poll-sources.js';
import type { PollRunning } from './ports/polls.js';
import type { OdooPageRequest, PollPage } from './ports/remotes.js';

const running = (maxStamp: string | null, startedServerTime: string): PollRunning => ({
  from: null,
  position: null,
  maxStamp,
  startedServerTime,
  startedAt: '2026-11-25T12:00:00.000Z',
  pages: 1,
  changed: 0,
});
const odoo = { source: 'product.product', overlapSeconds: 900 } as const;
const shipbob = { source: 'shipbob.order', overlapSeconds: 900 } as const;

describe('the mark after a whole pass', () => {
  it('is the largest stamp seen while changes are recent', () => {
    expect(finalMark(running('2026-11-25 11:50:00', '2026-11-25 12:00:00'), odoo)).toBe('2026-11-25 11:50:00');
  });

  it("never passes the server's clock at the start of the pass, whatever the stamps say", () => {
    expect(finalMark(running('2026-11-25 12:00:07', '2026-11-25 12:00:00'), odoo)).toBe('2026-11-25 12:00:00');
  });

  it("follows a quiet source's clock at the distance of one overlap, so that an old great change is not read for ever", () => {
    const mark = finalMark(running('2026-11-25 08:00:00', '2026-11-25 12:00:00'), odoo);
    expect(mark).toBe('2026-11-25 11:45:00');
    // What commits late may be two overlaps old.
    expect(lowerBound(mark, odoo)).toBe('2026-11-25 11:30:00');
  });

  it("keeps each remote's own form of a stamp", () => {
    const mark = finalMark(running('2026-11-25T08:00:00.123+00:00', '2026-11-25T12:00:00.000Z'), shipbob);
    expect(mark).toBe('2026-11-25T11:45:00.000Z');
  });

  it('stays empty while nothing was ever seen', () => {
    expect(finalMark(running(null, '2026-11-25 12:00:00'), odoo)).toBeNull();
  });
});

describe('the poll of sale orders', () => {
  const asked: OdooPageRequest[] = [];
  const page: PollPage = { rows: [], serverTime: '2026-11-25 12:00:00', last: true };
  const remotes = {
    odoo: {
      page: async (_source: string, request: OdooPageRequest) => {
        asked.push(request);
        return page;
      },
    },
    shipbob: { page: async () => ({ ...page, nextPosition: null }) },
  };
  const row = (refs: Record<string, string | number | null>) => ({ id: 7, hash: 'h', stamp: null, refs });

  it('asks for the fields that the settings match by, once each and of no other source', async () => {
    asked.length = 0;
    const matchKeys = ['link', 'name', 'client_order_ref', 'amazon_order_ref', 'picking_origin'];
    const ask = { from: null, to: '', position: null, limit: 5, matchKeys };
    await readSource(remotes, 'sale.order', ask);
    await readSource(remotes, 'stock.picking', ask);
    await readSource(remotes, 'sale.order', { ...ask, matchKeys: ['link', 'name'] });
    expect(asked.map((request) => request.keys)).toEqual([['amazon_order_ref'], undefined, undefined]);
  });

  it('rings the orders that carry what a configured key of a sale order says now', async () => {
    const looked: string[][] = [];
    const ledger = {
      lanesOfLinks: async () => new Map<string, string>(),
      lanesLabelled: async (_connectionId: string, labels: string[]) => {
        looked.push(labels);
        return [
          { laneKey: 'order:60', label: '114-77' },
          { laneKey: 'product:3', label: '114-77' },
        ];
      },
    };
    const refs = { name: 'S00007', client_order_ref: null, origin: null, amazon_order_ref: '114-77', sale_id: 9 };
    const notices = await noticesFor({ connectionId: 'c', source: 'sale.order', ledger }, [row(refs)]);
    expect(looked).toEqual([['S00007', '114-77']]);
    expect(notices).toEqual([
      { laneKey: 'order:60', source: 'poll', fingerprint: 'h', reason: 'sale.order 7 carries 114-77' },
    ]);
  });
});

describe('what a setting alone asks for', () => {
  const wanted = (products: object) => pollsWanted(settingsSchema.parse({ products }));
  const extra = ['mrp.bom', 'mrp.bom.line', 'product.packaging'];

  it('is polled only with that setting: bills for bundles, packagings for their barcodes', () => {
    expect(POLL_SOURCES.filter((source) => !wanted({}).includes(source))).toEqual(extra);
    expect(wanted({ kits: 'bundle' })).toEqual(POLL_SOURCES.filter((source) => source !== 'product.packaging'));
    expect(wanted({ kits: 'bundle', packaging_barcodes: true })).toEqual(POLL_SOURCES);
  });

  it('may be closed to a connection without stopping the rest of it, unlike what every connection needs', () => {
    const refused = (code: string) => new NeedsAttention('no', { code, fix: 'do' });
    for (const source of ['mrp.bom', 'mrp.bom.line', 'product.packaging'] as const) {
      expect(maySkip(source, refused('odoo.module_missing'))).toBe(true);
      expect(maySkip(source, refused('odoo.access_denied_to_model'))).toBe(true);
      expect(maySkip(source, refused('odoo.invalid_key'))).toBe(false);
    }
    expect(maySkip('purchase.order', refused('odoo.module_missing'))).toBe(false);
    expect(maySkip('mrp.bom', new Error('odoo.module_missing'))).toBe(false);
  });

  it('raises the lanes of all products that it concerns, and of none where it concerns none', async () => {
    const ledger = { lanesOfLinks: async () => new Map(), lanesLabelled: async () => [] };
    const row = (id: number, product_ids: string) => ({ id, hash: `h${id}`, stamp: null, refs: { product_ids } });
    const notices = await noticesFor({ connectionId: 'c', source: 'mrp.bom', ledger }, [row(1, '7,9'), row(2, '')]);
    expect(notices.map(({ laneKey, fingerprint, reason }) => [laneKey, fingerprint, reason])).toEqual([
      ['product:7', 'h1', 'mrp.bom 1 changed'],
      ['product:9', 'h1', 'mrp.bom 1 changed'],
    ]);
  });
});
