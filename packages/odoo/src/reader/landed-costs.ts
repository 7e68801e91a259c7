import { isKnownError } from '@mlc/kernel';
import type { OdooLandedCosts } from '@mlc/mappings';
import { z } from 'zod';
import { float, int, requiredChar, requiredMany2one } from '../client/values.js';
import { findMade } from '../executor/made-once.js';
import type { Reading } from './reading.js';

const DEADLINE_MS = 60_000;
const MODEL = 'stock.landed.cost';
const idRow = z.object({ id: int });
const costRow = z.object({ id: int, amount_total: float, state: requiredChar });
const companyRow = z.object({ id: int, currency_id: requiredMany2one });

/** Landed Costs is an app of its own, and its records are kept for Inventory Administrators (Odoo 16-19, its access rules). */
export async function readLandedCosts(
  reading: Reading,
  { product, externalIds }: { product: string | null; externalIds: string[] },
): Promise<OdooLandedCosts> {
  const { client } = reading;
  const [state, products, [company]] = await Promise.all([
    stateOf(reading),
    product === null
      ? []
      : client.searchReadAll('product.product', idRow, {
          domain: [['default_code', '=', product], ['type', '=', 'service'], ...reading.sharedCompany],
        }),
    client.read('res.company', companyRow, [client.companyId]),
  ]);
  const [only, ...more] = products;
  return {
    state,
    product_id: only && more.length === 0 ? only.id : null,
    currency: company?.currency_id.name ?? '',
    standing: state === 'ready' ? await standing(reading, externalIds) : {},
  };
}

async function stateOf({ client }: Reading): Promise<OdooLandedCosts['state']> {
  try {
    await client.searchRead(MODEL, idRow, { domain: [], limit: 1 });
    return 'ready';
  } catch (error) {
    const code = isKnownError(error) ? error.code : null;
    if (code === 'odoo.module_missing') return 'missing';
    if (code === 'odoo.access_denied_to_model') return 'denied';
    throw error;
  }
}

/** A bot may ask for an external id, but not read the table of them. */
async function standing(reading: Reading, externalIds: string[]): Promise<OdooLandedCosts['standing']> {
  const idOf = new Map<number, string>();
  for (const externalId of externalIds) {
    const id = await findMade(reading.client, MODEL, externalId, Date.now() + DEADLINE_MS);
    if (id !== null) idOf.set(id, externalId);
  }
  const rows = await reading.among(MODEL, costRow, 'id', [...idOf.keys()]);
  return Object.fromEntries(
    rows.map((row) => [idOf.get(row.id) ?? '', { id: row.id, amount: row.amount_total, state: row.state }]),
  );
}
