import type { StockCut } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { csvOf } from './inventory.js';

const row = (more: Partial<StockCut['rows'][number]>): StockCut['rows'][number] => ({
  inventory_id: 1,
  sku: 'CUP',
  product_id: 1,
  location_id: 8,
  location: 'SB/Stock',
  centre_ids: [8],
  lot: null,
  shipbob: 50,
  odoo: 57,
  in_flight: 0,
  difference: -7,
  state: 'confirmed',
  causes: [],
  unknown: -1,
  merged_with: null,
  shown: { committed: 0, fulfillable: 50, awaiting: 0, internal_transfer: 0 },
  ...more,
});

const csv = (...rows: StockCut['rows']): string[] =>
  csvOf({
    at: '2026-11-26T10:00:00Z',
    history_from: null,
    compared: 9,
    equal: 8,
    rows,
    unmapped: [],
    unmapped_centres: [],
    quarantine: { shipbob: 0, odoo: 0 },
  })
    .trimEnd()
    .split('\n');

describe('the differences of a cut as CSV', () => {
  it('have a line for each, with numbers and causes as people read them', () => {
    const causes = [{ kind: 'odoo_only' as const, subject: 'SB/INT/7', units: -6, what: 'counted, by Ann' }];
    expect(csv(row({ causes }))).toEqual([
      'state,sku,lot,location,shipbob,odoo,in_flight,difference,unknown,causes',
      'confirmed,CUP,,SB/Stock,50,57,0,-7,-1,"\'-6 odoo only SB/INT/7 (counted, by Ann)"',
    ]);
  });

  it('have no cell that a spreadsheet would take for a formula, and quotes doubled', () => {
    expect(csv(row({ sku: '=1+1', lot: '@"L"' }))[1]).toBe('confirmed,\'=1+1,"\'@""L""",SB/Stock,50,57,0,-7,-1,');
  });
});
