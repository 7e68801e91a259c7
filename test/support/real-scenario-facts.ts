import type { Json } from '@mlc/kernel';
import { z } from 'zod';
import type { GateCall } from './odoo-gate.js';
import type { Books, RunParts } from './real-scenario-books.js';

/** A business fact as the sandbox's journal tells it. */
interface OdooFact {
  type: string;
  key: string;
  detail: Json;
}

const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);
const countRow = z.object({ id: z.number(), product_id: pair });
const scrapRow = z.object({ id: z.number(), name: z.string(), product_id: pair, scrap_qty: z.number() });
const aboutRow = z.object({ id: z.number(), res_id: z.number() });

const DONE: Readonly<Record<string, string>> = { incoming: 'receipt.done', outgoing: 'delivery.done' };

/**
 * What the connector's user did, read from the tables that it left: transfers that it validated, returns, scraps, counts,
 * activities and notes. What leaves no trace of its own, a tracking number and a bill written anew, is told by the gate.
 */
export async function factsOf(parts: RunParts, books: Books, calls: readonly GateCall[]): Promise<OdooFact[]> {
  const { boss, productIds, botUid } = parts;
  const byBot = ['create_uid', '=', botUid];
  const ofRun = ['product_id', 'in', productIds];
  const transfers = books.pickings.flatMap((picking): OdooFact[] => {
    const moves = picking.moves.filter((move) => move.state === 'done' && move.lastBy === botUid);
    if (moves.length === 0) return [];
    const detail: Json = {
      origin: picking.origin || '',
      purchaseOrder: picking.purchase_id ? picking.purchase_id[1] : null,
      saleOrder: picking.sale_id ? picking.sale_id[1] : null,
      tracking: picking.carrier_tracking_ref || null,
      lines: moves.map(({ sku, quantity, lots, places }) => ({ sku, quantity, lots, places })),
    };
    return [{ type: DONE[picking.picking_type_code] ?? 'transfer.done', key: picking.name, detail }];
  });
  const returned = books.pickings.flatMap((picking): OdooFact[] => {
    const [, of] = /^Return of (.+)$/.exec(picking.origin || '') ?? [];
    if (of === undefined || !picking.create_uid || picking.create_uid[0] !== botUid) return [];
    const lines = picking.moves.map(({ sku, demand }) => ({ sku, quantity: demand }));
    return [{ type: 'return.created', key: picking.name, detail: { of, lines } }];
  });
  const counts = await boss.searchRead('stock.move', countRow, [ofRun, ['is_inventory', '=', true], byBot]);
  const scraps = await boss.searchRead('stock.scrap', scrapRow, [ofRun, ['state', '=', 'done'], byBot]);
  return [
    ...transfers,
    ...returned,
    ...counts.map(({ product_id }) => ({ type: 'stock.adjusted', key: books.skuOf(product_id), detail: null })),
    ...scraps.map(({ name, product_id, scrap_qty }) => ({
      type: 'scrap.done',
      key: name,
      detail: { sku: books.skuOf(product_id), quantity: scrap_qty },
    })),
    ...(await wordsOf(parts, books)),
    ...written(books, calls),
  ];
}

/** Activities and notes on the run's records. */
async function wordsOf({ boss, botUid }: RunParts, { pickings }: Books): Promise<OdooFact[]> {
  const byBot = ['create_uid', '=', botUid];
  const words: OdooFact[] = [];
  for (const [model, ids] of recordsOf(pickings)) {
    const about = (field: string): unknown[] => [[field, '=', model], ['res_id', 'in', ids], byBot];
    for (const { res_id } of await boss.searchRead('mail.activity', aboutRow, about('res_model')))
      words.push({ type: 'activity.scheduled', key: `${model},${res_id}`, detail: null });
    const posted = [...about('model'), ['message_type', '=', 'comment']];
    for (const { res_id } of await boss.searchRead('mail.message', aboutRow, posted))
      words.push({ type: 'chatter.posted', key: `${model},${res_id}`, detail: null });
  }
  return words;
}

function recordsOf(pickings: Books['pickings']): Map<string, number[]> {
  const idsOf = (of: (picking: Books['pickings'][number]) => z.output<typeof pair>): number[] => [
    ...new Set(pickings.flatMap((picking) => of(picking) || []).filter((id) => typeof id === 'number')),
  ];
  return new Map([
    ['purchase.order', idsOf(({ purchase_id }) => purchase_id)],
    ['sale.order', idsOf(({ sale_id }) => sale_id)],
    ['stock.picking', pickings.map(({ id }) => id)],
  ]);
}

const madeSchema = z.looseObject({ ids: z.union([z.array(z.number()), z.literal(false)]) });
const loadedSchema = z.object({ fields: z.array(z.string()), data: z.array(z.array(z.unknown())) });
const vals = z.looseObject({ carrier_tracking_ref: z.string().optional() });
const writtenSchema = z.union([
  z.object({ ids: z.array(z.number()), vals }),
  z.tuple([z.array(z.number()), vals]).transform(([ids, values]) => ({ ids, vals: values })),
]);

/** What is drafted by `load`, under an external id. */
const LOADED = ['account.move', 'stock.landed.cost'];

/** What the gate saw pass. */
function written({ pickings }: Books, calls: readonly GateCall[]): OdooFact[] {
  const drafted = new Set<string>();
  const names = new Map(pickings.map(({ id, name }) => [id, name]));
  return calls.flatMap(({ call, output, input }): OdooFact[] => {
    // What JSON-RPC refuses has a status of 200, and no result.
    if (output === null) return [];
    if (call === 'stock.picking.write') {
      const { ids, vals } = writtenSchema.parse(input);
      const tracking = vals.carrier_tracking_ref;
      if (tracking === undefined) return [];
      return ids.map((id) => ({ type: 'tracking.written', key: names.get(id) ?? `${id}`, detail: { tracking } }));
    }
    const model = LOADED.find((one) => call === `${one}.load`);
    if (model === undefined) return [];
    const { fields, data } = loadedSchema.parse(Array.isArray(input) ? { fields: input[0], data: input[1] } : input);
    const { ids } = madeSchema.parse(output);
    const external = data.map((row) => row[fields.indexOf('id')]).find((id) => typeof id === 'string' && id !== '');
    return (ids || []).flatMap((id): OdooFact[] => {
      const record = `${model},${id}`;
      const type = drafted.has(record) ? 'record.written' : 'record.created';
      drafted.add(record);
      return typeof external === 'string' ? [{ type, key: record, detail: { external } }] : [];
    });
  });
}
