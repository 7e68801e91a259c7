import { z } from 'zod';
import { float, int } from '../client/values.js';
import type { Reading } from './reading.js';

const uomRow = z.object({
  id: int,
  factor: float,
  /** Up to 18. */
  factor_inv: float.optional(),
});

/**
 * How much one of each unit is in its kind's reference unit: 12 for a dozen. Up to 18 `factor` is the other way round, and
 * `factor_inv` says it; from 19 on `factor` does (observed on Odoo 16-19).
 */
export async function readUomSizes(reading: Reading): Promise<Map<number, number>> {
  const rows = await reading.client.searchReadAll('uom.uom', uomRow, { domain: [], context: { active_test: false } });
  return new Map(rows.map((row) => [row.id, row.factor_inv ?? row.factor]));
}
