import { type Accrued, accruedOf, type ShipBobTransaction } from '@mlc/mappings';
import type { ConnectionWork } from '../engine.js';
import { lookContext } from '../work.js';
import type { Period } from './period.js';

/** What ShipBob charged in the period and has not invoiced; needs `billing_read`. Days are ShipBob's, by UTC. */
export async function gatherAccrued(work: ConnectionWork, period: Period): Promise<Accrued[]> {
  const { shipbob } = lookContext(work);
  const lastDay = new Date(Date.parse(period.to) - 1).toISOString().slice(0, 10);
  const query = { from_date: period.from.slice(0, 10), to_date: lastDay, invoiced_status: false };
  const rows: ShipBobTransaction[] = [];
  for await (const page of shipbob.transactions(query)) rows.push(...page);
  return accruedOf(rows);
}
