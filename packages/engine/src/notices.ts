import { groupBy } from '@mlc/kernel';
import type { PollWork } from './poll.js';
import type { NewNotice } from './ports/ledger.js';
import type { PollRow } from './ports/remotes.js';

/** Which lanes the rows concern, for which `what` happened in Odoo. */
export async function noticesFor(
  work: Pick<PollWork, 'connectionId' | 'source' | 'ledger'>,
  rows: PollRow[],
  what = 'changed',
): Promise<NewNotice[]> {
  const about = (row: PollRow, laneKey: string, reason: string): NewNotice => ({
    laneKey,
    source: 'poll',
    fingerprint: row.hash,
    reason,
  });
  const byRef = (ref: string, lane: (id: string) => string): NewNotice[] =>
    rows.flatMap((row) => {
      const id = row.refs[ref];
      return id === null || id === undefined ? [] : [about(row, lane(String(id)), `${work.source} ${row.id} ${what}`)];
    });
  switch (work.source) {
    case 'product.product':
      return rows.map((row) => about(row, `product:${row.id}`, `product.product ${row.id} ${what}`));
    case 'mrp.bom':
    case 'mrp.bom.line':
    case 'product.packaging':
      return rows.flatMap((row) =>
        String(row.refs['product_ids'] ?? '')
          .split(',')
          .filter((id) => id !== '')
          .map((id) => about(row, `product:${id}`, `${work.source} ${row.id} ${what}`)),
      );
    case 'purchase.order':
      return rows.map((row) => about(row, `purchase-order:${row.id}`, `purchase.order ${row.id} changed`));
    case 'purchase.order.line':
    case 'stock.move':
      return byRef('order_id', (id) => `purchase-order:${id}`);
    case 'stock.picking':
      return [...byRef('purchase_id', (id) => `purchase-order:${id}`), ...(await byLabels(work, rows, about))];
    case 'sale.order':
      return byLabels(work, rows, about);
    case 'shipbob.receiving': {
      const lanes = await work.ledger.lanesOfLinks(
        work.connectionId,
        'wro',
        rows.map((row) => String(row.id)),
      );
      return rows.map((row) =>
        about(row, lanes.get(String(row.id)) ?? `wro:${row.id}`, `WRO ${row.id} changed at ShipBob`),
      );
    }
    case 'shipbob.uro':
      return rows.map((row) => about(row, `uro:${row.id}`, `URO ${row.id} is open at ShipBob`));
    case 'shipbob.order':
      return rows.map((row) => about(row, `order:${row.id}`, `order ${row.id} changed at ShipBob`));
    case 'shipbob.return':
      return rows.map((row) => about(row, `return:${row.id}`, `return ${row.id} changed at ShipBob`));
    case 'shipbob.invoice':
      return rows.map((row) => about(row, `invoice:${row.id}`, `invoice ${row.id} changed at ShipBob`));
  }
}

/** A sale order or delivery concerns the ShipBob orders that carry its name, reference or number at a channel. */
async function byLabels(
  work: Pick<PollWork, 'connectionId' | 'source' | 'ledger'>,
  rows: PollRow[],
  about: (row: PollRow, laneKey: string, reason: string) => NewNotice,
): Promise<NewNotice[]> {
  const labelsOf = (row: PollRow): string[] => [
    ...new Set(Object.values(row.refs).filter((value) => typeof value === 'string')),
  ];
  const labels = [...new Set(rows.flatMap(labelsOf))];
  if (labels.length === 0) return [];
  const lanes = groupBy(await work.ledger.lanesLabelled(work.connectionId, labels), (found) => found.label);
  return rows.flatMap((row) =>
    labelsOf(row)
      .flatMap((label) => lanes.get(label) ?? [])
      .filter((found) => found.laneKey.startsWith('order:'))
      .map((found) => about(row, found.laneKey, `${work.source} ${row.id} carries ${found.label}`)),
  );
}
