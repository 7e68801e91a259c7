import { limits } from '@mlc/kernel';
import { defaultSettings, type StockCut } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import type { ConnectionWork } from './engine.js';
import { createMemoryLedger } from './memory/index.js';
import { preview } from './preview.js';
import type { SubjectEngine } from './subject.js';

const NOW = new Date('2026-11-25T10:00:00Z');
const row = (inventory_id: number, state: StockCut['rows'][number]['state']): StockCut['rows'][number] => ({
  inventory_id,
  sku: `A-${inventory_id}`,
  product_id: inventory_id,
  location_id: 8,
  location: 'SB/Stock',
  centre_ids: [10],
  lot: null,
  shipbob: 4,
  odoo: 7,
  in_flight: 0,
  difference: -3,
  state,
  causes: [],
  unknown: -3,
  merged_with: null,
  shown: { committed: 0, fulfillable: 4, awaiting: 0, internal_transfer: 0 },
});

const stock: SubjectEngine = {
  subject: 'stock',
  flows: ['inventory'],
  look: async (ids) =>
    new Map(
      ids.map((id) => [
        id,
        {
          evidence: {},
          labels: [],
          plan: () => [
            {
              flow: 'inventory',
              plan: { effects: [], adoptions: [], rings: [], end: { kind: 'ignored', reason: 'x' } },
            },
          ],
        },
      ]),
    ),
};

function workWith(cut: StockCut | null): ConnectionWork {
  const never = (): never => {
    throw new Error('no remote is asked');
  };
  const unread = new Proxy({}, { get: () => never });
  return {
    connectionId: 'c',
    ledger: createMemoryLedger(() => NOW),
    cuts: { latest: async () => cut, save: never },
    remotes: {
      odoo: unread as ConnectionWork['remotes']['odoo'],
      shipbob: unread as ConnectionWork['remotes']['shipbob'],
      executors: [],
    },
    subjects: [stock],
    clock: { now: () => NOW },
    settingsVersion: 1,
    modes: {},
    context: {
      settings: defaultSettings(),
      connection: { id: 'c', company_id: 1, channel_id: 1, shipbob_version: '2026-07', live_from: NOW.toISOString() },
      warehouses: [],
    },
    log: () => undefined,
    timing: {
      leaseSeconds: 30,
      leaseMarginSeconds: 5,
      callTimeoutMs: 1000,
      odooSettleSeconds: 1,
      shipbobSettleSeconds: 1,
      secondLookSeconds: 1,
      lookFreshSeconds: 120,
      lanesPerBatch: limits.lanesPerBatch,
      makesWaySeconds: limits.makesWaySeconds,
      laneAttemptsMax: 3,
      retryFirstSeconds: 1,
      retryMostSeconds: 5,
    },
  };
}

const cutOf = (rows: StockCut['rows']): StockCut => ({
  at: NOW.toISOString(),
  history_from: null,
  compared: rows.length,
  equal: 0,
  rows,
  unmapped: [],
  unmapped_centres: [],
  quarantine: { shipbob: 0, odoo: 0 },
});

describe('a preview', () => {
  const ask = { sources: [], marks: new Map(), pageRows: 100, overlapSeconds: 0 };

  it('shows what two cuts of stock agree on, of which no poll tells', async () => {
    const cut = cutOf([row(7, 'confirmed'), row(8, 'differs'), row(9, 'equal'), row(10, 'moving')]);
    const lanes = await preview(workWith(cut), ask);
    expect(lanes.map(({ lane }) => lane)).toEqual(['stock:7']);
  });

  it('shows nothing of stock before the first cut', async () => {
    expect(await preview(workWith(null), ask)).toEqual([]);
  });
});
